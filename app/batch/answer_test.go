package batch

import (
	"slices"
	"testing"

	"duotone/app"
	"duotone/app/table"
)

// TestAnswersHaveColumns: what a pack's head answers stands behind everything else, a probability a label, and nothing where there is no answer.
func TestAnswersHaveColumns(t *testing.T) {
	h := &app.Head{Question: "topic", Kind: app.ManyOf, Labels: []string{"flood", "party"}}
	o := Output{head: h}
	var names []string
	for _, c := range o.columns() {
		names = append(names, c.Name)
	}
	if want := []string{"answer", "answer_flood", "answer_party"}; !slices.Equal(names[len(names)-3:], want) || len(names) != len(Output{}.columns())+3 {
		t.Errorf("the columns end with %v", names[len(names)-3:])
	}
	for want, p := range map[string]app.Prediction{
		"flood;party,0.9,0.6": {Answer: &app.Answer{Head: h, Scores: []float64{0.9, 0.6}}},
		",0.1,0.2":            {Answer: &app.Answer{Head: h, Scores: []float64{0.1, 0.2}}},
		",,":                  {},
	} {
		cells := o.cells(Scored{Prediction: p}, table.Mapping{})
		if len(cells) != len(names) {
			t.Fatalf("%d cells for %d columns", len(cells), len(names))
		}
		end := cells[len(cells)-3:]
		if got := end[0].String() + "," + end[1].String() + "," + end[2].String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if n := len(Output{head: h, Version: 1}.columns()); n != len(Output{Version: 1}.columns()) {
		t.Error("version 1 has columns more")
	}
}
