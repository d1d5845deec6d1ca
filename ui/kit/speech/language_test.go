package speech

import (
	"testing"

	"duotone/assets"

	"fyne.io/fyne/v2/lang"
)

// Every language that there are texts of can be chosen, has a name of its own, and is spoken once it is chosen.
func TestEveryLanguageIsSpoken(t *testing.T) {
	defer func() {
		if err := Use("en"); err != nil {
			t.Error(err)
		}
	}()
	if len(assets.Languages()) != len(own) || assets.Languages()[0] != "en" {
		t.Errorf("the languages are %v, their names %v", assets.Languages(), own)
	}
	said := map[string]string{}
	for _, code := range append(assets.Languages()[1:], "en") {
		if Endonym(code) == code {
			t.Errorf("%s has no name of its own", code)
		}
		if err := Use(code); err != nil {
			t.Fatal(err)
		}
		text := lang.L("Everything stays on this computer.")
		if said[text] != "" {
			t.Errorf("%s says %q, as %s does", code, text, said[text])
		}
		said[text] = code
	}
	if languageOf("tlh") != "en" {
		t.Errorf("a language that there is not is spoken as %q", languageOf("tlh"))
	}
}
