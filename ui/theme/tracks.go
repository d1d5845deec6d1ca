package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Tracks is the theme in force, but with sliders and selects whose ground can be told from the window's: Fyne draws them
// on the ground of an entry, which has a border, and they have none.
func Tracks() fyne.Theme { return tracks{} }

type tracks struct{}

func now() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

func (tracks) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if name == fynetheme.ColorNameInputBackground {
		return Mix(nrgba(now().Color(fynetheme.ColorNameButton, variant)), nrgba(now().Color(fynetheme.ColorNameForeground, variant)), 0.03)
	}
	return now().Color(name, variant)
}

func (tracks) Font(style fyne.TextStyle) fyne.Resource    { return now().Font(style) }
func (tracks) Icon(name fyne.ThemeIconName) fyne.Resource { return now().Icon(name) }
func (tracks) Size(name fyne.ThemeSizeName) float32       { return now().Size(name) }
