package project

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"duotone/app"

	"golang.org/x/sync/errgroup"
)

// Desk is where one person labels: commands in, immutable Views out, no window. A command returns after what it did has
// been synced to the disk; until then the View says nothing of it.
type Desk struct {
	p    *Project
	opts DeskOptions

	mu      sync.Mutex
	set     Settings
	ledger  *Ledger
	row     int64  // the last row of the log that is in the ledger
	order   string // as judgements record it
	slots   []Slot
	index   map[Slot]int
	stand   []Act // by slot: how it stands with the annotator
	counts  map[Act]int
	labels  map[app.Label]int
	at      int
	since   time.Time // when the post came up
	took    []time.Duration
	last    *Judged
	current Item
	score   *Score
}

// DeskOptions say who labels and what.
type DeskOptions struct {
	Annotator string
	Pack      string           // whose scores suggest and order; "": the pack with the most scores
	Review    bool             // decide what others disagree on instead of labelling
	Now       func() time.Time // nil: the clock
}

// Judged is what was judged last.
type Judged struct {
	Slot  Slot
	Text  string // the beginning of the words; "" where the pass did not show them
	Label app.Label
	Model *app.Label // what the model says, when the settings show it after the judgement
}

// View is everything that the Label pane shows.
type View struct {
	Annotators []string // everybody who has labelled
	Settings   Settings
	Annotator  string
	Review     bool
	Order      string

	Slot        Slot
	Item        Item
	ShowWords   bool
	ShowPicture bool
	Label       *app.Label // the annotator's own label of this slot
	Standing    Act
	Flags       []string
	Note        string
	Suggestion  *Score // only when it is to be shown before judging
	Said        []Said // Review: who said what
	Last        *Judged

	At, Total      int // the slot's place in the queue
	Done           int // slots labelled
	Skipped, Later int
	Labels         [3]int  // the annotator's labels so far
	Pace           float64 // posts a minute over the last twenty; 0: not known yet
	Finished       bool    // every slot is labelled or skipped
	Empty          bool    // there is nothing in the queue
	CanUndo        bool
	CanRedo        bool
}

// NewDesk lays out the queue and goes to the first open post.
func NewDesk(ctx context.Context, p *Project, opts DeskOptions) (*Desk, error) {
	name, err := CleanName(opts.Annotator)
	if err != nil {
		return nil, err
	}
	opts.Annotator = name
	if opts.Now == nil {
		opts.Now = time.Now
	}
	d := &Desk{p: p, opts: opts}
	return d, d.Reload(ctx)
}

// Reload reads everything again: after a merge, an import, or a change of the settings. It goes to the first open slot.
func (d *Desk) Reload(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	set, err := d.p.Settings(ctx)
	if err != nil {
		return err
	}
	if d.opts.Pack == "" {
		if d.opts.Pack, err = d.p.Scores.MostScored(ctx); err != nil {
			return err
		}
	}
	var ledger *Ledger
	var row int64
	var m material
	both, reading := errgroup.WithContext(ctx)
	both.Go(func() error {
		events, last, err := d.p.Log.after(reading, 0)
		ledger, row = NewLedger(events), last
		return err
	})
	both.Go(func() (err error) {
		m, err = d.p.Queue.material(reading, set, d.opts.Pack)
		return err
	})
	if err := both.Wait(); err != nil {
		return err
	}
	var slots []Slot
	order := "adjudication"
	if d.opts.Review {
		slots = disputed(m.stubs, ledger)
	} else if slots, order, err = d.p.Queue.lay(ctx, m, set, d.opts.Pack, ledger); err != nil {
		return err
	}
	d.set, d.row, d.ledger, d.slots, d.order = set, row, ledger, slots, order
	d.last = nil
	d.recount()
	at := 0
	if next, ok := d.next(-1); ok {
		at = next
	}
	return d.moveTo(ctx, at)
}

// recount works out how every slot stands.
func (d *Desk) recount() {
	d.index = make(map[Slot]int, len(d.slots))
	d.stand = make([]Act, len(d.slots))
	d.counts, d.labels = map[Act]int{}, map[app.Label]int{}
	for i, s := range d.slots {
		d.index[s] = i
		d.tally(i, 1)
	}
}

// tally adds a slot to the counts or, with -1, takes it away.
func (d *Desk) tally(i, by int) {
	s := d.slots[i]
	if by > 0 {
		d.stand[i] = d.standing(s)
	}
	d.counts[d.stand[i]] += by
	if d.stand[i] == ActLabel {
		if label, ok := d.label(s); ok {
			d.labels[label] += by
		}
	}
}

func (d *Desk) standing(s Slot) Act {
	if d.opts.Review {
		if _, _, ok := d.ledger.Adjudicated(s.Post, s.Pass); ok {
			return ActLabel
		}
		if a := d.ledger.Standing(d.opts.Annotator, s.Post, s.Pass, reviewRound); a != "" {
			return a
		}
		return ""
	}
	return d.ledger.Standing(d.opts.Annotator, s.Post, s.Pass, s.Round)
}

// reviewRound keeps the skips of a review apart from those of labelling.
const reviewRound = -1

func (d *Desk) label(s Slot) (app.Label, bool) {
	if d.opts.Review {
		l, _, ok := d.ledger.Adjudicated(s.Post, s.Pass)
		return l, ok
	}
	l, _, ok := d.ledger.Label(d.opts.Annotator, s.Post, s.Pass, s.Round)
	return l, ok
}

// next is the first open slot after i, round the end; those put off come when nothing else is left.
func (d *Desk) next(i int) (int, bool) {
	for _, want := range []Act{"", ActLater} {
		if d.counts[want] == 0 {
			continue
		}
		for k := 1; k <= len(d.slots); k++ {
			at := (i + k + len(d.slots)) % len(d.slots)
			if d.stand[at] == want && d.due(d.slots[at]) {
				return at, true
			}
		}
	}
	return 0, false
}

// flags are those that a slot shows. What was said of the words is not shown beside the picture alone, and the other way
// round: it would give away what the pass hides.
func (d *Desk) flags(s Slot) []string {
	if s.Pass == PassBoth {
		return d.ledger.Flags(d.opts.Annotator, s.Post)
	}
	return d.ledger.FlagsIn(d.opts.Annotator, s.Post, s.Pass)
}

// due tells whether a question can be put: what was never answered is not asked again.
func (d *Desk) due(s Slot) bool {
	if s.Round == 0 {
		return true
	}
	first, ok := d.index[Slot{s.Post, s.Pass, 0}]
	return ok && d.stand[first] == ActLabel
}

// moveTo shows a slot.
func (d *Desk) moveTo(ctx context.Context, at int) error {
	d.at, d.since = at, d.opts.Now()
	d.current, d.score = Item{}, nil
	if len(d.slots) == 0 {
		return nil
	}
	item, err := d.p.Posts.Item(ctx, d.slots[at].Post)
	if err != nil {
		return err
	}
	d.current = item
	if d.opts.Pack != "" {
		d.score, err = d.p.Scores.one(ctx, item.ID, d.opts.Pack)
		d.score = d.score.of(d.slots[at].Pass)
	}
	return err
}

// of is what a model says of what a pass shows: of the words alone in the pass of the words. nil: nothing.
func (s *Score) of(pass Pass) *Score {
	part := map[Pass]*app.Scores{}
	if s != nil {
		part = map[Pass]*app.Scores{PassWords: s.Words, PassPicture: s.Picture, PassBoth: &s.Scores}
	}
	if part[pass] == nil {
		return nil
	}
	only := *s
	only.Scores = *part[pass]
	return &only
}

// hide takes out of an item what a pass must not show, its name with it: names of files tell much.
func (i Item) hide(pass Pass) Item {
	switch pass {
	case PassWords:
		i.Picture, i.Name, i.Columns = nil, "", nil
	case PassPicture:
		i.Text, i.Name, i.Columns = "", "", nil
	}
	return i
}

// Shown starts the post's clock again, after the pane was hidden or the picture came late.
func (d *Desk) Shown() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.since = d.opts.Now()
}

// View is what to show now.
func (d *Desk) View() View {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := View{
		Annotators: d.ledger.Annotators(), Settings: d.set, Annotator: d.opts.Annotator, Review: d.opts.Review, Order: d.order, At: d.at, Total: len(d.slots),
		Done: d.counts[ActLabel], Skipped: d.counts[ActSkip], Later: d.counts[ActLater], Empty: len(d.slots) == 0, Last: d.last,
		Labels: [3]int{d.labels[0], d.labels[1], d.labels[2]}, Pace: d.pace(),
	}
	_, more := d.next(d.at)
	v.Finished = !v.Empty && !more
	_, v.CanUndo = d.ledger.ToUndo(d.opts.Annotator)
	_, v.CanRedo = d.ledger.ToRedo(d.opts.Annotator)
	if v.Empty {
		return v
	}
	s := d.slots[d.at]
	v.Slot, v.Item, v.Standing = s, d.current.hide(s.Pass), d.stand[d.at]
	v.ShowWords = s.Pass != PassPicture && d.current.HasWords()
	v.ShowPicture = s.Pass != PassWords && d.current.Picture != nil
	if l, ok := d.label(s); ok {
		v.Label = &l
	}
	v.Flags, v.Note = d.flags(s), d.ledger.NoteIn(d.opts.Annotator, s.Post, s.Pass)
	if d.set.Suggestion == SuggestBefore {
		v.Suggestion = d.score
	}
	if d.opts.Review {
		v.Said = d.ledger.Said(s.Post, s.Pass)
		for i, said := range v.Said {
			v.Said[i].Flags, v.Said[i].Note = d.ledger.Flags(said.Annotator, s.Post), d.ledger.Note(said.Annotator, s.Post)
		}
		v.Suggestion = nil
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

// Ahead lists the posts that come next, this one first.
func (d *Desk) Ahead(ctx context.Context, n int) ([]Item, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.slots) == 0 {
		return nil, nil
	}
	items := []Item{d.current}
	seen := []int{d.at}
	for at := d.at; len(items) < n; {
		next, ok := d.next(at)
		if !ok || slices.Contains(seen, next) {
			break
		}
		item, err := d.p.Posts.Item(ctx, d.slots[next].Post)
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
