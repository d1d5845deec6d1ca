package heat_test

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"duotone/ui/kit/heat"
	"duotone/ui/kit/kittest"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func words(list ...string) (ws []heat.Word) {
	at := 0
	for _, s := range list {
		ws = append(ws, heat.Word{Text: s, Start: at, End: at + len(s)})
		at += len(s) + 1
	}
	return ws
}

func strip(t *testing.T, width float32, ws []heat.Word, mode heat.WordMode) *heat.WordStrip {
	t.Helper()
	s := heat.NewWordStrip()
	w := test.NewTempWindow(t, s)
	w.SetPadded(false)
	s.Set(ws, mode)
	w.Resize(fyne.NewSize(width, 400))
	return s
}

func TestWordsReadOnEveryHeat(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		a := test.NewTempApp(t)
		a.Settings().SetTheme(theme.New(mode, 1))
		for _, weights := range []heat.WordMode{heat.Contribution, heat.Attention} {
			var ws []heat.Word
			for i := -100; i <= 100; i++ {
				if weights == heat.Attention && i < 0 {
					continue
				}
				ws = append(ws, heat.Word{Text: fmt.Sprint("w", i), Weight: float64(i) / 100, Struck: i%10 == 3, Cut: i%10 == 7})
			}
			s := strip(t, 500, ws, weights)
			var ground color.NRGBA
			checked := 0
			for _, o := range test.WidgetRenderer(s).Objects() {
				switch o := o.(type) {
				case *canvas.Rectangle:
					if o.CornerRadius > 0 && o.Visible() {
						ground = color.NRGBAModel.Convert(o.FillColor).(color.NRGBA)
					}
				case *canvas.Text:
					if o.Text == "" {
						continue
					}
					checked++
					ink := color.NRGBAModel.Convert(o.Color).(color.NRGBA)
					if c := theme.Contrast(ink, ground); c < 4.5 {
						t.Errorf("mode %v: %q has contrast %.2f, want 4.5", mode, o.Text, c)
					}
				}
			}
			if checked != len(ws) {
				t.Errorf("%d words checked, want %d", checked, len(ws))
			}
		}
	}
}

func TestWordsStayWithinTheStripAndApart(t *testing.T) {
	test.NewTempApp(t)
	list := append(words(strings.Repeat("pneumono", 40), "日本語のとても長い文章", strings.Repeat("👨‍👩‍👧‍👦", 60), "a", "tiny", "word"),
		words(strings.Fields(strings.Repeat("the quick brown fox ", 30))...)...)
	for _, width := range []float32{60, 133, 320, 900} {
		s := strip(t, width, list, heat.Contribution)
		shown := kittest.Texts(s)
		if len(shown) != len(list) {
			t.Fatalf("%d words drawn, want %d", len(shown), len(list))
		}
		for i, a := range shown {
			if end := a.Position().X + a.MinSize().Width; end > s.Size().Width+1 || a.Position().X < 0 {
				t.Errorf("width %v: %q ends at %v of %v", width, a.Text, end, s.Size().Width)
			}
			for _, b := range shown[i+1:] {
				if a.Position().Y == b.Position().Y && a.Position().X < b.Position().X+b.Size().Width &&
					b.Position().X < a.Position().X+a.Size().Width {
					t.Fatalf("width %v: %q overlaps %q", width, a.Text, b.Text)
				}
			}
		}
		if last := shown[len(shown)-1]; last.Position().Y+last.Size().Height > s.MinSize().Height {
			t.Errorf("width %v: the last word lies below the strip's height %v", width, s.MinSize().Height)
		}
	}
}

func TestRightToLeft(t *testing.T) {
	test.NewTempApp(t)
	list := words("איזה", "יום", "יפה", "Tel", "Aviv", "24", "היום")
	s := strip(t, 800, list, heat.Contribution)
	x := map[string]float32{}
	for _, o := range kittest.Texts(s) {
		x[o.Text] = o.Position().X
	}
	var order []string
	for w := range x {
		order = append(order, w)
	}
	slices.SortFunc(order, func(a, b string) int { return int(x[a] - x[b]) })
	// From left to right as it is seen. The number follows the English name it stands after.
	if got, want := strings.Join(order, " "), "היום Tel Aviv 24 יפה יום איזה"; got != want {
		t.Errorf("drawn as %q, want %q", got, want)
	}
	if right := x["איזה"]; right < 600 {
		t.Errorf("the first word begins at %v, want it at the right", right)
	}
	kittest.Key(s, fyne.KeyLeft) // the next word lies to the left
	if s.Current() != 1 {
		t.Errorf("Left goes to word %d, want 1", s.Current())
	}
}

func TestTouchingWordsTouch(t *testing.T) {
	test.NewTempApp(t)
	s := strip(t, 800, []heat.Word{{Text: "picnic", Start: 1, End: 7}, {Text: "!", Start: 7, End: 8}, {Text: "and", Start: 9, End: 12}}, heat.Contribution)
	shown := kittest.Texts(s)
	near := shown[1].Position().X - shown[0].Position().X - shown[0].Size().Width
	far := shown[2].Position().X - shown[1].Position().X - shown[1].Size().Width
	if near >= far {
		t.Errorf("“!” stands %v from its word, the next word %v", near, far)
	}
}

func TestStrikingOut(t *testing.T) {
	test.NewTempApp(t)
	list := words("What", "a", "lovely", "day")
	list[3].Cut = true
	s := strip(t, 600, list, heat.Contribution)
	var toggled []int
	s.OnToggle = func(i int) { toggled = append(toggled, i) }

	at := kittest.Texts(s)[2].Position()
	test.TapAt(s, at.AddXY(3, 3))
	s.FocusGained()
	kittest.Key(s, fyne.KeyLeft)
	s.TypedRune(' ')
	kittest.Key(s, fyne.KeyHome, fyne.KeyReturn, fyne.KeyLeft, fyne.KeyDelete)
	kittest.Key(s, fyne.KeyEnd, fyne.KeyReturn) // the last word is not read: there is nothing to strike
	test.TapAt(s, fyne.NewPos(590, 390))
	if want := []int{2, 1, 0, 0}; !slices.Equal(toggled, want) {
		t.Errorf("toggled %v, want %v", toggled, want)
	}
	s.SetInactive(true)
	kittest.Key(s, fyne.KeyHome, fyne.KeyReturn)
	if len(toggled) != 4 {
		t.Error("a word was struck out of a strip that is switched off")
	}
}

func TestHoveringWords(t *testing.T) {
	test.NewTempApp(t)
	s := strip(t, 600, words("What", "a", "lovely", "day"), heat.Contribution)
	var seen []int
	s.OnHover = func(i int) { seen = append(seen, i) }
	move := func(p fyne.Position) {
		s.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: p, AbsolutePosition: p}})
	}
	move(kittest.Texts(s)[0].Position().AddXY(2, 2))
	move(kittest.Texts(s)[0].Position().AddXY(4, 2))
	move(kittest.Texts(s)[3].Position().AddXY(2, 2))
	move(fyne.NewPos(580, 2))
	if want := []int{0, 3, -1}; !slices.Equal(seen, want) {
		t.Errorf("hovered %v, want %v", seen, want)
	}
}

func TestKeysBetweenRows(t *testing.T) {
	test.NewTempApp(t)
	s := strip(t, 120, words(strings.Fields(strings.Repeat("word ", 12))...), heat.Contribution)
	s.FocusGained()
	kittest.Key(s, fyne.KeyDown)
	first := s.Current()
	if first == 0 || kittest.Texts(s)[first].Position().Y == kittest.Texts(s)[0].Position().Y || kittest.Texts(s)[first].Position().X != kittest.Texts(s)[0].Position().X {
		t.Errorf("Down goes to word %d", first)
	}
	kittest.Key(s, fyne.KeyUp)
	if s.Current() != 0 {
		t.Errorf("Up goes to word %d, want 0", s.Current())
	}
}

func TestManyWordsAreCapped(t *testing.T) {
	test.NewTempApp(t)
	s := strip(t, 600, words(strings.Fields(strings.Repeat("word ", 100_000))...), heat.Attention)
	shown := kittest.Texts(s)
	if got := len(shown); got != heat.MaxWords+1 {
		t.Errorf("%d texts drawn, want %d words and a count", got, heat.MaxWords)
	}
	if last := shown[len(shown)-1].Text; !strings.Contains(last, "99400") {
		t.Errorf("the rest is said as %q", last)
	}
}

func TestNoiseDoesNotGlow(t *testing.T) {
	test.NewTempApp(t)
	list := words("hardly", "anything")
	list[0].Weight, list[1].Weight = 0.0001, math.NaN()
	s := strip(t, 600, list, heat.Contribution)
	for _, o := range test.WidgetRenderer(s).Objects() {
		r, ok := o.(*canvas.Rectangle)
		if !ok || r.CornerRadius == 0 || !r.Visible() || r.FillColor == nil {
			continue
		}
		c := color.NRGBAModel.Convert(r.FillColor).(color.NRGBA)
		if c.A > 0 && int(max(c.R, c.G, c.B))-int(min(c.R, c.G, c.B)) > 12 {
			t.Errorf("a weight of 0.0001 is drawn in %v", c)
		}
	}
}

func BenchmarkWordStrip128(b *testing.B) {
	test.NewTempApp(b)
	list := words(strings.Fields(strings.Repeat("lovely day for a picnic here ", 22))[:128]...)
	s := heat.NewWordStrip()
	w := test.NewTempWindow(b, s)
	w.Resize(fyne.NewSize(600, 400))
	for n := 0; b.Loop(); n++ {
		for i := range list {
			list[i].Weight = float64((i*7+n)%21-10) / 20
		}
		s.Set(list, heat.Contribution)
	}
}
