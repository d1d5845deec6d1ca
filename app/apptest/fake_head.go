package apptest

import (
	"context"

	"duotone/app"
)

var _ app.AnswerExplainer = (*Fake)(nil)

// EmbeddingSize is the size of the fake's embedding.
const EmbeddingSize = wordDims + GridSide*GridSide

// answer is what the head of Fake.Pack says of a post; nil where there is none, or the post lacks what it asks of.
func (f *Fake) answer(p app.Post) *app.Answer {
	h := f.Pack.Head
	if h == nil {
		return nil
	}
	part := h.Asked.Of(p)
	if h.Asked == app.AskedOfWords && !part.HasWords() || h.Asked == app.AskedOfPicture && !part.HasPicture() {
		return nil
	}
	x, err := f.embed(part)
	if err != nil {
		return nil
	}
	return &app.Answer{Head: h, Scores: h.Probabilities(x)}
}

// ExplainAnswer keeps app.AnswerExplainer.
func (f *Fake) ExplainAnswer(ctx context.Context, p app.Post, label int) (app.Attribution, error) {
	h := f.Pack.Head
	if h == nil || label < 0 || label >= len(h.Labels) {
		return app.Attribution{}, app.Errorf("explain the post", "", app.KindUsage, "", "the fake has no such label")
	}
	out, err := f.Explain(ctx, h.Asked.Of(p), app.Neutral)
	if err != nil {
		return out, err
	}
	chance := func(p app.Post) float64 {
		if a := f.answer(p); a != nil {
			return a.Scores[label]
		}
		return 1 / float64(len(h.Labels))
	}
	whole := chance(p)
	for i, w := range out.Words {
		less := p
		less.WhatIf.Struck = append(append([]app.Span(nil), p.WhatIf.Struck...), app.Span{Start: w.Start, End: w.End})
		out.Words[i].Weight = whole - chance(less)
	}
	if h.Asked == app.AskedOfPost {
		words, picture := p, p
		words.WhatIf.NoPicture, picture.WhatIf.NoWords = true, true
		b := app.Shapley(1/float64(len(h.Labels)), chance(words), chance(picture), whole)
		out.Balance = &b
	}
	return out, nil
}
