package ui

import (
	"slices"
	"testing"

	"duotone/app"
	"duotone/app/project"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
)

// measuring is the Measure pane with a project that two packs have scored.
func measuring(t *testing.T) (*frame, *measurePane, *measured) {
	t.Helper()
	f := stand(t, fakes{})
	m := paneOf[*measurePane](t, f)
	if !m.SetState("measure-people") {
		t.Fatal("no state")
	}
	p, err := project.Open(t.Context(), m.path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var scores []project.Score
	if err := p.Posts.Each(t.Context(), func(i project.Item) error {
		scores = append(scores,
			project.Score{Post: i.ID, Pack: "first@1", Scores: app.Scores{0.1, 0.2, 0.7}},
			project.Score{Post: i.ID, Pack: "second@1", Scores: app.Scores{0.6, 0.3, 0.1}})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := p.Scores.Set(t.Context(), scores); err != nil {
		t.Fatal(err)
	}
	found, err := measureProject(t.Context(), m.path, project.Final{By: "annotator", Annotator: "Ben"}, "first@1", "second@1")
	if err != nil {
		t.Fatal(err)
	}
	f.showNamed("measure")
	m.turn++ // what Shown began comes too late
	m.show(found)
	return f, m, found
}

func TestMeasureHoldsTwoPacksAgainstEachOther(t *testing.T) {
	f, m, found := measuring(t)
	if len(found.all) != 2 || found.both == 0 || found.test.OnlyA+found.test.OnlyB == 0 {
		t.Fatalf("%d packs, McNemar's test on %d posts: %+v", len(found.all), found.both, found.test)
	}
	if slices.Contains(m.second.Options, "first@1") || !slices.Contains(m.second.Options, "second@1") {
		t.Errorf("the first pack is held against %q", m.second.Options)
	}
	// A cell stays chosen when all is measured again.
	m.confusion.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	m.confusion.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	m.confusion.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	m.confusion.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	list := func() *kit.PostList {
		var found *kit.PostList
		for _, o := range m.posts.Objects {
			if c, ok := o.(*fyne.Container); ok {
				for _, o := range c.Objects {
					if l, ok := o.(*kit.PostList); ok {
						found = l
					}
				}
			}
		}
		return found
	}
	n := len(project.Cell(found.cases[0], app.Neutral, app.Positive))
	if l := list(); l == nil || l.Length() != n || n == 0 {
		t.Fatalf("the cell has %d posts and lists %v", n, l)
	}
	m.show(found)
	if l := list(); l == nil || l.Length() != n {
		t.Error("the chosen cell is forgotten")
	}
	opened := -1
	l := kit.NewPostList(3, func(int) string { return "" }, func(i int) { opened = i })
	l.Resize(fyne.NewSize(100, 200))
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if opened != 1 {
		t.Errorf("Enter opens post %d", opened)
	}
	// The keyboard reaches what is below the edge.
	f.window.Resize(fyne.NewSize(800, 600))
	for range 5 {
		f.window.Canvas().FocusNext()
	}
	s, ok := f.window.Canvas().Focused().(*kit.KeyScroll)
	if !ok {
		t.Fatalf("the keyboard is with %T", f.window.Canvas().Focused())
	}
	press(t, f, fyne.KeyPageDown)
	if s.Offset.Y == 0 || !s.Ring.Line.Visible() {
		t.Errorf("scrolled to %v", s.Offset)
	}
}

// What slices are called is made in another room, where the search for untranslated texts doesn't look.
func TestSlicesAreTranslated(t *testing.T) {
	german := germanTexts(t)
	_, _, found := measuring(t)
	list := found.all[0].Slices
	for _, s := range list {
		if german[s.Group] == "" || german[s.Name] == "" {
			t.Errorf("there is no German for %q or for %q", s.Group, s.Name)
		}
	}
	if len(list) < 15 {
		t.Errorf("only %d slices", len(list))
	}
}
