package inference

import (
	"context"
	"slices"

	"duotone/app"
)

// Explain keeps app.Explainer.
//
// Words are judged by leaving each out: it is struck from the text, the rest is read again, and its weight is how much the
// label's probability drops. That is what the window shows when somebody strikes a word. Patches are judged by occlusion:
// each is taken out of the fusion graph by its mask; where a pack has no such mask it is painted over instead, and the
// picture is encoded again. Words after the cut were not read and weigh nothing. The same passes tell what moves the meaning, the
// irony and the incongruity.
func (e *engine) Explain(ctx context.Context, p app.Post, l app.Label) (app.Attribution, error) {
	if int(l) >= len(app.Labels) {
		return app.Attribution{}, app.Errorf("explain the post", "", app.KindUsage, "", "there is no %v", l)
	}
	return e.explained(ctx, p, l, -1)
}

// explained explains a label of the verdict, or where answer is not negative a label of the pack's head.
func (e *engine) explained(ctx context.Context, p app.Post, l app.Label, answer int) (app.Attribution, error) {
	leave, err := e.enter()
	if err != nil {
		return app.Attribution{}, err
	}
	defer leave()
	if err := ctx.Err(); err != nil {
		return app.Attribution{}, err
	}
	a, err := e.explain(ctx, p, l, answer)
	if err != nil {
		if cancelled := ctx.Err(); cancelled != nil {
			return app.Attribution{}, cancelled
		}
		return app.Attribution{}, err
	}
	return a, nil
}

func (e *engine) explain(ctx context.Context, p app.Post, l app.Label, answer int) (app.Attribution, error) {
	w, err := e.on(true)
	if err != nil {
		return app.Attribution{}, err
	}
	x, err := w.encode(ctx, p, true)
	if err != nil {
		return app.Attribution{}, err
	}
	taken, err := w.passesOf(ctx, p, x)
	if err != nil {
		return app.Attribution{}, err
	}
	out := app.Attribution{Label: l}
	words := app.WordSpans(x.struck.Text)
	e.attend(&out, x, words, taken.attention)
	if answer >= 0 && e.pack.Head.Asked == app.AskedOfPost {
		if out.Balance, err = w.answerBalance(ctx, x, answer); err != nil {
			return app.Attribution{}, err
		}
	}
	q := e.question(taken.whole, l, answer)
	if x.text != nil {
		for i, s := range words {
			words[i].Start, words[i].End = x.struck.Origin(s.Start, s.End)
		}
		q.leaveOut(words, taken.words)
		q.leaveOutLettering(taken.lettering)
	}
	if x.patches != nil {
		q.occlude(taken.patches)
	}
	out.Words, out.Picture, out.PictureWords = q.parts[says].Words, q.parts[says].Picture, q.parts[says].PictureWords
	if e.pack.Manifest.TellsMeaning() {
		out.Meaning = &app.Meaning{Label: q.meant, Meant: q.parts[means], Irony: q.parts[ironic], Incongruity: q.parts[pullsApart]}
	}
	return out, nil
}

// The probabilities that an explanation asks for.
const (
	says = iota
	means
	ironic
	pullsApart
	questions
)

// question is what an explanation asks of each pass, and what came of it.
type question struct {
	*engine
	label, meant app.Label
	answer       int                // label of the head that is asked about instead of the verdict's; negative: none
	whole        [questions]float64 // of the post as it is
	parts        [questions]app.Contributions
}

func (e *engine) question(whole pass, l app.Label, answer int) *question {
	q := &question{engine: e, label: l, answer: answer}
	q.meant = softmax(whole.answer.meant, e.pack.Manifest.Calibration.Temperature.Meant).Top()
	q.whole = q.probabilities(whole)
	return q
}

// probabilities are those of a post that the question is about, as judge has them.
func (q *question) probabilities(p pass) (v [questions]float64) {
	c := q.pack.Manifest.Calibration
	if q.answer >= 0 {
		v[says] = q.pack.Head.Probabilities(p.embedding)[q.answer]
	} else {
		v[says] = softmax(p.answer.both, c.Temperature.Of(p.words, p.picture))[q.label]
	}
	if q.pack.Manifest.TellsMeaning() {
		v[means] = softmax(p.answer.meant, c.Temperature.Meant)[q.meant]
	}
	if p.words {
		v[ironic] = c.Irony.Probability(p.answer.irony)
	}
	if p.words && p.picture {
		v[pullsApart] = c.Incongruity.Probability(p.answer.incongruity)
	}
	return v
}

// leaveOut notes how much was lost without each word, by bytes of the text as typed.
func (q *question) leaveOut(words []app.Span, without []pass) {
	for k := range q.parts {
		q.parts[k].Words = slices.Clone(words)
	}
	for i, p := range without {
		for k, v := range q.probabilities(p) {
			q.parts[k].Words[i].Weight = q.whole[k] - v
		}
	}
}

// leaveOutLettering notes how much was lost without each word in the picture; nothing where they are not read with the post.
func (q *question) leaveOutLettering(without []*pass) {
	if without == nil {
		return
	}
	for k := range q.parts {
		q.parts[k].PictureWords = make([]float64, len(without))
	}
	for i, p := range without {
		if p == nil {
			continue
		}
		for k, v := range q.probabilities(*p) {
			q.parts[k].PictureWords[i] = q.whole[k] - v
		}
	}
}

// occlude notes how much was lost without each patch.
func (q *question) occlude(without []pass) {
	for k := range q.parts {
		q.parts[k].Picture = gridOf(q.pack)
	}
	for i, p := range without {
		for k, v := range q.probabilities(p) {
			q.parts[k].Picture.Weight[i] = q.whole[k] - v
		}
	}
}

// attend hands the read-out's attention to words and patches, so that together they add up to 1. The share of the words
// is that of all their tokens; within it, what goes to [CLS] and [SEP] is left out.
func (e *engine) attend(out *app.Attribution, x *encoded, words []app.Span, attention []float64) {
	shares := share(x, attention)
	if x.text != nil {
		masses := make([]float64, len(words))
		at := 0
		for i, p := range x.text.at {
			if p.End <= p.Start {
				continue // [CLS], [SEP]
			}
			for at+1 < len(words) && int(p.Start) >= words[at+1].Start {
				at++
			}
			masses[at] += max(attention[i], 0)
		}
		spread(masses, shares.Words)
		out.WordAttention = make([]app.Span, len(words))
		for i, s := range words {
			start, end := x.struck.Origin(s.Start, s.End)
			out.WordAttention[i] = app.Span{Start: start, End: end, Weight: masses[i]}
		}
	}
	if x.patches != nil {
		grid := gridOf(e.pack)
		for i := range grid.Weight {
			grid.Weight[i] = max(attention[len(attention)-len(grid.Weight)+i], 0)
		}
		spread(grid.Weight, shares.Picture)
		out.PictureAttention = grid
	}
}

// spread scales masses to a sum; where there is no mass, all get the same.
func spread(masses []float64, sum float64) {
	have := 0.0
	for _, m := range masses {
		have += m
	}
	for i := range masses {
		if have > 0 {
			masses[i] *= sum / have
		} else {
			masses[i] = sum / float64(len(masses))
		}
	}
}
