package exchange

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// peoplesWork holds what the rows of an import say of people's work against what it was when a row went out and what it is now.
type peoplesWork struct {
	importer string             // whose name labels have that name nobody
	book     *codebook.Codebook // what the project asks, or has asked
	version  string             // its revision
	books    *codebook.History
	events   map[app.PostID][]ledger.Event
	said     map[string]saying
	pending  int64
	out      *Imported
}

// saying is what this import has said already.
type saying struct {
	row   int64
	value string
}

func newPeoplesWork(ctx context.Context, of *project.Project, importer string, out *Imported) (*peoplesWork, error) {
	p := &peoplesWork{importer: importer, out: out, events: map[app.PostID][]ledger.Event{}, said: map[string]saying{}}
	events, err := of.Log.Events(ctx)
	if err == nil {
		p.books, err = of.Codebooks(ctx)
	}
	for _, e := range events {
		if e.Act != ledger.ActCodebook {
			p.events[e.Post] = append(p.events[e.Post], e)
		}
	}
	return p, err
}

// unplaced begins the places of events that have none in the log yet.
const unplaced = 1 << 60

// event keeps an event in mind for the rows that follow.
func (p *peoplesWork) event(e ledger.Event) ledger.Event {
	e.Order = ledger.OrderImport
	if e.Question == "" {
		e.Question = codebook.Both
	}
	part := codebook.OfPost
	if q, ok := p.book.Question(e.Question); ok {
		part = q.Of
	}
	if e.At.IsZero() {
		e.At = time.UnixMilli(0)
	}
	e.At = e.At.UTC()
	e.Shown = ledger.Shown{Words: part != codebook.OfPicture, Picture: part != codebook.OfWords, Codebook: p.version}
	p.pending++
	later := e
	later.Seq, later.ID = unplaced+p.pending, fmt.Sprint("later ", p.pending)
	p.events[e.Post] = append(p.events[e.Post], later)
	return e
}

// judgements are what the row says that the project does not.
func (p *peoplesWork) judgements(id app.PostID, r reading) []ledger.Event {
	log := p.fromLog(id, r)
	out := slices.Clone(log)
	for _, c := range r.claims {
		out = append(out, p.person(id, r, c)...)
	}
	if r.whole && r.stamp != nil {
		out = append(out, p.takenBack(id, r)...)
	}
	return append(out, p.together(id, r)...)
}

func (p *peoplesWork) ledger(id app.PostID) *ledger.Ledger {
	return ledger.NewIn(p.books, p.events[id])
}

// fromLog takes in the log that came along. Judgements of a text that was edited on the way are of another post, and get
// names of their own.
func (p *peoplesWork) fromLog(id app.PostID, r reading) (out []ledger.Event) {
	for _, e := range r.log {
		if e.Act == ledger.ActCodebook { // taken in before the first row, or told of
			continue
		}
		if e.Post != id {
			e = moved(e, id)
		}
		at := slices.IndexFunc(p.events[id], func(o ledger.Event) bool { return o.ID == e.ID })
		if at < 0 {
			out = append(out, e)
			p.events[id] = append(p.events[id], e)
			continue
		}
		if known := p.events[id][at]; known.Annotator != e.Annotator || known.Act != e.Act || known.Value != e.Value || known.Question != e.Question ||
			known.Round != e.Round || known.Target != e.Target {
			p.out.leave(r.row, app.Say("a judgement of this name is there already and says something else: the project's own holds"))
		}
	}
	return out
}

// person is one person's work: what differs from what it was at export is newer.
func (p *peoplesWork) person(id app.PostID, r reading, c claim) (out []ledger.Event) {
	was := work{} // where the project knows nothing of this person's work, all that the row says of it is new
	if r.stamp != nil && p.has(id, c.who) {
		was = r.stamp.People[c.who]
	}
	is := workOf(p.ledger(id), c.who, id)
	say := func(act ledger.Act, question codebook.QuestionID, value string) {
		e := ledger.Event{Annotator: c.who, Post: id, Act: act, Question: question, Value: value, At: c.at}
		if act == ledger.ActLabel {
			e.Took = c.took
		}
		out = append(out, p.event(e))
	}
	for _, q := range p.book.Questions {
		question := q.ID
		label, said := c.labels[question]
		if !said || r.stamp != nil && label == was.Labels[question] || label == is.Labels[question] || r.stamp == nil && label == "" {
			continue
		}
		if before, ok := p.claimed(r, c.who, id, question, label); !ok {
			p.out.leave(r.row, app.Say("row {{.row}} has the same post with another label of the same person: the first holds").With("row", before))
			continue
		}
		if label == "" {
			say(ledger.ActClear, question, "")
		} else {
			say(ledger.ActLabel, question, label)
		}
	}
	for _, q := range p.book.Questions {
		label, said := c.again[q.ID]
		if !said || r.stamp != nil && label == was.Again[q.ID] || label == is.Again[q.ID] || r.stamp == nil && label == "" {
			continue
		}
		act := ledger.ActLabel
		if label == "" {
			act = ledger.ActClear
		}
		out = append(out, p.event(ledger.Event{Annotator: c.who, Post: id, Act: act, Question: q.ID, Round: 1, Value: label, At: c.at}))
	}
	if c.flags != nil {
		for _, f := range *c.flags {
			if !slices.Contains(was.Flags, f) && !slices.Contains(is.Flags, f) {
				say(ledger.ActFlag, codebook.Both, f)
			}
		}
		for _, f := range was.Flags {
			if !slices.Contains(*c.flags, f) {
				out = append(out, p.unflag(id, c.who, f, c.at)...)
			}
		}
	}
	if c.note != nil {
		if print := printOf(*c.note); print != was.Note && print != is.Note && (r.stamp != nil || print != "") {
			out = append(out, p.note(id, c.who, *c.note, c.at)...)
		}
	}
	if c.skipped && !was.Skipped && !is.Skipped && is.Labels[p.book.Main()] == "" {
		say(ledger.ActSkip, p.book.Main(), "")
	}
	return out
}

// has tells whether the project knows of work of a person on a post, be it undone. who "": of anybody.
func (p *peoplesWork) has(id app.PostID, who string) bool {
	return slices.ContainsFunc(p.events[id], func(e ledger.Event) bool {
		return e.Act != ledger.ActEdit && e.Act != ledger.ActGold && e.Seq < unplaced && (who == "" || e.Annotator == who)
	})
}

// claimed remembers a label of this import; false, with the row, where an earlier row of it said something else.
func (p *peoplesWork) claimed(r reading, who string, id app.PostID, question codebook.QuestionID, label string) (row int64, ok bool) {
	key := strings.Join([]string{string(id), string(question), who}, "\x00")
	if before, known := p.said[key]; known {
		return before.row, before.value == label
	}
	p.said[key] = saying{r.row, label}
	return 0, true
}

// unflag takes a flag off for every part of which it was set.
func (p *peoplesWork) unflag(id app.PostID, who, flag string, at time.Time) (out []ledger.Event) {
	l := p.ledger(id)
	for _, part := range codebook.Parts {
		if slices.Contains(l.FlagsIn(who, id, part), flag) {
			out = append(out, p.event(ledger.Event{Annotator: who, Post: id, Act: ledger.ActUnflag, Question: part.Whole(), Value: flag, At: at}))
		}
	}
	return out
}

// note puts one text in the place of what somebody had noted of any part.
func (p *peoplesWork) note(id app.PostID, who, note string, at time.Time) (out []ledger.Event) {
	l := p.ledger(id)
	for _, part := range codebook.Parts {
		value := ""
		if part == codebook.OfPost {
			value = note
		}
		if l.NoteIn(who, id, part) != value {
			out = append(out, p.event(ledger.Event{Annotator: who, Post: id, Act: ledger.ActNote, Question: part.Whole(), Value: value, At: at}))
		}
	}
	return out
}

// takenBack are people of whom the other side has nothing any more. What they did here since then stays.
func (p *peoplesWork) takenBack(id app.PostID, r reading) (out []ledger.Event) {
	for _, who := range sortedKeys(r.stamp.People) {
		if slices.ContainsFunc(r.claims, func(c claim) bool { return c.who == who }) {
			continue
		}
		was, is := r.stamp.People[who], workOf(p.ledger(id), who, id)
		if len(is.Labels)+len(is.Flags) == 0 && is.Note == "" {
			continue
		}
		if !maps.Equal(was.Labels, is.Labels) || !slices.Equal(was.Flags, is.Flags) || was.Note != is.Note {
			p.out.leave(r.row, app.Say("the work of {{.who}} was deleted there and changed here since: it stays").With("who", who))
			continue
		}
		c := claim{who: who, labels: map[codebook.QuestionID]string{}, again: map[codebook.QuestionID]string{}, flags: &[]string{}, note: new(string)}
		for question := range was.Labels {
			c.labels[question] = ""
		}
		for question := range was.Again {
			c.again[question] = ""
		}
		out = append(out, p.person(id, r, c)...)
	}
	return out
}

// together is what the row says of all together, where that was changed. Of a post of whose work the project knows nothing
// all that the row says is new.
func (p *peoplesWork) together(id app.PostID, r reading) (out []ledger.Event) {
	c := r.joint
	if r.stamp == nil || r.stamp.For == "" {
		return nil
	}
	s := *r.stamp
	if !p.has(id, "") {
		out = p.handed(id, r)
		s.Flags, s.Note = nil, ""
		if s.Final = nil; s.By != "adjudication" { // a majority is no decision
			s.Final = r.stamp.Final
		}
	}
	for _, q := range p.book.Questions {
		if label, said := c.labels[q.ID]; said && label != s.Final[q.ID] {
			out = append(out, p.decided(id, r, q.ID, label)...)
		}
	}
	out = append(out, p.flagged(id, c, s)...)
	return append(out, p.noted(id, c, s)...)
}

// handed are people's flags, which only the stamp tells apart.
func (p *peoplesWork) handed(id app.PostID, r reading) (out []ledger.Event) {
	for _, who := range sortedKeys(r.stamp.People) {
		for _, f := range r.stamp.People[who].Flags {
			if r.joint.flags != nil && slices.Contains(*r.joint.flags, f) && !slices.Contains(p.ledger(id).Flags(who, id), f) {
				out = append(out, p.event(ledger.Event{Annotator: who, Post: id, Act: ledger.ActFlag, Value: f}))
			}
		}
	}
	return out
}

// flagged are the flags that were added, by the import's annotator, and those that were taken off, whoever had set them.
func (p *peoplesWork) flagged(id app.PostID, c claim, s stamp) (out []ledger.Event) {
	if c.flags == nil {
		return nil
	}
	l := p.ledger(id)
	set := func(f string) bool {
		return slices.ContainsFunc(l.Annotators(), func(who string) bool { return slices.Contains(l.Flags(who, id), f) })
	}
	for _, f := range *c.flags {
		if !slices.Contains(s.Flags, f) && !set(f) {
			out = append(out, p.event(ledger.Event{Annotator: p.importer, Post: id, Act: ledger.ActFlag, Value: f}))
		}
	}
	for _, f := range s.Flags {
		if !slices.Contains(*c.flags, f) {
			for _, who := range l.Annotators() {
				out = append(out, p.unflag(id, who, f, time.Time{})...)
			}
		}
	}
	return out
}

// noted is everybody's note in one text: where one person had noted something it is that one's, else the import's annotator's.
func (p *peoplesWork) noted(id app.PostID, c claim, s stamp) (out []ledger.Event) {
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
		who = []string{p.importer}
	}
	for _, name := range who {
		if workOf(p.ledger(id), name, id).Note != printOf(*c.note) {
			out = append(out, p.note(id, name, *c.note, time.Time{})...)
		}
	}
	return out
}

// decided is a final label that was changed. Where nobody but the import's own annotator had labelled the post it is that
// one's label, else a decision over the others.
func (p *peoplesWork) decided(id app.PostID, r reading, question codebook.QuestionID, label string) []ledger.Event {
	alone := true
	for who, did := range r.stamp.People {
		alone = alone && (did.Labels[question] == "" || who == p.importer)
	}
	l := p.ledger(id)
	e := ledger.Event{Annotator: p.importer, Post: id, Act: ledger.ActAdjudicate, Question: question, Value: label}
	if is, ok := (ledger.Final{By: "adjudication"}).Answer(l, id, question); ok && string(is) == label {
		return nil
	}
	if _, _, settled := l.Adjudicated(id, question); alone && !settled {
		e.Act = ledger.ActLabel
		if own, _, ok := l.Answer(p.importer, id, question, 0); ok && string(own) == label {
			return nil
		}
		if label == "" {
			e.Act = ledger.ActClear
		}
	}
	if label == "" && e.Act != ledger.ActClear {
		p.out.leave(r.row, app.Say("an emptied final label takes nobody's label back: empty the people's columns, or decide anew"))
		return nil
	}
	if before, ok := p.claimed(r, "\x00final", id, question, label); !ok {
		p.out.leave(r.row, app.Say("row {{.row}} has the same post with another label: the first holds").With("row", before))
		return nil
	}
	return []ledger.Event{p.event(e)}
}
