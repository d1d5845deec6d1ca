package app_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

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

// One rule for all that is written by a name: what is there stays, an input stays whatever is forced, and what is no file stays.
func TestOutLeavesAlone(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(os.WriteFile(at("in.csv"), []byte("in"), 0o600), os.WriteFile(at("old"), []byte("old"), 0o600), os.Mkdir(at("folder"), 0o700),
		os.Link(at("in.csv"), at("hard")), os.Symlink(at("in.csv"), at("soft")), os.Symlink(at("nowhere"), at("dangling"))); err != nil {
		t.Skip("this system has no links: ", err)
	}
	for _, c := range []struct {
		path  string
		force bool
		kind  app.Kind // "": written
	}{
		{"new", false, ""}, {"new2", true, ""}, {"old", false, app.KindUsage}, {"in.csv", false, app.KindUsage}, {"in.csv", true, app.KindUsage},
		{"./folder/../in.csv", true, app.KindUsage}, {"hard", true, app.KindUsage}, {"soft", true, app.KindUsage}, {"folder", true, app.KindUsage},
		{"dangling", false, app.KindUsage}, {"none/x", false, app.KindDisk}, {"old", true, ""},
	} {
		o := app.Out{Path: dir + "/" + c.path, Force: c.force, Inputs: []string{"", "-", at("gone"), at("in.csv")}}
		before, _ := os.ReadFile(o.Path)
		err := o.Write(func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err })
		after, _ := os.ReadFile(o.Path)
		switch {
		case c.kind == "" && (err != nil || string(after) != "new"):
			t.Errorf("%s: %v, %q", c.path, err, after)
		case c.kind != "" && (err == nil || app.KindOf(err) != c.kind || app.HintOf(err) == "" || string(before) != string(after)):
			t.Errorf("%s: %v (%s), %q became %q", c.path, err, app.HintOf(err), before, after)
		}
		if check := o.Check(); c.kind != "" && c.kind != app.KindDisk && app.KindOf(check) != c.kind {
			t.Errorf("%s: the check beforehand says %v", c.path, check)
		}
	}
}

// A file that comes to be while ours is written is not replaced.
func TestOutSeesWhatComesMeanwhile(t *testing.T) {
	o := app.Out{Path: filepath.Join(t.TempDir(), "a.txt")}
	err := o.Write(func(io.Writer) error { return os.WriteFile(o.Path, []byte("theirs"), 0o600) })
	if data, _ := os.ReadFile(o.Path); app.KindOf(err) != app.KindUsage || string(data) != "theirs" {
		t.Errorf("%v, %q", err, data)
	}
	if left, _ := os.ReadDir(filepath.Dir(o.Path)); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
}

func TestWritePrivateIsForOneAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := app.WritePrivate(path, func(w io.Writer) error { _, err := io.WriteString(w, "{}"); return err }); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// What a killed program has left of a file is taken away when it is written anew; what somebody may be writing is not, nor any other file.
func TestPartsOfKilledProgramsAreTakenAway(t *testing.T) {
	dir := t.TempDir()
	long := time.Now().Add(-2 * time.Hour)
	old, fresh, other := filepath.Join(dir, "a.json.1.partial"), filepath.Join(dir, "a.json.2.partial"), filepath.Join(dir, "b.json.1.partial")
	for _, path := range []string{old, fresh, other} {
		if err := os.WriteFile(path, []byte("part"), 0o600); err != nil {
			t.Fatal(err)
		}
		if path != fresh {
			if err := os.Chtimes(path, long, long); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := app.WriteWhole(filepath.Join(dir, "a.json"), func(w io.Writer) error { _, err := w.Write([]byte("{}")); return err }); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{old: false, fresh: true, other: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s is there: %v", filepath.Base(path), err == nil)
		}
	}
}
