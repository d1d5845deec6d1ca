// Package theme is how Duotone looks: its palette in light and dark, its spacing, and a text scale that a person sets.
//
// The three labels have the Okabe–Ito colours, which people with any of the common kinds of colour blindness can tell
// apart (Okabe & Ito, Color Universal Design, 2008), and keep them in light and in dark. They are never the only sign of
// a label: each has a shape and its name too.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Mode says which variant is drawn.
type Mode int

// The modes. System follows the desktop.
const (
	System Mode = iota
	Light
	Dark
)

// Theme is a fyne.Theme. It is immutable: set a new one to change the mode or the scale.
type Theme struct {
	mode  Mode
	scale float32
	base  fyne.Theme
}

var _ fyne.Theme = (*Theme)(nil)

// The scales of text that a person can set. Others are brought to the nearer end.
const (
	MinScale float32 = 0.8
	MaxScale float32 = 2
)

// New returns a theme with texts scale times as large as usual; a scale of 0 means 1.
func New(mode Mode, scale float32) *Theme {
	if scale == 0 {
		scale = 1
	}
	return &Theme{mode: mode, scale: max(MinScale, min(MaxScale, scale)), base: fynetheme.DefaultTheme()}
}

// Mode is the mode that the theme was made with.
func (t *Theme) Mode() Mode { return t.mode }

// Scale is how many times larger than usual texts are.
func (t *Theme) Scale() float32 { return t.scale }

// Color is the palette's colour, in the theme's own variant unless it follows the system.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.mode {
	case Light:
		variant = fynetheme.VariantLight
	case Dark:
		variant = fynetheme.VariantDark
	}
	if c, ok := own(name, variant); ok {
		return c
	}
	return t.base.Color(name, variant)
}

// Icon is Fyne's own.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

// Size scales texts, and what must grow with them; lines and paddings stay.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case fynetheme.SizeNameText:
		return 14 * t.scale
	case fynetheme.SizeNameHeadingText:
		return 30 * t.scale
	case fynetheme.SizeNameSubHeadingText:
		return 18 * t.scale
	case fynetheme.SizeNameCaptionText:
		return 12 * t.scale
	case fynetheme.SizeNameInlineIcon:
		return 20 * t.scale
	case fynetheme.SizeNameInputRadius, fynetheme.SizeNameButtonRadius:
		return 6
	case fynetheme.SizeNameSelectionRadius:
		return 3
	}
	return t.base.Size(name)
}
