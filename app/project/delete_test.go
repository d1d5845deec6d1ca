package project_test

import (
	"path/filepath"
	"testing"

	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/projecttest"
)

// What somebody takes back counts no more, is asked again, stays in the history, and is taken back in copies by a merge; nobody else's answer is touched.
func TestAnAnswerIsTakenBackByItsAuthor(t *testing.T) {
	ctx := t.Context()
	p := projecttest.New(t, project.DefaultSettings(), "one", "two")
	ids := projecttest.IDs(t, p)
	for _, who := range []string{"ana", "ben"} {
		for _, id := range ids {
			_, err := p.Log.Append(ctx, ledger.Event{Annotator: who, Act: ledger.ActLabel, Post: id, Question: codebook.Both, Value: "positive"})
			projecttest.Must(t, err)
		}
	}
	copied := filepath.Join(t.TempDir(), "copy.duotone")
	projecttest.Must(t, p.Backup(ctx, copied))
	for _, want := range []int{1, 0} { // the second time there is nothing left to take back
		if n, err := p.Delete(ctx, "ana", "", ids[0]); err != nil || n != want {
			t.Errorf("%d answers, %v", n, err)
		}
	}
	if n, err := p.Delete(ctx, "ana", codebook.Words, ids[1]); err != nil || n != 0 {
		t.Errorf("of another question %d answers, %v", n, err)
	}
	other, err := project.Open(ctx, copied)
	projecttest.Must(t, err)
	defer other.Close()
	_, err = other.Merge(ctx, p.Path())
	projecttest.Must(t, err)
	for name, q := range map[string]*project.Project{"here": p, "in the copy": other} {
		l, err := q.Log.Ledger(ctx)
		projecttest.Must(t, err)
		if said := l.Said(ids[0], codebook.Both); len(said) != 1 || said[0].Annotator != "ben" {
			t.Errorf("%s: %+v", name, said)
		}
		if said := l.Said(ids[1], codebook.Both); len(said) != 2 {
			t.Errorf("%s, the other post: %+v", name, said)
		}
		if s := l.Standing("ana", ids[0], codebook.Both, 0); s != "" {
			t.Errorf("%s it stands as %q and would not be asked again", name, s)
		}
		if n := len(l.Of(ids[0])); n != 3 {
			t.Errorf("%s the history has %d events", name, n)
		}
	}
}
