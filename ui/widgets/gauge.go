package widgets

import (
	"math"

	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Gauge shows a probability against a threshold that can be dragged, or moved with the arrow keys.
type Gauge struct {
	widget.BaseWidget
	// OnThreshold is told each new threshold, 0.01 to 0.99, as it is dragged or typed.
	OnThreshold func(float64)

	title            string
	value, threshold float64
	present, dimmed  bool
	focused, hovered bool
	hint             string
	tips             tips
}

var (
	_ fyne.Draggable     = (*Gauge)(nil)
	_ fyne.Tappable      = (*Gauge)(nil)
	_ fyne.Focusable     = (*Gauge)(nil)
	_ fyne.Disableable   = (*Gauge)(nil)
	_ desktop.Hoverable  = (*Gauge)(nil)
	_ desktop.Cursorable = (*Gauge)(nil)
)

// NewGauge makes a gauge with a title that has nothing to show yet.
func NewGauge(title string) *Gauge {
	g := &Gauge{title: title, threshold: 0.5}
	g.ExtendBaseWidget(g)
	return g
}

// Set gives the value and the threshold, 0 to 1. OnThreshold is not called.
func (g *Gauge) Set(value, threshold float64, present bool) {
	g.value, g.threshold, g.present = value, clamp01(threshold), present
	g.Refresh()
}

// SetTitle changes the title.
func (g *Gauge) SetTitle(title string) {
	g.title = title
	g.Refresh()
}

// SetHint says what the gauge measures, for the tooltip.
func (g *Gauge) SetHint(hint string) { g.hint = hint }

// SetDimmed pales the bar while something newer is computed.
func (g *Gauge) SetDimmed(dimmed bool) {
	if g.dimmed != dimmed {
		g.dimmed = dimmed
		g.Refresh()
	}
}

// Threshold is where the threshold stands.
func (g *Gauge) Threshold() float64 { return g.threshold }

func (g *Gauge) move(to float64) {
	if g.Disabled() {
		return
	}
	to = math.Round(max(0.01, min(0.99, to))*100) / 100
	if to == g.threshold {
		return
	}
	g.threshold = to
	g.Refresh()
	if g.OnThreshold != nil {
		g.OnThreshold(to)
	}
}

// Disabled tells whether the threshold is fixed: nobody is to be told of a new one.
func (g *Gauge) Disabled() bool { return g.OnThreshold == nil }

// Enable does nothing: OnThreshold decides.
func (g *Gauge) Enable() {}

// Disable makes the threshold fixed.
func (g *Gauge) Disable() { g.OnThreshold = nil }

func (g *Gauge) at(x float32) float64 {
	if g.Size().Width <= 0 {
		return g.threshold
	}
	return float64(x / g.Size().Width)
}

// Dragged moves the threshold under the pointer.
func (g *Gauge) Dragged(e *fyne.DragEvent) { g.move(g.at(e.Position.X)) }

// DragEnd changes nothing.
func (g *Gauge) DragEnd() {}

// Tapped moves the threshold to the pointer.
func (g *Gauge) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil && !g.Disabled() {
		c.Focus(g)
	}
	g.move(g.at(e.Position.X))
}

// TypedKey moves the threshold by a hundredth with the arrows, by a tenth with Page Up and Page Down.
func (g *Gauge) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyDown:
		g.move(g.threshold - 0.01)
	case fyne.KeyRight, fyne.KeyUp:
		g.move(g.threshold + 0.01)
	case fyne.KeyPageDown:
		g.move(g.threshold - 0.1)
	case fyne.KeyPageUp:
		g.move(g.threshold + 0.1)
	case fyne.KeyHome:
		g.move(0)
	case fyne.KeyEnd:
		g.move(1)
	}
}

// TypedRune does nothing.
func (g *Gauge) TypedRune(rune) {}

// FocusGained shows the focus.
func (g *Gauge) FocusGained() { g.focused = true; g.Refresh() }

// FocusLost hides it.
func (g *Gauge) FocusLost() { g.focused = false; g.Refresh() }

// Cursor tells that the threshold moves sideways.
func (g *Gauge) Cursor() desktop.Cursor {
	if g.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.HResizeCursor
}

// MouseIn explains the gauge.
func (g *Gauge) MouseIn(e *desktop.MouseEvent) { g.hovered = true; g.Refresh(); g.MouseMoved(e) }

// MouseMoved explains the gauge.
func (g *Gauge) MouseMoved(e *desktop.MouseEvent) {
	key := "Threshold {{.threshold}}: drag it, or use the arrow keys."
	if g.Disabled() {
		key = "Threshold of the pack: {{.threshold}}."
	}
	text := lang.L(key, map[string]any{"threshold": Fraction(g.threshold)})
	if g.hint != "" {
		text = g.hint + "\n" + text
	}
	g.tips.over(g, e.AbsolutePosition, text)
}

// MouseOut ends the explanation.
func (g *Gauge) MouseOut() { g.hovered = false; g.Refresh(); g.tips.leave() }

// CreateRenderer draws the gauge.
func (g *Gauge) CreateRenderer() fyne.WidgetRenderer {
	r := &gaugeRenderer{
		g: g, title: canvas.NewText("", nil), num: canvas.NewText("", nil), limit: canvas.NewText("", nil),
		track: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil),
		handle: &canvas.ArbitraryPolygon{NormalizedPoints: true, Points: []fyne.Position{{X: 0, Y: 1}, {X: 0.5, Y: 0}, {X: 1, Y: 1}}},
		ring:   canvas.NewRectangle(nil),
	}
	r.Refresh()
	return r
}

type gaugeRenderer struct {
	g                 *Gauge
	title, num, limit *canvas.Text
	track, bar, line  *canvas.Rectangle
	handle            *canvas.ArbitraryPolygon
	ring              *canvas.Rectangle
}

func (r *gaugeRenderer) Destroy() {}

func (r *gaugeRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.track, r.bar, r.line, r.handle, r.title, r.num, r.limit, r.ring}
}

func (r *gaugeRenderer) MinSize() fyne.Size {
	p := paintOf(r.g.Theme())
	w := textSize(r.g.title, p.text(), plain).Width + p.unit(12) + widest(p.text(), bold, "0.00")
	caption := textSize("x", p.caption(), plain).Height
	return fyne.NewSize(max(w, p.unit(120)), textSize("x", p.text(), bold).Height+p.unit(18)+caption)
}

func (r *gaugeRenderer) Refresh() {
	p, g := paintOf(r.g.Theme()), r.g
	over := g.present && g.value >= g.threshold
	ink, c := p.ink(), p.quiet()
	if over {
		c = p.color(fynetheme.ColorNameWarning)
	}
	if g.dimmed || !g.present {
		ink = p.quiet()
		c = theme.Mix(p.ground(), c, 0.5)
	}
	num, style := "–", plain
	if g.present {
		num = Fraction(g.value)
	}
	if over {
		style = bold
	}
	setText(r.title, g.title, ink, p.text(), style)
	setText(r.num, num, ink, p.text(), style)
	setText(r.limit, Fraction(g.threshold), p.quiet(), p.caption(), plain)
	setFill(r.track, p.color(theme.ColorNameTrack))
	r.track.CornerRadius, r.bar.CornerRadius = 3, 3
	setFill(r.bar, c)
	setVisible(r.bar, g.present)
	hand := p.quiet()
	if (g.hovered || g.focused) && !g.Disabled() {
		hand = p.ink()
	}
	setFill(r.line, hand)
	r.handle.FillColor = hand
	r.handle.Refresh()
	r.ring.FillColor = nil
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius = p.color(fynetheme.ColorNamePrimary), 2, 4
	setVisible(r.ring, g.focused)
	r.ring.Refresh()
	r.Layout(g.Size())
}

func (r *gaugeRenderer) Layout(size fyne.Size) {
	p := paintOf(r.g.Theme())
	line := textSize("x", p.text(), bold).Height
	placeText(r.title, 0, 0, line)
	placeTextRight(r.num, size.Width, 0, line)
	top, h := line+p.unit(3), p.unit(8)
	place(r.track, 0, top, size.Width, h)
	place(r.bar, 0, top, size.Width*float32(clamp01(r.g.value)), h)
	x := size.Width * float32(r.g.threshold)
	place(r.line, x-1, top-p.unit(2), 2, h+p.unit(4))
	hand := p.unit(9)
	below := top + h + p.unit(2)
	place(r.handle, x-hand/2, below, hand, hand*0.8)
	text := r.limit.MinSize()
	tx := x + hand/2 + p.unit(3)
	if tx+text.Width > size.Width {
		tx = x - hand/2 - p.unit(3) - text.Width
	}
	placeText(r.limit, tx, below-p.unit(3), text.Height)
	place(r.ring, -3, -2, size.Width+6, size.Height+4)
}
