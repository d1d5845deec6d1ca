package project

import (
	"fmt"
	"slices"
	"strings"

	"duotone/app"
)

// Final says how several people's labels become one.
type Final struct {
	By        string // "adjudication", "majority" or "annotator"
	Annotator string // of "annotator"
}

// ParseFinal reads "adjudication", "majority" or "annotator=NAME".
func ParseFinal(s string) (Final, error) {
	if name, ok := strings.CutPrefix(s, "annotator="); ok {
		name, err := CleanName(name)
		return Final{By: "annotator", Annotator: name}, err
	}
	if s == "adjudication" || s == "majority" {
		return Final{By: s}, nil
	}
	return Final{}, fmt.Errorf("unknown way to a final label %q: want adjudication, majority or annotator=NAME", s)
}

// Label is a post's final label. By adjudication: what was decided, else what all agree on. By majority: what more than
// half say (a tie has none), whatever was decided. By annotator: what that one says.
func (f Final) Label(l *Ledger, post app.PostID, pass Pass) (app.Label, bool) {
	if f.By == "annotator" {
		label, _, ok := l.Label(f.Annotator, post, pass, 0)
		return label, ok
	}
	if f.By == "adjudication" {
		if label, _, ok := l.Adjudicated(post, pass); ok {
			return label, true
		}
	}
	said := l.Said(post, pass)
	var votes [3]int
	for _, s := range said {
		votes[s.Label]++
	}
	best := slices.Max(votes[:])
	need := len(said)
	if f.By == "majority" {
		need = len(said)/2 + 1
	}
	if len(said) == 0 || best < need {
		return 0, false
	}
	return app.Label(slices.Index(votes[:], best)), true
}

// Finals are the ways to a final label in a project: by adjudication, by majority, or as one of its people says.
func Finals(people []string) []Final {
	list := []Final{{By: "adjudication"}, {By: "majority"}}
	for _, name := range people {
		list = append(list, Final{By: "annotator", Annotator: name})
	}
	return list
}
