package batch

import (
	"context"
	"fmt"
	"image/png"
	"math"
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
	"duotone/app/present/presenttest"
	"duotone/app/present/score"
	"duotone/app/project"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"duotone/app/project/desk"
	duotheme "duotone/ui/theme"
)

// stand is a pane in a window that is drawn when the test says so.
type stand struct {
	*score.Presenter
	t    *testing.T
	pane *Pane
	w    fyne.Window
	kept *kept
}

// kept stands for the project that is open in the window.
type kept struct {
	mu      sync.Mutex
	said    []string
	answers []desk.AnsweredPost
	tell    func(path, annotator string)
}

func (k *kept) Annotator() string                  { return "Ana" }
func (k *kept) Enter(path, annotator string) error { k.tell(path, annotator); return nil }

func (k *kept) Answers(string) ([]desk.AnsweredPost, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.answers), nil
}

func (k *kept) Judge(path string, in project.Incoming, said desk.Aside) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	label := "-"
	of := desk.AnsweredPost{Text: in.Post.Text}
	if in.Path != "" {
		of.Picture = filepath.Base(in.Path)
	}
	k.answers = slices.DeleteFunc(k.answers, func(a desk.AnsweredPost) bool { return a.Text == of.Text && a.Picture == of.Picture })
	if said.Label != nil {
		label = said.Label.String()
		of.Label = *said.Label
		k.answers = append(k.answers, of)
	}
	k.said = append(k.said, filepath.Base(path)+" "+in.Post.ID+" "+label)
	return nil
}

func newStand(t *testing.T) *stand {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(duotheme.New(duotheme.Light, 1))
	s := &stand{t: t, w: test.NewTempWindow(t, nil), kept: &kept{}}
	s.kept.tell = func(path, annotator string) { s.Connect(path, annotator) }
	s.Presenter = score.New(score.Options{Settings: presenttest.Settings(t), Translate: func(text string) string { return text },
		Analyse: func(app.Post) {}, Tell: func(app.Message) {}, Labels: s.kept}, nil)
	t.Cleanup(s.Close)
	engine := &apptest.Fake{}
	s.Use(app.EngineState{Phase: app.PhaseReady, Loaded: true, Engine: engine, Info: engine.Info()})
	s.pane = New(s.w, s.Presenter, nil)
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
	s.Run(filepath.Join(filepath.Dir(in), "scored.csv"), score.Wanted{})
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
		if got := p.reads.columns[i].Selected; got != want {
			t.Errorf("column %d is %q, want %q", i, got, want)
		}
	}
	if rows, columns := p.previewSize(); rows != 20 || columns != 3 || p.welcome.Visible() || p.run.Disabled() {
		t.Errorf("the preview has %d×%d cells", rows, columns)
	}
	s.picture("batch-ready")
	p.reads.columns[2].SetSelected(noColumn) // the id shall be the row's number
	s.draws("the columns are changed", func(st *score.State) bool { return phase(score.PhaseReady)(st) && st.Input.Mapping.IDName == "" })
	s.pane.Draw(&score.State{Phase: score.PhaseLooking, Path: "far/away.csv", Slow: true})
	if !p.waiting.content.Visible() || !strings.Contains(p.waiting.name.Text, "away.csv") {
		t.Errorf("it says %q", p.waiting.name.Text)
	}
	s.pane.Draw(&score.State{Phase: score.PhaseReady})
	if p.waiting.content.Visible() {
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
	readAs := &s.pane.setup.reads.readAs
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
	if in.Encoding != "windows-1252" || in.Dialect.Delimiter != '|' || !in.Dialect.Header || s.pane.setup.reads.columns[0].Selected != "text" {
		t.Errorf("read as %s, with %q for the words", in.Describe(), s.pane.setup.reads.columns[0].Selected)
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
	if want := []fyne.Focusable{names[0].Button, names[1].Button, names[2].Button, r.table.columns}; !slices.Equal(order, want) {
		t.Errorf("Tab goes to %T first, and not over the rooms to what chooses rows", order)
	}
	if !r.nothing.Visible() || r.filters.all.Visible() || !r.export.Disabled() {
		t.Error("nothing tells that there is no result yet")
	}
	s.scored(40)
	if s.pane.tabs.SelectedIndex() != 1 || r.table.list.Length() != 40 {
		t.Errorf("tab %d is shown with %d rows", s.pane.tabs.SelectedIndex(), r.table.list.Length())
	}
	s.picture("batch-results")
	r.table.list.ScrollToOffset(500)
	name := func(c score.Column) int { return 1 + slices.Index(s.pane.state.Columns, c) }
	for _, press := range []struct {
		column int
		want   batch.Order
	}{{name(score.ColumnSays), batch.ByNegative}, {name(score.ColumnSays), batch.ByPositive}, {name(score.ColumnSays), batch.ByNegative},
		{name(score.ColumnDisagree), batch.ByIncongruity}, {name(score.ColumnMeans), batch.BySarcasm}, {0, ""}} {
		test.Tap(r.table.names[press.column])
		st := s.draws("sorted", func(st *score.State) bool { return shown(40)(st) && st.Choice.By == press.want })
		if marked := r.table.names[press.column].Icon != nil; marked != (press.column > 0) {
			t.Errorf("sorted by %q, its column is marked: %v", press.want, marked)
		}
		if top := r.table.list.GetScrollOffset(); st.Place == score.NoRow || float32(st.Place)*r.table.list.pitch() < top || float32(st.Place)*r.table.list.pitch() > top+r.table.list.Size().Height {
			t.Errorf("sorted by %q, row %d is read and the list is at %v", press.want, st.Place, top)
		}
	}
	r.filters.errors.SetChecked(true)
	s.draws("those with an error", shown(10))
	if !r.filters.label.Disabled() || !r.filters.dominant.Disabled() || !r.filters.apart.Disabled() {
		t.Error("labels can be chosen among errors, which have none")
	}
	r.filters.words.SetText("no post says this")
	s.draws("none", shown(0))
	if !r.nothing.Visible() || !r.filters.all.Visible() || !r.export.Disabled() {
		t.Error("nothing tells that no row is left")
	}
	test.Tap(r.filters.all)
	s.draws("all", shown(40))
	if r.nothing.Visible() || r.filters.label.Disabled() || r.filters.errors.Checked || r.filters.words.Text != "" {
		t.Errorf("shown again with %q chosen", r.filters.words.Text)
	}
	r.filters.label.SetSelectedIndex(1)
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
	s.pane.report.onSave() // it is there now: another name is proposed
	confirm()
	second := filepath.Join(filepath.Dir(in), "scored-2.html")
	for late := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if _, err := os.Stat(second); err == nil {
			break
		}
		if time.Now().After(late) {
			t.Fatal("there is no second page")
		}
	}
}

// What a row says, column by column.
func TestARowSaysWhatItsColumnsAreFor(t *testing.T) {
	test.NewTempApp(t)
	negative, positive := app.Negative, app.Positive
	plain := batch.Verdict{Label: app.Negative, Scores: app.Scores{0.7, 0.2, 0.1}, Words: &negative, Picture: &negative, Dominant: app.Words, ID: "k1",
		Text: "a\nb", Incongruity: 0.25, Irony: 0.5, Own: "pos", Language: "en"}
	turned := plain
	turned.Means, turned.MeansScores, turned.Incongruity = &positive, app.Scores{0.1, 0.2, 0.7}, 0.6
	failed := batch.Verdict{Kind: app.KindMissing, Message: "it is gone", ID: "k3", Incongruity: -1, Irony: -1}
	st := &score.State{Rows: []batch.Verdict{plain, turned, failed, {Image: "a.jpg", Incongruity: -1, Irony: -1}}, Limit: 0.5, Yours: map[int]string{1: "negative"}}
	for _, c := range []struct {
		at     int
		column score.Column
		want   string
		stands bool
	}{
		{0, score.ColumnSays, "negative 70 %", false}, {0, score.ColumnMeans, "", false}, {1, score.ColumnMeans, "positive", true},
		{0, score.ColumnDisagree, "0.25", false}, {1, score.ColumnDisagree, "0.60", true}, {0, score.ColumnIrony, "0.50", false}, {3, score.ColumnIrony, "", false},
		{0, score.ColumnOwn, "positive", true}, {1, score.ColumnOwn, "positive", false}, {0, score.ColumnCarried, "words", false}, {3, score.ColumnCarried, "", false},
		{1, score.ColumnYours, "negative", false}, {0, score.ColumnYours, "", false}, {0, score.ColumnID, "k1", false}, {0, score.ColumnLanguage, "English", false},
		{2, score.ColumnSays, "error", true}, {2, score.ColumnMeans, "", false}, {2, score.ColumnDisagree, "", false}, {2, score.ColumnID, "k3", false},
	} {
		if text, stands := columnOf(c.column).text(st, c.at); text != c.want || stands != c.stands {
			t.Errorf("row %d, %s: %q, %v", c.at, c.column, text, stands)
		}
	}
	for at, want := range []string{"a b", "a b", "it is gone", "a.jpg"} {
		if got := wordsOf(&st.Rows[at]); !strings.HasSuffix(got, want) {
			t.Errorf("row %d is known by %q", at, got)
		}
	}
}

// A row that is chosen is explained beside the list; the arrows go on to the next.
func TestARowIsReadBesideTheList(t *testing.T) {
	s := newStand(t)
	s.pane.Show(1)
	r := s.pane.results
	if r.reading.content.Visible() {
		t.Error("something is read before there is a result")
	}
	s.scored(40)
	all := func(at int) func(*score.State) bool {
		return func(st *score.State) bool {
			return st.At == at && st.Reading != nil && !st.Reading.Busy && (st.Reading.Attribution != nil || st.Reading.Err != nil)
		}
	}
	s.draws("the first row is read by itself", all(0))
	if got := r.reading.head.Label.Text; !strings.Contains(got, "positive") || r.reading.head.Why.Text == "" || !r.reading.photo.Visible() || !r.reading.picture.Heated() {
		t.Errorf("of the first row it says %q, %q", got, r.reading.head.Why.Text)
	}
	if !strings.Contains(r.reading.bars.String(), "together") {
		t.Errorf("bars: %s", r.reading.bars.String())
	}
	s.picture("batch-reading")
	s.w.Canvas().Focus(r.table.list)
	press := func(k fyne.KeyName) { r.table.list.TypedKey(&fyne.KeyEvent{Name: k}) }
	press(fyne.KeyDown)
	s.draws("the second", all(1))
	if got := r.reading.head.Label.Text; !strings.Contains(got, "negative") || r.reading.photo.Visible() {
		t.Errorf("of the second row it says %q, with a picture: %v", got, r.reading.photo.Visible())
	}
	press(fyne.KeyDown)
	s.draws("one that failed", all(2))
	if got := r.reading.head.Why.Text; !strings.Contains(got, "gone.jpg") || !r.reading.open.Disabled() {
		t.Errorf("why there is no score: %q", got)
	}
	press(fyne.KeyEnd)
	s.draws("the last", all(39))
	press(fyne.KeyUp)
	s.draws("the one before", all(38))
	press(fyne.KeyHome)
	s.draws("the first again", all(0))
	r.table.list.Select(3)
	s.draws("the one that is clicked", all(3))
	r.filters.words.SetText("terrible")
	st := s.draws("without it", shown(10))
	if st.Place != score.NoRow || st.At != 3 || !strings.Contains(r.reading.name.Text, "not among") {
		t.Errorf("a row that is filtered out is read as %q", r.reading.name.Text)
	}
	r.filters.words.SetText("")
	if st = s.draws("with it", shown(40)); st.Place != 3 {
		t.Errorf("the place is %d after a filter", st.Place)
	}
}

// A label's key is not lost where it is not known yet where it goes: that is asked, and then it is written.
func TestAKeyJudgesTheRowThatIsRead(t *testing.T) {
	s := newStand(t)
	s.pane.Show(1)
	in := s.scored(40)
	r := s.pane.results
	s.draws("the first row", func(st *score.State) bool { return st.At == 0 && st.Reading != nil && !st.Reading.Busy })
	s.w.Canvas().Focus(r.table.list)
	r.table.list.TypedRune('1')
	if !kit.Covered(s.w) {
		t.Fatal("nobody asks where it goes")
	}
	s.picture("batch-ask")
	press, ok := s.w.Canvas().Focused().(*kit.PressButton)
	if !ok {
		t.Fatalf("the keyboard is with %T", s.w.Canvas().Focused())
	}
	press.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	at, ok := s.w.Canvas().Focused().(*kit.FormEntry)
	if !ok || at.Text != filepath.Join(filepath.Dir(in), "scored"+project.Ext) {
		t.Fatalf("%T asks where a project shall be", s.w.Canvas().Focused())
	}
	at.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	written := func(at int, label string) func(*score.State) bool {
		return func(st *score.State) bool { return st.Into.Waiting == 0 && st.Yours[at] == label && st.Making == nil }
	}
	s.draws("it is written", written(0, "negative"))
	if got := r.reading.judge.told.Text; !strings.Contains(got, "k0: negative, written into scored.duotone as Ana") {
		t.Errorf("it tells %q", got)
	}
	s.w.Canvas().Focus(r.table.list)
	s.pane.Draw(s.State())
	r.table.list.TypedRune('3')
	st := s.draws("the next is written", written(1, "positive"))
	if st.At != 2 {
		t.Errorf("after a key row %d is read", st.At)
	}
	r.table.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	s.draws("back", func(st *score.State) bool { return st.At == 1 })
	test.Tap(r.reading.judge.buttons[1])
	s.draws("by a button", written(1, "neutral"))
	r.table.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	s.draws("back", func(st *score.State) bool { return st.At == 1 })
	if b := r.reading.judge.buttons[1]; b.Importance != widget.HighImportance {
		t.Error("what was said is not marked")
	}
	r.table.list.TypedRune('0')
	s.draws("taken back", written(1, ""))
	s.picture("batch-judged")
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	if want := []string{"scored.duotone k0 negative", "scored.duotone k1 positive", "scored.duotone k1 neutral", "scored.duotone k1 -"}; !slices.Equal(s.kept.said, want) {
		t.Errorf("written were %q", s.kept.said)
	}
}

// Without a model the result is told, and that nothing more can be.
func TestWithoutAModelTheResultIsTold(t *testing.T) {
	s := newStand(t)
	s.pane.Show(1)
	s.scored(8)
	s.draws("the first row", func(st *score.State) bool { return st.Reading != nil && !st.Reading.Busy })
	s.Use(app.EngineState{})
	s.draws("no model", func(st *score.State) bool {
		return !st.Engine && st.Reading != nil && !st.Reading.Busy && st.Reading.Prediction == nil
	})
	r := s.pane.results.reading
	if got := r.head.Label.Text; !strings.Contains(got, "positive") || !strings.Contains(r.head.Why.Text, "none is open") || strings.Contains(r.bars.String(), "no words") {
		t.Errorf("it says %q, %q, %s", got, r.head.Why.Text, r.bars.String())
	}
	s.w.Canvas().Focus(s.pane.results.table.list)
	s.pane.results.table.list.TypedRune(' ')
	s.draws("picked out", func(st *score.State) bool { return st.Marked[0] && st.At == 1 })
	if b := s.pane.results.unmark; !b.Visible() || !strings.HasPrefix(b.Text, "1 ") {
		t.Errorf("%q tells that a row is picked out", b.Text)
	}
}

// A table that is dropped where a result is seen is what is seen then, whatever states come between.
func TestADroppedTableIsSeenInsteadOfAResult(t *testing.T) {
	s := newStand(t)
	s.scored(4)
	path := filepath.Join(t.TempDir(), "more.csv")
	if err := os.WriteFile(path, []byte("text\nmore words\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.pane.Show(1)
	if !s.pane.Drop([]string{path}) || s.pane.tabs.SelectedIndex() != 0 {
		t.Errorf("tab %d is shown", s.pane.tabs.SelectedIndex())
	}
}

// TestColumnsGiveWayToTheWords: with room each column has its width, without it the words keep some as long as a column is wider than its name.
func TestColumnsGiveWayToTheWords(t *testing.T) {
	test.NewTempApp(t)
	all := []score.Column{score.ColumnSays, score.ColumnMeans, score.ColumnDisagree, score.ColumnLanguage}
	wide, narrow := (&rowTable{}).spread(1200, all), (&rowTable{}).spread(470, all)
	if unit := theme.TextSize(); wide.widths[3] != columnOf(score.ColumnLanguage).width*unit || wide.wordsWide < 20*unit {
		t.Errorf("with room the words have %.0f and the columns %v", wide.wordsWide, wide.widths)
	}
	if narrow.wordsWide <= 0 || narrow.widths[3] >= wide.widths[3] {
		t.Errorf("without room the words have %.0f and the columns %v", narrow.wordsWide, narrow.widths)
	}
	for _, p := range []places{wide, narrow} {
		end := p.words + p.wordsWide
		for i, x := range p.columns {
			name := fyne.MeasureText(columnOf(all[i]).name, theme.TextSize(), fyne.TextStyle{Bold: true}).Width
			if math.Abs(float64(x-end)) > 0.01 || p.widths[i] < name {
				t.Errorf("column %d begins at %.1f behind %.1f and has %.1f for a name of %.1f", i, x, end, p.widths[i], name)
			}
			end += p.widths[i]
		}
		if math.Abs(float64(end-p.width)) > 0.01 {
			t.Errorf("the columns end at %.1f of %.1f", end, p.width)
		}
	}
}
