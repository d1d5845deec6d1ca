package analyse

import (
	"strings"
	"testing"

	"duotone/app/apptest"
	"duotone/ui/kit/kittest"
)

// Where no font has a post's letters the pane says so beside the verdict, and says nothing of it where one has.
func TestLettersWithoutAFontAreTold(t *testing.T) {
	s := typed(t, &apptest.Fake{}, "a lovely day "+kittest.NoFont(t))
	if got := s.pane.result.head.Note.Text; !strings.Contains(got, "No font here has the letters") {
		t.Errorf("beside the verdict stands %q", got)
	}
	s = typed(t, &apptest.Fake{}, "a lovely day, יום יפה 😍")
	if got := s.pane.result.head.Note.Text; strings.Contains(got, "No font") {
		t.Errorf("beside the verdict of letters that are carried stands %q", got)
	}
}
