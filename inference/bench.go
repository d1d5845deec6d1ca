package inference

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"duotone/app"
	"duotone/inference/session"
)

// Bare keeps app.Bencher.
func (e *engine) Bare(ctx context.Context, posts ...app.Post) (app.BareTimes, error) {
	leave, err := e.enter()
	if err != nil {
		return app.BareTimes{}, err
	}
	defer leave()
	type ready struct {
		ids    []int64
		pixels *[]float32
	}
	var total app.BareTimes
	all := make([]ready, len(posts))
	for i, p := range posts {
		start := time.Now()
		all[i].ids, _, _ = e.pack.Words.Read(p.Text)
		total.Words += time.Since(start)
		start = time.Now()
		all[i].pixels = session.Borrow(e.pixels.Len())
		defer session.GiveBack(all[i].pixels)
		if err = e.pixels.PixelsInto(ctx, *all[i].pixels, p.Picture, nil); err != nil {
			return total, err
		}
		total.Pixels += time.Since(start)
	}
	w, err := e.on(false)
	if err != nil {
		return total, err
	}
	if w.on.device == session.CPU {
		if w.on, err = e.plain(); err != nil {
			return total, err
		}
	}
	var text, image, fusion atomic.Int64
	runtime.GC() // what was made before is not the graphs' affair
	start, used := time.Now(), app.ProcessorTime()
	err = e.each(ctx, len(posts), func(ctx context.Context, i int) error {
		var x encoded
		x.text = &reading{ids: all[i].ids}
		begin := time.Now()
		var err error
		if x.text.states, err = w.on.encodeText(ctx, all[i].ids); err != nil {
			return err
		}
		read := time.Now()
		if x.patches, err = w.on.encodeImage(ctx, *all[i].pixels); err != nil {
			return err
		}
		seen := time.Now()
		_, err = w.fuse(ctx, &x, e.views(&x)...)
		text.Add(int64(read.Sub(begin)))
		image.Add(int64(seen.Sub(read)))
		fusion.Add(int64(time.Since(seen)))
		return err
	})
	total.Wall, total.Processor = time.Since(start), app.ProcessorTime()-used
	total.Text, total.Image, total.Fusion = time.Duration(text.Load()), time.Duration(image.Load()), time.Duration(fusion.Load())
	return total, err
}

// Rest keeps app.Rester. The second single post from then on brings the picture's own session back.
func (e *engine) Rest() {
	leave, err := e.enter()
	if err != nil {
		return // it is closed
	}
	defer leave()
	e.Forget()
	if g := e.quick.Swap(nil); g != nil {
		e.reject(g.own)
		e.hurried.Store(false)
	}
}

// Forget keeps app.Bencher.
func (e *engine) Forget() {
	e.pictures.clear()
	e.texts.clear()
	e.taken.clear()
}
