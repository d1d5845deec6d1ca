package script_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"duotone/ui/kit/script"

	"github.com/rivo/uniseg"
)

func TestElideKeepsClusters(t *testing.T) {
	for _, s := range []string{"👨‍👩‍👧‍👦👨‍👩‍👧‍👦🏳️‍🌈👍🏽🇩🇪🇫🇷", "क्षत्रिय", "e\u0301e\u0301e\u0301", "1️⃣2️⃣3️⃣", "각각각", "a\xffb"} {
		clusters := map[string]bool{"…": true}
		for g := uniseg.NewGraphemes(s); g.Next(); {
			clusters[g.Str()] = true
		}
		for n := 1; n <= uniseg.GraphemeClusterCount(s); n++ {
			short := script.Elide(s, n)
			if got := uniseg.GraphemeClusterCount(short); got > n {
				t.Errorf("%q at %d has %d clusters", s, n, got)
			}
			for g := uniseg.NewGraphemes(short); g.Next(); {
				if !clusters[g.Str()] {
					t.Errorf("%q at %d has the broken cluster %q", s, n, g.Str())
				}
			}
		}
	}
}

func FuzzElide(f *testing.F) {
	f.Add("👨‍👩‍👧‍👦 and on", 3)
	f.Add("\xff\x00", 1)
	f.Add("", 1)
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = 1 + int(math.Abs(float64(n%200)))
		got := script.Elide(s, n)
		if got != s && !strings.HasSuffix(got, "…") {
			t.Errorf("%q at %d is %q", s, n, got)
		}
		if got == s && uniseg.GraphemeClusterCount(s) > n {
			t.Errorf("%q is longer than %d and was kept", s, n)
		}
		if d := script.Drawable(s); utf8.ValidString(s) && strings.ContainsAny(d, "\n\t\x00") {
			t.Errorf("%q is drawn as %q", s, d)
		}
	})
}
