package desk

import (
	"context"
	"fmt"
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
	busy sync.Mutex // held by a command from its beginning to its end, the disk's time with it
	seat
	view atomic.Pointer[View] // what the last command left
}

// seat is what commands change: where the annotator is in the queue, and what is shown there. All of it but the watch is touched by whoever
// holds the desk's busy alone.
type seat struct {
	p    *project.Project
	opts Options

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

	watch watch // how long the post has been looked at; it has a lock of its own
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
	d := &Desk{seat: seat{p: p, opts: opts}}
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

func (d *seat) reload(ctx context.Context) error {
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
func (d *seat) moveTo(ctx context.Context, at int) error {
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
func (d *seat) question() *codebook.Question {
	if d.at < len(d.line.slots) {
		if q, ok := d.line.book.Question(d.line.slots[d.at].Question); ok {
			return q
		}
	}
	return nil
}

// Shown starts the post's clock again, after the pane was hidden or the picture came late.
func (d *seat) Shown() {
	d.watch.show(d.opts.Now())
}

// Active says that the annotator does something that is no command: reads on, zooms, writes. It may be called at any time.
func (d *seat) Active() { d.watch.active(d.opts.Now()) }

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
