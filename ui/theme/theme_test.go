package theme_test

import (
	"image/color"
	"testing"

	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
)

var variants = map[theme.Mode]fyne.ThemeVariant{theme.Light: fynetheme.VariantLight, theme.Dark: fynetheme.VariantDark}

func TestLabelColoursAreOkabeIto(t *testing.T) {
	test.NewTempApp(t)
	th := theme.New(theme.Light, 1)
	for name, want := range map[fyne.ThemeColorName]color.NRGBA{
		theme.ColorNameNegative: {R: 0xD5, G: 0x5E, B: 0x00, A: 0xFF},
		theme.ColorNamePositive: {R: 0x00, G: 0x72, B: 0xB2, A: 0xFF},
	} {
		if got := theme.Color(th, name, fynetheme.VariantLight); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

func TestTextReads(t *testing.T) {
	test.NewTempApp(t)
	texts := []fyne.ThemeColorName{
		fynetheme.ColorNameForeground, theme.ColorNameQuiet, fynetheme.ColorNamePlaceHolder,
		fynetheme.ColorNameError, fynetheme.ColorNameWarning, fynetheme.ColorNamePrimary,
	}
	grounds := []fyne.ThemeColorName{
		fynetheme.ColorNameBackground, fynetheme.ColorNameInputBackground, theme.ColorNameSurface,
		fynetheme.ColorNameOverlayBackground, fynetheme.ColorNameMenuBackground,
	}
	for mode, v := range variants {
		th := theme.New(mode, 1)
		for _, text := range texts {
			for _, ground := range grounds {
				if c := theme.Contrast(theme.Color(th, text, v), theme.Color(th, ground, v)); c < 4.5 {
					t.Errorf("mode %v: %s on %s has contrast %.2f, want 4.5", mode, text, ground, c)
				}
			}
		}
		for top, ground := range map[fyne.ThemeColorName]fyne.ThemeColorName{
			fynetheme.ColorNameForegroundOnPrimary: fynetheme.ColorNamePrimary,
			fynetheme.ColorNameForegroundOnError:   fynetheme.ColorNameError,
			fynetheme.ColorNameForegroundOnWarning: fynetheme.ColorNameWarning,
			fynetheme.ColorNameForegroundOnSuccess: fynetheme.ColorNameSuccess,
			fynetheme.ColorNameForeground:          fynetheme.ColorNameButton,
		} {
			if c := theme.Contrast(theme.Color(th, top, v), theme.Color(th, ground, v)); c < 4.5 {
				t.Errorf("mode %v: %s on %s has contrast %.2f, want 4.5", mode, top, ground, c)
			}
		}
	}
}

func TestBarsStandOut(t *testing.T) {
	test.NewTempApp(t)
	for mode, v := range variants {
		th := theme.New(mode, 1)
		for _, name := range append([]fyne.ThemeColorName{fynetheme.ColorNameInputBorder}, theme.LabelColors[:]...) {
			if c := theme.Contrast(theme.Color(th, name, v), theme.Color(th, fynetheme.ColorNameBackground, v)); c < 3 {
				t.Errorf("mode %v: %s on the background has contrast %.2f, want 3", mode, name, c)
			}
		}
	}
}

func TestModeOverridesSystem(t *testing.T) {
	test.NewTempApp(t)
	dark := theme.New(theme.Dark, 1)
	if a, b := dark.Color(fynetheme.ColorNameBackground, fynetheme.VariantLight),
		dark.Color(fynetheme.ColorNameBackground, fynetheme.VariantDark); a != b {
		t.Errorf("a dark theme draws %v in the light variant, %v in the dark", a, b)
	}
	system := theme.New(theme.System, 1)
	if a, b := system.Color(fynetheme.ColorNameBackground, fynetheme.VariantLight),
		system.Color(fynetheme.ColorNameBackground, fynetheme.VariantDark); a == b {
		t.Error("the system theme does not follow the variant")
	}
}

func TestScale(t *testing.T) {
	test.NewTempApp(t)
	one, half := theme.New(theme.Light, 0), theme.New(theme.Light, 1.5)
	if got, want := half.Size(fynetheme.SizeNameText), one.Size(fynetheme.SizeNameText)*1.5; got != want {
		t.Errorf("text at 1.5 is %v, want %v", got, want)
	}
	if got := theme.New(theme.Light, 99).Size(fynetheme.SizeNameText); got != 14*theme.MaxScale {
		t.Errorf("a scale of 99 became %v", got)
	}
}

func TestInkReadsOnEveryMix(t *testing.T) {
	test.NewTempApp(t)
	for mode, v := range variants {
		th := theme.New(mode, 1)
		ground := theme.Color(th, fynetheme.ColorNameBackground, v)
		fore := theme.Color(th, fynetheme.ColorNameForeground, v)
		for _, heat := range []fyne.ThemeColorName{theme.ColorNameHeatFor, theme.ColorNameHeatAgainst} {
			for share := 0.0; share <= 1; share += 0.01 {
				mix := theme.Mix(ground, theme.Color(th, heat, v), share)
				if c := theme.Contrast(mix, theme.Ink(mix, fore)); c < 4.5 {
					t.Errorf("mode %v: ink on %s at %.2f has contrast %.2f", mode, heat, share, c)
				}
			}
		}
	}
}
