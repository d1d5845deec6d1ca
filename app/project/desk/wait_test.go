package desk_test

import (
	"sync/atomic"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/projecttest"
	"duotone/app/project/store"
)

// The window looks at the desk, and starts the post's clock again, while a judgement waits for the disk.
func TestTheWindowDoesNotWaitForTheDisk(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(3)...)
	began := make(chan struct{}, 100)
	var told atomic.Bool
	d := projecttest.NewDesk(t, p, desk.Options{Now: func() time.Time {
		if told.Load() {
			began <- struct{}{}
		}
		return time.Now()
	}})
	other, err := store.OpenDB(p.Path(), "rw") // another program that writes, and takes its time
	projecttest.Must(t, err)
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	projecttest.Must(t, err)
	defer tx.Rollback() //nolint:errcheck // after it was called it does nothing
	told.Store(true)
	done := make(chan error, 1)
	go func() { done <- d.Label(t.Context(), app.Positive.String()) }()
	<-began // the judgement has been made, and can't be written
	looked := make(chan desk.View, 1)
	go func() {
		d.Shown()
		looked <- d.View()
	}()
	select {
	case v := <-looked:
		if v.Done != 0 || v.At != 0 {
			t.Errorf("%d done at post %d before anything was written", v.Done, v.At)
		}
	case err := <-done:
		t.Fatalf("the judgement was written while another program held the file: %v", err)
	}
	projecttest.Must(t, tx.Rollback())
	projecttest.Must(t, <-done)
	if v := d.View(); v.Done != 1 || v.At != 1 {
		t.Errorf("%d done, at post %d; want 1 and 1", v.Done, v.At)
	}
}
