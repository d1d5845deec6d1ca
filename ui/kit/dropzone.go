package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// NewDropZone is an area that says what may be dropped. The whole window takes drops; this tells so.
func NewDropZone(title, hint string) fyne.CanvasObject {
	name := widget.NewLabelWithStyle(title, fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	what := NewQuietLabel(hint)
	what.Alignment = fyne.TextAlignCenter
	body := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), container.NewCenter(widget.NewIcon(theme.DownloadIcon())), name, what)
	return container.New(AtLeast{Size: fyne.NewSize(200, 100)}, NewMat(), container.NewCenter(container.New(AtLeast{Size: fyne.NewSize(420, 0)}, body)))
}
