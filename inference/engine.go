package inference

import (
	"context"
	"runtime"
	"sync/atomic"

	"duotone/app"
	"duotone/inference/pack"
	"duotone/inference/session"
	"duotone/inference/words"
)

// engine is an open pack. It implements app.Engine, app.Embedder, app.PixelViewer and app.RawTokenizer.
type engine struct {
	cpuSessions
	pixels  *pack.ImagePreprocessor
	gpu     atomic.Pointer[graphs] // nil: the CPU does the work
	trouble atomic.Pointer[string] // why the GPU was given up in mid-work
	info    app.Info               // of the opening
	prior   [3]float64             // fused logits with neither words nor picture
	batches bool                   // rows of one fusion call don't disturb each other

	pictures *cache[pictureKey, []float32] // patch states
	texts    *cache[string, *reading]      // token states
	taken    *cache[string, *passes]       // what is left of posts without a part

	calls atomic.Int32 // calls of Score with one post under way
	lone  atomic.Int64 // single posts with pictures, scored one after the other
}

type pictureKey struct {
	sum     app.Sum
	covered string
}

// reading is what the text graph made of a text.
type reading struct {
	ids     []int64
	at      []words.Piece
	cutFrom int
	states  []float32 // [len(ids), Dt]
}

// What the caches may hold, in bytes.
const (
	pictureCache = 4 << 20
	textCache    = 4 << 20
	passesCache  = 4 << 20
)

// newEngine opens a checked pack on a device.
func newEngine(ctx context.Context, k *pack.Pack, device string) (*engine, error) {
	if err := session.Start(); err != nil {
		return nil, err
	}
	pixels, err := pack.NewImagePreprocessor(k.Manifest.ImageSpec())
	if err != nil {
		return nil, err
	}
	e := &engine{
		cpuSessions: cpuSessions{pack: k, cores: max(runtime.NumCPU(), 1), keeps: !app.IsResident(ctx)}, pixels: pixels,
		pictures: newCache[pictureKey](pictureCache, func(v []float32) int { return 4*len(v) + 128 }),
		texts:    newCache[string](textCache, func(r *reading) int { return 4*len(r.states) + 32*len(r.ids) + 512 }),
		taken:    newCache[string](passesCache, (*passes).bytes),
	}
	e.plan()
	e.info = app.Info{Pack: k.Info, Device: session.CPU, Runtime: session.Version()}
	if err := e.choose(ctx, device); err != nil {
		e.Close()
		return nil, err
	}
	e.opened()
	return e, nil
}

// Info describes the engine as it is now: after a GPU was given up, its device is the CPU.
func (e *engine) Info() app.Info {
	info := e.info
	if why := e.trouble.Load(); why != nil {
		info.Device, info.DeviceNote = session.CPU, *why
	}
	return info
}

// Tokens shows what the model reads.
func (e *engine) Tokens(text string) app.TokenView { return e.pack.Words.Tokens(text) }

// RawTokens keeps app.RawTokenizer.
func (e *engine) RawTokens(text string, yield func(app.Token) bool) {
	e.pack.Words.RawTokens(text, yield)
}

// Pixels keeps app.PixelViewer.
func (e *engine) Pixels(ctx context.Context, p *app.Picture, covered []app.Rect) ([]float32, [3]int, error) {
	leave, err := e.enter()
	if err != nil {
		return nil, [3]int{}, err
	}
	defer leave()
	values, err := e.pixels.Pixels(ctx, p, covered)
	size := e.pixels.Spec().Size
	return values, [3]int{3, size[1], size[0]}, err
}

// maxCachedText keeps huge texts out of the cache's keys.
const maxCachedText = 4096
