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

// While something goes on memory is given back at each look, in a rest once and no more.
func TestMemoryIsGivenBackWhileOneWorks(t *testing.T) {
	var w work
	for i, c := range []struct {
		collections uint64
		wentOn      bool
	}{{3, true}, {5, true}, {5, false}, {5, false}, {6, true}, {6, false}} {
		if got := w.wentOn(c.collections); got != c.wentOn {
			t.Errorf("look %d: something went on: %v", i, got)
		}
	}
	n := collections()
	runtime.GC()
	if collections() <= n {
		t.Error("collections are not counted")
	}
	trimC()
}
