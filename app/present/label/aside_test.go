package label_test

import (
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/present/label"
	"duotone/app/present/presenttest"
	"duotone/app/project"
	"duotone/app/project/desk"
)

// What another pane says of a post goes into the project that is open, behind what was asked before, and is seen in the queue.
func TestAnotherPaneJudgesIntoTheOpenProject(t *testing.T) {
	path := presenttest.Project(t, 3, nil)
	s := newStand(t, nil)
	negative := app.Negative
	in, said := project.Incoming{Post: app.Post{ID: "x", Text: "from another pane"}}, desk.Aside{Label: &negative}
	if err := s.Judge(path, in, said); app.KindOf(err) != app.KindUsage {
		t.Errorf("where no project is open: %v", err)
	}
	if err := s.Enter(path, "Ana"); err != nil {
		t.Fatal(err)
	}
	if st := s.State(); s.settings.Get().Annotator != "Ana" {
		t.Errorf("opened: %q", st.Path)
	}
	s.until("it is open", func(st *label.State) bool { return st.Path == path })
	s.Label(app.Positive.String())
	if err := s.Judge(path, in, said); err != nil {
		t.Fatal(err)
	}
	st := s.until("both are in the queue", func(st *label.State) bool { return st.View.Done == 2 && st.View.Posts == 4 })
	if st.View.Item.Name != "p1" {
		t.Errorf("the queue shows %q now", st.View.Item.Name)
	}
	all, err := s.Answers(path)
	if err != nil || len(all) != 2 {
		t.Errorf("%v, %v", all, err)
	}
	if err := s.Judge(filepath.Join(filepath.Dir(path), "other.duotone"), in, said); err == nil {
		t.Error("it went into another project than was named")
	}
	if err := s.Enter(filepath.Join(t.TempDir(), "gone.duotone"), "Ana"); app.KindOf(err) != app.KindMissing {
		t.Errorf("a project that is not there: %v", err)
	}
	if s.State().Path != path {
		t.Error("what was open is gone")
	}
	s.Close()
	if err := s.Judge(path, in, said); err == nil {
		t.Error("it is judged after Close")
	}
	if n := judged(t, path); n != 2 {
		t.Errorf("%d labels are in the file", n)
	}
}
