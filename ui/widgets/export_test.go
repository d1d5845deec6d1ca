package widgets

import "time"

// FakeClock puts a clock into the package that stands still until it is told to go on.
func FakeClock(cleanup func(func())) (pass func(time.Duration)) {
	type waiting struct {
		at      time.Duration
		f       func()
		stopped bool
	}
	var now time.Duration
	var all []*waiting
	old := after
	cleanup(func() { after = old })
	after = func(d time.Duration, f func()) func() {
		w := &waiting{at: now + d, f: f}
		all = append(all, w)
		return func() { w.stopped = true }
	}
	return func(d time.Duration) {
		now += d
		for _, w := range all {
			if !w.stopped && w.at <= now {
				w.stopped = true
				w.f()
			}
		}
	}
}

// Elide, Fit and Direction are tested by themselves on hard strings.
var (
	Elide     = elide
	Fit       = fit
	Direction = direction
	Drawable  = drawable
)
