package measure_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/present"
	"duotone/app/present/measure"
	"duotone/app/present/presenttest"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// stand is a presenter under test.
type stand struct {
	*measure.Presenter
	t        *testing.T
	settings *present.Settings
	mu       sync.Mutex
	told     []app.Message
	analysed []app.Post
}

func newStand(t *testing.T, watch func(*measure.State)) *stand {
	t.Helper()
	s := &stand{t: t, settings: presenttest.Settings(t)}
	s.Presenter = measure.New(measure.Options{Settings: s.settings, Translate: func(text string) string { return text },
		Analyse: func(p app.Post) { s.mu.Lock(); defer s.mu.Unlock(); s.analysed = append(s.analysed, p) },
		Tell:    func(m app.Message) { s.mu.Lock(); defer s.mu.Unlock(); s.told = append(s.told, m) },
	}, watch)
	t.Cleanup(s.Close)
	return s
}

func (s *stand) until(what string, ok func(*measure.State) bool) *measure.State {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	st, err := s.Wait(ctx, ok)
	if err != nil {
		s.t.Fatalf("never came: %s: %v; told %v", what, err, s.messages())
	}
	return st
}

func (s *stand) messages() []app.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.told)
}

func measured(packs int) func(*measure.State) bool {
	return func(st *measure.State) bool { return !st.Busy && st.Measured() && len(st.Found.All) == packs }
}

func TestPresenterKeepsTheContract(t *testing.T) {
	type presenter = presenttest.Presenter[measure.State]
	path, folder := presenttest.Labelled(t), t.TempDir()
	does := func(do func(*stand)) func(presenter) { return func(p presenter) { do(p.(*stand)) } }
	presenttest.Run(t, presenttest.Subject[measure.State]{
		New: func(watch func(*measure.State)) presenter {
			s := newStand(t, watch)
			s.settings.Close() //nolint:errcheck // its goroutine is not the presenter's
			return s
		},
		Number: func(st *measure.State) uint64 { return st.Seq },
		Commands: []func(presenter){
			does(func(s *stand) { s.Open(path) }), does(func(s *stand) { s.SetPacks("first@1", "second@1") }),
			does(func(s *stand) { s.Choose(app.Neutral, app.Positive) }), does(func(s *stand) { s.OpenCase(0) }),
			does(func(s *stand) { s.SetFinal(ledger.Final{By: "majority"}) }), does(func(s *stand) { s.Save(folder) }),
			does(func(s *stand) { s.Shown() }), does(func(s *stand) { s.Drop([]string{"posts.csv"}) }),
		},
	})
}

func TestTwoPacksAreHeldAgainstEachOther(t *testing.T) {
	s := newStand(t, nil)
	s.settings.Change(func(v *app.Settings) { v.Project = presenttest.Labelled(t) })
	s.Shown()
	s.until("it is read", func(st *measure.State) bool { return !st.Busy && st.Found != nil })
	s.SetFinal(ledger.Final{By: "annotator", Annotator: "Ana"})
	st := s.until("one pack", measured(1))
	if st.Found.All[0].Pack != "first@1" || !slices.Equal(st.Found.People, []string{"Ana"}) || st.Found.Plot == nil {
		t.Errorf("measured: %s, by %v", st.Found.All[0].Pack, st.Found.People)
	}
	s.SetPacks("first@1", "second@1")
	st = s.until("both", measured(2))
	if st.Found.Both != 6 || st.Found.Test.OnlyA != 2 || st.Found.Test.OnlyB != 2 {
		t.Errorf("McNemar's test on %d posts: %+v", st.Found.Both, st.Found.Test)
	}
	// A cell stays chosen when all is measured again.
	s.Choose(app.Neutral, app.Positive)
	s.until("the posts behind the cell", func(st *measure.State) bool { return len(st.Cases) == 2 })
	s.SetPacks("second@1", "")
	st = s.until("the other pack", measured(1))
	if st.Cell == nil || len(st.Cases) != 0 { // it says negative of all
		t.Errorf("cell %v has %d posts", st.Cell, len(st.Cases))
	}
	s.Choose(app.Positive, app.Negative)
	s.until("others", func(st *measure.State) bool { return len(st.Cases) == 2 })
	s.OpenCase(1)
	s.OpenCase(2)
	s.until("a post is open", func(*measure.State) bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.analysed) > 0 })
	if p := s.analysed[0]; p.Picture == nil || p.ID == "" {
		t.Errorf("opened: %+v", p)
	}
	folder := filepath.Join(t.TempDir(), "tables")
	s.Save(folder)
	s.until("the tables", func(*measure.State) bool { return len(s.messages()) > 0 })
	if files, err := os.ReadDir(folder); err != nil || len(files) < 3 {
		t.Errorf("%d files, %v; said %v", len(files), err, s.messages())
	}
}

func TestAProjectThatCannotBeReadIsSaidAndLeavesNothing(t *testing.T) {
	s := newStand(t, nil)
	s.Open(presenttest.Labelled(t))
	s.until("it is read", func(st *measure.State) bool { return !st.Busy && st.Found != nil })
	s.Drop([]string{filepath.Join(t.TempDir(), "gone"+project.Ext)})
	st := s.until("it is said", func(st *measure.State) bool { return !st.Busy && len(s.messages()) > 0 })
	if st.Found != nil || st.Measured() || s.messages()[0].Kind != app.MessageError {
		t.Errorf("%v, and the figures of another project are shown: %v", s.messages(), st.Found != nil)
	}
	s.Drop([]string{"posts.csv"})
	s.until("a table is none", func(*measure.State) bool { return len(s.messages()) > 1 })
}
