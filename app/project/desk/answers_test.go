package desk_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
	"duotone/app/project/projecttest"
)

// TestAHeadSuggestsAndOrders: of a project scored by a pack with a head for its question, the unsurest posts come first, and the head's
// labels are what is suggested and taken by a key.
func TestAHeadSuggestsAndOrders(t *testing.T) {
	ctx := t.Context()
	s := project.DefaultSettings()
	s.Suggestion, s.Order = ledger.SuggestBefore, project.OrderEntropy
	p := projecttest.New(t, s, projecttest.Texts(4)...)
	book := &codebook.Codebook{Questions: []codebook.Question{{ID: "topic", Ask: "What?", Of: codebook.OfPost, Kind: codebook.OneOf,
		Labels: []codebook.Label{{ID: "flood", Name: "Flood"}, {ID: "party"}}}}}
	_, _, err := p.Replace(ctx, "ana", book, false)
	projecttest.Must(t, err)
	head := &app.Head{Question: "topic", Kind: app.OneOf, Labels: []string{"flood", "party"}, Titles: []string{"", ""}}
	var scores []project.Score
	for i, sure := range []float64{0.9, 0.55, 0.2, 0.99} {
		id := app.Post{Text: fmt.Sprint("post number ", i)}.ContentID()
		raw, err := json.Marshal(app.Prediction{Pack: "topics@1", Scores: app.Scores{0, 0, 1}, Label: app.Positive, Answer: &app.Answer{Head: head, Scores: []float64{sure, 1 - sure}}})
		projecttest.Must(t, err)
		scores = append(scores, project.Score{Post: id, Pack: "topics@1", Scores: app.Scores{0, 0, 1}, Prediction: raw},
			project.Score{Post: id, Pack: "plain@1", Scores: app.Scores{1, 0, 0}, Prediction: json.RawMessage(`{"v":2}`)})
	}
	projecttest.Must(t, p.Scores.Set(ctx, scores))
	d := projecttest.NewDesk(t, p, desk.Options{})
	v := d.View()
	if v.Item.Text != "post number 1" || v.Suggestion == nil || v.Suggestion.Given != "flood" || v.Suggestion.Sure != 0.55 || v.Order != "uncertain pack=topics@1" {
		t.Fatalf("%q by %q, suggested %+v", v.Item.Text, v.Order, v.Suggestion)
	}
	projecttest.Must(t, d.Accept(ctx))
	v = d.View()
	if v.Item.Text != "post number 2" || v.Suggestion.Given != "party" || v.Labels["topic"]["flood"] != 1 || v.Last.Head != "Flood" {
		t.Errorf("%q, suggested %q, %+v", v.Item.Text, v.Suggestion.Given, v.Last)
	}
	projecttest.Must(t, d.Label(ctx, "flood")) // not as the head says
	s.Order = project.OrderDisagree
	projecttest.Must(t, p.SetSettings(ctx, s))
	d = projecttest.NewDesk(t, p, desk.Options{})
	if first := d.Slots()[0].Post; first != (app.Post{Text: "post number 2"}).ContentID() {
		t.Error("what is not as the head says doesn't come first")
	}
}
