// Package projecttest makes projects and desks for tests.
package projecttest

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
)

// New is a project with posts of these texts, closed at the end of the test. Its name is one that URLs get wrong.
func New(t *testing.T, s project.Settings, texts ...string) *project.Project {
	t.Helper()
	p, err := project.Create(t.Context(), filepath.Join(t.TempDir(), "p #1%20?.duotone"), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	AddTexts(t, p, texts...)
	return p
}

// AddTexts adds posts, called r0, r1 ….
func AddTexts(t *testing.T, p *project.Project, texts ...string) {
	t.Helper()
	a, err := p.Posts.Adder(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Cancel()
	for i, text := range texts {
		if err := a.Add(project.Incoming{Post: app.Post{ID: fmt.Sprint("r", i), Text: text}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Commit(); err != nil {
		t.Fatal(err)
	}
}

// IDs are the posts, as given.
func IDs(t *testing.T, p *project.Project) []app.PostID {
	t.Helper()
	stubs, err := p.Posts.Stubs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := make([]app.PostID, len(stubs))
	for i, s := range stubs {
		out[i] = s.ID
	}
	return out
}

// Texts are n different ones.
func Texts(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("post number %d", i)
	}
	return out
}

// Clock is a time that passes only when it is looked at: two seconds each time.
type Clock struct{ Time time.Time }

// Now is two seconds later than before.
func (c *Clock) Now() time.Time { c.Time = c.Time.Add(2 * time.Second); return c.Time }

// NewDesk is a desk of ana, where opts names nobody else.
func NewDesk(t *testing.T, p *project.Project, opts desk.Options) *desk.Desk {
	t.Helper()
	if opts.Annotator == "" {
		opts.Annotator = "ana"
	}
	if opts.Now == nil {
		opts.Now = (&Clock{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}).Now
	}
	d, err := desk.New(t.Context(), p, opts)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Must ends the test where there is an error.
func Must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Score is what pack m@1 says of every post.
func Score(t *testing.T, p *project.Project, f func(i int) app.Scores) {
	t.Helper()
	var all []project.Score
	for i, id := range IDs(t, p) {
		all = append(all, project.Score{Post: id, Pack: "m@1", Scores: f(i), Incongruity: float64(i%7) / 7})
	}
	Must(t, p.Scores.Set(t.Context(), all))
}

// Ask gives a project the codebook of a template.
func Ask(t *testing.T, p *project.Project, name string) project.Recoded {
	t.Helper()
	b, err := codebook.Template(name)
	Must(t, err)
	_, done, err := p.Replace(t.Context(), "ana", b, false)
	Must(t, err)
	return done
}
