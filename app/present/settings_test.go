package present_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/present"
)

// A slider that is dragged says a hundred values. They hold at once, and what is written is the last.
func TestSettingsThatChangeQuicklyAreWrittenOnce(t *testing.T) {
	dir := t.TempDir()
	store, err := app.OpenSettings(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := present.KeepSettings(store, func(err error) { t.Error(err) })
	file := filepath.Join(dir, "settings.json")
	for i := range 100 {
		s.Change(func(v *app.Settings) { v.HeatOpacity = float64(i) / 100 })
		if got := s.Get().HeatOpacity; got != float64(i)/100 {
			t.Fatalf("the change to %v does not hold: %v", float64(i)/100, got)
		}
		if _, err := os.Stat(file); err == nil && i < 2 {
			t.Fatal("every step is written")
		}
	}
	for late := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) {
		if again, err := app.OpenSettings(dir); err == nil && again.Get().HeatOpacity == 0.99 {
			break
		}
		if time.Now().After(late) {
			t.Fatal("nothing was written")
		}
	}
	s.Change(func(v *app.Settings) { v.Theme = "dark" })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if again, _ := app.OpenSettings(dir); again.Get().Theme != "dark" {
		t.Error("the last change is not written by Close")
	}
}

func TestSettingsThatCannotBeWrittenAreSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	store, _ := app.OpenSettings(filepath.Join(file, "below"))
	failed := make(chan error, 1)
	s := present.KeepSettings(store, func(err error) { failed <- err })
	s.Change(func(v *app.Settings) { v.Theme = "light" })
	select {
	case err := <-failed:
		if app.KindOf(err) != app.KindDisk {
			t.Errorf("%v", err)
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("nothing is said")
	}
	if s.Close() == nil || s.Get().Theme != "light" {
		t.Error("the change is gone, or said to be written")
	}
}
