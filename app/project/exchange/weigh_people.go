package exchange

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

// What a row says of people's work, held against what it was when the row went out and what it is now.

// person is one person's work: what differs from what it was at export is newer.
func (w *weighing) person(id app.PostID, r reading, c claim) (out []ledger.Event) {
	was := work{} // where the project knows nothing of this person's work, all that the row says of it is new
	if r.stamp != nil && w.has(id, c.who) {
		was = r.stamp.People[c.who]
	}
	is := workOf(w.ledger(id), c.who, id)
	say := func(act ledger.Act, question codebook.QuestionID, value string) {
		e := ledger.Event{Annotator: c.who, Post: id, Act: act, Question: question, Value: value, At: c.at}
		if act == ledger.ActLabel {
			e.Took = c.took
		}
		out = append(out, w.event(e))
	}
	for _, q := range w.book.Questions {
		question := q.ID
		label, said := c.labels[question]
		if !said || r.stamp != nil && label == was.Labels[question] || label == is.Labels[question] || r.stamp == nil && label == "" {
			continue
		}
		if before, ok := w.claimed(r, c.who, id, question, label); !ok {
			w.left(r, fmt.Sprintf("row %d has the same post with another label of the same person: the first holds", before))
			continue
		}
		if label == "" {
			say(ledger.ActClear, question, "")
		} else {
			say(ledger.ActLabel, question, label)
		}
	}
	for _, q := range w.book.Questions {
		label, said := c.again[q.ID]
		if !said || r.stamp != nil && label == was.Again[q.ID] || label == is.Again[q.ID] || r.stamp == nil && label == "" {
			continue
		}
		act := ledger.ActLabel
		if label == "" {
			act = ledger.ActClear
		}
		out = append(out, w.event(ledger.Event{Annotator: c.who, Post: id, Act: act, Question: q.ID, Round: 1, Value: label, At: c.at}))
	}
	if c.flags != nil {
		for _, f := range *c.flags {
			if !slices.Contains(was.Flags, f) && !slices.Contains(is.Flags, f) {
				say(ledger.ActFlag, codebook.Both, f)
			}
		}
		for _, f := range was.Flags {
			if !slices.Contains(*c.flags, f) {
				out = append(out, w.unflag(id, c.who, f, c.at)...)
			}
		}
	}
	if c.note != nil {
		if print := printOf(*c.note); print != was.Note && print != is.Note && (r.stamp != nil || print != "") {
			out = append(out, w.note(id, c.who, *c.note, c.at)...)
		}
	}
	if c.skipped && !was.Skipped && !is.Skipped && is.Labels[w.book.Main()] == "" {
		say(ledger.ActSkip, w.book.Main(), "")
	}
	return out
}

// has tells whether the project knows of work of a person on a post, be it undone. who "": of anybody.
func (w *weighing) has(id app.PostID, who string) bool {
	return slices.ContainsFunc(w.events[id], func(e ledger.Event) bool {
		return e.Act != ledger.ActEdit && e.Act != ledger.ActGold && e.Seq < unplaced && (who == "" || e.Annotator == who)
	})
}

// claimed remembers a label of this import; false, with the row, where an earlier row of it said something else.
func (w *weighing) claimed(r reading, who string, id app.PostID, question codebook.QuestionID, label string) (row int64, ok bool) {
	key := strings.Join([]string{string(id), string(question), who}, "\x00")
	if before, known := w.said[key]; known {
		return before.row, before.value == label
	}
	w.said[key] = saying{r.row, label}
	return 0, true
}

// unflag takes a flag off for every part of which it was set.
func (w *weighing) unflag(id app.PostID, who, flag string, at time.Time) (out []ledger.Event) {
	l := w.ledger(id)
	for _, part := range codebook.Parts {
		if slices.Contains(l.FlagsIn(who, id, part), flag) {
			out = append(out, w.event(ledger.Event{Annotator: who, Post: id, Act: ledger.ActUnflag, Question: part.Whole(), Value: flag, At: at}))
		}
	}
	return out
}

// note puts one text in the place of what somebody had noted of any part.
func (w *weighing) note(id app.PostID, who, note string, at time.Time) (out []ledger.Event) {
	l := w.ledger(id)
	for _, part := range codebook.Parts {
		value := ""
		if part == codebook.OfPost {
			value = note
		}
		if l.NoteIn(who, id, part) != value {
			out = append(out, w.event(ledger.Event{Annotator: who, Post: id, Act: ledger.ActNote, Question: part.Whole(), Value: value, At: at}))
		}
	}
	return out
}

// takenBack are people of whom the other side has nothing any more. What they did here since then stays.
func (w *weighing) takenBack(id app.PostID, r reading) (out []ledger.Event) {
	for _, who := range sortedKeys(r.stamp.People) {
		if slices.ContainsFunc(r.claims, func(c claim) bool { return c.who == who }) {
			continue
		}
		was, is := r.stamp.People[who], workOf(w.ledger(id), who, id)
		if len(is.Labels)+len(is.Flags) == 0 && is.Note == "" {
			continue
		}
		if !maps.Equal(was.Labels, is.Labels) || !slices.Equal(was.Flags, is.Flags) || was.Note != is.Note {
			w.left(r, "the work of "+who+" was deleted there and changed here since: it stays")
			continue
		}
		c := claim{who: who, labels: map[codebook.QuestionID]string{}, again: map[codebook.QuestionID]string{}, flags: &[]string{}, note: new(string)}
		for question := range was.Labels {
			c.labels[question] = ""
		}
		for question := range was.Again {
			c.again[question] = ""
		}
		out = append(out, w.person(id, r, c)...)
	}
	return out
}

// together is what the row says of all together, where that was changed. Of a post of whose work the project knows nothing
// all that the row says is new.
func (w *weighing) together(id app.PostID, r reading) (out []ledger.Event) {
	c := r.joint
	if r.stamp == nil || r.stamp.For == "" {
		return nil
	}
	s := *r.stamp
	if !w.has(id, "") {
		out = w.handed(id, r)
		s.Flags, s.Note = nil, ""
		if s.Final = nil; s.By != "adjudication" { // a majority is no decision
			s.Final = r.stamp.Final
		}
	}
	for _, q := range w.book.Questions {
		if label, said := c.labels[q.ID]; said && label != s.Final[q.ID] {
			out = append(out, w.decided(id, r, q.ID, label)...)
		}
	}
	out = append(out, w.flagged(id, c, s)...)
	return append(out, w.noted(id, c, s)...)
}

// handed are people's flags, which only the stamp tells apart.
func (w *weighing) handed(id app.PostID, r reading) (out []ledger.Event) {
	for _, who := range sortedKeys(r.stamp.People) {
		for _, f := range r.stamp.People[who].Flags {
			if r.joint.flags != nil && slices.Contains(*r.joint.flags, f) && !slices.Contains(w.ledger(id).Flags(who, id), f) {
				out = append(out, w.event(ledger.Event{Annotator: who, Post: id, Act: ledger.ActFlag, Value: f}))
			}
		}
	}
	return out
}

// flagged are the flags that were added, by the import's annotator, and those that were taken off, whoever had set them.
func (w *weighing) flagged(id app.PostID, c claim, s stamp) (out []ledger.Event) {
	if c.flags == nil {
		return nil
	}
	l := w.ledger(id)
	set := func(f string) bool {
		return slices.ContainsFunc(l.Annotators(), func(who string) bool { return slices.Contains(l.Flags(who, id), f) })
	}
	for _, f := range *c.flags {
		if !slices.Contains(s.Flags, f) && !set(f) {
			out = append(out, w.event(ledger.Event{Annotator: w.o.Annotator, Post: id, Act: ledger.ActFlag, Value: f}))
		}
	}
	for _, f := range s.Flags {
		if !slices.Contains(*c.flags, f) {
			for _, who := range l.Annotators() {
				out = append(out, w.unflag(id, who, f, time.Time{})...)
			}
		}
	}
	return out
}

// noted is everybody's note in one text: where one person had noted something it is that one's, else the import's annotator's.
func (w *weighing) noted(id app.PostID, c claim, s stamp) (out []ledger.Event) {
	if c.note == nil || printOf(*c.note) == s.Note {
		return nil
	}
	var who []string
	for _, name := range sortedKeys(s.People) {
		if s.People[name].Note != "" {
			who = append(who, name)
		}
	}
	if len(who) == 0 || len(who) > 1 && *c.note != "" {
		who = []string{w.o.Annotator}
	}
	for _, name := range who {
		if workOf(w.ledger(id), name, id).Note != printOf(*c.note) {
			out = append(out, w.note(id, name, *c.note, time.Time{})...)
		}
	}
	return out
}

// decided is a final label that was changed. Where nobody but the import's own annotator had labelled the post it is that
// one's label, else a decision over the others.
func (w *weighing) decided(id app.PostID, r reading, question codebook.QuestionID, label string) []ledger.Event {
	alone := true
	for who, did := range r.stamp.People {
		alone = alone && (did.Labels[question] == "" || who == w.o.Annotator)
	}
	l := w.ledger(id)
	e := ledger.Event{Annotator: w.o.Annotator, Post: id, Act: ledger.ActAdjudicate, Question: question, Value: label}
	if is, ok := (ledger.Final{By: "adjudication"}).Answer(l, id, question); ok && string(is) == label {
		return nil
	}
	if _, _, settled := l.Adjudicated(id, question); alone && !settled {
		e.Act = ledger.ActLabel
		if own, _, ok := l.Answer(w.o.Annotator, id, question, 0); ok && string(own) == label {
			return nil
		}
		if label == "" {
			e.Act = ledger.ActClear
		}
	}
	if label == "" && e.Act != ledger.ActClear {
		w.left(r, "an emptied final label takes nobody's label back: empty the people's columns, or decide anew")
		return nil
	}
	if before, ok := w.claimed(r, "\x00final", id, question, label); !ok {
		w.left(r, fmt.Sprintf("row %d has the same post with another label: the first holds", before))
		return nil
	}
	return []ledger.Event{w.event(e)}
}
