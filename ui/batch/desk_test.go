package batch

import (
	"image/color"
	"testing"

	"duotone/app/present/score"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	duotheme "duotone/ui/theme"
)

// Rows are picked out as files are: Ctrl and a click takes one more, Shift all between, Ctrl+A all, Shift with an arrow those that it goes over.
func TestRowsArePickedOutByMouseAndKeys(t *testing.T) {
	s := newStand(t)
	s.pane.Show(1)
	s.scored(40)
	s.draws("the first row", func(st *score.State) bool { return st.Reading != nil && !st.Reading.Busy })
	l := s.pane.results.table.list
	held := fyne.KeyModifier(0)
	l.held = func() fyne.KeyModifier { return held }
	marked := func(what string, n, at int) {
		t.Helper()
		s.draws(what, func(st *score.State) bool { return len(st.Marked) == n && st.At == at })
	}
	l.Select(2)
	marked("a click reads", 0, 2)
	held = fyne.KeyModifierShift
	l.Select(5)
	marked("Shift takes a range", 4, 5)
	held = fyne.KeyModifierShortcutDefault
	test.TapAt(l, fyne.NewPos(60, 9*l.pitch()-2)) // between two rows
	marked("Ctrl takes one more", 5, 8)
	held = fyne.KeyModifierShift
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	marked("Shift and down", 6, 9)
	held = 0
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	marked("an arrow alone", 6, 8)
	l.TypedShortcut(&fyne.ShortcutSelectAll{})
	marked("all", 40, 8)
}

// The divider moves by mouse and keys, stays within what both parts need, and is remembered for either way of standing.
func TestTheDividerMoves(t *testing.T) {
	s := newStand(t)
	s.pane.Show(1)
	s.scored(8)
	s.draws("the first row", func(st *score.State) bool { return st.Reading != nil && !st.Reading.Busy })
	d, reading := s.pane.results.between, s.pane.results.reading.content
	usual := reading.Size().Width
	d.divider.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-100, 0)})
	if got := reading.Size().Width; got != usual+100 {
		t.Errorf("it is %v wide, and was %v", got, usual)
	}
	s.pane.Draw(&score.State{Phase: score.PhaseDone, Rows: s.pane.state.Rows, View: s.pane.state.View, Reading: s.pane.state.Reading})
	if got := reading.Size().Width; got != usual+100 {
		t.Error("it jumps back while it is dragged")
	}
	d.divider.DragEnd()
	st := s.draws("remembered", func(st *score.State) bool { return st.Split[0] > 0 })
	if got := reading.Size().Width; got < usual+99 || got > usual+101 {
		t.Errorf("it is %v wide", got)
	}
	d.divider.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-5000, 0)})
	if left := s.pane.results.desk.Objects[0].Size().Width; left < leastWide {
		t.Errorf("the list is %v wide", left)
	}
	d.divider.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(9000, 0)})
	d.divider.DragEnd()
	if got := reading.Size().Width; got < leastWide {
		t.Errorf("it is %v wide", got)
	}
	s.w.Resize(fyne.NewSize(700, 900))
	high := reading.Size().Height
	d.divider.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	if got := reading.Size().Height; got < high+23 || got > high+25 {
		t.Errorf("lying, it is %v high, and was %v", got, high)
	}
	s.draws("both remembered", func(now *score.State) bool { return now.Split[1] > 0 && now.Split[0] != st.Split[0] })
	d.divider.DoubleTapped(nil)
	s.draws("as usual", func(now *score.State) bool { return now.Split[1] == 0 })
	if got := reading.Size().Height; got < high-1 || got > high+1 {
		t.Errorf("it is %v high again, and was %v", got, high)
	}
}

// The row that is read stands out: by its ground, by a wider mark and by bold words, whether or not the list has the keyboard.
func TestTheRowThatIsReadStandsOut(t *testing.T) {
	for _, mode := range []duotheme.Mode{duotheme.Light, duotheme.Dark} {
		s := newStand(t)
		fyne.CurrentApp().Settings().SetTheme(duotheme.New(mode, 1))
		s.pane.Show(1)
		s.scored(8)
		s.draws("the first row", func(st *score.State) bool { return st.Reading != nil && !st.Reading.Busy })
		l := s.pane.results.table.list
		made := func(i int) *row {
			r := l.CreateItem().(*row)
			r.Resize(fyne.NewSize(600, rowHeight()))
			test.WidgetRenderer(r)
			l.UpdateItem(i, r)
			return r
		}
		read, other := made(0), made(1)
		variant := fyne.CurrentApp().Settings().ThemeVariant()
		if mode == duotheme.Dark {
			variant = theme.VariantDark
		}
		solid := func(c color.Color) color.NRGBA { return color.NRGBAModel.Convert(c).(color.NRGBA) }
		paper := duotheme.Color(fyne.CurrentApp().Settings().Theme(), theme.ColorNameBackground, variant)
		ground := over(solid(read.back.FillColor), paper)
		if c := duotheme.Contrast(ground, paper); c < 1.25 {
			t.Errorf("mode %v: its ground has a contrast of %.2f to the others'", mode, c)
		}
		if c := duotheme.Contrast(solid(read.words.Color), ground); c < 4.5 {
			t.Errorf("mode %v: its words have a contrast of %.2f", mode, c)
		}
		if !read.words.TextStyle.Bold || other.words.TextStyle.Bold || read.mark.Size().Width <= other.mark.Size().Width {
			t.Errorf("mode %v: it is not bold, or its mark is no wider", mode)
		}
	}
}

// over is a colour laid over another one.
func over(c, ground color.NRGBA) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*int(c.A) + int(b)*(255-int(c.A))) / 255) }
	return color.NRGBA{R: mix(c.R, ground.R), G: mix(c.G, ground.G), B: mix(c.B, ground.B), A: 255}
}
