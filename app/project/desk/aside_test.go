package desk_test

import (
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
	"duotone/app/project/projecttest"
)

// What is said of a post beside the queue is in the log with what was seen, counts in the queue, and can be taken back. A post that the
// project doesn't have comes in, and the queue stays where it was.
func TestAPostIsJudgedBesideTheQueue(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "one", "two", "three")
	d, err := desk.New(t.Context(), p, desk.Options{Annotator: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Forward(t.Context()); err != nil {
		t.Fatal(err)
	}
	say := func(text string, l *app.Label) {
		t.Helper()
		if err := d.Say(t.Context(), project.Incoming{Post: app.Post{Text: text}}, desk.Aside{Label: l, Model: "m@1", Seen: app.Positive}); err != nil {
			t.Fatal(err)
		}
	}
	negative, neutral := app.Negative, app.Neutral
	say("three", &neutral)
	say("three", &negative)
	say("four", &neutral)
	v := d.View()
	if v.Item.Text != "two" || v.Posts != 4 || v.Done != 2 || v.Labels[codebook.Both]["negative"] != 1 {
		t.Errorf("the queue shows %q, %d of %d posts are judged: %v", v.Item.Text, v.Done, v.Posts, v.Labels)
	}
	all, err := d.Answers(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("%v, %v", all, err)
	}
	for _, a := range all {
		if want := map[string]app.Label{"three": app.Negative, "four": app.Neutral}[a.Text]; a.Label != want {
			t.Errorf("%q is %s", a.Text, a.Label)
		}
	}
	say("three", nil)
	if all, _ = d.Answers(t.Context()); len(all) != 1 || d.View().Done != 1 {
		t.Errorf("taken back, there is %v", all)
	}
	events, err := p.Log.Events(t.Context())
	if err != nil || len(events) != 4 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	for _, e := range events {
		if err := e.Check(); err != nil || e.Order != ledger.OrderReading || e.Shown.Model != "m@1" || e.Shown.Label != "positive" || e.Shown.Suggestion != ledger.SuggestBefore {
			t.Errorf("%+v, %v", e, err)
		}
	}
}

func TestAProjectThatAsksSomethingElseIsNotAnswered(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "one")
	projecttest.Ask(t, p, "emotions")
	d, err := desk.New(t.Context(), p, desk.Options{Annotator: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	negative := app.Negative
	if err := d.Say(t.Context(), project.Incoming{Post: app.Post{Text: "two"}}, desk.Aside{Label: &negative}); app.KindOf(err) != app.KindUsage || app.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	if n, _ := p.Posts.Count(t.Context()); n != 1 {
		t.Errorf("%d posts", n)
	}
}
