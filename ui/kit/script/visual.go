package script

import (
	"slices"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/bidi"
)

// leftToRight is the mark that makes what has no direction of its own run to the right.
const leftToRight = "\u200e"

// mirrored turns round what points elsewhere in a text that runs to the left (Bidi_Mirrored, what is used in posts).
var mirrored = strings.NewReplacer("(", ")", ")", "(", "[", "]", "]", "[", "{", "}", "}", "{", "<", ">", ">", "<",
	"«", "»", "»", "«", "‹", "›", "›", "‹", "≤", "≥", "≥", "≤")

// Visual is a text in the order in which Fyne must be handed it so that it reads rightly. Fyne draws the letters of a run
// in their direction, but the runs, and the pieces of one that are of several fonts, from left to right as they were typed:
// the full stop of a Hebrew word would stand at its beginning. Texts that only run to the right are returned as they are.
func Visual(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return classOf(r) == bidi.R || classOf(r) == bidi.AL }) {
		return text
	}
	var p bidi.Paragraph
	if n, err := p.SetString(text); err != nil || n < len(text) { // several paragraphs are no word
		return text
	}
	order, err := p.Order()
	if err != nil {
		return text
	}
	var pieces []string
	for i := range order.NumRuns() {
		run := order.Run(i)
		if run.Direction() != bidi.RightToLeft {
			pieces = append(pieces, leftToRight+run.String()+leftToRight)
			continue
		}
		parts := partsOf(run.String())
		if Direction(text) > 0 {
			slices.Reverse(parts)
		}
		pieces = append(pieces, parts...)
	}
	if Direction(text) < 0 {
		slices.Reverse(pieces)
	}
	return strings.Join(pieces, "")
}

// partsOf cuts a run to the left into letters, as typed, and what stands between them, turned round already.
func partsOf(run string) []string {
	var parts []string
	letters := false
	for g := uniseg.NewGraphemes(run); g.Next(); {
		cluster := g.Str()
		c := classOf(g.Runes()[0])
		switch strong := c == bidi.R || c == bidi.AL || letters && (c == bidi.NSM || c == bidi.BN); {
		case strong && letters:
			parts[len(parts)-1] += cluster
		case strong:
			parts = append(parts, cluster)
			letters = true
		default:
			parts = append(parts, leftToRight+mirrored.Replace(cluster)+leftToRight)
			letters = false
		}
	}
	return parts
}

func classOf(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}
