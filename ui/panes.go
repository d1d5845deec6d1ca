package ui

import (
	"fyne.io/fyne/v2"
)

// pane is one room of the window. All its methods are called on the UI thread.
type pane interface {
	Title() string              // translated; the tab's name
	Content() fyne.CanvasObject // built once, kept
	Drop(paths []string) bool   // files dropped on the window while the pane is shown; false: it has no use for them
	Shown()                     // the pane has just become the visible one
}

// A pane that cares may have these as well.
type (
	// paneHider is told that it is no longer the visible one.
	paneHider interface{ Hidden() }
	// paneMenu has actions of its own for the menu bar, shown while the pane is.
	paneMenu interface{ Menu() []*fyne.MenuItem }
	// paneKeys is handed the plain keys that no focused widget took (labelling by single keys, say).
	paneKeys interface{ TypedKey(*fyne.KeyEvent) }
)

// paneNames are the rooms in the order of the tabs (the start page has none), as `--pane` and the settings call them.
var paneNames = []string{"analyse", "label", "batch", "measure", "learn", "models", "start"}
