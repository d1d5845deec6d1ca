package batch

import (
	"maps"
	"slices"

	"duotone/app/present/score"
	"duotone/ui/kit"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// rowList lists rows, of which one is read: the arrows go on to another one, and so does a click. widget.List draws only what is seen, so that
// 100,000 rows scroll smoothly.
type rowList struct {
	widget.List
	ring   kit.FocusRing
	step   func(by int)
	read   func(place int)
	open   func()       // the row that is read, in a pane of its own
	onRune func(r rune) // any other key
}

var _ fyne.Focusable = (*rowList)(nil)

func newRowList(length func() int, row func() fyne.CanvasObject, draw func(int, fyne.CanvasObject)) *rowList {
	l := &rowList{}
	l.Length, l.CreateItem, l.UpdateItem = length, row, draw
	l.OnSelected = func(i widget.ListItemID) {
		l.UnselectAll() // which row is read is the presenter's to say
		l.read(i)
	}
	l.ExtendBaseWidget(l)
	return l
}

// Tapped is a click between two rows, which Fyne keeps a padding apart: it is meant for the one above.
func (l *rowList) Tapped(e *fyne.PointEvent) {
	if at := int((l.GetScrollOffset() + e.Position.Y) / l.pitch()); at >= 0 && at < l.Length() {
		l.read(at)
	}
}

// pitch is the height of a row with what keeps it apart from the next.
func (l *rowList) pitch() float32 { return rowHeight() + theme.Padding() }

// page is how many rows are seen.
func (l *rowList) page() int { return max(int(l.Size().Height/l.pitch())-1, 1) }

// FocusGained shows that the keys are heard. The row that Fyne would mark is another one than the one that is read.
func (l *rowList) FocusGained() { l.ring.Set(true) }

// FocusLost shows that they are not.
func (l *rowList) FocusLost() { l.ring.Set(false) }

// TypedKey goes on to another row, or opens the one that is read.
func (l *rowList) TypedKey(k *fyne.KeyEvent) {
	if winkey.Type(k) {
		return
	}
	n := l.Length()
	switch k.Name {
	case fyne.KeyUp:
		l.step(-1)
	case fyne.KeyDown:
		l.step(1)
	case fyne.KeyPageUp:
		l.step(-l.page())
	case fyne.KeyPageDown:
		l.step(l.page())
	case fyne.KeyHome:
		l.step(-n)
	case fyne.KeyEnd:
		l.step(n)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.open()
	}
}

// TypedRune does what a letter or digit stands for.
func (l *rowList) TypedRune(r rune) {
	if l.onRune != nil {
		l.onRune(r)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (l *rowList) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (l *rowList) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// drawList shows the rows that are chosen, and which of them is read.
func (r *results) drawList(st, old *score.State) {
	fresh := st.Chosen != old.Chosen || len(st.Rows) != len(old.Rows)
	if fresh || st.Place != old.Place || st.At != old.At || !maps.Equal(st.Yours, old.Yours) || !maps.Equal(st.Marked, old.Marked) || !maps.Equal(st.Thumbs, old.Thumbs) || !slices.Equal(st.Columns, old.Columns) || st.Limit != old.Limit {
		r.list.Refresh()
	}
	switch {
	case st.Place != score.NoRow && (fresh || st.Place != old.Place):
		r.list.ScrollTo(st.Place)
	case fresh:
		r.list.ScrollToTop()
	}
}
