package report

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
)

// Languages are told by their names, the most frequent first, with their share; what has no name keeps its code.
func TestLanguagesAreToldByTheirNames(t *testing.T) {
	got := shares(spelled(map[string]int64{"und-Arab": 3, "de": 6, "hi-Latn": 1, "xx": 2}))
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
		if code != "" && !strings.HasPrefix(code, "#") && languageName(code) == code {
			t.Errorf("%s has no name", code)
		}
	}
	if n < 20 {
		t.Errorf("%d sentences", n)
	}
}
