package batch

import (
	"duotone/app/present/score"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// sideBySide lays out the list and the reading beside it, or below it where there is no room, with a divider between them that can be moved.
type sideBySide struct {
	results *results
	divider *kit.Divider
	parts   [2]float64 // how much the reading takes beside the list and below it; 0: as usual
	below   bool       // as it was laid out last
	room    float32    // that the two share
}

// The least that each of them takes, beside one another and below.
const (
	leastWide = 300
	leastHigh = 130
)

func newSideBySide(r *results) *sideBySide {
	d := &sideBySide{results: r}
	d.divider = kit.NewDivider(lang.L("Give the list or the post beside it more room: drag, or the arrow keys; a double click takes the usual part"), d.move, func() {
		r.pane.presenter.Divide(d.below, d.parts[d.at()])
	}, func() { r.pane.presenter.Divide(d.below, 0) })
	return d
}

func (d *sideBySide) at() int {
	if d.below {
		return 1
	}
	return 0
}

// take takes over the parts of a state, unless the person is moving the divider.
func (d *sideBySide) take(st *score.State) {
	if d.parts != st.Split && !d.divider.Moving() {
		d.parts = st.Split
		d.results.desk.Refresh()
	}
}

// move moves the divider by so many pixels to the right, or down.
func (d *sideBySide) move(by float32) {
	if d.room <= 0 {
		return
	}
	d.parts[d.at()] = float64((d.size() - by) / d.room)
	d.parts[d.at()] = float64(d.size() / d.room) // within what is allowed
	d.results.desk.Refresh()
}

// size is the width or height of the reading.
func (d *sideBySide) size() float32 {
	scale := kit.LetterScale()
	least, want := leastWide*scale, min(d.room*0.43, readingMost*scale)
	if d.below {
		least, want = leastHigh*scale, d.room*0.58
	}
	if part := float32(d.parts[d.at()]); part > 0 {
		want = d.room * part
	}
	return max(min(want, d.room-least), min(least, d.room/2))
}

func (d *sideBySide) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 260) }

func (d *sideBySide) Layout(o []fyne.CanvasObject, size fyne.Size) {
	list, reading := o[0], o[2]
	kit.Show(d.divider, reading.Visible())
	if !reading.Visible() {
		place(list, 0, 0, size.Width, size.Height)
		return
	}
	d.below = size.Width < stackBelow*kit.LetterScale()
	d.divider.SetLying(d.below)
	if d.below {
		d.room = max(size.Height-gutter, 0)
		h := d.size()
		place(list, 0, 0, size.Width, d.room-h)
		place(d.divider, 0, d.room-h, size.Width, gutter)
		place(reading, 0, d.room-h+gutter, size.Width, h)
		return
	}
	d.room = max(size.Width-gutter, 0)
	w := d.size()
	place(list, 0, 0, d.room-w, size.Height)
	place(d.divider, d.room-w, 0, gutter, size.Height)
	place(reading, d.room-w+gutter, 0, w, size.Height)
}
