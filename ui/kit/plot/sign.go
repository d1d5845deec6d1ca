package plot

import (
	"image/color"

	"duotone/ui/kit/paint"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Sign is the shape of what a post says and, where that is something else, of what it means, side by side: a glance at the headline.
type Sign struct {
	widget.BaseWidget
	says, means     int
	present, dimmed bool
}

// NewSign makes a sign that has nothing to show yet.
func NewSign() *Sign {
	s := &Sign{}
	s.ExtendBaseWidget(s)
	return s
}

// Set gives the labels (0 negative, 1 neutral, 2 positive) that are said and meant. Dimmed is for a result that is being replaced.
func (s *Sign) Set(says, means int, present, dimmed bool) {
	if s.says == says && s.means == means && s.present == present && s.dimmed == dimmed {
		return
	}
	s.says, s.means, s.present, s.dimmed = says, means, present, dimmed
	s.Refresh()
}

// CreateRenderer draws the sign.
func (s *Sign) CreateRenderer() fyne.WidgetRenderer {
	r := &signRenderer{s: s, says: paint.NewMark(0, nil), means: paint.NewMark(0, nil),
		arrow: &canvas.ArbitraryPolygon{NormalizedPoints: true, Points: []fyne.Position{{X: 0, Y: 0}, {X: 1, Y: 0.5}, {X: 0, Y: 1}}}}
	r.Refresh()
	return r
}

type signRenderer struct {
	s           *Sign
	says, means *canvas.ArbitraryPolygon
	arrow       *canvas.ArbitraryPolygon
}

func (r *signRenderer) Destroy() {}

func (r *signRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.says, r.arrow, r.means}
}

func (r *signRenderer) side(p paint.Brush) float32 { return p.Size(theme.SizeNameHeadline) }

// MinSize is that of one mark, or of two where the meaning turns.
func (r *signRenderer) MinSize() fyne.Size {
	side := r.side(paint.Of(r.s.Theme()))
	switch {
	case !r.s.present:
		return fyne.NewSize(0, side*1.2)
	case r.s.says == r.s.means:
		return fyne.NewSize(side*1.4, side*1.2)
	}
	return fyne.NewSize(side*3.3, side*1.2)
}

func (r *signRenderer) Refresh() {
	p, s := paint.Of(r.s.Theme()), r.s
	tone := func(i int) color.NRGBA {
		if s.dimmed {
			return theme.Mix(p.Ground(), p.Label(i), 0.45)
		}
		return p.Label(i)
	}
	turned := s.present && s.says != s.means
	if s.present {
		paint.SetMark(r.says, s.says, tone(s.says))
		paint.SetMark(r.means, s.means, tone(s.means))
	}
	paint.SetVisible(r.says, s.present)
	paint.SetVisible(r.means, turned)
	paint.SetVisible(r.arrow, turned)
	r.arrow.FillColor = p.Quiet()
	r.arrow.Refresh()
	r.Layout(s.Size())
}

// Layout puts the marks from the left, what is said first.
func (r *signRenderer) Layout(size fyne.Size) {
	side := r.side(paint.Of(r.s.Theme()))
	y := (size.Height - side) / 2
	paint.Place(r.says, 0, y, side, side)
	paint.Place(r.arrow, side*1.28, y+side*0.32, side*0.36, side*0.36)
	paint.Place(r.means, side*1.9, y, side, side)
}
