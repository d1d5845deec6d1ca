package measure

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s: %.12f, want %.12f", what, got, want)
	}
}

// The figures of testdata/golden.json were computed once with scikit-learn, statsmodels and PyPI krippendorff.
func TestAgainstPython(t *testing.T) {
	raw, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Scores []struct {
			Truth                          []int
			Scores                         [][3]float64
			Other                          []int
			Accuracy, Macro, Weighted, ECE float64
			Brier, Exact                   float64
			Chi2, PChi2                    *float64
			Precision, Recall, F1          []float64
			Support                        []int
			Confusion                      [][]int
		}
		Agreement []struct {
			Coders                    [][]int
			Nominal, Ordinal, Kappa01 float64
		}
	}
	if err := json.Unmarshal(raw, &golden); err != nil {
		t.Fatal(err)
	}
	if len(golden.Scores) == 0 || len(golden.Agreement) == 0 {
		t.Fatal("no golden figures")
	}
	for _, g := range golden.Scores {
		predicted := make([]int, len(g.Scores))
		for i, s := range g.Scores {
			predicted[i] = Top(s)
		}
		m := Score(g.Truth, predicted, 3)
		near(t, "accuracy", m.Accuracy, g.Accuracy)
		near(t, "macro F1", m.MacroF1, g.Macro)
		near(t, "weighted F1", m.WeightedF1, g.Weighted)
		if !reflect.DeepEqual(m.Confusion, g.Confusion) {
			t.Errorf("confusion %v, want %v", m.Confusion, g.Confusion)
		}
		for k, c := range m.Class {
			near(t, "precision", c.Precision, g.Precision[k])
			near(t, "recall", c.Recall, g.Recall[k])
			near(t, "F1", c.F1, g.F1[k])
			if c.Support != g.Support[k] {
				t.Errorf("support %d, want %d", c.Support, g.Support[k])
			}
		}
		c := Calibrate(g.Truth, g.Scores, 10)
		near(t, "ECE", c.ECE, g.ECE)
		near(t, "Brier", c.Brier, g.Brier)
		test := McNemar(g.Truth, predicted, g.Other)
		near(t, "McNemar exact", test.Exact, g.Exact)
		if g.Chi2 != nil {
			near(t, "McNemar χ²", test.Statistic, *g.Chi2)
			near(t, "McNemar p", test.P, *g.PChi2)
		}
	}
	for _, g := range golden.Agreement {
		near(t, "α nominal", Alpha(g.Coders, Nominal), g.Nominal)
		near(t, "α ordinal", Alpha(g.Coders, Ordinal), g.Ordinal)
		near(t, "κ", Kappa(g.Coders[0], g.Coders[1]), g.Kappa01)
	}
}

// Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section E: four observers, twelve units.
func TestKrippendorffsOwnExample(t *testing.T) {
	const x = Missing
	coders := [][]int{
		{1, 2, 3, 3, 2, 1, 4, 1, 2, x, x, x},
		{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, x, 3},
		{x, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, x},
		{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, x},
	}
	if a := Alpha(coders, Nominal); math.Abs(a-0.743) > 0.0005 {
		t.Errorf("nominal %.4f, want 0.743", a)
	}
	if a := Alpha(coders, Ordinal); math.Abs(a-0.815) > 0.0005 {
		t.Errorf("ordinal %.4f, want 0.815", a)
	}
}

// The worked example of Cohen's kappa: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no of 50 give 0.4.
func TestKappasWorkedExample(t *testing.T) {
	var a, b []int
	for _, cell := range [][3]int{{1, 1, 20}, {1, 0, 5}, {0, 1, 10}, {0, 0, 15}} {
		for range cell[2] {
			a, b = append(a, cell[0]), append(b, cell[1])
		}
	}
	near(t, "κ", Kappa(a, b), 0.4)
	near(t, "percent", Percent([][]int{a, b}), 0.7)
	g := Agree([]string{"a", "b"}, [][]int{a, b}, Coding{}, 1)
	if !(g.Kappa.Low < 0.4 && 0.4 < g.Kappa.High) || g.Kappa.Low < 0 || g.Kappa.High > 0.8 {
		t.Errorf("the interval of κ is %v to %v", g.Kappa.Low, g.Kappa.High)
	}
	if again := Agree([]string{"a", "b"}, [][]int{a, b}, Coding{}, 1); again.Kappa != g.Kappa {
		t.Error("the same seed gives another interval")
	}
}

func TestNothingToMeasure(t *testing.T) {
	for _, x := range []float64{
		Kappa(nil, nil), Kappa([]int{1, 1}, []int{1, 1}), Percent(nil), Alpha(nil, Nominal),
		Alpha([][]int{{1, Missing}, {Missing, 1}}, Ordinal), Score(nil, nil, 3).Accuracy, Calibrate(nil, nil, 10).ECE,
	} {
		if !math.IsNaN(x) {
			t.Errorf("%v, want NaN", x)
		}
	}
}
