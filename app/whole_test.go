package app_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"duotone/app"
)

func TestWriteWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	say := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	for _, s := range []string{"one", "two"} {
		if err := app.WriteWhole(path, say(s)); err != nil {
			t.Fatal(err)
		}
	}
	broken := errors.New("broken")
	if err := app.WriteWhole(path, func(w io.Writer) error { _ = say("half")(w); return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "two" {
		t.Errorf("%q, %v", data, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v lie there, %v", left, err)
	}
	if err := app.WriteWhole(filepath.Join(dir, "none", "a.txt"), say("x")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
