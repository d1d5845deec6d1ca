package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"duotone/app"
)

// Note is something that was left out, guessed or changed while a table was read, for a person to know. Nothing of the kind happens
// without one.
type Note struct {
	Code string `json:"code"` // the same in every release
	Text string `json:"text"` // a sentence without a full stop, in the words of a command

	Said app.Sentence `json:"-"` // the same, to be translated
}

// Told makes a note of a sentence.
func Told(code string, said app.Sentence) Note {
	return Note{Code: code, Text: said.String(), Said: said}
}

// Counted makes a note of n things, by a sentence of one and one of several, which has their number in it as n.
func Counted(code string, n int, one, many app.Sentence) Note {
	if n == 1 {
		return Told(code, one)
	}
	return Told(code, many.With("n", n))
}

// Noted is a source that tells at its end what it left out, guessed or changed.
type Noted interface{ Notes() []Note }

// NotesOf are what a source has to tell of the rows read so far.
func NotesOf(s Source) []Note {
	if n, ok := s.(Noted); ok {
		return n.Notes()
	}
	return nil
}

// Plural is n with a noun: plural where n is not 1.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// LeftOut counts files that are no part of a table, by what their names end with.
type LeftOut map[string]int

// Note tells of them, in the order of their numbers; where says where they were.
func (l LeftOut) Note(where string) []Note {
	if len(l) == 0 {
		return nil
	}
	kinds := slices.SortedFunc(maps.Keys(l), func(a, b string) int { return l[b] - l[a] })
	n := 0
	for _, k := range kinds {
		n += l[k]
	}
	put := func(s app.Sentence) app.Sentence {
		return s.With("kinds", strings.Join(kinds[:min(len(kinds), 5)], ", ")).With("path", where)
	}
	return []Note{Counted("left-out", n, put(app.Say("1 file is neither a picture nor a .txt and left out ({{.kinds}}): {{.path}}")),
		put(app.Say("{{.n}} files are neither a picture nor a .txt and left out ({{.kinds}}): {{.path}}")))}
}
