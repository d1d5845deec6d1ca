package inference

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"duotone/app"
	"duotone/inference/pack"
	"duotone/inference/session"
)

// openGraphs are the graphs that are loaded, and the calls that may be using them: none is freed under a call.
type openGraphs struct {
	mu       sync.Mutex
	closed   bool
	running  sync.WaitGroup
	inside   int       // calls under way, as running
	loaded   []*graphs // to be freed
	rejected []*graphs // to be freed as soon as no call is under way
}

// Close waits for what is running and frees the sessions.
func (o *openGraphs) Close() error {
	o.mu.Lock()
	first := !o.closed
	o.closed = true
	o.mu.Unlock()
	o.running.Wait()
	if first {
		for _, g := range o.loaded {
			g.close()
		}
		o.loaded = nil
	}
	return nil
}

func (o *openGraphs) enter() (leave func(), err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil, app.ErrClosed
	}
	o.running.Add(1)
	o.inside++
	return o.leave, nil
}

func (o *openGraphs) leave() {
	defer o.running.Done()
	o.mu.Lock()
	o.inside--
	o.mu.Unlock()
	o.freeRejected()
}

// reject frees graphs that nobody will use again, as soon as no call can be using them: a GPU's memory is wanted by others.
func (o *openGraphs) reject(g *graphs) {
	o.mu.Lock()
	if i := slices.Index(o.loaded, g); i >= 0 {
		o.loaded = slices.Delete(o.loaded, i, i+1)
		o.rejected = append(o.rejected, g)
	}
	o.mu.Unlock()
	o.freeRejected()
}

func (o *openGraphs) freeRejected() {
	o.mu.Lock()
	var free []*graphs
	if o.inside == 0 {
		free, o.rejected = o.rejected, nil
	}
	o.mu.Unlock()
	for _, g := range free {
		g.close()
	}
}

// cpuSessions are a pack's sessions on the CPU, each loaded when it is first wanted.
//
// On a CPU of more than two cores there are two sets. A single post runs on all cores. Many
// posts run one post a call on sessions of one thread, on as many goroutines as there are cores: that is as fast as
// batches, needs no padding, and a post's scores can't depend on its neighbours.
type cpuSessions struct {
	openGraphs
	pack  *pack.Pack
	cores int
	keeps bool // what a run needed is kept for the next one

	single, bulk func() (*graphs, error)
	plain        func() (*graphs, error) // for Bare
	quick        atomic.Pointer[quick]   // see quickPicture
	hurried      atomic.Bool             // quickPicture was called
}

// plan says which sessions serve what.
func (s *cpuSessions) plan() {
	if s.cores > fewCores {
		s.single = s.loader(s.cores)
		s.bulk = sync.OnceValues(func() (*graphs, error) {
			defer s.forgetFiles() // it is the last to be loaded: the proof has loaded the other
			return s.load(session.Options{Threads: 1, Device: session.CPU, Keeps: s.keeps})
		})
	} else {
		s.bulk = s.loader(1)
		s.single = s.bulk
		if s.cores > 1 {
			s.single = s.quickest
		}
	}
	s.plain = s.plainLoader()
}

// opened lets go of the files that no session will be loaded from.
func (s *cpuSessions) opened() {
	if s.cores <= fewCores {
		s.forgetFiles()
	}
}

// fewCores is where a second set of sessions is not worth its memory: a post's words are read while its picture is decoded, which
// keeps two cores busy. What would not keep them busy is the picture's graph, which comes after, so that has a session on all cores as
// well. The words' graph gains nothing from a second core.
const fewCores = 2

// quick are the graphs for a single post.
type quick struct {
	all graphs  // those for bulk work, but for the picture's
	own *graphs // the picture's alone
}

// quickest is the graphs for a single post: those for bulk work, once it is there with quickPicture's session.
func (s *cpuSessions) quickest() (*graphs, error) {
	if g := s.quick.Load(); g != nil {
		return &g.all, nil
	}
	return s.bulk()
}

// quickPicture loads, beside whatever is going on, another session for the picture of a single post. It takes a tenth of a second and some
// 20 MB, so it waits until somebody scores a second single post: who scores one from a command line ends before, and who looks at one
// post after the other gains. Its threads wait for each other awake, without which a quarter of the gain is left.
func (s *cpuSessions) quickPicture() {
	if s.cores < 2 || s.cores > fewCores || s.hurried.Swap(true) {
		return
	}
	leave, err := s.enter()
	if err != nil {
		return
	}
	go func() {
		defer leave()
		bulk, err := s.bulk()
		if err != nil {
			return
		}
		if err := s.pack.ReadAgain("image"); err != nil {
			return // what there is goes on doing it
		}
		picture, err := s.loadPart(session.Options{Threads: s.cores, Device: session.CPU, Spins: true, Keeps: s.keeps}, "image")
		s.forgetFiles()
		if err != nil {
			return
		}
		q := &quick{all: *bulk, own: picture}
		q.all.image = picture.image
		s.quick.Store(q)
	}()
}

// forgetFiles lets go of the graphs' files once all sessions are loaded.
func (s *cpuSessions) forgetFiles() { s.pack.Graphs = nil }

// loader makes a function that loads the graphs on the CPU when it is first called.
func (s *cpuSessions) loader(threads int) func() (*graphs, error) {
	return sync.OnceValues(func() (*graphs, error) {
		return s.load(session.Options{Threads: threads, Device: session.CPU, Keeps: s.keeps})
	})
}

func (s *cpuSessions) load(o session.Options) (*graphs, error) {
	return s.loadPart(o, pack.GraphNames...)
}

// loadPart loads some of the graphs.
func (s *cpuSessions) loadPart(o session.Options, names ...string) (*graphs, error) {
	g, err := loadGraphs(s.pack, o, names...)
	if err != nil {
		return nil, &app.Error{Op: "open pack", Path: s.pack.Info.Dir, Kind: app.KindRuntime, Err: err,
			Hint: "The runtime can't run this pack's graphs; try a newer runtime library or another pack."}
	}
	s.mu.Lock()
	s.loaded = append(s.loaded, g)
	s.mu.Unlock()
	return g, nil
}

// plainLoader makes a function that loads the graphs on the CPU with the runtime's own settings, one thread a session, which is the
// quickest for many posts: what our settings cost must show beside it.
func (s *cpuSessions) plainLoader() func() (*graphs, error) {
	return sync.OnceValues(func() (*graphs, error) {
		again, info := pack.Open(s.pack.Dir) // the files are forgotten once the engine is open
		if again == nil {
			return nil, pack.Error(info)
		}
		g, err := loadGraphs(again, session.Options{Threads: 1, Device: session.CPU, Plain: true}, pack.GraphNames...)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.loaded = append(s.loaded, g)
		return g, nil
	})
}

func (s *cpuSessions) cpuNote() string {
	return fmt.Sprintf("%s, %d cores, %v", runtime.GOARCH, s.cores, session.ProductsProved)
}
