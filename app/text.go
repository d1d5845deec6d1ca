package app

import (
	"strings"
	"unicode"
)

// hasInk tells whether a text shows anything at all.
func hasInk(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf)
	}) >= 0
}
