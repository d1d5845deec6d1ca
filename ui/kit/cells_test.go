package kit_test

import (
	"slices"
	"strings"
	"testing"

	"duotone/ui/kit"
	"duotone/ui/kit/kittest"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestHistoryGoesBackAndForward(t *testing.T) {
	test.NewTempApp(t)
	h := kit.NewHistory()
	w := test.NewTempWindow(t, h)
	w.Resize(fyne.NewSize(320, 70))
	var asked []int
	h.OnSelect = func(i int) { asked = append(asked, i) }
	items := make([]kit.HistoryItem, 1000)
	for i := range items {
		items[i].Text = "post"
	}
	h.SetItems(items, 500)
	if got := kittest.ShownText(h); !strings.Contains(got, "501 of 1000") {
		t.Errorf("shown: %s", got)
	}
	kittest.Key(h, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd)
	h.SetItems(items, 999)
	kittest.Key(h, fyne.KeyRight) // there is none after the last
	h.SetItems(items, 0)
	kittest.Key(h, fyne.KeyLeft)
	if want := []int{499, 501, 0, 999}; !slices.Equal(asked, want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
	if n := len(test.WidgetRenderer(h).Objects()); n > 100 {
		t.Errorf("%d objects drawn for a thousand posts", n)
	}
}

func TestHistoryTapped(t *testing.T) {
	test.NewTempApp(t)
	h := kit.NewHistory()
	w := test.NewTempWindow(t, h)
	w.Resize(fyne.NewSize(520, 70))
	asked := -1
	h.OnSelect = func(i int) { asked = i }
	h.SetItems([]kit.HistoryItem{{Text: "a"}, {Text: "b"}, {Text: "c"}}, 0)
	for x := float32(0); x < h.Size().Width && asked != 2; x += 5 {
		test.TapAt(h, fyne.NewPos(x, 30))
	}
	if asked != 2 {
		t.Errorf("no tap reaches the third post; the last asked for was %d", asked)
	}
}

func TestDropWellAsks(t *testing.T) {
	test.NewTempApp(t)
	d := kit.NewDropWell()
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
