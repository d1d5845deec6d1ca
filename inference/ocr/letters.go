package ocr

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Alphabet is what the classes of the reading graph stand for: 0 is none, then the letters, and last the space.
type Alphabet []string

// What a file of letters may have: more than any model knows, and no letter longer than a joined emoji.
const (
	maxLetters = 1 << 16
	maxLetter  = 64
)

// ParseAlphabet reads a file of letters, one a line, in the order of the classes.
func ParseAlphabet(data []byte) (Alphabet, error) {
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("it is not valid UTF-8")
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(lines) > maxLetters {
		return nil, fmt.Errorf("it has %d letters, more than %d", len(lines), maxLetters)
	}
	a := Alphabet{""}
	for i, line := range lines {
		letter := strings.TrimSuffix(line, "\r")
		if letter == "" || len(letter) > maxLetter {
			return nil, fmt.Errorf("line %d is %.20q and must be one letter", i+1, letter)
		}
		a = append(a, letter)
	}
	return append(a, " "), nil
}

// Word is a word of a line.
type Word struct {
	Text       string
	From, To   float64 // where it stands, in fractions of the line's width
	Confidence float64 // mean of its letters', 0 to 1
}

// Line is what was read in a strip.
type Line struct {
	Words      []Word
	Confidence float64 // mean of all letters', 0 to 1
}

// Text is its words with single spaces between them.
func (l Line) Text() string {
	words := make([]string, len(l.Words))
	for i, w := range l.Words {
		words[i] = w.Text
	}
	return strings.Join(words, " ")
}

// letter is one that was read.
type letter struct {
	text   string
	column int
	p      float64
}

// Read tells what stands in a strip. p has, for each of the columns from left to right, the probability of each class; the strip's picture fills the
// fraction filled of the columns, the rest is padding. (Best-path decoding of CTC: Graves et al. 2006.)
func (a Alphabet) Read(p []float32, columns int, filled float64) (Line, error) {
	if columns < 0 || len(p) != columns*len(a) {
		return Line{}, fmt.Errorf("%d probabilities for %d columns of %d letters", len(p), columns, len(a))
	}
	var letters []letter
	sum, last := 0.0, 0
	for c := range columns {
		best := 0
		row := p[c*len(a):][:len(a)]
		for i, v := range row {
			if v > row[best] {
				best = i
			}
		}
		if best != 0 && best != last {
			letters = append(letters, letter{a[best], c, float64(row[best])})
			sum += float64(row[best])
		}
		last = best
	}
	if len(letters) == 0 {
		return Line{}, nil
	}
	return Line{wordsOf(letters, float64(columns)*filled), sum / float64(len(letters))}, nil
}

// wordsOf cuts letters at spaces. A word reaches half a letter beyond its first and its last letter's column, and not into the next word.
func wordsOf(letters []letter, columns float64) []Word {
	half := columns / float64(len(letters)) / 2
	if n := len(letters) - 1; n > 0 {
		half = float64(letters[n].column-letters[0].column) / float64(n) / 2
	}
	var words []Word
	for i := 0; i < len(letters); {
		if letters[i].text == " " {
			i++
			continue
		}
		first := i
		w := Word{}
		for ; i < len(letters) && letters[i].text != " "; i++ {
			w.Text += letters[i].text
			w.Confidence += letters[i].p
		}
		w.Confidence /= float64(i - first)
		w.From = max((float64(letters[first].column)+0.5-half)/columns, 0)
		w.To = min((float64(letters[i-1].column)+0.5+half)/columns, 1)
		if n := len(words); n > 0 && words[n-1].To > w.From {
			middle := (words[n-1].To + w.From) / 2
			words[n-1].To, w.From = middle, middle
		}
		words = append(words, w)
	}
	return words
}
