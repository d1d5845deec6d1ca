package project_test

import (
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/projecttest"
	"duotone/app/project/store"
)

// An import that fills the disk keeps nothing, and says so.
func TestAFullDiskDuringAnImport(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "before")
	project.DB(p).SetMaxOpenConns(1) // the limit is one of a connection
	var pages int
	projecttest.Must(t, project.DB(p).QueryRow("PRAGMA page_count").Scan(&pages))
	var most int
	projecttest.Must(t, project.DB(p).QueryRow("PRAGMA max_page_count = 60").Scan(&most))
	if most < pages {
		t.Fatalf("%d pages are there, %d may be", pages, most)
	}
	a, err := p.Posts.Adder(t.Context(), false)
	projecttest.Must(t, err)
	for _, text := range projecttest.Texts(100_000) {
		if err = a.Add(project.Incoming{Post: app.Post{ID: "x", Text: text}}); err != nil {
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
	if e, ok := store.Explain(store.OpWrite, "", sqlite3.Error{Code: sqlite3.ErrFull}).(*app.Error); !ok || e.Kind != app.KindDisk {
		t.Error("a full disk is not known")
	}
}
