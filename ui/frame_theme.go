package ui

import (
	"slices"
	"time"

	"duotone/app"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	look "duotone/ui/theme"
)

// themes puts light, dark and the size of texts into force.
type themes struct {
	frame     *frame
	otherLook []fyne.CanvasObject // contents of panes that were not seen when the theme changed
}

// applyTheme puts light or dark and the text scale into force.
func (d *themes) applyTheme(s app.Settings) {
	if t, ours := d.frame.app.Settings().Theme().(*look.Theme); ours {
		d.otherLook = nil
		if d.frame.body != nil { // there is a window already
			for n, content := range d.frame.body.Objects {
				if n != d.frame.at {
					d.otherLook = append(d.otherLook, content)
				}
			}
		}
		t.Change(d.frame.app, themeMode(s.Theme), float32(s.TextScale), d.otherLook...)
		return
	}
	d.frame.app.Settings().SetTheme(look.New(themeMode(s.Theme), float32(s.TextScale)))
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
func (d *themes) redress(content fyne.CanvasObject) {
	if at := slices.Index(d.otherLook, content); at >= 0 {
		d.otherLook = slices.Delete(d.otherLook, at, at+1)
		look.Redraw(content)
	}
}

// nextTheme goes from light to dark and back.
func (d *themes) nextTheme() {
	next := "dark"
	if d.isDark() {
		next = "light"
	}
	d.setTheme(next)
}

func (d *themes) isDark() bool {
	switch d.frame.settings.Get().Theme {
	case "dark":
		return true
	case "light":
		return false
	}
	return d.frame.app.Settings().ThemeVariant() == theme.VariantDark
}

func (d *themes) setTheme(name string) {
	d.frame.settings.Change(func(s *app.Settings) { s.Theme = name })
	d.retheme()
}

// retheme draws everything in the settings' theme.
func (d *themes) retheme() {
	defer d.frame.dump.timed(time.Now())
	d.applyTheme(d.frame.settings.Get())
	at := d.frame.at
	d.frame.at = -1
	d.frame.show(at)
	if st := d.frame.session.State(); st != nil {
		d.frame.draw(st)
	}
}
