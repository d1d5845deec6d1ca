package gallery

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/present/label"
	"duotone/app/project"

	analysis "duotone/app/present/analyse"
	"duotone/app/project/desk"
)

// labelStates are the Label pane's named states: how its project labels, and whether disagreements are shown.
var labelStates = map[string]struct {
	scheme project.Scheme
	review bool
}{
	"labelling":         {project.SchemeSingle, false},
	"labelling-words":   {project.SchemeThree, false},
	"labelling-dispute": {project.SchemeSingle, true},
}

// labelStory opens a project of the samples.
func labelStory(scheme project.Scheme, review bool) func(context.Context, *scene) error {
	return func(ctx context.Context, f *scene) error {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		p, dir, err := sampleProject(ctx, f.Samples, scheme)
		f.made = append(f.made, dir)
		if err == nil {
			err = p.Close()
		}
		if err != nil {
			return err
		}
		f.Label.Open(p.Path(), "Ana")
		wait := func(ok func(*label.State) bool) {
			if err == nil {
				_, err = f.Label.Wait(ctx, ok)
			}
		}
		wait((*label.State).Open)
		switch {
		case review:
			f.Label.Review(true)
			wait(func(st *label.State) bool { return st.View.Review })
		case scheme == project.SchemeSingle:
			f.Label.Flag("sarcastic")
			turn := f.Label.Note("The words praise, the picture doesn't.")
			wait(func(st *label.State) bool { return st.Turn >= turn })
		}
		wait(func(st *label.State) bool { return !st.View.ShowPicture || st.Picture != nil && !st.Waits })
		f.Draw()
		return err
	}
}

// sampleProject makes a project of the samples that two people have begun to label, in a folder of its own.
func sampleProject(ctx context.Context, samples []analysis.Sample, scheme project.Scheme) (p *project.Project, dir string, err error) {
	if dir, err = os.MkdirTemp("", "duotone-samples-"); err != nil {
		return nil, "", err
	}
	s := project.DefaultSettings()
	s.Scheme = scheme
	if p, err = project.Create(ctx, filepath.Join(dir, "samples"+project.Ext), s); err != nil {
		return nil, dir, err
	}
	a, err := p.Posts.Adder(ctx, true)
	if err != nil {
		return p, dir, err
	}
	defer a.Cancel()
	for i, sample := range samples {
		post := app.Post{ID: fmt.Sprint(i + 1), Text: sample.Text}
		if len(sample.Picture) > 0 {
			if post.Picture, err = picture.New(sample.Name, sample.Picture, picture.Limits{}); err != nil {
				return p, dir, err
			}
		}
		if err := a.Add(project.Incoming{Post: post}); err != nil {
			return p, dir, err
		}
	}
	if err := a.Commit(); err != nil {
		return p, dir, err
	}
	if scheme == project.SchemeThree {
		return p, dir, nil
	}
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { now = now.Add(2 * time.Second); return now }
	for who, said := range [][]app.Label{{app.Negative, app.Positive}, {app.Neutral, app.Positive, app.Positive, app.Neutral}} {
		d, err := desk.New(ctx, p, desk.Options{Annotator: []string{"Ana", "Ben"}[who], Now: clock})
		if err != nil {
			return p, dir, err
		}
		for _, label := range said {
			if err := d.Label(ctx, label.String()); err != nil {
				return p, dir, err
			}
		}
	}
	return p, dir, nil
}
