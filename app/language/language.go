// Package language tells which language a short text is in: well enough to warn that a model was made for others.
//
// Latin letters go through a small model (character n-grams, hashed, logistic regression) that is built in and knows the languages of
// Known; other scripts tell by themselves. The model is made by models/training, stage language.
package language

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"duotone/app"

	"golang.org/x/text/unicode/norm"
)

//go:embed model.bin
var modelFile []byte

// Guess is what a text's language may be.
type Guess struct {
	// Language is BCP 47: one of Known, a language that has a script of its own ("el"), or a script alone where several languages are
	// written in it ("und-Cyrl"). "" where it can't be told: too few letters, or nothing that stands out. Hindi in Latin letters is "hi-Latn".
	Language string
	odds     map[string]float64 // of the known languages; nil for other scripts
	need     float64            // probability of Language from which it is sure
}

const (
	fewLetters   = 12   // a text with fewer tells nothing: "lol", "Grazie Kane"
	shortLetters = 30   // a text with fewer may be all names: "Watching Real Madrid vs Juventus"
	enough       = 0.5  // probability from which a language is told
	sure         = 0.7  // probability from which a language that nobody asked for is worth a warning
	surer        = 0.99 // … in a short text
)

// Look tells the language of a post's words ("" where it can't be told), and the warning that it is none of a pack's. A pack that names no
// languages is not warned of.
func Look(words string, languages []string) (string, []app.Warning) {
	g := Of(words)
	if !g.Foreign(languages) {
		return g.Language, nil
	}
	return g.Language, []app.Warning{{Code: app.WarningLanguage,
		Message: fmt.Sprintf("The words seem to be in a language (%s) that the pack wasn't made for (%s).", g.Language, strings.Join(languages, ", "))}}
}

// Known lists the languages in Latin letters that Of tells apart, as BCP 47.
func Known() []string { return append([]string(nil), loaded().Languages...) }

// Of guesses the language of a text. Any bytes are a text. It may be called from several goroutines.
func Of(text string) Guess {
	found := wordsOf(text)
	letters, script := 0, map[string]int{}
	for _, w := range found {
		for _, r := range w {
			if name := scriptOf(r); unicode.IsLetter(r) || name != "" { // vowels are marks in India
				letters++
				script[name]++
			}
		}
	}
	if name := foreignScript(script, letters); name != "" {
		return Guess{Language: name}
	}
	if script[""] < fewLetters {
		return Guess{}
	}
	g := Guess{odds: doubted(loaded().odds(found), found), need: sure}
	for name, p := range g.odds {
		if p > enough {
			g.Language = name
		}
	}
	if letters < shortLetters {
		g.need = surer
	}
	if words, tested := small[g.Language]; tested && !slices.ContainsFunc(found, func(w string) bool { return words[w] }) && allNames(text) {
		return Guess{}
	}
	return g
}

// foreignScript is what the letters tell that are not Latin: of more than half of a text, or of a third if they are many ("New Delhi पर बहुत भीड़ है"),
// as a model that reads Latin letters alone misses them. A few of them tell more than a few Latin ones.
func foreignScript(script map[string]int, letters int) string {
	if n := script["ja"] + script["zh"]; script["ja"] > 0 && (2*n > letters && n >= fewLetters/3 || 3*n > letters && n >= fewLetters/2) { // kana among Han
		return "ja"
	}
	most := ""
	for name, n := range script {
		if name != "" && (n > script[most] || most == "" || n == script[most] && name < most) {
			most = name
		}
	}
	n := script[most]
	if most != "" && (2*n > letters && n >= fewLetters/3 || 3*n > letters && n >= fewLetters) {
		return most
	}
	return ""
}

// allNames tells whether every word begins with a large letter, and not because all of it is shouted: the line-up of a team says nothing of its language.
func allNames(text string) bool {
	text = dropped.ReplaceAllString(text, " ")
	if strings.ToUpper(text) == text {
		return false
	}
	for w := range strings.FieldsSeq(text) {
		first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }))
		if unicode.IsLower(first) {
			return false
		}
	}
	return true
}

// Foreign tells whether the text is surely in none of the languages, which are BCP 47.
func (g Guess) Foreign(languages []string) bool {
	if g.Language == "" || len(languages) == 0 {
		return false
	}
	own, _ := parts(g.Language)
	for _, l := range languages {
		base, script := parts(l)
		if g.odds == nil {
			if base == g.Language || "und-"+script == g.Language {
				return false
			}
			continue
		}
		if base == own || script == "Latn" && !loaded().knows(base) {
			return false // it may well be that one
		}
	}
	// What lies between two languages is one that is not known, or no sentence.
	return g.odds == nil || g.odds[g.Language] > g.need
}

// model is model.bin.
type model struct {
	Languages []string  `json:"languages"`
	Buckets   int       `json:"buckets"`
	Longest   int       `json:"longest"` // characters of an n-gram
	Scale     []float64 `json:"scale"`   // of a language's weights
	Bias      []float64 `json:"bias"`
	weights   []byte    // int8, [Buckets, len(Languages)]
}

// knows tells whether it was made for a language, in whatever letters.
func (m *model) knows(base string) bool {
	return slices.ContainsFunc(m.Languages, func(l string) bool { return l == base || strings.HasPrefix(l, base+"-") })
}

const magic = "duotone language 1\n"

// loaded is the built-in model. It is read when the first text is.
var loaded = sync.OnceValue(func() *model {
	m, err := read(modelFile)
	if err != nil {
		panic(fmt.Sprintf("the language model that is built in is damaged: %v", err)) // TestBuiltIn
	}
	return m
})

func read(data []byte) (*model, error) {
	data, ok := bytes.CutPrefix(data, []byte(magic))
	head, weights, more := bytes.Cut(data, []byte("\n"))
	m := &model{weights: weights}
	if !ok || !more {
		return nil, fmt.Errorf("it is no such file")
	}
	if err := json.Unmarshal(head, m); err != nil {
		return nil, err
	}
	n := len(m.Languages)
	if n == 0 || len(m.Scale) != n || len(m.Bias) != n || m.Buckets < 1 || m.Longest < 1 || len(weights) != n*m.Buckets {
		return nil, fmt.Errorf("its sizes don't fit each other")
	}
	return m, nil
}

// odds are the probabilities of the known languages.
func (m *model) odds(found []string) map[string]float64 {
	buckets := m.buckets(found)
	sums := make([]int, len(m.Languages))
	for _, b := range buckets {
		for k, w := range m.weights[int(b)*len(sums):][:len(sums)] {
			sums[k] += int(int8(w))
		}
	}
	scores, top := make([]float64, len(sums)), math.Inf(-1)
	for k, s := range sums {
		scores[k] = float64(s)*m.Scale[k]/math.Sqrt(float64(max(len(buckets), 1))) + m.Bias[k]
		top = max(top, scores[k])
	}
	sum, odds := 0.0, make(map[string]float64, len(scores))
	for k := range scores {
		scores[k] = math.Exp(scores[k] - top)
		sum += scores[k]
	}
	for k, name := range m.Languages {
		odds[name] = scores[k] / sum
	}
	return odds
}

// FNV-1a of 32 bits.
const fnvStart, fnvPrime = 2166136261, 16777619

// buckets are those of the n-grams of words, with a blank around each, every one once.
func (m *model) buckets(found []string) []uint32 {
	var all []uint32
	for _, w := range found {
		w = " " + w + " "
		for i := range w {
			h, n := uint32(fnvStart), 0
			for _, r := range w[i:] {
				if n == m.Longest {
					break
				}
				for _, c := range utf8.AppendRune(make([]byte, 0, utf8.UTFMax), r) {
					h = (h ^ uint32(c)) * fnvPrime
				}
				if n++; n > 1 || r != ' ' {
					all = append(all, (h^h>>15)%uint32(m.Buckets))
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

var dropped = regexp.MustCompile(`(?i:https?://|www\.)[^\s]+|[@#][^\s]+|&[A-Za-z0-9#]+;`)

// maxText is more than tells a language.
const maxText = 2000

// wordsOf are the words that tell a language: no addresses, names or hashtags, lower case, no letter more than twice in a row.
func wordsOf(text string) []string {
	if len(text) > maxText {
		text = text[:maxText]
	}
	text = norm.NFC.String(dropped.ReplaceAllString(strings.ToValidUTF8(text, " "), " "))
	text = strings.ToLower(strings.ReplaceAll(text, "’", "'"))
	fields := strings.FieldsFunc(text, func(r rune) bool { return r != '\'' && !unicode.IsLetter(r) && !unicode.IsMark(r) })
	found := fields[:0]
	for _, f := range fields {
		if f = calm(strings.Trim(f, "'")); f != "" {
			found = append(found, f)
		}
	}
	return found
}

// calm takes out what is there more than twice in a row: "sooooo".
func calm(word string) string {
	var b strings.Builder
	var last, before rune
	for _, r := range word {
		if r == last && r == before {
			continue
		}
		b.WriteRune(r)
		before, last = last, r
	}
	return b.String()
}
