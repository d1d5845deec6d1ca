package theme_test

import (
	"runtime"
	"testing"

	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// Fyne parses all fonts anew for another theme, and keeps every face that it ever used: 13 MB here, 25 in the window. So one theme is
// changed.
func TestAChangeOfThemeHoldsLittle(t *testing.T) {
	a, th := test.NewTempApp(t), theme.New(theme.Dark, 1)
	a.Settings().SetTheme(th)
	w := test.NewTempWindow(t, container.NewVBox(
		widget.NewLabel("今日は"), widget.NewLabelWithStyle("今日は", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})))
	held := func() float64 {
		for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
			th.Change(a, mode, 1)
			w.Canvas().Capture()
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	held()
	before := held()
	if each := (held() - before) / 2; each > 2 {
		t.Errorf("each change of theme holds %.0f MB", each)
	} else {
		t.Logf("each change of theme holds %.0f MB", each)
	}
}
