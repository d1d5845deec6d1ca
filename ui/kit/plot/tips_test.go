package plot_test

import (
	"testing"
	"time"

	"duotone/ui/kit/kittest"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestTips(t *testing.T) {
	test.NewTempApp(t)
	pass := kittest.FakeClock(t.Cleanup)
	bars := plot.NewScoreBars()
	took := tip.New(widget.NewLabel("41 ms"), "from the last key to the result")
	content := tip.With(container.NewVBox(bars, took))
	layer := content.(*fyne.Container).Objects[1].(*tip.Layer)
	w := test.NewTempWindow(t, content)
	w.Resize(fyne.NewSize(400, 200))
	bars.SetRows([]plot.ScoreRow{{Name: "words", Hint: "What the words say.", Present: true, Scores: []float64{0.1, 0.1, 0.8}}})

	test.MoveMouse(w.Canvas(), fyne.NewPos(20, 40))
	if layer.Text() != "" {
		t.Error("the tip is there at once")
	}
	pass(time.Second)
	if got, want := layer.Text(), "What the words say."; got != want {
		t.Errorf("the tip says %q, want %q", got, want)
	}
	bars.SetRows([]plot.ScoreRow{{Name: "words", Hint: "Other words.", Present: true, Scores: []float64{0.1, 0.1, 0.8}}})
	if got := layer.Text(); got != "Other words." {
		t.Errorf("what it explains has changed, and the tip still says %q", got)
	}
	pass(20 * time.Second)
	if layer.Text() != "" {
		t.Error("the tip stays for ever where nobody tells it that the pointer has left")
	}
	bars.MouseOut()
	if layer.Text() != "" {
		t.Error("the tip stays")
	}
	took.MouseIn(&desktop.MouseEvent{})
	took.MouseOut()
	pass(time.Hour)
	if layer.Text() != "" {
		t.Error("a tip comes after the pointer has left")
	}
	took.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(395, 195)}})
	pass(time.Second)
	for _, o := range test.WidgetRenderer(layer).Objects() {
		end := o.Position().Add(o.Size())
		if end.X > layer.Size().Width || end.Y > layer.Size().Height || o.Position().X < 0 || o.Position().Y < 0 {
			t.Errorf("the tip lies at %v to %v of %v", o.Position(), end, layer.Size())
		}
	}
}
