package paint_test

import (
	"math"
	"testing"

	"duotone/ui/kit/paint"
)

func TestNumbers(t *testing.T) {
	for p, want := range map[float64]string{0: "<1", 0.004: "<1", 0.005: "1", 0.71: "71", 0.994: "99", 0.999: ">99", 1: ">99"} {
		if got := paint.Percent(p); got != want {
			t.Errorf("Percent(%v) is %q, want %q", p, got, want)
		}
	}
	for x, want := range map[float64]string{0.49: "+0.49", -0.12: "−0.12", 0.001: "0.00", -0.001: "0.00", 0.005: "+0.01"} {
		if got := paint.Signed(x); got != want {
			t.Errorf("Signed(%v) is %q, want %q", x, got, want)
		}
	}
	if paint.Percent(math.NaN()) != "–" || paint.Signed(math.NaN()) != "–" || paint.Fraction(math.NaN()) != "–" {
		t.Error("not-a-number is shown as a number")
	}
}
