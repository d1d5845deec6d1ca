package report

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/batch"
)

func tallied() *Tally {
	t := NewTally(0.5)
	negative, positive := app.Negative, app.Positive
	for i := range 500 {
		v := batch.Verdict{Row: int64(i + 1), ID: fmt.Sprint(i), Text: fmt.Sprint(`<script>alert("x")</script><img src=https://evil.example/a.png> & more `, i),
			Image: `"><a href="https://evil.example">`, Date: time.Date(2026, 1, 1+i/10, 0, 0, 0, 0, time.UTC),
			Scores: app.Scores{0.6, 0.3, 0.1}, Label: app.Negative, Words: &positive, Picture: &negative,
			Dominant: app.Image, Balance: app.Balance{Base: 0.3, Words: -0.1, Picture: 0.4}, Incongruity: float64(i%10) / 10, Irony: 0.2}
		if i%5 == 0 {
			v = batch.Verdict{Row: int64(i + 1), Kind: app.KindMissing, Message: "gone"}
		}
		t.Add(v)
	}
	return t
}

// What a post says stays words on the page, and nothing on the page leads anywhere.
func TestPageIsSelfContained(t *testing.T) {
	var b bytes.Buffer
	if err := (Page{Name: "/somewhere/<b>scored.jsonl", Tally: tallied()}).Write(&b); err != nil {
		t.Fatal(err)
	}
	html := strings.ReplaceAll(b.String(), "\u00a0", " ")
	for _, pattern := range []string{`(?i)<script`, `(?i)<(a|link|iframe|object|embed|base|form|use)\b`, `(?i)\s(href|srcset|action|xlink:href)\s*=\s*"`,
		`(?i)<img[^>]+src="(?:[^d]|d[^a])`, `(?i)url\(`, `@import`, `(?i)\son\w+="`, `(?i)xmlns`} {
		if m := regexp.MustCompile(pattern).FindString(html); m != "" {
			t.Errorf("the page holds %q", m)
		}
	}
	if !strings.Contains(html, "&lt;script&gt;") {
		t.Error("the words of the strongest posts are not on the page")
	}
	for _, want := range []string{"500 posts", "100 of them with an error", "How the labels are spread", "Which mattered more", "Balance", "Disagreement over time", "Words and picture disagree most", "All posts are negative.", "Where there are words and a picture, the two disagree in 50 %"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(html, "<svg"); n != 4 {
		t.Errorf("%d charts, want 4", n)
	}
}

// A list of the surest posts of a label holds posts of that label alone, though there be one.
func TestTheSurestPostsAreOfTheLabel(t *testing.T) {
	tally := NewTally(0.5)
	for label, scores := range map[app.Label]app.Scores{app.Negative: {0.8, 0.1, 0.1}, app.Neutral: {0.4, 0.5, 0.1}, app.Positive: {0.3, 0.1, 0.6}} {
		tally.Add(batch.Verdict{Row: int64(label) + 1, Label: label, Scores: scores, Irony: -1})
	}
	for _, label := range []app.Label{app.Negative, app.Positive} {
		if got := tally.Strongest[label.String()].sorted(); len(got) != 1 || got[0].v.Label != label {
			t.Errorf("surest %s: %+v", label, got)
		}
	}
}

func TestChartsDrawAsPictures(t *testing.T) {
	for i, c := range tallied().Charts(anyone) {
		data, err := c.PNG()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		if dir := os.Getenv("DUOTONE_DRAW"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("chart%d.png", i)), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestTallyCounts(t *testing.T) {
	got := tallied()
	if got.Pairs != 400 || got.Failed != 100 || got.Kinds[app.KindMissing] != 100 {
		t.Errorf("pairs %d, failed %d, kinds %v", got.Pairs, got.Failed, got.Kinds)
	}
	if got.Apart != 200 { // of i%10 = 5…9, those with i%5 = 0 failed: 6, 7, 8, 9
		t.Errorf("%d pull apart, want 200", got.Apart)
	}
	spans, unit := got.Spans()
	if unit != "day" || len(spans) != 50 || spans[0].Pairs != 8 {
		t.Errorf("%d spans by %s, the first of %d", len(spans), unit, spans[0].Pairs)
	}
	best := got.Strongest["apart"].sorted()
	if len(best) != topPosts || best[0].value != 0.9 || best[0].v.Row != 10 {
		t.Errorf("the strongest: %+v", best[0])
	}
}

// A bar that begins elsewhere than at 0 would make a third of a point look like the whole chart.
func TestBarsBeginAtZero(t *testing.T) {
	tally := NewTally(0.5)
	for i, m := range []app.Modality{app.Words, app.Both, app.Image} {
		tally.Dominant[m] = int64(33300 + 200*i)
		tally.Pairs += tally.Dominant[m]
	}
	tally.Posts = tally.Pairs
	for _, c := range []Chart{tally.carried(English), tally.distribution(English)} {
		svg, err := c.SVG()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(svg, ">0 %<") {
			t.Errorf("%s: no 0 on the axis: %.600s", c.Title, svg)
		}
	}
	var b bytes.Buffer
	if err := (Page{Name: "r.jsonl", Tally: tally}).Write(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "100,500 posts;") || strings.Contains(b.String(), "with an error") {
		t.Errorf("the page counts otherwise: %.900s", b.String())
	}
}

// A post that was shared a thousand times is one of the strongest once.
func TestTheStrongestPostsDiffer(t *testing.T) {
	tally := NewTally(0.5)
	positive := app.Positive
	for i := range 1000 {
		v := batch.Verdict{Row: int64(i + 1), Text: "the same again", Image: "a.jpg", Label: app.Positive, Scores: app.Scores{0, 0.1, 0.9},
			Words: &positive, Incongruity: -1, Irony: float64(i%7) / 10}
		if i%100 == 50 {
			v.Text, v.Scores = fmt.Sprint("another ", i), app.Scores{0.1, 0.1, 0.8}
		}
		tally.Add(v)
	}
	best := tally.Strongest["positive"].sorted()
	if len(best) != topPosts || best[0].v.Row != 1 || best[1].v.Row != 51 {
		t.Errorf("%d of the strongest, the first %d and %d", len(best), best[0].v.Row, best[1].v.Row)
	}
	if ironic := tally.Strongest["ironic"].sorted(); ironic[0].value != 0.6 || ironic[0].v.Text != "the same again" {
		t.Errorf("the most ironic: %+v", ironic[0])
	}
}

// The page is read on dark screens and on paper: nothing of a chart but its data has a colour of its own.
func TestChartsFollowThePage(t *testing.T) {
	for _, c := range tallied().Charts(anyone) {
		svg, err := c.SVG()
		if err != nil {
			t.Fatal(err)
		}
		if m := regexp.MustCompile(`(?:fill|stroke):(?:white|black|rgb\((40|110|225|255),)`).FindString(svg); m != "" {
			t.Errorf("%s has %q", c.Title, m)
		}
		if !strings.Contains(svg, "var(--ink)") {
			t.Errorf("%s has no ink", c.Title)
		}
	}
	if got := sparse([]string{"a", "b", "c", "d", "e"}, 2); strings.Join(got, ",") != "a,,,d," {
		t.Errorf("%q", got)
	}
}

func TestAxesOfCountsEndAtRoundNumbers(t *testing.T) {
	for most, want := range map[float64]float64{0: 1, 1: 1, 6: 6, 7: 8, 116: 120, 7700: 8000, 98_765: 100_000} {
		if top, steps := roundTop(most); top != want || steps > 6 {
			t.Errorf("%v ends at %v in %d steps, want %v", most, top, steps, want)
		}
	}
}
