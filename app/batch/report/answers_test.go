package report

import (
	"bytes"
	"strings"
	"testing"

	"duotone/app/batch"
)

// TestTheReportTellsWhatAHeadAnswers: a chart of its labels, and the commonest in a sentence.
func TestTheReportTellsWhatAHeadAnswers(t *testing.T) {
	tally := NewTally(0.5)
	for i, answer := range []string{"flood", "flood", "flood; party", "party", ""} {
		tally.Add(batch.Verdict{Row: int64(i + 1), Answered: true, Answer: answer, Incongruity: -1, Irony: -1})
	}
	if tally.Answered != 5 || tally.Answers["flood"] != 3 || tally.Answers["party"] != 2 || tally.Answers[""] != 1 {
		t.Errorf("%d answered: %v", tally.Answered, tally.Answers)
	}
	if f := tally.Finding(); !strings.Contains(f, "most often answers “flood” (60") {
		t.Error(f)
	}
	var page bytes.Buffer
	if err := (Page{Name: "x.csv", Tally: tally}).Write(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"What the head answers", "none of them", ">party<"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page has no %q", want)
		}
	}
}
