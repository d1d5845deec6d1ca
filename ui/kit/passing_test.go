package kit_test

import (
	"image/color"
	"testing"
	"time"

	"duotone/ui/kit"
	"duotone/ui/kit/kittest"
	"duotone/ui/kit/tip"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

func TestToastGoesAwayByItself(t *testing.T) {
	test.NewTempApp(t)
	pass := kittest.FakeClock(t.Cleanup)
	gone := 0
	toast := kit.NewToast()
	toast.OnGone = func() { gone++ }
	if toast.Visible() {
		t.Error("a toast without a message is seen")
	}
	toast.Say(kit.Info, "first")
	pass(3 * time.Second)
	toast.Say(kit.Warning, "second")
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
	pass := kittest.FakeClock(t.Cleanup)
	toast := kit.NewToast()
	toast.Say(kit.Problem, "read me")
	toast.MouseIn(&desktop.MouseEvent{})
	pass(time.Hour)
	if toast.Text() == "" {
		t.Error("it went away while it was read")
	}
	toast.MouseOut()
	if toast.Text() != "" {
		t.Error("it stays after the pointer left")
	}
	toast.Say(kit.Info, "tap me")
	test.Tap(toast)
	if toast.Visible() {
		t.Error("a tap does not take it away")
	}
}

func TestSpinnerSparesWhatIsFast(t *testing.T) {
	test.NewTempApp(t)
	pass := kittest.FakeClock(t.Cleanup)
	s := kit.NewSpinner()
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

// TestUnderlineFollowsTheTheme: it must not keep the colour that it had when the window was made.
func TestUnderlineFollowsTheTheme(t *testing.T) {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(theme.Dark, 1))
	u := kit.NewUnderline()
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

// A tooltip goes when what it explains is scrolled away.
func TestScrollingTakesTheTooltipAway(t *testing.T) {
	test.NewTempApp(t)
	pass := kittest.FakeClock(t.Cleanup)
	b := kit.NewButton("one", "what it is for", nil, nil)
	scroll := kit.NewScroll(container.NewVBox(b, widget.NewLabel("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl")))
	content := tip.With(scroll)
	layer := content.(*fyne.Container).Objects[1].(*tip.Layer)
	w := test.NewTempWindow(t, content)
	w.Resize(fyne.NewSize(200, 100))
	b.MouseIn(&desktop.MouseEvent{})
	if pass(time.Second); layer.Text() != "what it is for" {
		t.Fatalf("the tooltip says %q", layer.Text())
	}
	scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -40)})
	if layer.Text() != "" {
		t.Errorf("%q is still there", layer.Text())
	}
}
