package analyse

import (
	"context"
	"errors"
	"time"

	"duotone/app"
)

// scoring is the run that scores and explains the post. There is one at a time; the next begins when it has let go.
type scoring struct {
	*core
	generation uint64 // of the post and the label to explain: rises with each change
	shown      uint64 // of Prediction
	running    *run
	due        *time.Timer // the next run
	dueBy      time.Time   // it is not put off beyond this
	wanted     bool        // a run is to begin as soon as nothing runs
	plain      *plainScore
	explain    app.Label
}

// plainScore is the prediction of a post with nothing taken away, kept so that a what-if has something to compare with.
type plainScore struct {
	id         app.PostID
	engine     app.Engine
	prediction *app.Prediction
}

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

func (s *scoring) aim() aim {
	return aim{s.state.About == AboutAnswer, s.state.AnswerFollow, s.state.Answer}
}

// Explain chooses the label that is explained.
func (p *Presenter) Explain(l app.Label) {
	p.Do(func(c *core) {
		was := c.state.About
		c.state.About = AboutLabel
		if c.state.Follow || c.scoring.explain != l || was != AboutLabel {
			c.state.Follow, c.scoring.explain = false, l
			c.scoring.relabel()
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
		c.scoring.relabel()
	})
}

// ExplainVerdict lets the explained label follow the verdict.
func (p *Presenter) ExplainVerdict() {
	p.Do(func(c *core) {
		was := c.state.About
		c.state.About = AboutLabel
		if !c.state.Follow || was != AboutLabel {
			c.state.Follow = true
			c.scoring.relabel()
		}
	})
}

// ExplainAbout has the weights that are shown speak for something else than a label.
func (p *Presenter) ExplainAbout(a About) {
	p.Do(func(c *core) {
		if c.state.About = a; !c.state.Speaks() {
			c.scoring.relabel()
		}
	})
}

// relabel explains what is shown again.
func (s *scoring) relabel() {
	if s.state.Follow && s.state.Prediction != nil {
		s.explain = s.state.Prediction.Label
	}
	s.state.Explained = s.explain
	s.state.Answer = s.aim().of(s.state.Answered(), s.engine())
	if s.state.Speaks() && s.shown == s.generation && s.running == nil {
		s.state.AttrStale = false
		return
	}
	s.state.AttrStale = s.state.Attribution != nil
	s.schedule(0)
}

// changed is called after each change of the post: what is shown becomes stale and a run is scheduled.
func (s *scoring) changed(wait time.Duration) {
	s.generation++
	s.state.Words = app.WordSpans(s.state.Post.Text)
	s.state.Problem = nil
	s.state.Stale = s.state.Prediction != nil
	s.state.AttrStale = s.state.Attribution != nil
	if !s.state.Post.HasWords() && !s.state.Post.HasPicture() {
		s.clear()
		return
	}
	s.schedule(wait)
	s.history.settleLater()
}

// clear shows no result: there is nothing to score.
func (s *scoring) clear() {
	s.cancelRun()
	stop(s.due)
	s.wanted, s.dueBy = false, time.Time{}
	s.state.Prediction, s.state.Before, s.state.Attribution, s.state.Problem = nil, nil, nil, nil
	s.state.Stale, s.state.AttrStale, s.state.Busy, s.state.Slow = false, false, false, false
	s.shown = s.generation
}

// count shows the model's view of the words.
func (c *core) count() {
	if e := c.engine(); e != nil {
		c.state.Tokens = e.Tokens(c.state.Post.Text)
		return
	}
	c.state.Tokens = app.TokenView{CutFrom: -1}
}

// pause is how long typing must pause before the post is scored: three times what scoring took last, so that while keys come scoring
// has a quarter of the time at most, and a machine that answers at once need not be waited for.
func (s *scoring) pause() time.Duration {
	if s.state.Prediction == nil {
		return s.p.options.Wait
	}
	return min(3*s.state.Took, s.p.options.Wait)
}

// schedule has a run begin after a wait, which further changes put off, but not beyond WaitMost.
func (s *scoring) schedule(wait time.Duration) {
	stop(s.due)
	if wait <= 0 {
		s.begin()
		return
	}
	now := time.Now()
	if s.dueBy.IsZero() {
		s.dueBy = now.Add(s.p.options.WaitMost)
	}
	wait = max(min(wait, s.dueBy.Sub(now)), 0)
	generation := s.generation
	s.due = s.p.After(wait, func(c *core) {
		if generation == c.scoring.generation {
			c.scoring.begin()
		}
	})
}

// begin starts a run, or cancels the one before and has it started when that has let go.
func (s *scoring) begin() {
	s.dueBy = time.Time{}
	engine := s.engine()
	if engine == nil || s.pictures.load != nil {
		return // opening an engine and finishing a load schedule anew
	}
	if s.running != nil {
		s.wanted = true
		s.cancelRun()
		return
	}
	s.wanted = false
	post := s.state.Post
	if !post.HasWords() && !post.HasPicture() {
		return
	}
	r := &run{
		generation: s.generation, engine: engine, post: post, label: s.explain, follow: s.state.Follow, answer: s.aim(),
		score:  s.shown != s.generation || s.state.Prediction == nil,
		before: !post.WhatIf.Empty() && !s.plainKnown(engine),
	}
	s.running = r
	s.state.Busy = true
	slow := s.p.After(s.p.options.Slow, func(c *core) { c.state.Slow = c.scoring.running == r })
	r.cancel = s.p.Work(func(ctx context.Context) func(*core) {
		err := s.p.perform(ctx, r)
		slow.Stop()
		return func(c *core) { c.scoring.finished(r, err) }
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
		p.Do(func(c *core) { c.scoring.scored(r, predictions, took) })
	}
	attribution, err := explain(app.Unhurried(ctx), r, label, answer) // the scores are on the screen
	if err != nil {
		return err
	}
	p.Do(func(c *core) { c.scoring.explained(r, &attribution, answer) })
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
func (s *scoring) scored(r *run, predictions []app.Prediction, took time.Duration) {
	post := &s.state.Post
	current := r.generation == s.generation
	if r.engine != s.engine() || r.generation < s.shown || !current && r.post.Picture != post.Picture {
		return
	}
	s.shown = r.generation
	s.state.Prediction, s.state.Took, s.state.Problem = &predictions[0], took, nil
	if predictions[0].Pack != s.state.Engine.Info.Pack.Ref() { // another pack was opened for the post's language
		s.count()
	}
	s.limit()
	s.state.Stale = !current
	if len(predictions) > 1 {
		s.plain = &plainScore{id: r.post.ContentID(), engine: r.engine, prediction: &predictions[1]}
	} else if r.post.WhatIf.Empty() {
		s.plain = &plainScore{id: r.post.ContentID(), engine: r.engine, prediction: &predictions[0]}
	}
	s.state.Before = nil
	if !r.post.WhatIf.Empty() && s.plain != nil && s.plain.id == r.post.ContentID() && s.plain.prediction.Err == nil {
		s.state.Before = s.plain.prediction
	}
	if s.state.Follow {
		s.explain = predictions[0].Label
		s.state.Explained = s.explain
	}
	s.state.Answer = s.aim().of(predictions[0].Answer, r.engine)
	if current {
		s.history.note()
	}
}

func (s *scoring) explained(r *run, a *app.Attribution, answer int) {
	other := a.Label != s.explain
	if answer >= 0 {
		other = s.state.About != AboutAnswer || answer != s.state.Answer
	}
	if r.engine != s.engine() || r.generation != s.generation || other {
		return
	}
	s.state.Attribution, s.state.AttrStale, s.state.AttrOf, s.state.AttrAnswer = a, false, r.post, answer
}

// finished ends a run and begins the next one where something is still missing.
func (s *scoring) finished(r *run, err error) {
	s.running = nil
	s.state.Busy, s.state.Slow = false, false
	current := r.generation == s.generation && r.engine == s.engine() && !r.cancelled
	if err != nil && current {
		s.failed(r, err)
		return
	}
	if s.wanted || s.dueBy.IsZero() && s.incomplete() {
		s.begin()
	}
}

// failed shows why a post could not be scored or explained.
func (s *scoring) failed(r *run, err error) {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, app.ErrClosed):
	case s.shown == r.generation && s.state.Prediction != nil:
		s.state.Attribution, s.state.AttrStale = nil, false
		s.fail(app.PlaceWindow, err)
	default:
		s.clear()
		if app.KindOf(err) != app.KindInput {
			s.state.Problem = err
		}
	}
}

// incomplete tells whether a result is missing that a run would bring.
func (s *scoring) incomplete() bool {
	if post := &s.state.Post; !post.HasWords() && !post.HasPicture() {
		return false
	}
	return s.shown != s.generation || s.state.AttrStale || !s.state.Speaks()
}

func (s *scoring) cancelRun() {
	if s.running != nil {
		s.running.cancelled = true
		s.running.cancel()
	}
}

func (s *scoring) plainKnown(engine app.Engine) bool {
	return s.plain != nil && s.plain.engine == engine && s.plain.id == s.state.Post.ContentID()
}
