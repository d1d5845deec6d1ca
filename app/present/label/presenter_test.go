package label_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/codebook"
	"duotone/app/present"
	"duotone/app/present/label"
	"duotone/app/present/presenttest"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/exchange"
	"duotone/app/project/ledger"
)

// judged is how many labels a project holds.
func judged(t *testing.T, path string) (n int) {
	t.Helper()
	p, err := project.OpenToRead(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	events, err := p.Log.Events(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Act == ledger.ActLabel {
			n++
		}
	}
	return n
}

// stand is a presenter under test.
type stand struct {
	*label.Presenter
	t        *testing.T
	settings *present.Settings
	mu       sync.Mutex
	told     []app.Message
}

func newStand(t *testing.T, watch func(*label.State)) *stand {
	t.Helper()
	s := &stand{t: t, settings: presenttest.Settings(t)}
	s.Presenter = label.New(label.Options{Settings: s.settings,
		Tell: func(m app.Message) { s.mu.Lock(); defer s.mu.Unlock(); s.told = append(s.told, m) }}, watch)
	t.Cleanup(s.Close)
	return s
}

func (s *stand) until(what string, ok func(*label.State) bool) *label.State {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	st, err := s.Wait(ctx, ok)
	if err != nil {
		s.t.Fatalf("never came: %s: %v; told %v\n%+v", what, err, s.messages(), st)
	}
	return st
}

func (s *stand) messages() []app.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.told)
}

// open opens a project as Ana.
func (s *stand) open(path string) *label.State {
	s.t.Helper()
	s.Open(path, "Ana")
	return s.until("it is open", func(st *label.State) bool { return st.Path == path && st.Opening == "" })
}

// after waits until a command has been done.
func (s *stand) after(turn uint64) *label.State {
	s.t.Helper()
	return s.until(fmt.Sprint("turn ", turn), func(st *label.State) bool { return st.Turn >= turn })
}

func TestPresenterKeepsTheContract(t *testing.T) {
	type presenter = presenttest.Presenter[label.State]
	path, other := presenttest.Project(t, 20, nil), presenttest.Project(t, 5, nil)
	does := func(do func(*stand)) func(presenter) { return func(p presenter) { do(p.(*stand)) } }
	presenttest.Run(t, presenttest.Subject[label.State]{
		New: func(watch func(*label.State)) presenter {
			s := newStand(t, watch)
			s.settings.Close() //nolint:errcheck // its goroutine is not the presenter's
			return s
		},
		Number: func(st *label.State) uint64 { return st.Seq },
		Commands: []func(presenter){
			does(func(s *stand) { s.Open(path, "Ana") }), does(func(s *stand) { s.Label(app.Positive.String()) }), does(func(s *stand) { s.Undo() }),
			does(func(s *stand) { s.Open(other, "Ana") }), does(func(s *stand) { s.Skip() }), does(func(s *stand) { s.Note("hm") }),
			does(func(s *stand) { s.Review(true) }), does(func(s *stand) { s.Zoom() }), does(func(s *stand) { s.Import([]string{filepath.Dir(path)}) }),
			does(func(s *stand) { s.Stop() }), does(func(s *stand) { s.Change(func(v *project.Settings) { v.Seed++ }) }),
			does(func(s *stand) { _ = s.Judge(path, project.Incoming{Post: app.Post{Text: "aside"}}, desk.Aside{}) }),
			does(func(s *stand) { _ = s.Enter(other, "Ana") }), does(func(s *stand) { _, _ = s.Answers(path) }),
			does(func(s *stand) { s.SetRoom(desk.Room{}) }), does(func(s *stand) { s.Redo() }),
		},
	})
}

func TestJudgementsAreWrittenInTheirOrderAndShown(t *testing.T) {
	path := presenttest.Project(t, 12, nil)
	s := newStand(t, nil)
	st := s.open(path)
	if s.settings.Get().Project != path || s.settings.Get().Annotator != "Ana" || s.Annotator() != "Ana" || s.Last() != path {
		t.Errorf("remembered: %+v", s.settings.Get())
	}
	first := st.View.Item.ID
	s.until("its picture", func(st *label.State) bool { return st.Picture != nil && !st.Waits })
	s.Zoom()
	if st = s.until("in full size", func(st *label.State) bool { return st.Full != nil }); st.Full.Bounds().Dx() != 64 {
		t.Errorf("the whole picture is %v", st.Full.Bounds())
	}
	for range 4 {
		s.Label(app.Positive.String())
	}
	st = s.after(s.Label(app.Negative.String()))
	if st.View.Done != 5 || !maps.Equal(st.View.Labels[codebook.Both], map[string]int{"negative": 1, "positive": 4}) || st.View.Item.ID == first || st.Full != nil {
		t.Errorf("%d are judged: %v", st.View.Done, st.View.Labels)
	}
	st = s.after(s.Undo())
	if st.View.Done != 4 || !st.View.CanRedo {
		t.Errorf("after undo %d are judged", st.View.Done)
	}
	s.Close()
	if n := judged(t, path); n != 5 {
		t.Errorf("%d labels are in the file", n)
	}
}

// What was asked before the window is closed is kept, and a project that is opened as it closes is closed with it.
func TestWhatWasAskedBeforeCloseIsKept(t *testing.T) {
	for range 5 {
		path := presenttest.Project(t, 12, nil)
		s := newStand(t, nil)
		s.open(path)
		for range 6 {
			s.Label(app.Neutral.String())
		}
		s.Open(presenttest.Project(t, 2, nil), "Ana")
		s.Close()
		if n := judged(t, path); n != 6 {
			t.Fatalf("%d of 6 labels are in the file", n)
		}
		for _, left := range []string{"-wal", "-shm"} { // which a project that is open has beside it
			if _, err := os.Stat(s.State().Path + left); err == nil && s.State().Path != "" {
				t.Fatalf("the project is left open: %s is there", left)
			}
		}
	}
}

// Keys that were pressed for a post go to that post, though another project is being opened.
func TestKeysGoToTheProjectThatWasShown(t *testing.T) {
	path, other := presenttest.Project(t, 12, nil), presenttest.Project(t, 12, nil)
	s := newStand(t, nil)
	s.open(path)
	s.Open(other, "Ana")
	s.Label(app.Positive.String())
	s.Label(app.Positive.String())
	s.until("the other one", func(st *label.State) bool { return st.Path == other })
	s.Label(app.Negative.String())
	s.Close()
	if a, b := judged(t, path), judged(t, other); a+b != 3 || b < 1 {
		t.Errorf("%d labels are in the one that was left, %d in the other", a, b)
	}
}

func TestAProjectIsOpenedOnce(t *testing.T) {
	path := presenttest.Project(t, 3, nil)
	s := newStand(t, nil)
	s.Open(path, "Ana")
	s.Open(path, "Ana")
	st := s.until("it is open", func(st *label.State) bool { return st.Open() && st.Opening == "" })
	s.Open(path, "Ana")
	s.after(s.Label(app.Neutral.String()))
	if now := s.State(); now.Settled != st.Settled || now.View.Done != 1 {
		t.Errorf("it was set up %d times more", now.Settled-st.Settled)
	}
}

func TestWhereNothingIsSuggestedAcceptingSaysSo(t *testing.T) {
	s := newStand(t, nil)
	s.open(presenttest.Project(t, 3, nil))
	st := s.after(s.Accept())
	if m := s.messages(); len(m) != 1 || m[0].Kind != app.MessageInfo || !strings.Contains(m[0].Text.String(), "Nothing is suggested") {
		t.Errorf("it says %v", m)
	}
	if st.View.Done != 0 {
		t.Error("it was judged all the same")
	}
	// The kind: what can't be done here is a hint, not a failure.
	empty := filepath.Join(t.TempDir(), "empty"+project.Ext)
	s.Create(empty, "Ana")
	s.until("an empty one", func(st *label.State) bool { return st.Path == empty })
	s.after(s.Label(app.Positive.String()))
	if m := s.messages(); len(m) != 2 || m[1].Kind != app.MessageWarning || strings.Contains(m[1].Text.String(), "went wrong") {
		t.Errorf("it says %v", m)
	}
}

func TestSuggestionsAreAccepted(t *testing.T) {
	s := newStand(t, nil)
	s.open(presenttest.Project(t, 4, func(v *project.Settings) { v.Suggestion = ledger.SuggestBefore }))
	engine := &apptest.Fake{}
	s.Score()
	s.until("there is no engine", func(*label.State) bool { return len(s.messages()) == 1 })
	s.Use(app.EngineState{Engine: engine, Loaded: true, Info: engine.Info()})
	s.Score()
	st := s.until("suggested", func(st *label.State) bool { return st.View.Suggestion != nil && st.Work == nil })
	want := st.View.Suggestion.Label()
	st = s.after(s.Accept())
	if st.View.Done != 1 || st.View.Labels[codebook.Both][want.String()] != 1 {
		t.Errorf("%v was suggested, labels are %v", want, st.View.Labels)
	}
}

// Redo does again what was undone and goes on from there: the next key is for the next post.
func TestRedoMovesOn(t *testing.T) {
	s := newStand(t, nil)
	st := s.open(presenttest.Project(t, 5, nil))
	first := st.View.Slot
	second := s.after(s.Label(app.Positive.String())).View.Slot
	if st = s.after(s.Undo()); st.View.Slot != first {
		t.Errorf("undo shows %v", st.View.Slot)
	}
	if st = s.after(s.Redo()); st.View.Slot != second || st.View.Done != 1 {
		t.Errorf("redo shows %v, and %d are judged", st.View.Slot, st.View.Done)
	}
	s.Flag(project.DefaultSettings().Flags[0])
	s.Undo()
	if st = s.after(s.Redo()); st.View.Slot != second || len(st.View.Flags) != 1 {
		t.Errorf("a flag set again leaves %v with %v", st.View.Slot, st.View.Flags)
	}
}

// Three passes over five posts are fifteen questions about five posts.
func TestQuestionsAndPostsAreCountedApart(t *testing.T) {
	s := newStand(t, nil)
	st := s.open(presenttest.Project(t, 5, func(v *project.Settings) { v.Scheme, v.Repeat = project.SchemeThree, 0 }))
	if st.View.Total != 15 || st.View.Posts != 5 {
		t.Errorf("%d questions about %d posts", st.View.Total, st.View.Posts)
	}
}

func TestSettingsOfTheProjectLayOutTheQueueAnew(t *testing.T) {
	s := newStand(t, nil)
	st := s.open(presenttest.Project(t, 5, nil))
	now := s.after(s.Change(func(v *project.Settings) { v.Flags = []string{"odd"} }))
	if !slices.Equal(now.View.Settings.Flags, []string{"odd"}) || now.Settled == st.Settled {
		t.Errorf("%v", now.View.Settings.Flags)
	}
	now = s.after(s.Change(func(v *project.Settings) { v.Order = project.OrderEntropy })) // no model has scored it
	if now.View.Settings.Order != project.OrderGiven || len(s.messages()) == 0 {
		t.Errorf("the order is %s; it says %v", now.View.Settings.Order, s.messages())
	}
	s.Review(true)
	s.until("the review", func(st *label.State) bool { return st.View.Review && st.View.Empty })
	s.Annotate("Ben")
	s.until("Ben", func(st *label.State) bool { return st.View.Annotator == "Ben" })
}

func TestLongWorkRunsBesideJudgingOneAtATime(t *testing.T) {
	path := presenttest.Project(t, 5, nil)
	s := newStand(t, nil)
	s.Import([]string{"posts.csv"})
	s.until("there is no project", func(*label.State) bool { return len(s.messages()) == 1 })
	s.Open(path, "Ana")
	s.until("it is open", func(st *label.State) bool { return st.Path == path })
	table := filepath.Join(t.TempDir(), "more.csv")
	if err := os.WriteFile(table, []byte("id,text\nx,one more post of words\ny,and another one here\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	hold := make(chan struct{})
	slow := &apptest.Fake{Fail: func(app.Post) error { <-hold; return nil }}
	s.Use(app.EngineState{Engine: slow, Loaded: true, Info: slow.Info()})
	s.Score()
	s.until("it runs", func(st *label.State) bool { return st.Work != nil })
	s.Import([]string{table})
	s.Open(presenttest.Project(t, 2, nil), "Ana")
	s.until("both are refused", func(*label.State) bool { return len(s.messages()) == 3 })
	if st := s.after(s.Label(app.Positive.String())); st.View.Done != 1 || st.Path != path {
		t.Errorf("judging waits for it: %d", st.View.Done)
	}
	close(hold)
	s.until("it is done", func(st *label.State) bool { return st.Work == nil && len(s.messages()) == 4 })
	s.Import([]string{table})
	s.until("imported", func(st *label.State) bool { return st.View.Total == 7 })
	out := filepath.Join(t.TempDir(), "labels.csv")
	s.Export(out, exchange.ExportOptions{Format: exchange.FormatCSV, Final: ledger.Final{By: "majority"}, Scores: true})
	s.until("exported", func(*label.State) bool { _, err := os.Stat(out); return err == nil && s.State().Work == nil })
	s.BackUp()
	s.until("backed up", func(st *label.State) bool {
		m := s.messages()
		return strings.Contains(m[len(m)-1].Text.String(), "The backup is") && st.Work == nil
	})
}

// TestCheckAsksAgain: posts of a project that may not even be open are asked about once more, by whoever labels here, and all posts come back
// by going on as the same person.
func TestCheckAsksAgain(t *testing.T) {
	path := presenttest.Labelled(t)
	s := newStand(t, nil)
	s.Check(path, "both", nil)
	s.until("it says who has to be known", func(*label.State) bool { return len(s.messages()) == 1 })
	s.settings.Change(func(v *app.Settings) { v.Annotator = "Ana" })
	p, err := project.OpenToRead(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var posts []app.PostID
	if err := p.Posts.Each(t.Context(), func(i project.Item) error { posts = append(posts, i.ID); return nil }); err != nil {
		t.Fatal(err)
	}
	p.Close()
	want := []app.PostID{posts[4], posts[1]}
	s.Check(path, string(codebook.Both), want)
	st := s.until("they are asked about", func(st *label.State) bool { return st.View.Again })
	if st.View.Total != 2 || st.View.Done != 0 || st.View.Slot.Post != posts[4] || st.View.Answer == "" {
		t.Errorf("%+v", st.View)
	}
	st = s.after(s.Label(app.Negative.String()))
	if st.View.Slot.Post != posts[1] || st.View.Done != 1 {
		t.Errorf("then %v, %d done", st.View.Slot, st.View.Done)
	}
	s.Annotate("Ana")
	s.until("all posts again", func(st *label.State) bool { return !st.View.Again && st.View.Total == 6 && st.View.Done == 6 })
}
