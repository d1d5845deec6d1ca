package batch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
)

// TestAnswersOfAHeadAreRead: what a head said is read back from JSON lines and from CSV, beside a column of the input with the same name,
// and orders the rows.
func TestAnswersOfAHeadAreRead(t *testing.T) {
	head := &app.Head{Question: "topic", Kind: app.OneOf, Labels: []string{"flood", "party"}, Titles: []string{"", ""}}
	dir := t.TempDir()
	var lines strings.Builder
	names := append([]string{"answer"}, columnNames(Output{head: head})...)
	for i, n := range names[1:] {
		if n == "answer" {
			names[i+1] = "duotone_answer" // the input has one of this name
		}
	}
	table := strings.Join(names, ",") + "\n"
	for i, sure := range []float64{0.9, 0.2, 0.45} {
		p := app.Prediction{ID: fmt.Sprint("p", i), Label: app.Neutral, Scores: app.Scores{0, 1, 0}, Pack: "topics@1", Answer: &app.Answer{Head: head, Scores: []float64{sure, 1 - sure}}}
		raw, err := p.JSON(2, nil)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&lines, "%s\n", raw)
		cells := []string{"said by hand"}
		for _, n := range names[1:] {
			cells = append(cells, map[string]string{"id": p.ID, "label": "neutral", "neutral": "1", "pack": p.Pack, "duotone_answer": p.Answer.GivenLabels()[0],
				"answer_flood": fmt.Sprint(sure), "answer_party": fmt.Sprint(1 - sure)}[n])
		}
		table += strings.Join(cells, ",") + "\n"
	}
	for name, text := range map[string]string{"out.jsonl": lines.String(), "out.csv": table} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		rows, _, err := ReadResults(t.Context(), path, 100)
		if err != nil || len(rows) != 3 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		for i, want := range []string{"flood 0.90", "party 0.80", "party 0.55"} {
			if got := fmt.Sprintf("%s %.2f", rows[i].Answer, rows[i].AnswerSure); got != want || !rows[i].Answered {
				t.Errorf("%s, row %d: %q, want %q", name, i, got, want)
			}
		}
		if got := fmt.Sprint(View(rows, Filter{}, ByUnsure), View(rows, Filter{}, ByAnswer)); got != "[2 1 0] [0 1 2]" {
			t.Errorf("%s: ordered %s", name, got)
		}
	}
}

func columnNames(o Output) (names []string) {
	for _, c := range o.columns() {
		names = append(names, c.Name)
	}
	return names
}
