package project

import (
	"context"
	"slices"

	"duotone/app"
)

// Label judges the post that is shown and moves on to the next open one.
func (d *Desk) Label(ctx context.Context, label app.Label) error {
	return d.judge(ctx, label, false)
}

// Accept judges as the model suggests. It needs a suggestion on the screen.
func (d *Desk) Accept(ctx context.Context) error { return d.judge(ctx, 0, true) }

// judge judges the post that is shown: by a label or, accepted, as the model suggests.
func (d *Desk) judge(ctx context.Context, label app.Label, accepted bool) error {
	defer d.command()()
	if accepted && (d.set.Suggestion != SuggestBefore || d.opts.Review || d.score == nil) {
		return app.Errorf("accept the suggestion", "", app.KindUsage,
			"Show suggestions before judging in the project's settings, and let a model score the project.",
			"no suggestion is shown")
	}
	if len(d.line.slots) == 0 {
		return errNothing("label")
	}
	if accepted {
		label = d.score.Label()
	}
	e := d.event(ActLabel)
	if d.opts.Review {
		e.Act = ActAdjudicate
	}
	e.Value, e.Shown.Accepted = label.String(), accepted
	judged := &Judged{Slot: d.line.slots[d.at], Text: app.Short(d.current.hide(d.line.slots[d.at].Pass).Text, 60), Label: label}
	if d.score != nil && d.set.Suggestion != SuggestHidden && !d.opts.Review {
		model := d.score.Label()
		judged.Model = &model
	}
	if err := d.append(ctx, e); err != nil {
		return err
	}
	d.last = judged
	if d.took = append(d.took, e.Took); len(d.took) > 20 {
		d.took = d.took[1:]
	}
	return d.moveOn(ctx)
}

// Skip leaves the post out: it is not asked again.
func (d *Desk) Skip(ctx context.Context) error { return d.pass(ctx, ActSkip) }

// Later puts the post off to the end.
func (d *Desk) Later(ctx context.Context) error { return d.pass(ctx, ActLater) }

func (d *Desk) pass(ctx context.Context, act Act) error {
	defer d.command()()
	if len(d.line.slots) == 0 {
		return errNothing(string(act))
	}
	if err := d.append(ctx, d.event(act)); err != nil {
		return err
	}
	d.last = nil
	return d.moveOn(ctx)
}

// Flag sets a flag on the post or takes it off.
func (d *Desk) Flag(ctx context.Context, flag string) error {
	defer d.command()()
	if len(d.line.slots) == 0 {
		return errNothing("flag")
	}
	e := d.event(ActFlag)
	e.Value = flag
	if slices.Contains(d.line.flags(d.line.slots[d.at]), flag) {
		e.Act = ActUnflag
	} else if !slices.Contains(d.set.Flags, flag) {
		return app.Errorf("flag", "", app.KindUsage, "Add it in the project's settings.", "the project has no flag %q", flag)
	}
	return d.append(ctx, e)
}

// MaxNote is how long a note can be, in bytes.
const MaxNote = 10_000

// Note replaces the annotator's note on the post.
func (d *Desk) Note(ctx context.Context, note string) error {
	defer d.command()()
	if len(d.line.slots) == 0 {
		return errNothing("note")
	}
	if len(note) > MaxNote {
		return app.Errorf("note", "", app.KindTooLarge, "Shorten it.", "a note has at most %d bytes", MaxNote)
	}
	e := d.event(ActNote)
	if d.line.ledger.NoteIn(d.opts.Annotator, e.Post, e.Pass) == note {
		return nil
	}
	e.Value = note
	return d.append(ctx, e)
}

// Undo takes back what the annotator did last, of this session or one before, and shows the post.
func (d *Desk) Undo(ctx context.Context) error { return d.turn(ctx, ActUndo) }

// Redo does again what was undone last, and moves on as that did.
func (d *Desk) Redo(ctx context.Context) error { return d.turn(ctx, ActRedo) }

func (d *Desk) turn(ctx context.Context, act Act) error {
	defer d.command()()
	if err := d.catchUp(ctx); err != nil {
		return err
	}
	target, ok := d.line.ledger.top(d.opts.Annotator, act == ActRedo)
	if !ok {
		return nil
	}
	e := Event{Annotator: d.opts.Annotator, At: d.opts.Now(), Act: act, Post: target.Post, Pass: target.Pass,
		Round: target.Round, Target: target.ID, Order: d.order}
	if err := d.append(ctx, e); err != nil {
		return err
	}
	d.last = nil
	slot := Slot{target.Post, target.Pass, target.Round}
	if d.opts.Review {
		slot.Round = 0
	}
	at, here := d.line.index[slot]
	if !here {
		return nil
	}
	if next, more := d.line.next(at); more && act == ActRedo && d.line.stand[at] != "" && target.Act != ActFlag && target.Act != ActUnflag && target.Act != ActNote {
		at = next
	}
	return d.moveTo(ctx, at)
}

// Back shows the post before in the queue.
func (d *Desk) Back(ctx context.Context) error { return d.step(ctx, -1) }

// Forward shows the next post in the queue, whether it is done or not.
func (d *Desk) Forward(ctx context.Context) error { return d.step(ctx, 1) }

func (d *Desk) step(ctx context.Context, by int) error {
	defer d.command()()
	at := d.at + by
	if at < 0 || at >= len(d.line.slots) {
		return nil
	}
	d.last = nil
	return d.moveTo(ctx, at)
}

// NextOpen shows the next post that is not done.
func (d *Desk) NextOpen(ctx context.Context) error {
	defer d.command()()
	d.last = nil
	return d.moveOn(ctx)
}

// Goto shows a post; false where it is not in the queue.
func (d *Desk) Goto(ctx context.Context, id app.PostID) (bool, error) {
	defer d.command()()
	for i, s := range d.line.slots {
		if s.Post == id && s.Round == 0 {
			d.last = nil
			return true, d.moveTo(ctx, i)
		}
	}
	return false, nil
}

func (d *Desk) moveOn(ctx context.Context) error {
	if at, ok := d.line.next(d.at); ok {
		return d.moveTo(ctx, at)
	}
	return d.moveTo(ctx, d.at)
}

// event begins an event about the post that is shown.
func (d *Desk) event(act Act) Event {
	s := d.line.slots[d.at]
	e := Event{Annotator: d.opts.Annotator, At: d.opts.Now(), Act: act, Post: s.Post, Pass: s.Pass, Round: s.Round, Order: d.order}
	d.clock.Lock()
	e.Took = max(0, e.At.Sub(d.since))
	d.clock.Unlock()
	if d.opts.Review && act != ActAdjudicate && act != ActLabel {
		e.Round = reviewRound
	}
	e.Shown = Shown{
		Words: s.Pass != PassPicture && d.current.HasWords(), Picture: s.Pass != PassWords && d.current.Picture != nil,
		Suggestion: d.set.Suggestion,
	}
	if d.set.Suggestion == SuggestBefore && d.score != nil && !d.opts.Review {
		e.Shown.Model, e.Shown.Label = d.score.Pack, d.score.Label().String()
	}
	return e
}

// append writes an event and takes it in, with whatever other windows have written since.
func (d *Desk) append(ctx context.Context, e Event) error {
	if _, err := d.p.Log.Append(ctx, e); err != nil {
		return err
	}
	// The judgement is kept. A cancel between here and the screen must not make the two differ.
	return d.catchUp(context.WithoutCancel(ctx))
}

// catchUp takes in what was written to the log since the last look.
func (d *Desk) catchUp(ctx context.Context) error {
	events, row, err := d.p.Log.after(ctx, d.row)
	if err != nil {
		return err
	}
	for _, e := range events {
		if !d.line.ledger.Fits(e) { // merged in by another window
			return d.rebuild(ctx)
		}
		d.line.take(e)
	}
	d.row = row
	return nil
}

func (d *Desk) rebuild(ctx context.Context) error {
	events, row, err := d.p.Log.after(ctx, 0)
	if err != nil {
		return err
	}
	d.row, d.line.ledger = row, NewLedger(events)
	d.line.recount()
	return nil
}
