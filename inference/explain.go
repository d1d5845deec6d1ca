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
	answers, err := w.fuse(ctx, x, x.view())
	if err != nil {
		return app.Attribution{}, err
	}
	out := app.Attribution{Label: l}
	words := app.WordSpans(x.struck.Text)
	e.attend(&out, x, words, answers[0].attention)
	q := e.question(p, x, answers[0], l, answer)
	if answer >= 0 && e.pack.Head.Asked == app.AskedOfPost {
		if out.Balance, err = w.answerBalance(ctx, x, answer); err != nil {
			return app.Attribution{}, err
		}
	}
	if x.text != nil {
		if err = q.leaveOut(ctx, words); err != nil {
			return app.Attribution{}, err
		}
		if out.PictureWords, err = q.leaveOutLettering(ctx); err != nil {
			return app.Attribution{}, err
		}
	}
	if x.patches != nil {
		if err = q.occlude(ctx); err != nil {
			return app.Attribution{}, err
		}
	}
	out.Words, out.Picture = q.parts[says].Words, q.parts[says].Picture
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
	typed        app.Post
	post         *encoded
	label, meant app.Label
	answer       int                // label of the head that is asked about instead of the verdict's; negative: none
	whole        [questions]float64 // of the post as it is
	parts        [questions]app.Contributions
}

func (e *engine) question(p app.Post, x *encoded, a answer, l app.Label, answer int) *question {
	q := &question{engine: e, typed: p, post: x, label: l, answer: answer}
	q.meant = softmax(a.meant, e.pack.Manifest.Calibration.Temperature.Meant).Top()
	q.whole = q.probabilities(x, a)
	return q
}

// probabilities are those of a post that the question is about, as judge has them.
func (q *question) probabilities(x *encoded, a answer) (v [questions]float64) {
	c := q.pack.Manifest.Calibration
	if q.answer >= 0 {
		v[says] = q.pack.Head.Probabilities(q.embedding(x, a))[q.answer]
	} else {
		v[says] = softmax(a.both, c.Temperature.Of(x.text != nil, x.patches != nil))[q.label]
	}
	if q.pack.Manifest.TellsMeaning() {
		v[means] = softmax(a.meant, c.Temperature.Meant)[q.meant]
	}
	if x.text != nil {
		v[ironic] = c.Irony.Probability(a.irony)
	}
	if x.text != nil && x.patches != nil {
		v[pullsApart] = c.Incongruity.Probability(a.incongruity)
	}
	return v
}

// word and patch note how much was lost without a part.
func (q *question) word(i int, x *encoded, a answer) {
	for k, v := range q.probabilities(x, a) {
		q.parts[k].Words[i].Weight = q.whole[k] - v
	}
}

func (q *question) patch(i int, x *encoded, a answer) {
	for k, v := range q.probabilities(x, a) {
		q.parts[k].Picture.Weight[i] = q.whole[k] - v
	}
}

// leaveOut notes the drop for each word, by bytes of the text as typed.
func (q *question) leaveOut(ctx context.Context, words []app.Span) error {
	spans := make([]app.Span, len(words))
	read := 0
	for i, s := range words {
		spans[i].Start, spans[i].End = q.post.struck.Origin(s.Start, s.End)
		if q.post.text.cutFrom < 0 || s.Start < q.post.text.cutFrom {
			read = i + 1
		}
	}
	for k := range q.parts {
		q.parts[k].Words = slices.Clone(spans)
	}
	return q.each(ctx, read, func(ctx context.Context, i int) error {
		w, err := q.on(false)
		if err != nil {
			return err
		}
		rest := app.Post{Text: q.post.struck.Text, WhatIf: app.WhatIf{Struck: words[i : i+1]}}
		less := &encoded{patches: q.post.patches}
		if rest.HasWords() {
			text := app.Strike(rest.Text, rest.WhatIf.Struck).Text
			r := q.read(text, q.post.second)
			err := w.try(ctx, func(g *graphs) (err error) {
				r.states, err = g.encodeText(ctx, r.ids)
				return err
			})
			if err != nil {
				return err
			}
			less.text = r
		}
		answers, err := w.fuse(ctx, less, less.view())
		if err != nil {
			return err
		}
		q.word(i, less, answers[0])
		return nil
	})
}

// How many views of a post go into one fusion call. On a CPU few, so that no core waits for the last call of another: 81 patches in
// sixteens were 48 for one core and 33 for the other. More take no less of a core's time, as their values leave its cache.
const (
	rowsOnCPU = 4
	rowsOnGPU = 16
)

// occlude notes the drop for each patch.
func (q *question) occlude(ctx context.Context) error {
	cols, n := q.pack.Manifest.Image.Grid[0], q.pack.Patches
	for k := range q.parts {
		q.parts[k].Picture = &app.Grid{W: cols, H: n / cols, Weight: make([]float64, n)}
	}
	if !q.pack.Masks || n == 1 {
		return q.paintOver(ctx)
	}
	rows := rowsOnCPU
	if q.gpu.Load() != nil {
		rows = rowsOnGPU
	}
	return q.each(ctx, (n+rows-1)/rows, func(ctx context.Context, chunk int) error {
		first := chunk * rows
		views := make([]view, min(rows, n-first))
		for i := range views {
			views[i] = q.post.view()
			views[i].hidden = first + i
		}
		w, err := q.on(false)
		if err != nil {
			return err
		}
		answers, err := w.fuse(ctx, q.post, views...)
		for i, a := range answers {
			q.patch(first+i, q.post, a)
		}
		return err
	})
}

// paintOver is occlusion for packs without a patch mask.
func (q *question) paintOver(ctx context.Context) error {
	grid := q.parts[says].Picture
	return q.each(ctx, len(grid.Weight), func(ctx context.Context, i int) error {
		w, err := q.on(false)
		if err != nil {
			return err
		}
		covered := append(append([]app.Rect(nil), q.typed.WhatIf.Covered...), patchRect(grid, i))
		patches, err := w.seePicture(ctx, q.typed.Picture, covered)
		if err != nil {
			return err
		}
		less := &encoded{text: q.post.text, patches: patches}
		answers, err := w.fuse(ctx, less, less.view())
		if err != nil {
			return err
		}
		q.patch(i, less, answers[0])
		return nil
	})
}

// patchRect is where a patch lies in the picture.
func patchRect(g *app.Grid, i int) app.Rect {
	x, y, w, h := float64(i%g.W), float64(i/g.W), float64(g.W), float64(g.H)
	return app.Rect{X0: x / w, Y0: y / h, X1: (x + 1) / w, Y1: (y + 1) / h}
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
		cols, n := e.pack.Manifest.Image.Grid[0], e.pack.Patches
		masses := make([]float64, n)
		for i := range masses {
			masses[i] = max(attention[len(attention)-n+i], 0)
		}
		spread(masses, shares.Picture)
		out.PictureAttention = &app.Grid{W: cols, H: n / cols, Weight: masses}
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
