package language

import (
	"unicode"

	"golang.org/x/text/language"
)

// scripts are those that tell a language, or that a model for other scripts can't read.
var scripts = []struct {
	table *unicode.RangeTable
	name  string
}{
	{unicode.Cyrillic, "und-Cyrl"}, {unicode.Arabic, "und-Arab"}, {unicode.Han, "zh"}, {unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"},
	{unicode.Hangul, "ko"}, {unicode.Greek, "el"}, {unicode.Hebrew, "he"}, {unicode.Devanagari, "und-Deva"}, {unicode.Thai, "th"},
	{unicode.Bengali, "bn"}, {unicode.Tamil, "ta"}, {unicode.Telugu, "te"}, {unicode.Gujarati, "gu"}, {unicode.Gurmukhi, "pa"},
	{unicode.Kannada, "kn"}, {unicode.Malayalam, "ml"}, {unicode.Sinhala, "si"}, {unicode.Georgian, "ka"}, {unicode.Armenian, "hy"},
	{unicode.Ethiopic, "und-Ethi"}, {unicode.Khmer, "km"}, {unicode.Lao, "lo"}, {unicode.Myanmar, "my"}, {unicode.Tibetan, "bo"},
}

// scriptOf is what a letter tells by itself, "" for Latin ones and those of no script.
func scriptOf(r rune) string {
	if r < unicode.MaxLatin1 {
		return ""
	}
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s.name
		}
	}
	return ""
}

// parts are the language and the script of a BCP 47 name: "pt-BR" is "pt" in "Latn".
func parts(name string) (base, script string) {
	tag, err := language.Parse(name)
	if err != nil {
		return "", ""
	}
	b, _ := tag.Base()
	s, _ := tag.Script()
	return b.String(), s.String()
}
