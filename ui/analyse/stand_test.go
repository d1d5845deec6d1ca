package analyse

import (
	"context"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
	"duotone/app/present/presenttest"
	"duotone/assets"
	"duotone/ui/kit/speech"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// stand is a pane in a window that is drawn when the test says so.
type stand struct {
	*analyse.Presenter
	t      testing.TB
	pane   *Pane
	w      fyne.Window
	packs  int // how often another pack was asked for
	opened int // how often the pack was to be opened again
}

// newStand is a pane with an engine; nil: there is none, and why is told.
func newStand(t testing.TB, engine app.Engine) *stand {
	t.Helper()
	if err := speech.Use("en"); err != nil {
		t.Fatal(err)
	}
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(theme.Light, 1))
	s := &stand{t: t, w: test.NewTempWindow(t, nil)}
	var samples []analyse.Sample
	for _, one := range assets.Samples() {
		samples = append(samples, analyse.Sample{Title: one.Name, Story: one.Story, Text: one.Text, Name: one.PictureName, Picture: one.Picture})
	}
	s.Presenter = analyse.New(analyse.Options{Samples: samples, Settings: presenttest.Settings(t)}, nil)
	t.Cleanup(s.Close)
	s.pane = New(a, s.w, s.Presenter, nil, func() { s.packs++ }, func() { s.opened++ })
	s.w.SetContent(s.pane.Content())
	s.w.Resize(fyne.NewSize(1200, 760))
	if engine == nil {
		s.Use(app.EngineState{Phase: app.PhaseFailed, Err: app.Errorf("open pack", "", app.KindPack, "Put a pack beside the program.", "no pack was found")})
	} else {
		s.Use(app.EngineState{Phase: app.PhaseReady, Loaded: true, Engine: engine, Info: engine.Info()})
	}
	return s
}

// first is a pane that shows the first sample.
func first(t testing.TB) *stand {
	t.Helper()
	s := newStand(t, &apptest.Fake{})
	s.Start(0)
	s.draws("the first sample", func(st *analyse.State) bool { return st.Sample == 0 && st.Settled() })
	return s
}

// draws draws the first state that is as wanted.
func (s *stand) draws(what string, ok func(*analyse.State) bool) *analyse.State {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	st, err := s.Wait(ctx, ok)
	if err != nil {
		s.t.Fatalf("never came: %s: %v\n%+v", what, err, st)
	}
	s.pane.Draw(st)
	return st
}
