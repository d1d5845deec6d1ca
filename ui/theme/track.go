package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Track is the ground of sliders and selects: Fyne draws them on that of an entry, which has a border, and they have none.
func Track(th fyne.Theme, variant fyne.ThemeVariant) color.NRGBA {
	return Mix(Color(th, fynetheme.ColorNameButton, variant), Color(th, fynetheme.ColorNameForeground, variant), 0.03)
}
