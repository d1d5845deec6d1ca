package exchange

import (
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/desk"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newProject(t *testing.T) *project.Project {
	t.Helper()
	p, err := project.Create(t.Context(), filepath.Join(t.TempDir(), "p #1%20?.duotone"), project.DefaultSettings())
	must(t, err)
	t.Cleanup(func() { p.Close() })
	return p
}

func newDesk(t *testing.T, p *project.Project, opts desk.Options) *desk.Desk {
	t.Helper()
	d, err := desk.New(t.Context(), p, opts)
	must(t, err)
	return d
}

// ids lists the posts in the order as given.
func ids(t *testing.T, p *project.Project) []app.PostID {
	t.Helper()
	var all []app.PostID
	must(t, p.Posts.Each(t.Context(), func(i project.Item) error { all = append(all, i.ID); return nil }))
	return all
}
