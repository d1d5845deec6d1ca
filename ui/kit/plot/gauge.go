package plot

import (
	"math"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"
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
	tips             tip.Pointer
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
	g.value, g.threshold, g.present = value, paint.Clamp01(threshold), present
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
	if winkey.Type(e) {
		return
	}
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
	text := lang.L(key, map[string]any{"threshold": paint.Fraction(g.threshold)})
	if g.hint != "" {
		text = g.hint + "\n" + text
	}
	g.tips.Over(g, e.AbsolutePosition, text)
}

// MouseOut ends the explanation.
func (g *Gauge) MouseOut() { g.hovered = false; g.Refresh(); g.tips.Leave() }

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
	p := paint.Of(r.g.Theme())
	w := paint.TextSize(r.g.title, p.Text(), paint.Plain).Width + p.Unit(12) + paint.Widest(p.Text(), paint.Bold, "0.00")
	caption := paint.TextSize("x", p.Caption(), paint.Plain).Height
	return fyne.NewSize(max(w, p.Unit(120)), paint.TextSize("x", p.Text(), paint.Bold).Height+p.Unit(18)+caption)
}

func (r *gaugeRenderer) Refresh() {
	p, g := paint.Of(r.g.Theme()), r.g
	over := g.present && g.value >= g.threshold
	ink, c := p.Ink(), p.Quiet()
	if over {
		c = p.Ink() // no warning: a colour has one meaning
	}
	if g.dimmed || !g.present {
		ink = p.Quiet()
		c = theme.Mix(p.Ground(), c, 0.5)
	}
	num, style := "–", paint.Plain
	if g.present {
		num = paint.Fraction(g.value)
	}
	if over {
		style = paint.Bold
	}
	paint.SetText(r.title, g.title, ink, p.Text(), style)
	paint.SetText(r.num, num, ink, p.Text(), style)
	paint.SetText(r.limit, paint.Fraction(g.threshold), p.Quiet(), p.Caption(), paint.Plain)
	paint.SetFill(r.track, p.Color(theme.ColorNameTrack))
	r.track.CornerRadius, r.bar.CornerRadius = 3, 3
	paint.SetFill(r.bar, c)
	paint.SetVisible(r.bar, g.present)
	hand := p.Quiet()
	if (g.hovered || g.focused) && !g.Disabled() {
		hand = p.Ink()
	}
	paint.SetFill(r.line, hand)
	r.handle.FillColor = hand
	r.handle.Refresh()
	r.ring.FillColor = nil
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius = p.Color(fynetheme.ColorNamePrimary), 2, 4
	paint.SetVisible(r.ring, g.focused)
	r.ring.Refresh()
	r.Layout(g.Size())
}

func (r *gaugeRenderer) Layout(size fyne.Size) {
	p := paint.Of(r.g.Theme())
	line := paint.TextSize("x", p.Text(), paint.Bold).Height
	paint.PlaceText(r.title, 0, 0, line)
	paint.PlaceTextRight(r.num, size.Width, 0, line)
	top, h := line+p.Unit(3), p.Unit(8)
	paint.Place(r.track, 0, top, size.Width, h)
	paint.Place(r.bar, 0, top, size.Width*float32(paint.Clamp01(r.g.value)), h)
	x := size.Width * float32(r.g.threshold)
	paint.Place(r.line, x-1, top-p.Unit(2), 2, h+p.Unit(4))
	hand := p.Unit(9)
	below := top + h + p.Unit(2)
	paint.Place(r.handle, x-hand/2, below, hand, hand*0.8)
	text := r.limit.MinSize()
	tx := x + hand/2 + p.Unit(3)
	if tx+text.Width > size.Width {
		tx = x - hand/2 - p.Unit(3) - text.Width
	}
	paint.PlaceText(r.limit, tx, below-p.Unit(3), text.Height)
	paint.Place(r.ring, -3, -2, size.Width+6, size.Height+4)
}

// KeyDown and KeyUp tell the window of Alt.
func (g *Gauge) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (g *Gauge) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }
