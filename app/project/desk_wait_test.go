package project

import (
	"sync/atomic"
	"testing"
	"time"

	"duotone/app"
)

// The window looks at the desk, and starts the post's clock again, while a judgement waits for the disk.
func TestTheWindowDoesNotWaitForTheDisk(t *testing.T) {
	p := newProject(t, DefaultSettings(), texts(3)...)
	began := make(chan struct{}, 100)
	var told atomic.Bool
	d := newDesk(t, p, DeskOptions{Now: func() time.Time {
		if told.Load() {
			began <- struct{}{}
		}
		return time.Now()
	}})
	other, err := Open(t.Context(), p.Path()) // another program that writes, and takes its time
	must(t, err)
	defer other.Close()
	tx, err := other.db.BeginTx(t.Context(), nil)
	must(t, err)
	defer tx.Rollback() //nolint:errcheck // after it was called it does nothing
	told.Store(true)
	done := make(chan error, 1)
	go func() { done <- d.Label(t.Context(), app.Positive.String()) }()
	<-began // the judgement has been made, and can't be written
	looked := make(chan View, 1)
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
	must(t, tx.Rollback())
	must(t, <-done)
	if v := d.View(); v.Done != 1 || v.At != 1 {
		t.Errorf("%d done, at post %d; want 1 and 1", v.Done, v.At)
	}
}
