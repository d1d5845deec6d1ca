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
