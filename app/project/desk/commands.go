package desk

import (
	"context"
	"slices"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"
)

// Label answers the question that is asked by one of its labels, and moves on to the next open one. Of a question with many
// labels it chooses the label or takes it out again: Give answers.
func (d *Desk) Label(ctx context.Context, label string) error {
	defer d.command()()
	q, err := d.askedNow()
	if err != nil {
		return err
	}
	given, _ := d.line.answer(d.line.slots[d.at])
	if d.chosen != nil {
		given = *d.chosen
	}
	if l, ok := q.Label(label); ok && l.Retired && !given.Has(label) {
		return app.Errorf("label", "", app.KindUsage, "Choose another one.", "the label %s is not offered any more", l.Name)
	}
	answer, err := q.Toggle(given, label)
	if err != nil {
		return &app.Error{Op: "label", Kind: app.KindUsage, Err: err}
	}
	if q.Kind == codebook.ManyOf {
		d.chosen = &answer
		return nil
	}
	return d.judge(ctx, q, answer, false)
}

// Give answers a question of many labels by what is chosen, be it none of them. Another question is left as it is.
func (d *Desk) Give(ctx context.Context) error {
	defer d.command()()
	q, err := d.askedNow()
	if err != nil || q.Kind != codebook.ManyOf {
		return err
	}
	answer, given := d.line.answer(d.line.slots[d.at])
	if d.chosen != nil {
		answer = *d.chosen
	} else if !given {
		answer = codebook.None
	}
	return d.judge(ctx, q, answer, false)
}

// askedNow is the question that is asked.
func (d *seat) askedNow() (*codebook.Question, error) {
	q := d.question()
	if q == nil {
		return nil, errNothing("label")
	}
	return q, nil
}

// Accept judges as a near copy of the post was judged, else as the model suggests. It needs one of them on the screen.
func (d *Desk) Accept(ctx context.Context) error {
	defer d.command()()
	if d.at < len(d.line.slots) {
		if copied := d.line.copied(d.line.slots[d.at]); copied != "" {
			q, err := d.askedNow()
			if err != nil {
				return err
			}
			return d.judge(ctx, q, copied, true)
		}
	}
	if d.set.Suggestion != ledger.SuggestBefore || d.opts.Review || d.score == nil {
		return app.Errorf("accept the suggestion", "", app.KindUsage,
			"Show suggestions before judging in the project's settings, and let a model score the project.",
			"no suggestion is shown")
	}
	q, err := d.askedNow()
	if err != nil {
		return err
	}
	return d.judge(ctx, q, d.score.Suggests(), true)
}

// judge answers the question that is asked.
func (d *seat) judge(ctx context.Context, q *codebook.Question, answer codebook.Answer, accepted bool) error {
	e := d.event(ledger.ActLabel)
	if d.opts.Review {
		e.Act = ledger.ActAdjudicate
	}
	e.Value, e.Shown.Accepted = string(answer), accepted
	judged := &Judged{Slot: d.line.slots[d.at], Text: app.Short(hide(d.current, q.Of).Text, 60), Answer: q.Say(answer)}
	if label, ok := answer.Sentiment(); ok && q.Kind == codebook.Sentiment {
		judged.Label = &label
	}
	if d.score != nil && d.set.Suggestion != ledger.SuggestHidden && !d.opts.Review {
		if model := d.score.Label(); d.score.Given == "" {
			judged.Model = &model
		} else {
			judged.Head = q.Say(d.score.Given)
		}
	}
	if known, ok := d.line.ledger.Gold(e.Post, e.Question); ok && d.set.Gold == project.GoldPractice && !d.opts.Review {
		judged.Known, judged.Right = q.Say(known), known == answer
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
func (d *Desk) Skip(ctx context.Context) error { return d.pass(ctx, ledger.ActSkip) }

// Later puts the post off to the end.
func (d *Desk) Later(ctx context.Context) error { return d.pass(ctx, ledger.ActLater) }

func (d *Desk) pass(ctx context.Context, act ledger.Act) error {
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
	e := d.event(ledger.ActFlag)
	e.Question = d.line.part(d.line.slots[d.at]).Whole()
	e.Value = flag
	if slices.Contains(d.line.flags(d.line.slots[d.at]), flag) {
		e.Act = ledger.ActUnflag
	} else if !slices.Contains(d.set.Flags, flag) {
		return app.Errorf("flag", "", app.KindUsage, "Add it in the project's settings.", "the project has no flag %q", flag)
	}
	return d.append(ctx, e)
}

// Note replaces the annotator's note on the post.
func (d *Desk) Note(ctx context.Context, note string) error {
	defer d.command()()
	if len(d.line.slots) == 0 {
		return errNothing("note")
	}
	if len(note) > ledger.MaxNote {
		return app.Errorf("note", "", app.KindTooLarge, "Shorten it.", "a note has at most %d bytes", ledger.MaxNote)
	}
	e := d.event(ledger.ActNote)
	part := d.line.part(d.line.slots[d.at])
	e.Question = part.Whole()
	if d.line.ledger.NoteIn(d.opts.Annotator, e.Post, part) == note {
		return nil
	}
	e.Value = note
	return d.append(ctx, e)
}

// Undo takes back what the annotator did last, of this session or one before, and shows the post.
func (d *Desk) Undo(ctx context.Context) error { return d.turn(ctx, ledger.ActUndo) }

// Redo does again what was undone last, and moves on as that did.
func (d *Desk) Redo(ctx context.Context) error { return d.turn(ctx, ledger.ActRedo) }

func (d *Desk) turn(ctx context.Context, act ledger.Act) error {
	defer d.command()()
	if err := d.catchUp(ctx); err != nil {
		return err
	}
	targets := d.line.ledger.Together(d.opts.Annotator, act == ledger.ActRedo)
	if len(targets) == 0 {
		return nil
	}
	var events []ledger.Event
	for _, target := range targets {
		events = append(events, ledger.Event{Annotator: d.opts.Annotator, At: d.opts.Now(), Act: act, Post: target.Post, Question: target.Question,
			Round: target.Round, Target: target.ID, Order: d.order, Shown: ledger.Shown{Codebook: target.Shown.Codebook}})
	}
	if err := d.append(ctx, events...); err != nil {
		return err
	}
	target := targets[len(targets)-1]
	d.last = nil
	at, here := d.slotOf(target)
	if !here {
		return nil
	}
	if next, more := d.line.next(at); more && act == ledger.ActRedo && d.line.stand[at] != "" && target.Act != ledger.ActFlag && target.Act != ledger.ActUnflag && target.Act != ledger.ActNote {
		at = next
	}
	return d.moveTo(ctx, at)
}

// slotOf is the place in the queue that an event is about. A flag or a note is about a part: the first question about it.
func (d *seat) slotOf(e ledger.Event) (int, bool) {
	slot := queue.Slot{Post: e.Post, Question: d.line.ledger.Books.Question(e.Shown.Codebook, e.Question), Round: e.Round}
	if d.opts.Review {
		slot.Round = 0
	}
	if at, ok := d.line.index[slot]; ok && e.Act != ledger.ActFlag && e.Act != ledger.ActUnflag && e.Act != ledger.ActNote {
		return at, true
	}
	for at, s := range d.line.slots {
		if s.Post == e.Post && s.Round == slot.Round && d.line.part(s).Whole() == e.Question {
			return at, true
		}
	}
	return 0, false
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

// Names shows who said what of the post that is decided, where the settings hide it, or hides it again. Another post is blind again.
func (d *Desk) Names() {
	defer d.command()()
	d.named = !d.named
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

func (d *seat) moveOn(ctx context.Context) error {
	if at, ok := d.line.next(d.at); ok {
		return d.moveTo(ctx, at)
	}
	return d.moveTo(ctx, d.at)
}

// event begins an event about the post that is shown.
func (d *seat) event(act ledger.Act) ledger.Event {
	s := d.line.slots[d.at]
	e := ledger.Event{Annotator: d.opts.Annotator, At: d.opts.Now(), Act: act, Post: s.Post, Question: s.Question, Round: s.Round, Order: d.order}
	e.Took = d.watch.active(e.At)
	if d.opts.Review && act != ledger.ActAdjudicate && act != ledger.ActLabel {
		e.Round = reviewRound
	}
	part := d.line.part(s)
	e.Shown = ledger.Shown{
		Words: part != codebook.OfPicture && d.current.HasWords(), Picture: part != codebook.OfWords && d.current.Picture != nil,
		Suggestion: d.set.Suggestion,
	}
	_, e.Shown.Codebook = d.line.ledger.Codebook()
	if d.set.Suggestion == ledger.SuggestBefore && d.score != nil && !d.opts.Review {
		e.Shown.Model, e.Shown.Label = d.score.Pack, string(d.score.Suggests())
	}
	return e
}

// append writes an event and takes it in, with whatever other windows have written since.
func (d *seat) append(ctx context.Context, events ...ledger.Event) error {
	if _, err := d.p.Log.Append(ctx, events...); err != nil {
		return err
	}
	// The judgement is kept. A cancel between here and the screen must not make the two differ.
	return d.catchUp(context.WithoutCancel(ctx))
}

// catchUp takes in what was written to the log since the last look.
func (d *seat) catchUp(ctx context.Context) error {
	events, row, err := d.p.Log.Since(ctx, d.row)
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.Act == ledger.ActCodebook { // other questions are asked now
			return d.reload(ctx)
		}
		if !d.line.ledger.Fits(e) { // merged in by another window
			return d.rebuild(ctx)
		}
		d.line.take(e)
	}
	d.row = row
	return nil
}

func (d *seat) rebuild(ctx context.Context) error {
	events, row, err := d.p.Log.Since(ctx, 0)
	if err != nil {
		return err
	}
	d.row, d.line.ledger = row, ledger.New(events)
	d.line.recount()
	return nil
}
