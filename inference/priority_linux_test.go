package inference

import (
	"context"
	"runtime"
	"syscall"
	"testing"

	"duotone/app"
	"duotone/inference/session"
)

// niceNow is the nice value of the calling thread.
func niceNow(t *testing.T) int {
	t.Helper()
	p, err := syscall.Getpriority(syscall.PRIO_PROCESS, syscall.Gettid())
	if err != nil {
		t.Fatal(err)
	}
	return 20 - p // the system call gives 1 to 40
}

// TestUnhurriedWorkStepsBack: it runs on threads of a lower priority, which nothing else gets afterwards.
func TestUnhurriedWorkStepsBack(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	usual := niceNow(t)
	if usual >= session.UnhurriedNice {
		t.Skip("the tests themselves run at a low priority")
	}
	e := &engine{cpuSessions: cpuSessions{cores: 2}}
	nice := func(ctx context.Context) (all [8]int) {
		if err := e.each(ctx, len(all), func(_ context.Context, i int) error { all[i] = niceNow(t); return nil }); err != nil {
			t.Error(err)
		}
		return all
	}
	for range 3 {
		for _, n := range nice(app.Unhurried(context.Background())) {
			if n != session.UnhurriedNice {
				t.Errorf("unhurried work runs at %d", n)
			}
		}
		for _, n := range nice(context.Background()) {
			if n != usual {
				t.Errorf("other work runs at %d", n)
			}
		}
	}
	if n := niceNow(t); n != usual {
		t.Errorf("the caller runs at %d", n)
	}
}
