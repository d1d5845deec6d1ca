// Package ui is Duotone's window: it draws states and sends commands, and is the only room that imports Fyne.
package ui

import (
	"context"

	"duotone/app"

	"fyne.io/fyne/v2/widget"

	fyneapp "fyne.io/fyne/v2/app"
)

// Run opens the window and returns when it is closed.
func Run(_ context.Context, _ app.Opener, _ []string) error {
	a := fyneapp.NewWithID("app.duotone.Duotone")
	w := a.NewWindow("Duotone")
	w.SetContent(widget.NewLabel("Duotone"))
	w.ShowAndRun()
	return nil
}
