package score

import (
	"context"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/present"
)

// A file that takes long to be read is named while it is, and not at once, which would flicker.
func TestAFileThatTakesLongIsSaidToBeRead(t *testing.T) {
	store, err := app.OpenSettings(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	settings := present.KeepSettings(store, func(err error) { t.Error(err) })
	defer settings.Close()
	p := New(Options{Settings: settings}, nil)
	defer p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	read := make(chan struct{})
	p.Do(func(c *core) {
		c.task.begin(PhaseLooking, "far/away.csv", func(context.Context) func(*core) {
			<-read
			return func(c *core) { c.task.fallBack(nil) }
		})
		if c.state.Slow {
			t.Error("it is said at once")
		}
	})
	if st, err := p.Wait(ctx, func(st *State) bool { return st.Slow }); err != nil || st.Path != "far/away.csv" || !st.Opening() {
		t.Errorf("%v: %+v", err, st)
	}
	close(read)
	if st, err := p.Wait(ctx, func(st *State) bool { return st.Phase == PhaseEmpty }); err != nil || st.Slow {
		t.Errorf("%v: %+v", err, st)
	}
}
