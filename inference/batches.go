package inference

import (
	"cmp"
	"context"
	"slices"

	"duotone/app"
	"duotone/inference/session"
)

// How many rows go into one call on a GPU, and how many posts are read ahead of it: their pixel tensors are in memory.
const (
	textRows    = 32
	imageRows   = 8
	fusionRows  = 24 // three views a post
	windowPosts = 64
)

// prepared is a post that is ready for the encoders.
type prepared struct {
	index   int // in the call of Score
	encoded encoded
	pixels  *[]float32 // nil: no picture
	err     error      // of the post itself
	answers []answer
}

// scoreOnGPU scores posts in windows: while a GPU works on one, the cores read the next. Where the GPU fails, the CPU does what
// is not done.
func (e *engine) scoreOnGPU(ctx context.Context, g *graphs, posts []app.Post, out []app.Prediction) error {
	ctx, cancel := context.WithCancel(ctx)
	windows := make(chan []*prepared) // one is read while one is worked on
	var reading error
	go func() {
		defer close(windows)
		for at := 0; at < len(posts) && reading == nil; at += windowPosts {
			window := make([]*prepared, min(windowPosts, len(posts)-at))
			reading = e.each(ctx, len(window), func(ctx context.Context, i int) error {
				window[i] = e.prepare(ctx, at+i, posts[at+i])
				return ctx.Err()
			})
			if reading != nil {
				giveBackPixels(window)
				return
			}
			select {
			case windows <- window:
			case <-ctx.Done():
				giveBackPixels(window)
				reading = ctx.Err()
			}
		}
	}()
	var failed error
	w := &work{engine: e, on: g}
	for window := range windows {
		if failed == nil {
			if failed = w.scoreWindow(ctx, window, posts, out); failed != nil {
				cancel()
			}
		}
		giveBackPixels(window)
	}
	cancel()
	if failed != nil {
		return failed
	}
	return reading
}

func giveBackPixels(window []*prepared) {
	for _, p := range window {
		if p != nil && p.pixels != nil {
			session.GiveBack(p.pixels)
			p.pixels = nil
		}
	}
}

// prepare reads a post's words and picture.
func (e *engine) prepare(ctx context.Context, index int, post app.Post) *prepared {
	p := &prepared{index: index}
	if p.err = unscorable(post); p.err != nil {
		return p
	}
	if p.encoded.sentences(post); post.HasWords() || p.encoded.second != "" {
		p.encoded.text = e.read(p.encoded.struck.Text, p.encoded.second)
	}
	if post.HasPicture() {
		p.pixels = session.Borrow(e.pixels.Len())
		p.err = e.pixels.PixelsInto(ctx, *p.pixels, post.Picture, post.WhatIf.Covered)
	}
	return p
}

// scoreWindow takes prepared posts to their predictions. Its error stops everything.
func (w *work) scoreWindow(ctx context.Context, window []*prepared, posts []app.Post, out []app.Prediction) error {
	good := slices.DeleteFunc(slices.Clone(window), func(p *prepared) bool { return p.err != nil })
	var failed error
	if w.on.device != session.CPU {
		failed = w.onGPU(ctx, good)
		if cancelled := ctx.Err(); cancelled != nil {
			return cancelled
		}
	}
	for _, p := range window { // what was done before a failure stays
		switch {
		case p.err != nil:
			out[p.index] = w.finish(posts[p.index], app.Prediction{Err: asError(p.err)}, w.on.device)
		case p.answers != nil:
			said, err := w.tell(ctx, &p.encoded, p.answers)
			if cancelled := ctx.Err(); cancelled != nil {
				return cancelled
			}
			if err != nil {
				said = app.Prediction{Err: asError(err)}
			}
			out[p.index] = w.finish(posts[p.index], said, w.on.device)
		}
	}
	if failed != nil {
		if err := w.giveUp(failed); err != nil {
			return err
		}
	}
	left := slices.DeleteFunc(good, func(p *prepared) bool { return p.answers != nil })
	return w.each(ctx, len(left), func(ctx context.Context, i int) (err error) {
		one := &work{engine: w.engine, on: w.on}
		if failed != nil {
			one.notice = w.notice
		}
		out[left[i].index], err = one.score(ctx, posts[left[i].index], false)
		return err
	})
}

// onGPU runs the graphs on batches of like length.
func (w *work) onGPU(ctx context.Context, posts []*prepared) error {
	slices.SortStableFunc(posts, func(a, b *prepared) int { return cmp.Compare(a.tokens(), b.tokens()) })
	if err := w.textBatches(ctx, posts); err != nil {
		return err
	}
	if err := w.imageBatches(ctx, posts); err != nil {
		return err
	}
	for first := 0; first < len(posts); {
		var rows []row
		var counts []int
		for i := first; i < len(posts) && (len(rows) == 0 || w.batches && len(rows)+len(w.views(&posts[i].encoded)) <= fusionRows && alike(posts[first], posts[i])); i++ {
			x := &posts[i].encoded
			for _, v := range w.views(x) {
				rows = append(rows, row{x.states(), x.patches, v})
			}
			counts = append(counts, len(w.views(x)))
		}
		var answers []answer
		var err error
		if w.batches {
			answers, err = w.on.fuseRows(ctx, rows)
		} else {
			for _, r := range rows {
				one, failed := w.on.fuseRows(ctx, []row{r})
				if failed != nil {
					return failed
				}
				answers = append(answers, one[0])
			}
		}
		if err != nil {
			return err
		}
		for _, n := range counts {
			posts[first].answers, answers = answers[:n:n], answers[n:]
			first++
		}
	}
	return nil
}

// tokens is the length of a post's words, 0 without any.
func (p *prepared) tokens() int {
	if p.encoded.text == nil {
		return 0
	}
	return len(p.encoded.text.ids)
}

// alike tells whether padding the shorter of two posts to the longer wastes little.
func alike(short, long *prepared) bool { return long.tokens() <= short.tokens()+short.tokens()/4+4 }

// textBatches encodes words; posts are sorted by their length.
func (w *work) textBatches(ctx context.Context, posts []*prepared) error {
	for first := 0; first < len(posts); {
		if posts[first].encoded.text == nil {
			first++
			continue
		}
		n := 1
		for w.on.textRows && n < textRows && first+n < len(posts) && alike(posts[first], posts[first+n]) {
			n++
		}
		texts := make([][]int64, n)
		for i := range texts {
			texts[i] = posts[first+i].encoded.text.ids
		}
		states, err := w.on.encodeTexts(ctx, texts...)
		if err != nil {
			return err
		}
		for i, s := range states {
			posts[first+i].encoded.text.states = s
		}
		first += n
	}
	return nil
}

func (w *work) imageBatches(ctx context.Context, posts []*prepared) error {
	most := 1
	if w.on.imageRows {
		most = imageRows
	}
	one := w.pixels.Len()
	together := session.Borrow(most * one)
	defer session.GiveBack(together)
	with := slices.DeleteFunc(slices.Clone(posts), func(p *prepared) bool { return p.pixels == nil })
	for batch := range slices.Chunk(with, most) {
		for i, p := range batch {
			copy((*together)[i*one:(i+1)*one], *p.pixels)
		}
		patches, err := w.on.encodeImages(ctx, len(batch), (*together)[:len(batch)*one])
		if err != nil {
			return err
		}
		for i, p := range batch {
			p.encoded.patches = patches[i]
		}
	}
	return nil
}

// rowsTolerance is how far a logit may move when other posts are in the same call: less than 1e-5 of a probability.
const rowsTolerance = 4e-5

// findRows finds out whether posts disturb each other in one call of the text and the image graph.
func (t *trial) findRows(ctx context.Context, g *graphs) error {
	ids, _, _ := t.pack.Words.Read(t.pack.Manifest.Golden.Text)
	longer, _, _ := t.pack.Words.Read(t.pack.Manifest.Golden.Text + " " + "!? 0 " + t.pack.Manifest.Golden.Text)
	pixels := make([]float32, 2*t.pixels.Len()) // grey, and something that is not
	for i := range t.pixels.Len() {
		pixels[t.pixels.Len()+i] = float32(i%17)/4 - 2
	}
	alone, err := g.encodeText(ctx, ids)
	if err != nil {
		return err
	}
	patches, err := g.encodeImage(ctx, pixels[:t.pixels.Len()])
	if err != nil {
		return err
	}
	want, err := g.fuse(ctx, alone, patches, goldenViews[1])
	if err != nil {
		return err
	}
	states, err := g.encodeTexts(ctx, ids, longer)
	if err != nil {
		return err
	}
	both, err := g.encodeImages(ctx, 2, pixels)
	if err != nil {
		return err
	}
	for flag, x := range map[*bool]row{&g.textRows: {states[0], patches, goldenViews[1]}, &g.imageRows: {alone, both[0], goldenViews[1]}} {
		got, err := g.fuseRows(ctx, []row{x})
		if err != nil {
			return err
		}
		*flag = apartBy(want[0], got[0]) < rowsTolerance
	}
	return nil
}
