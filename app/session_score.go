package app

import (
	"context"
	"errors"
	"time"
)

// run is one scoring and explaining in the background.
type run struct {
	generation uint64
	engine     Engine
	post       Post
	before     bool // score the post with nothing taken away as well
	score      bool // false: only explain
	label      Label
	follow     bool // explain the label of the verdict
	cancel     context.CancelFunc
	cancelled  bool // by the loop: its end is no failure
}

// Explain chooses the label that is explained.
func (s *Session) Explain(l Label) {
	s.do(func(d *desk) {
		if d.state.Follow || d.explain != l {
			d.state.Follow, d.explain = false, l
			d.relabel()
		}
	})
}

// ExplainVerdict lets the explained label follow the verdict.
func (s *Session) ExplainVerdict() {
	s.do(func(d *desk) {
		if !d.state.Follow {
			d.state.Follow = true
			d.relabel()
		}
	})
}

// relabel explains what is shown again.
func (d *desk) relabel() {
	if d.state.Follow && d.state.Prediction != nil {
		d.explain = d.state.Prediction.Label
	}
	d.state.Explained = d.explain
	if a := d.state.Attribution; a != nil && a.Label == d.explain && d.shown == d.generation && d.running == nil {
		d.state.AttrStale = false
		return
	}
	d.state.AttrStale = d.state.Attribution != nil
	d.schedule(0)
}

// changed is called after each change of the post: what is shown becomes stale and a run is scheduled.
func (d *desk) changed(wait time.Duration) {
	d.generation++
	d.state.Words = WordSpans(d.state.Post.Text)
	d.state.Problem = nil
	d.state.Stale = d.state.Prediction != nil
	d.state.AttrStale = d.state.Attribution != nil
	if !d.state.Post.HasWords() && !d.state.Post.HasPicture() {
		d.clear()
		return
	}
	d.schedule(wait)
	d.settleLater()
}

// clear shows no result: there is nothing to score.
func (d *desk) clear() {
	d.cancelRun()
	if d.due != nil {
		d.due.Stop()
	}
	d.wanted, d.dueBy = false, time.Time{}
	d.state.Prediction, d.state.Before, d.state.Attribution, d.state.Problem = nil, nil, nil, nil
	d.state.Stale, d.state.AttrStale, d.state.Busy, d.state.Slow = false, false, false, false
	d.shown = d.generation
}

// count shows the model's view of the words.
func (d *desk) count() {
	if e := d.s.Engine(); e != nil {
		d.state.Tokens = e.Tokens(d.state.Post.Text)
		return
	}
	d.state.Tokens = TokenView{CutFrom: -1}
}

// schedule has a run begin after a wait, which further changes put off, but not beyond WaitMost.
func (d *desk) schedule(wait time.Duration) {
	if d.due != nil {
		d.due.Stop()
	}
	if wait <= 0 {
		d.begin()
		return
	}
	now := time.Now()
	if d.dueBy.IsZero() {
		d.dueBy = now.Add(d.s.options.WaitMost)
	}
	wait = max(min(wait, d.dueBy.Sub(now)), 0)
	generation := d.generation
	d.due = d.s.after(wait, func(d *desk) {
		if generation == d.generation {
			d.begin()
		}
	})
}

// begin starts a run, or cancels the one before and has it started when that has let go.
func (d *desk) begin() {
	d.dueBy = time.Time{}
	engine := d.s.Engine()
	if engine == nil || d.load != nil {
		return // opening an engine and finishing a load schedule anew
	}
	if d.running != nil {
		d.wanted = true
		d.cancelRun()
		return
	}
	d.wanted = false
	post := d.state.Post
	if !post.HasWords() && !post.HasPicture() {
		return
	}
	r := &run{
		generation: d.generation, engine: engine, post: post, label: d.explain, follow: d.state.Follow,
		score:  d.shown != d.generation || d.state.Prediction == nil,
		before: !post.WhatIf.Empty() && !d.plainKnown(engine),
	}
	ctx, cancel := context.WithCancel(d.s.ctx)
	r.cancel = cancel
	d.running = r
	d.state.Busy = true
	slow := d.s.after(d.s.options.Slow, func(d *desk) { d.state.Slow = d.state.Busy })
	d.s.start(func() {
		defer cancel()
		err := d.perform(ctx, r)
		slow.Stop()
		d.s.do(func(d *desk) { d.finished(r, err) })
	})
}

// perform runs in the background. It hands each result to the loop as soon as it is there.
func (d *desk) perform(ctx context.Context, r *run) error {
	label := r.label
	if r.score {
		posts := []Post{r.post}
		if r.before {
			plain := r.post
			plain.WhatIf = WhatIf{}
			posts = append(posts, plain)
		}
		began := time.Now()
		predictions, err := r.engine.Score(ctx, posts...)
		if err != nil {
			return err
		}
		took := time.Since(began) / time.Duration(len(posts))
		if predictions[0].Err != nil {
			return predictions[0].Err
		}
		if r.follow {
			label = predictions[0].Label
		}
		d.s.do(func(d *desk) { d.scored(r, predictions, took) })
	}
	attribution, err := r.engine.Explain(Unhurried(ctx), r.post, label) // the scores are on the screen
	if err != nil {
		return err
	}
	d.s.do(func(d *desk) { d.explained(r, &attribution) })
	return nil
}

// scored shows predictions. A run that words have overtaken meanwhile is still worth showing, dimmed, as it is closer to
// the post than what was shown before; one with another picture is not.
func (d *desk) scored(r *run, predictions []Prediction, took time.Duration) {
	post := &d.state.Post
	current := r.generation == d.generation
	if r.engine != d.s.Engine() || r.generation < d.shown || !current && r.post.Picture != post.Picture {
		return
	}
	d.shown = r.generation
	d.state.Prediction, d.state.Took, d.state.Problem = &predictions[0], took, nil
	d.state.Stale = !current
	if len(predictions) > 1 {
		d.plain = &plainScore{id: r.post.ContentID(), engine: r.engine, prediction: &predictions[1]}
	} else if r.post.WhatIf.Empty() {
		d.plain = &plainScore{id: r.post.ContentID(), engine: r.engine, prediction: &predictions[0]}
	}
	d.state.Before = nil
	if !r.post.WhatIf.Empty() && d.plain != nil && d.plain.id == r.post.ContentID() && d.plain.prediction.Err == nil {
		d.state.Before = d.plain.prediction
	}
	if d.state.Follow {
		d.explain = predictions[0].Label
		d.state.Explained = d.explain
	}
	if current {
		d.note()
	}
}

func (d *desk) explained(r *run, a *Attribution) {
	if r.engine != d.s.Engine() || r.generation != d.generation || a.Label != d.explain {
		return
	}
	d.state.Attribution, d.state.AttrStale = a, false
}

// finished ends a run and begins the next one where something is still missing.
func (d *desk) finished(r *run, err error) {
	d.running = nil
	d.state.Busy, d.state.Slow = false, false
	current := r.generation == d.generation && r.engine == d.s.Engine() && !r.cancelled
	if err != nil && current {
		d.failed(r, err)
		return
	}
	if d.wanted || d.dueBy.IsZero() && d.incomplete() {
		d.begin()
	}
}

// failed shows why a post could not be scored or explained.
func (d *desk) failed(r *run, err error) {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, ErrClosed):
	case d.shown == r.generation && d.state.Prediction != nil:
		d.state.Attribution, d.state.AttrStale = nil, false
		d.fail(PlaceWindow, err)
	default:
		d.clear()
		if KindOf(err) != KindInput {
			d.state.Problem = err
		}
	}
}

// incomplete tells whether a result is missing that a run would bring.
func (d *desk) incomplete() bool {
	if post := &d.state.Post; !post.HasWords() && !post.HasPicture() {
		return false
	}
	a := d.state.Attribution
	return d.shown != d.generation || a == nil || d.state.AttrStale || a.Label != d.explain
}

func (d *desk) cancelRun() {
	if d.running != nil {
		d.running.cancelled = true
		d.running.cancel()
	}
}

func (d *desk) plainKnown(engine Engine) bool {
	return d.plain != nil && d.plain.engine == engine && d.plain.id == d.state.Post.ContentID()
}
