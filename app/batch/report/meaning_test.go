package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/batch"
)

// TestPageTellsTheMeaning: says against means, how many are probably sarcastic, languages and warnings counted.
func TestPageTellsTheMeaning(t *testing.T) {
	tally := NewTally(0.5)
	negative, positive := app.Negative, app.Positive
	row := int64(0)
	add := func(n int, v batch.Verdict) {
		for range n {
			row++
			v.Row, v.Text = row, fmt.Sprint("post ", row)
			tally.Add(v)
		}
	}
	praise := app.Scores{0.1, 0.1, 0.8}
	add(30, batch.Verdict{Label: app.Positive, Scores: praise, Means: &positive, MeansScores: praise, Language: "en"})
	add(10, batch.Verdict{Label: app.Positive, Scores: praise, Means: &negative, MeansScores: app.Scores{0.9, 0.05, 0.05}, Language: "en"})
	add(3, batch.Verdict{Label: app.Positive, Scores: praise, Language: "de", Warnings: []app.WarningCode{app.WarningLanguage}})
	add(2, batch.Verdict{Label: app.Positive, Scores: praise, Warnings: []app.WarningCode{app.WarningCut, "<b>"}})
	var b bytes.Buffer
	if err := (Page{Name: "scored.jsonl", Tally: tally}).Write(&b); err != nil {
		t.Fatal(err)
	}
	page := regexp.MustCompile(`[\s\x{a0}]+`).ReplaceAllString(b.String(), " ")
	for _, want := range []string{"10 posts (25 %) are probably sarcastic", `<th>positive</th><td class="number">10</td><td class="number">0</td><td class="number">30</td>`,
		"Probably sarcastic", `<span class="positive">positive</span>, means <span class="negative">negative</span>`, "All posts are positive. 25 % probably mean the opposite of what they say.", "as far as they can be told: English 40 (93 %), German 3 (7 %).",
		"a language that the pack wasn&#39;t made for: 3 posts (German 3)", "Longer than the model reads, and cut: 2 posts", "With the warning &lt;b&gt;: 2 posts"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(page[strings.Index(page, "<body>"):][:2500])
	}
	// A pack that doesn't tell the meaning has no such table.
	b.Reset()
	if err := (Page{Name: "scored.jsonl", Tally: tallied()}).Write(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "Says and means") || strings.Contains(b.String(), "sarcastic") {
		t.Error("a page without a meaning speaks of it")
	}
}

// TestCountsStayBounded: a file of somebody else may name any number of languages and warnings.
func TestCountsStayBounded(t *testing.T) {
	tally := NewTally(0.5)
	for i := range 5000 {
		tally.Add(batch.Verdict{Row: int64(i), Language: fmt.Sprint("x", i), Warnings: []app.WarningCode{app.WarningCode(fmt.Sprint("y", i))}})
	}
	if len(tally.Languages) > maxKinds+1 || len(tally.Warnings) > maxKinds+1 || tally.Languages["…"] == 0 {
		t.Errorf("%d languages and %d warnings", len(tally.Languages), len(tally.Warnings))
	}
}
