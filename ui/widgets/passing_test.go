package widgets_test

import (
	"image/color"
	"strings"
	"testing"
	"time"

	"duotone/ui/theme"
	"duotone/ui/widgets"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

func TestToastGoesAwayByItself(t *testing.T) {
	test.NewTempApp(t)
	pass := widgets.FakeClock(t.Cleanup)
	gone := 0
	toast := widgets.NewToast()
	toast.OnGone = func() { gone++ }
	if toast.Visible() {
		t.Error("a toast without a message is seen")
	}
	toast.Say(widgets.Info, "first")
	pass(3 * time.Second)
	toast.Say(widgets.Warning, "second")
	pass(3 * time.Second) // the first one's time is over, the second's is not
	if toast.Text() != "second" || !toast.Visible() {
		t.Errorf("after 3 s it says %q", toast.Text())
	}
	pass(3 * time.Second)
	if toast.Text() != "" || toast.Visible() || gone != 1 {
		t.Errorf("after 6 s it says %q, gone %d times", toast.Text(), gone)
	}
}

func TestToastWaitsForThePointer(t *testing.T) {
	test.NewTempApp(t)
	pass := widgets.FakeClock(t.Cleanup)
	toast := widgets.NewToast()
	toast.Say(widgets.Problem, "read me")
	toast.MouseIn(&desktop.MouseEvent{})
	pass(time.Hour)
	if toast.Text() == "" {
		t.Error("it went away while it was read")
	}
	toast.MouseOut()
	if toast.Text() != "" {
		t.Error("it stays after the pointer left")
	}
	toast.Say(widgets.Info, "tap me")
	test.Tap(toast)
	if toast.Visible() {
		t.Error("a tap does not take it away")
	}
}

func TestSpinnerSparesWhatIsFast(t *testing.T) {
	test.NewTempApp(t)
	pass := widgets.FakeClock(t.Cleanup)
	s := widgets.NewSpinner()
	s.Start()
	pass(299 * time.Millisecond)
	s.Stop()
	pass(time.Second)
	if s.Turning() {
		t.Error("work of 299 ms makes it turn")
	}
	s.Start()
	pass(200 * time.Millisecond)
	s.Start() // more work: the wait does not begin anew
	pass(100 * time.Millisecond)
	if !s.Turning() {
		t.Error("it does not turn after 300 ms")
	}
	size := s.MinSize()
	s.Stop()
	if s.Turning() || s.MinSize() != size {
		t.Error("it turns on, or its room changes")
	}
}

func TestTips(t *testing.T) {
	test.NewTempApp(t)
	pass := widgets.FakeClock(t.Cleanup)
	verdict := widgets.NewVerdict()
	tip := widgets.NewTip(widget.NewLabel("41 ms"), "from the last key to the result")
	content := widgets.WithTips(container.NewVBox(verdict, tip))
	layer := content.(*fyne.Container).Objects[1].(*widgets.TipLayer)
	w := test.NewTempWindow(t, content)
	w.Resize(fyne.NewSize(400, 200))
	verdict.Set(2, 0.8, true, false)

	test.MoveMouse(w.Canvas(), fyne.NewPos(20, 20))
	if layer.Text() != "" {
		t.Error("the tip is there at once")
	}
	pass(time.Second)
	if got, want := layer.Text(), "The model is 80 % sure that the post as a whole is positive."; got != want {
		t.Errorf("the tip says %q, want %q", got, want)
	}
	verdict.MouseOut()
	if layer.Text() != "" {
		t.Error("the tip stays")
	}
	tip.MouseIn(&desktop.MouseEvent{})
	tip.MouseOut()
	pass(time.Hour)
	if layer.Text() != "" {
		t.Error("a tip comes after the pointer has left")
	}
	tip.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(395, 195)}})
	pass(time.Second)
	for _, o := range test.WidgetRenderer(layer).Objects() {
		end := o.Position().Add(o.Size())
		if end.X > layer.Size().Width || end.Y > layer.Size().Height || o.Position().X < 0 || o.Position().Y < 0 {
			t.Errorf("the tip lies at %v to %v of %v", o.Position(), end, layer.Size())
		}
	}
}

// TestTipGoesAlong: two parts of a widget may have the same to say; the tip must lie at the one that is pointed at.
func TestTipGoesAlong(t *testing.T) {
	test.NewTempApp(t)
	pass := widgets.FakeClock(t.Cleanup)
	strip := widgets.NewWordStrip()
	content := widgets.WithTips(container.NewVBox(strip))
	layer := content.(*fyne.Container).Objects[1].(*widgets.TipLayer)
	w := test.NewTempWindow(t, content)
	w.Resize(fyne.NewSize(600, 200))
	strip.Set([]widgets.Word{{Text: "so-so-so-so"}, {Text: "so-so-so-so"}, {Text: "so-so-so-so"}}, widgets.Contribution)
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
	pass := widgets.FakeClock(t.Cleanup)
	strip, picture := widgets.NewWordStrip(), widgets.NewHeatPicture()
	content := widgets.WithTips(container.NewGridWithRows(2, strip, picture))
	layer := content.(*fyne.Container).Objects[1].(*widgets.TipLayer)
	w := test.NewTempWindow(t, content)
	w.Resize(fyne.NewSize(600, 400))

	at := fyne.NewPos(10, 15)
	point := desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at}}
	strip.Set([]widgets.Word{{Text: "lovely", Weight: 0.4}}, widgets.Contribution)
	strip.SetLabel("positive")
	strip.MouseMoved(&point)
	pass(time.Second)
	before := layer.Text()
	strip.Set([]widgets.Word{{Text: "lovely", Weight: 0.4, Struck: true}}, widgets.Contribution)
	if got := layer.Text(); got == before || got == "" {
		t.Errorf("the tip of a struck word says %q", got)
	}
	strip.Set(nil, widgets.Contribution)
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

// TestUnderlineFollowsTheTheme: it must not keep the colour that it had when the window was made.
func TestUnderlineFollowsTheTheme(t *testing.T) {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(theme.Dark, 1))
	u := widgets.NewUnderline()
	w := test.NewTempWindow(t, u)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(40, 10))
	at := func() color.Color { return color.NRGBAModel.Convert(w.Canvas().Capture().At(20, 5)) }
	u.Set(true)
	dark := at()
	a.Settings().SetTheme(theme.New(theme.Light, 1))
	light := at()
	if want := theme.Color(theme.New(theme.Light, 1), fynetheme.ColorNamePrimary, fynetheme.VariantLight); light != want || dark == light {
		t.Errorf("in the dark it is %v, in the light %v, want %v", dark, light, want)
	}
	u.Set(false)
	if got := at(); got == light {
		t.Error("it is seen where no pane is")
	}
}
