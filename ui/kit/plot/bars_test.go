package plot_test

import (
	"math"
	"strings"
	"testing"

	"duotone/ui/kit/kittest"
	"duotone/ui/kit/plot"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// places lists where the objects lie that must not move.
func places(o fyne.Widget, fixed func(fyne.CanvasObject) bool) (list []fyne.Position) {
	for _, o := range test.WidgetRenderer(o).Objects() {
		if fixed(o) {
			list = append(list, o.Position())
		}
	}
	return list
}

func TestNothingMovesWhenANumberChanges(t *testing.T) {
	test.NewTempApp(t)
	rows := func(a float64) []plot.ScoreRow {
		s := []float64{a, 1 - a, 0}
		return []plot.ScoreRow{{Name: "words", Present: true, Scores: s}, {Name: "picture", Present: true, Scores: s}, {Name: "both", Present: true, Scores: s}}
	}
	bars := plot.NewScoreBars()
	bars.Resize(fyne.NewSize(500, 120))
	balance := plot.NewBalance()
	balance.Resize(fyne.NewSize(500, 60))
	gauge := plot.NewGauge("pull apart")
	gauge.Resize(fyne.NewSize(300, 60))
	set := func(a float64) {
		bars.SetRows(rows(a))
		balance.Set(a-0.5, 0.5-a, 0.3, true)
		gauge.Set(a, 0.5, true)
	}
	isRect := func(o fyne.CanvasObject) bool { _, ok := o.(*canvas.Rectangle); return ok }
	notText := func(o fyne.CanvasObject) bool { _, ok := o.(*canvas.Text); return !ok }
	measure := func() (list []fyne.Position, sizes []fyne.Size) {
		list = append(list, places(bars, isRect)...)
		list = append(list, places(gauge, notText)...)
		for _, w := range []fyne.Widget{bars, balance, gauge} {
			sizes = append(sizes, w.MinSize())
		}
		return list, sizes
	}
	set(0.5)
	at, size := measure()
	for _, a := range []float64{0, 0.05, 0.33, 0.999, 1} {
		set(a)
		nowAt, nowSize := measure()
		for i := range at {
			if at[i] != nowAt[i] {
				t.Errorf("at %v object %d moved from %v to %v", a, i, at[i], nowAt[i])
			}
		}
		for i := range size {
			if size[i] != nowSize[i] {
				t.Errorf("at %v widget %d wants %v instead of %v", a, i, nowSize[i], size[i])
			}
		}
	}
}

func TestMissingIsNotZero(t *testing.T) {
	test.NewTempApp(t)
	bars := plot.NewScoreBars()
	bars.Resize(fyne.NewSize(500, 120))
	bars.SetRows([]plot.ScoreRow{{Name: "words", Present: true, Scores: []float64{0, 0, 0}}, {Name: "picture", Note: "no picture"}})
	said := ""
	for _, o := range kittest.Texts(bars) {
		said += o.Text + "|"
	}
	if !strings.Contains(said, "no picture") || strings.Count(said, "<1") != 3 {
		t.Errorf("shown: %s", said)
	}
	shown := 0
	for _, o := range test.WidgetRenderer(bars).Objects() {
		if r, ok := o.(*canvas.Rectangle); ok && r.Visible() {
			shown++
		}
	}
	if shown != 6 { // three tracks and three bars of the one row that is there
		t.Errorf("%d rectangles drawn, want 6", shown)
	}
	balance := plot.NewBalance()
	balance.Set(0, 0, 0, false)
	for _, o := range kittest.Texts(balance) {
		if strings.ContainsAny(o.Text, "0123456789") {
			t.Errorf("an absent balance shows %q", o.Text)
		}
	}
}

func TestColumnsLineUp(t *testing.T) {
	test.NewTempApp(t)
	bars := plot.NewScoreBars()
	s := []float64{0.2, 0.3, 0.5}
	bars.SetRows([]plot.ScoreRow{
		{Name: "w", Present: true, Scores: s}, {Name: "a much longer name", Present: true, Scores: s}, {Name: "both", Present: true, Scores: s},
	})
	for _, width := range []float32{330, 500, 1111} {
		bars.Resize(fyne.NewSize(width, 120))
		at := places(bars, func(o fyne.CanvasObject) bool {
			r, ok := o.(*canvas.Rectangle)
			return ok && r.CornerRadius > 0
		})
		if len(at) != 18 {
			t.Fatalf("%d tracks and bars, want 18", len(at))
		}
		for i, p := range at {
			if p.X != at[i%6].X {
				t.Errorf("width %v: bar %d begins at %v, the one above at %v", width, i, p.X, at[i%6].X)
			}
		}
	}
}

func TestGaugeThreshold(t *testing.T) {
	test.NewTempApp(t)
	g := plot.NewGauge("pull apart")
	g.Resize(fyne.NewSize(200, 60))
	var got []float64
	g.OnThreshold = func(v float64) { got = append(got, v) }
	g.Set(0.8, 0.5, true)
	if len(got) != 0 {
		t.Fatal("Set calls OnThreshold")
	}
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(50, 5)}})
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(50, 5)}}) // no change, no call
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(-500, 5)}})
	test.TapAt(g, fyne.NewPos(199, 5))
	kittest.Key(g, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd)
	want := []float64{0.25, 0.01, 0.99, 0.98, 0.88, 0.01, 0.99}
	if len(got) != len(want) {
		t.Fatalf("thresholds %v, want %v", got, want)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-9 {
			t.Errorf("thresholds %v, want %v", got, want)
			break
		}
	}
}
