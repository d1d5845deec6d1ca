package codebook

import (
	"fmt"
	"reflect"
	"strings"

	"duotone/app"
)

// Diff tells in lines what b has that a has not (+), has not any more (−), or has otherwise (~).
func Diff(a, b *Codebook) []string {
	var d differ
	d.text("title", a.Title, b.Title)
	d.lines("guidelines", string(a.Guidelines), string(b.Guidelines))
	for i := range a.Questions {
		if q := &a.Questions[i]; !has(b, q.ID) {
			d.add("− question %s (%s): %s", q.ID, q.Kind, q.Ask)
		}
	}
	for i := range b.Questions {
		q := &b.Questions[i]
		old, ok := a.Question(q.ID)
		if !ok {
			d.add("+ question %s (%s of the %s): %s", q.ID, q.Kind, q.Of, q.Ask)
			old = &Question{}
		} else {
			at := "question " + string(q.ID)
			d.text(at+" ask", old.Ask, q.Ask)
			d.text(at+" kind", string(old.Kind), string(q.Kind))
			d.text(at+" of", string(old.Of), string(q.Of))
			d.lines(at+" help", string(old.Help), string(q.Help))
			d.retired(at, old.Retired, q.Retired)
		}
		d.labels(old, q)
	}
	return d
}

func has(b *Codebook, id QuestionID) bool {
	_, ok := b.Question(id)
	return ok
}

type differ []string

func (d *differ) add(format string, args ...any) { *d = append(*d, fmt.Sprintf(format, args...)) }

func (d *differ) text(what, a, b string) {
	if a != b {
		d.add("~ %s: %q → %q", what, app.Short(a, 80), app.Short(b, 80))
	}
}

func (d *differ) lines(what, a, b string) {
	if a != b {
		d.add("~ %s: %d lines → %d lines", what, len(strings.Split(a, "\n")), len(strings.Split(b, "\n")))
	}
}

func (d *differ) retired(what string, was, is bool) {
	if was != is {
		d.add("~ %s: %s", what, map[bool]string{true: "is not offered any more", false: "is offered again"}[is])
	}
}

func (d *differ) labels(a, b *Question) {
	for _, l := range a.Labels {
		if _, ok := b.Label(l.ID); !ok {
			d.add("−   %s: label %s", b.ID, l.ID)
		}
	}
	for _, l := range b.Labels {
		old, ok := a.Label(l.ID)
		if !ok {
			d.add("+   %s: label %s (%s)", b.ID, l.ID, l.Name)
			continue
		}
		at := fmt.Sprintf("  %s: label %s", b.ID, l.ID)
		d.text(at+" name", old.Name, l.Name)
		d.text(at+" key", old.Key, l.Key)
		d.text(at+" colour", old.Colour, l.Colour)
		d.lines(at+" description", string(old.Description), string(l.Description))
		d.retired(at, old.Retired, l.Retired)
		if !reflect.DeepEqual(old.Value, l.Value) {
			d.add("~ %s: another value", at)
		}
		if !reflect.DeepEqual(old.Examples, l.Examples) {
			d.add("~ %s: %d examples → %d examples", at, len(old.Examples), len(l.Examples))
		}
	}
}
