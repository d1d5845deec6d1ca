package ui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/project"

	analysis "duotone/app/present/analyse"
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

// SetState shows a project of the samples in a named state.
func (l *label) SetState(name string) bool {
	state, ok := labelStates[name]
	if !ok {
		return false
	}
	if err := l.pose(state.scheme, state.review); err != nil {
		l.deps.Fail(err)
	}
	return true
}

func (l *label) pose(scheme project.Scheme, review bool) error {
	ctx := l.ctx
	p, dir, err := sampleProject(ctx, l.deps.samples, scheme)
	if err != nil {
		return err
	}
	l.temporary = dir
	desk, err := project.NewDesk(ctx, p, project.DeskOptions{Annotator: "Ana", Review: review})
	if err != nil {
		return err
	}
	if !review && scheme == project.SchemeSingle {
		if err = desk.Flag(ctx, "sarcastic"); err == nil {
			err = desk.Note(ctx, "The words praise, the picture doesn't.")
		}
	}
	if err != nil {
		return err
	}
	l.project, l.desk, l.ahead = p, desk, project.NewAhead(p, l.room(), nil)
	view := desk.View()
	items, err := desk.Ahead(ctx, 1)
	if err != nil {
		return err
	}
	l.ahead.Want(items, scheme == project.SchemeThree)
	l.welcome.Hide()
	l.work.Show()
	l.setUp(view.Settings)
	for view.ShowPicture { // a picture of the window has to wait for its own
		if _, ok := l.ahead.Get(view.Item.Picture.Sum); ok {
			break
		}
		time.Sleep(time.Millisecond)
	}
	l.draw(view)
	return nil
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
		d, err := project.NewDesk(ctx, p, project.DeskOptions{Annotator: []string{"Ana", "Ben"}[who], Now: clock})
		if err != nil {
			return p, dir, err
		}
		for _, label := range said {
			if err := d.Label(ctx, label); err != nil {
				return p, dir, err
			}
		}
	}
	return p, dir, nil
}

// measureStates are the Measure pane's named states: how far two people agree, and a model against one person's labels.
var measureStates = []string{"measure-people", "measure-model"}

// SetState measures a project of the samples that two people labelled, or one of made posts that the model scored.
func (m *measurePane) SetState(name string) bool {
	var err error
	switch name {
	case "measure-people":
		var p *project.Project
		if p, m.temporary, err = sampleProject(m.ctx, m.deps.samples, project.SchemeSingle); err == nil {
			m.path = p.Path()
			err = p.Close()
		}
	case "measure-model":
		m.path, m.temporary, err = madeProject(m.ctx, m.deps.samples, m.deps.Engine())
	default:
		return false
	}
	if err == nil {
		var found *measured
		if found, err = measureProject(m.ctx, m.path, project.Final{By: "adjudication"}, "", ""); err == nil {
			m.file.SetText(filepath.Base(m.path))
			m.show(found)
		}
	}
	if err != nil {
		m.deps.Fail(err)
	}
	return true
}
