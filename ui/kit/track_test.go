package kit_test

import (
	"image/color"
	"runtime"
	"testing"

	"duotone/ui/kit"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Selects and sliders stand out from the window's ground in both themes, and only at rest: Fyne shows by that ground what the pointer
// is over.
func TestSelectsAndSlidersStandOut(t *testing.T) {
	a := test.NewTempApp(t)
	s, l := kit.NewSelect([]string{"contribution", "attention"}, nil), kit.NewSlider(0, 1, 0.1)
	w := test.NewTempWindow(t, container.NewVBox(s, l))
	w.Resize(fyne.NewSize(200, 100))
	ground := func(o fyne.Widget) color.Color {
		return test.WidgetRenderer(o).Objects()[0].(*canvas.Rectangle).FillColor
	}
	for _, mode := range []theme.Mode{theme.Dark, theme.Light} {
		th := theme.New(mode, 1)
		a.Settings().SetTheme(th)
		v := a.Settings().ThemeVariant()
		want := theme.Track(th, v)
		if c := theme.Contrast(want, theme.Color(th, fynetheme.ColorNameBackground, v)); c < 1.1 {
			t.Errorf("a track has contrast %.2f", c)
		}
		if ground(s) != want || ground(l) != want {
			t.Errorf("mode %v: a select lies on %v, a slider on %v, want %v", mode, ground(s), ground(l), want)
		}
		s.MouseIn(&desktop.MouseEvent{})
		if ground(s) == want {
			t.Error("a select under the pointer looks as it does at rest")
		}
		s.MouseOut()
	}
}

// Fyne keeps fonts for every container that overrides the theme, each time that it is refreshed: 20 MB each.
func TestRefreshingHoldsNoFonts(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, 1))
	all := container.NewVBox(kit.NewSelect([]string{"今日は", "attention"}, nil))
	w := test.NewTempWindow(t, all)
	held := func() float64 {
		for range 3 {
			all.Refresh()
			w.Canvas().Capture()
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	before := held()
	if after := held(); after > before+5 {
		t.Errorf("three refreshes hold %.0f MB", after-before)
	}
}
