package analyse

import (
	"runtime"
	"testing"

	"duotone/app"

	"fyne.io/fyne/v2/test"

	"duotone/app/present/analyse"
	look "duotone/ui/theme"
)

// A report takes no fonts of its own, whatever the window looks like.
func TestReportsLeaveNoFontsBehind(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Dark, 1.5))
	st := &analyse.State{Post: app.Post{Text: "Perfect solitude"}, Prediction: &app.Prediction{Pack: "a@1"}}
	held := func() float64 {
		for range 3 { // what Fyne's own caches take is taken
			if _, err := (&Actions{}).reportPNG(st); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	held()
	before := held()
	if after := held(); after > before+10 {
		t.Errorf("three reports hold %.0f MB", after-before)
	} else {
		t.Logf("%.0f MB after six reports, %.0f after nine", before, after)
	}
}
