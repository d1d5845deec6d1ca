package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"

	"golang.org/x/sync/errgroup"
)

// Desk is where one person labels: commands in, immutable Views out, no window. A command returns after what it did has
// been synced to the disk; until then the View says nothing of it. View and Shown never wait for the disk.
type Desk struct {
	p    *project.Project
	opts Options

	busy    sync.Mutex // held by a command from its beginning to its end, the disk's time with it; all down to clock is the holder's
	set     project.Settings
	line    *line
	row     int64  // the last row of the log that is in the line
	order   string // as judgements record it
	at      int
	took    []time.Duration
	last    *Judged
	chosen  *codebook.Answer // to a question of many labels, before it is given; nil: nothing was changed
	named   bool             // who said what of the post is shown, though the settings hide it
	current project.Item
	score   *project.Score

	view  atomic.Pointer[View] // what the last command left
	watch watch                // how long the post has been looked at
}

// Options say who labels and what.
type Options struct {
	Annotator string
	Pack      string           // whose scores suggest and order; "": the pack with the most scores
	Review    bool             // decide what others disagree on instead of labelling
	Again     *Again           // ask about some posts once more instead; nil: about all that are open
	Now       func() time.Time // nil: the clock
	After     *Desk            // at which the same person sat before, if so: the session goes on; nil: it begins
}

// Again are posts that are asked about once more, in their order: an answer from before Since is shown and still counts, but is asked for.
type Again struct {
	Question codebook.QuestionID
	Posts    []app.PostID
	Since    time.Time
}

// slots are the questions about the posts that are still there.
func (a *Again) slots(stubs []project.Stub, book *codebook.Codebook) []queue.Slot {
	there := make(map[app.PostID]project.Stub, len(stubs))
	for _, s := range stubs {
		there[s.ID] = s
	}
	var all []queue.Slot
	q, asked := book.Question(a.Question)
	for _, id := range a.Posts {
		if s, ok := there[id]; ok && asked && book.Asks(q, s.Words, s.Picture) {
			all = append(all, queue.Slot{Post: id, Question: a.Question})
		}
	}
	return all
}

// Judged is what was judged last.
type Judged struct {
	Slot   queue.Slot
	Text   string     // the beginning of the words; "" where the pass did not show them
	Answer string     // as people read it
	Label  *app.Label // the answer, where it is a sentiment
	Model  *app.Label // what the model says, when the settings show it after the judgement
	Head   string     // likewise what its head answers, as people read it; "": it has none for the question
	Known  string     // in practice: the answer that is known to be right, as people read it; "": none is known
	Right  bool       // the answer is that one
}

// View is everything that the Label pane shows.
type View struct {
	Annotators []string // everybody who has labelled
	Settings   project.Settings
	Annotator  string
	Review     bool
	Again      bool // some posts are asked about once more
	Order      string

	Slot        queue.Slot
	Item        project.Item
	ShowWords   bool
	ShowPicture bool
	Codebook    *codebook.Codebook
	Builtin     bool               // the project has no codebook of its own
	Question    *codebook.Question // that is asked; nil where there is nothing in the queue
	Answer      codebook.Answer    // the annotator's own answer in this slot; of many labels, what is chosen so far
	Chosen      bool               // Answer is not given yet
	Standing    ledger.Act
	Flags       []string
	Note        string
	Suggestion  *project.Score  // only when it is to be shown before judging
	Copied      codebook.Answer // what the annotator has answered of a near copy; "": nothing
	Said        []ledger.Said   // Review: who said what
	Blind       bool            // Review: the names are hidden
	Copies      int             // how many posts are near copies of one another, this one with them; 0: it has none
	Last        *Judged

	At, Total       int // the slot's place in the queue
	Posts           int // that the queue asks about: fewer than Total where it asks about one several times
	DonePosts       int // posts about which no question is open
	Done            int // slots labelled
	Skipped, Later  int
	Asked, Answered map[codebook.QuestionID]int            // how often a question is in the queue, and how often it is answered
	Labels          map[codebook.QuestionID]map[string]int // the annotator's answers so far, by label
	Pace            float64                                // posts a minute over the last twenty; 0: not known yet
	Session         time.Duration                          // since the annotator began after a rest
	Break           bool                                   // the session is as long as the settings want it
	Finished        bool                                   // every slot is labelled or skipped
	Empty           bool                                   // there is nothing in the queue
	CanUndo         bool
	CanRedo         bool
}

// New lays out the queue and goes to the first open post.
func New(ctx context.Context, p *project.Project, opts Options) (*Desk, error) {
	name, err := ledger.CleanName(opts.Annotator)
	if err != nil {
		return nil, err
	}
	opts.Annotator = name
	if opts.Now == nil {
		opts.Now = time.Now
	}
	d := &Desk{p: p, opts: opts}
	if before := opts.After; before != nil && before.opts.Annotator == opts.Annotator {
		d.watch.begun, d.watch.last = before.watch.times()
	}
	d.opts.After = nil
	return d, d.Reload(ctx)
}

// Project is what is labelled.
func (d *Desk) Project() *project.Project { return d.p }

// Reload reads everything again: after a merge, an import, or a change of the settings or the codebook. It goes to the
// first open slot.
func (d *Desk) Reload(ctx context.Context) error {
	defer d.command()()
	return d.reload(ctx)
}

func (d *Desk) reload(ctx context.Context) error {
	set, err := d.p.Settings(ctx)
	if err != nil {
		return err
	}
	if d.opts.Pack == "" {
		book, err := d.p.Codebook(ctx)
		if err != nil {
			return err
		}
		if d.opts.Pack, err = d.p.Scores.For(ctx, book.Main()); err != nil {
			return err
		}
	}
	var said *ledger.Ledger
	var row int64
	var m queue.Material
	both, reading := errgroup.WithContext(ctx)
	both.Go(func() error {
		events, last, err := d.p.Log.Since(reading, 0)
		said, row = ledger.New(events), last
		return err
	})
	both.Go(func() (err error) {
		m, err = queue.Read(reading, d.p, set, d.opts.Pack)
		return err
	})
	if err := both.Wait(); err != nil {
		return err
	}
	book := set.Codebook(said.Books)
	var slots []queue.Slot
	order := "adjudication"
	if d.opts.Again != nil {
		slots, order = d.opts.Again.slots(m.Stubs, book), "again"
	} else if d.opts.Review {
		slots = m.Disputed(said)
	} else if slots, order, err = m.Lay(ctx, set, d.opts.Pack, said, book); err != nil {
		return err
	}
	d.set, d.row, d.order, d.line, d.last = set, row, order, newLine(d.opts, said, slots, book), nil
	d.line.gather(m.Stubs)
	at := 0
	if next, ok := d.line.next(-1); ok {
		at = next
	}
	return d.moveTo(ctx, at)
}

// moveTo shows a slot.
func (d *Desk) moveTo(ctx context.Context, at int) error {
	d.at, d.chosen, d.named = at, nil, false
	d.Shown()
	d.current, d.score = project.Item{}, nil
	if len(d.line.slots) == 0 {
		return nil
	}
	item, err := d.p.Posts.Item(ctx, d.line.slots[at].Post)
	if err != nil {
		return err
	}
	d.current = item
	if d.opts.Pack != "" {
		d.score, err = d.p.Scores.One(ctx, item.ID, d.opts.Pack)
		d.score = d.score.To(d.question())
	}
	return err
}

// question is the one that is asked.
func (d *Desk) question() *codebook.Question {
	if d.at < len(d.line.slots) {
		if q, ok := d.line.book.Question(d.line.slots[d.at].Question); ok {
			return q
		}
	}
	return nil
}

// hide takes out of an item what a question about a part must not show, its name with it: names of files tell much.
func hide(i project.Item, part codebook.Part) project.Item {
	switch part {
	case codebook.OfWords:
		i.Picture, i.Name, i.Columns = nil, "", nil
	case codebook.OfPicture:
		i.Text, i.Name, i.Columns = "", "", nil
	}
	return i
}

// Shown starts the post's clock again, after the pane was hidden or the picture came late.
func (d *Desk) Shown() {
	d.watch.show(d.opts.Now())
}

// Active says that the annotator does something that is no command: reads on, zooms, writes. It may be called at any time.
func (d *Desk) Active() { d.watch.active(d.opts.Now()) }

// command begins a command, after those that run, and returns what ends it: what there is to show now is told.
func (d *Desk) command() (end func()) {
	d.busy.Lock()
	return func() {
		if d.line != nil { // it has been read once
			v := d.look()
			d.view.Store(&v)
		}
		d.busy.Unlock()
	}
}

// View is what to show now: what the last command left. It is not to be changed.
func (d *Desk) View() View {
	if v := d.view.Load(); v != nil {
		return *v
	}
	return View{}
}

func (d *Desk) look() View {
	n := d.line
	v := View{
		Annotators: n.ledger.Annotators(), Settings: d.set, Annotator: d.opts.Annotator, Review: d.opts.Review, Again: d.opts.Again != nil, Order: d.order, At: d.at, Total: len(n.slots), Posts: n.posts,
		Done: n.counts[ledger.ActLabel], Skipped: n.counts[ledger.ActSkip], Later: n.counts[ledger.ActLater], Empty: len(n.slots) == 0, Last: d.last,
		DonePosts: n.closed, Asked: n.asked, Answered: maps.Clone(n.done), Labels: map[codebook.QuestionID]map[string]int{}, Codebook: n.book, Pace: d.pace(),
	}
	v.Session = d.watch.session()
	v.Break = d.set.Session > 0 && v.Session >= time.Duration(d.set.Session)*time.Minute
	for id, labels := range n.answers {
		v.Labels[id] = maps.Clone(labels)
	}
	_, revision := n.ledger.Codebook()
	v.Builtin = revision == ""
	_, more := n.next(d.at)
	v.Finished = !v.Empty && !more
	_, v.CanUndo = n.ledger.ToUndo(d.opts.Annotator)
	_, v.CanRedo = n.ledger.ToRedo(d.opts.Annotator)
	if v.Empty {
		return v
	}
	s := n.slots[d.at]
	part := n.part(s)
	v.Slot, v.Question, v.Item, v.Standing = s, d.question(), hide(d.current, part), n.stand[d.at]
	v.ShowWords = part != codebook.OfPicture && d.current.HasWords()
	v.ShowPicture = part != codebook.OfWords && d.current.Picture != nil
	if v.Answer, _ = n.answer(s); d.chosen != nil {
		v.Answer, v.Chosen = *d.chosen, true
	}
	v.Flags, v.Note = n.flags(s), n.ledger.NoteIn(d.opts.Annotator, s.Post, part)
	if d.set.Suggestion == ledger.SuggestBefore {
		v.Suggestion = d.score
	}
	v.Copies = len(n.copies[n.group[s.Post]])
	if v.Standing == "" || v.Standing == ledger.ActLater {
		v.Copied = n.copied(s)
	}
	if d.opts.Review {
		v.Said = n.ledger.Said(s.Post, s.Question)
		for i, said := range v.Said {
			v.Said[i].Flags, v.Said[i].Note = n.ledger.Flags(said.Annotator, s.Post), n.ledger.Note(said.Annotator, s.Post)
		}
		v.Suggestion = nil
		if v.Blind = d.set.Blind && !d.named; v.Blind {
			v.Said = blind(v.Said, s)
		}
	}
	return v
}

func (d *Desk) pace() float64 {
	var sum time.Duration
	for _, t := range d.took {
		sum += t
	}
	if sum <= 0 || len(d.took) < 3 {
		return 0
	}
	return float64(len(d.took)) / sum.Minutes()
}

// Ahead lists the posts that come next, this one first. It reads the disk, after the commands that run.
func (d *Desk) Ahead(ctx context.Context, n int) ([]project.Item, error) {
	d.busy.Lock()
	defer d.busy.Unlock()
	if len(d.line.slots) == 0 {
		return nil, nil
	}
	items := []project.Item{d.current}
	seen := []int{d.at}
	for at := d.at; len(items) < n; {
		next, ok := d.line.next(at)
		if !ok || slices.Contains(seen, next) {
			break
		}
		item, err := d.p.Posts.Item(ctx, d.line.slots[next].Post)
		if err != nil {
			return items, err
		}
		items, seen, at = append(items, item), append(seen, next), next
	}
	return items, nil
}

// errNothing is the answer to a command when the queue is empty.
func errNothing(op string) error {
	return &app.Error{Op: op, Kind: app.KindUsage, Err: fmt.Errorf("there is no post to judge"), Hint: "Import posts first."}
}
