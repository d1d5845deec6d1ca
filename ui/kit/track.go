package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	look "duotone/ui/theme"
)

// trackRenderer draws what Fyne draws, but for the ground of what takes input.
type trackRenderer struct {
	fyne.WidgetRenderer
	theme func() fyne.Theme
}

func onTrack(r fyne.WidgetRenderer, theme func() fyne.Theme) fyne.WidgetRenderer {
	t := &trackRenderer{r, theme}
	t.colour()
	return t
}

func (r *trackRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.colour()
}

func (r *trackRenderer) colour() {
	th, v := r.theme(), fyne.CurrentApp().Settings().ThemeVariant()
	ground := th.Color(theme.ColorNameInputBackground, v)
	for _, o := range r.Objects() {
		if track, ok := o.(*canvas.Rectangle); ok && color.Color(track.FillColor) == ground {
			track.FillColor = look.Track(th, v)
			track.Refresh()
		}
	}
}
