package inference

import (
	"context"
	"fmt"
	"sync"

	"duotone/app"
	"duotone/inference/session"
)

// work is a set of graphs to do something with, and what to do when a GPU fails.
type work struct {
	*engine
	on     *graphs
	notice *app.Warning // the GPU failed and the CPU did it
}

// on gives the graphs for one post that has the machine to itself, or one of many.
func (e *engine) on(alone bool) (*work, error) {
	if g := e.gpu.Load(); g != nil {
		return &work{engine: e, on: g}, nil
	}
	load := e.bulk
	if alone {
		load = e.single
	}
	g, err := load()
	if err != nil {
		return nil, err
	}
	return &work{engine: e, on: g}, nil
}

// try does a piece of work. Where a GPU fails in it, the CPU does it again and all that comes after: nothing is lost.
func (w *work) try(ctx context.Context, do func(*graphs) error) error {
	err := do(w.on)
	if err == nil || w.on.device == session.CPU || ctx.Err() != nil {
		return err
	}
	if err := w.giveUp(err); err != nil {
		return err
	}
	return do(w.on)
}

// giveUp goes on on the CPU after a GPU failed. The error is the CPU's.
func (w *work) giveUp(err error) error {
	note := fmt.Sprintf("cpu: %s failed (%v)", w.on.device, err)
	w.trouble.CompareAndSwap(nil, &note)
	w.gpu.Store(nil)
	w.reject(w.on)
	cpu, loadErr := w.bulk()
	if loadErr != nil {
		return loadErr
	}
	w.notice = &app.Warning{Code: app.WarningFallback,
		Message: fmt.Sprintf("%s failed, so the CPU did the work: %v.", w.on.device, err)}
	w.on = cpu
	return nil
}

// encoded is a post after the encoders.
type encoded struct {
	struck  app.StruckText
	second  string    // the words in the picture that are read with the text
	text    *reading  // nil: no words
	patches []float32 // nil: no picture
}

func (x *encoded) states() []float32 {
	if x.text == nil {
		return nil
	}
	return x.text.states
}

func (x *encoded) view() view {
	return view{words: x.text != nil, picture: x.patches != nil, hidden: -1}
}

// unscorable tells why a post can't be scored at all, or nil.
func unscorable(p app.Post) error {
	if p.Err != nil {
		return p.Err
	}
	if !p.HasWords() && !p.HasPicture() {
		return &app.Error{Op: "score the post", Kind: app.KindInput, Err: app.ErrEmpty, Hint: "Give it words, a picture, or both."}
	}
	return nil
}

// encode reads a post's words and picture. With alone, both are worked on at the same time.
func (w *work) encode(ctx context.Context, p app.Post, alone bool) (*encoded, error) {
	if err := unscorable(p); err != nil {
		return nil, err
	}
	x := new(encoded)
	hasWords, hasPicture := p.HasWords() || lettering(p) != "", p.HasPicture()
	if !hasPicture {
		return x, w.encodeWords(ctx, p, x)
	}
	if !hasWords {
		return x, w.encodePicture(ctx, p, x)
	}
	if !alone {
		if err := w.encodePicture(ctx, p, x); err != nil {
			return nil, err
		}
		return x, w.encodeWords(ctx, p, x)
	}
	var picture error
	var wg sync.WaitGroup
	other := &work{engine: w.engine, on: w.on}
	wg.Go(func() { picture = other.encodePicture(ctx, p, x) })
	words := w.encodeWords(ctx, p, x)
	wg.Wait()
	if other.notice != nil {
		w.notice, w.on = other.notice, other.on
	}
	if picture != nil {
		return nil, picture
	}
	return x, words
}

// sentences notes what is read of a post: its own words that are left, and those in its picture.
func (x *encoded) sentences(p app.Post) {
	if x.second = lettering(p); p.WhatIf.NoWords {
		p.Text, p.WhatIf.Struck = "", nil // those in the picture stay
	}
	x.struck = app.Strike(p.Text, p.WhatIf.Struck)
}

func (w *work) encodeWords(ctx context.Context, p app.Post, x *encoded) (err error) {
	x.sentences(p)
	x.text, err = w.readText(ctx, x.struck.Text, x.second)
	return err
}

func (w *work) readText(ctx context.Context, text, second string) (*reading, error) {
	read := func() (*reading, error) {
		r := w.read(text, second)
		err := w.try(ctx, func(g *graphs) (err error) {
			r.states, err = g.encodeText(ctx, r.ids)
			return err
		})
		return r, err
	}
	if len(text)+len(second) > maxCachedText {
		return read()
	}
	return w.texts.get(ctx, text+"\x00"+second, read)
}

func (w *work) encodePicture(ctx context.Context, p app.Post, x *encoded) (err error) {
	key := pictureKey{sum: p.Picture.Sum}
	if len(p.WhatIf.Covered) > 0 {
		key.covered = fmt.Sprint(p.WhatIf.Covered)
	}
	x.patches, err = w.pictures.get(ctx, key, func() ([]float32, error) {
		return w.seePicture(ctx, p.Picture, p.WhatIf.Covered)
	})
	return err
}

func (w *work) seePicture(ctx context.Context, pic *app.Picture, covered []app.Rect) (patches []float32, err error) {
	pixels := session.Borrow(w.pixels.Len())
	defer session.GiveBack(pixels)
	if err := w.pixels.PixelsInto(ctx, *pixels, pic, covered); err != nil {
		return nil, err
	}
	err = w.try(ctx, func(g *graphs) (err error) {
		patches, err = g.encodeImage(ctx, *pixels)
		return err
	})
	return patches, err
}

// fuse runs views of one post, in one call where that changes nothing, else one by one.
func (w *work) fuse(ctx context.Context, x *encoded, views ...view) (answers []answer, err error) {
	err = w.try(ctx, func(g *graphs) (err error) {
		if w.batches {
			answers, err = g.fuse(ctx, x.states(), x.patches, views...)
			return err
		}
		answers = answers[:0]
		for _, v := range views {
			one, err := g.fuse(ctx, x.states(), x.patches, v)
			if err != nil {
				return err
			}
			answers = append(answers, one[0])
		}
		return nil
	})
	return answers, err
}
