package script

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestVisual(t *testing.T) {
	for typed, want := range map[string]string{
		"":         "",
		"picnic!":  "picnic!",
		"日和":       "日和",
		"👨‍👩‍👧‍👦!": "👨‍👩‍👧‍👦!",
		"שלום":     "שלום",
		"שלום.":    ".שלום",
		"שלום?!":   "!?שלום",
		"(שלום)":   "(שלום)",
		"«سلام»،":  "،«سلام»",
		"تل-أبيب":  "أبيب-تل",
		"מִלָּה,":  ",מִלָּה",
		"ב-24":     "24-ב",
		"שלום👨‍👩‍👧‍👦👍🏽": "👍🏽👨‍👩‍👧‍👦שלום",
		"#יום_יפה":     "יפה_יום#",
		"Tel-אביב":     "Tel-אביב",
		"abc.שלום.xyz": "abc.שלום.xyz",
		"می‌خواهم":     "می‌خواهم",
	} {
		if got := strings.ReplaceAll(Visual(typed), leftToRight, ""); got != want {
			t.Errorf("%q is drawn as %q, want %q", typed, got, want)
		}
	}
}

// Whatever is typed, what is drawn has as many characters: none is lost, none is added but the marks.
func FuzzVisual(f *testing.F) {
	for _, s := range []string{"(שלום).", "سلام 24", "a\u200eb\u202eשc", "\xff\xfeש", "👨‍👩‍👧ש"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		typed := strings.ReplaceAll(Drawable(text), leftToRight, "")
		drawn := strings.ReplaceAll(Visual(typed), leftToRight, "")
		if a, b := utf8.RuneCountInString(typed), utf8.RuneCountInString(drawn); a != b {
			t.Errorf("%q has %d characters and is drawn as %q with %d", typed, a, drawn, b)
		}
	})
}
