package ui

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"

	analysis "duotone/app/present/analyse"
	look "duotone/ui/theme"
)

// A window whose theme is changed looks like one that was opened in it, pane by pane and with a dialog over it: no icon, text or ground
// keeps its colour or size.
func TestAChangedThemeReachesEverything(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	f.shows(t, func(st *analysis.State) bool { return st.Post.Picture != nil && st.Settled() })
	capture := func() image.Image {
		f.window.Resize(fyne.NewSize(1200, 799)) // labels that wrap take their height from their first layout
		f.window.Resize(fyne.NewSize(1200, 800))
		return f.window.Canvas().Capture()
	}
	for i, name := range f.names {
		f.show(i)
		if name == "models" {
			f.showSettings()
		}
		for _, to := range []struct {
			theme string
			scale float64
		}{{"dark", 1}, {"dark", 1.3}, {"light", 1.3}, {"light", 1}} {
			f.setTheme(to.theme)
			f.scaleText(to.scale - f.settings.Get().TextScale)
			changed := capture()
			f.app.Settings().SetTheme(look.New(themeMode(to.theme), float32(to.scale))) // Fyne's own way, of which nothing is left out
			if n, where := differ(changed, capture()); n > 12 {                         // the caret is as high as before until it moves
				t.Errorf("%s in %s at %v: %d pixels are as before, within %v", name, to.theme, to.scale, n, where)
			}
		}
	}
}

// differ counts the pixels that are not the same, and tells where they lie.
func differ(a, b image.Image) (n int, where image.Rectangle) {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy(), a.Bounds()
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if color.NRGBAModel.Convert(a.At(x, y)) != color.NRGBAModel.Convert(b.At(x, y)) {
				n, where = n+1, where.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return n, where
}
