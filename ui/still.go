package ui

import (
	"context"

	"duotone/app"
	"duotone/app/present/label"
	"duotone/app/present/measure"
	"duotone/app/present/score"
	"duotone/app/present/similar"
	"duotone/ui/kit/speech"
	look "duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	analysis "duotone/app/present/analyse"
	learning "duotone/app/present/learn"
)

// Still is the whole window without a display, for pictures of it: nothing is drawn until it is asked for, so that whoever holds it waits for the
// state that he wants to see. All of it belongs to the goroutine that made it.
type Still struct {
	Window  fyne.Window
	Samples []analysis.Sample

	Analyse *analysis.Presenter
	Label   *label.Presenter
	Score   *score.Presenter
	Similar *similar.Presenter
	Measure *measure.Presenter
	Learn   *learning.Presenter

	frame *frame
}

// StillOptions are what a still is made of.
type StillOptions struct {
	Opener        app.Opener // nil: a computer without a pack
	Pack, Device  string
	Home          string // the folder of its settings
	Theme         string // light or dark
	Pane          string // one of PaneNames, which it begins with
	TextScale     float64
	Width, Height float32
}

// NewStill makes a window without a display, in the language that is in use. It fails where its settings can't be read.
func NewStill(o StillOptions) (*Still, error) {
	settings, err := app.OpenSettings(o.Home)
	if err != nil {
		return nil, err
	}
	settings.Change(func(v *app.Settings) {
		*v = app.DefaultSettings()
		v.Theme, v.Pane, v.Device, v.TextScale = o.Theme, o.Pane, o.Device, o.TextScale
	})
	if o.Opener == nil {
		o.Opener = noPack{}
	}
	a := offScreen(o.Theme)
	w := a.NewWindow("Duotone")
	w.SetPadded(false)
	f := newFrame(frameOptions{app: a, window: w, settings: settings, still: true, opener: o.Opener, pack: o.Pack, device: o.Device})
	w.Resize(fyne.NewSize(o.Width, o.Height))
	return &Still{Window: w, Samples: f.samples, Analyse: f.session, Label: f.label, Score: f.score, Similar: f.similar, Measure: f.measure, Learn: f.learn, frame: f}, nil
}

// Draw draws the latest states.
func (s *Still) Draw() { s.frame.draw(s.frame.session.State()) }

// Show makes a pane the visible one, by its name among PaneNames.
func (s *Still) Show(pane string) { s.frame.showNamed(pane) }

// Pane is the one that is seen.
func (s *Still) Pane() Pane { return s.frame.panes[s.frame.at] }

// PaneName is its name.
func (s *Still) PaneName() string { return s.frame.names[s.frame.at] }

// Drop hands files to the window as a drop on it does, and returns once they are where they belong.
func (s *Still) Drop(paths []string) { s.frame.place(kindOf(paths), paths) }

// Choose does what an entry of the menus is for, those of the visible pane among them; name is English. It tells whether there is one.
func (s *Still) Choose(name string) bool {
	for _, m := range s.frame.mainMenu().Items {
		if item := entryOf(m.Items, speech.Text(name)); item != nil {
			item.Action()
			return true
		}
	}
	return false
}

func entryOf(items []*fyne.MenuItem, name string) *fyne.MenuItem {
	for _, item := range items {
		if item.Label == name && item.Action != nil {
			return item
		}
		if item.ChildMenu != nil {
			if within := entryOf(item.ChildMenu.Items, name); within != nil {
				return within
			}
		}
	}
	return nil
}

// Summary is what is seen as text, and what that is called.
func (s *Still) Summary() (title, text string) { return s.frame.summary() }

// Close ends what the window runs.
func (s *Still) Close() { s.frame.close() }

// offScreen makes Fyne draw without a display.
func offScreen(themeName string) fyne.App {
	a := test.NewApp()
	a.Settings().SetTheme(look.New(themeMode(themeName), 1))
	return a
}

// noPack is a computer without a model.
type noPack struct{}

func (noPack) Packs() []app.PackInfo                { return nil }
func (noPack) Check(dir string) app.PackInfo        { return app.PackInfo{Dir: dir} }
func (noPack) Devices(context.Context) []app.Device { return nil }
func (noPack) Open(_ context.Context, dir, _ string) (app.Engine, error) {
	return nil, app.Errorf("open pack", dir, app.KindPack, "Put a pack beside the program, or open one from where it is.", "no pack was found")
}
