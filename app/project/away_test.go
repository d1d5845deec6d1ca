package project

import (
	"os"
	"path/filepath"
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"

	"duotone/app"
)

// A killed program leaves its copy of somebody's posts: the next one takes it away, and leaves those that are in use.
func TestCopiesOfKilledProgramsAreTakenAway(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Setenv("TMP", tmp)
	used, remove, err := Away()
	must(t, err)
	left := filepath.Join(tmp, away+"left")
	must(t, os.Mkdir(left, 0o700))
	must(t, os.WriteFile(filepath.Join(left, "lock"), nil, 0o600))
	must(t, os.WriteFile(filepath.Join(left, "copy.duotone"), []byte("posts"), 0o600))
	begun := filepath.Join(tmp, away+"begun") // by a program that has not locked it yet
	must(t, os.Mkdir(begun, 0o700))
	_, remove2, err := Away()
	must(t, err)
	if isThere(left) || !isThere(used) || !isThere(begun) {
		t.Errorf("left: %v, in use: %v, just begun: %v", isThere(left), isThere(used), isThere(begun))
	}
	must(t, remove())
	must(t, remove2())
	if isThere(used) {
		t.Error("a copy stayed")
	}
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// An import that fills the disk keeps nothing, and says so.
func TestAFullDiskDuringAnImport(t *testing.T) {
	p := newProject(t, DefaultSettings(), "before")
	p.db.SetMaxOpenConns(1) // the limit is one of a connection
	var pages int
	must(t, p.db.QueryRow("PRAGMA page_count").Scan(&pages))
	var most int
	must(t, p.db.QueryRow("PRAGMA max_page_count = 60").Scan(&most))
	if most < pages {
		t.Fatalf("%d pages are there, %d may be", pages, most)
	}
	a, err := p.Posts.Adder(t.Context(), false)
	must(t, err)
	for _, text := range texts(100_000) {
		if err = a.Add(Incoming{Post: app.Post{ID: "x", Text: text}}); err != nil {
			break
		}
	}
	if app.KindOf(err) != app.KindDisk || app.HintOf(err) != "The disk is full. Nothing of this import was kept, and what was in the project before is. Make room, then import again." {
		t.Errorf("%v: %s", err, app.HintOf(err))
	}
	a.Cancel()
	if n, err := p.Posts.Count(t.Context()); err != nil || n != 1 {
		t.Errorf("%d posts, %v", n, err)
	}
	if e, ok := explain(opWrite, "", sqlite3.Error{Code: sqlite3.ErrFull}).(*app.Error); !ok || e.Kind != app.KindDisk {
		t.Error("a full disk is not known")
	}
}
