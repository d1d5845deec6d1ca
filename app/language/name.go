package language

import (
	"fmt"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// names has the names of languages in each language that the program speaks.
var names = map[string]*display.Dictionary{"de": display.German, "en": display.English, "fr": display.French}

// Name is what a language (BCP 47, as in Guess) is called in another one: "German"; of letters that several languages are written in ("und-Arab") the name
// of the letters, in a phrase that say translates. It is the code itself where it names no language that is known.
func Name(code, in string, say func(english string) string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	words := names[in]
	if words == nil {
		words = display.English
	}
	base, _, _ := tag.Raw()
	script, certain := tag.Script()
	if base.String() == "und" && certain != language.No {
		return fmt.Sprintf(say("in %s letters"), words.Scripts().Name(script))
	}
	if name := words.Tags().Name(tag); name != "" {
		return name
	}
	return code
}
