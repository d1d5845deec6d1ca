package kit

import (
	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Divider stands between two parts of a pane and gives the one or the other more room, by mouse or by keys. Fyne's split hears no key, and can't
// lie down where there is no room for two columns.
type Divider struct {
	widget.BaseWidget
	hint    string
	move    func(by float32) // so many pixels to the right, or down
	moved   func()           // it was let go
	reset   func()           // the usual parts are wanted
	lying   bool
	moving  bool
	hovered bool
	focused bool
	tips    tip.Pointer
}

var (
	_ fyne.Draggable      = (*Divider)(nil)
	_ fyne.Focusable      = (*Divider)(nil)
	_ fyne.DoubleTappable = (*Divider)(nil)
	_ desktop.Cursorable  = (*Divider)(nil)
	_ desktop.Hoverable   = (*Divider)(nil)
	_ tip.Explained       = (*Divider)(nil)
)

// NewDivider makes an upright divider.
func NewDivider(hint string, move func(by float32), moved, reset func()) *Divider {
	d := &Divider{hint: hint, move: move, moved: moved, reset: reset}
	d.ExtendBaseWidget(d)
	return d
}

// SetLying turns the divider: between two parts of which one stands below the other it lies.
func (d *Divider) SetLying(lying bool) {
	if d.lying != lying {
		d.lying = lying
		d.Refresh()
	}
}

// Moving tells whether it is being dragged.
func (d *Divider) Moving() bool { return d.moving }

// Explains is the tooltip.
func (d *Divider) Explains() string { return d.hint }

// Cursor is the pointer over it.
func (d *Divider) Cursor() desktop.Cursor {
	if d.lying {
		return desktop.VResizeCursor
	}
	return desktop.HResizeCursor
}

// Dragged moves it.
func (d *Divider) Dragged(e *fyne.DragEvent) {
	d.tips.Leave()
	d.moving = true
	if d.lying {
		d.move(e.Dragged.DY)
	} else {
		d.move(e.Dragged.DX)
	}
}

// DragEnd tells that it was let go.
func (d *Divider) DragEnd() {
	d.moving = false
	d.moved()
}

// DoubleTapped takes the usual parts.
func (d *Divider) DoubleTapped(*fyne.PointEvent) { d.reset() }

// TypedKey moves it.
func (d *Divider) TypedKey(k *fyne.KeyEvent) {
	const step = 24
	switch {
	case winkey.Type(k):
	case k.Name == fyne.KeyLeft && !d.lying, k.Name == fyne.KeyUp && d.lying:
		d.move(-step)
		d.moved()
	case k.Name == fyne.KeyRight && !d.lying, k.Name == fyne.KeyDown && d.lying:
		d.move(step)
		d.moved()
	case k.Name == fyne.KeyHome:
		d.reset()
	}
}

// TypedRune does nothing.
func (d *Divider) TypedRune(rune) {}

// KeyDown and KeyUp tell the window of Alt.
func (d *Divider) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (d *Divider) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// FocusGained shows that the arrows move it.
func (d *Divider) FocusGained() { d.focused = true; d.Refresh() }

// FocusLost shows that they don't.
func (d *Divider) FocusLost() { d.focused = false; d.Refresh() }

// MouseIn shows that it can be moved.
func (d *Divider) MouseIn(e *desktop.MouseEvent) {
	d.hovered = true
	d.Refresh()
	d.tips.Over(d, e.AbsolutePosition, d.hint)
}

// MouseMoved changes nothing.
func (d *Divider) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends that.
func (d *Divider) MouseOut() { d.hovered = false; d.Refresh(); d.tips.Leave() }

// CreateRenderer draws a thin line, which stands out where it can be moved.
func (d *Divider) CreateRenderer() fyne.WidgetRenderer {
	r := &dividerRenderer{d: d, line: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type dividerRenderer struct {
	d    *Divider
	line *canvas.Rectangle
}

func (r *dividerRenderer) Destroy()                     {}
func (r *dividerRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }
func (r *dividerRenderer) MinSize() fyne.Size           { return fyne.NewSize(8, 8) }

func (r *dividerRenderer) Refresh() {
	p := paint.Of(r.d.Theme())
	ink := p.Color(fynetheme.ColorNameSeparator)
	switch {
	case r.d.focused:
		ink = p.Color(fynetheme.ColorNamePrimary)
	case r.d.hovered || r.d.moving:
		ink = p.Quiet()
	}
	paint.SetFill(r.line, ink)
	r.line.CornerRadius = 2
	r.Layout(r.d.Size())
}

func (r *dividerRenderer) Layout(size fyne.Size) {
	wide := float32(2)
	if r.d.hovered || r.d.moving || r.d.focused {
		wide = 4
	}
	if r.d.lying {
		paint.Place(r.line, 0, (size.Height-wide)/2, size.Width, wide)
		return
	}
	paint.Place(r.line, (size.Width-wide)/2, 0, wide, size.Height)
}
