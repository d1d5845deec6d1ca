package project

import (
	"testing"

	"duotone/app"
	"duotone/app/codebook"
)

// What is said of a post beside the queue is in the log with what was seen, counts in the queue, and can be taken back. A post that the
// project doesn't have comes in, and the queue stays where it was.
func TestAPostIsJudgedBesideTheQueue(t *testing.T) {
	p := newProject(t, DefaultSettings(), "one", "two", "three")
	desk, err := NewDesk(t.Context(), p, DeskOptions{Annotator: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.Forward(t.Context()); err != nil {
		t.Fatal(err)
	}
	say := func(text string, l *app.Label) {
		t.Helper()
		if err := desk.Say(t.Context(), Incoming{Post: app.Post{Text: text}}, Aside{Label: l, Model: "m@1", Seen: app.Positive}); err != nil {
			t.Fatal(err)
		}
	}
	negative, neutral := app.Negative, app.Neutral
	say("three", &neutral)
	say("three", &negative)
	say("four", &neutral)
	v := desk.View()
	if v.Item.Text != "two" || v.Posts != 4 || v.Done != 2 || v.Labels[codebook.Both]["negative"] != 1 {
		t.Errorf("the queue shows %q, %d of %d posts are judged: %v", v.Item.Text, v.Done, v.Posts, v.Labels)
	}
	all, err := desk.Answers(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("%v, %v", all, err)
	}
	for _, a := range all {
		if want := map[string]app.Label{"three": app.Negative, "four": app.Neutral}[a.Text]; a.Label != want {
			t.Errorf("%q is %s", a.Text, a.Label)
		}
	}
	say("three", nil)
	if all, _ = desk.Answers(t.Context()); len(all) != 1 || desk.View().Done != 1 {
		t.Errorf("taken back, there is %v", all)
	}
	events, err := p.Log.Events(t.Context())
	if err != nil || len(events) != 4 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	for _, e := range events {
		if err := e.Check(); err != nil || e.Order != OrderReading || e.Shown.Model != "m@1" || e.Shown.Label != "positive" || e.Shown.Suggestion != SuggestBefore {
			t.Errorf("%+v, %v", e, err)
		}
	}
}

func TestAProjectThatAsksSomethingElseIsNotAnswered(t *testing.T) {
	p := newProject(t, DefaultSettings(), "one")
	set(t, p, "emotions")
	desk, err := NewDesk(t.Context(), p, DeskOptions{Annotator: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	negative := app.Negative
	if err := desk.Say(t.Context(), Incoming{Post: app.Post{Text: "two"}}, Aside{Label: &negative}); app.KindOf(err) != app.KindUsage || app.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	if n, _ := p.Posts.Count(t.Context()); n != 1 {
		t.Errorf("%d posts", n)
	}
}
