package batch

import (
	"fmt"
	"runtime"
	"testing"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/present/presenttest"
	"duotone/app/present/score"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	duotheme "duotone/ui/theme"
)

// largeState is what a presenter tells of a result of n rows.
func largeState(n int) *score.State {
	rows, view := make([]batch.Verdict, n), make([]int, n)
	labels := app.Labels
	for i := range rows {
		view[i] = i
		rows[i] = batch.Verdict{Row: int64(i + 1), ID: fmt.Sprint("k", i), Text: fmt.Sprintf("post number %d says this and that of a day like any other", i), Label: labels[i%3],
			Scores: app.Scores{0.2, 0.3, 0.5}, Means: &labels[(i+1)%3], Words: &labels[0], Picture: &labels[1], Dominant: app.Words, Incongruity: float64(i%100) / 100}
	}
	return &score.State{Seq: 1, Phase: score.PhaseDone, Result: "large.csv", Rows: rows, View: view, Chosen: 1, Turn: 1, Limit: 0.5, Columns: score.Columns,
		Reading: &score.Reading{Row: rows[0], Post: app.Post{Text: rows[0].Text}}}
}

// BenchmarkLarge measures the window's own part of a result of 100,000 rows, laid out and drawn by software at 1280 × 800: what a step, a page
// of scrolling and another order cost the thread that draws. The memory is that of the list and its rows alone, without what is read.
func BenchmarkLarge(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(duotheme.New(duotheme.Light, 1))
	for _, n := range []int{1000, 100_000} {
		w := test.NewTempWindow(b, nil)
		p := score.New(score.Options{Settings: presenttest.Settings(b)}, nil)
		pane := New(w, p, nil)
		w.SetContent(pane.Content())
		w.Resize(fyne.NewSize(1280, 800))
		st := largeState(n)
		pane.Show(1)
		pane.Draw(st)
		next := func(change func(*score.State)) {
			s := *pane.state
			s.Seq++
			change(&s)
			pane.Draw(&s)
		}
		b.Run(fmt.Sprintf("step/%d", n), func(b *testing.B) {
			for i := range b.N {
				next(func(s *score.State) { s.Place = (i * 7) % n; s.At = s.Place })
			}
		})
		b.Run(fmt.Sprintf("scroll/%d", n), func(b *testing.B) {
			for i := range b.N {
				pane.results.table.list.ScrollToOffset(float32((i * 977) % (n * 30)))
			}
		})
		b.Run(fmt.Sprintf("order/%d", n), func(b *testing.B) {
			for i := range b.N {
				next(func(s *score.State) { s.Chosen++; s.Place = (i * 31) % n; s.At = s.Place })
			}
		})
		b.Run(fmt.Sprintf("frame/%d", n), func(b *testing.B) {
			for i := range b.N {
				pane.results.table.list.ScrollToOffset(float32((i * 977) % (n * 30)))
				w.Canvas().Capture()
			}
		})
		p.Close()
		w.Close()
	}
}

// The list holds as many objects as it shows, however many rows there are, and however far they are scrolled.
func TestALargeResultIsNotHeldInTheWindow(t *testing.T) {
	s := newStand(t)
	s.pane.Show(1)
	s.pane.Draw(largeState(100_000))
	made := 0
	create := s.pane.results.table.list.CreateItem
	s.pane.results.table.list.CreateItem = func() fyne.CanvasObject { made++; return create() }
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range 100 {
		s.pane.results.table.list.ScrollToOffset(float32(i) * 32000)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	// Fyne keeps rows in a sync.Pool, which drops a quarter of them by chance where races are looked for.
	if made > 700 {
		t.Errorf("%d rows were made for 100 views of some 14 each", made)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 24<<20 {
		t.Errorf("scrolling through 100,000 rows keeps %d MB", grown>>20)
	}
}
