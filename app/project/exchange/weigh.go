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

// reading is a row as it was read, before it is held against the project.
type reading struct {
	row     int64
	post    app.Post
	place   string // where the picture lies; "" where it has no place of its own
	image   string // the picture as the row has it
	noText  bool   // there is no column of words
	columns map[string]string
	empty   []string // columns that hold nothing in this row
	stamp   *stamp
	claims  []claim // what the row says of each person's work
	joint   claim   // what it says of all together: the final label, everybody's flags and notes
	whole   bool    // who is not named has nothing: what was there was taken back
	log     []ledger.Event
	scores  []project.Score
	left    []string // what was not taken, and why
	strange error    // why labels could not be read
	err     error    // a cancel
}

// claim is what a row says of one person's work. A label of "" says that there is none.
type claim struct {
	who     string
	labels  map[codebook.QuestionID]string
	again   map[codebook.QuestionID]string // when the person was asked once more
	flags   *[]string                      // nil: nothing is said of flags
	note    *string                        // likewise
	skipped bool
	at      time.Time // zero: not known
	took    time.Duration
}

// weighing holds the rows of an import against what the project has.
type weighing struct {
	ctx     context.Context
	a       *project.Adder
	o       ImportOptions
	book    *codebook.Codebook // what the project asks, or has asked
	version string             // its revision
	books   *codebook.History

	out     *Imported
	there   map[app.PostID]bool         // the posts of before the import; never changed, as readers ask for it
	items   map[app.PostID]project.Item // they, with their edits
	events  map[app.PostID][]ledger.Event
	erased  map[app.PostID]bool
	now     map[app.PostID]app.PostID // edited posts, by what their content is now
	texts   map[string][]app.PostID   // by words; only where words are asked to do
	rows    map[app.PostID]int64      // the first row of this import about a post
	said    map[string]saying
	pending int64
}

// saying is what this import has said already.
type saying struct {
	row   int64
	value string
}

func newWeighing(ctx context.Context, p *project.Project, a *project.Adder, o ImportOptions, out *Imported) (*weighing, error) {
	w := &weighing{ctx: ctx, a: a, o: o, out: out, there: map[app.PostID]bool{}, items: map[app.PostID]project.Item{}, events: map[app.PostID][]ledger.Event{},
		now: map[app.PostID]app.PostID{}, texts: map[string][]app.PostID{}, rows: map[app.PostID]int64{}, said: map[string]saying{}}
	events, err := p.Log.Events(ctx)
	if err == nil {
		w.books, err = p.Codebooks(ctx)
	}
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if e.Act == ledger.ActCodebook {
			continue
		}
		w.events[e.Post] = append(w.events[e.Post], e)
	}
	if w.erased, err = p.Posts.Erased(ctx); err != nil {
		return nil, err
	}
	err = p.Posts.Each(ctx, func(i project.Item) error {
		w.there[i.ID], w.items[i.ID] = true, i
		if slices.ContainsFunc(w.events[i.ID], func(e ledger.Event) bool { return e.Act == ledger.ActEdit && e.Target == ledger.EditText }) {
			w.now[i.Content()] = i.ID
		}
		if o.ByText && i.HasWords() {
			w.texts[settled(i.Text)] = append(w.texts[settled(i.Text)], i.ID)
		}
		return nil
	})
	return w, err
}

// useBooks takes in the codebooks under which a file's judgements were made, where the project has none of its own and nothing
// was judged by the built-in one. Else it says that they were left.
func (w *weighing) useBooks(came []ledger.Event) error {
	if _, own := w.books.Today(); len(came) > 0 && own == "" && len(w.events) == 0 {
		for _, e := range came {
			r, err := e.Revision()
			if err != nil {
				return err
			}
			w.books.Add(r)
		}
		if err := w.a.Say("", came, nil); err != nil {
			return err
		}
	} else if len(came) > 0 && !slices.ContainsFunc(w.books.Revisions(), func(r codebook.Revision) bool { return r.ID == came[len(came)-1].ID }) {
		w.out.leave(1, "the codebook of the file: the project has one of its own, or judgements by the built-in one; compare them by duotone project codebook diff")
	}
	w.book, w.version = w.books.Today()
	w.o.book = w.book
	return w.o.Names.check(w.book)
}

// known tells whether a post was there before the import. It may be called while rows are read ahead.
func (w *weighing) known(id app.PostID) bool {
	return w.there[id]
}

// find tells which post a row is about: by its stamp, else by its content, else, where that was asked for, by its words
// alone. "": it is new.
func (w *weighing) find(r reading) (id app.PostID, stamped bool) {
	if r.stamp != nil && (w.known(r.stamp.Post) || w.rows[r.stamp.Post] != 0) {
		return r.stamp.Post, true
	}
	if r.post.Err == nil {
		id := r.post.ContentID()
		if w.known(id) || w.rows[id] != 0 {
			return id, false
		}
		if id, ok := w.now[id]; ok {
			return id, false
		}
	}
	if same := w.texts[settled(r.post.Text)]; w.o.ByText && r.post.HasWords() && len(same) == 1 {
		return same[0], false
	}
	return "", false
}

// take adds a row in its turn. An error ends the import.
func (w *weighing) take(r reading) error {
	if r.err != nil {
		return r.err
	}
	w.out.Rows++
	if r.stamp != nil && w.erased[r.stamp.Post] || r.post.Err == nil && w.erased[r.post.ContentID()] {
		w.left(r, "the post was erased from this project")
		w.out.Unchanged++
		return nil
	}
	id, stamped := w.find(r)
	fresh := id == ""
	if fresh {
		err := w.a.Add(project.Incoming{Post: r.post, Path: r.place, Columns: r.columns})
		if err != nil {
			switch app.KindOf(err) {
			case app.KindDisk, app.KindBusy, app.KindInternal:
				return err
			}
			w.out.Failed++
			w.out.problem(r.row, r.post.ID, err)
			return nil
		}
		id = r.post.ContentID()
	} else {
		name := r.post.ID
		if stamped {
			name = ""
		}
		w.a.Met(name)
	}
	if w.rows[id] == 0 {
		w.rows[id] = r.row
	}
	var edits []ledger.Event
	if !fresh && stamped && w.known(id) {
		edits = w.edits(id, r)
	} else if !fresh && w.known(id) && r.stamp == nil && w.differ(id, r.columns) {
		w.left(r, "the post is there already; its other columns stay as they are")
	}
	events := w.judgements(id, r)
	if err := w.a.Say(id, append(edits, events...), r.scores); err != nil {
		return err
	}
	if slices.ContainsFunc(edits, func(e ledger.Event) bool { return e.Target == ledger.EditText }) {
		if err := w.a.Forget(id); err != nil {
			return err
		}
	}
	w.tell(id, r, fresh, len(events)+len(edits) > 0)
	return nil
}

// tell counts a row that was taken.
func (w *weighing) tell(id app.PostID, r reading, fresh, changed bool) {
	switch {
	case fresh:
	case changed:
		w.out.Changed++
	default:
		w.out.Unchanged++
	}
	if r.strange != nil {
		w.out.Strange++
		w.out.problem(r.row, r.post.ID, r.strange)
	}
	for _, why := range r.left {
		w.left(r, why)
	}
	if w.o.Gold != nil {
		labels, people := r.gold()
		w.o.Gold(id, labels, people)
	}
	if w.o.Progress != nil && w.out.Rows%1000 == 0 {
		w.o.Progress(w.out.Rows)
	}
}

func (w *weighing) left(r reading, why string) { w.out.leave(r.row, why) }

// gold are the labels of a row, and how many people gave them.
func (r reading) gold() (labels map[codebook.QuestionID]app.Label, people int) {
	labels = map[codebook.QuestionID]app.Label{}
	for _, c := range append([]claim{r.joint}, r.claims...) {
		said := false
		for question, text := range c.labels {
			if label, ok := app.ParseLabel(text); ok {
				labels[question], said = label, true
			}
		}
		if said {
			people++
		}
	}
	return labels, people
}

func (w *weighing) differ(id app.PostID, columns map[string]string) bool {
	return !maps.Equal(w.items[id].Columns, columns) && (len(w.items[id].Columns) > 0 || len(columns) > 0)
}

// edits are what the other side changed in the post itself.
func (w *weighing) edits(id app.PostID, r reading) (edits []ledger.Event) {
	item, s := w.items[id], r.stamp
	edit := func(target, value string) {
		edits = append(edits, w.event(ledger.Event{Annotator: w.o.Annotator, Act: ledger.ActEdit, Post: id, Target: target, Value: value}))
	}
	if s.For == "" {
		return nil // an export that did not say yet what it held
	}
	if print := printOf(r.post.Text); !r.noText && print != s.Text && print != printOf(item.Text) {
		edit(ledger.EditText, r.post.Text)
	}
	for _, name := range sortedKeys(r.columns) {
		text := r.columns[name]
		if print := printOf(text); print != s.Columns[name] && print != printOf(item.Columns[name]) {
			edit(ledger.EditColumn+name, text)
		}
	}
	for _, name := range r.empty {
		if s.Columns[name] != "" && item.Columns[name] != "" {
			edit(ledger.EditColumn+name, "")
		}
	}
	if r.image != "" && r.image != s.Image && r.post.Picture != nil && (item.Picture == nil || item.Picture.Sum != r.post.Picture.Sum.String()) {
		w.left(r, "another picture makes another post: take the column "+colStamp+" out to import it as a new one")
	}
	if ownNames(s.For) && r.post.ID != s.Name {
		w.left(r, "a post's id stays what it was at the first import")
	}
	if item = item.With(edits); !item.HasWords() && item.Picture == nil {
		w.left(r, "a post without words and picture is none: it stays as it was")
		return nil
	}
	w.items[id] = item
	return edits
}

// ownNames tells which formats bring a post's own id back. Others put theirs in its place.
func ownNames(format string) bool { return format != FormatLabelStudio && format != FormatDoccano }

// unplaced begins the places of events that have none in the log yet.
const unplaced = 1 << 60

// event keeps an event in mind for the rows that follow.
func (w *weighing) event(e ledger.Event) ledger.Event {
	e.Order = ledger.OrderImport
	if e.Question == "" {
		e.Question = codebook.Both
	}
	part := codebook.OfPost
	if q, ok := w.book.Question(e.Question); ok {
		part = q.Of
	}
	if e.At.IsZero() {
		e.At = time.UnixMilli(0)
	}
	e.At = e.At.UTC()
	e.Shown = ledger.Shown{Words: part != codebook.OfPicture, Picture: part != codebook.OfWords, Codebook: w.version}
	w.pending++
	later := e
	later.Seq, later.ID = unplaced+w.pending, fmt.Sprint("later ", w.pending)
	w.events[e.Post] = append(w.events[e.Post], later)
	return e
}

// judgements are what the row says that the project does not.
func (w *weighing) judgements(id app.PostID, r reading) []ledger.Event {
	log := w.fromLog(id, r)
	out := slices.Clone(log)
	for _, c := range r.claims {
		out = append(out, w.person(id, r, c)...)
	}
	if r.whole && r.stamp != nil {
		out = append(out, w.takenBack(id, r)...)
	}
	return append(out, w.together(id, r)...)
}

func (w *weighing) ledger(id app.PostID) *ledger.Ledger {
	return ledger.NewIn(w.books, w.events[id])
}

// fromLog takes in the log that came along. Judgements of a text that was edited on the way are of another post, and get
// names of their own.
func (w *weighing) fromLog(id app.PostID, r reading) (out []ledger.Event) {
	for _, e := range r.log {
		if e.Act == ledger.ActCodebook { // taken in before the first row, or told of
			continue
		}
		if e.Post != id {
			e = moved(e, id)
		}
		at := slices.IndexFunc(w.events[id], func(o ledger.Event) bool { return o.ID == e.ID })
		if at < 0 {
			out = append(out, e)
			w.events[id] = append(w.events[id], e)
			continue
		}
		if known := w.events[id][at]; known.Annotator != e.Annotator || known.Act != e.Act || known.Value != e.Value || known.Question != e.Question ||
			known.Round != e.Round || known.Target != e.Target {
			w.left(r, "a judgement of this name is there already and says something else: the project's own holds")
		}
	}
	return out
}

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
