package say

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"duotone/app"
)

const (
	// standsOut is the weight (of probability) from which a word, or a ninth of the picture, is worth naming.
	standsOut   = 0.03
	longestWord = 24 // characters of a word that is named
)

// parts of a picture by thirds, from the top left, as they are named within a sentence.
var parts = [3][3]string{
	{"the top left of the picture", "the top of the picture", "the top right of the picture"},
	{"the left of the picture", "the middle of the picture", "the right of the picture"},
	{"the bottom left of the picture", "the bottom of the picture", "the bottom right of the picture"},
}

// element is what weighs most: a word or a part of the picture. The zero value is none.
type element struct {
	name    string
	against bool
}

func (e element) known() bool { return e.name != "" }

// heaviest finds the word, of the post or in its picture, and the part of the picture with the largest weight.
func heaviest(c app.Contributions, of app.Post) (word, part element) {
	most, text, read := standsOut, of.Text, of.PictureWords
	for i, w := range c.PictureWords {
		if len(c.PictureWords) == len(read) && math.Abs(w) >= most {
			most, word = math.Abs(w), element{bare(read[i].Text), w < 0}
		}
	}
	for _, w := range c.Words {
		name := ""
		if w.Start >= 0 && w.End <= len(text) && w.Start < w.End {
			name = bare(text[w.Start:w.End])
		}
		if name != "" && math.Abs(w.Weight) >= most {
			most, word = math.Abs(w.Weight), element{name, w.Weight < 0}
		}
	}
	return word, heaviestPart(c.Picture)
}

// bare is a word without the marks around it, short enough to be named.
func bare(word string) string {
	named := strings.TrimFunc(word, func(r rune) bool { return unicode.IsPunct(r) && r != '#' && r != '@' })
	if named == "" {
		named = word
	}
	if utf8.RuneCountInString(named) > longestWord {
		named = string([]rune(named)[:longestWord-1]) + "…"
	}
	return named
}

// heaviestPart adds the weights of each ninth of the picture up.
func heaviestPart(g *app.Grid) (part element) {
	if g == nil || g.W < 1 || g.H < 1 || len(g.Weight) < g.W*g.H {
		return part
	}
	var sum [3][3]float64
	for y := range g.H {
		for x := range g.W {
			sum[y*3/g.H][x*3/g.W] += g.Weight[y*g.W+x]
		}
	}
	most := standsOut
	for y, row := range sum {
		for x, w := range row {
			if math.Abs(w) >= most {
				most, part = math.Abs(w), element{parts[y][x], w < 0}
			}
		}
	}
	return part
}

// Why is one line that names the word and the part of the picture that weigh most; of is the post that a explains.
func Why(p *app.Prediction, a *app.Attribution, of app.Post) app.Sentence {
	if p == nil || a == nil || p.Err != nil {
		return app.Sentence{}
	}
	said := a.Said()
	if m := a.Meaning; m != nil && p.Meant != nil && a.Label == p.Label && m.Label != a.Label {
		if s := turning(p, said, m.Meant, of); s.Key != "" {
			return s
		}
		return carrying(p, m.Meant, of, m.Label, false)
	}
	sure, _ := Sure(p.Scores)
	return carrying(p, said, of, a.Label, sure == Undecided)
}

// turning says what speaks for what is said, and what for what is meant.
func turning(p *app.Prediction, said, meant app.Contributions, of app.Post) app.Sentence {
	word, part := heaviest(said, of)
	turn, turnPart := heaviest(meant, of)
	if turn.against || turn == word {
		turn = element{}
	}
	if turnPart.against {
		turnPart = element{}
	}
	says := func(key string) app.Sentence {
		return app.Say(key).With("Word", word.name).Text("Part", part.name).With("Turn", turn.name).Text("TurnPart", turnPart.name).
			Label("Says", p.Label).Label("Means", p.Meant.Label)
	}
	byWord := word.known() && !word.against
	switch byPart := part.known() && !part.against && part != turnPart; {
	case byWord && turn.known() && turnPart.known():
		return says("“{{.Word}}” says {{.Says}}, “{{.Turn}}” and {{.TurnPart}} turn it to {{.Means}}.")
	case byWord && turn.known():
		return says("“{{.Word}}” says {{.Says}}, “{{.Turn}}” turns it to {{.Means}}.")
	case byWord && turnPart.known():
		return says("“{{.Word}}” says {{.Says}}, {{.TurnPart}} turns it to {{.Means}}.")
	case byWord && (p.Picture != nil || len(said.Words)+len(said.PictureWords) > 1):
		return says("“{{.Word}}” says {{.Says}}; nothing by itself turns it to {{.Means}}.")
	case byPart && turn.known():
		return says("It is {{.Part}} that says {{.Says}}, “{{.Turn}}” turns it to {{.Means}}.")
	}
	return app.Sentence{}
}

// carrying says what speaks for one label and what against it.
func carrying(p *app.Prediction, c app.Contributions, of app.Post, l app.Label, undecided bool) app.Sentence {
	word, part := heaviest(c, of)
	says := func(key string) app.Sentence {
		return app.Say(key).With("Word", word.name).Text("Part", part.name).Label("Label", l)
	}
	if undecided {
		return leaning(p, word, part, says)
	}
	switch w, q := word.known(), part.known(); {
	case w && q && !word.against && !part.against:
		return says("“{{.Word}}” and {{.Part}} make it {{.Label}}.")
	case w && q && !word.against:
		return says("“{{.Word}}” makes it {{.Label}}, {{.Part}} speaks against that.")
	case w && q && !part.against:
		return says("It is {{.Part}} that makes it {{.Label}}; “{{.Word}}” speaks against that.")
	case w && q:
		return says("“{{.Word}}” and {{.Part}} speak against it; the rest makes it {{.Label}}.")
	case w && !word.against:
		return says("It is mostly “{{.Word}}” that makes it {{.Label}}.")
	case w:
		return says("“{{.Word}}” speaks against it; the rest makes it {{.Label}}.")
	case q && !part.against:
		return says("It is mostly {{.Part}} that makes it {{.Label}}.")
	case q:
		return says("The rest makes it {{.Label}}; {{.Part}} speaks against that.")
	}
	return nothingStandsOut(p)
}

// leaning is the same where two labels are too close to call.
func leaning(p *app.Prediction, word, part element, says func(string) app.Sentence) app.Sentence {
	if word.against {
		word = element{}
	}
	switch {
	case word.known() && part.known() && !part.against:
		return says("“{{.Word}}” and {{.Part}} pull towards {{.Label}}.")
	case word.known() && part.known():
		return says("“{{.Word}}” pulls towards {{.Label}}, {{.Part}} away from it.")
	case word.known():
		return says("It is mostly “{{.Word}}” that pulls towards {{.Label}}.")
	case part.known() && !part.against:
		return says("It is mostly {{.Part}} that pulls towards {{.Label}}.")
	}
	return nothingStandsOut(p)
}

func nothingStandsOut(p *app.Prediction) app.Sentence {
	switch {
	case p.Words == nil:
		return app.Say("No part of the picture decides it by itself.")
	case p.Picture == nil:
		return app.Say("No single word decides it.")
	}
	return app.Say("No single word and no part of the picture decides it.")
}

// Points is a weight in points of a hundred, with its sign; what is nearer to none than to one point has none.
func Points(weight float64) string {
	if points := math.Round(100 * weight); points != 0 {
		return fmt.Sprintf("%+.0f", points)
	}
	return "0"
}
