package widgets_test

import (
	"slices"
	"strings"
	"testing"

	"duotone/ui/widgets"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestHistoryGoesBackAndForward(t *testing.T) {
	test.NewTempApp(t)
	h := widgets.NewHistory()
	w := test.NewTempWindow(t, h)
	w.Resize(fyne.NewSize(320, 70))
	var asked []int
	h.OnSelect = func(i int) { asked = append(asked, i) }
	items := make([]widgets.HistoryItem, 1000)
	for i := range items {
		items[i].Text = "post"
	}
	h.SetItems(items, 500)
	if got := shownText(h); !strings.Contains(got, "501 of 1000") {
		t.Errorf("shown: %s", got)
	}
	key(h, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd)
	h.SetItems(items, 999)
	key(h, fyne.KeyRight) // there is none after the last
	h.SetItems(items, 0)
	key(h, fyne.KeyLeft)
	if want := []int{499, 501, 0, 999}; !slices.Equal(asked, want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
	if n := len(test.WidgetRenderer(h).Objects()); n > 100 {
		t.Errorf("%d objects drawn for a thousand posts", n)
	}
}

func TestHistoryTapped(t *testing.T) {
	test.NewTempApp(t)
	h := widgets.NewHistory()
	w := test.NewTempWindow(t, h)
	w.Resize(fyne.NewSize(520, 70))
	asked := -1
	h.OnSelect = func(i int) { asked = i }
	h.SetItems([]widgets.HistoryItem{{Text: "a"}, {Text: "b"}, {Text: "c"}}, 0)
	for x := float32(0); x < h.Size().Width && asked != 2; x += 5 {
		test.TapAt(h, fyne.NewPos(x, 30))
	}
	if asked != 2 {
		t.Errorf("no tap reaches the third post; the last asked for was %d", asked)
	}
}

func TestConfusionCells(t *testing.T) {
	test.NewTempApp(t)
	c := widgets.NewConfusion("people", "model")
	w := test.NewTempWindow(t, c)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(400, 240))
	var picked [][2]int
	c.OnCell = func(r, col int) { picked = append(picked, [2]int{r, col}) }
	c.Set([]string{"negative", "neutral", "positive"}, [][]int{{1, 2, 3}, {4}, nil})
	test.TapAt(c, fyne.NewPos(395, 235))
	key(c, fyne.KeyUp, fyne.KeyLeft, fyne.KeyReturn)
	c.TypedRune(' ')
	test.TapAt(c, fyne.NewPos(2, 2))
	if want := [][2]int{{2, 2}, {1, 1}, {1, 1}}; !slices.Equal(picked, want) {
		t.Errorf("picked %v, want %v", picked, want)
	}
	got := shownText(c)
	for _, want := range []string{"17 %", "33 %", "50 %", "100 %", "people", "model"} {
		if !strings.Contains(got, want) {
			t.Errorf("the matrix does not show %q", want)
		}
	}
	c.Set(nil, nil)
	test.TapAt(c, fyne.NewPos(300, 200))
	key(c, fyne.KeyDown, fyne.KeyReturn)
	if len(picked) != 3 {
		t.Error("an empty matrix has a cell")
	}
}

func TestDistributionParts(t *testing.T) {
	test.NewTempApp(t)
	d := widgets.NewDistribution()
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
	if said := shownText(d); !strings.Contains(said, "1 · 25 %") || !strings.Contains(said, "0 · 0 %") {
		t.Errorf("shown: %s", said)
	}
	d.Set([3]int{-5, 0, 0})
	if said := shownText(d); strings.Contains(said, "%") {
		t.Errorf("no posts are shown as %s", said)
	}
}

func TestDropWellAsks(t *testing.T) {
	test.NewTempApp(t)
	d := widgets.NewDropWell()
	w := test.NewTempWindow(t, d)
	w.Resize(fyne.NewSize(400, 240))
	asked := ""
	d.OnOpen, d.OnPaste = func() { asked += "open " }, func() { asked += "paste " }
	for n := range 2 { // by keyboard alone: both buttons can be reached
		w.Canvas().Unfocus()
		for range n + 1 {
			w.Canvas().FocusNext()
		}
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
	if asked != "open paste " {
		t.Errorf("asked to %q", asked)
	}
}
