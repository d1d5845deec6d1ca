package ui

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"time"
)

// memoryWanted is what the program's own memory is held to while it can be, without the runtime library's and the graphics driver's. A
// window just opened uses half of it; without a bound, rubbish and what is kept for new things may take as much again.
const memoryWanted = 96 << 20

// rubbishWanted is how much rubbish may lie about before it is collected, in percent of what is in use. A window makes little of it, so that to collect
// sooner than Go does by itself costs nothing that a person could see.
const rubbishWanted = 50

// boundMemory collects rubbish sooner as memory nears the bound, unless the environment names another one. A sitting that needs more, as one with
// a result of 100,000 rows does, moves the bound: with what is in use above it, collecting would never end.
func boundMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(rubbishWanted)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		bound.Store(memoryWanted)
		debug.SetMemoryLimit(memoryWanted)
		afterEachCollection(func() { moveBound(inUse()) })
	}
}

var bound atomic.Int64

// moveBound sets the bound for so many bytes in use, where it is far from the one that is set.
func moveBound(used int64) {
	want, now := max(memoryWanted, used+used/2), bound.Load()
	if want > now || want < now-now/4 { // each change stops the program for a moment
		bound.Store(want)
		debug.SetMemoryLimit(want)
	}
}

// inUse is what the last collection found in use.
func inUse() int64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	if metrics.Read(live); live[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(live[0].Value.Uint64()) //nolint:gosec // no heap is that large
}

// afterEachCollection calls f after each collection of rubbish, beside all else.
func afterEachCollection(f func()) {
	type rubbish struct{ _ [16]byte }
	runtime.SetFinalizer(&rubbish{}, func(*rubbish) {
		f()
		afterEachCollection(f)
	})
}

// givenBackEvery is how often memory is given back while something goes on: some tens of milliseconds beside all else.
const givenBackEvery = 20 * time.Second

// keepGivingBack gives memory back to the system while something goes on and once after it: opening a pack, scoring a table and one post after the other leave a
// hundred megabytes behind that neither the collector nor the C library would part with by themselves. Who waits for a rest waits for ever in a sitting
// in which one thing follows the other. In a rest it calls rest, once.
func keepGivingBack(ctx context.Context, rest func()) {
	tick := time.NewTicker(givenBackEvery)
	defer tick.Stop()
	var w work
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		back, rests := w.next(collections())
		if rests {
			rest()
		}
		if back {
			giveBack()
			w.seen = collections() // the one that was just asked for is no work
		}
	}
}

// giveBack gives memory back to the system that nobody uses.
func giveBack() {
	debug.FreeOSMemory()
	trimC()
}

// work tells whether something went on by the number of collections, which stands still in a rest.
type work struct {
	seen  uint64
	rests bool
}

// next tells whether memory is to be given back, by the collections since it was asked before, and whether a rest begins.
func (w *work) next(collections uint64) (back, rests bool) {
	went := collections != w.seen
	rests = !went && !w.rests
	w.seen, w.rests = collections, !went
	return went || rests, rests
}

// collections counts those since the program began.
func collections() uint64 {
	n := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}}
	if metrics.Read(n); n[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return n[0].Value.Uint64()
}
