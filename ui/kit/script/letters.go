// Package script makes a text of any writing system ready to be drawn on a line: how far it goes, which way it runs.
package script

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/bidi"
)

// Elide shortens a text to at most n grapheme clusters, the last an ellipsis. It never cuts an emoji in two.
func Elide(text string, n int) string {
	g := uniseg.NewGraphemes(text)
	at := 0
	for i := 0; g.Next(); i++ {
		from, _ := g.Positions()
		if i == n-1 {
			at = from
		}
		if i >= n {
			return text[:at] + "…"
		}
	}
	return text
}

// Fit shortens a text to a width, by grapheme clusters.
func Fit(text string, width float32, measure func(string) float32) string {
	if measure(text) <= width {
		return text
	}
	// Nothing wider than the strip needs more clusters than fit in it: 512 of them bound the work for any paste.
	text = Elide(text, 512)
	lo, hi := 1, uniseg.GraphemeClusterCount(text)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if measure(Elide(text, mid)) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return Elide(text, lo)
}

// Drawable is a word as it can be drawn on one line: without control characters, and with what is not text made visible.
func Drawable(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7F || r == unicode.ReplacementChar }) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cc, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// Direction is +1 for text that runs to the right, −1 to the left, 0 for neither (digits, punctuation, emoji).
func Direction(text string) int {
	for _, r := range text {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return 1
		case bidi.R, bidi.AL:
			return -1
		}
	}
	return 0
}

// BreaksAnywhere tells whether a script writes without spaces.
func BreaksAnywhere(text string) bool {
	for _, r := range text {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			return true
		}
	}
	return false
}
