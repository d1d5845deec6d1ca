package learn_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present"
	"duotone/app/present/learn"
	"duotone/app/present/presenttest"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// stand is a presenter under test.
type stand struct {
	*learn.Presenter
	t        *testing.T
	settings *present.Settings
	engine   *apptest.Fake
	packs    []app.PackInfo
	mu       sync.Mutex
	told     []app.Message
	analysed []app.Post
	again    []app.PostID
	kept     []string
	used     []string
}

func newStand(t *testing.T, watch func(*learn.State)) *stand {
	t.Helper()
	s := &stand{t: t, settings: presenttest.Settings(t), engine: &apptest.Fake{}}
	locked := func(do func()) { s.mu.Lock(); defer s.mu.Unlock(); do() }
	s.Presenter = learn.New(learn.Options{Settings: s.settings, Packs: func() []app.PackInfo { s.mu.Lock(); defer s.mu.Unlock(); return s.packs },
		Analyse: func(p app.Post) { locked(func() { s.analysed = append(s.analysed, p) }) },
		Check:   func(_, _ string, posts []app.PostID) { locked(func() { s.again = posts }) },
		Kept:    func(dir string) { locked(func() { s.kept = append(s.kept, dir) }) },
		Use:     func(dir string) { locked(func() { s.used = append(s.used, dir) }) },
		Tell:    func(m app.Message) { locked(func() { s.told = append(s.told, m) }) },
	}, watch)
	t.Cleanup(s.Close)
	s.use()
	return s
}

func (s *stand) use() {
	s.Presenter.Use(app.EngineState{Phase: app.PhaseReady, Engine: s.engine, Loaded: true, Info: s.engine.Info()})
}

func (s *stand) until(what string, ok func(*learn.State) bool) *learn.State {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
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

func ready(st *learn.State) bool   { return st.Step == learn.Idle && st.Offer != nil }
func learned(st *learn.State) bool { return st.Step == learn.Idle && st.Found != nil }

func TestPresenterKeepsTheContract(t *testing.T) {
	type presenter = presenttest.Presenter[learn.State]
	path, other, folder := presenttest.Learnable(t, 75, 0), presenttest.Labelled(t), filepath.Join(t.TempDir(), "head")
	does := func(do func(*stand)) func(presenter) { return func(p presenter) { do(p.(*stand)) } }
	presenttest.Run(t, presenttest.Subject[learn.State]{
		New: func(watch func(*learn.State)) presenter {
			s := newStand(t, watch)
			s.settings.Close() //nolint:errcheck // its goroutine is not the presenter's
			return s
		},
		Number: func(st *learn.State) uint64 { return st.Seq },
		Commands: []func(presenter){
			does(func(s *stand) { s.Open(path) }), does(func(s *stand) { s.Learn() }), does(func(s *stand) { s.SetQuestion(1) }),
			does(func(s *stand) { s.SetQuestion(0) }), does(func(s *stand) { s.Want(func(w *learn.Wants) { w.Plain = !w.Plain }) }),
			does(func(s *stand) { s.Learn() }), does(func(s *stand) { s.Choose(0, 0, 0) }), does(func(s *stand) { s.OpenExample(0) }),
			does(func(s *stand) { s.Keep(folder) }), does(func(s *stand) { s.CheckSuspects() }), does(func(s *stand) { s.Cancel() }),
			does(func(s *stand) { s.Open(other) }), does(func(s *stand) { s.Discard() }), does(func(s *stand) { s.Drop([]string{"posts.csv"}) }),
			does(func(s *stand) { s.UseKept() }), does(func(s *stand) { s.Shown() }),
		},
	})
}

// TestAHeadFromLabelsToAPack goes the whole way: what there is, learning with its progress, the posts behind a cell, suspects, a pack,
// and a second round that is held against the first.
func TestAHeadFromLabelsToAPack(t *testing.T) {
	var curve []int // points of the curve, as the watcher saw them grow
	s := newStand(t, func(st *learn.State) {
		if n := len(st.Curve); st.Step == learn.Fitting && (len(curve) == 0 || curve[len(curve)-1] != n) {
			curve = append(curve, n)
		}
	})
	path := presenttest.Learnable(t, 120, 15)
	s.settings.Change(func(v *app.Settings) { v.Project = path })
	s.Shown()
	st := s.until("it is read", ready)
	if q := st.Question(); len(st.Offer.Questions) != 2 || q.Key != "topic" || len(q.Answers) != 105 || st.Refusal() != nil {
		t.Fatalf("%+v, %v", q, st.Refusal())
	}
	s.SetQuestion(0)
	if st := s.until("the other question", func(st *learn.State) bool { return st.Chosen == 0 }); st.Refusal() == nil {
		t.Error("nobody has answered it, and it can be learned")
	}
	s.Learn()
	s.until("it is refused", func(*learn.State) bool { return len(s.messages()) > 0 })
	s.SetQuestion(1)
	s.Learn()
	f := s.until("learned", learned).Found
	if f.Own.MacroF1.Value < 0.7 || len(f.Curve) != 4 || f.EarlierIn != "" || f.Base.Ref() != "fake@1" {
		t.Errorf("macro F1 %v, %d points, base %s", f.Own.MacroF1, len(f.Curve), f.Base.Ref())
	}
	if len(f.Suspects) < 3 || len(f.Suspects) > 30 {
		t.Errorf("%d suspects of 6 wrong answers", len(f.Suspects))
	}
	s.Choose(0, 0, 0)
	cell := s.until("a cell", func(st *learn.State) bool { return st.Cell != nil }).Cell
	if len(cell.Examples) != f.Own.Confusion[0][0] || f.Sure(cell.Examples[0], 0, 0) < f.Sure(cell.Examples[len(cell.Examples)-1], 0, 0) {
		t.Errorf("%d posts behind a cell of %d", len(cell.Examples), f.Own.Confusion[0][0])
	}
	s.OpenExample(cell.Examples[0])
	s.until("a post is open", func(*learn.State) bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.analysed) > 0 })
	s.CheckSuspects()
	s.until("they are asked about again", func(*learn.State) bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.again) == len(f.Suspects) })
	dir := filepath.Join(t.TempDir(), "my-topics")
	s.Keep(dir)
	s.until("it is kept", func(st *learn.State) bool { return st.Found.Kept == dir })
	data, err := os.ReadFile(filepath.Join(dir, "pack.json"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := app.ParseHeadPack(data)
	if err != nil || h.Head.Question != "topic" || len(h.Learned.Posts) != 105 {
		t.Fatalf("%+v, %v", h, err)
	}
	s.UseKept()
	s.until("it is used", func(*learn.State) bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.used) == 1 && len(s.kept) == 1 })

	// The second round: the head is open itself now, and Ana has labelled the rest.
	s.mu.Lock()
	s.packs = []app.PackInfo{{Dir: dir, Head: h.Head}}
	s.mu.Unlock()
	s.engine = &apptest.Fake{Pack: app.PackInfo{Name: "my-topics", Version: "1", Head: h.Head, Base: "fake@1"}}
	s.use()
	label(t, path, 120, 15)
	s.Shown()
	s.until("the labels are read", func(st *learn.State) bool { return ready(st) && len(st.Question().Answers) == 120 })
	s.Learn()
	f = s.until("learned again", func(st *learn.State) bool { return learned(st) && len(st.Found.Examples) == 120 }).Found
	if f.Earlier == nil || f.EarlierIn != dir || f.Proposed("packs", path) != dir || f.Base.Ref() != "fake@1" {
		t.Errorf("held against %+v in %q", f.Earlier, f.EarlierIn)
	}
	s.Discard()
	s.until("forgotten", func(st *learn.State) bool { return st.Found == nil })
	if len(curve) < 3 || !slices.IsSorted(curve[:3]) {
		t.Errorf("the curve was seen with %v points", curve)
	}
}

// label answers the last rest of n posts of Learnable.
func label(t *testing.T, path string, n, rest int) {
	t.Helper()
	p, err := project.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	i := 0
	err = p.Posts.Each(t.Context(), func(item project.Item) error {
		if i++; i <= n-rest {
			return nil
		}
		_, err := p.Log.Append(t.Context(), ledger.Event{Annotator: "Ana", Act: ledger.ActLabel, Post: item.ID, Question: "topic", Value: presenttest.Topics[(i-1)%3]})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCancelLeavesNothingBehind: what was cancelled is not shown, and says nothing.
func TestCancelLeavesNothingBehind(t *testing.T) {
	s := newStand(t, nil)
	s.engine = &apptest.Fake{Delay: 20 * time.Millisecond}
	s.use()
	s.Open(presenttest.Learnable(t, 150, 0))
	s.until("it is read", ready)
	s.Learn()
	s.until("it reads", func(st *learn.State) bool { return st.Step == learn.Reading })
	s.Cancel()
	st := s.until("it has stopped", func(st *learn.State) bool { return st.Step == learn.Idle })
	if st.Found != nil || len(s.messages()) != 0 {
		t.Errorf("%+v, said %v", st.Found, s.messages())
	}
	s.engine = &apptest.Fake{}
	s.use()
	s.Want(func(w *learn.Wants) { w.Rare, w.Plain = true, true })
	s.Learn()
	if st := s.until("learned", learned); !st.Found.Wants.Plain {
		t.Errorf("%+v", st.Found.Wants)
	}
}

// TestWithoutAModelNothingIsLearned: it says what to do.
func TestWithoutAModelNothingIsLearned(t *testing.T) {
	s := newStand(t, nil)
	s.Presenter.Use(app.EngineState{})
	s.Open(presenttest.Learnable(t, 75, 0))
	if st := s.until("it is read", ready); st.Base != "" {
		t.Errorf("learned on %s", st.Base)
	}
	s.Learn()
	s.until("it says so", func(*learn.State) bool { return len(s.messages()) == 1 })
	s.Drop([]string{"posts.csv"})
	s.until("a table is none", func(*learn.State) bool { return len(s.messages()) == 2 })
}
