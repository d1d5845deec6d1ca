package ui

import (
	"slices"
	"testing"

	"duotone/app"
)

func TestTablesOfACard(t *testing.T) {
	if got := cellsOf("| strong: |p⁺ − p⁻| above | 223 |  |", 3); !slices.Equal(got, []string{"strong: |p⁺ − p⁻| above", "223", ""}) {
		t.Errorf("%q", got)
	}
	if got := cellsOf("| one |", 3); len(got) != 3 {
		t.Errorf("%q", got)
	}
	for line, want := range map[string]bool{"|---|:--:|": true, "| a | b |": false, "||": false, "---": false} {
		if isRule(line) != want {
			t.Errorf("%q", line)
		}
	}
	for _, text := range []string{"", "|", "| a |\n|---|", "| a | b |\n|---|---|\n| 1 |\n\ntext\n|x", "no table"} {
		document(text)
	}
}

func TestFiguresHaveTwoDigitsAndAUnit(t *testing.T) {
	for _, c := range []struct {
		f               app.Figure
		value, interval string
	}{
		{app.Figure{Value: 75.84, Low: 71.81, High: 79.42}, "76 %", "72 – 79 %"},
		{app.Figure{Value: 0.0477}, "0.05", ""},
		{app.Figure{Value: 0.62, Low: 0.5, High: 0.7}, "0.62", "0.50 – 0.70"},
	} {
		if value, interval := figureText(c.f); value != c.value || interval != c.interval {
			t.Errorf("%v: %q %q", c.f, value, interval)
		}
	}
}

func FuzzDocument(f *testing.F) {
	offScreen("light") // our theme, which has a font for every style: that of tests has none for slanted code
	for _, seed := range []string{"# A card\n\n| a | b |\n|---|---|\n| 1 | 2 |", "|-|\n|", "|a|\n|:-:|\n||||\n|é|", "```\n|a|\n|-|\n", "| a\n|-\n| b | c\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		document(text)
		before, now := text, text+"x"
		if len(text) > 3 {
			now = text[:1] + text[3:]
		}
		weight := weightsOf([]app.Span{{Start: 0, End: 1, Weight: 1}}, before, now)
		for _, w := range app.WordSpans(now) {
			weight(w)
		}
	})
}
