package label

import (
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
)

// heldKeys tells a key that is pressed from one that is only held down.
type heldKeys struct {
	held  map[fyne.KeyName]bool
	fresh bool
}

// KeyDown notes a key that is pressed anew.
func (h *heldKeys) KeyDown(e *fyne.KeyEvent) {
	winkey.Down(e)
	h.held[e.Name] = true
	h.fresh = true
}

// KeyUp notes that it was let go.
func (h *heldKeys) KeyUp(e *fyne.KeyEvent) {
	winkey.Up(e)
	delete(h.held, e.Name)
	delete(h.held, adopted)
}

// adopted stands for a key that was pressed before the stage had the keyboard.
const adopted = fyne.KeyName("adopted")

// adopt lets one key through that was pressed elsewhere: held down, it counts once all the same.
func (h *heldKeys) adopt() {
	h.held[adopted] = true
	h.fresh = true
}

// repeated tells a key that is only held down, and takes note of one that is not.
func (h *heldKeys) repeated() bool {
	if len(h.held) > 0 && !h.fresh {
		return true
	}
	h.fresh = false
	return false
}
