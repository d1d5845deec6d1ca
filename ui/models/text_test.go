package models

import (
	"testing"

	"duotone/app"
)

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
