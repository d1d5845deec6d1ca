package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"
	uimodels "duotone/ui/models"

	"fyne.io/fyne/v2"

	analysis "duotone/app/present/analyse"
)

// fakes opens fakes.
type fakes struct{ noPack }

func (fakes) Open(context.Context, string, string) (app.Engine, error) { return &apptest.Fake{}, nil }

// stand makes a window without a display that is drawn when the test says so.
func stand(t testing.TB, o app.Opener) *frame {
	t.Helper()
	if err := speech.Use("en"); err != nil {
		t.Fatal(err)
	}
	settings, err := app.OpenSettings(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a := offScreen("light")
	w := a.NewWindow("Duotone")
	f := newFrame(frameOptions{app: a, window: w, settings: settings, opener: o, still: true})
	w.Resize(fyne.NewSize(1200, 800))
	t.Cleanup(f.close)
	return f
}

// shows draws the first state that is as wanted.
func (f *frame) shows(t testing.TB, ok func(*analysis.State) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if _, err := f.session.Wait(ctx, ok); err != nil {
		t.Fatalf("%v: %+v", err, f.session.State())
	}
	f.draw(f.session.State())
}

func TestDiagnosticsHoldNoWords(t *testing.T) {
	f := stand(t, noPack{})
	f.session.Start(0)
	f.shows(t, func(st *analysis.State) bool { return st.Post.Picture != nil && st.Settled() })
	if !strings.Contains(f.diagnostics(), "no pack was found") || strings.Contains(f.diagnostics(), f.samples[0].Text) {
		t.Errorf("diagnostics:\n%s", f.diagnostics())
	}
	for _, name := range append(PaneNames, "analyse") {
		f.showNamed(name)
		if f.names[f.at] != name || f.settings.Get().Pane != name {
			t.Errorf("%s is shown instead of %s", f.names[f.at], name)
		}
	}
}

func TestSettingsHoldAtOnce(t *testing.T) {
	f := stand(t, fakes{})
	f.setTheme("dark")
	if !f.isDark() {
		t.Error("not dark")
	}
	f.nextTheme()
	if f.settings.Get().Theme != "light" {
		t.Errorf("theme %q", f.settings.Get().Theme)
	}
	f.scaleText(0.5)
	if f.settings.Get().TextScale != 1.5 {
		t.Errorf("scale %v", f.settings.Get().TextScale)
	}
	if f.drop(nil); f.closed {
		t.Error("closed")
	}
}

func TestDialogsOpenAndEscapeClosesThem(t *testing.T) {
	f := stand(t, fakes{})
	for name, open := range map[string]func(){
		"pack": func() { uimodels.ChoosePack(f.window, f.models) }, "settings": f.showSettings, "keys": f.showKeys, "about": f.showAbout,
	} {
		open()
		if !kit.Covered(f.window) {
			t.Errorf("%s: no dialog", name)
		}
		if kit.CloseTop(f.window); kit.Covered(f.window) {
			t.Errorf("%s: Escape leaves it there", name)
		}
	}
}

// BenchmarkTheme lays the whole window out again, as a change of theme or of text size does.
func BenchmarkTheme(b *testing.B) {
	for _, pane := range []string{"analyse", "models"} {
		b.Run(pane, func(b *testing.B) {
			f := stand(b, fakes{})
			f.session.Start(0)
			f.shows(b, (*analysis.State).Settled)
			f.showNamed(pane)
			for i := 0; b.Loop(); i++ {
				f.setTheme([]string{"dark", "light"}[i%2])
			}
		})
	}
}

func TestTheWindowWarnsOfTheLanguage(t *testing.T) {
	f := stand(t, fakes{})
	for text, warned := range map[string]bool{"Der Zug hat schon wieder vierzig Minuten Verspätung": true, "The train is forty minutes late again": false} {
		f.session.SetText(text)
		f.shows(t, func(st *analysis.State) bool {
			return st.Engine.Loaded && st.Post.Text == text && st.Prediction != nil && st.Settled()
		})
		if got := strings.Join(f.analyse.Said(), "|"); strings.Contains(got, "this model reads English") != warned {
			t.Errorf("%q: said beside the verdict is %q", text, got)
		}
	}
}

// The menus are reached over a dialog as well; what is chosen in them leaves it.
func TestMenusAreReachedOverADialog(t *testing.T) {
	f := stand(t, fakes{})
	f.showSettings()
	f.windowKey(fyne.KeyF10)
	if n := len(f.window.Canvas().Overlays().List()); n != 2 {
		t.Fatalf("%d things lie over the window", n)
	}
	f.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if n := len(f.window.Canvas().Overlays().List()); n != 1 {
		t.Errorf("Escape in the menu leaves %d", n)
	}
	f.windowKey(fyne.KeyF10)
	f.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // New post
	if kit.Covered(f.window) || f.names[f.at] != "analyse" {
		t.Errorf("the dialog is there still, over %s", f.names[f.at])
	}
}
