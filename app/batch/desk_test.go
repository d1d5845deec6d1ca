package batch

import (
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/table"
)

// Whoever pauses may be held up while the run ends: what the watcher is told last is what is true.
func TestTheLastStateToldIsTheLatest(t *testing.T) {
	path := write(t, "a.csv", []byte("id,text\n"+strings.Repeat("1,hello you\n", 40)))
	out := filepath.Join(t.TempDir(), "out.jsonl")
	var mu sync.Mutex
	told := map[Phase]chan struct{}{}
	reached := func(p Phase) chan struct{} {
		mu.Lock()
		defer mu.Unlock()
		if told[p] == nil {
			told[p] = make(chan struct{})
		}
		return told[p]
	}
	var last Phase
	var pausing atomic.Int32
	var desk *Desk
	ctx := deadline(t)
	desk = NewDesk(func(s DeskState) {
		if s.Phase == PhasePausing && pausing.Add(1) == 1 {
			for desk.State().Phase == PhasePausing && ctx.Err() == nil {
				runtime.Gosched() // held up until the run has ended, by itself or by the pause
			}
		}
		mu.Lock()
		defer mu.Unlock()
		last = s.Phase
		if told[s.Phase] == nil {
			told[s.Phase] = make(chan struct{})
		}
		select {
		case <-told[s.Phase]:
		default:
			close(told[s.Phase])
		}
	})
	wait := func(p Phase) {
		t.Helper()
		select {
		case <-reached(p):
		case <-ctx.Done():
			t.Fatalf("%s was never told", p)
		}
	}
	desk.Open(path, table.Options{})
	wait(PhaseReady)
	gate := make(chan struct{})
	fake := &apptest.Fake{Fail: func(app.Post) error { <-gate; return nil }}
	desk.Run(fake, out, Output{}, "test", false)
	wait(PhaseRunning)
	go close(gate)
	desk.Pause()
	desk.Close()
	mu.Lock()
	defer mu.Unlock()
	if now := desk.State().Phase; last != now {
		t.Errorf("the last state told is %q, while it is %q", last, now)
	}
}
