package ui

import (
	"slices"
	"time"

	"duotone/app"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	look "duotone/ui/theme"
)

// applyTheme puts light or dark and the text scale into force.
func (f *frame) applyTheme(s app.Settings) {
	if t, ours := f.app.Settings().Theme().(*look.Theme); ours {
		f.otherLook = nil
		if f.body != nil { // there is a window already
			for n, content := range f.body.Objects {
				if n != f.at {
					f.otherLook = append(f.otherLook, content)
				}
			}
		}
		t.Change(f.app, themeMode(s.Theme), float32(s.TextScale), f.otherLook...)
		return
	}
	f.app.Settings().SetTheme(look.New(themeMode(s.Theme), float32(s.TextScale)))
}

func themeMode(name string) look.Mode {
	switch name {
	case "light":
		return look.Light
	case "dark":
		return look.Dark
	}
	return look.System
}

// redress draws a pane that was not seen when the theme changed, before it is.
func (f *frame) redress(content fyne.CanvasObject) {
	if at := slices.Index(f.otherLook, content); at >= 0 {
		f.otherLook = slices.Delete(f.otherLook, at, at+1)
		look.Redraw(content)
	}
}

// nextTheme goes from light to dark and back.
func (f *frame) nextTheme() {
	next := "dark"
	if f.isDark() {
		next = "light"
	}
	f.setTheme(next)
}

func (f *frame) isDark() bool {
	switch f.settings.Get().Theme {
	case "dark":
		return true
	case "light":
		return false
	}
	return f.app.Settings().ThemeVariant() == theme.VariantDark
}

func (f *frame) setTheme(name string) {
	f.settings.Change(func(s *app.Settings) { s.Theme = name })
	f.retheme()
}

// retheme draws everything in the settings' theme.
func (f *frame) retheme() {
	defer f.dump.timed(time.Now())
	f.applyTheme(f.settings.Get())
	at := f.at
	f.at = -1
	f.show(at)
	if st := f.session.State(); st != nil {
		f.draw(st)
	}
}
