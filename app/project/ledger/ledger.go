package ledger

import (
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
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
	Books  *codebook.History
	gold   map[app.PostID][]*Event // answers that are known to be right, in order
}

type place struct {
	annotator string
	post      app.PostID
}

// New replays events. Their order in the slice does not matter and duplicates count once.
func New(events []Event) *Ledger {
	return NewIn(codebook.NewHistory(codebook.Builtin(true, nil, "")), events)
}

// NewIn is New with the codebooks read already; those among events come after them.
func NewIn(books *codebook.History, events []Event) *Ledger {
	n := len(events)
	l := &Ledger{
		places: make(map[place][]*Event, n), undone: map[string]struct{}{}, stacks: map[string]*stacks{},
		byID: make(map[string]*Event, n), posts: make(map[app.PostID][]string, n),
		Books: books, gold: map[app.PostID][]*Event{},
	}
	sorted := slices.Clone(events)
	if !slices.IsSortedFunc(sorted, Compare) {
		slices.SortFunc(sorted, Compare)
	}
	sorted = slices.CompactFunc(sorted, func(a, b Event) bool { return a.ID == b.ID })
	for i := range sorted {
		l.add(&sorted[i])
	}
	return l
}

// Fits tells whether an event may be added: it is newer than all that are there.
func (l *Ledger) Fits(e Event) bool { return l.last.ID == "" || Compare(l.last, e) < 0 }

// Add adds an event that Fits.
func (l *Ledger) Add(e Event) { l.add(&e) }

func (l *Ledger) add(e *Event) {
	l.last = *e
	switch e.Act {
	case ActEdit:
		return // of the post, and no judgement of it
	case ActGold:
		l.gold[e.Post] = append(l.gold[e.Post], e)
		return
	case ActCodebook:
		if r, err := e.Revision(); err == nil { // what can't be read is told when the project is checked
			l.Books.Add(r)
		}
		return
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

// Alive tells whether an event has not been undone.
func (l *Ledger) Alive(id string) bool {
	_, undone := l.undone[id]
	return !undone
}

// Annotators lists who wrote, in the order of the names.
func (l *Ledger) Annotators() []string { return slices.Clone(l.people) }

// Codebook is what is asked, and the id of its revision; of a project that never had one of its own, all questions of the
// built-in codebook.
func (l *Ledger) Codebook() (*codebook.Codebook, string) { return l.Books.Today() }

// Question is what the question of an event is called today.
func (l *Ledger) Question(e Event) codebook.QuestionID {
	return l.Books.Question(e.Shown.Codebook, e.Question)
}

// answers tells whether an event is about a question, whatever that was called then.
func answers(books *codebook.History, e *Event, id codebook.QuestionID) bool {
	return books.Question(e.Shown.Codebook, e.Question) == id
}

// Answer is the annotator's last answer that was not undone, as it reads in today's codebook. False: there is none, or
// nobody can tell what it means today.
func (l *Ledger) Answer(annotator string, post app.PostID, id codebook.QuestionID, round int) (codebook.Answer, Event, bool) {
	e, ok := l.lastOf(annotator, post, func(e *Event) bool {
		return (e.Act == ActLabel || e.Act == ActClear) && e.Round == round && answers(l.Books, e, id)
	})
	if !ok || e.Act == ActClear {
		return "", Event{}, false
	}
	a, ok := l.Books.Answer(e.Shown.Codebook, e.Question, codebook.Answer(e.Value))
	return a, e, ok
}

// Standing is how a question about a post stands with an annotator: answered (ActLabel), skipped, put off, or "" when open.
func (l *Ledger) Standing(annotator string, post app.PostID, id codebook.QuestionID, round int) Act {
	e, _ := l.lastOf(annotator, post, func(e *Event) bool {
		return (e.Act == ActLabel || e.Act == ActSkip || e.Act == ActLater || e.Act == ActClear) && e.Round == round && answers(l.Books, e, id)
	})
	if e.Act == ActClear {
		return ""
	}
	if e.Act == ActLabel {
		if _, ok := l.Books.Answer(e.Shown.Codebook, e.Question, codebook.Answer(e.Value)); !ok {
			return ""
		}
	}
	return e.Act
}

// Flags are the flags that the annotator has set on a post, sorted.
func (l *Ledger) Flags(annotator string, post app.PostID) []string {
	return l.flags(annotator, post, func(*Event) bool { return true })
}

// FlagsIn are those that were set while a part was shown.
func (l *Ledger) FlagsIn(annotator string, post app.PostID, part codebook.Part) []string {
	return l.flags(annotator, post, func(e *Event) bool { return e.Question == part.Whole() })
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

// Note is the annotator's note on a post, with what was noted of each part on a line of its own.
func (l *Ledger) Note(annotator string, post app.PostID) string {
	note := ""
	for _, part := range codebook.Parts {
		if more := l.NoteIn(annotator, post, part); note != "" && more != "" {
			note += "\n" + more
		} else if more != "" {
			note = more
		}
	}
	return note
}

// NoteIn is what was noted while a part was shown.
func (l *Ledger) NoteIn(annotator string, post app.PostID, part codebook.Part) string {
	e, _ := l.lastOf(annotator, post, func(e *Event) bool { return e.Act == ActNote && e.Question == part.Whole() })
	return e.Value
}

// Adjudicated is the final answer that somebody decided on, the last one of several.
func (l *Ledger) Adjudicated(post app.PostID, id codebook.QuestionID) (codebook.Answer, Event, bool) {
	var best Event
	for _, who := range l.posts[post] {
		e, ok := l.lastOf(who, post, func(e *Event) bool { return e.Act == ActAdjudicate && answers(l.Books, e, id) })
		if ok && (best.ID == "" || Compare(best, e) < 0) {
			best = e
		}
	}
	if best.ID == "" {
		return "", best, false
	}
	a, ok := l.Books.Answer(best.Shown.Codebook, best.Question, codebook.Answer(best.Value))
	return a, best, ok
}

// Said is one annotator's answer to a question.
type Said struct {
	Annotator string
	Answer    codebook.Answer // as it reads in today's codebook
	Event     Event           // with the answer as it was given, and when
	Flags     []string        // in a View: what else the person said of the post
	Note      string          // likewise
}

// People are those who have done anything with a post, in the order in which they came.
func (l *Ledger) People(post app.PostID) []string { return l.posts[post] }

// Said lists who answered what, by name. Rounds other than the first do not count.
func (l *Ledger) Said(post app.PostID, id codebook.QuestionID) []Said {
	var said []Said
	for _, who := range l.posts[post] {
		if answer, e, ok := l.Answer(who, post, id, 0); ok {
			said = append(said, Said{Annotator: who, Answer: answer, Event: e})
		}
	}
	slices.SortFunc(said, func(a, b Said) int { return strings.Compare(a.Annotator, b.Annotator) })
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
	slices.SortFunc(all, Compare)
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
