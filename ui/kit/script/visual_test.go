package script

import (
	"slices"
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
		// Lines, as rule L2 orders them.
		"שלום עולם":                       "עולם שלום",
		"אני אוהב #summer 2024 מאוד":      "מאוד #summer 2024 אוהב אני",
		"כבר 40 דקות":                     "דקות 40 כבר",
		"قطار 40 دقيقة #late!":            "!#late دقيقة 40 قطار",
		"Late: שלום עולם!":                "Late: עולם שלום!",
		"abc שלום 24 עולם xyz":            "abc עולם 24 שלום xyz",
		"abc שלום 24":                     "abc 24 שלום",
		"abc שלום 24 xyz":                 "abc 24 שלום xyz",
		"24 שלום":                         "שלום 24",
		"I said שלום, and she said سلام.": "I said שלום, and she said سلام.",
		"RT @ana: יום יפה 😀":              "RT @ana: יפה יום 😀",
	} {
		if got := strings.ReplaceAll(Visual(typed), leftToRight, ""); got != want {
			t.Errorf("%q is drawn as %q, want %q", typed, got, want)
		}
	}
}

func TestLinesOfATextThatRunsToTheLeft(t *testing.T) {
	got, left := Lines("אני אוהב את #summer 2024 בחוף\nLate again היום", 16, func(s string) float32 { return float32(utf8.RuneCountInString(s)) })
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], leftToRight, "")
	}
	want := []string{"את אוהב אני", "#summer 2024", "בחוף", "היום Late again"}
	if !left || !slices.Equal(got[:1], want[:1]) || strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("lines are %q (to the left: %v), want %q", got, left, want)
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

func TestOutOfOrder(t *testing.T) {
	for text, want := range map[string]bool{"": false, "a day, 24": false, "שלום, עולם!": true, "שלום עולם": false, "שָׁלוֹם\nעולם": false, "يوم جميل 😍": true, "يوم جميل": false, "#دبي": true, "(נהדר)": true, "שלום 24": true, "my שלום": true, "في London": true, "القطار #late": true} {
		if got := OutOfOrder(text); got != want {
			t.Errorf("%q is drawn out of order: %v", text, got)
		}
	}
}

// A sentence of the window's runs to the right whatever word it begins with; words of a stranger among such sentences run as they do.
func TestSentencesRunToTheRight(t *testing.T) {
	plain := func(s string) string {
		return strings.NewReplacer(leftToRight, "", rightToLeft, "").Replace(s)
	}
	for said, want := range map[string]string{
		"“שלום” speaks for “positive”: +12.":            "“שלום” speaks for “positive”: +12.",
		"“سلام” und das Bild machen es positiv.":        "“سلام” und das Bild machen es positiv.",
		"It is mostly “שלום, עולם” that makes it so.":   "It is mostly “עולם ,שלום” that makes it so.",
		"“a” speaks for it.":                            "“a” speaks for it.",
		"« שלום » parle contre « positif » : −3. Clic.": "« שלום » parle contre « positif » : −3. Clic.",
	} {
		if got := plain(Sentence(said)); got != want {
			t.Errorf("%q is drawn as %q, want %q", said, got, want)
		}
	}
	measure := func(s string) float32 { return float32(utf8.RuneCountInString(plain(s))) }
	text := Own("כבר 40 דקות\nשלום abc!") + "\n“שלום”: very alike. Click or Enter shows it."
	want := "דקות 40 כבר\n!abc שלום\n“שלום”: very\nalike. Click\nor Enter\nshows it."
	if got := plain(Paragraphs(text, 13, measure)); got != want {
		t.Errorf("the tooltip is drawn as\n%s\nwant\n%s", got, want)
	}
	if got := Own("late again") + "\n" + Own(""); got != "late again\n" || Paragraphs(got, 3, measure) != got {
		t.Errorf("words that run to the right become %q", got)
	}
}
