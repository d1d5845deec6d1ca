package inference

import (
	"context"
	"fmt"

	"duotone/app"
	"duotone/inference/pack"
)

// passes are what the fusion graph says of a post, and of the post with each of its parts taken away. They do not depend on what an
// explanation asks of them, so another label needs no other passes.
type passes struct {
	whole     pass
	attention []float64 // of the whole
	words     []pass    // by word of the struck text, as far as it was read
	lettering []*pass   // by word in the picture; nil: these are not read with the post. A pass is nil where the one word is not
	patches   []pass
}

// pass is what one of them says.
type pass struct {
	words, picture bool      // are there
	answer         answer    // without attention and embedding
	embedding      []float32 // of unit length; nil where no head asks for it
}

func passOver(e *engine, x *encoded, a answer) pass {
	p := pass{words: x.text != nil, picture: x.patches != nil}
	if e.pack.Head != nil {
		p.embedding = e.embedding(x, a)
	}
	a.attention, a.embedding = nil, nil
	p.answer = a
	return p
}

// bytes is about what they take.
func (p *passes) bytes() int {
	one := 256 + 4*len(p.whole.embedding)
	return one*(1+len(p.words)+len(p.lettering)+len(p.patches)) + 8*len(p.attention)
}

// passesOf takes a post's parts away one by one, or gives what that said before.
func (w *work) passesOf(ctx context.Context, p app.Post, x *encoded) (*passes, error) {
	take := func() (*passes, error) { return (&taking{engine: w.engine, post: p, whole: x}).all(ctx, w) }
	if len(x.struck.Text)+len(x.second) > maxCachedText {
		return take()
	}
	key := fmt.Sprintf("%t %q %q %v", p.HasWords(), x.struck.Text, x.second, x.text != nil)
	if x.patches != nil {
		key += fmt.Sprintf(" %x %v", p.Picture.Sum, p.WhatIf.Covered)
	}
	if x.second != "" {
		for _, word := range p.PictureWords {
			key += fmt.Sprintf(" %q %t", word.Text, word.Confidence < app.SurelyRead)
		}
	}
	return w.taken.get(ctx, key, take)
}

// taking takes the parts of a post away, one in each job.
type taking struct {
	*engine
	post   app.Post
	whole  *encoded
	passes passes
}

// job takes a part away, or a few, on graphs that are its own to give up.
type job func(ctx context.Context, w *work) error

// all does all jobs at once, so that no core waits for the last of one kind.
func (t *taking) all(ctx context.Context, w *work) (*passes, error) {
	answers, err := w.fuse(ctx, t.whole, t.whole.view())
	if err != nil {
		return nil, err
	}
	t.passes.whole, t.passes.attention = passOver(t.engine, t.whole, answers[0]), answers[0].attention
	var jobs []job
	if t.whole.text != nil {
		jobs = append(t.words(), t.lettering()...)
	}
	if t.whole.patches != nil {
		jobs = append(jobs, t.patches()...)
	}
	err = t.each(ctx, len(jobs), func(ctx context.Context, i int) error {
		w, err := t.on(false)
		if err != nil {
			return err
		}
		return jobs[i](ctx, w)
	})
	if err != nil {
		return nil, err
	}
	kept := t.passes // a copy: the passes are kept for long, the post and its picture must not be kept by them
	return &kept, nil
}

// one is the pass over what is left.
func (w *work) one(ctx context.Context, less *encoded) (pass, error) {
	answers, err := w.fuse(ctx, less, less.view())
	if err != nil {
		return pass{}, err
	}
	return passOver(w.engine, less, answers[0]), nil
}

// words strikes each word that was read. The rest is kept as read, as whoever sees a word's weight may strike it next.
func (t *taking) words() (jobs []job) {
	text := t.whole.struck.Text
	words := app.WordSpans(text)
	read := 0
	for i, s := range words {
		if t.whole.text.cutFrom < 0 || s.Start < t.whole.text.cutFrom {
			read = i + 1
		}
	}
	t.passes.words = make([]pass, read)
	for i := range read {
		jobs = append(jobs, func(ctx context.Context, w *work) (err error) {
			rest := app.Post{Text: text, WhatIf: app.WhatIf{Struck: words[i : i+1]}}
			less := &encoded{patches: t.whole.patches}
			if rest.HasWords() {
				if less.text, err = w.readText(ctx, app.Strike(text, rest.WhatIf.Struck).Text, t.whole.second); err != nil {
					return err
				}
			}
			t.passes.words[i], err = w.one(ctx, less)
			return err
		})
	}
	return jobs
}

// lettering leaves out each word in the picture, where they are read with the post.
func (t *taking) lettering() (jobs []job) {
	if t.whole.second == "" {
		return nil
	}
	all := t.post.PictureWords
	t.passes.lettering = make([]*pass, len(all))
	for i := range all {
		if all[i].Confidence < app.SurelyRead {
			continue
		}
		jobs = append(jobs, func(ctx context.Context, w *work) (err error) {
			rest := t.post
			rest.PictureWords = append(append([]app.PictureWord{}, all[:i]...), all[i+1:]...)
			less := &encoded{patches: t.whole.patches}
			if second := lettering(rest); second != "" || rest.HasWords() {
				if less.text, err = w.readText(ctx, t.whole.struck.Text, second); err != nil {
					return err
				}
			}
			one, err := w.one(ctx, less)
			t.passes.lettering[i] = &one
			return err
		})
	}
	return jobs
}

// How many views of a post go into one fusion call, where rows of one call do not disturb each other. On a CPU few, so that no core waits
// for the last call of another. More take no less of a core's time, as their values leave its cache.
const (
	rowsOnCPU = 4
	rowsOnGPU = 16
)

// patches hides each patch, by the fusion graph's mask where it has one, else by paint.
func (t *taking) patches() (jobs []job) {
	n := t.pack.Patches
	t.passes.patches = make([]pass, n)
	if !t.pack.Masks || n == 1 {
		return t.paintedOver()
	}
	rows := rowsOnCPU
	switch {
	case !t.batches:
		rows = 1
	case t.gpu.Load() != nil:
		rows = rowsOnGPU
	}
	for first := 0; first < n; first += rows {
		jobs = append(jobs, func(ctx context.Context, w *work) error {
			views := make([]view, min(rows, n-first))
			for i := range views {
				views[i] = t.whole.view()
				views[i].hidden = first + i
			}
			answers, err := w.fuse(ctx, t.whole, views...)
			for i, a := range answers {
				t.passes.patches[first+i] = passOver(w.engine, t.whole, a)
			}
			return err
		})
	}
	return jobs
}

func (t *taking) paintedOver() (jobs []job) {
	for i := range t.passes.patches {
		jobs = append(jobs, func(ctx context.Context, w *work) error {
			covered := append(append([]app.Rect(nil), t.post.WhatIf.Covered...), patchRect(gridOf(t.pack), i))
			patches, err := w.seePicture(ctx, t.post.Picture, covered)
			if err != nil {
				return err
			}
			t.passes.patches[i], err = w.one(ctx, &encoded{text: t.whole.text, patches: patches})
			return err
		})
	}
	return jobs
}

// gridOf is an empty one of the pack's patches.
func gridOf(k *pack.Pack) *app.Grid {
	cols, n := k.Manifest.Image.Grid[0], k.Patches
	return &app.Grid{W: cols, H: n / cols, Weight: make([]float64, n)}
}

// patchRect is where a patch lies in the picture.
func patchRect(g *app.Grid, i int) app.Rect {
	x, y, w, h := float64(i%g.W), float64(i/g.W), float64(g.W), float64(g.H)
	return app.Rect{X0: x / w, Y0: y / h, X1: (x + 1) / w, Y1: (y + 1) / h}
}
