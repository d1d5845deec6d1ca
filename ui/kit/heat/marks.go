package heat

import (
	"image/color"
	"slices"

	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2/canvas"
)

// Mark is a frame around a part of the picture: a word that was read in it.
type Mark struct {
	Rect
	Struck bool // the word is taken away
}

// SetMarks replaces the frames. The slice is copied.
func (h *Picture) SetMarks(marks []Mark) {
	if slices.Equal(h.marks, marks) {
		return
	}
	h.marks = append([]Mark(nil), marks...)
	h.marked = min(h.marked, len(marks)-1)
	h.Refresh()
}

// SetMarked makes one of the frames stand out, −1 none.
func (h *Picture) SetMarked(i int) {
	if i >= len(h.marks) {
		i = -1
	}
	if h.marked != i {
		h.marked = i
		h.Refresh()
	}
}

// refreshMarks dresses the frames: white in a dark edge, so that they are seen on any picture.
func (r *heatRenderer) refreshMarks() {
	for len(r.marks) < len(r.h.marks) {
		r.marks = append(r.marks, [2]*canvas.Rectangle{canvas.NewRectangle(nil), canvas.NewRectangle(nil)})
	}
	for i, m := range r.h.marks {
		width := float32(1)
		if i == r.h.marked {
			width = 2.5
		}
		var fill color.Color
		if m.Struck {
			fill = color.NRGBA{R: 0x3A, G: 0x3A, B: 0x40, A: 0xA0}
		}
		paint.SetFrame(r.marks[i][0], color.NRGBA{A: 0xB0}, width+1.5, fill)
		paint.SetFrame(r.marks[i][1], color.White, width, nil)
		for _, o := range r.marks[i] {
			paint.SetVisible(o, r.h.picture != nil && !r.h.dimmed)
		}
	}
}
