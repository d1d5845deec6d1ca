package analyse

import (
	"slices"
	"strings"
	"testing"

	"duotone/app/apptest"
	"duotone/ui/theme"
)

// rare are letters of the scripts that are written least.
var rare = []string{"𒀀𒁀", "𐌰𐌱", "𞤀𞤁", "ዛሬ", "ꦲꦤ", "ᚠᚢ"}

// Where no font has a post's letters the pane says so beside the verdict, and says nothing of it where one has.
func TestLettersWithoutAFontAreTold(t *testing.T) {
	at := slices.IndexFunc(rare, theme.Lacks)
	if at < 0 {
		t.Skip("this computer has fonts for all letters")
	}
	s := typed(t, &apptest.Fake{}, "a lovely day "+rare[at])
	if got := s.pane.result.head.Note.Text; !strings.Contains(got, "No font here has the letters") {
		t.Errorf("beside the verdict stands %q", got)
	}
	s = typed(t, &apptest.Fake{}, "a lovely day, יום יפה 😍")
	if got := s.pane.result.head.Note.Text; strings.Contains(got, "No font") {
		t.Errorf("beside the verdict of letters that are carried stands %q", got)
	}
}
