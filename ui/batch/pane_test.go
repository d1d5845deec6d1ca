package batch

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/app/present/presenttest"
	"duotone/app/present/score"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	duotheme "duotone/ui/theme"
)

// stand is a pane in a window that is drawn when the test says so.
type stand struct {
	*score.Presenter
	t    *testing.T
	pane *Pane
	w    fyne.Window
}

func newStand(t *testing.T) *stand {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(duotheme.New(duotheme.Light, 1))
	s := &stand{t: t, w: test.NewTempWindow(t, nil)}
	s.Presenter = score.New(score.Options{Settings: presenttest.Settings(t), Translate: func(text string) string { return text },
		Analyse: func(app.Post) {}, Tell: func(app.Message) {}}, nil)
	t.Cleanup(s.Close)
	engine := &apptest.Fake{}
	s.Use(app.EngineState{Phase: app.PhaseReady, Loaded: true, Engine: engine, Info: engine.Info()})
	s.pane = New(s.w, s.Presenter)
	s.w.SetContent(s.pane.Content())
	s.w.Resize(fyne.NewSize(1000, 700))
	return s
}

// draws draws the first state that is as wanted.
func (s *stand) draws(what string, ok func(*score.State) bool) *score.State {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 3*time.Minute)
	defer cancel()
	st, err := s.Wait(ctx, ok)
	if err != nil {
		s.t.Fatalf("never came: %s: %v; it is %q", what, err, st.Phase)
	}
	s.pane.Draw(st)
	return st
}

func phase(p score.Phase) func(*score.State) bool {
	return func(st *score.State) bool { return st.Phase == p && st.Chosen == st.Turn }
}

func shown(n int) func(*score.State) bool {
	return func(st *score.State) bool { return phase(score.PhaseDone)(st) && len(st.View) == n }
}

// scored opens a table of n posts and scores it.
func (s *stand) scored(n int) (in string) {
	s.t.Helper()
	in = presenttest.Table(s.t, n)
	s.pane.Drop([]string{in})
	s.draws("the file is looked at", phase(score.PhaseReady))
	s.Run(filepath.Join(filepath.Dir(in), "scored.csv"), false, false)
	s.draws("the result is read", phase(score.PhaseLoading))
	s.draws("all is scored", shown(n))
	return in
}

// picture writes the window as a picture into DUOTONE_DRAW, to be looked at.
func (s *stand) picture(name string) {
	dir := os.Getenv("DUOTONE_DRAW")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, s.w.Canvas().Capture()); err != nil {
		s.t.Fatal(err)
	}
}

func TestAFileIsShownAsItIsRead(t *testing.T) {
	s := newStand(t)
	if !s.pane.setup.welcome.Visible() || s.pane.setup.run.Visible() || s.pane.setup.resume.Visible() {
		t.Error("an empty pane does not say what to do")
	}
	s.pane.Drop([]string{presenttest.Table(t, 400)})
	s.draws("the file is looked at", phase(score.PhaseReady))
	p := s.pane.setup
	for i, want := range []string{"said", "shown", "key"} {
		if got := p.columns[i].Selected; got != want {
			t.Errorf("column %d is %q, want %q", i, got, want)
		}
	}
	if rows, columns := p.previewSize(); rows != 20 || columns != 3 || p.welcome.Visible() || p.run.Disabled() {
		t.Errorf("the preview has %d×%d cells", rows, columns)
	}
	s.picture("batch-ready")
	p.columns[2].SetSelected(noColumn) // the id shall be the row's number
	s.draws("the columns are changed", func(st *score.State) bool { return phase(score.PhaseReady)(st) && st.Input.Mapping.IDName == "" })
	s.pane.Draw(&score.State{Phase: score.PhaseLooking, Path: "far/away.csv", Slow: true})
	if !p.reading.Visible() || !strings.Contains(p.readingName.Text, "away.csv") {
		t.Errorf("it says %q", p.readingName.Text)
	}
	s.pane.Draw(&score.State{Phase: score.PhaseReady})
	if p.reading.Visible() {
		t.Error("it is told after the end")
	}
}

// A file that was read in a wrong way is read as the person says.
func TestAFileIsReadAsThePersonSays(t *testing.T) {
	s := newStand(t)
	path := filepath.Join(t.TempDir(), "posts.csv")
	if err := os.WriteFile(path, []byte("text|note\nIt is a sch\xf6n day, or is it|x\nAnother, rather grey day here|y\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.pane.Drop([]string{path})
	st := s.draws("the file is looked at", phase(score.PhaseReady))
	readAs := &s.pane.setup.readAs
	for i, choose := range []struct{ at, option int }{{0, 1}, {1, 3}, {2, 1}, {2, 0}} {
		if readAs[choose.at].SelectedIndex() == choose.option {
			continue
		}
		before := st.Input
		readAs[choose.at].SetSelectedIndex(choose.option)
		st = s.draws(fmt.Sprint("choice ", i), func(st *score.State) bool { return phase(score.PhaseReady)(st) && st.Input != before })
		if got := readAs[choose.at].SelectedIndex(); got != choose.option {
			t.Errorf("choice %d: option %d is shown, want %d", i, got, choose.option)
		}
	}
	in := st.Input
	if in.Encoding != "windows-1252" || in.Dialect.Delimiter != '|' || !in.Dialect.Header || s.pane.setup.columns[0].Selected != "text" {
		t.Errorf("read as %s, with %q for the words", in.Describe(), s.pane.setup.columns[0].Selected)
	}
	if got := in.CellText(in.Sample[0], 0); got != "It is a schön day, or is it" {
		t.Errorf("the first words are %q", got)
	}
}

func TestRowsAreSortedByTheirHeadAndToldWhenNoneAreLeft(t *testing.T) {
	s := newStand(t)
	r := s.pane.results
	s.pane.Show(1)
	if least := s.pane.Content().MinSize().Width; least > 700 {
		t.Errorf("laid out in a wide window, the results can't be made narrower than %v", least)
	}
	var order []fyne.Focusable
	for range 4 {
		s.w.Canvas().FocusNext()
		order = append(order, s.w.Canvas().Focused())
	}
	names := s.pane.tabs.Names
	if want := []fyne.Focusable{names[0].Button, names[1].Button, names[2].Button, r.label}; !slices.Equal(order, want) {
		t.Errorf("Tab goes to %T first, and not over the rooms to what chooses rows", order)
	}
	if !r.nothing.Visible() || r.all.Visible() || !r.export.Disabled() {
		t.Error("nothing tells that there is no result yet")
	}
	s.scored(40)
	if s.pane.tabs.SelectedIndex() != 1 || r.list.Length() != 40 {
		t.Errorf("tab %d is shown with %d rows", s.pane.tabs.SelectedIndex(), r.list.Length())
	}
	s.picture("batch-results")
	r.list.ScrollToOffset(500)
	for _, press := range []struct {
		column int
		want   batch.Order
		name   string
	}{{rowLabel, batch.ByNegative, "negative"}, {rowLabel, batch.ByPositive, "positive"}, {rowLabel, batch.ByNegative, "negative"},
		{rowApart, batch.ByIncongruity, "Disagree"}, {rowApart, batch.ByIrony, "Irony"}, {rowCarried, batch.ByPicture, "Disagree"}, {rowText, "", "Disagree"}} {
		test.Tap(r.head[press.column])
		s.draws("sorted", func(st *score.State) bool { return shown(40)(st) && st.Choice.By == press.want })
		if r.head[rowApart].Text != press.name || r.list.GetScrollOffset() != 0 {
			t.Errorf("sorted by %q, the last column is %q and the list at %v", press.want, r.head[rowApart].Text, r.list.GetScrollOffset())
		}
	}
	r.errors.SetChecked(true)
	s.draws("those with an error", shown(10))
	if !r.label.Disabled() || !r.dominant.Disabled() || !r.apart.Disabled() {
		t.Error("labels can be chosen among errors, which have none")
	}
	r.words.SetText("no post says this")
	s.draws("none", shown(0))
	if !r.nothing.Visible() || !r.all.Visible() || !r.export.Disabled() {
		t.Error("nothing tells that no row is left")
	}
	test.Tap(r.all)
	s.draws("all", shown(40))
	if r.nothing.Visible() || r.label.Disabled() || r.errors.Checked || r.words.Text != "" {
		t.Errorf("shown again with %q chosen", r.words.Text)
	}
	r.label.SetSelectedIndex(1)
	st := s.draws("the negative ones", func(st *score.State) bool { return st.Choice.Label != nil && st.Chosen == st.Turn })
	if len(st.View) == 0 || len(st.View) == 40 {
		t.Errorf("%d rows are negative", len(st.View))
	}
}

func TestTheReportIsSavedAsAPage(t *testing.T) {
	s := newStand(t)
	in := s.scored(40)
	s.draws("the charts", func(st *score.State) bool { return st.Report != nil })
	s.pane.Show(2)
	s.picture("batch-report")
	if n := len(s.pane.report.charts.Objects); n < 3 || !s.pane.report.save.Visible() {
		t.Errorf("%d charts are shown", n)
	}
	page := filepath.Join(filepath.Dir(in), "scored.html")
	s.pane.report.onSave()
	confirm := func() {
		at, ok := s.w.Canvas().Focused().(*kit.FormEntry)
		if !ok {
			t.Fatalf("the keyboard is with %T", s.w.Canvas().Focused())
		}
		at.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	confirm()
	for late := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if data, err := os.ReadFile(page); err == nil && strings.Contains(string(data), "How the labels are spread") {
			break
		}
		if time.Now().After(late) {
			t.Fatal("there is no page")
		}
	}
	s.pane.report.onSave() // it is there now
	confirm()
	if !kit.Covered(s.w) {
		t.Error("a page that is there was written over, or nothing was said")
	}
}

// What a row says follows from what rows are sorted by.
func TestARowSaysWhatItIsSortedBy(t *testing.T) {
	negative := app.Negative
	v := batch.Verdict{Label: app.Negative, Scores: app.Scores{0.7, 0.2, 0.1}, Words: &negative, Picture: &negative, Dominant: app.Words,
		Text: "a\nb", Incongruity: 0.25, Irony: 0.5, Balance: app.Balance{Words: 0.3, Picture: 0.1}}
	for by, want := range map[batch.Order]string{"": "0.25", batch.ByPositive: "10 %", batch.ByIrony: "0.50"} {
		if got := rowTexts(v, by)[rowApart]; got != want {
			t.Errorf("by %q: %q, want %q", by, got, want)
		}
	}
	if got := rowTexts(v, batch.ByPicture)[rowCarried]; !strings.HasSuffix(got, "−0.20") {
		t.Errorf("moved by the picture: %q", got)
	}
	positive := app.Positive
	v.Means, v.MeansScores = &positive, app.Scores{0.1, 0.2, 0.7}
	if got := rowTexts(v, batch.BySarcasm); got[rowApart] != "0.60" || got[rowLabel] != "negative → positive" {
		t.Errorf("means something else: %q", got)
	}
	if got := rowTexts(batch.Verdict{Image: "a.jpg"}, batch.ByIrony); got[rowText] != "a.jpg" || got[rowApart] != "" {
		t.Errorf("without words: %q", got)
	}
}
