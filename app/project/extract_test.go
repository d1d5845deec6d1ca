package project_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/figures"
	"duotone/app/project/projecttest"
)

// A part of a project holds its own posts and its own person's work, and merging it back brings the new work and nothing else.
func TestAPartGoesOutAndComesBack(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "one", "two", "three", "four")
	posts := projecttest.IDs(t, p)
	for _, who := range []string{"ana", "ben"} {
		d := projecttest.NewDesk(t, p, desk.Options{Annotator: who})
		projecttest.Must(t, d.Label(t.Context(), "positive"))
	}
	_, err := p.SetGold(t.Context(), "lead", map[app.PostID]map[codebook.QuestionID]codebook.Answer{posts[1]: {codebook.Both: "negative"}, posts[3]: {codebook.Both: "neutral"}})
	projecttest.Must(t, err)
	path := filepath.Join(t.TempDir(), "ana.duotone")
	_, err = p.Extract(t.Context(), path, project.Extraction{Posts: []app.PostID{posts[0], posts[1]}, People: []string{"ana"}, Change: func(s *project.Settings) { s.Order = project.OrderRandom }})
	projecttest.Must(t, err)
	part, err := project.Open(t.Context(), path)
	projecttest.Must(t, err)
	defer part.Close()
	if r, err := part.Check(t.Context(), true); err != nil || len(r.Damage)+len(r.Loose) > 0 || r.Posts != 2 || r.Events != 2 {
		t.Errorf("%+v %v", r, err)
	}
	l, err := part.Log.Ledger(t.Context())
	projecttest.Must(t, err)
	if !slices.Equal(l.Annotators(), []string{"ana"}) {
		t.Errorf("people: %v", l.Annotators())
	}
	if a, ok := l.Gold(posts[1], codebook.Both); !ok || a != "negative" {
		t.Errorf("gold: %q", a)
	}
	d := projecttest.NewDesk(t, part, desk.Options{Annotator: "ana"})
	projecttest.Must(t, d.Label(t.Context(), "neutral"))
	_, err = p.Merge(t.Context(), path)
	projecttest.Must(t, err)
	m, err := p.Merge(t.Context(), path)
	projecttest.Must(t, err)
	set, err := p.Settings(t.Context())
	projecttest.Must(t, err)
	if n, _ := p.Posts.Count(t.Context()); n != 4 || m.Events != 0 || set.Order != project.OrderGiven {
		t.Errorf("%d posts, %+v, %+v", n, m, set)
	}
	s, err := figures.Of(t.Context(), p)
	projecttest.Must(t, err)
	for _, one := range s.People {
		if one.Annotator == "ana" && (one.Labelled != 2 || one.Golden != 1 || one.Right != 0) {
			t.Errorf("%+v", one)
		}
	}
}

// Nothing of the others is in the bytes of a part.
func TestAPartHoldsNothingOfTheRest(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "one", "unheard-of")
	posts := projecttest.IDs(t, p)
	d := projecttest.NewDesk(t, p, desk.Options{Annotator: "benedict"})
	projecttest.Must(t, d.Note(t.Context(), "whispered"))
	path := filepath.Join(t.TempDir(), "ana.duotone")
	_, err := p.Extract(t.Context(), path, project.Extraction{Posts: posts[:1], People: []string{"ana"}})
	projecttest.Must(t, err)
	data, err := os.ReadFile(path)
	projecttest.Must(t, err)
	for _, word := range []string{"unheard-of", "benedict", "whispered"} {
		if strings.Contains(string(data), word) {
			t.Errorf("%q is in the part", word)
		}
	}
}
