package learn

import (
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/learn"
	"duotone/app/present/presenttest"
	"duotone/ui/kit"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// stand is a pane in a window that is drawn when the test says so.
type stand struct {
	*learn.Presenter
	t    *testing.T
	pane *Pane
	w    fyne.Window
}

func newStand(t *testing.T) *stand {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, 1))
	s := &stand{t: t, w: test.NewTempWindow(t, nil)}
	s.Presenter = learn.New(learn.Options{Settings: presenttest.Settings(t), Packs: func() []app.PackInfo { return nil }, Analyse: func(app.Post) {},
		Check: func(string, string, []app.PostID) {}, Kept: func(string) {}, Use: func(string) {}, Tell: func(m app.Message) { t.Logf("it says %v", m.Text) }}, nil)
	t.Cleanup(s.Close)
	engine := &apptest.Fake{}
	s.Presenter.Use(app.EngineState{Phase: app.PhaseReady, Engine: engine, Loaded: true, Info: engine.Info()})
	s.pane = New(s.w, s.Presenter, func() string { return "/packs" })
	s.w.SetContent(s.pane.Content())
	s.w.Resize(fyne.NewSize(1000, 700))
	return s
}

// draws draws the first state that is as wanted.
func (s *stand) draws(what string, ok func(*learn.State) bool) *learn.State {
	s.t.Helper()
	st := presenttest.Until(s.t, s.Wait, what, ok)
	s.pane.Draw(st)
	return st
}

// TestLearnedAndKept: a question is learned by a press, its figures are on the screen, a cell lists its posts, and it is kept or discarded.
func TestLearnedAndKept(t *testing.T) {
	s := newStand(t)
	if !s.pane.learn.Disabled() || s.pane.ends.Visible() {
		t.Error("there is nothing to learn from, and it is offered")
	}
	s.Open(presenttest.Learnable(t, 90, 0))
	s.draws("it is read", func(st *learn.State) bool { return st.Step == learn.Idle && st.Offer != nil && st.Base != "" })
	if s.pane.learn.Disabled() || !strings.Contains(s.pane.there.Text, "90 posts") || s.pane.why.Visible() {
		t.Errorf("%q %q", s.pane.there.Text, s.pane.why.Text)
	}
	test.Tap(s.pane.learn)
	s.draws("it runs", (*learn.State).Running)
	if !s.pane.stop.Visible() || s.pane.learn.Visible() || !s.pane.running.Visible() {
		t.Error("it runs, and there is nothing to stop it by")
	}
	s.draws("learned", func(st *learn.State) bool { return st.Found != nil })
	if s.pane.running.Visible() || !s.pane.ends.Visible() || !s.pane.curve.Visible() || len(s.pane.figures.Objects) < 3 {
		t.Error("it was learned, and is not shown")
	}
	s.pane.matrix.OnCell(0, 0)
	st := s.draws("a cell", func(st *learn.State) bool { return st.Cell != nil })
	if list, ok := s.pane.posts.Objects[0].(*fyne.Container).Objects[0].(*kit.PostList); !ok || list.Length() != len(st.Cell.Examples) || list.Length() == 0 {
		t.Error("no posts behind the cell")
	}
	test.Tap(s.pane.keep)
	if !kit.Covered(s.w) {
		t.Error("it doesn't ask where to keep the head")
	}
	kit.CloseTop(s.w)
	test.Tap(s.pane.discard)
	s.draws("forgotten", func(st *learn.State) bool { return st.Found == nil })
	if s.pane.ends.Visible() || s.pane.matrix.Visible() {
		t.Error("it was discarded, and is still shown")
	}
}

// TestTooFewLabelsAreToldBefore: what can't be learned says why before anybody presses.
func TestTooFewLabelsAreToldBefore(t *testing.T) {
	s := newStand(t)
	s.Open(presenttest.Learnable(t, 30, 0))
	s.draws("it is read", func(st *learn.State) bool { return st.Step == learn.Idle && st.Offer != nil })
	if !s.pane.why.Visible() || !strings.Contains(s.pane.why.Text, "Too few posts") {
		t.Errorf("it says %q", s.pane.why.Text)
	}
}
