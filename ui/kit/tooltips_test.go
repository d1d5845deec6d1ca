package kit_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/ui/kit"
	"duotone/ui/kit/clock"
	"duotone/ui/kit/script"
	"duotone/ui/kit/tip"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// waits is a clock that a test turns on by hand.
type waits struct{ due []func() }

func (w *waits) after(_ time.Duration, f func()) (stop func()) {
	at := len(w.due)
	w.due = append(w.due, f)
	return func() { w.due[at] = nil }
}

// pass has the first wait be over that was not stopped.
func (w *waits) pass() {
	for i, f := range w.due {
		if f != nil {
			w.due[i] = nil
			f()
			return
		}
	}
}

// A tooltip goes with what it explains, whatever takes that away: hiding it, what stands around it, scrolling, a dialog or a menu over it.
func TestNoTooltipOutlivesWhatItExplains(t *testing.T) {
	test.NewTempApp(t)
	after := clock.After
	t.Cleanup(func() { clock.After = after })
	for name, gone := range map[string]func(w fyne.Window, b *kit.PressButton, around *fyne.Container, scroll *container.Scroll){
		"it is hidden":            func(_ fyne.Window, b *kit.PressButton, _ *fyne.Container, _ *container.Scroll) { b.Hide() },
		"what it is in is hidden": func(_ fyne.Window, _ *kit.PressButton, around *fyne.Container, _ *container.Scroll) { around.Hide() },
		"it is taken out": func(_ fyne.Window, _ *kit.PressButton, around *fyne.Container, _ *container.Scroll) {
			around.RemoveAll()
		},
		"it moves": func(_ fyne.Window, b *kit.PressButton, around *fyne.Container, _ *container.Scroll) {
			around.Objects = append([]fyne.CanvasObject{widget.NewLabel("more")}, b)
			around.Refresh()
		},
		"it is scrolled": func(_ fyne.Window, _ *kit.PressButton, _ *fyne.Container, scroll *container.Scroll) {
			scroll.ScrollToOffset(fyne.NewPos(0, 10))
		},
		"a dialog opens": func(w fyne.Window, _ *kit.PressButton, _ *fyne.Container, _ *container.Scroll) {
			kit.ShowDialog(w, "A dialog", widget.NewLabel("with words"), fyne.NewSize(200, 100), nil)
		},
		"a form opens": func(w fyne.Window, _ *kit.PressButton, _ *fyne.Container, _ *container.Scroll) {
			kit.NewForm(w, "OK", func() {}).Show("A form", 200)
		},
		"a menu opens": func(w fyne.Window, _ *kit.PressButton, _ *fyne.Container, _ *container.Scroll) {
			w.Canvas().Overlays().Add(widget.NewPopUp(widget.NewLabel("menu"), w.Canvas()))
		},
	} {
		for _, shown := range []bool{true, false} {
			c := &waits{}
			clock.After = c.after
			b := kit.NewButton("Press", "What it is for", nil, func() {})
			around := container.NewVBox(b, widget.NewLabel("a"), widget.NewLabel("b"), widget.NewLabel("c"), widget.NewLabel("d"), widget.NewLabel("e"), widget.NewLabel("f"))
			scroll := kit.NewScroll(around)
			content := tip.With(container.NewPadded(scroll))
			layer := content.(*fyne.Container).Objects[1].(*tip.Layer)
			w := test.NewTempWindow(t, content)
			w.Resize(fyne.NewSize(400, 120))
			b.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(10, 10)}})
			if shown {
				if c.pass(); layer.Text() == "" {
					t.Fatal("no tooltip")
				}
			}
			gone(w, b, around, scroll)
			if !shown {
				c.pass()
			}
			if tip.Check(w.Canvas()); layer.Text() != "" {
				t.Errorf("%s (shown before: %v): %q stays", name, shown, layer.Text())
			}
		}
	}
}

// Controls of a dialog are explained over the dialog.
func TestTooltipsOfDialogs(t *testing.T) {
	test.NewTempApp(t)
	after := clock.After
	t.Cleanup(func() { clock.After = after })
	c := &waits{}
	clock.After = c.after
	content := tip.With(widget.NewLabel("below"))
	w := test.NewTempWindow(t, content)
	w.Resize(fyne.NewSize(600, 400))
	b := kit.NewButton("Press", "What it is for", nil, func() {})
	kit.ShowDialog(w, "A dialog", container.NewVBox(b), fyne.NewSize(300, 200), nil)
	b.MouseIn(&desktop.MouseEvent{})
	c.pass()
	if got := content.(*fyne.Container).Objects[1].(*tip.Layer).Text(); got != "" {
		t.Errorf("it is shown below the dialog: %q", got)
	}
	if got := tip.Shown(w.Canvas()); got != "What it is for" {
		t.Errorf("over the dialog stands %q", got)
	}
}

// A tooltip draws words that run to the left in the order in which they are read, within its width, and says where letters can't be drawn; what it
// says is what it was given.
func TestTooltipsDrawWordsInTheirOrder(t *testing.T) {
	test.NewTempApp(t)
	after := clock.After
	t.Cleanup(func() { clock.After = after })
	rare := []string{"𒀀𒁀", "𐌰𐌱", "𞤀𞤁", "ዛሬ", "ꦲꦤ", "ᚠᚢ"}
	at := slices.IndexFunc(rare, theme.Lacks)
	for text, want := range map[string]string{
		script.Own("שלום, 24!") + "\n“שלום” speaks for it: +2.": "!24 ,שלום\n“שלום” speaks for it: +2.",
		"What it is for": "What it is for",
	} {
		if at >= 0 {
			text, want = text+" "+rare[at], want+" "+rare[at]+"\nNo font here has the letters drawn as �"
		}
		c := &waits{}
		clock.After = c.after
		b := kit.NewButton("Press", text, nil, func() {})
		content := tip.With(container.NewPadded(b))
		layer := content.(*fyne.Container).Objects[1].(*tip.Layer)
		w := test.NewTempWindow(t, content)
		w.Resize(fyne.NewSize(400, 300))
		b.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(10, 10)}})
		c.pass()
		var drawn *widget.Label
		for _, o := range test.WidgetRenderer(layer).Objects() {
			if l, ok := o.(*widget.Label); ok {
				drawn = l
			}
		}
		if got := strings.NewReplacer("\u200e", "", "\u200f", "").Replace(drawn.Text); !strings.HasPrefix(got, want) || layer.Text() != text {
			t.Errorf("%q is drawn as\n%q, want\n%q", layer.Text(), got, want)
		}
		if right := drawn.Position().X + drawn.Size().Width; right > 400 {
			t.Errorf("the tooltip reaches to %v", right)
		}
	}
}
