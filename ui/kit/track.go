package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	look "duotone/ui/theme"
)

// Select is Fyne's on a ground that can be told from the window's: Fyne draws it on that of an entry, which has a border. A
// container that overrides the theme would do as well, but Fyne keeps fonts of its own, 20 MB, for each of them and each time that one
// is refreshed.
type Select struct{ widget.Select }

// NewSelect makes a select; changed is called for what a person or the program chooses.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws Fyne's select on the other ground.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return onTrack(s.Select.CreateRenderer(), s.Theme)
}

// Slider is Fyne's with a track that can be told from the window's ground.
type Slider struct{ widget.Slider }

// NewSlider makes a slider.
func NewSlider(least, most, step float64) *Slider {
	s := &Slider{}
	s.Min, s.Max, s.Step, s.Value = least, most, step, least
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws Fyne's slider with the other track.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return onTrack(s.Slider.CreateRenderer(), s.Theme)
}

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
