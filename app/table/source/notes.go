package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Note is something that was left out, guessed or changed while a table was read, for a person to know. Nothing of the kind happens
// without one.
type Note struct {
	Code string `json:"code"` // the same in every release
	Text string `json:"text"` // a sentence without a full stop
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
	text := Plural(n, "file is", "files are") + " neither a picture nor a .txt and left out"
	return []Note{{"left-out", text + " (" + strings.Join(kinds[:min(len(kinds), 5)], ", ") + "): " + where}}
}
