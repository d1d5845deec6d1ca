package heat

import (
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// minCover is the least side of a covered part, as a share of the picture: less is a slip of the hand.
const minCover = 0.01

// MouseDown begins a rubber band.
func (h *Picture) MouseDown(e *desktop.MouseEvent) {
	h.tips.Leave()
	if c := fyne.CurrentApp().Driver().CanvasForObject(h); c != nil && h.picture != nil {
		c.Focus(h)
	}
	x, y, on := h.fraction(e.Position)
	if e.Button != desktop.MouseButtonPrimary || !on {
		h.drag = cancelled
		return
	}
	h.drag = pressed
	h.from = [2]float64{x, y}
}

// MouseUp does nothing: DragEnd and Tapped follow.
func (h *Picture) MouseUp(*desktop.MouseEvent) {
	if h.drag == pressed {
		h.drag = idle
	}
}

// Dragged stretches the rubber band.
func (h *Picture) Dragged(e *fyne.DragEvent) {
	if h.OnCover == nil || h.picture == nil || h.drag == cancelled {
		return
	}
	if h.drag == idle { // a driver that sends no MouseDown
		x, y, on := h.fraction(e.Position.SubtractXY(e.Dragged.DX, e.Dragged.DY))
		if !on {
			h.drag = cancelled
			return
		}
		h.from = [2]float64{x, y}
	}
	h.drag = dragging
	x, y, _ := h.fraction(e.Position)
	h.to = [2]float64{x, y}
	h.Refresh()
}

// DragEnd covers what the rubber band frames.
func (h *Picture) DragEnd() {
	was := h.drag
	h.drag = idle
	h.Refresh()
	if was == dragging {
		h.cover(h.band())
	}
}

func (h *Picture) band() Rect {
	return Rect{
		X0: min(h.from[0], h.to[0]), Y0: min(h.from[1], h.to[1]),
		X1: max(h.from[0], h.to[0]), Y1: max(h.from[1], h.to[1]),
	}
}

func (h *Picture) cover(r Rect) {
	if r.X1-r.X0 < minCover || r.Y1-r.Y0 < minCover || h.OnCover == nil {
		return
	}
	h.OnCover(r)
}

// Tapped asks to uncover a covered part.
func (h *Picture) Tapped(e *fyne.PointEvent) {
	h.drag = idle
	x, y, on := h.fraction(e.Position)
	if !on {
		return
	}
	h.uncover(h.coveredAt(x, y))
}

func (h *Picture) uncover(i int) {
	if i >= 0 && h.OnTapCovered != nil {
		h.OnTapCovered(i)
	}
}

// FocusGained shows the keyboard's frame.
func (h *Picture) FocusGained() { h.focused = true; h.Refresh() }

// FocusLost hides it.
func (h *Picture) FocusLost() {
	h.focused, h.shift = false, false
	if h.drag == dragging {
		h.drag = cancelled
	}
	h.Refresh()
}

// KeyDown notes that Shift is held.
func (h *Picture) KeyDown(e *fyne.KeyEvent) {
	winkey.Down(e)
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		h.shift = true
	}
}

// KeyUp notes that Shift is let go.
func (h *Picture) KeyUp(e *fyne.KeyEvent) {
	winkey.Up(e)
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		h.shift = false
	}
}

// TypedRune covers or uncovers with Space.
func (h *Picture) TypedRune(r rune) {
	if r == ' ' {
		h.act()
	}
}

// TypedKey moves or sizes the frame, covers, uncovers, and lets go.
func (h *Picture) TypedKey(e *fyne.KeyEvent) {
	if winkey.Type(e) {
		return
	}
	switch e.Name {
	case fyne.KeyLeft:
		h.step(-1, 0)
	case fyne.KeyRight:
		h.step(1, 0)
	case fyne.KeyUp:
		h.step(0, -1)
	case fyne.KeyDown:
		h.step(0, 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		h.act()
	case fyne.KeyDelete, fyne.KeyBackspace:
		h.uncover(h.coveredAt(h.middle()))
	case fyne.KeyEscape:
		if h.drag == dragging {
			h.drag = cancelled
		}
		h.cell = Rect{}
	}
	h.Refresh()
}

func (h *Picture) middle() (x, y float64) {
	return (h.cell.X0 + h.cell.X1) / 2, (h.cell.Y0 + h.cell.Y1) / 2
}

// act uncovers the part that the frame's middle is in, or covers what it frames.
func (h *Picture) act() {
	if h.cell == (Rect{}) {
		h.step(0, 0)
		return
	}
	if i := h.coveredAt(h.middle()); i >= 0 {
		h.uncover(i)
		return
	}
	h.cover(h.cell)
}

// step moves the frame by patches, or its lower right corner while Shift is held. The first step shows it in the middle.
func (h *Picture) step(dx, dy int) {
	if h.picture == nil {
		return
	}
	cols, rows := h.grid()
	w, t := 1/float64(cols), 1/float64(rows)
	if h.cell == (Rect{}) {
		x, y := float64(cols/2)*w, float64(rows/2)*t
		h.cell = Rect{X0: x, Y0: y, X1: x + w, Y1: y + t}
		return
	}
	c := &h.cell
	mx, my := float64(dx)*w, float64(dy)*t
	const eps = 1e-9
	if h.shift {
		if x := c.X1 + mx; x > c.X0+eps && x <= 1+eps {
			c.X1 = min(1, x)
		}
		if y := c.Y1 + my; y > c.Y0+eps && y <= 1+eps {
			c.Y1 = min(1, y)
		}
		return
	}
	if c.X0+mx >= -eps && c.X1+mx <= 1+eps {
		c.X0, c.X1 = max(0, c.X0+mx), min(1, c.X1+mx)
	}
	if c.Y0+my >= -eps && c.Y1+my <= 1+eps {
		c.Y0, c.Y1 = max(0, c.Y0+my), min(1, c.Y1+my)
	}
}
