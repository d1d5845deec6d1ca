package report

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// spelled are counts of languages by their English names: of letters that several languages are written in ("und-Arab") the name of the letters.
func spelled(counts map[string]int64) map[string]int64 {
	out := map[string]int64{}
	for code, n := range counts {
		out[languageName(code)] += n
	}
	return out
}

// languageName is the code itself where it names no language that is known.
func languageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	base, _, _ := tag.Raw()
	script, certain := tag.Script()
	if base.String() == "und" && certain != language.No {
		return "in " + display.English.Scripts().Name(script) + " letters"
	}
	if name := display.English.Tags().Name(tag); name != "" {
		return name
	}
	return code
}
