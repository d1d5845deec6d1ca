package learn

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// reader is an engine that gives embeddings and counts how many posts it read.
type reader struct {
	apptest.Fake
	read int
}

func (r *reader) Info() app.Info {
	return app.Info{Pack: app.PackInfo{Name: "base", Version: "1", Embedding: 2, Sum: app.Sum{7}}}
}

func (r *reader) Score(_ context.Context, posts ...app.Post) ([]app.Prediction, error) {
	out := make([]app.Prediction, len(posts))
	for i, p := range posts {
		r.read++
		out[i] = app.Prediction{Label: app.Positive, Embedding: []float32{float32(len(p.Text)), 0}}
	}
	return out, nil
}

// TestGather: answers of a codebook's own questions become examples, in today's labels; the pack reads each post once.
func TestGather(t *testing.T) {
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	p, err := project.Create(ctx, filepath.Join(t.TempDir(), "p.duotone"), project.DefaultSettings())
	must(err)
	defer p.Close()
	book := &codebook.Codebook{Title: "Water", Questions: []codebook.Question{
		{ID: "topic", Ask: "What is it about?", Of: codebook.OfPost, Kind: codebook.OneOf, Labels: []codebook.Label{{ID: "flood", Name: "Flood"}, {ID: "party"}, {ID: "old", Retired: true}}},
		{ID: "tones", Ask: "Which tones?", Of: codebook.OfWords, Kind: codebook.ManyOf, Labels: []codebook.Label{{ID: "loud"}, {ID: "sad"}}}}}
	_, _, err = p.Replace(ctx, "ana", book, false)
	must(err)
	a, err := p.Posts.Adder(ctx, true)
	must(err)
	for _, text := range []string{"a", "bb", "ccc", "dddd"} {
		must(a.Add(project.Incoming{Post: app.Post{ID: text, Text: text}}))
	}
	must(a.Commit())
	for _, one := range []struct {
		text     string
		question codebook.QuestionID
		answer   string
		who      string
	}{{"a", "topic", "flood", "ana"}, {"bb", "topic", "party", "ana"}, {"ccc", "topic", "flood", "ana"}, {"ccc", "topic", "party", "ben"},
		{"a", "tones", "loud;sad", "ana"}, {"bb", "tones", string(codebook.None), "ana"}} {
		_, err := p.Log.Append(ctx, ledger.Event{Annotator: one.who, Act: ledger.ActLabel, Post: app.Post{Text: one.text}.ContentID(), Question: one.question, Value: one.answer})
		must(err)
	}
	said, err := Read(ctx, p, "", ledger.Final{By: "adjudication"})
	must(err)
	if said.Key != "topic" || said.Open != 1 || said.People != 2 || len(said.Answers) != 2 || !slices.Equal(said.Labels, []string{"flood", "party"}) || said.Titles[0] != "Flood" {
		t.Errorf("%+v", said)
	}
	many, err := Read(ctx, p, "tones", ledger.Final{By: "majority"})
	must(err)
	if id := (app.Post{Text: "a"}).ContentID(); many.Kind != app.ManyOf || many.Asked != app.AskedOfWords || !slices.Equal(many.Answers[id], []int{0, 1}) || len(many.Answers) != 2 {
		t.Errorf("%+v", many)
	}
	if _, err := Read(ctx, p, "weather", ledger.Final{By: "majority"}); app.KindOf(err) != app.KindUsage || !strings.Contains(app.HintOf(err), "topic, tones") {
		t.Error(err)
	}
	engine := &reader{}
	task, g, err := Gather(ctx, p, said, engine, nil)
	must(err)
	if g.Embedded != 2 || len(task.Examples) != 2 || task.Examples[1].X[0] != 2 || task.Examples[0].Own != -1 {
		t.Errorf("%+v %+v", g, task.Examples)
	}
	if task, g, err = Gather(ctx, p, said, engine, nil); err != nil || g.Embedded != 0 || engine.read != 2 || task.Examples[0].X[0] != 1 || len(task.Examples[0].X) != 2 {
		t.Errorf("read again: %+v, %d posts, %v", g, engine.read, err)
	}
	rest, err := said.Unanswered(ctx, p, 10)
	must(err)
	if len(rest.Answers) != 2 {
		t.Errorf("%d posts have no answer", len(rest.Answers))
	}
}
