package heat_test

import (
	"image/color"
	"strings"
	"testing"
	"time"

	"duotone/ui/kit/heat"
	"duotone/ui/kit/kittest"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// TestTipGoesAlong: two parts of a widget may have the same to say; the tip must lie at the one that is pointed at.
func TestTipGoesAlong(t *testing.T) {
	test.NewTempApp(t)
	pass := kittest.FakeClock(t.Cleanup)
	strip := heat.NewWordStrip()
	content := tip.With(container.NewVBox(strip))
	layer := content.(*fyne.Container).Objects[1].(*tip.Layer)
	w := test.NewTempWindow(t, content)
	w.Resize(fyne.NewSize(600, 200))
	strip.Set([]heat.Word{{Text: "so-so-so-so"}, {Text: "so-so-so-so"}, {Text: "so-so-so-so"}}, heat.Contribution)
	box := func() fyne.Position { return test.WidgetRenderer(layer).Objects()[0].Position() }

	point := func(x float32) {
		at := fyne.NewPos(x, 15)
		strip.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at}})
	}
	point(10)
	pass(time.Second)
	text, first := layer.Text(), box()
	point(15)
	if layer.Text() == "" || box() != first {
		t.Error("the tip leaves a pointer that rests")
	}
	point(200)
	pass(time.Second)
	if layer.Text() != text || box().X != first.X+190 {
		t.Errorf("the tip %q lies at %v, 190 further than %v was wanted", layer.Text(), box(), first)
	}
}

// TestTipKeepsUp: a word that is struck under the pointer is explained as struck, without the pointer having moved.
func TestTipKeepsUp(t *testing.T) {
	test.NewTempApp(t)
	pass := kittest.FakeClock(t.Cleanup)
	strip, picture := heat.NewWordStrip(), heat.NewPicture()
	content := tip.With(container.NewGridWithRows(2, strip, picture))
	layer := content.(*fyne.Container).Objects[1].(*tip.Layer)
	w := test.NewTempWindow(t, content)
	w.Resize(fyne.NewSize(600, 400))

	at := fyne.NewPos(10, 15)
	point := desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at}}
	strip.Set([]heat.Word{{Text: "lovely", Weight: 0.4}}, heat.Contribution)
	strip.SetLabel("positive")
	strip.MouseMoved(&point)
	pass(time.Second)
	before := layer.Text()
	strip.Set([]heat.Word{{Text: "lovely", Weight: 0.4, Struck: true}}, heat.Contribution)
	if got := layer.Text(); got == before || got == "" {
		t.Errorf("the tip of a struck word says %q", got)
	}
	strip.Set(nil, heat.Contribution)
	if got := layer.Text(); got != "" {
		t.Errorf("the tip of no word says %q", got)
	}

	picture.SetPicture(block(100, 100, color.White))
	picture.SetHeat(1, 1, []float64{0.3}, true)
	picture.SetLabel("positive")
	point.Position = fyne.NewPos(picture.Size().Width/2, picture.Size().Height/2)
	picture.MouseMoved(&point)
	pass(time.Second)
	before = layer.Text()
	picture.SetHeat(1, 1, []float64{-0.2}, true)
	if got := layer.Text(); got == before || !strings.Contains(got, "−0.20") {
		t.Errorf("the tip of a patch whose weight changed from 0.3 to −0.2 says %q", got)
	}
	picture.SetHeat(0, 0, nil, true)
	if got := layer.Text(); got != "" {
		t.Errorf("the tip of no patch says %q", got)
	}
}

// TestColdPictureKeepsItsColours: it is greyed for the heat, and where nothing is warm there is no heat to see.
func TestColdPictureKeepsItsColours(t *testing.T) {
	test.NewTempApp(t)
	h, w := heated(t, fyne.NewSize(200, 200), block(100, 100, color.NRGBA{R: 0xFF, A: 0xFF}))
	red := func() bool {
		c := color.NRGBAModel.Convert(w.Canvas().Capture().At(100, 100)).(color.NRGBA)
		return c.R > 240 && c.G < 20
	}
	h.SetHeat(2, 1, []float64{0.0001, 0}, true)
	if !red() {
		t.Error("a red picture without any warmth is not red")
	}
	h.SetHeat(2, 1, []float64{0, 0.1}, true)
	if red() {
		t.Error("a picture under heat keeps its full colour")
	}
}
