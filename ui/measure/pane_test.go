package measure

import (
	"encoding/json"
	"slices"
	"testing"

	"duotone/app"
	"duotone/app/present/measure"
	"duotone/app/present/presenttest"
	"duotone/app/project"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"
	"duotone/assets"
	"duotone/ui/kit"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// stand is a pane in a window that is drawn when the test says so.
type stand struct {
	*measure.Presenter
	t    *testing.T
	pane *Pane
	w    fyne.Window
}

func newStand(t *testing.T) *stand {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, 1))
	s := &stand{t: t, w: test.NewTempWindow(t, nil)}
	s.Presenter = measure.New(measure.Options{Settings: presenttest.Settings(t), Translate: func(text string) string { return text },
		Analyse: func(app.Post) {}, Tell: func(m app.Message) { t.Errorf("it says %v", m) }}, nil)
	t.Cleanup(s.Close)
	s.pane = New(s.w, s.Presenter)
	s.w.SetContent(s.pane.Content())
	s.w.Resize(fyne.NewSize(1000, 700))
	return s
}

// draws draws the first state that is as wanted.
func (s *stand) draws(what string, ok func(*measure.State) bool) *measure.State {
	s.t.Helper()
	st := presenttest.Until(s.t, s.Wait, what, func(st *measure.State) bool { return !st.Busy && st.Found != nil && ok(st) })
	s.pane.Draw(st)
	return st
}

func (s *stand) press(names ...fyne.KeyName) {
	for _, name := range names {
		s.w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func TestTwoPacksAndTheCellsOfTheFirst(t *testing.T) {
	s := newStand(t)
	s.Open(presenttest.Labelled(t))
	st := s.draws("measured", func(*measure.State) bool { return true })
	if got := ledger.Finals(st.Found.People); len(got) != 3 {
		t.Fatalf("%d ways to a final label", len(got))
	}
	s.SetPacks("first@1", "second@1")
	s.draws("two packs", func(st *measure.State) bool { return len(st.Found.All) == 2 })
	first, second := s.pane.first.Options, s.pane.second.Options
	if !slices.Equal(first, []string{"first@1", "second@1"}) || slices.Contains(second, "first@1") || !slices.Contains(second, "second@1") {
		t.Errorf("%q are held against %q", first, second)
	}
	// Tab leads to the figures, whose cells the keyboard chooses, and what is below the edge is reached by it.
	s.w.Resize(fyne.NewSize(800, 500))
	var scroll *kit.KeyScroll
	for range 10 {
		s.w.Canvas().FocusNext()
		if k, ok := s.w.Canvas().Focused().(*kit.KeyScroll); ok {
			scroll = k
			break
		}
	}
	if scroll == nil {
		t.Fatal("the keyboard does not reach the figures")
	}
	s.press(fyne.KeyPageDown)
	if scroll.Offset.Y == 0 || !scroll.Ring.Line.Visible() {
		t.Errorf("scrolled to %v", scroll.Offset)
	}
	s.w.Canvas().FocusNext()
	s.press(fyne.KeyRight, fyne.KeyRight, fyne.KeyDown, fyne.KeyReturn)
	st = s.draws("a cell", func(st *measure.State) bool { return st.Cell != nil })
	if *st.Cell != [2]int{int(app.Neutral), int(app.Positive)} || len(st.Cases) != 2 {
		t.Errorf("cell %v has %d posts", *st.Cell, len(st.Cases))
	}
	box := s.pane.posts.Objects[0].(*fyne.Container)
	if list, ok := box.Objects[0].(*kit.PostList); !ok || list.Length() != 2 {
		t.Errorf("the posts are shown by %T", box.Objects[0])
	}
}

// What slices are called is made in another room, where the search for untranslated texts doesn't look.
func TestSlicesAreTranslated(t *testing.T) {
	positive := app.Positive
	c := figures.Case{Item: project.Item{Text: "words", Picture: &project.PictureRef{}}, Truth: positive, Words: &positive, Picture: &positive,
		Score: project.Score{Scores: app.Scores{0, 0, 1}, Words: &app.Scores{0, 0, 1}, Picture: &app.Scores{0, 0, 1}}}
	list := figures.Evaluate("a@1", []figures.Case{c}).Slices // one post is enough for every way to cut
	for _, code := range assets.Languages() {
		data, err := assets.Translations.ReadFile("translations/" + code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			if texts[one.Group] == "" || texts[one.Name] == "" {
				t.Errorf("%s.json has nothing for %q or for %q", code, one.Group, one.Name)
			}
		}
	}
	if len(list) < 15 {
		t.Errorf("only %d slices", len(list))
	}
}
