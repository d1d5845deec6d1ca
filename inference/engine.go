package inference

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"duotone/app"
	"duotone/inference/pack"
	"duotone/inference/session"
	"duotone/inference/words"
)

// engine is an open pack. It implements app.Engine, app.Embedder, app.PixelViewer and app.RawTokenizer.
//
// On a CPU of more than two cores it keeps two sets of sessions. A single post runs on all cores. Many
// posts run one post a call on sessions of one thread, on as many goroutines as there are cores: that is as fast as
// batches, needs no padding, and a post's scores can't depend on its neighbours.
type engine struct {
	pack   *pack.Pack
	pixels *pack.ImagePreprocessor
	cores  int

	single, bulk func() (*graphs, error) // on the CPU
	plain        func() (*graphs, error) // for Bare
	quick        atomic.Pointer[graphs]  // see quickWords
	lone         atomic.Int64            // single posts scored one after the other
	hurried      atomic.Bool             // quickWords was called
	gpu          atomic.Pointer[graphs]  // nil: the CPU does the work
	trouble      atomic.Pointer[string]  // why the GPU was given up in mid-work
	info         app.Info                // of the opening
	prior        [3]float64              // fused logits with neither words nor picture
	batches      bool                    // rows of one fusion call don't disturb each other

	pictures *cache[pictureKey, []float32] // patch states
	texts    *cache[string, *reading]      // token states

	calls    atomic.Int32 // calls of Score with one post under way
	mu       sync.Mutex
	closed   bool
	running  sync.WaitGroup
	inside   int       // calls under way, as running
	loaded   []*graphs // to be freed
	rejected []*graphs // to be freed as soon as no call is under way
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
	pictureCache = 24 << 20
	textCache    = 16 << 20
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
		pack: k, pixels: pixels, cores: max(runtime.NumCPU(), 1),
		pictures: newCache[pictureKey](pictureCache, func(v []float32) int { return 4*len(v) + 128 }),
		texts:    newCache[string](textCache, func(r *reading) int { return 4*len(r.states) + 32*len(r.ids) + 512 }),
	}
	if e.cores > fewCores {
		e.single = e.loader(e.cores)
		e.bulk = sync.OnceValues(func() (*graphs, error) {
			defer e.forgetFiles() // it is the last to be loaded: choose has loaded the other
			return e.load(session.Options{Threads: 1, Device: session.CPU})
		})
	} else {
		e.bulk = e.loader(1)
		e.single = e.bulk
		if e.cores > 1 {
			e.single = e.quickest
		}
	}
	e.plain = e.plainLoader()
	e.info = app.Info{Pack: k.Info, Device: session.CPU, Runtime: session.Version()}
	if err := e.choose(ctx, device); err != nil {
		e.Close()
		return nil, err
	}
	if e.cores <= fewCores {
		words := e.pack.Graphs["text"]
		e.forgetFiles()
		if e.cores > 1 {
			e.pack.Graphs = map[string][]byte{"text": words} // for quickWords
		}
	}
	return e, nil
}

// fewCores is where a second set of sessions is not worth its memory: a post's words and picture are encoded at the same
// time, which keeps two cores busy. What they would not keep busy is a post whose words alone are new, so the text graph has
// a session on all cores as well.
const fewCores = 2

// quickest is the graphs for a single post: those for bulk work, once it is there with quickWords' session.
func (e *engine) quickest() (*graphs, error) {
	if g := e.quick.Load(); g != nil {
		return g, nil
	}
	return e.bulk()
}

// quickWords loads, beside whatever is going on, another session for the words of a single post. It takes a quarter of a second
// and 50 MB, so it waits until somebody scores a second single post: who scores one from a command line ends before, and
// who types gains.
func (e *engine) quickWords() {
	if e.cores < 2 || e.cores > fewCores || e.gpu.Load() != nil || e.hurried.Swap(true) {
		return
	}
	leave, err := e.enter()
	if err != nil {
		return
	}
	go func() {
		defer leave()
		bulk, err := e.bulk()
		if err != nil {
			return
		}
		words, err := e.loadPart(session.Options{Threads: e.cores, Device: session.CPU}, "text")
		if err != nil {
			return // what there is goes on doing it
		}
		e.forgetFiles()
		quick := *bulk
		quick.text = words.text
		e.quick.Store(&quick)
	}()
}

// forgetFiles lets go of the graphs' files once all sessions are loaded.
func (e *engine) forgetFiles() { e.pack.Graphs = nil }

// loader makes a function that loads the graphs on the CPU when it is first called.
func (e *engine) loader(threads int) func() (*graphs, error) {
	return sync.OnceValues(func() (*graphs, error) {
		return e.load(session.Options{Threads: threads, Device: session.CPU})
	})
}

func (e *engine) load(o session.Options) (*graphs, error) { return e.loadPart(o, pack.GraphNames...) }

// loadPart loads some of the graphs.
func (e *engine) loadPart(o session.Options, names ...string) (*graphs, error) {
	g, err := loadGraphs(e.pack, o, names...)
	if err != nil {
		return nil, &app.Error{Op: "open pack", Path: e.pack.Info.Dir, Kind: app.KindRuntime, Err: err,
			Hint: "The runtime can't run this pack's graphs; try a newer runtime library or another pack."}
	}
	e.mu.Lock()
	e.loaded = append(e.loaded, g)
	e.mu.Unlock()
	return g, nil
}

// Info describes the engine as it is now: after a GPU was given up, its device is the CPU.
func (e *engine) Info() app.Info {
	info := e.info
	if why := e.trouble.Load(); why != nil {
		info.Device, info.DeviceNote = session.CPU, *why
	}
	return info
}

// Close waits for what is running and frees the sessions.
func (e *engine) Close() error {
	e.mu.Lock()
	first := !e.closed
	e.closed = true
	e.mu.Unlock()
	e.running.Wait()
	if first {
		for _, g := range e.loaded {
			g.close()
		}
		e.loaded = nil
	}
	return nil
}

func (e *engine) enter() (leave func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, app.ErrClosed
	}
	e.running.Add(1)
	e.inside++
	return e.leave, nil
}

func (e *engine) leave() {
	defer e.running.Done()
	e.mu.Lock()
	e.inside--
	e.mu.Unlock()
	e.freeRejected()
}

// reject frees graphs that nobody will use again, as soon as no call can be using them: a GPU's memory is wanted by others.
func (e *engine) reject(g *graphs) {
	e.mu.Lock()
	if i := slices.Index(e.loaded, g); i >= 0 {
		e.loaded = slices.Delete(e.loaded, i, i+1)
		e.rejected = append(e.rejected, g)
	}
	e.mu.Unlock()
	e.freeRejected()
}

func (e *engine) freeRejected() {
	e.mu.Lock()
	var free []*graphs
	if e.inside == 0 {
		free, e.rejected = e.rejected, nil
	}
	e.mu.Unlock()
	for _, g := range free {
		g.close()
	}
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
