package plot_test

import (
	"slices"
	"strings"
	"testing"

	"duotone/ui/kit/kittest"
	"duotone/ui/kit/plot"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestConfusionCells(t *testing.T) {
	test.NewTempApp(t)
	c := plot.NewConfusion("people", "model")
	w := test.NewTempWindow(t, c)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(400, 240))
	var picked [][2]int
	c.OnCell = func(r, col int) { picked = append(picked, [2]int{r, col}) }
	c.Set([]string{"negative", "neutral", "positive"}, [][]int{{1, 2, 3}, {4}, nil})
	test.TapAt(c, fyne.NewPos(395, 235))
	kittest.Key(c, fyne.KeyUp, fyne.KeyLeft, fyne.KeyReturn)
	c.TypedRune(' ')
	test.TapAt(c, fyne.NewPos(2, 2))
	if want := [][2]int{{2, 2}, {1, 1}, {1, 1}}; !slices.Equal(picked, want) {
		t.Errorf("picked %v, want %v", picked, want)
	}
	got := kittest.ShownText(c)
	for _, want := range []string{"17 %", "33 %", "50 %", "100 %", "people", "model"} {
		if !strings.Contains(got, want) {
			t.Errorf("the matrix does not show %q", want)
		}
	}
	c.Set(nil, nil)
	test.TapAt(c, fyne.NewPos(300, 200))
	kittest.Key(c, fyne.KeyDown, fyne.KeyReturn)
	if len(picked) != 3 {
		t.Error("an empty matrix has a cell")
	}
}

func TestDistributionParts(t *testing.T) {
	test.NewTempApp(t)
	d := plot.NewDistribution()
	w := test.NewTempWindow(t, d)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(400, 70))
	var got []int
	d.OnLabel = func(i int) { got = append(got, i) }
	d.Set([3]int{1, 0, 3})
	for _, at := range []fyne.Position{{X: 50, Y: 5}, {X: 150, Y: 5}, {X: 10, Y: 60}, {X: 200, Y: 60}, {X: 390, Y: 60}} {
		test.TapAt(d, at)
	}
	if want := []int{0, 2, 0, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("picked %v, want %v", got, want)
	}
	if said := kittest.ShownText(d); !strings.Contains(said, "1 · 25 %") || !strings.Contains(said, "0 · 0 %") {
		t.Errorf("shown: %s", said)
	}
	d.Set([3]int{-5, 0, 0})
	if said := kittest.ShownText(d); strings.Contains(said, "%") {
		t.Errorf("no posts are shown as %s", said)
	}
}
