package theme

import "sync/atomic"

// instead is what every theme of this package looks like for the moment; see While.
var instead atomic.Pointer[looks]

// While runs draw as if t were in force, for what is drawn off-screen in another mode or scale than the window's. Overriding the theme
// of what is drawn would do as well, but Fyne then keeps fonts of its own, 35 MB, for each time. It belongs to the UI thread, and draw must
// touch nothing of a window.
func While(t *Theme, draw func()) {
	before := instead.Swap(t.looks.Load())
	defer instead.Store(before)
	draw()
}

// drawn is how a theme looks now.
func (t *Theme) drawn() *looks {
	if other := instead.Load(); other != nil {
		return other
	}
	return t.looks.Load()
}
