package gallery

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"

	learning "duotone/app/present/learn"
	"duotone/app/project/ledger"
)

// madeTopics are what the picture of the Learn pane shows: who did what, by topic. Each goes with each.
var madeTopics = []struct {
	label     string
	who, what []string
}{
	{"transport", []string{"The number 7", "The night train", "Line 3", "Our flight", "The ferry"},
		[]string{"was late again", "left without us", "had no seats left", "came on the minute", "stands still at the bridge"}},
	{"food", []string{"The soup", "Her apple cake", "The new bakery", "That coffee", "Breakfast here"},
		[]string{"was cold", "tastes like home", "costs twice as much now", "is worth the walk", "made my day"}},
	{"weather", []string{"The rain", "This heat", "The fog", "A storm", "The first snow"},
		[]string{"won't stop", "came over the hills at noon", "is what we waited for", "kept us awake", "has gone by tomorrow"}},
}

// topicsProject makes a project of these, labelled but for every eleventh, a few of them wrongly, in a folder of its own.
func topicsProject(ctx context.Context) (path, dir string, err error) {
	if dir, err = os.MkdirTemp("", "duotone-topics-"); err != nil {
		return "", "", err
	}
	path = filepath.Join(dir, "topics"+project.Ext)
	p, err := project.Create(ctx, path, project.DefaultSettings())
	if err != nil {
		return path, dir, err
	}
	defer p.Close()
	q := codebook.Question{ID: "topic", Ask: "What is it about?", Of: codebook.OfPost, Kind: codebook.OneOf}
	for _, t := range madeTopics {
		q.Labels = append(q.Labels, codebook.Label{ID: t.label})
	}
	if _, _, err = p.Replace(ctx, "Ana", &codebook.Codebook{Title: "Topics", Questions: []codebook.Question{q}}, false); err != nil {
		return path, dir, err
	}
	a, err := p.Posts.Adder(ctx, true)
	if err != nil {
		return path, dir, err
	}
	defer a.Cancel()
	var said []ledger.Event
	for at, t := range madeTopics {
		for i, who := range t.who {
			for k, what := range t.what {
				post := app.Post{Text: who + " " + what}
				label := t.label
				if (5*i+k)%11 == 10 {
					label = madeTopics[(at+1)%3].label
				}
				if err := a.Add(project.Incoming{Post: post}); err != nil {
					return path, dir, err
				}
				said = append(said, ledger.Event{Annotator: "Ana", Act: ledger.ActLabel, Post: post.ContentID(), Question: "topic", Value: label})
			}
		}
	}
	if err := a.Commit(); err != nil {
		return path, dir, err
	}
	for _, e := range said {
		if _, err := p.Log.Append(ctx, e); err != nil {
			return path, dir, err
		}
	}
	return path, dir, nil
}

// learnStory learns the topics, and chooses a cell.
func learnStory(ctx context.Context, f *scene) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	path, dir, err := topicsProject(ctx)
	f.made = append(f.made, dir)
	if err != nil {
		return err
	}
	f.Learn.Open(path)
	if _, err = f.Learn.Wait(ctx, func(st *learning.State) bool { return st.Step == learning.Idle && st.Offer != nil && st.Base != "" }); err != nil {
		return err
	}
	f.Draw()
	f.Learn.Learn()
	if _, err = f.Learn.Wait(ctx, func(st *learning.State) bool { return st.Found != nil }); err != nil {
		return err
	}
	f.Learn.Choose(0, 0, 0)
	_, err = f.Learn.Wait(ctx, func(st *learning.State) bool { return st.Cell != nil })
	f.Draw()
	return err
}
