package label

import (
	"image/color"

	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// swatch is a button of a form that is a colour.
type swatch struct {
	widget.BaseWidget
	tip     string
	form    *kit.Form
	colour  color.Color // nil: none
	tapped  func()
	focused bool
	tips    tip.Pointer
}

var (
	_ fyne.Focusable    = (*swatch)(nil)
	_ fyne.Tappable     = (*swatch)(nil)
	_ desktop.Hoverable = (*swatch)(nil)
	_ tip.Explained     = (*swatch)(nil)
)

// newSwatch makes one; c nil: it has no colour.
func newSwatch(f *kit.Form, c color.Color, hint string, tapped func()) *swatch {
	s := &swatch{form: f, tip: hint, colour: c, tapped: tapped}
	s.ExtendBaseWidget(s)
	return s
}

// set changes the colour.
func (s *swatch) set(c color.Color) { s.colour = c; s.Refresh() }

// Tapped does what it is for.
func (s *swatch) Tapped(*fyne.PointEvent) { s.tips.Leave(); s.tapped() }

// FocusGained shows that it has the keyboard.
func (s *swatch) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost shows that it has not.
func (s *swatch) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune presses it with Space.
func (s *swatch) TypedRune(r rune) {
	if r == ' ' {
		s.tapped()
	}
}

// TypedKey presses it with Enter, or closes the form.
func (s *swatch) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape:
		s.form.Close()
	case fyne.KeyReturn, fyne.KeyEnter:
		s.tapped()
	default:
		winkey.Type(k)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (s *swatch) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (s *swatch) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// Explains is the tooltip.
func (s *swatch) Explains() string { return s.tip }

// MouseIn starts the wait for the tooltip.
func (s *swatch) MouseIn(e *desktop.MouseEvent) { s.tips.Over(s, e.AbsolutePosition, s.tip) }

// MouseMoved changes nothing.
func (s *swatch) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the tooltip away.
func (s *swatch) MouseOut() { s.tips.Leave() }

// CreateRenderer draws it: the colour in a frame, without a colour crossed out.
func (s *swatch) CreateRenderer() fyne.WidgetRenderer {
	r := &swatchRenderer{s: s, box: canvas.NewRectangle(nil), none: canvas.NewLine(color.Transparent)}
	r.Refresh()
	return r
}

type swatchRenderer struct {
	s    *swatch
	box  *canvas.Rectangle
	none *canvas.Line
}

func (r *swatchRenderer) Destroy()                     {}
func (r *swatchRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.box, r.none} }

func (r *swatchRenderer) MinSize() fyne.Size {
	side := paint.Of(r.s.Theme()).Unit(28)
	return fyne.NewSize(side, side)
}

func (r *swatchRenderer) Refresh() {
	p := paint.Of(r.s.Theme())
	r.box.FillColor, r.box.CornerRadius = r.s.colour, p.Size(theme.SizeNameInputRadius)
	if r.s.colour == nil {
		r.box.FillColor = color.Transparent
	}
	r.box.StrokeColor, r.box.StrokeWidth = p.Color(theme.ColorNameInputBorder), 1
	if r.s.focused {
		r.box.StrokeColor, r.box.StrokeWidth = p.Ink(), 2
	}
	r.none.StrokeColor, r.none.StrokeWidth = p.Color(theme.ColorNameInputBorder), 1
	paint.SetVisible(r.none, r.s.colour == nil)
	r.box.Refresh()
	r.none.Refresh()
}

func (r *swatchRenderer) Layout(size fyne.Size) {
	side := min(size.Width, size.Height, r.MinSize().Height*1.2)
	x, y := (size.Width-side)/2, (size.Height-side)/2
	paint.Place(r.box, x, y, side, side)
	in := side / 4
	r.none.Position1, r.none.Position2 = fyne.NewPos(x+in, y+side-in), fyne.NewPos(x+side-in, y+in)
}
