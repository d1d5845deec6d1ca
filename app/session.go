package app

import (
	"context"
	"image"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// MaxText is how many bytes of words a session takes. It is a hundred times what a model reads, and keeps every layout
// and every tokenizer run short whatever is pasted.
const MaxText = 20_000

// PictureReader is how a session comes by pictures. Its methods may be called from several goroutines and end soon
// after their context.
type PictureReader interface {
	// Read reads and checks a file.
	Read(ctx context.Context, path string) (*Picture, error)
	// New checks an encoded picture that is already in memory.
	New(name string, data []byte) (*Picture, error)
	// Preview decodes a picture, upright, within side × side pixels.
	Preview(ctx context.Context, p *Picture, side int) (image.Image, error)
}

// Sample is a post that shows what Duotone does.
type Sample struct {
	Title   string // a few words, English; a key for translation
	Story   string // one sentence: what to see and what to try, English; a key for translation
	Text    string
	Name    string // of the picture; empty: none
	Picture []byte // encoded
}

// SessionOptions are what a session works with. Opener and Pictures are needed.
type SessionOptions struct {
	Opener   Opener
	Pictures PictureReader
	Samples  []Sample

	Pack      string // folder of the pack to open; "" is the default one
	Device    string // "" is "auto"
	Threshold float64
	// Wait is how long typing must pause before a post is scored, and WaitMost how long it is put off while typing
	// goes on. Zero: 80 ms and 400 ms.
	Wait, WaitMost time.Duration
	// Slow is how long scoring may take before it is said to be slow. Zero: 300 ms.
	Slow time.Duration
	// Settle is how long a post must stay before it enters the history. Zero: 1.5 s.
	Settle time.Duration
	// Preview is the longer side of the picture on the screen, in pixels. Zero: 1400.
	Preview int
}

// Session is one sitting at the window, without the window: commands in, immutable states out. The package comment has
// its contract of goroutines.
type Session struct {
	options SessionOptions
	ctx     context.Context
	stop    context.CancelFunc
	work    sync.WaitGroup // everything started and not yet returned

	mu     sync.Mutex
	queue  []func(*desk)
	closed bool
	wake   chan struct{}

	latest atomic.Pointer[State]
	fresh  chan struct{} // a state that the watcher has not seen
	engine atomic.Pointer[engineBox]
	open   []Engine // opened and not yet closed
}

type engineBox struct{ Engine }

// NewSession starts a session and opens its pack in the background. watch is called with every state that is still the
// latest when it is its turn, one call at a time, on a goroutine of the session; it may be nil.
func NewSession(options SessionOptions, watch func(*State)) *Session {
	s := &Session{options: options.filled(), wake: make(chan struct{}, 1), fresh: make(chan struct{}, 1)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	d := newDesk(s)
	s.latest.Store(d.snapshot())
	s.work.Add(1)
	go s.loop(d)
	if watch != nil {
		s.work.Add(1)
		go s.watch(watch)
	}
	s.do(func(d *desk) { d.open(s.options.Pack, s.options.Device) })
	return s
}

func (o SessionOptions) filled() SessionOptions {
	def := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&o.Wait, 80*time.Millisecond)
	def(&o.WaitMost, 400*time.Millisecond)
	def(&o.Slow, 300*time.Millisecond)
	def(&o.Settle, 1500*time.Millisecond)
	if o.Preview <= 0 {
		o.Preview = 1400
	}
	if o.Device == "" {
		o.Device = "auto"
	}
	return o
}

// State is the latest state.
func (s *Session) State() *State { return s.latest.Load() }

// Engine is the open engine, or nil.
func (s *Session) Engine() Engine {
	if box := s.engine.Load(); box != nil {
		return box.Engine
	}
	return nil
}

// Close cancels everything, waits until it has ended and closes the engine. Commands after it do nothing.
func (s *Session) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.work.Wait()
	s.engine.Store(nil)
	s.mu.Lock()
	open := s.open
	s.open = nil
	s.mu.Unlock()
	for _, e := range open {
		e.Close()
	}
}

// keep notes an engine that is to be closed, and release closes it.
func (s *Session) keep(e Engine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, e)
}

func (s *Session) release(e Engine) {
	s.mu.Lock()
	i := slices.Index(s.open, e)
	if i >= 0 {
		s.open = slices.Delete(s.open, i, i+1)
	}
	s.mu.Unlock()
	if i >= 0 {
		e.Close()
	}
}

// do hands a command to the loop and returns at once.
func (s *Session) do(command func(*desk)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.queue = append(s.queue, command)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// start runs something in the background that Close waits for. It is called on the loop, which Close waits for too, so
// that the count never rises from zero behind Close's back.
func (s *Session) start(f func()) {
	s.work.Add(1)
	go func() {
		defer s.work.Done()
		f()
	}()
}

// after runs a command on the loop after a while.
func (s *Session) after(d time.Duration, command func(*desk)) *time.Timer {
	return time.AfterFunc(d, func() { s.do(command) })
}

func (s *Session) loop(d *desk) {
	defer s.work.Done()
	defer d.leave()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.wake:
		}
		s.mu.Lock()
		commands := s.queue
		s.queue = nil
		s.mu.Unlock()
		for _, command := range commands {
			command(d)
		}
		s.latest.Store(d.snapshot())
		select {
		case s.fresh <- struct{}{}:
		default:
		}
	}
}

func (s *Session) watch(watch func(*State)) {
	defer s.work.Done()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.fresh:
			watch(s.latest.Load())
		}
	}
}
