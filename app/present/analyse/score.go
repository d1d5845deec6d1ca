package analyse

import (
	"context"
	"errors"
	"time"

	"duotone/app"
)

// run is one scoring and explaining in the background.
type run struct {
	generation uint64
	engine     app.Engine
	post       app.Post
	before     bool // score the post with nothing taken away as well
	score      bool // false: only explain
	label      app.Label
	follow     bool // explain the label of the verdict
	answer     aim
	cancel     context.CancelFunc
	cancelled  bool // by the loop: its end is no failure
}

// aim is what of the head's own question is to be explained.
type aim struct {
	wanted bool
	follow bool // the answer
	label  int
}

// of is the label to be explained where a post is answered, -1 where the sentiment's is.
func (a aim) of(answer *app.Answer, engine app.Engine) int {
	if _, can := engine.(app.AnswerExplainer); !a.wanted || answer == nil || !can {
		return -1
	}
	if a.follow || a.label < 0 || a.label >= len(answer.Scores) {
		return answer.Top()
	}
	return a.label
}

func (c *core) aim() aim {
	return aim{c.state.About == AboutAnswer, c.state.AnswerFollow, c.state.Answer}
}

// Explain chooses the label that is explained.
func (p *Presenter) Explain(l app.Label) {
	p.Do(func(c *core) {
		was := c.state.About
		c.state.About = AboutLabel
		if c.state.Follow || c.explain != l || was != AboutLabel {
			c.state.Follow, c.explain = false, l
			c.relabel()
		}
	})
}

// ExplainAnswer chooses the label of the head's own question that is explained; -1 follows the answer.
func (p *Presenter) ExplainAnswer(label int) {
	p.Do(func(c *core) {
		if c.state.Answered() == nil {
			return
		}
		c.state.About, c.state.AnswerFollow, c.state.Answer = AboutAnswer, label < 0, label
		c.relabel()
	})
}

// ExplainVerdict lets the explained label follow the verdict.
func (p *Presenter) ExplainVerdict() {
	p.Do(func(c *core) {
		was := c.state.About
		c.state.About = AboutLabel
		if !c.state.Follow || was != AboutLabel {
			c.state.Follow = true
			c.relabel()
		}
	})
}

// ExplainAbout has the weights that are shown speak for something else than a label.
func (p *Presenter) ExplainAbout(a About) {
	p.Do(func(c *core) {
		if c.state.About = a; !c.state.Speaks() {
			c.relabel()
		}
	})
}

// relabel explains what is shown again.
func (c *core) relabel() {
	if c.state.Follow && c.state.Prediction != nil {
		c.explain = c.state.Prediction.Label
	}
	c.state.Explained = c.explain
	c.state.Answer = c.aim().of(c.state.Answered(), c.engine())
	if c.state.Speaks() && c.shown == c.generation && c.running == nil {
		c.state.AttrStale = false
		return
	}
	c.state.AttrStale = c.state.Attribution != nil
	c.schedule(0)
}

// changed is called after each change of the post: what is shown becomes stale and a run is scheduled.
func (c *core) changed(wait time.Duration) {
	c.generation++
	c.state.Words = app.WordSpans(c.state.Post.Text)
	c.state.Problem = nil
	c.state.Stale = c.state.Prediction != nil
	c.state.AttrStale = c.state.Attribution != nil
	if !c.state.Post.HasWords() && !c.state.Post.HasPicture() {
		c.clear()
		return
	}
	c.schedule(wait)
	c.settleLater()
}

// clear shows no result: there is nothing to score.
func (c *core) clear() {
	c.cancelRun()
	stop(c.due)
	c.wanted, c.dueBy = false, time.Time{}
	c.state.Prediction, c.state.Before, c.state.Attribution, c.state.Problem = nil, nil, nil, nil
	c.state.Stale, c.state.AttrStale, c.state.Busy, c.state.Slow = false, false, false, false
	c.shown = c.generation
}

// count shows the model's view of the words.
func (c *core) count() {
	if e := c.engine(); e != nil {
		c.state.Tokens = e.Tokens(c.state.Post.Text)
		return
	}
	c.state.Tokens = app.TokenView{CutFrom: -1}
}

// schedule has a run begin after a wait, which further changes put off, but not beyond WaitMost.
func (c *core) schedule(wait time.Duration) {
	stop(c.due)
	if wait <= 0 {
		c.begin()
		return
	}
	now := time.Now()
	if c.dueBy.IsZero() {
		c.dueBy = now.Add(c.p.options.WaitMost)
	}
	wait = max(min(wait, c.dueBy.Sub(now)), 0)
	generation := c.generation
	c.due = c.p.After(wait, func(c *core) {
		if generation == c.generation {
			c.begin()
		}
	})
}

// begin starts a run, or cancels the one before and has it started when that has let go.
func (c *core) begin() {
	c.dueBy = time.Time{}
	engine := c.engine()
	if engine == nil || c.load != nil {
		return // opening an engine and finishing a load schedule anew
	}
	if c.running != nil {
		c.wanted = true
		c.cancelRun()
		return
	}
	c.wanted = false
	post := c.state.Post
	if !post.HasWords() && !post.HasPicture() {
		return
	}
	r := &run{
		generation: c.generation, engine: engine, post: post, label: c.explain, follow: c.state.Follow, answer: c.aim(),
		score:  c.shown != c.generation || c.state.Prediction == nil,
		before: !post.WhatIf.Empty() && !c.plainKnown(engine),
	}
	c.running = r
	c.state.Busy = true
	slow := c.p.After(c.p.options.Slow, func(c *core) { c.state.Slow = c.state.Busy })
	r.cancel = c.p.Work(func(ctx context.Context) func(*core) {
		err := c.p.perform(ctx, r)
		slow.Stop()
		return func(c *core) { c.finished(r, err) }
	})
}

// perform runs beside the loop. It hands each result to the loop as soon as it is there.
func (p *Presenter) perform(ctx context.Context, r *run) error {
	label, answer := r.label, -1
	if r.answer.wanted && !r.score {
		answer = r.answer.label
	}
	if r.score {
		posts := []app.Post{r.post}
		if r.before {
			plain := r.post
			plain.WhatIf = app.WhatIf{}
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
		answer = r.answer.of(predictions[0].Answer, r.engine)
		p.Do(func(c *core) { c.scored(r, predictions, took) })
	}
	attribution, err := explain(app.Unhurried(ctx), r, label, answer) // the scores are on the screen
	if err != nil {
		return err
	}
	p.Do(func(c *core) { c.explained(r, &attribution, answer) })
	return nil
}

func explain(ctx context.Context, r *run, label app.Label, answer int) (app.Attribution, error) {
	if e, can := r.engine.(app.AnswerExplainer); can && answer >= 0 {
		return e.ExplainAnswer(ctx, r.post, answer)
	}
	return r.engine.Explain(ctx, r.post, label)
}

// scored shows predictions. A run that words have overtaken meanwhile is still worth showing, dimmed, as it is closer to
// the post than what was shown before; one with another picture is not.
func (c *core) scored(r *run, predictions []app.Prediction, took time.Duration) {
	post := &c.state.Post
	current := r.generation == c.generation
	if r.engine != c.engine() || r.generation < c.shown || !current && r.post.Picture != post.Picture {
		return
	}
	c.shown = r.generation
	c.state.Prediction, c.state.Took, c.state.Problem = &predictions[0], took, nil
	if predictions[0].Pack != c.state.Engine.Info.Pack.Ref() { // another pack was opened for the post's language
		c.count()
	}
	c.limit()
	c.state.Stale = !current
	if len(predictions) > 1 {
		c.plain = &plainScore{id: r.post.ContentID(), engine: r.engine, prediction: &predictions[1]}
	} else if r.post.WhatIf.Empty() {
		c.plain = &plainScore{id: r.post.ContentID(), engine: r.engine, prediction: &predictions[0]}
	}
	c.state.Before = nil
	if !r.post.WhatIf.Empty() && c.plain != nil && c.plain.id == r.post.ContentID() && c.plain.prediction.Err == nil {
		c.state.Before = c.plain.prediction
	}
	if c.state.Follow {
		c.explain = predictions[0].Label
		c.state.Explained = c.explain
	}
	c.state.Answer = c.aim().of(predictions[0].Answer, r.engine)
	if current {
		c.note()
	}
}

func (c *core) explained(r *run, a *app.Attribution, answer int) {
	other := a.Label != c.explain
	if answer >= 0 {
		other = c.state.About != AboutAnswer || answer != c.state.Answer
	}
	if r.engine != c.engine() || r.generation != c.generation || other {
		return
	}
	c.state.Attribution, c.state.AttrStale, c.state.AttrOf, c.state.AttrAnswer = a, false, r.post, answer
}

// finished ends a run and begins the next one where something is still missing.
func (c *core) finished(r *run, err error) {
	c.running = nil
	c.state.Busy, c.state.Slow = false, false
	current := r.generation == c.generation && r.engine == c.engine() && !r.cancelled
	if err != nil && current {
		c.failed(r, err)
		return
	}
	if c.wanted || c.dueBy.IsZero() && c.incomplete() {
		c.begin()
	}
}

// failed shows why a post could not be scored or explained.
func (c *core) failed(r *run, err error) {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, app.ErrClosed):
	case c.shown == r.generation && c.state.Prediction != nil:
		c.state.Attribution, c.state.AttrStale = nil, false
		c.fail(app.PlaceWindow, err)
	default:
		c.clear()
		if app.KindOf(err) != app.KindInput {
			c.state.Problem = err
		}
	}
}

// incomplete tells whether a result is missing that a run would bring.
func (c *core) incomplete() bool {
	if post := &c.state.Post; !post.HasWords() && !post.HasPicture() {
		return false
	}
	return c.shown != c.generation || c.state.AttrStale || !c.state.Speaks()
}

func (c *core) cancelRun() {
	if c.running != nil {
		c.running.cancelled = true
		c.running.cancel()
	}
}

func (c *core) plainKnown(engine app.Engine) bool {
	return c.plain != nil && c.plain.engine == engine && c.plain.id == c.state.Post.ContentID()
}
