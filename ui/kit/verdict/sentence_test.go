package verdict_test

import (
	"strings"
	"testing"

	"duotone/ui/kit"
	"duotone/ui/kit/verdict"

	"fyne.io/fyne/v2/test"
)

// A sentence hands Fyne the words that run to the left in the order in which they are read, and is read out as it was said.
func TestASentenceNamesWordsInTheirOrder(t *testing.T) {
	test.NewTempApp(t)
	s := verdict.NewSentence()
	for said, drawn := range map[string]string{
		"It is mostly “ב-3,999” that makes it neutral.": "It is mostly “3,999-ב” that makes it neutral.",
		"It is mostly “late” that makes it negative.":   "It is mostly “late” that makes it negative.",
		"Vor allem „שלום“ spricht dafür.":               "Vor allem „שלום“ spricht dafür.",
	} {
		s.Say(said)
		if got := strings.ReplaceAll(s.Text, "\u200e", ""); got != drawn {
			t.Errorf("%q is drawn as %q", said, got)
		}
		if s.Spoken() != said || kit.Spoken(s) != said {
			t.Errorf("%q is read out as %q", said, kit.Spoken(s))
		}
	}
}
