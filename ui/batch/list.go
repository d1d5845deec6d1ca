package batch

import (
	"maps"
	"slices"
	"strings"

	"duotone/app/present/score"
	"duotone/ui/kit"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// rowList lists rows, of which one is read: the arrows go on to another one, and so does a click. widget.List draws only what is seen, so that
// 100,000 rows scroll smoothly.
type rowList struct {
	widget.List
	ring   kit.FocusRing
	to     *score.Presenter
	open   func()                  // the row that is read, in a pane of its own
	onRune func(r rune)            // any other key
	held   func() fyne.KeyModifier // the keys that are held while another one or the mouse is pressed
}

var (
	_ fyne.Focusable    = (*rowList)(nil)
	_ fyne.Shortcutable = (*rowList)(nil)
)

func newRowList(length func() int, row func() fyne.CanvasObject, draw func(int, fyne.CanvasObject)) *rowList {
	l := &rowList{held: heldKeys}
	l.Length, l.CreateItem, l.UpdateItem = length, row, draw
	l.OnSelected = func(i widget.ListItemID) {
		l.UnselectAll() // which row is read is the presenter's to say
		l.clicked(i)
	}
	l.ExtendBaseWidget(l)
	return l
}

// heldKeys are the modifiers that are down.
func heldKeys() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// clicked reads a row; with Ctrl it is picked out too, or let go, and with Shift all rows up to it are.
func (l *rowList) clicked(place int) {
	switch held := l.held(); {
	case held&fyne.KeyModifierShift != 0:
		l.to.MarkTo(place)
	case held&fyne.KeyModifierShortcutDefault != 0:
		l.to.MarkAt(place)
	default:
		l.to.Select(place)
	}
}

// Tapped is a click between two rows, which Fyne keeps a padding apart: it is meant for the one above.
func (l *rowList) Tapped(e *fyne.PointEvent) {
	if at := int((l.GetScrollOffset() + e.Position.Y) / l.pitch()); at >= 0 && at < l.Length() {
		l.clicked(at)
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
	n, step := l.Length(), l.to.Step
	if l.held()&fyne.KeyModifierShift != 0 {
		step = l.to.StepMarking
	}
	switch k.Name {
	case fyne.KeyUp:
		step(-1)
	case fyne.KeyDown:
		step(1)
	case fyne.KeyPageUp:
		step(-l.page())
	case fyne.KeyPageDown:
		step(l.page())
	case fyne.KeyHome:
		step(-n)
	case fyne.KeyEnd:
		step(n)
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

// TypedShortcut picks out all rows that are shown; any other shortcut is the window's.
func (l *rowList) TypedShortcut(s fyne.Shortcut) {
	if _, all := s.(*fyne.ShortcutSelectAll); all {
		l.to.MarkAll()
		return
	}
	winkey.Shorten(s)
}

// KeyDown and KeyUp tell the window of Alt.
func (l *rowList) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (l *rowList) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// Spoken tells of the rows around the one that is read.
func (l *rowList) Spoken() string {
	const around = 10
	row := l.CreateItem()
	first, lines := max(0, int(l.GetScrollOffset()/l.pitch())), []string{}
	for i := first; i < min(first+max(l.page()+1, around), l.Length()); i++ {
		if l.UpdateItem(i, row); row != nil {
			lines = append(lines, "- "+kit.Spoken(row))
		}
	}
	return strings.Join(lines, "\n")
}

// drawList shows the rows that are chosen, and which of them is read.
func (t *rowTable) drawList(st, old *score.State) {
	fresh := st.Chosen != old.Chosen || len(st.Rows) != len(old.Rows)
	if fresh || st.Place != old.Place || st.At != old.At || !maps.Equal(st.Yours, old.Yours) || st.Marks != old.Marks || !maps.Equal(st.Thumbs, old.Thumbs) || !slices.Equal(st.Columns, old.Columns) || st.Limit != old.Limit {
		t.list.Refresh()
	}
	switch {
	case st.Place != score.NoRow && (fresh || st.Place != old.Place):
		t.list.ScrollTo(st.Place)
	case fresh:
		t.list.ScrollToTop()
	}
}
