package theme_test

import (
	"testing"

	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// counted counts how often it is drawn anew.
type counted struct {
	widget.BaseWidget
	drawn int
}

func (c *counted) Refresh() { c.drawn++ }

func (c *counted) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(nil))
}

func newCounted() *counted {
	c := &counted{}
	c.ExtendBaseWidget(c)
	return c
}

// A change of colours draws what is seen once, a change of sizes twice, and what is not seen when it is asked for.
func TestAChangeDrawsNoMoreThanItMust(t *testing.T) {
	a := test.NewTempApp(t)
	th := theme.New(theme.Light, 1)
	a.Settings().SetTheme(th)
	seen, unseen := newCounted(), newCounted()
	away := container.NewStack(unseen)
	test.NewTempWindow(t, container.NewStack(seen, away))
	for _, c := range []struct {
		mode  theme.Mode
		scale float32
		drawn int
	}{{theme.Dark, 1, 1}, {theme.Dark, 1.5, 2}, {theme.Light, 1.5, 1}, {theme.Light, 0, 2}} {
		seen.drawn, unseen.drawn = 0, 0
		th.Change(a, c.mode, c.scale, away)
		if seen.drawn != c.drawn || unseen.drawn != 0 {
			t.Errorf("mode %v, scale %v: drawn %d times, want %d; what is not seen %d times", c.mode, c.scale, seen.drawn, c.drawn, unseen.drawn)
		}
	}
	theme.Redraw(away)
	if unseen.drawn == 0 {
		t.Error("what was left out is not drawn when it is asked for")
	}
	if th.Size(fynetheme.SizeNameText) != 14 {
		t.Error("the scale is not the usual one")
	}
}
