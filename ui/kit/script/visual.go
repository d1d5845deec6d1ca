package script

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/bidi"
)

// leftToRight is the mark that makes what has no direction of its own run to the right.
const leftToRight = "\u200e"

// rightToLeft is the mark that makes a line run to the left.
const rightToLeft = "\u200f"

// mirrored turns round what points elsewhere in a text that runs to the left (Bidi_Mirrored, what is used in posts).
var mirrored = strings.NewReplacer("(", ")", ")", "(", "[", "]", "]", "[", "{", "}", "}", "{", "<", ">", ">", "<",
	"«", "»", "»", "«", "‹", "›", "›", "‹", "≤", "≥", "≥", "≤")

// Visual is a word or a line in the order in which Fyne must be handed it so that it reads rightly. Fyne draws the letters of a run
// in their direction, but the runs, and the pieces of one that are of several fonts, from left to right as they were typed:
// the full stop of a Hebrew word would stand at its beginning. Texts that only run to the right are returned as they are.
func Visual(text string) string {
	return within(text, Direction(text))
}

// Sentence is Visual for a sentence of the window's, which runs to the right whatever words of a stranger it names, at its beginning too.
func Sentence(text string) string { return within(text, 1) }

// Own marks words of a stranger that are paragraphs of their own among sentences of the window's: where they run to the left, their lines do.
func Own(text string) string {
	if Direction(text) >= 0 {
		return text
	}
	return rightToLeft + strings.ReplaceAll(text, "\n", "\n"+rightToLeft)
}

// Paragraphs are sentences of the window's in the order in which they are read, with words among them that Own has marked. Where any of it runs to
// the left they are broken into lines no wider than width; else they are returned as they are.
func Paragraphs(text string, width float32, measure func(string) float32) string {
	if !RunsLeft(text) {
		return text
	}
	var all []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		direction := 1
		if strings.HasPrefix(paragraph, rightToLeft) {
			direction = -1
		}
		all = append(all, broken(paragraph, direction, width, measure)...)
	}
	return strings.Join(all, "\n")
}

// within is Visual for a line of a text that runs as direction says.
func within(text string, direction int) string {
	if direction >= 0 && !RunsLeft(text) {
		return text
	}
	var p bidi.Paragraph
	text = bindMarks(text)
	if Direction(text) > 0 && direction < 0 {
		text = rightToLeft + text
	} else if Direction(text) < 0 && direction > 0 {
		text = leftToRight + text
	}
	if n, err := p.SetString(text); err != nil || n < len(text) { // several paragraphs are no word
		return text
	}
	order, err := p.Order()
	if err != nil {
		return text
	}
	if direction < 0 {
		pieces := piecesOf(order)
		slices.Reverse(pieces)
		return strings.ReplaceAll(strings.Join(pieces, ""), rightToLeft, "")
	}
	return strings.Join(amongLatin(piecesOf(order)), "")
}

// bindMarks keeps the mark of a hashtag or of a name in Latin letters before it, where it is typed and read; by the rules alone "#late" would be
// drawn as "late#" among words that run to the left.
func bindMarks(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if text[i] == '#' || text[i] == '@' {
			if next, size := utf8.DecodeRuneInString(text[i+1:]); size > 0 && classOf(next) == bidi.L {
				b.WriteString(leftToRight)
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// piecesOf are the pieces of all runs, as typed: runs to the right whole, those to the left in parts, as all else is turned round in them.
func piecesOf(order bidi.Ordering) (pieces []string) {
	for i := range order.NumRuns() {
		run := order.Run(i)
		if run.Direction() == bidi.RightToLeft {
			pieces = append(pieces, partsOf(run.String())...)
			continue
		}
		number, rest := leadingNumber(run.String())
		for _, s := range []string{number, rest} {
			if s != "" {
				pieces = append(pieces, leftToRight+s+leftToRight)
			}
		}
	}
	return pieces
}

// amongLatin turns what runs to the left round within a text that runs to the right. Numbers that follow it belong to it (rules W7 and I1 of
// the Unicode bidirectional algorithm: "abc שלום 24" is read as "abc", "24", "שלום" from left to right).
func amongLatin(pieces []string) []string {
	from := -1 // where the words that run to the left begin
	end := func(to int) {
		if from >= 0 {
			slices.Reverse(pieces[from:to])
		}
		from = -1
	}
	last := 0 // behind the last piece that belongs to them: blanks and marks behind it are of the text
	for i, p := range pieces {
		switch {
		case Direction(strings.ReplaceAll(p, leftToRight, "")) < 0:
			if from < 0 {
				from = i
			}
			last = i + 1
		case from >= 0 && IsNumber(p):
			last = i + 1
		case Direction(strings.ReplaceAll(p, leftToRight, "")) > 0:
			end(last)
		}
	}
	end(last)
	return pieces
}

// leadingNumber cuts a run to the right into the number that it begins with and the rest.
func leadingNumber(run string) (number, rest string) {
	at := 0
	for i, r := range run {
		c := classOf(r)
		if c == bidi.EN || c == bidi.AN || c == bidi.ET {
			at = i + utf8.RuneLen(r)
		} else if c != bidi.ES && c != bidi.CS {
			break
		}
	}
	if !IsNumber(run[:at]) {
		return "", run
	}
	return run[:at], run[at:]
}

// IsNumber tells whether a text has digits and no letters.
func IsNumber(text string) bool {
	digits := false
	for _, r := range text {
		switch classOf(r) {
		case bidi.EN, bidi.AN:
			digits = true
		case bidi.L, bidi.R, bidi.AL:
			if string(r) != leftToRight {
				return false
			}
		}
	}
	return digits
}

// Line is a text as it is drawn on one line of a list: at most n characters, in the order in which it is read.
func Line(text string, n int) string {
	text = Drawable(text)
	if !RunsLeft(text) {
		return text
	}
	return Visual(Elide(text, n))
}

// Lines breaks a text into lines no wider than width, at blanks, each in the order in which it is read; a word that is wider stays whole. left
// tells that the first letter runs to the left, and so the text does.
func Lines(text string, width float32, measure func(string) float32) (lines []string, left bool) {
	direction := Direction(text)
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, broken(paragraph, direction, width, measure)...)
	}
	return lines, direction < 0
}

// broken are the lines of one paragraph of a text that runs as direction says.
func broken(paragraph string, direction int, width float32, measure func(string) float32) (lines []string) {
	line := ""
	for _, word := range strings.Fields(Drawable(paragraph)) {
		if line == "" {
			line = word
		} else if longer := line + " " + word; measure(longer) <= width {
			line = longer
		} else {
			lines, line = append(lines, within(line, direction)), word
		}
	}
	return append(lines, within(line, direction))
}

// RunsLeft tells whether any of a text runs to the left.
func RunsLeft(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return classOf(r) == bidi.R || classOf(r) == bidi.AL })
}

// OutOfOrder tells whether Fyne draws a text in another order than it is read in: it has words that run to the left, and something in it that is
// no letter of these and no space. There a run ends for Fyne, at an emoji or an exclamation mark too, and the next stands to its right.
func OutOfOrder(text string) bool {
	return RunsLeft(text) && strings.ContainsFunc(text, func(r rune) bool {
		switch classOf(r) {
		case bidi.R, bidi.AL, bidi.NSM, bidi.BN, bidi.WS, bidi.B, bidi.S:
			return false
		}
		return true
	})
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
