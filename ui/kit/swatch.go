package kit

import (
	"image/color"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// FormSwatch is a button of a form that is a colour.
type FormSwatch struct {
	widget.BaseWidget
	Tip     string
	form    *Form
	colour  color.Color // nil: none
	tapped  func()
	focused bool
	tips    tip.Pointer
}

var (
	_ fyne.Focusable    = (*FormSwatch)(nil)
	_ fyne.Tappable     = (*FormSwatch)(nil)
	_ desktop.Hoverable = (*FormSwatch)(nil)
	_ tip.Explained     = (*FormSwatch)(nil)
)

// NewSwatch makes one; c nil: it has no colour.
func (f *Form) NewSwatch(c color.Color, hint string, tapped func()) *FormSwatch {
	s := &FormSwatch{form: f, Tip: hint, colour: c, tapped: tapped}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the colour.
func (s *FormSwatch) Set(c color.Color) { s.colour = c; s.Refresh() }

// Tapped does what it is for.
func (s *FormSwatch) Tapped(*fyne.PointEvent) { s.tips.Leave(); s.tapped() }

// FocusGained shows that it has the keyboard.
func (s *FormSwatch) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost shows that it has not.
func (s *FormSwatch) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune presses it with Space.
func (s *FormSwatch) TypedRune(r rune) {
	if r == ' ' {
		s.tapped()
	}
}

// TypedKey presses it with Enter, or closes the form.
func (s *FormSwatch) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape:
		s.form.hide()
	case fyne.KeyReturn, fyne.KeyEnter:
		s.tapped()
	}
}

// Explains is the tooltip.
func (s *FormSwatch) Explains() string { return s.Tip }

// MouseIn starts the wait for the tooltip.
func (s *FormSwatch) MouseIn(e *desktop.MouseEvent) { s.tips.Over(s, e.AbsolutePosition, s.Tip) }

// MouseMoved changes nothing.
func (s *FormSwatch) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the tooltip away.
func (s *FormSwatch) MouseOut() { s.tips.Leave() }

// CreateRenderer draws it: the colour in a frame, without a colour crossed out.
func (s *FormSwatch) CreateRenderer() fyne.WidgetRenderer {
	r := &swatchRenderer{s: s, box: canvas.NewRectangle(nil), none: canvas.NewLine(color.Transparent)}
	r.Refresh()
	return r
}

type swatchRenderer struct {
	s    *FormSwatch
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
