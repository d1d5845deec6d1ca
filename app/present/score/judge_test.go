package score_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/presenttest"
	"duotone/app/present/score"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
)

// labels are a real project's, without the presenter that has it open in the window.
type labels struct {
	mu   sync.Mutex
	open *project.Project
	desk *desk.Desk
	told func(path, annotator string)
	fail error
	hold chan struct{} // nil: nothing waits

	asked int             // how often answers were read
	late  chan struct{}   // the next answers that are read are handed over once this was read twice; nil: at once
	over  <-chan struct{} // and then at the latest
}

func (l *labels) Annotator() string { return "Ana" }

func (l *labels) Enter(path, annotator string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	p, err := project.Open(context.Background(), path)
	if err != nil {
		return err
	}
	if l.open != nil {
		_ = l.open.Close()
	}
	l.open = p
	l.desk, err = desk.New(context.Background(), p, desk.Options{Annotator: annotator})
	l.told(path, annotator)
	return err
}

func (l *labels) Judge(path string, in project.Incoming, said desk.Aside) error {
	if l.hold != nil {
		<-l.hold
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return l.fail
	}
	if l.open == nil || l.open.Path() != path {
		return app.Errorf("label", path, app.KindUsage, "", "not open")
	}
	return l.desk.Say(context.Background(), in, said)
}

func (l *labels) Answers(string) ([]desk.AnsweredPost, error) {
	l.mu.Lock()
	said, late := []desk.AnsweredPost(nil), l.late
	var err error
	l.asked++
	l.late = nil
	if l.desk != nil {
		said, err = l.desk.Answers(context.Background())
	}
	l.mu.Unlock()
	if late == nil {
		return said, err
	}
	for range 2 {
		select {
		case late <- struct{}{}:
		case <-l.over:
		}
	}
	return said, err
}

// holdAnswers has the next answers handed over late, after so many were read.
func (l *labels) holdAnswers(t *testing.T, after int) (late chan struct{}) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) {
		l.mu.Lock()
		if l.asked >= after {
			l.late, l.over = make(chan struct{}), t.Context().Done()
			defer l.mu.Unlock()
			return l.late
		}
		l.mu.Unlock()
		if time.Now().After(deadline) {
			t.Fatalf("answers were read %d times", l.asked)
		}
	}
}

func (l *labels) close() {
	if l.open != nil {
		_ = l.open.Close()
	}
}

// judging is a presenter that has scored n rows, beside which nothing is open yet.
func judging(t *testing.T, n int) (s *stand, l *labels, dir string) {
	s, in, _ := scored(t, n, "scored.csv")
	l = s.labels
	t.Cleanup(l.close)
	s.until("the first row", read(0))
	return s, l, filepath.Dir(in)
}

var negative, positive = app.Negative, app.Positive

// A key that says what a row is is not lost where nobody knows yet where it goes, and it goes on to the next row.
func TestWhatIsSaidOfRowsGoesIntoAProjectMadeOfThem(t *testing.T) {
	s, l, dir := judging(t, 40)
	s.Judge(&negative)
	s.until("it is told that nothing was written", func(*score.State) bool { return len(s.messages()) == 1 })
	s.Choose(func(c *score.Choice) { c.Words = "lovely" })
	s.until("ten rows", shown(10))
	made := filepath.Join(dir, "made.duotone")
	s.Make(made, "Ana", &negative)
	st := s.until("it is made, and the row judged", func(st *score.State) bool {
		return st.Making == nil && st.Into.Agreed && len(st.Yours) > 0 && st.Into.Waiting == 0
	})
	if st.At != 4 || st.Yours[0] != "negative" || st.Into.Path != made || st.Into.Last != "k0" || st.Columns[len(st.Columns)-1] != score.ColumnYours {
		t.Errorf("said are %v, into %+v, columns %v", st.Yours, st.Into, st.Columns)
	}
	if n, err := l.open.Posts.Count(t.Context()); n != 1 || err != nil { // ten rows hold one post
		t.Errorf("%d posts, %v", n, err)
	}
	if last := s.messages()[1]; last.Kind != app.MessageInfo || !strings.Contains(last.Text.String()+last.Hint.String(), "same post as another one: 9") {
		t.Errorf("told: %v", last)
	}
	s.Choose(func(c *score.Choice) { *c = score.Choice{} })
	s.until("all", shown(40))
	s.Select(1)
	s.until("the second", read(1))
	s.Judge(&positive) // a post that the project doesn't have yet
	s.until("it is written, and the next row read", func(st *score.State) bool { return st.Yours[1] == "positive" && st.At == 2 })
	if n, err := l.open.Posts.Count(t.Context()); n != 2 || err != nil {
		t.Errorf("%d posts, %v", n, err)
	}
	s.Select(1)
	s.Judge(nil)
	if st = s.until("taken back", func(st *score.State) bool { return st.Yours[1] == "" && st.Into.Waiting == 0 }); st.At != 1 || st.Into.Label != "" {
		t.Errorf("after taking back, row %d is read: %+v", st.At, st.Into)
	}
}

// What was said before is found again, when the result is opened anew and in every row with the same post.
func TestWhatWasSaidIsFoundAgain(t *testing.T) {
	s, _, dir := judging(t, 40)
	s.Make(filepath.Join(dir, "made.duotone"), "Ana", &negative)
	s.until("judged", func(st *score.State) bool { return st.Yours[0] == "negative" && st.Into.Waiting == 0 })
	s.Shown()
	s.until("in every row of that post", func(st *score.State) bool { return len(st.Yours) == 10 && st.Yours[36] == "negative" })
	s.Select(5) // a result that is opened begins at its first row again
	s.until("the sixth row", read(5))
	s.Open(filepath.Join(dir, "scored.csv"))
	s.until("in the result opened anew, whose rows go on into the same project", func(st *score.State) bool {
		return read(0)(st) && len(st.Yours) == 10 && st.Into.Agreed
	})
	s.Judge(&positive)
	s.until("it is written", func(st *score.State) bool { return st.Yours[0] == "positive" })
	s.Open(anotherResult(t, dir))
	s.until("another file, whose rows nobody has judged", func(st *score.State) bool { return read(0)(st) && len(st.Rows) == 1 && !st.Into.Agreed })
	s.Agree(&positive)
	s.until("go into the one that is open once the person says so", func(st *score.State) bool { return st.Into.Agreed && st.Yours[0] == "positive" })
}

// Answers that were read before a row was judged, and come after, don't hide what was said.
func TestAnswersThatComeLateHideNothing(t *testing.T) {
	s, l, dir := judging(t, 40)
	s.Make(filepath.Join(dir, "made.duotone"), "Ana", nil)
	s.until("made", func(st *score.State) bool { return st.Into.Agreed && st.Making == nil })
	late := l.holdAnswers(t, 2) // once as the project was opened, once as it was agreed to
	s.Shown()
	<-late
	s.Judge(&negative)
	s.until("written", func(st *score.State) bool { return st.Into.Waiting == 0 && st.Yours[0] == "negative" })
	<-late
	s.until("in every row of that post", func(st *score.State) bool { return len(st.Yours) == 10 && st.Yours[0] == "negative" })
}

// anotherResult is a result of one other post.
func anotherResult(t *testing.T, dir string) string {
	other := newStand(t, &apptest.Fake{}, nil, nil)
	path := filepath.Join(dir, "two.csv")
	if err := os.WriteFile(path, []byte("id,text\nq1,something else again\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	other.Open(path)
	other.until("looked at", phase(score.PhaseReady))
	other.Run(filepath.Join(dir, "two-scored.csv"), score.Wanted{})
	other.until("scored", shown(1))
	return filepath.Join(dir, "two-scored.csv")
}

// Judgements are written in their order, and what can't be written is told and not shown as said.
func TestJudgementsAreInOrderAndFailuresAreTold(t *testing.T) {
	s, l, dir := judging(t, 40)
	s.Make(filepath.Join(dir, "made.duotone"), "Ana", nil)
	s.until("made", func(st *score.State) bool { return st.Into.Agreed && st.Making == nil })
	for i := range 21 {
		s.Select(0)
		s.Judge([]*app.Label{&negative, &positive}[i%2])
	}
	s.until("all are written", func(st *score.State) bool { return st.Into.Waiting == 0 && st.Yours[0] == "negative" })
	events, err := l.open.Log.Events(t.Context())
	if err != nil || len(events) != 21 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	for i, e := range events {
		if want := []app.Label{app.Negative, app.Positive}[i%2].String(); e.Value != want {
			t.Fatalf("event %d says %s", i, e.Value)
		}
	}
	l.mu.Lock()
	l.fail = app.Errorf("write", "made.duotone", app.KindDisk, "Make room.", "%w", errors.New("the disk is full"))
	l.mu.Unlock()
	before := len(s.messages())
	s.Select(1)
	s.Judge(&negative)
	st := s.until("told", func(st *score.State) bool { return len(s.messages()) > before && st.Into.Waiting == 0 })
	if m := s.messages()[before]; m.Kind != app.MessageError || !strings.Contains(m.Text.String(), "Row 2") || m.Hint.String() != "Make room." || st.Yours[1] != "" {
		t.Errorf("told %v, said %v", m, st.Yours)
	}
	s.Select(2) // whose picture is gone
	s.Judge(&negative)
	s.until("it can't be judged without its picture, and that is told", func(st *score.State) bool { return len(s.messages()) > before+1 && st.Into.Waiting == 0 })
}

// What was said is written though the window is closed at once.
func TestCloseLosesNoJudgement(t *testing.T) {
	s, l, dir := judging(t, 40)
	s.Make(filepath.Join(dir, "made.duotone"), "Ana", nil)
	s.until("made", func(st *score.State) bool { return st.Into.Agreed && st.Making == nil })
	l.hold = make(chan struct{})
	for _, at := range []int{0, 1, 3} {
		s.Select(at)
		s.Judge(&negative)
	}
	var all sync.WaitGroup
	all.Go(s.Close)
	close(l.hold)
	all.Wait()
	if events, err := l.open.Log.Events(t.Context()); err != nil || len(events) != 3 {
		t.Errorf("%d judgements are there, %v", len(events), err)
	}
}

// Whether a project is given up in time is the machine's to say, so it is tried until one was, once before and once while posts go into it.
func TestAProjectThatIsGivenUpLeavesNothing(t *testing.T) {
	s, _, dir := judging(t, 4000)
	row := 0
	for _, done := range []int{0, 1} {
		for try := 0; ; try++ {
			if try == 20 {
				t.Fatalf("with %d posts in it no project was given up in time", done)
			}
			made := filepath.Join(dir, fmt.Sprintf("made-%d-%d.duotone", done, try))
			s.Make(made, "Ana", nil)
			if done > 0 {
				s.until("posts go into it", func(st *score.State) bool {
					return st.Making != nil && st.Making.Done >= done || st.Into.Path == made
				})
			}
			s.StopMaking()
			row++
			s.Select(row) // commands keep their order: when this one is seen the others have been heard
			st := s.until("it has ended", func(st *score.State) bool { return st.At == row && st.Making == nil })
			if st.Into.Path == made { // it was made before
				continue
			}
			for _, tail := range []string{"", "-wal", "-shm"} {
				if _, err := os.Stat(made + tail); err == nil {
					t.Errorf("given up with %d posts in it, %s is there", done, filepath.Base(made+tail))
				}
			}
			break
		}
	}
}

// The file's own labels come along as nobody's, to be measured against.
func TestTheFilesOwnLabelsComeIntoTheProject(t *testing.T) {
	s := newStand(t, &apptest.Fake{}, nil, nil)
	t.Cleanup(s.labels.close)
	dir := t.TempDir()
	in := filepath.Join(dir, "in.csv")
	if err := os.WriteFile(in, []byte("text,label\na lovely day,negative\nawful,pos\nnothing,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Open(in)
	s.until("looked at", phase(score.PhaseReady))
	s.Run(filepath.Join(dir, "out.jsonl"), score.Wanted{})
	st := s.until("scored", shown(3))
	if st.Own != "label" || st.Rows[1].Own != "pos" {
		t.Errorf("the file's labels are in %q", st.Own)
	}
	s.Make(filepath.Join(dir, "made.duotone"), "Ana", nil)
	s.until("made", func(st *score.State) bool { return st.Into.Agreed })
	events, err := s.labels.open.Log.Events(t.Context())
	if err != nil || len(events) != 2 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	for _, e := range events {
		if err := e.Check(); err != nil || e.Order != ledger.OrderImport || e.Annotator != "import" {
			t.Errorf("%+v, %v", e, err)
		}
	}
}

// A job that is stopped has the rows that were scored as its result, be it running or paused; nothing of it is left to go on with.
func TestAStoppedJobIsAResult(t *testing.T) {
	for _, paused := range []bool{false, true} {
		in := presenttest.Table(t, 2000)
		out := filepath.Join(filepath.Dir(in), "scored.csv")
		s := newStand(t, &apptest.Fake{Delay: 200 * time.Microsecond}, nil, nil)
		s.Open(in)
		s.until("looked at", phase(score.PhaseReady))
		s.Stop() // there is nothing to be stopped
		s.Run(out, score.Wanted{})
		s.until("some rows are scored", func(st *score.State) bool { return st.Progress.Read > 60 })
		if paused {
			s.Pause()
			s.until("it is paused", (*score.State).CanGoOn)
		}
		s.Stop()
		st := s.until("the result is there", func(st *score.State) bool {
			return st.Phase == score.PhaseDone && st.Chosen == st.Turn && len(st.View) > 0
		})
		if n := len(st.Rows); n < 60 || n >= 2000 || st.Failed == 0 || st.Failed >= n {
			t.Errorf("paused %v: %d rows, %d failed", paused, n, st.Failed)
		}
		s.until("nothing is left", func(st *score.State) bool { return st.Left == nil })
		if m := s.messages(); len(m) != 1 || !strings.Contains(m[0].Text.String(), "Stopped after") {
			t.Errorf("told %v", m)
		}
	}
}
