package exchange

import (
	"context"
	"maps"
	"slices"
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
	left    []app.Sentence // what was not taken, and why
	strange error          // why labels could not be read
	err     error          // a cancel
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
	ctx    context.Context
	a      *project.Adder
	o      ImportOptions
	out    *Imported
	people *peoplesWork

	there  map[app.PostID]bool         // the posts of before the import; never changed, as readers ask for it
	items  map[app.PostID]project.Item // they, with their edits
	erased map[app.PostID]bool
	now    map[app.PostID]app.PostID // edited posts, by what their content is now
	texts  map[string][]app.PostID   // by words; only where words are asked to do
	rows   map[app.PostID]int64      // the first row of this import about a post
}

func newWeighing(ctx context.Context, p *project.Project, a *project.Adder, o ImportOptions, out *Imported) (*weighing, error) {
	people, err := newPeoplesWork(ctx, p, o.Annotator, out)
	if err != nil {
		return nil, err
	}
	w := &weighing{ctx: ctx, a: a, o: o, out: out, people: people, there: map[app.PostID]bool{}, items: map[app.PostID]project.Item{},
		now: map[app.PostID]app.PostID{}, texts: map[string][]app.PostID{}, rows: map[app.PostID]int64{}}
	if w.erased, err = p.Posts.Erased(ctx); err != nil {
		return nil, err
	}
	err = p.Posts.Each(ctx, func(i project.Item) error {
		w.there[i.ID], w.items[i.ID] = true, i
		if slices.ContainsFunc(people.events[i.ID], func(e ledger.Event) bool { return e.Act == ledger.ActEdit && e.Target == ledger.EditText }) {
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
	if _, own := w.people.books.Today(); len(came) > 0 && own == "" && len(w.people.events) == 0 {
		for _, e := range came {
			r, err := e.Revision()
			if err != nil {
				return err
			}
			w.people.books.Add(r)
		}
		if err := w.a.Say("", came, nil); err != nil {
			return err
		}
	} else if len(came) > 0 && !slices.ContainsFunc(w.people.books.Revisions(), func(r codebook.Revision) bool { return r.ID == came[len(came)-1].ID }) {
		w.out.leave(1, app.Say("the codebook of the file: the project has one of its own, or judgements by the built-in one; compare them by duotone project codebook diff"))
	}
	w.people.book, w.people.version = w.people.books.Today()
	w.o.book = w.people.book
	return w.o.Names.check(w.o.book)
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
		w.left(r, app.Say("the post was erased from this project"))
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
		w.left(r, app.Say("the post is there already; its other columns stay as they are"))
	}
	events := w.people.judgements(id, r)
	if err := w.a.Say(id, append(edits, events...), r.scores); err != nil {
		return err
	}
	if slices.ContainsFunc(edits, project.ChangesWords) {
		if err := w.a.Forget(id); err != nil {
			return err
		}
	}
	w.tell(id, r, fresh, len(events)+len(edits) > 0)
	return nil
}

// mostUnknown is how many labels that nobody knows are told.
const mostUnknown = 100

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
		for _, label := range unknownIn(r.strange) {
			if !slices.Contains(w.out.Unknown, label) && len(w.out.Unknown) < mostUnknown {
				w.out.Unknown = append(w.out.Unknown, label)
			}
		}
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

func (w *weighing) left(r reading, why app.Sentence) { w.out.leave(r.row, why) }

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
		edits = append(edits, w.people.event(ledger.Event{Annotator: w.o.Annotator, Act: ledger.ActEdit, Post: id, Target: target, Value: value}))
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
		w.left(r, app.Say("another picture makes another post: take the column {{.column}} out to import it as a new one").With("column", colStamp))
	}
	if ownNames(s.For) && r.post.ID != s.Name {
		w.left(r, app.Say("a post's id stays what it was at the first import"))
	}
	if item = item.With(edits); !item.HasWords() && item.Picture == nil {
		w.left(r, app.Say("a post without words and picture is none: it stays as it was"))
		return nil
	}
	w.items[id] = item
	return edits
}

// ownNames tells which formats bring a post's own id back. Others put theirs in its place.
func ownNames(format string) bool { return format != FormatLabelStudio && format != FormatDoccano }
