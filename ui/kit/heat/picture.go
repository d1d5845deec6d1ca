package heat

import (
	"image"
	"math"
	"slices"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// Rect is a part of a picture in fractions of its width and height, 0 to 1, origin at the top left, X0 ≤ X1, Y0 ≤ Y1.
type Rect struct{ X0, Y0, X1, Y1 float64 }

func (r Rect) contains(x, y float64) bool { return x >= r.X0 && x < r.X1 && y >= r.Y0 && y < r.Y1 }

// Picture shows a picture as large as it fits, with heat laid exactly over it. A drag covers a part; a tap on a
// covered part asks to uncover it. With the keyboard: arrows move a frame, Shift and arrows size it, Space or Return
// covers what it frames or uncovers what it is in, Escape lets go.
type Picture struct {
	widget.BaseWidget
	// OnCover is told which part was framed; the picture waits for SetCovered to show it.
	OnCover func(Rect)
	// OnTapCovered is told which of the covered parts was tapped.
	OnTapCovered func(i int)
	// OnHover is told which patch of the heat is under the pointer, −1, −1 for none.
	OnHover func(col, row int)

	picture     image.Image
	cols, rows  int
	weights     []float64
	signed      bool
	heat        image.Image // drawn from the weights once
	strength    float64
	heatVisible bool
	covered     []Rect
	marks       []Mark
	marked      int // the frame that stands out, −1: none
	label       string
	dimmed      bool

	focused, shift bool
	drag           dragState
	from, to       [2]float64 // the corners of the rubber band, fractions of the picture
	cell           Rect       // the keyboard's frame
	col, row       int        // the patch under the pointer
	tips           tip.Pointer
	version        int // of picture, so that the renderer uploads it once
	heatVersion    int
}

type dragState int

const (
	idle dragState = iota
	pressed
	dragging
	cancelled
)

var (
	_ fyne.Draggable     = (*Picture)(nil)
	_ fyne.Tappable      = (*Picture)(nil)
	_ fyne.Focusable     = (*Picture)(nil)
	_ desktop.Mouseable  = (*Picture)(nil)
	_ desktop.Hoverable  = (*Picture)(nil)
	_ desktop.Keyable    = (*Picture)(nil)
	_ desktop.Cursorable = (*Picture)(nil)
)

// NewPicture makes one without a picture, with heat visible at a strength of 0.7.
func NewPicture() *Picture {
	h := &Picture{strength: 0.7, heatVisible: true, col: -1, row: -1, marked: -1}
	h.ExtendBaseWidget(h)
	return h
}

// SetPicture replaces the picture, nil for none; heat, covers and a drag under way go with the old one. Hand over about
// as many pixels as a screen has: a whole photograph from a camera only costs memory. It must not change afterwards.
func (h *Picture) SetPicture(img image.Image) {
	if img != nil && (img.Bounds().Dx() < 1 || img.Bounds().Dy() < 1) {
		img = nil
	}
	h.picture, h.heat, h.weights, h.cols, h.rows, h.covered, h.marks, h.marked = img, nil, nil, 0, 0, nil, nil, -1
	h.version++
	h.heatVersion++
	h.drag, h.cell, h.col, h.row = idle, Rect{}, -1, -1
	h.tips.Leave()
	h.Refresh()
}

// SetHeat lays w×h weights over the whole picture, row by row from the top left; none where the count does not match.
// Signed weights speak for or against a label.
func (h *Picture) SetHeat(w, rows int, weights []float64, signed bool) {
	if w < 1 || rows < 1 || w > 1<<10 || rows > 1<<10 || len(weights) != w*rows {
		w, rows, weights = 0, 0, nil
	}
	if h.cols == w && h.rows == rows && h.signed == signed && slices.Equal(h.weights, weights) {
		return
	}
	h.cols, h.rows, h.signed = w, rows, signed
	h.weights = append([]float64(nil), weights...)
	h.heat = nil // drawn by the renderer, which knows the hues
	h.heatVersion++
	h.Refresh()
	h.explainNow()
}

// Heated tells whether there is heat to lay over the picture.
func (h *Picture) Heated() bool { return len(h.weights) > 0 }

// SetStrength sets how strongly the heat covers the picture, 0 to 1.
func (h *Picture) SetStrength(s float64) {
	h.strength = paint.Clamp01(s)
	h.Refresh()
}

// SetHeatVisible switches the heat on or off.
func (h *Picture) SetHeatVisible(visible bool) {
	h.heatVisible = visible
	h.Refresh()
}

// SetCovered replaces the covered parts. The slice is copied.
func (h *Picture) SetCovered(parts []Rect) {
	if slices.Equal(h.covered, parts) {
		return
	}
	h.covered = append([]Rect(nil), parts...)
	h.Refresh()
}

// SetLabel names the label that is explained, for the tooltips; empty names none.
func (h *Picture) SetLabel(name string) {
	h.label = name
	h.explainNow()
}

// explainNow tells anew of the patch under the pointer.
func (h *Picture) explainNow() {
	if h.col < 0 || h.col >= h.cols || h.row >= h.rows {
		h.tips.Now("")
		return
	}
	h.tips.Now(h.explain((float64(h.col)+0.5)/float64(h.cols), (float64(h.row)+0.5)/float64(h.rows)))
}

// SetDimmed pales the picture when it is switched off as a whole.
func (h *Picture) SetDimmed(dimmed bool) {
	if h.dimmed != dimmed {
		h.dimmed = dimmed
		h.Refresh()
	}
}

// PictureRect is where the picture is drawn: its position and size within the widget, whole with its proportions kept.
func (h *Picture) PictureRect() (fyne.Position, fyne.Size) { return h.fitted(h.Size()) }

func (h *Picture) fitted(size fyne.Size) (fyne.Position, fyne.Size) {
	if h.picture == nil || size.Width <= 0 || size.Height <= 0 {
		return fyne.Position{}, fyne.Size{}
	}
	b := h.picture.Bounds()
	pw, ph := float64(b.Dx()), float64(b.Dy())
	scale := math.Min(float64(size.Width)/pw, float64(size.Height)/ph)
	// Whole units, so that picture, heat and covers round to the same pixels at a whole scale.
	w := float32(math.Max(1, math.Round(pw*scale)))
	t := float32(math.Max(1, math.Round(ph*scale)))
	at := fyne.NewPos(float32(math.Floor(float64(size.Width-w)/2)), float32(math.Floor(float64(size.Height-t)/2)))
	return at, fyne.NewSize(w, t)
}

// fraction turns a position within the widget into fractions of the picture, and tells whether it lies on it.
func (h *Picture) fraction(at fyne.Position) (x, y float64, on bool) {
	pos, size := h.PictureRect()
	if size.Width <= 0 || size.Height <= 0 {
		return 0, 0, false
	}
	x = float64((at.X - pos.X) / size.Width)
	y = float64((at.Y - pos.Y) / size.Height)
	on = x >= 0 && x < 1 && y >= 0 && y < 1
	return paint.Clamp01(x), paint.Clamp01(y), on
}

// grid is the patches that the keyboard and the pointer name.
func (h *Picture) grid() (cols, rows int) {
	if h.cols > 0 {
		return h.cols, h.rows
	}
	return 14, 14
}

func (h *Picture) coveredAt(x, y float64) int {
	for i := len(h.covered) - 1; i >= 0; i-- {
		if h.covered[i].contains(x, y) {
			return i
		}
	}
	return -1
}

// Cursor is a cross over the picture.
func (h *Picture) Cursor() desktop.Cursor {
	if h.picture == nil || h.OnCover == nil {
		return desktop.DefaultCursor
	}
	return desktop.CrosshairCursor
}

// MouseIn names the patch under the pointer.
func (h *Picture) MouseIn(e *desktop.MouseEvent) { h.MouseMoved(e) }

// MouseMoved names the patch under the pointer.
func (h *Picture) MouseMoved(e *desktop.MouseEvent) {
	x, y, on := h.fraction(e.Position)
	if !on || h.cols == 0 {
		h.hover(-1, -1)
		h.tips.Over(h, e.AbsolutePosition, "")
		return
	}
	h.hover(min(h.cols-1, int(x*float64(h.cols))), min(h.rows-1, int(y*float64(h.rows))))
	h.tips.Over(h, e.AbsolutePosition, h.explain(x, y))
}

// MouseOut names none.
func (h *Picture) MouseOut() {
	h.tips.Leave()
	h.hover(-1, -1)
}

func (h *Picture) hover(col, row int) {
	if col == h.col && row == h.row {
		return
	}
	h.col, h.row = col, row
	h.Refresh()
	if h.OnHover != nil {
		h.OnHover(col, row)
	}
}

func (h *Picture) explain(x, y float64) string {
	if h.coveredAt(x, y) >= 0 {
		return lang.L("Covered: the model does not see this part. Click to uncover it.")
	}
	w := h.weights[h.row*h.cols+h.col]
	said := map[string]any{"label": h.label, "weight": paint.Signed(w), "share": paint.Percent(w)}
	switch {
	case !h.heatVisible:
		return ""
	case !h.signed:
		return lang.L("This patch gets {{.share}} % of the attention.", said)
	case h.label == "":
		return lang.L("This patch: {{.weight}}.", said)
	case paint.Signed(w) == paint.Signed(0):
		return lang.L("This patch makes no difference to “{{.label}}”.", said)
	case w < 0:
		return lang.L("This patch speaks against “{{.label}}”: {{.weight}}.", said)
	}
	return lang.L("This patch speaks for “{{.label}}”: {{.weight}}.", said)
}
