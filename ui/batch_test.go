package ui

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	duotheme "duotone/ui/theme"
)

// draw writes the window as a picture into DUOTONE_DRAW, to be looked at.
func (s *batchStage) draw(t *testing.T, name string) {
	dir := os.Getenv("DUOTONE_DRAW")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, s.pane.deps.Window.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

// uiQueue stands in for the UI thread: what other goroutines hand to it runs in the test's own.
type uiQueue struct{ calls chan func() }

func (q *uiQueue) do(f func()) { q.calls <- f }

// until runs what is handed in until a condition holds.
func (q *uiQueue) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for !ok() {
		select {
		case f := <-q.calls:
			f()
		case <-deadline:
			t.Fatalf("waited too long until %s", what)
		}
	}
}

type batchStage struct {
	pane     *batchPane
	queue    *uiQueue
	mu       sync.Mutex
	settings app.Settings
	analysed []app.Post
	messages []string
	failed   []error
}

func newBatchStage(t *testing.T, engine app.Engine) *batchStage {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(duotheme.New(duotheme.Light, 1))
	w := test.NewTempWindow(t, nil)
	s := &batchStage{queue: &uiQueue{make(chan func(), 1000)}, settings: app.DefaultSettings()}
	s.pane = makeBatch(Deps{
		App: fyne.CurrentApp(), Window: w,
		Engine:   func() app.Engine { return engine },
		Settings: func() app.Settings { s.mu.Lock(); defer s.mu.Unlock(); return s.settings },
		ChangeSettings: func(f func(*app.Settings)) {
			s.mu.Lock()
			defer s.mu.Unlock()
			f(&s.settings)
		},
		Analyse: func(p app.Post) { s.analysed = append(s.analysed, p) },
		Message: func(_ app.MessageKind, text, _ string) { s.messages = append(s.messages, text) },
		Fail:    func(err error) { s.failed = append(s.failed, err) },
	}, s.queue.do)
	w.SetContent(s.pane.Content())
	w.Resize(fyne.NewSize(1000, 700))
	t.Cleanup(s.pane.Close)
	return s
}

func batchTable(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.jpg"), apptest.JPEG(3, 40, 30), 0o644); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("key;said;shown\n")
	for i := range n {
		switch i % 4 {
		case 0:
			fmt.Fprintf(&b, "k%d;a lovely lovely day;a.jpg\n", i)
		case 1:
			fmt.Fprintf(&b, "k%d;terrible awful sad;\n", i)
		case 2:
			fmt.Fprintf(&b, "k%d;it is late;gone.jpg\n", i)
		default:
			fmt.Fprintf(&b, "k%d;nothing much;a.jpg\n", i)
		}
	}
	path := filepath.Join(dir, "posts.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s *batchStage) phase(p batch.Phase) func() bool {
	return func() bool { return s.pane.state.Phase == p }
}

func TestBatchPaneScoresADroppedFile(t *testing.T) {
	s := newBatchStage(t, &apptest.Fake{})
	in := batchTable(t, 400)
	if !s.pane.Drop([]string{in}) {
		t.Fatal("the drop was not taken")
	}
	s.queue.until(t, "the file is looked at", s.phase(batch.PhaseReady))
	for i, want := range []string{"said", "shown", "key"} {
		if got := s.pane.columns[i].Selected; got != want {
			t.Errorf("column %d is %q, want %q", i, got, want)
		}
	}
	if rows, columns := s.pane.previewSize(); rows != 20 || columns != 3 {
		t.Errorf("the preview has %d×%d cells", rows, columns)
	}
	s.draw(t, "batch-ready")
	// The person corrects a column: the id shall be the row's number.
	s.pane.columns[2].SetSelected(noColumn())
	s.queue.until(t, "the columns are changed", func() bool {
		return s.pane.state.Phase == batch.PhaseReady && s.pane.state.Input.Mapping.IDName == ""
	})
	out := filepath.Join(filepath.Dir(in), "scored.csv")
	s.pane.start(batchJob{in, s.pane.state.Input.Options, out, false}, false)
	s.queue.until(t, "all is scored", s.phase(batch.PhaseDone))
	r := s.pane.results
	s.draw(t, "batch-results")
	if len(r.view) != 400 || r.list.Length() != 400 {
		t.Fatalf("%d rows are shown, want 400", len(r.view))
	}
	r.errors.SetChecked(true)
	if len(r.view) != 100 {
		t.Errorf("%d rows with an error, want 100", len(r.view))
	}
	selection := filepath.Join(filepath.Dir(in), "selection.csv")
	r.exportTo(selection)
	s.queue.until(t, "the selection is written", func() bool { return len(s.messages) > 0 })
	data, err := os.ReadFile(selection)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), "\n"); n != 101 {
		t.Errorf("the selection has %d lines, want a header and 100 rows", n)
	}
	r.errors.SetChecked(false)
	r.label.SetSelectedIndex(1)
	for _, i := range r.view {
		if v := r.state.Rows[i]; v.Label != app.Negative || v.Failed() {
			t.Fatalf("row %d is not negative", v.Row)
		}
	}
	r.label.SetSelectedIndex(0)
	r.list.ScrollToOffset(500)
	r.order.SetSelectedIndex(1)
	if at := r.list.GetScrollOffset(); at != 0 {
		t.Errorf("sorted, the list stays at %v", at)
	}
	for i := 1; i < len(r.view); i++ {
		if a, b := r.state.Rows[r.view[i-1]], r.state.Rows[r.view[i]]; !a.Failed() && !b.Failed() && a.Incongruity < b.Incongruity {
			t.Fatalf("row %d is before row %d", a.Row, b.Row)
		}
	}
	r.order.SetSelectedIndex(0)
	r.list.Select(0)
	s.queue.until(t, "the row is open in Analyse", func() bool { return len(s.analysed) > 0 })
	if p := s.analysed[0]; p.Text != "a lovely lovely day" || p.Picture == nil || p.ID != "1" {
		t.Errorf("opened %q with picture %v and id %q", p.Text, p.Picture, p.ID)
	}
	s.queue.until(t, "the charts are drawn", func() bool { return len(s.pane.report.charts.Objects) >= 3 })
	s.pane.tabs.SelectIndex(2)
	s.draw(t, "batch-report")
	if len(s.failed) > 0 {
		t.Errorf("errors were shown: %v", s.failed)
	}
}

func TestBatchPaneGoesOnAfterARestart(t *testing.T) {
	in := batchTable(t, 2000)
	out := filepath.Join(filepath.Dir(in), "scored.jsonl")
	s := newBatchStage(t, &apptest.Fake{Delay: 500 * time.Microsecond})
	s.pane.Drop([]string{in})
	s.queue.until(t, "the file is looked at", s.phase(batch.PhaseReady))
	s.pane.start(batchJob{in, s.pane.state.Input.Options, out, false}, false)
	s.queue.until(t, "some rows are scored", func() bool { return s.pane.state.Progress.Read > 100 })
	s.pane.desk.Pause()
	s.queue.until(t, "it is paused", s.phase(batch.PhasePaused))
	if _, err := os.Stat(out); err == nil {
		t.Fatal("half a result has its name")
	}
	if s.pane.unfinished() == nil {
		t.Fatal("the job is not remembered")
	}
	// Another start of the program, with the same settings.
	again := newBatchStage(t, &apptest.Fake{})
	again.settings = s.settings
	again.pane.draw(again.pane.desk.State())
	if !again.pane.resume.Visible() {
		t.Fatal("nothing offers to go on")
	}
	again.pane.onResume()
	again.queue.until(t, "all is scored", again.phase(batch.PhaseDone))
	if got := len(again.pane.state.Rows); got != 2000 {
		t.Errorf("%d rows, want 2000", got)
	}
	if again.pane.state.Progress.Resumed < 100 {
		t.Errorf("it went on after row %d only", again.pane.state.Progress.Resumed)
	}
	if again.pane.unfinished() != nil {
		t.Error("the finished job is still remembered")
	}
}

func TestBatchPaneShowsWhatItCantGuess(t *testing.T) {
	s := newBatchStage(t, &apptest.Fake{})
	path := filepath.Join(t.TempDir(), "numbers.csv")
	if err := os.WriteFile(path, []byte("a,b\n1,2\n3,4\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.pane.Drop([]string{path})
	s.queue.until(t, "the file is looked at", s.phase(batch.PhaseReady))
	if len(s.failed) == 0 || !s.pane.run.Disabled() {
		t.Fatalf("a file without words can be run; errors shown: %v", s.failed)
	}
	s.pane.columns[0].SetSelected("b")
	s.queue.until(t, "the column is taken", func() bool { return !s.pane.run.Disabled() })
}

func BenchmarkResultsView(b *testing.B) {
	rows := make([]batch.Verdict, 100_000)
	for i := range rows {
		rows[i] = batch.Verdict{Row: int64(i), Text: "some words of a post", Incongruity: float64(i*7919%1000) / 1000}
	}
	for b.Loop() {
		batch.View(rows, batch.Filter{Apart: 0.2, Words: "post"}, batch.ByIncongruity)
	}
}

// A file that takes long to be read is named while it is.
func TestBatchPaneTellsThatItReads(t *testing.T) {
	s := newBatchStage(t, &apptest.Fake{})
	slow := batch.DeskState{Phase: batch.PhaseLooking, Path: "far/away.csv"}
	s.pane.draw(slow)
	if s.pane.reading.Visible() {
		t.Error("it is told at once, and would flicker")
	}
	s.queue.until(t, "it is told", s.pane.reading.Visible)
	if !strings.Contains(s.pane.readingName.Text, "away.csv") {
		t.Errorf("it says %q", s.pane.readingName.Text)
	}
	s.pane.draw(batch.DeskState{Path: slow.Path})
	if s.pane.reading.Visible() {
		t.Error("it is told after the end")
	}
}

// A result that was opened to be looked at leaves a paused job where it was, and its pictures lie beside it.
func TestBatchPaneKeepsAPausedJobWhileAnotherResultIsLookedAt(t *testing.T) {
	s := newBatchStage(t, &apptest.Fake{})
	other := batchTable(t, 40)
	result := filepath.Join(filepath.Dir(other), "other.jsonl")
	s.pane.Drop([]string{other})
	s.queue.until(t, "the file is looked at", s.phase(batch.PhaseReady))
	s.pane.start(batchJob{other, s.pane.state.Input.Options, result, false}, false)
	s.queue.until(t, "all is scored", s.phase(batch.PhaseDone))

	in := batchTable(t, 2000)
	out := filepath.Join(filepath.Dir(in), "scored.jsonl")
	if err := os.Remove(filepath.Join(filepath.Dir(in), "a.jpg")); err != nil {
		t.Fatal(err)
	}
	slow := newBatchStage(t, &apptest.Fake{Delay: 500 * time.Microsecond})
	slow.pane.Drop([]string{in})
	slow.queue.until(t, "the file is looked at", slow.phase(batch.PhaseReady))
	slow.pane.start(batchJob{in, slow.pane.state.Input.Options, out, false}, false)
	slow.queue.until(t, "some rows are scored", func() bool { return slow.pane.state.Progress.Read > 100 })
	slow.pane.desk.Pause()
	slow.queue.until(t, "it is paused", slow.phase(batch.PhasePaused))
	slow.pane.Drop([]string{result})
	slow.queue.until(t, "the other result is open", slow.phase(batch.PhaseDone))
	if job := slow.pane.unfinished(); job == nil || job.Out != out || !slow.pane.resume.Visible() {
		t.Errorf("the paused job is %+v, and going on is offered: %v", job, slow.pane.resume.Visible())
	}
	if got := slow.pane.results.name.Text; got != "other.jsonl" {
		t.Errorf("the rows are said to be those of %q", got)
	}
	slow.pane.results.list.Select(0)
	slow.queue.until(t, "the row is open in Analyse", func() bool { return len(slow.analysed)+len(slow.failed) > 0 })
	if len(slow.failed) > 0 || slow.analysed[0].Picture == nil {
		t.Errorf("the row has no picture; errors shown: %v", slow.failed)
	}
}

func TestBatchResultsSortByTheirHeadAndTellWhenNoneAreLeft(t *testing.T) {
	s := newBatchStage(t, &apptest.Fake{})
	r := s.pane.results
	s.pane.tabs.SelectIndex(1)
	if least := s.pane.Content().MinSize().Width; least > 700 {
		t.Errorf("laid out in a wide window, the results can't be made narrower than %v", least)
	}
	var order []fyne.Focusable
	for range 4 {
		s.pane.deps.Window.Canvas().FocusNext()
		order = append(order, s.pane.deps.Window.Canvas().Focused())
	}
	if want := []fyne.Focusable{s.pane.tabs.Names[0].Button, s.pane.tabs.Names[1].Button, s.pane.tabs.Names[2].Button, r.label}; !slices.Equal(order, want) {
		t.Errorf("Tab goes to %T first, and not over the rooms to what chooses rows", order)
	}
	if !r.nothing.Visible() || r.all.Visible() {
		t.Error("nothing tells that there is no result yet")
	}
	in := batchTable(t, 40)
	s.pane.Drop([]string{in})
	s.queue.until(t, "the file is looked at", s.phase(batch.PhaseReady))
	s.pane.start(batchJob{in, s.pane.state.Input.Options, filepath.Join(filepath.Dir(in), "scored.csv"), false}, false)
	s.queue.until(t, "all is scored", s.phase(batch.PhaseDone))
	for _, press := range []struct {
		column int
		want   batch.Order
		name   string
	}{{rowLabel, batch.ByNegative, "negative"}, {rowLabel, batch.ByPositive, "positive"}, {rowLabel, batch.ByNegative, "negative"},
		{rowApart, batch.ByIncongruity, "Pull apart"}, {rowApart, batch.ByIrony, "Irony"}, {rowCarried, batch.ByPicture, "Pull apart"}, {rowText, batch.ByRow, "Pull apart"}} {
		test.Tap(r.head[press.column])
		if r.by() != press.want || r.head[rowApart].Text != press.name {
			t.Errorf("column %d pressed: sorted by %q, and the last column is %q; want %q and %q", press.column, r.by(), r.head[rowApart].Text, press.want, press.name)
		}
	}
	r.errors.SetChecked(true)
	if !r.label.Disabled() || !r.dominant.Disabled() || !r.apart.Disabled() {
		t.Error("labels can be chosen among errors, which have none")
	}
	r.words.SetText("no post says this")
	if !r.nothing.Visible() || !r.all.Visible() || !r.export.Disabled() {
		t.Error("nothing tells that no row is left")
	}
	test.Tap(r.all)
	if r.nothing.Visible() || len(r.view) != 40 || r.label.Disabled() {
		t.Errorf("%d rows are shown again, want 40", len(r.view))
	}
}

func TestBatchReportIsSavedAsAPage(t *testing.T) {
	s := newBatchStage(t, &apptest.Fake{})
	in := batchTable(t, 40)
	s.pane.Drop([]string{in})
	s.queue.until(t, "the file is looked at", s.phase(batch.PhaseReady))
	s.pane.start(batchJob{in, s.pane.state.Input.Options, filepath.Join(filepath.Dir(in), "scored.csv"), false}, false)
	s.queue.until(t, "the charts are drawn", func() bool { return s.pane.report.tally != nil })
	s.pane.report.onSave()
	at, ok := s.pane.deps.Window.Canvas().Focused().(*kit.FormEntry)
	if !ok {
		t.Fatalf("the keyboard is with %T", s.pane.deps.Window.Canvas().Focused())
	}
	at.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	page, err := os.ReadFile(filepath.Join(filepath.Dir(in), "scored.html"))
	if err != nil || !strings.Contains(string(page), "How the labels are spread") {
		t.Fatalf("the page: %v, %d bytes", err, len(page))
	}
	s.pane.report.onSave() // it is there now
	again := s.pane.deps.Window.Canvas().Focused().(*kit.FormEntry)
	again.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.pane.deps.Window.Canvas().Overlays().Top() == nil {
		t.Error("a page that is there was written over, or nothing was said")
	}
}

// A file that was read in a wrong way is read as the person says.
func TestBatchPaneReadsAsThePersonSays(t *testing.T) {
	s := newBatchStage(t, &apptest.Fake{})
	path := filepath.Join(t.TempDir(), "posts.csv")
	if err := os.WriteFile(path, []byte("text|note\nIt is a sch\xf6n day, or is it|x\nAnother, rather grey day here|y\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.pane.Drop([]string{path})
	s.queue.until(t, "the file is looked at", s.phase(batch.PhaseReady))
	for i, choose := range []struct{ at, option int }{{0, 1}, {1, 3}, {2, 1}, {2, 0}} {
		before := s.pane.state.Input
		if s.pane.readAs[choose.at].SelectedIndex() == choose.option {
			continue
		}
		s.pane.readAs[choose.at].SetSelectedIndex(choose.option)
		s.queue.until(t, fmt.Sprint("choice ", i, " is taken"), func() bool { return s.pane.state.Phase == batch.PhaseReady && s.pane.state.Input != before })
		if got := s.pane.readAs[choose.at].SelectedIndex(); got != choose.option {
			t.Errorf("choice %d: option %d is shown, want %d", i, got, choose.option)
		}
	}
	in := s.pane.state.Input
	if in.Encoding != "windows-1252" || in.Dialect.Delimiter != '|' || !in.Dialect.Header || s.pane.columns[0].Selected != "text" {
		t.Errorf("read as %s, with %q for the words", in.Describe(), s.pane.columns[0].Selected)
	}
	if got := in.CellText(in.Sample[0], 0); got != "It is a schön day, or is it" {
		t.Errorf("the first words are %q", got)
	}
}
