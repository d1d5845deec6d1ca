// Package presenttest is the contract that every presenter keeps, as a test.
package presenttest

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

// Subject is a presenter under test.
type Subject[S any] struct {
	New      func(watch func(*S)) Presenter[S] // makes one anew
	Number   func(*S) uint64
	Commands []func(Presenter[S]) // commands of every kind, which may come in any order
}

// Presenter is what all presenters have.
type Presenter[S any] interface {
	State() *S
	Close()
}

// patience is how long anything may take before it is taken to be stuck.
const patience = 60 * time.Second

// Run holds a presenter to the contract of package present: commands from anywhere return, numbers rise, the watcher is
// told in order, Close ends everything at any moment, and commands after it do nothing.
func Run[S any](t *testing.T, s Subject[S]) {
	t.Helper()
	t.Run("states come in order", func(t *testing.T) { s.order(t) })
	t.Run("Close at any moment", func(t *testing.T) { s.closing(t) })
}

func (s Subject[S]) order(t *testing.T) {
	var last uint64
	p := s.New(func(st *S) {
		if n := s.Number(st); n <= last {
			t.Errorf("state %d was told after state %d", n, last)
		} else {
			last = n
		}
	})
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			seen := uint64(0)
			for k := range s.Commands {
				s.Commands[(i+k)%len(s.Commands)](p)
				if n := s.Number(p.State()); n < seen {
					t.Errorf("state %d is the latest after state %d was", n, seen)
				} else {
					seen = n
				}
			}
		})
	}
	inTime(t, "the commands return", all.Wait)
	inTime(t, "Close returns", p.Close)
	if n := s.Number(p.State()); n < last {
		t.Errorf("the last state is %d, and %d was told", n, last)
	}
}

func (s Subject[S]) closing(t *testing.T) {
	before := runtime.NumGoroutine()
	for i := range 3 * (len(s.Commands) + 1) {
		var mu sync.Mutex
		closed := false
		p := s.New(func(*S) {
			mu.Lock()
			defer mu.Unlock()
			if closed {
				t.Error("the watcher is called after Close")
			}
		})
		for k := range i % (len(s.Commands) + 1) {
			s.Commands[(i+k)%len(s.Commands)](p)
		}
		inTime(t, "Close returns", func() { p.Close(); p.Close() })
		mu.Lock()
		closed = true
		mu.Unlock()
		last := s.Number(p.State())
		for _, command := range s.Commands {
			command(p)
		}
		if n := s.Number(p.State()); n != last {
			t.Errorf("a command after Close makes state %d of %d", n, last)
		}
	}
	for late := time.Now().Add(patience); runtime.NumGoroutine() > before+2; runtime.Gosched() {
		if time.Now().After(late) {
			t.Fatalf("%d goroutines are left, and there were %d", runtime.NumGoroutine(), before)
		}
	}
}

func inTime(t *testing.T, what string, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { do(); close(done) }()
	select {
	case <-done:
	case <-time.After(patience):
		stacks := make([]byte, 1<<16)
		t.Fatalf("not so: %s\n%s", what, stacks[:runtime.Stack(stacks, true)])
	}
}
