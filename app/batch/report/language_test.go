package report

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app/language"
)

// Languages are told by their names, the most frequent first, with their share; what has no name keeps its code.
func TestLanguagesAreToldByTheirNames(t *testing.T) {
	got := shares(spelled(map[string]int64{"und-Arab": 3, "de": 6, "hi-Latn": 1, "xx": 2}, anyone))
	want := []string{"German 6 (50 %)", "in Arabic letters 3 (25 %)", "xx 2 (17 %)", "Hindi (Latin) 1 (8 %)"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	f, err := os.Open("../../language/testdata/other.txt") // sentences of every kind that is told
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); n++ {
		code, _, _ := strings.Cut(s.Text(), " ")
		if code != "" && !strings.HasPrefix(code, "#") && language.Name(code, anyone.Language, anyone.Say) == code {
			t.Errorf("%s has no name", code)
		}
	}
	if n < 20 {
		t.Errorf("%d sentences", n)
	}
}

// The sentence and the chart tell a share alike, and neither tells of a few posts that they are none.
func TestAFewPostsAreNotNone(t *testing.T) {
	for v, want := range map[float64]string{0: "0 %", 0.2: "< 1 %", 0.5: "< 1 %", 0.96: "1 %", 50: "50 %"} {
		if got := fewPercent(v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
	if got := shares(map[string]int64{"German": 1, "English": 400}); !slices.Equal(got, []string{"English 400 (100 %)", "German 1 (< 1 %)"}) {
		t.Errorf("%q", got)
	}
}

// tongues are counts of that many languages, each less frequent than the one before.
func tongues(n int) map[string]int64 {
	counts := map[string]int64{}
	for i, code := range []string{"en", "de", "fr", "it", "pt", "und-Arab", "es", "und-Deva", "nl", "ja", "ko", "hi-Latn", "el", "th"}[:n] {
		counts[code] = int64(1 << (14 - i))
	}
	return counts
}

// The chart of languages says nothing that goes without saying, and no more than there is room for.
func TestLanguagesAreShownWhereTheySaySomething(t *testing.T) {
	for _, c := range []struct {
		counts   map[string]int64
		expected []string
		shown    bool
	}{
		{nil, []string{"en"}, false},
		{map[string]int64{"en": 5}, []string{"en"}, false},
		{map[string]int64{"en": 5}, nil, false},
		{map[string]int64{"en": 5}, []string{"en", "de"}, true},
		{map[string]int64{"de": 5}, []string{"en"}, true},
		{map[string]int64{"en": 5, "de": 1}, []string{"en"}, true},
		{map[string]int64{"en": 5, "de": 1}, nil, true},
		{tongues(12), []string{"en"}, true},
	} {
		tally := NewTally(0.5)
		tally.Languages = c.counts
		list := tally.Charts(Reader{Say: English, Language: "en", Expected: c.expected})
		if shown := slices.ContainsFunc(list, func(c Chart) bool { return c.Title == "Languages" }); shown != c.shown {
			t.Errorf("%v where %q are expected: shown is %v", c.counts, c.expected, shown)
		}
	}
}

// However many languages there are, and in whichever language the chart is: each name is there with its share, up to twelve, and a rest.
func TestTheChartOfLanguagesNamesThem(t *testing.T) {
	for code, want := range map[string][]string{"en": {">English  ", ">in Arabic letters  ", ">Greek  "}, "de": {">Englisch  ", ">in Arabisch letters  ", ">Griechisch  "}, "fr": {">anglais  ", ">in arabe letters  ", ">grec  "}} {
		for _, n := range []int{1, 2, 12, 13, 14} {
			tally := NewTally(0.5)
			tally.Languages = tongues(n)
			chart, ok := tally.spoken(Reader{Say: English, Language: code, Expected: []string{"en", "de"}})
			if !ok {
				t.Fatalf("%d languages are not shown", n)
			}
			svg, err := chart.SVG()
			if err != nil {
				t.Fatal(err)
			}
			for i, name := range want {
				if has, should := strings.Contains(svg, name), n > []int{0, 5, 12}[i] && (i < 2 || n == 13); has != should {
					t.Errorf("%s, %d languages: %s is there: %v", code, n, name, has)
				}
			}
			if has := strings.Contains(svg, ">others  "); has != (n == 14) {
				t.Errorf("%d languages: a rest is there: %v", n, has)
			}
			if has := strings.Contains(svg, "&lt; 1 %"); has != (n >= 7) || strings.Contains(svg, "  0 %\u00a0") {
				t.Errorf("%d languages: under 1 %% is there: %v", n, has)
			}
			if dir := os.Getenv("DUOTONE_DRAW"); dir != "" {
				data, err := chart.PNG()
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("languages-%s-%d.png", code, n)), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
