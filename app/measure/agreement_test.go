package measure

import (
	"encoding/json"
	"os"
	"testing"
)

// The figures of testdata/agreement.json are those of PyPI krippendorff, nltk and scikit-learn (testdata/agreement.py).
func TestAgreementIsThatOfTheLibrariesThatPeopleUse(t *testing.T) {
	raw, err := os.ReadFile("testdata/agreement.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Single []struct {
			Coders                              [][]int
			Values                              []float64
			Nominal, Ordinal, Interval, Kappa01 float64
		}
		Many []struct {
			Coders, Sets  [][]int
			Masi, Jaccard float64
		}
	}
	if err := json.Unmarshal(raw, &golden); err != nil || len(golden.Single) < 5 || len(golden.Many) < 3 {
		t.Fatal("no figures", err)
	}
	for _, g := range golden.Single {
		near(t, "α nominal", Alpha(g.Coders, Nominal), g.Nominal)
		near(t, "α ordinal", Alpha(g.Coders, Ordinal), g.Ordinal)
		near(t, "α interval", Alpha(g.Coders, IntervalOf(g.Values)), g.Interval)
		near(t, "κ", Kappa(g.Coders[0], g.Coders[1]), g.Kappa01)
		all := Agree(nil, g.Coders, Coding{Values: g.Values}, 1)
		near(t, "α nominal of all figures", all.Nominal.Value, g.Nominal)
		near(t, "α ordinal of all figures", all.Ordinal.Value, g.Ordinal)
		near(t, "α interval of all figures", all.Interval.Value, g.Interval)
		if !(all.Interval.Low <= g.Interval && g.Interval <= all.Interval.High) {
			t.Errorf("α %v lies outside its interval, %+v", g.Interval, all.Interval)
		}
	}
	for _, g := range golden.Many {
		all := Agree(nil, g.Coders, Coding{Sets: g.Sets}, 1)
		near(t, "α by MASI", all.Masi.Value, g.Masi)
		near(t, "α by Jaccard", all.Jaccard.Value, g.Jaccard)
	}
}
