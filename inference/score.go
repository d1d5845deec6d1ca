package inference

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"duotone/app"
	"duotone/app/language"
	"duotone/inference/pack"
	"duotone/inference/session"
)

// Score keeps app.Scorer. A single post runs on all cores; several run one post a call on one-thread workers, as many as
// there are cores, each taking a post from its file's bytes to its scores.
func (e *engine) Score(ctx context.Context, posts ...app.Post) ([]app.Prediction, error) {
	leave, err := e.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	predictions := make([]app.Prediction, len(posts))
	if len(posts) == 1 && !app.IsUnhurried(ctx) {
		// Many callers with one post each are a bulk run too: only the first of them gets all cores.
		alone := e.calls.Add(1) == 1
		defer e.calls.Add(-1)
		predictions[0], err = e.score(ctx, posts[0], alone)
		if err != nil {
			return nil, err
		}
		if !alone || e.calls.Load() > 1 {
			e.lone.Store(0)
		} else if posts[0].HasPicture() && e.lone.Add(1) == 2 && e.gpu.Load() == nil {
			e.quickPicture()
		}
		return predictions, nil
	}
	if g := e.gpu.Load(); g != nil {
		if err := e.scoreOnGPU(ctx, g, posts, predictions); err != nil {
			return nil, err
		}
		return predictions, nil
	}
	err = e.each(ctx, len(posts), func(ctx context.Context, i int) (err error) {
		predictions[i], err = e.score(ctx, posts[i], false)
		return err
	})
	if err != nil {
		return nil, err
	}
	return predictions, nil
}

// each does n pieces of work on as many goroutines as there are cores. The first error stops them all; each returns when
// all have ended. Unhurried work (app.Unhurried) steps back behind everything else.
func (s *cpuSessions) each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(s.cores, n) {
		wg.Go(func() {
			if app.IsUnhurried(ctx) {
				session.StepBack()
			}
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(ctx, i); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// score scores one post. Its error stops everything (a cancel, a runtime that does not start); what is wrong with the post
// alone is in its prediction.
func (e *engine) score(ctx context.Context, p app.Post, alone bool) (app.Prediction, error) {
	w, err := e.on(alone)
	if err != nil {
		return app.Prediction{}, err
	}
	return w.score(ctx, p, alone)
}

func (w *work) score(ctx context.Context, p app.Post, alone bool) (app.Prediction, error) {
	out, err := w.predict(ctx, p, alone)
	if err != nil {
		if cancelled := ctx.Err(); cancelled != nil {
			return app.Prediction{}, cancelled
		}
		out = app.Prediction{Err: asError(err)}
	}
	return w.finish(p, out, w.on.device), nil
}

// finish says whose prediction it is, and who made it where.
func (w *work) finish(p app.Post, out app.Prediction, device string) app.Prediction {
	out.ID, out.Pack, out.Device = p.ID, w.pack.Info.Ref(), device
	if out.Err == nil {
		out.PictureWords = p.PictureWords
	}
	return out
}

// asError gives errors of the runtime a kind; others have theirs.
func asError(err error) error {
	if app.KindOf(err) != app.KindInternal {
		return err
	}
	return &app.Error{Op: "score the post", Kind: app.KindRuntime, Err: err}
}

// predict takes a post from its words and picture to its scores.
func (w *work) predict(ctx context.Context, p app.Post, alone bool) (app.Prediction, error) {
	x, err := w.encode(ctx, p, alone)
	if err != nil {
		return app.Prediction{}, err
	}
	answers, err := w.fuse(ctx, x, w.views(x)...)
	if err != nil {
		return app.Prediction{}, err
	}
	return w.tell(ctx, x, answers)
}

// tell judges, and adds the warnings and what else was asked for.
func (w *work) tell(ctx context.Context, x *encoded, answers []answer) (app.Prediction, error) {
	asked := answers[0] // what the head looks at
	if _, other := w.answerView(x); other {
		asked, answers = answers[len(answers)-1], answers[:len(answers)-1]
	}
	out := w.judge(x, answers)
	if x.second != "" && x.patches != nil {
		var err error
		if out.Balance, err = w.balanceOfThree(ctx, x, w.worth(out.Label, out.Balance.Base)); err != nil {
			return out, err
		}
		out.Dominant = out.Balance.Dominant(w.pack.Manifest.Thresholds.DominanceMargin)
	}
	out.Answer = w.answer(x, asked)
	if app.WantsEmbedding(ctx) {
		out.Embedding = w.embedding(x, answers[0])
	}
	if x.text != nil {
		out.Language, out.Warnings = language.Look(x.struck.Text, w.pack.Info.Languages)
	}
	if x.text != nil && x.text.cutFrom >= 0 {
		out.Warnings = append(out.Warnings, app.Warning{Code: app.WarningCut,
			Message: fmt.Sprintf("The words go on after the %d tokens that the model reads.", w.pack.Words.Max())})
	}
	if w.notice != nil {
		out.Warnings = append(out.Warnings, *w.notice)
	}
	return out, nil
}

// views are the ways to look at a post that its balance needs: the whole, and where it has both, words and picture alone,
// unless the whole tells of these as well. The fourth, nothing at all, is the same for all posts and known since the opening. The last
// is what the pack's head looks at, where that is not the whole.
func (e *engine) views(x *encoded) []view {
	views := e.sides(x)
	if v, other := e.answerView(x); other {
		views = append(views, v)
	}
	return views
}

// sides are views without what only a head looks at.
func (e *engine) sides(x *encoded) []view {
	views := []view{x.view()}
	if x.text != nil && x.patches != nil && e.pack.Manifest.OneModality != pack.OwnHeads {
		views = append(views, view{words: true, hidden: -1}, view{picture: true, hidden: -1})
	}
	return views
}

// oneSided are the logits of words and picture alone, from the answers to sides of a post that has both.
func oneSided(answers []answer) (words, picture [3]float64) {
	if len(answers) == 3 {
		return answers[1].both, answers[2].both
	}
	return answers[0].words, answers[0].picture
}

// judge turns the fusion graph's answers, one for each of the views, into a prediction.
func (w *work) judge(x *encoded, answers []answer) app.Prediction {
	c, limits := w.pack.Manifest.Calibration, w.pack.Manifest.Thresholds
	whole := answers[0]
	out := app.Prediction{Scores: softmax(whole.both, c.Temperature.Of(x.text != nil, x.patches != nil))}
	out.Label = out.Scores.Top()
	if w.pack.Manifest.TellsMeaning() {
		s := softmax(whole.meant, c.Temperature.Meant)
		out.Meant = &app.Opinion{Label: s.Top(), Scores: s}
	}
	if x.text != nil {
		s := softmax(whole.words, c.Temperature.Words)
		out.Words = &app.Opinion{Label: s.Top(), Scores: s}
		out.Irony = c.Irony.Probability(whole.irony)
		out.Ironic = out.Irony >= limits.Irony
	}
	if x.patches != nil {
		s := softmax(whole.picture, c.Temperature.Picture)
		out.Picture = &app.Opinion{Label: s.Top(), Scores: s}
	}
	of := func(logits [3]float64, temperature float64) float64 { return softmax(logits, temperature)[out.Label] }
	none, both := of(w.prior, c.Temperature.Both), out.Scores[out.Label]
	switch {
	case x.patches == nil:
		out.Balance, out.Dominant = app.Shapley(none, both, none, both), app.Words
		out.Balance.Picture = 0
	case x.text == nil:
		out.Balance, out.Dominant = app.Shapley(none, none, both, both), app.Image
		out.Balance.Words = 0
	default:
		words, picture := oneSided(answers)
		out.Balance = app.Shapley(none, of(words, c.Temperature.Words), of(picture, c.Temperature.Picture), both)
		out.Dominant = out.Balance.Dominant(limits.DominanceMargin)
		out.Incongruity = c.Incongruity.Probability(whole.incongruity)
		out.PullsApart = out.Incongruity >= limits.Incongruity
	}
	out.Attention = share(x, whole.attention)
	return out
}

// share divides the read-out's attention between words and picture. What a learned null slot takes is left out.
func share(x *encoded, attention []float64) app.Share {
	switch {
	case x.patches == nil:
		return app.Share{Words: 1}
	case x.text == nil:
		return app.Share{Picture: 1}
	}
	words, all := 0.0, 0.0
	for i, a := range attention {
		if i < len(x.text.ids) {
			words += max(a, 0)
		}
		all += max(a, 0)
	}
	if all <= 0 {
		return app.Share{Words: 0.5, Picture: 0.5}
	}
	return app.Share{Words: words / all, Picture: 1 - words/all}
}

// Embed keeps app.Embedder. Posts that the pack takes for alike lie close.
func (e *engine) Embed(ctx context.Context, p app.Post) ([]float32, error) {
	leave, err := e.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	w, err := e.on(false)
	if err != nil {
		return nil, err
	}
	x, err := w.encode(ctx, p, false)
	if err != nil {
		return nil, err
	}
	var a answer
	if e.pack.Embedding > 0 {
		answers, err := w.fuse(ctx, x, x.view())
		if err != nil {
			return nil, err
		}
		a = answers[0]
	}
	return e.embedding(x, a), nil
}

// embedding is the pack's own of a post, at unit length. For a pack without one it is the mean of the token states and the mean of
// the patch states, each of unit length, then both together.
func (e *engine) embedding(x *encoded, a answer) []float32 {
	if e.pack.Embedding > 0 {
		v := slices.Clone(a.embedding)
		unit(v)
		return v
	}
	v := make([]float32, e.pack.TextDim+e.pack.ImageDim)
	words, picture := v[:e.pack.TextDim], v[e.pack.TextDim:]
	if x.text != nil {
		pool(words, x.text.states)
	}
	if x.patches != nil {
		pool(picture, x.patches)
	}
	unit(v)
	return v
}

// pool adds the mean of rows as wide as dst to it, at unit length.
func pool(dst, rows []float32) {
	for i, x := range rows {
		dst[i%len(dst)] += x
	}
	unit(dst)
}

// unit scales a vector to length 1; a zero vector stays.
func unit(v []float32) {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum > 0 {
		scale := float32(1 / math.Sqrt(sum))
		for i := range v {
			v[i] *= scale
		}
	}
}
