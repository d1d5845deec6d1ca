package project

import (
	"slices"

	"duotone/app"
)

// Ledger is what is true now: a pure function of the set of events. Events are added in the order of (Seq, ID).
type Ledger struct {
	last   Event
	places map[place][]*Event  // events of one annotator about one post, undone ones included, in order
	undone map[string]struct{} // ids of undone events
	stacks map[string]*stacks  // by annotator
	byID   map[string]*Event   // undoable events
	people []string            // annotators in the order of their names
	posts  map[app.PostID][]string
}

type place struct {
	annotator string
	post      app.PostID
}

type stacks struct{ undo, redo []string }

// NewLedger replays events. Their order in the slice does not matter and duplicates count once.
func NewLedger(events []Event) *Ledger {
	n := len(events)
	l := &Ledger{
		places: make(map[place][]*Event, n), undone: map[string]struct{}{}, stacks: map[string]*stacks{},
		byID: make(map[string]*Event, n), posts: make(map[app.PostID][]string, n),
	}
	sorted := slices.Clone(events)
	if !slices.IsSortedFunc(sorted, before) {
		slices.SortFunc(sorted, before)
	}
	sorted = slices.CompactFunc(sorted, func(a, b Event) bool { return a.ID == b.ID })
	for i := range sorted {
		l.add(&sorted[i])
	}
	return l
}

// Fits tells whether an event may be added: it is newer than all that are there.
func (l *Ledger) Fits(e Event) bool { return l.last.ID == "" || before(l.last, e) < 0 }

// Add adds an event that Fits.
func (l *Ledger) Add(e Event) { l.add(&e) }

func (l *Ledger) add(e *Event) {
	l.last = *e
	if e.Act == ActEdit {
		return // of the post, and no judgement of it
	}
	s := l.stacks[e.Annotator]
	if s == nil {
		s = &stacks{}
		l.stacks[e.Annotator] = s
		at, _ := slices.BinarySearch(l.people, e.Annotator)
		l.people = slices.Insert(l.people, at, e.Annotator)
	}
	switch e.Act {
	case ActUndo:
		if take(&s.undo, e.Target) {
			s.redo = append(s.redo, e.Target)
			l.undone[e.Target] = struct{}{}
		}
		return
	case ActRedo:
		if take(&s.redo, e.Target) {
			s.undo = append(s.undo, e.Target)
			delete(l.undone, e.Target)
		}
		return
	}
	at := place{e.Annotator, e.Post}
	if _, known := l.places[at]; !known {
		l.posts[e.Post] = append(l.posts[e.Post], e.Annotator)
	}
	l.places[at] = append(l.places[at], e)
	if e.undoable() {
		l.byID[e.ID] = e
		s.undo = append(s.undo, e.ID)
		s.redo = nil
	}
}

// take removes the topmost id from a stack and tells whether it was there.
func take(stack *[]string, id string) bool {
	for i := len(*stack) - 1; i >= 0; i-- {
		if (*stack)[i] == id {
			*stack = slices.Delete(*stack, i, i+1)
			return true
		}
	}
	return false
}

// Alive tells whether an event has not been undone.
func (l *Ledger) Alive(id string) bool {
	_, undone := l.undone[id]
	return !undone
}

// Annotators lists who wrote, in the order of the names.
func (l *Ledger) Annotators() []string { return slices.Clone(l.people) }

// ToUndo is the event that the annotator's next undo would take back.
func (l *Ledger) ToUndo(annotator string) (Event, bool) { return l.top(annotator, false) }

// ToRedo is the event that the annotator's next redo would bring back.
func (l *Ledger) ToRedo(annotator string) (Event, bool) { return l.top(annotator, true) }

func (l *Ledger) top(annotator string, redo bool) (Event, bool) {
	s := l.stacks[annotator]
	if s == nil {
		return Event{}, false
	}
	stack := s.undo
	if redo {
		stack = s.redo
	}
	if len(stack) == 0 {
		return Event{}, false
	}
	return *l.byID[stack[len(stack)-1]], true
}

// Label is the annotator's last label that was not undone.
func (l *Ledger) Label(annotator string, post app.PostID, pass Pass, round int) (app.Label, Event, bool) {
	e, ok := l.lastOf(annotator, post, func(e *Event) bool {
		return (e.Act == ActLabel || e.Act == ActClear) && e.Pass == pass && e.Round == round
	})
	if !ok || e.Act == ActClear {
		return 0, Event{}, false
	}
	label, ok := app.ParseLabel(e.Value)
	return label, e, ok
}

// Standing is how a post stands with an annotator: labelled, skipped, put off, or "" when not touched.
func (l *Ledger) Standing(annotator string, post app.PostID, pass Pass, round int) Act {
	e, _ := l.lastOf(annotator, post, func(e *Event) bool {
		return (e.Act == ActLabel || e.Act == ActSkip || e.Act == ActLater || e.Act == ActClear) && e.Pass == pass && e.Round == round
	})
	if e.Act == ActClear {
		return ""
	}
	return e.Act
}

// Flags are the flags that the annotator has set on a post, sorted.
func (l *Ledger) Flags(annotator string, post app.PostID) []string {
	return l.flags(annotator, post, func(*Event) bool { return true })
}

// FlagsIn are those that were set in a pass.
func (l *Ledger) FlagsIn(annotator string, post app.PostID, pass Pass) []string {
	return l.flags(annotator, post, func(e *Event) bool { return e.Pass == pass })
}

func (l *Ledger) flags(annotator string, post app.PostID, want func(*Event) bool) []string {
	var flags []string
	for _, e := range l.places[place{annotator, post}] {
		if !l.Alive(e.ID) || e.Act != ActFlag && e.Act != ActUnflag || !want(e) {
			continue
		}
		at, found := slices.BinarySearch(flags, e.Value)
		if e.Act == ActFlag && !found {
			flags = slices.Insert(flags, at, e.Value)
		} else if e.Act == ActUnflag && found {
			flags = slices.Delete(flags, at, at+1)
		}
	}
	return flags
}

// Note is the annotator's note on a post, with what was noted in each pass on a line of its own.
func (l *Ledger) Note(annotator string, post app.PostID) string {
	note := ""
	for _, pass := range Passes {
		if more := l.NoteIn(annotator, post, pass); note != "" && more != "" {
			note += "\n" + more
		} else if more != "" {
			note = more
		}
	}
	return note
}

// NoteIn is what was noted in a pass.
func (l *Ledger) NoteIn(annotator string, post app.PostID, pass Pass) string {
	e, _ := l.lastOf(annotator, post, func(e *Event) bool { return e.Act == ActNote && e.Pass == pass })
	return e.Value
}

// Adjudicated is the final label that somebody gave a post, the last one of several.
func (l *Ledger) Adjudicated(post app.PostID, pass Pass) (app.Label, Event, bool) {
	var best Event
	for _, who := range l.posts[post] {
		e, ok := l.lastOf(who, post, func(e *Event) bool { return e.Act == ActAdjudicate && e.Pass == pass })
		if ok && (best.ID == "" || before(best, e) < 0) {
			best = e
		}
	}
	label, ok := app.ParseLabel(best.Value)
	return label, best, ok
}

// Said is one annotator's label.
type Said struct {
	Annotator string
	Label     app.Label
	Event     Event
	Flags     []string // in a View: what else the person said of the post
	Note      string   // likewise
}

// Said lists who said what of a post, by name. Rounds other than the first do not count.
func (l *Ledger) Said(post app.PostID, pass Pass) []Said {
	var said []Said
	for _, who := range l.posts[post] {
		if label, e, ok := l.Label(who, post, pass, 0); ok {
			said = append(said, Said{Annotator: who, Label: label, Event: e})
		}
	}
	slices.SortFunc(said, func(a, b Said) int {
		if a.Annotator < b.Annotator {
			return -1
		}
		return 1
	})
	return said
}

// Of lists the events about a post that have not been undone, in order.
func (l *Ledger) Of(post app.PostID) []Event {
	var all []Event
	for _, who := range l.posts[post] {
		for _, e := range l.places[place{who, post}] {
			if l.Alive(e.ID) {
				all = append(all, *e)
			}
		}
	}
	slices.SortFunc(all, before)
	return all
}

// Touched lists the posts that somebody has judged, in no order.
func (l *Ledger) Touched() []app.PostID {
	all := make([]app.PostID, 0, len(l.posts))
	for post := range l.posts {
		all = append(all, post)
	}
	return all
}

func (l *Ledger) lastOf(annotator string, post app.PostID, want func(*Event) bool) (Event, bool) {
	events := l.places[place{annotator, post}]
	for i := len(events) - 1; i >= 0; i-- {
		if want(events[i]) && l.Alive(events[i].ID) {
			return *events[i], true
		}
	}
	return Event{}, false
}
