package app

import (
	"os"
	"path/filepath"
	"testing"
)

func TestNobodysFileIsReplacedUnasked(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"there.csv", "input.csv"} {
		if err := os.WriteFile(at(name), []byte("a"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(at("folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	links := map[string]string{"other": "input.csv", "nowhere": "gone", "loop": "loop"}
	for name, to := range links {
		if err := os.Symlink(to, at(name)); err != nil {
			t.Skip(err) // a system where links need a right of their own
		}
	}
	for _, c := range []struct {
		name  string
		force bool
		free  bool
	}{
		{"new.csv", false, true}, {"there.csv", false, false}, {"there.csv", true, true},
		{"input.csv", true, false}, {"other", true, false}, // by another name it is the same file
		{"folder", true, false}, {"nowhere", false, false}, {"nowhere", true, true}, {"loop", false, false},
		{"none/new.csv", false, true}, // that there is no such folder is told when the file is written
		{"there.csv/new.csv", true, false},
	} {
		err := MayWrite("write", at(c.name), c.force, at("input.csv"), at("not there"))
		if (err == nil) != c.free {
			t.Errorf("%s, forced %v: %v", c.name, c.force, err)
		}
		if err != nil && HintOf(err) == "" {
			t.Errorf("%s: nothing to do about %v", c.name, err)
		}
	}
}
