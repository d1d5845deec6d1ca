package kit

import (
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Items is what widgets that draw a row of items themselves have in common: which item the pointer is over, with its tooltip, and whether the keyboard is
// on the widget.
type Items struct {
	Hovered int // -1: none
	Focused bool
	Tips    tip.Pointer

	widget fyne.Widget
	at     func(fyne.Position) int // the item at a place; -1: none
	hint   func(i int) string      // the tooltip of an item; "": none
}

// NewItems makes them for a widget.
func NewItems(w fyne.Widget, at func(fyne.Position) int, hint func(i int) string) Items {
	return Items{Hovered: -1, widget: w, at: at, hint: hint}
}

// TakeFocus gives the widget the keyboard.
func (m *Items) TakeFocus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(m.widget); c != nil {
		if f, ok := m.widget.(fyne.Focusable); ok {
			c.Focus(f)
		}
	}
}

// TypedRune does nothing.
func (m *Items) TypedRune(rune) {}

// KeyDown and KeyUp tell the window of Alt.
func (m *Items) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (m *Items) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// FocusGained shows that the keyboard is here.
func (m *Items) FocusGained() { m.Focused = true; m.widget.Refresh() }

// FocusLost hides it.
func (m *Items) FocusLost() { m.Focused = false; m.widget.Refresh() }

// MouseIn tells what the item under the pointer says.
func (m *Items) MouseIn(e *desktop.MouseEvent) { m.MouseMoved(e) }

// MouseMoved tells what the item under the pointer says.
func (m *Items) MouseMoved(e *desktop.MouseEvent) {
	i := m.at(e.Position)
	if i != m.Hovered {
		m.Hovered = i
		m.widget.Refresh()
	}
	hint := ""
	if i >= 0 {
		hint = m.hint(i)
	}
	m.Tips.Over(m.widget, e.AbsolutePosition, hint)
}

// MouseOut ends that.
func (m *Items) MouseOut() {
	m.Tips.Leave()
	m.Hovered = -1
	m.widget.Refresh()
}
