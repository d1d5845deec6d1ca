// Package winkey hands the window the keys that mean the same wherever the keyboard is, but come to the control that has it: function keys,
// Escape over a dialog, and Alt by itself. Fyne tells the window of a key only where no control has the keyboard. All of it belongs to the UI thread.
package winkey

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	// Typed is told a function key or Escape and says whether it means something to the window; nil: to nobody.
	Typed func(fyne.KeyName) bool
	// Menu is told that Alt was pressed and let go with nothing between.
	Menu func()

	// Shortcut is told a shortcut and says whether it means something to the window; nil: to nobody.
	Shortcut func(fyne.Shortcut) bool

	alone bool // Alt is down, and no other key has been since
)

// Type hands a key on, and tells whether that is all there is to it.
func Type(k *fyne.KeyEvent) bool {
	return Typed != nil && (k.Name == fyne.KeyF9 || k.Name == fyne.KeyF10 || k.Name == fyne.KeyEscape) && Typed(k.Name)
}

// Shorten hands a shortcut on, and tells whether that is all there is to it: an entry takes every one for itself.
func Shorten(s fyne.Shortcut) bool { return Shortcut != nil && Shortcut(s) }

// Down is told each key that goes down.
func Down(k *fyne.KeyEvent) { alone = isAlt(k.Name) }

// Up is told each key that goes up.
func Up(k *fyne.KeyEvent) {
	if was := alone; isAlt(k.Name) && was && Menu != nil {
		alone = false
		Menu()
	}
}

func isAlt(k fyne.KeyName) bool { return k == desktop.KeyAltLeft || k == desktop.KeyAltRight }
