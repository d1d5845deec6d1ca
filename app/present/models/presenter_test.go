package models_test

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present"
	"duotone/app/present/models"
	"duotone/app/present/presenttest"
)

// opener opens fakes; what it opens is set by the test.
type opener struct {
	mu      sync.Mutex
	packs   []app.PackInfo
	fail    map[string]error // by folder or device
	wrong   map[string]error // what a check finds
	engines []*apptest.Fake  // that were opened
	listed  int              // how often all packs were looked for
	hold    chan struct{}    // looking for packs waits for it; nil: it doesn't
	slow    chan struct{}    // opening waits for it, or until it is given up; nil: it doesn't
}

func (o *opener) Packs() []app.PackInfo {
	if o.hold != nil {
		<-o.hold
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.listed++
	return slices.Clone(o.packs)
}

// holds has what is opened from now on wait for what it returns.
func (o *opener) holds() (goOn chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.slow = make(chan struct{})
	return o.slow
}

func (o *opener) Devices(context.Context) []app.Device { return nil }

func (o *opener) Check(dir string) app.PackInfo {
	info := app.PackInfo{Dir: dir, Name: filepath.Base(dir)}
	if err := o.wrong[dir]; err != nil {
		info.Problems = []error{err}
	}
	return info
}

func (o *opener) Open(ctx context.Context, dir, device string) (app.Engine, error) {
	o.mu.Lock()
	slow := o.slow
	o.mu.Unlock()
	if slow != nil {
		select {
		case <-slow:
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if !app.IsResident(ctx) {
		return nil, errors.New("a window's pack is opened to stay")
	}
	if err := cmp.Or(o.fail[dir], o.fail[device]); err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	e := &apptest.Fake{Pack: app.PackInfo{Dir: dir, Name: filepath.Base(dir)}}
	o.engines = append(o.engines, e)
	return e, nil
}

func isClosed(e app.Engine) bool {
	_, err := e.Score(context.Background(), app.Post{Text: "x"})
	return errors.Is(err, app.ErrClosed)
}

// stand is a presenter under test.
type stand struct {
	*models.Presenter
	t        *testing.T
	settings *present.Settings
	mu       sync.Mutex
	told     []app.Message
	changed  []app.EngineState
}

func newStand(t *testing.T, o *opener, watch func(*models.State)) *stand {
	t.Helper()
	store, err := app.OpenSettings(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{t: t, settings: present.KeepSettings(store, func(err error) { t.Error(err) })}
	s.open(o, watch)
	t.Cleanup(func() { s.Close(); s.settings.Close() })
	return s
}

// open opens the presenter, anew where it was open already.
func (s *stand) open(o *opener, watch func(*models.State)) {
	if s.Presenter != nil {
		s.Close()
	}
	s.Presenter = models.New(models.Options{Opener: o, Settings: s.settings, Pack: s.settings.Get().Pack, Device: "auto",
		Changed: func(e app.EngineState) { s.mu.Lock(); defer s.mu.Unlock(); s.changed = append(s.changed, e) },
		Tell:    func(m app.Message) { s.mu.Lock(); defer s.mu.Unlock(); s.told = append(s.told, m) },
	}, watch)
	s.Look()
}

func (s *stand) until(what string, ok func(*models.State) bool) *models.State {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	st, err := s.Wait(ctx, ok)
	if err != nil {
		s.t.Fatalf("never came: %s: %v\n%+v", what, err, st)
	}
	return st
}

func inUse(name string) func(*models.State) bool {
	return func(st *models.State) bool {
		return st.Engine.Phase == app.PhaseReady && st.Engine.Info.Pack.Name == name && st.Looked
	}
}

func (s *stand) messages() []app.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.told)
}

func TestPresenterKeepsTheContract(t *testing.T) {
	type presenter = presenttest.Presenter[models.State]
	does := func(do func(*stand)) func(presenter) { return func(p presenter) { do(p.(*stand)) } }
	o := &opener{packs: []app.PackInfo{{Dir: "a", Name: "a"}}}
	presenttest.Run(t, presenttest.Subject[models.State]{
		New: func(watch func(*models.State)) presenter {
			store, _ := app.OpenSettings(t.TempDir())
			s := &stand{t: t, settings: present.KeepSettings(store, func(err error) { t.Error(err) })}
			if err := s.settings.Close(); err != nil { // what is chosen here is not to be written
				t.Error(err)
			}
			s.open(o, watch)
			return s
		},
		Number: func(st *models.State) uint64 { return st.Seq },
		Commands: []func(presenter){
			does(func(s *stand) { s.Use("b") }), does(func(s *stand) { s.SetDevice("cpu") }), does((*stand).look),
			does(func(s *stand) { s.Choose(0) }), does(func(s *stand) { s.Check() }), does(func(s *stand) { s.UseChosen() }), does(func(s *stand) { s.Again() }),
		},
	})
	for i, e := range o.engines {
		if !isClosed(e) {
			t.Errorf("engine %d of %d is left open", i, len(o.engines))
		}
	}
}

func (s *stand) look() { s.Look() }

func TestAPackIsRememberedOnceItIsInUse(t *testing.T) {
	broken := app.Errorf("open pack", "broken", app.KindPack, "Get another one.", "bad hash")
	o := &opener{fail: map[string]error{"broken": broken, "cuda": app.Errorf("open pack", "", app.KindDevice, "Choose another one.", "no driver")}}
	s := newStand(t, o, nil)
	s.until("the default one", inUse("."))
	s.Use("broken")
	st := s.until("a failure", func(st *models.State) bool { return st.Engine.Err != nil && st.Engine.Phase == app.PhaseReady })
	if !errors.Is(st.Engine.Err, broken) || !st.Engine.Loaded || s.settings.Get().Pack != "" {
		t.Errorf("%+v, and %q is remembered", st.Engine, s.settings.Get().Pack)
	}
	s.Use("b")
	s.until("b", inUse("b"))
	if set := s.settings.Get(); set.Pack != "b" || !slices.Equal(set.Packs, []string{"b"}) {
		t.Errorf("%q of %q is remembered", set.Pack, set.Packs)
	}
	s.Use("broken")
	s.SetDevice("cuda")
	s.until("both failed", func(st *models.State) bool { return st.Engine.Err != nil && st.Device == "auto" && inUse("b")(st) })
	s.SetDevice("cpu") // of the pack in use, not of the one that failed
	s.until("b on the CPU", func(st *models.State) bool { return st.Device == "cpu" && st.Engine.Err == nil && inUse("b")(st) })
	if set := s.settings.Get(); set.Pack != "b" || set.Device != "cpu" {
		t.Errorf("%q on %q is remembered", set.Pack, set.Device)
	}
	s.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, e := range o.engines {
		if !isClosed(e) {
			t.Errorf("engine %d of %d is left open", i, len(o.engines))
		}
	}
	if last := s.changed[len(s.changed)-1]; last.Info.Pack.Name != "b" {
		t.Errorf("who uses it was told of %+v last", last)
	}
}

// To look for packs is to read all of them, some hundred megabytes: at the start that is nobody's wish.
func TestPacksAreNotReadBeforeSomebodyWantsToSeeThem(t *testing.T) {
	o := &opener{packs: []app.PackInfo{{Dir: "a", Name: "a"}, {Dir: "b", Name: "b"}}}
	s := newStand(t, o, nil)
	s.until("the list", func(st *models.State) bool { return st.Engine.Loaded && st.Looked })
	s.Close()
	o.mu.Lock()
	before := o.listed
	o.mu.Unlock()
	p := models.New(models.Options{Opener: o, Settings: s.settings, Changed: func(app.EngineState) {}, Tell: func(app.Message) {}}, nil)
	defer p.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	st, err := p.Wait(ctx, func(st *models.State) bool { return st.Engine.Phase == app.PhaseReady })
	if err != nil || st.Looked || len(st.Packs) != 1 || st.Chosen != 0 {
		t.Fatalf("%v: %+v", err, st)
	}
	p.Close() // with whatever it had begun
	o.mu.Lock()
	after := o.listed
	o.mu.Unlock()
	if after != before {
		t.Errorf("all packs were read %d times", after-before)
	}
	if all := p.Find(); len(all) != 2 {
		t.Errorf("%d packs are found", len(all))
	}
}

func TestWithoutAPackOneCanStillBeOpened(t *testing.T) {
	missing := app.Errorf("open pack", "", app.KindPack, "Put one beside the program.", "no pack was found")
	s := newStand(t, &opener{fail: map[string]error{"": missing}}, nil)
	st := s.until("a failure", func(st *models.State) bool { return st.Engine.Phase == app.PhaseFailed })
	if !errors.Is(st.Engine.Err, missing) || st.Engine.Loaded || len(s.messages()) != 0 {
		t.Errorf("%+v, and %v is said", st.Engine, s.messages())
	}
	s.Use("b")
	s.until("b", inUse("b"))
}

// A pack that was opened by hand stays in the list when another one is in use, and after a restart.
func TestPacksOpenedByHandStayInTheList(t *testing.T) {
	hand, gone := filepath.Join(t.TempDir()), filepath.Join(t.TempDir(), "gone")
	o := &opener{packs: []app.PackInfo{{Dir: "a", Name: "a"}}}
	s := newStand(t, o, nil)
	s.until("the list", func(st *models.State) bool { return st.Looked })
	s.Use(gone)
	s.until("the one that goes", inUse("gone"))
	s.Use(hand)
	s.until("the one by hand", inUse(filepath.Base(hand)))
	s.Use("a")
	listed := func(st *models.State) bool {
		return inUse("a")(st) && slices.ContainsFunc(st.Packs, func(p app.PackInfo) bool { return p.Dir == hand })
	}
	st := s.until("it is still there", listed)
	if n := len(st.Packs); n != 2 || st.Chosen != 0 {
		t.Errorf("%d packs, and %d is looked at: %+v", n, st.Chosen, st.Packs)
	}
	s.open(o, nil)
	s.until("it is there again", listed)
}

// A pack that comes into use while packs are looked for is in the list all the same.
func TestThePackInUseIsListedThoughItCameLate(t *testing.T) {
	hand := t.TempDir()
	o := &opener{packs: []app.PackInfo{{Dir: "a", Name: "a"}}, hold: make(chan struct{})}
	s := newStand(t, o, nil)
	s.until("it is looked for packs", func(st *models.State) bool { return st.Engine.Loaded })
	s.Use(hand)
	s.until("another one is in use", func(st *models.State) bool { return st.Engine.Info.Pack.Dir == hand })
	close(o.hold)
	st := s.until("it is listed", func(st *models.State) bool { return st.Looked && st.Chosen >= 0 && st.Packs[st.Chosen].Dir == hand })
	if len(st.Packs) != 2 {
		t.Errorf("%+v", st.Packs)
	}
}

func TestDevicesThatCannotBeUsedAreNotOffered(t *testing.T) {
	st := &models.State{Device: "webgpu"}
	st.Engine.Info.Devices = []app.Device{{Name: "cpu", Usable: true}, {Name: "webgpu"}, {Name: "coreml"}}
	if got := st.Devices(); !slices.Equal(got, []string{"auto", "cpu", "webgpu"}) {
		t.Errorf("offered: %q", got)
	}
}

func TestTheSelfCheckSaysWhatItFinds(t *testing.T) {
	o := &opener{packs: []app.PackInfo{{Dir: "a", Name: "a"}, {Dir: "b", Name: "b"}, {Dir: "c", Name: "c"}},
		wrong: map[string]error{"b": app.Errorf("check pack", "b", app.KindPack, "", "bad hash")},
		fail:  map[string]error{"c": app.Errorf("open pack", "c", app.KindRuntime, "", "too old")}}
	s := newStand(t, o, nil)
	s.until("the list", func(st *models.State) bool { return st.Looked })
	for i, want := range []string{"All files are", "found something wrong", "The runtime library"} {
		s.Choose(i)
		s.Check()
		s.until("it is chosen", func(st *models.State) bool { return st.Chosen == i && !st.Checking && len(s.messages()) == i+1 })
		if got := s.messages()[i].Text.String(); !strings.Contains(got, want) {
			t.Errorf("of pack %d it says %q", i, got)
		}
	}
	if st := s.State(); len(st.Packs[1].Problems) != 1 {
		t.Error("what is wrong is not listed")
	}
}

// A pack and a device that are chosen one right after the other are both remembered, in either order, and asking for the settings' pack again
// remembers nothing of what was given up.
func TestAPackAndADeviceChosenAtOnceAreBothRemembered(t *testing.T) {
	for _, packFirst := range []bool{true, false} {
		o := &opener{packs: []app.PackInfo{{Dir: "a", Name: "a"}}}
		s := newStand(t, o, nil)
		s.until("the first", func(st *models.State) bool { return st.Engine.Loaded && st.Looked })
		goOn := o.holds()
		if packFirst {
			s.Presenter.Use("a")
			s.SetDevice("gpu")
		} else {
			s.SetDevice("gpu")
			s.Presenter.Use("a")
		}
		close(goOn)
		s.until("in use", inUse("a"))
		if set := s.settings.Get(); set.Pack != "a" || set.Device != "gpu" {
			t.Errorf("pack first %v: remembered are %q and %q", packFirst, set.Pack, set.Device)
		}
		goOn = o.holds()
		s.Presenter.Use("b")
		s.Again()
		close(goOn)
		s.until("in use", inUse("a"))
		if set := s.settings.Get(); set.Pack != "a" {
			t.Errorf("%q is remembered, which was given up", set.Pack)
		}
	}
}
