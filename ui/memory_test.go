package ui

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
)

// The bound on memory moves with what is in use, and back: with more in use than it allows, collecting would take every moment there is.
func TestTheBoundOnMemoryMovesWithWhatIsInUse(t *testing.T) {
	was := debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetMemoryLimit(was); bound.Store(0) })
	limit := func() int64 { return debug.SetMemoryLimit(-1) }
	bound.Store(memoryWanted)
	debug.SetMemoryLimit(memoryWanted)
	for _, c := range []struct{ used, want int64 }{{50 << 20, memoryWanted}, {222 << 20, 333 << 20}, {220 << 20, 333 << 20}, {400 << 20, 600 << 20}, {60 << 20, memoryWanted}} {
		if moveBound(c.used); limit() != c.want {
			t.Errorf("with %d MB in use the bound is %d MB, want %d", c.used>>20, limit()>>20, c.want>>20)
		}
	}
	debug.SetMemoryLimit(math.MaxInt64)
	called := make(chan struct{}, 10)
	afterEachCollection(func() {
		select {
		case called <- struct{}{}:
		default:
		}
	})
	for range 2 { // it is heard again and again
		runtime.GC()
		<-called
	}
	if inUse() <= 0 {
		t.Error("nothing is in use")
	}
}

// While something goes on memory is given back at each look, and once more when a rest begins.
func TestMemoryIsGivenBackWhileOneWorks(t *testing.T) {
	var w work
	for i, c := range []struct {
		collections uint64
		back, rests bool
	}{{3, true, false}, {5, true, false}, {5, true, true}, {5, false, false}, {6, true, false}, {6, true, true}, {6, false, false}} {
		if back, rests := w.next(c.collections); back != c.back || rests != c.rests {
			t.Errorf("look %d: given back %v, a rest begins %v", i, back, rests)
		}
	}
	n := collections()
	runtime.GC()
	if collections() <= n {
		t.Error("collections are not counted")
	}
	trimC()
}
