package store

import (
	"os"
	"path/filepath"
	"testing"
)

// A killed program leaves its copy of somebody's posts: the next one takes it away, and leaves those that are in use.
func TestCopiesOfKilledProgramsAreTakenAway(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Setenv("TMP", tmp)
	used, remove, err := Away()
	if err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(tmp, away+"left")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "lock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "copy.duotone"), []byte("posts"), 0o600); err != nil {
		t.Fatal(err)
	}
	begun := filepath.Join(tmp, away+"begun") // by a program that has not locked it yet
	if err := os.Mkdir(begun, 0o700); err != nil {
		t.Fatal(err)
	}
	_, remove2, err := Away()
	if err != nil {
		t.Fatal(err)
	}
	if isThere(left) || !isThere(used) || !isThere(begun) {
		t.Errorf("left: %v, in use: %v, just begun: %v", isThere(left), isThere(used), isThere(begun))
	}
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	if err := remove2(); err != nil {
		t.Fatal(err)
	}
	if isThere(used) {
		t.Error("a copy stayed")
	}
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
