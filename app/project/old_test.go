package project_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/projecttest"
)

// old is a copy of a project that an earlier Duotone wrote (file version 2): six posts, three of them with embedded
// pictures, labels of two people and of an import, flags, notes, things undone, a decision and a model's scores.
func old(t *testing.T) *project.Project {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "version2"+project.Ext))
	projecttest.Must(t, err)
	path := filepath.Join(t.TempDir(), "old"+project.Ext)
	projecttest.Must(t, os.WriteFile(path, data, 0o600))
	p, err := project.Open(t.Context(), path)
	projecttest.Must(t, err)
	t.Cleanup(func() { p.Close() })
	return p
}

func TestAnOldProjectOpensAsItIs(t *testing.T) {
	p := old(t)
	r, err := p.Check(t.Context(), true)
	if err != nil || r.Posts != 6 || r.Events != 18 || r.Pictures != 3 || len(r.Damage)+len(r.Loose)+len(r.Missing) != 0 {
		t.Fatalf("%+v %v", r, err)
	}
	l, err := p.Log.Ledger(t.Context())
	projecttest.Must(t, err)
	got := ""
	projecttest.Must(t, p.Posts.Each(t.Context(), func(i project.Item) error {
		got += i.Name
		for _, s := range l.Said(i.ID, codebook.Both) {
			got += fmt.Sprintf(" %s:%s", s.Annotator, s.Answer)
		}
		for _, who := range l.Annotators() {
			if note := l.Note(who, i.ID); note != "" {
				got += fmt.Sprintf(" %v %q", l.Flags(who, i.ID), note)
			}
		}
		if label, _, ok := l.Adjudicated(i.ID, codebook.Both); ok {
			got += " =" + string(label)
		}
		got += "\n"
		return nil
	}))
	want := `a Ana Ü:negative ben:negative import:positive [sarcastic] "a \"note\", of Ana Ü" [sarcastic] "a \"note\", of ben" =neutral
b Ana Ü:neutral ben:neutral import:neutral
c Ana Ü:positive ben:positive
d
e import:negative
g
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	scores, err := p.Scores.Of(t.Context(), "fake@1", true)
	if err != nil || len(scores) != 6 {
		t.Fatalf("%d scores, %v", len(scores), err)
	}
	d := projecttest.NewDesk(t, p, desk.Options{Annotator: "ben"})
	projecttest.Must(t, d.Redo(t.Context()))
	projecttest.Must(t, d.Label(t.Context(), app.Positive.String()))
	if v := d.View(); v.Done != 5 {
		t.Errorf("%d done after a redo and the label of the next one, want 5", v.Done)
	}
}
