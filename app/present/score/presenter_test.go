package score_test

import (
	"context"
	"fmt"
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
	"duotone/app/present"
	"duotone/app/present/presenttest"
	"duotone/app/present/score"
	"duotone/app/table/source"
)

// stand is a presenter under test.
type stand struct {
	*score.Presenter
	t        *testing.T
	settings *present.Settings
	mu       sync.Mutex
	labels   *labels
	told     []app.Message
	analysed []app.Post
}

func newStand(t *testing.T, engine app.Engine, settings *present.Settings, watch func(*score.State)) *stand {
	t.Helper()
	s := &stand{t: t, settings: settings, labels: &labels{}}
	s.labels.told = func(path, annotator string) { s.Connect(path, annotator) }
	if settings == nil {
		s.settings = presenttest.Settings(t)
	}
	s.Presenter = score.New(score.Options{Settings: s.settings, Translate: func(text string) string { return text },
		Analyse: func(p app.Post) { s.mu.Lock(); defer s.mu.Unlock(); s.analysed = append(s.analysed, p) },
		Tell:    func(m app.Message) { s.mu.Lock(); defer s.mu.Unlock(); s.told = append(s.told, m) },
		Labels:  s.labels,
	}, watch)
	t.Cleanup(s.Close)
	s.Use(app.EngineState{Phase: app.PhaseReady, Loaded: true, Engine: engine, Info: engine.Info()})
	return s
}

func (s *stand) until(what string, ok func(*score.State) bool) *score.State {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	st, err := s.Wait(ctx, ok)
	if err != nil {
		s.t.Fatalf("never came: %s: %v; it is %q, told %v", what, err, st.Phase, s.messages())
	}
	return st
}

func (s *stand) messages() []app.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.told)
}

func (s *stand) posts() []app.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.analysed)
}

func phase(p score.Phase) func(*score.State) bool {
	return func(st *score.State) bool { return st.Phase == p }
}

// shown tells that so many rows are chosen and all is settled.
func shown(n int) func(*score.State) bool {
	return func(st *score.State) bool {
		return st.Phase == score.PhaseDone && st.Chosen == st.Turn && len(st.View) == n
	}
}

// scored is a presenter that has scored a table of n rows into out.
func scored(t *testing.T, n int, name string) (s *stand, in, out string) {
	t.Helper()
	s = newStand(t, &apptest.Fake{}, nil, nil)
	in = presenttest.Table(t, n)
	out = filepath.Join(filepath.Dir(in), name)
	s.Open(in)
	s.until("the file is looked at", phase(score.PhaseReady))
	s.Run(out, score.Wanted{})
	s.until("all is scored", shown(n))
	return s, in, out
}

func TestPresenterKeepsTheContract(t *testing.T) {
	type presenter = presenttest.Presenter[score.State]
	in := presenttest.Table(t, 200)
	does := func(do func(*stand)) func(presenter) { return func(p presenter) { do(p.(*stand)) } }
	settings := presenttest.Settings(t)
	n := 0
	presenttest.Run(t, presenttest.Subject[score.State]{
		New: func(watch func(*score.State)) presenter {
			n++
			return newStand(t, &apptest.Fake{Delay: time.Millisecond}, settings, watch)
		},
		Number: func(st *score.State) uint64 { return st.Seq },
		Commands: []func(presenter){
			does(func(s *stand) { s.Open(in) }), does(func(s *stand) { s.Run(filepath.Join(t.TempDir(), "out.csv"), score.Wanted{Replace: true}) }),
			does(func(s *stand) { s.Pause() }), does(func(s *stand) { s.GoOn() }), does(func(s *stand) { s.Resume() }),
			does(func(s *stand) { s.ReadAs(func(o *source.Options) { o.TextColumn = "said" }) }),
			does(func(s *stand) { s.Choose(func(c *score.Choice) { c.Errors = !c.Errors }) }), does(func(s *stand) { s.OpenRow(0) }),
			does(func(s *stand) { s.Shown() }), does(func(s *stand) { s.Select(1) }), does(func(s *stand) { s.Judge(&negative) }), does(func(s *stand) { s.Agree(&negative) }), does(func(s *stand) { s.Step(3) }), does(func(s *stand) { s.Use(app.EngineState{}) }),
		},
	})
}

// Whoever pauses is told, last of all, how it ended.
func TestTheLastStateToldAfterAPauseIsTheLatest(t *testing.T) {
	for range 8 {
		var mu sync.Mutex
		var last *score.State
		s := newStand(t, &apptest.Fake{}, nil, func(st *score.State) { mu.Lock(); defer mu.Unlock(); last = st })
		s.Open(presenttest.Table(t, 40))
		s.until("the file is looked at", phase(score.PhaseReady))
		s.Run(filepath.Join(t.TempDir(), "out.csv"), score.Wanted{})
		s.Pause()
		st := s.until("it has ended", func(st *score.State) bool { return st.Phase == score.PhasePaused || st.Phase == score.PhaseDone })
		for late := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) {
			mu.Lock()
			told := last
			mu.Unlock()
			if told.Seq >= st.Seq {
				if told.Busy() {
					t.Fatalf("the last state told is %q, while it is %q", told.Phase, st.Phase)
				}
				break
			}
			if time.Now().After(late) {
				t.Fatal("it is not told")
			}
		}
		s.Close()
	}
}

func TestRowsAreChosenSortedAndOpened(t *testing.T) {
	s, _, _ := scored(t, 400, "scored.csv")
	s.Choose(func(c *score.Choice) { c.Errors = true })
	s.until("those with an error", shown(100))
	negative := app.Negative
	s.Choose(func(c *score.Choice) { c.Errors, c.Label = false, &negative })
	st := s.until("the negative ones", func(st *score.State) bool {
		return st.Chosen == st.Turn && len(st.View) > 0 && st.Choice.Label != nil
	})
	for _, i := range st.View {
		if v := st.Rows[i]; v.Label != app.Negative || v.Failed() {
			t.Fatalf("row %d is not negative", v.Row)
		}
	}
	s.Choose(func(c *score.Choice) { *c = score.Choice{By: batch.ByPositive} })
	st = s.until("sorted", func(st *score.State) bool { return shown(400)(st) && st.Choice.By == batch.ByPositive })
	for i := 1; i < len(st.View); i++ {
		if a, b := st.Rows[st.View[i-1]], st.Rows[st.View[i]]; !a.Failed() && !b.Failed() && a.Scores[app.Positive] < b.Scores[app.Positive] {
			t.Fatalf("row %d is before row %d", a.Row, b.Row)
		}
	}
	s.OpenRow(0)
	s.until("the post is open", func(*score.State) bool { return len(s.posts()) > 0 })
	if p := s.posts()[0]; p.Text != "a lovely lovely day" || p.Picture == nil || p.ID != "k0" {
		t.Errorf("opened %q with picture %v and id %q", p.Text, p.Picture, p.ID)
	}
	s.OpenRow(399) // those with an error come last
	s.until("it is said why not", func(*score.State) bool { return len(s.messages()) > 0 })
	s.OpenRow(400)
}

// What is written is what is shown, in the order in which it is shown.
func TestAnExportKeepsTheOrderThatIsShown(t *testing.T) {
	for _, ext := range []string{".csv", ".jsonl"} {
		s, _, out := scored(t, 40, "scored"+ext)
		s.Choose(func(c *score.Choice) { c.By = batch.ByNegative })
		st := s.until("sorted", func(st *score.State) bool { return shown(40)(st) && st.Choice.By == batch.ByNegative })
		to := st.Selection()
		s.Export(to)
		s.until("written", func(*score.State) bool { return len(s.messages()) > 0 })
		if m := s.messages()[0]; m.Kind != app.MessageInfo {
			t.Fatalf("%v", m)
		}
		rows, _, err := batch.ReadResults(t.Context(), to, 1000)
		if err != nil || len(rows) != 40 || out == to {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for i, at := range st.View {
			if rows[i].ID != st.Rows[at].ID {
				t.Fatalf("%s: row %d is %s, and %s is shown there", ext, i, rows[i].ID, st.Rows[at].ID)
			}
		}
	}
}

// What was chosen of one file's rows is not chosen of another's.
func TestChoicesEndWithTheirFile(t *testing.T) {
	s, _, out := scored(t, 40, "scored.csv")
	s.Choose(func(c *score.Choice) { *c = score.Choice{Words: "nobody says this", By: batch.ByIrony} })
	s.until("none", shown(0))
	s.Open(out)
	st := s.until("all of the other one", shown(40))
	if st.Choice != (score.Choice{}) {
		t.Errorf("still chosen: %+v", st.Choice)
	}
}

func TestAPausedJobGoesOnAsItWasBegun(t *testing.T) {
	in := presenttest.Table(t, 800)
	out := filepath.Join(filepath.Dir(in), "scored.jsonl")
	if err := os.WriteFile(out, []byte("{}\n"), 0o600); err != nil { // to be replaced
		t.Fatal(err)
	}
	s := newStand(t, &apptest.Fake{Delay: 500 * time.Microsecond}, nil, nil)
	s.Open(in)
	s.until("the file is looked at", phase(score.PhaseReady))
	s.Run(out, score.Wanted{Replace: true})
	s.until("some rows are scored", func(st *score.State) bool { return st.Progress.Read > 100 })
	s.Pause()
	s.until("it is paused, and left", func(st *score.State) bool { return st.CanGoOn() && st.Left != nil })
	// Looked at meanwhile, another result leaves it where it was.
	_, _, other := scored(t, 40, "other.jsonl")
	s.Open(other)
	s.until("the other one", shown(40))
	st := s.until("it is still left", func(st *score.State) bool { return st.Left != nil })
	if st.Left.Out != out || st.CanGoOn() {
		t.Errorf("left is %+v", st.Left)
	}
	s.OpenRow(0)
	s.until("its post is open", func(*score.State) bool { return len(s.posts()) > 0 })
	// Another start of the program, with the same settings.
	s.Close()
	s = newStand(t, &apptest.Fake{}, s.settings, nil)
	s.until("it can go on", func(st *score.State) bool { return st.Left != nil && st.Engine })
	s.Resume()
	st = s.until("all is scored", shown(800))
	if st.Progress.Resumed < 100 || len(s.messages()) != 0 {
		t.Errorf("it went on after row %d; said: %v", st.Progress.Resumed, s.messages())
	}
	s.until("nothing is left", func(st *score.State) bool { return st.Left == nil })
}

func TestGoOnWithReplaceDoesNotAskForForce(t *testing.T) {
	in := presenttest.Table(t, 800)
	out := filepath.Join(filepath.Dir(in), "scored.jsonl")
	if err := os.WriteFile(out, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newStand(t, &apptest.Fake{Delay: 200 * time.Microsecond}, nil, nil)
	s.Open(in)
	s.until("the file is looked at", phase(score.PhaseReady))
	s.Run(out, score.Wanted{Replace: true})
	s.until("some rows are scored", func(st *score.State) bool { return st.Progress.Read > 100 })
	s.Pause()
	s.until("it is paused", (*score.State).CanGoOn)
	s.GoOn()
	if st := s.until("all is scored", shown(800)); st.Progress.Resumed < 100 || len(s.messages()) != 0 {
		t.Errorf("it went on after row %d; said: %v", st.Progress.Resumed, s.messages())
	}
}

func TestProgressIsNotFullBeforeTheFirstRow(t *testing.T) {
	for _, c := range []struct {
		phase       score.Phase
		read, total int64
		want        float64
	}{
		{score.PhaseRunning, 0, -1, 0}, {score.PhaseRunning, 5, -1, 0}, {score.PhaseRunning, 0, 0, 0}, {score.PhaseDone, 0, -1, 0},
		{score.PhaseRunning, 5, 20, 0.25}, {score.PhaseRunning, 30, 20, 1}, {score.PhaseDone, 5, -1, 1}, {score.PhasePaused, 5, 10, 0.5},
	} {
		st := &score.State{Phase: c.phase, Progress: batch.Progress{Read: c.read, Total: c.total}}
		if got := st.Fraction(); got != c.want {
			t.Errorf("%s, %d of %d rows: %v, want %v", c.phase, c.read, c.total, got, c.want)
		}
	}
	// A run of a file whose rows nobody has counted begins empty, whatever was before.
	s, in, _ := scored(t, 40, "first.csv")
	s.Open(in)
	st := s.until("opened again", phase(score.PhaseReady))
	if st.Fraction() != 0 {
		t.Errorf("a file that was just opened is done to %v", st.Fraction())
	}
}

func TestWhatCannotBeGuessedIsShownAndChosen(t *testing.T) {
	s := newStand(t, &apptest.Fake{}, nil, nil)
	path := filepath.Join(t.TempDir(), "numbers.csv")
	if err := os.WriteFile(path, []byte("a,b\n1,2\n3,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Drop([]string{path})
	if st := s.until("the file is looked at", phase(score.PhaseReady)); st.CanRun() || len(s.messages()) == 0 {
		t.Errorf("a file without words can be run; said: %v", s.messages())
	}
	s.ReadAs(func(o *source.Options) { o.TextColumn = "b" })
	s.until("it can be run", (*score.State).CanRun)
	s.Drop([]string{filepath.Join(t.TempDir(), "gone.csv")})
	if st := s.until("it is said", func(st *score.State) bool { return len(s.messages()) > 1 && !st.Opening() }); !st.CanRun() {
		t.Error("what was open is gone")
	}
	s.Drop(nil)
}

// A threshold that another pane has changed counts here as well.
func TestTheThresholdInForceCounts(t *testing.T) {
	s, _, _ := scored(t, 40, "scored.csv")
	s.until("the charts", func(st *score.State) bool { return st.Report != nil && len(st.Report.Charts) > 1 })
	s.settings.Change(func(v *app.Settings) { v.Threshold = 0.01 })
	s.Choose(func(c *score.Choice) { c.Apart = true })
	s.Shown()
	st := s.until("with the person's threshold", func(st *score.State) bool {
		return st.Limit == 0.01 && st.Chosen == st.Turn && st.Report != nil && st.Report.Tally.Threshold == 0.01
	})
	low := len(st.View)
	s.settings.Change(func(v *app.Settings) { v.Threshold = 0.99 })
	s.Shown()
	if st = s.until("with another", func(st *score.State) bool { return st.Limit == 0.99 && st.Chosen == st.Turn }); len(st.View) >= low {
		t.Errorf("%d rows pull apart at 0.01, %d at 0.99", low, len(st.View))
	}
	page := filepath.Join(t.TempDir(), "page.html")
	s.SavePage(page)
	s.until("the page", func(*score.State) bool { return len(s.messages()) > 0 })
	if data, err := os.ReadFile(page); err != nil || !strings.Contains(string(data), "How the labels are spread") {
		t.Errorf("the page: %v, %d bytes", err, len(data))
	}
}

// What was left out or guessed is told in the window as it is by the command: on opening, and when all is scored.
func TestTheWindowTellsWhatWasGuessed(t *testing.T) {
	s := newStand(t, &apptest.Fake{}, nil, nil)
	in := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(in, []byte("Export of May\nid,text\n1,größer 😀\n2,caf\xe9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Open(in)
	s.until("the file is looked at", phase(score.PhaseReady))
	s.Run(filepath.Join(filepath.Dir(in), "out.csv"), score.Wanted{})
	s.until("all is scored", shown(2))
	told := fmt.Sprint(s.messages())
	if !strings.Contains(told, "above the header") || !strings.Contains(told, "guessed)") {
		t.Errorf("told %s", told)
	}
}

// A page that lacks a picture says so, as the command does.
func TestThePageTellsOfMissingPictures(t *testing.T) {
	s := newStand(t, &apptest.Fake{}, nil, nil)
	dir := t.TempDir()
	in, photo := filepath.Join(dir, "a.csv"), filepath.Join(dir, "a.jpg")
	for path, data := range map[string][]byte{in: []byte("text,image\nI love it,a.jpg\n"), photo: apptest.JPEG(1, 40, 30)} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.Open(in)
	s.until("the file is looked at", phase(score.PhaseReady))
	s.Run(filepath.Join(dir, "out.jsonl"), score.Wanted{})
	s.until("the charts", func(st *score.State) bool { return st.Report != nil && len(st.Report.Charts) > 0 })
	if err := os.Remove(photo); err != nil {
		t.Fatal(err)
	}
	before := len(s.messages())
	s.SavePage(filepath.Join(dir, "page.html"))
	s.until("the page", func(*score.State) bool { return len(s.messages()) > before })
	if last := s.messages()[before]; !strings.Contains(last.Hint.String(), "where the result lies: 1.") {
		t.Errorf("it says %q", last.Hint)
	}
}

// Of two rows that are opened one right after the other the second one is what is shown in the end, though the picture of the first takes longer.
func TestTheRowOpenedLastIsShown(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "large.jpg"), append(apptest.JPEG(3, 40, 30), make([]byte, 24<<20)...), 0o600); err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(dir, "posts.csv")
	if err := os.WriteFile(in, []byte("text;image\na lovely day;large.jpg\nwords alone;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newStand(t, &apptest.Fake{}, nil, nil)
	s.Open(in)
	s.until("the file is looked at", phase(score.PhaseReady))
	s.Run(filepath.Join(dir, "out.csv"), score.Wanted{})
	s.until("all is scored", shown(2))
	s.OpenRow(0)
	s.OpenRow(1)
	s.until("the second", func(*score.State) bool {
		posts := s.posts()
		return len(posts) > 0 && posts[len(posts)-1].Text == "words alone"
	})
	s.Close()
	if posts := s.posts(); posts[len(posts)-1].Text != "words alone" {
		t.Errorf("%d were opened, the last with %q", len(posts), posts[len(posts)-1].Text)
	}
}

// Which languages the posts are in is shown, unless it is the only one that the pack reads; and anew with another pack.
func TestTheReportShowsLanguages(t *testing.T) {
	speaks := func(languages int) func(*score.State) bool {
		return func(st *score.State) bool {
			return st.Report != nil && len(st.Report.Tally.Languages) == languages && slices.ContainsFunc(st.Report.Charts, func(c score.Chart) bool { return c.Title == "Languages" })
		}
	}
	english, german := "I think that this is a lovely day for all of us at the beach", "Das Essen war furchtbar und wir gehen da nie wieder hin"
	for _, c := range []struct {
		posts     []string
		languages int
	}{{[]string{english}, 1}, {[]string{english, german}, 2}, {[]string{german}, 1}} {
		s := newStand(t, &apptest.Fake{}, nil, nil)
		in := filepath.Join(t.TempDir(), "a.csv")
		if err := os.WriteFile(in, []byte("text\n"+strings.Join(c.posts, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.Open(in)
		s.until("the file is looked at", phase(score.PhaseReady))
		s.Run(filepath.Join(filepath.Dir(in), "out.jsonl"), score.Wanted{})
		st := s.until("the charts", func(st *score.State) bool { return shown(len(c.posts))(st) && st.Report != nil })
		if c.posts[0] == english && c.languages == 1 {
			if speaks(1)(st) {
				t.Error("English alone is told of a pack that reads English alone")
			}
			both := &apptest.Fake{Pack: app.PackInfo{Languages: []string{"en", "de"}}}
			s.Use(app.EngineState{Phase: app.PhaseReady, Loaded: true, Engine: both, Info: both.Info()})
		}
		s.until("the languages", speaks(c.languages))
	}
}
