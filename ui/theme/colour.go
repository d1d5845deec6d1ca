package theme

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// The colours that Fyne has no name for.
const (
	ColorNameNegative    fyne.ThemeColorName = "duotone.negative"    // vermilion
	ColorNameNeutral     fyne.ThemeColorName = "duotone.neutral"     // grey
	ColorNamePositive    fyne.ThemeColorName = "duotone.positive"    // blue
	ColorNameHeatFor     fyne.ThemeColorName = "duotone.heatFor"     // heat: speaks for the label, or attention
	ColorNameHeatAgainst fyne.ThemeColorName = "duotone.heatAgainst" // heat: speaks against it
	ColorNameTrack       fyne.ThemeColorName = "duotone.track"       // the empty part of a bar
	ColorNameQuiet       fyne.ThemeColorName = "duotone.quiet"       // second-rank text, at least 4.5:1
	ColorNameSurface     fyne.ThemeColorName = "duotone.surface"     // a raised area: wells, cards, tooltips
	ColorNameCover       fyne.ThemeColorName = "duotone.cover"       // what lies over a covered part of a picture
)

// LabelColors are the colours of negative, neutral and positive, in the order of a prediction's scores.
var LabelColors = [3]fyne.ThemeColorName{ColorNameNegative, ColorNameNeutral, ColorNamePositive}

// Okabe and Ito's colours; the grey is ours, as far from both neighbours as from either background.
var (
	vermilion = rgb(0xD55E00)
	grey      = rgb(0x7F7F7F)
	blue      = rgb(0x0072B2)
	green     = rgb(0x009E73)
	purple    = rgb(0xCC79A7)
)

type pair struct{ light, dark color.NRGBA }

var palette = map[fyne.ThemeColorName]pair{
	ColorNameNegative:    {vermilion, vermilion},
	ColorNameNeutral:     {grey, grey},
	ColorNamePositive:    {blue, blue},
	ColorNameHeatFor:     {green, green},
	ColorNameHeatAgainst: {purple, purple},
	ColorNameTrack:       {rgb(0xE7E6E2), rgb(0x303036)},
	ColorNameQuiet:       {rgb(0x5C5B57), rgb(0xA9A8A4)},
	ColorNameSurface:     {rgb(0xFFFFFF), rgb(0x242429)},
	ColorNameCover:       {rgb(0x3A3A40), rgb(0x3A3A40)},

	fynetheme.ColorNameBackground:          {rgb(0xF7F6F3), rgb(0x18181B)},
	fynetheme.ColorNameForeground:          {rgb(0x1C1B1F), rgb(0xECEBE7)},
	fynetheme.ColorNameInputBackground:     {rgb(0xFFFFFF), rgb(0x202024)},
	fynetheme.ColorNameInputBorder:         {rgb(0x8A8882), rgb(0x6B6B73)},
	fynetheme.ColorNamePlaceHolder:         {rgb(0x6A6964), rgb(0x94938F)},
	fynetheme.ColorNameDisabled:            {rgb(0x8A8984), rgb(0x74747A)},
	fynetheme.ColorNameButton:              {rgb(0xE8E6E1), rgb(0x2C2C32)},
	fynetheme.ColorNameDisabledButton:      {rgb(0xF0EFEB), rgb(0x232328)},
	fynetheme.ColorNameHeaderBackground:    {rgb(0xEFEDE8), rgb(0x202024)},
	fynetheme.ColorNameMenuBackground:      {rgb(0xFFFFFF), rgb(0x242429)},
	fynetheme.ColorNameOverlayBackground:   {rgb(0xFDFCFA), rgb(0x222227)},
	fynetheme.ColorNameSeparator:           {rgb(0xDAD8D2), rgb(0x36363C)},
	fynetheme.ColorNamePrimary:             {rgb(0x00705A), rgb(0x45C4A4)},
	fynetheme.ColorNameHyperlink:           {rgb(0x00705A), rgb(0x45C4A4)},
	fynetheme.ColorNameForegroundOnPrimary: {rgb(0xFFFFFF), rgb(0x10201B)},
	fynetheme.ColorNameFocus:               {alpha(0x00705A, 0x80), alpha(0x45C4A4, 0x80)},
	fynetheme.ColorNameSelection:           {alpha(0x00705A, 0x40), alpha(0x45C4A4, 0x50)},
	fynetheme.ColorNameHover:               {alpha(0x000000, 0x12), alpha(0xFFFFFF, 0x14)},
	fynetheme.ColorNamePressed:             {alpha(0x000000, 0x22), alpha(0xFFFFFF, 0x24)},
	fynetheme.ColorNameError:               {rgb(0xB3261E), rgb(0xF2877F)},
	fynetheme.ColorNameForegroundOnError:   {rgb(0xFFFFFF), rgb(0x2B0B08)},
	fynetheme.ColorNameWarning:             {rgb(0x8A5A00), rgb(0xE8B04A)},
	fynetheme.ColorNameForegroundOnWarning: {rgb(0xFFFFFF), rgb(0x241800)},
	fynetheme.ColorNameSuccess:             {rgb(0x00705A), rgb(0x45C4A4)},
	fynetheme.ColorNameForegroundOnSuccess: {rgb(0xFFFFFF), rgb(0x10201B)},
	fynetheme.ColorNameScrollBar:           {alpha(0x000000, 0x66), alpha(0xFFFFFF, 0x66)},
	fynetheme.ColorNameShadow:              {alpha(0x000000, 0x30), alpha(0x000000, 0x80)},
}

func own(name fyne.ThemeColorName, variant fyne.ThemeVariant) (color.Color, bool) {
	p, ok := palette[name]
	if !ok {
		return nil, false
	}
	if variant == fynetheme.VariantLight {
		return p.light, true
	}
	return p.dark, true
}

// Color asks a theme for one of this package's colours or Fyne's, and falls back to the palette where the theme does not
// know it, so that a widget draws under any theme.
func Color(th fyne.Theme, name fyne.ThemeColorName, variant fyne.ThemeVariant) color.NRGBA {
	if _, mine := th.(*Theme); !mine {
		switch name {
		case ColorNameNegative, ColorNameNeutral, ColorNamePositive, ColorNameHeatFor, ColorNameHeatAgainst,
			ColorNameTrack, ColorNameQuiet, ColorNameSurface, ColorNameCover:
			if Luminance(nrgba(th.Color(fynetheme.ColorNameBackground, variant))) > 0.4 {
				variant = fynetheme.VariantLight
			} else {
				variant = fynetheme.VariantDark
			}
			c, _ := own(name, variant)
			return nrgba(c)
		}
	}
	return nrgba(th.Color(name, variant))
}

func nrgba(c color.Color) color.NRGBA { return color.NRGBAModel.Convert(c).(color.NRGBA) }

func rgb(hex uint32) color.NRGBA { return alpha(hex, 0xFF) }

func alpha(hex uint32, a uint8) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: a}
}

// Mix is a share of top (0 to 1) laid over an opaque bottom, channel by channel as a screen blends them.
func Mix(bottom, top color.NRGBA, share float64) color.NRGBA {
	share = max(0, min(1, share))
	ch := func(b, t uint8) uint8 { return uint8(math.Round(float64(b) + (float64(t)-float64(b))*share)) }
	return color.NRGBA{R: ch(bottom.R, top.R), G: ch(bottom.G, top.G), B: ch(bottom.B, top.B), A: 0xFF}
}

// Luminance is the relative luminance of an opaque colour, 0 to 1 (WCAG 2.1).
func Luminance(c color.NRGBA) float64 {
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

// Contrast is the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.1).
func Contrast(a, b color.NRGBA) float64 {
	la, lb := Luminance(a), Luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// Ink is the colour for text on an opaque ground: the theme's own foreground where that reads at 4.5:1, else black or
// white, one of which always does.
func Ink(ground, foreground color.NRGBA) color.NRGBA {
	if Contrast(ground, foreground) >= 4.5 {
		return foreground
	}
	black, white := rgb(0x000000), rgb(0xFFFFFF)
	if Contrast(ground, black) >= Contrast(ground, white) {
		return black
	}
	return white
}
