package app_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
)

// opener opens fakes; what it opens is set by the test.
type opener struct {
	mu      sync.Mutex
	engines map[string]app.Engine
	fail    map[string]error
	opened  []string
	slow    time.Duration
}

func (o *opener) Packs() []app.PackInfo                { return nil }
func (o *opener) Check(dir string) app.PackInfo        { return app.PackInfo{Dir: dir} }
func (o *opener) Devices(context.Context) []app.Device { return nil }

func (o *opener) Open(ctx context.Context, dir, device string) (app.Engine, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(o.slow):
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.opened = append(o.opened, dir+"|"+device)
	if err := o.fail[dir]; err != nil {
		return nil, err
	}
	if e := o.engines[dir]; e != nil {
		return e, nil
	}
	return &apptest.Fake{}, nil
}

// pictures reads "seed" paths as drawn pictures.
type pictures struct{ delay time.Duration }

func (p pictures) Read(ctx context.Context, path string) (*app.Picture, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(p.delay):
	}
	var seed uint64
	if _, err := fmt.Sscanf(path, "seed%d", &seed); err != nil {
		return nil, app.Errorf("open picture", path, app.KindPicture, "Save it as PNG.", "no picture")
	}
	return apptest.Drawn(seed, 64, 48), nil
}

func (p pictures) New(name string, data []byte) (*app.Picture, error) {
	if len(data) < 100 {
		return nil, app.Errorf("open picture", name, app.KindPicture, "Save it as PNG.", "no picture")
	}
	return apptest.Picture(name, data), nil
}

func (p pictures) Preview(ctx context.Context, pic *app.Picture, side int) (image.Image, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return image.NewNRGBA(image.Rect(0, 0, pic.Width, pic.Height)), nil
}

// sitting is a session under test with the states that its watcher saw.
type sitting struct {
	*app.Session
	t    *testing.T
	mu   sync.Mutex
	seen []*app.State
}

func sit(t *testing.T, o *opener, options app.SessionOptions) *sitting {
	t.Helper()
	if o == nil {
		o = &opener{}
	}
	options.Opener = o
	if options.Pictures == nil {
		options.Pictures = pictures{}
	}
	if options.Wait == 0 {
		options.Wait = 5 * time.Millisecond
	}
	if options.Settle == 0 {
		options.Settle = time.Hour
	}
	s := &sitting{t: t}
	s.Session = app.NewSession(options, func(st *app.State) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.seen = append(s.seen, st)
	})
	t.Cleanup(s.Close)
	return s
}

// until waits for a state, with a deadline.
func (s *sitting) until(what string, ok func(*app.State) bool) *app.State {
	s.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		if st := s.State(); ok(st) {
			return st
		}
		time.Sleep(time.Millisecond)
	}
	st := s.State()
	s.t.Fatalf("never came: %s\nstate: text %q, %+v", what, st.Post.Text, st)
	return nil
}

// settled waits until all is computed.
func (s *sitting) settled(text string) *app.State {
	s.t.Helper()
	return s.until("a result for "+text, func(st *app.State) bool {
		return st.Post.Text == text && !st.Busy && !st.Loading && st.Verdict() != nil && st.Attribution != nil && !st.AttrStale
	})
}

func TestTypingShowsAResult(t *testing.T) {
	s := sit(t, nil, app.SessionOptions{})
	for i := range len("I love it") {
		s.SetText("I love it"[:i+1])
	}
	st := s.settled("I love it")
	if st.Prediction.Label != app.Positive || st.Explained != app.Positive || len(st.Attribution.Words) != 3 {
		t.Errorf("label %v, explained %v, %d words", st.Prediction.Label, st.Explained, len(st.Attribution.Words))
	}
	if st.Tokens.Max != apptest.MaxTokens || len(st.Words) != 3 {
		t.Errorf("tokens %+v, words %v", st.Tokens, st.Words)
	}
	s.SetText("  ")
	s.until("nothing", func(st *app.State) bool { return st.Prediction == nil && st.Attribution == nil && !st.Busy })
}

func TestResultsAreNeverOfAnotherPost(t *testing.T) {
	s := sit(t, &opener{engines: map[string]app.Engine{"": &apptest.Fake{Delay: 3 * time.Millisecond}}}, app.SessionOptions{})
	posts := []string{"good", "bad day", "I love this", "awful and sad and lost", "x"}
	for i := range 200 {
		s.SetText(posts[i%len(posts)])
		if i%7 == 0 {
			time.Sleep(4 * time.Millisecond)
		}
	}
	s.settled("x")
	fake := &apptest.Fake{}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.seen {
		if p := st.Verdict(); p != nil {
			want, _ := fake.Score(context.Background(), st.Post)
			if want[0].Scores != p.Scores {
				t.Fatalf("state %d shows %v as the scores of %q, which are %v", st.Seq, p.Scores, st.Post.Text, want[0].Scores)
			}
		}
		if a := st.Attribution; a != nil && !st.AttrStale && !st.Stale {
			for _, w := range a.Words {
				if w.End > len(st.Post.Text) {
					t.Fatalf("state %d has heat behind %q", st.Seq, st.Post.Text)
				}
			}
		}
	}
}

func TestOldResultStaysDimmedAndCancelIsSilence(t *testing.T) {
	s := sit(t, &opener{engines: map[string]app.Engine{"": &apptest.Fake{Delay: 30 * time.Millisecond}}}, app.SessionOptions{})
	s.SetText("good")
	first := s.settled("good").Prediction
	s.SetText("good grief")
	s.until("dimmed", func(st *app.State) bool { return st.Stale && st.Prediction == first && st.Post.Text == "good grief" })
	for i := range 20 {
		s.SetText(fmt.Sprint("good ", i))
		time.Sleep(10 * time.Millisecond)
	}
	s.settled("good 19")
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.seen {
		if st.Message != nil || st.Problem != nil {
			t.Fatalf("a cancel was shown: %v %v", st.Message, st.Problem)
		}
	}
}

func TestTypingWithoutAPauseStillShowsResults(t *testing.T) {
	s := sit(t, nil, app.SessionOptions{Wait: 50 * time.Millisecond, WaitMost: 100 * time.Millisecond})
	stop := make(chan struct{})
	var typed sync.WaitGroup
	typed.Add(1)
	go func() {
		defer typed.Done()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				s.SetText("good " + strings.Repeat("x", i%50))
			}
		}
	}()
	s.until("a result while typing goes on", func(st *app.State) bool { return st.Prediction != nil })
	close(stop)
	typed.Wait()
}

func TestSlowScoringIsSaidToBeSlow(t *testing.T) {
	s := sit(t, &opener{engines: map[string]app.Engine{"": &apptest.Fake{Delay: 200 * time.Millisecond}}},
		app.SessionOptions{Slow: 20 * time.Millisecond})
	s.SetText("good")
	s.until("slow", func(st *app.State) bool { return st.Slow && st.Busy })
	if st := s.settled("good"); st.Slow || st.Took < 100*time.Millisecond {
		t.Errorf("slow %v, took %v", st.Slow, st.Took)
	}
}

func TestWhatIfComparesWithThePlainPost(t *testing.T) {
	s := sit(t, nil, app.SessionOptions{})
	s.SetText("I love rain and the best mud")
	plain := s.settled("I love rain and the best mud").Prediction
	s.ToggleWord(1)
	s.ToggleWord(5)
	st := s.until("struck", func(st *app.State) bool {
		return st.Verdict() != nil && st.Before != nil && !st.AttrStale && len(st.Post.WhatIf.Struck) == 2 && !st.Busy
	})
	if st.Before.Scores != plain.Scores || st.Prediction.Scores == plain.Scores {
		t.Errorf("before %v, now %v, plain %v", st.Before.Scores, st.Prediction.Scores, plain.Scores)
	}
	if got := st.Struck(); !slices.Equal(got, []bool{false, true, false, false, false, true, false}) {
		t.Errorf("struck %v", got)
	}
	s.SetText("Well, I love rain and the best mud")
	st = s.settled("Well, I love rain and the best mud")
	if got := st.Struck(); !slices.Equal(got, []bool{false, false, true, false, false, false, true, false}) {
		t.Errorf("after typing in front: struck %v", got)
	}
	s.SetText("Well, I loved rain and the best mud")
	st = s.settled("Well, I loved rain and the best mud")
	if got := st.Struck(); !slices.Equal(got, []bool{false, false, false, false, false, false, true, false}) {
		t.Errorf("after changing a struck word: struck %v", got)
	}
	s.ResetWhatIf()
	st = s.until("reset", func(st *app.State) bool { return st.Verdict() != nil && st.Post.WhatIf.Empty() && !st.Busy })
	if st.Before != nil {
		t.Error("there is still a before")
	}
}

func TestCoverAndModalities(t *testing.T) {
	s := sit(t, nil, app.SessionOptions{})
	s.Cover(app.Rect{X0: 0, Y0: 0, X1: 1, Y1: 1}) // no picture: nothing
	s.SetText("good")
	s.OpenPicture("seed1")
	st := s.until("both", func(st *app.State) bool {
		return st.Verdict() != nil && st.Prediction.Picture != nil && st.Prediction.Words != nil && !st.Busy
	})
	if len(st.Post.WhatIf.Covered) != 0 || st.Preview == nil {
		t.Fatalf("%+v", st.Post.WhatIf)
	}
	s.Cover(app.Rect{X0: 0.9, Y0: 2, X1: -4, Y1: 0.1})
	st = s.until("covered", func(st *app.State) bool { return st.Verdict() != nil && st.Before != nil && !st.Busy })
	if got := st.Post.WhatIf.Covered; !slices.Equal(got, []app.Rect{{X0: 0, Y0: 0.1, X1: 0.9, Y1: 1}}) {
		t.Errorf("covered %v", got)
	}
	s.Uncover(0)
	s.NoWords(true)
	s.until("no words", func(st *app.State) bool { return st.Verdict() != nil && st.Prediction.Words == nil && st.Before != nil })
	s.NoPicture(true)
	s.until("nothing left", func(st *app.State) bool { return st.Prediction == nil && !st.Busy })
	s.RemovePicture()
	st = s.until("removed", func(st *app.State) bool { return st.Post.Picture == nil && st.Preview == nil })
	if st.Post.WhatIf.NoPicture || !st.Post.WhatIf.NoWords {
		t.Errorf("%+v", st.Post.WhatIf)
	}
}

func TestWrongDropsSayWhatToDo(t *testing.T) {
	s := sit(t, nil, app.SessionOptions{})
	s.SetText("good")
	before := s.settled("good")
	for name, drop := range map[string][]string{
		"two": {"seed1", "seed2"}, "folder": {t.TempDir()}, "pdf": {"/tmp/some.PDF"}, "table": {"posts.csv"}, "text": {"notes.txt"},
	} {
		s.Dismiss()
		s.until("no message", func(st *app.State) bool { return st.Message == nil })
		s.Drop(drop)
		st := s.until("a message for "+name, func(st *app.State) bool { return st.Message != nil && !st.Loading })
		if m := st.Message; m.Text.String() == "" || m.Hint.String() == "" || m.Place != app.PlacePicture || strings.Contains(m.Text.String(), "{{") {
			t.Errorf("%s: %q %q %q", name, m.Place, m.Text, m.Hint)
		}
		if st.Post.Picture != nil || st.Prediction != before.Prediction || st.Stale {
			t.Errorf("%s: the post has changed", name)
		}
	}
	s.Drop(nil)
}

func TestTwentyDropsInASecond(t *testing.T) {
	s := sit(t, &opener{engines: map[string]app.Engine{"": &apptest.Fake{Delay: 20 * time.Millisecond}}},
		app.SessionOptions{Pictures: pictures{delay: 5 * time.Millisecond}})
	for i := range 20 {
		s.Drop([]string{fmt.Sprint("seed", i)})
		time.Sleep(10 * time.Millisecond) // the next drop comes while the one before is read or scored
	}
	st := s.until("the last one", func(st *app.State) bool {
		return st.Post.Picture != nil && st.Post.Picture.Name == "drawn-19.jpg" && st.Verdict() != nil && !st.Busy && !st.AttrStale
	})
	want, _ := (&apptest.Fake{}).Score(context.Background(), st.Post)
	if st.Prediction.Scores != want[0].Scores || st.Message != nil {
		t.Errorf("scores %v, want %v, message %v", st.Prediction.Scores, want[0].Scores, st.Message)
	}
}

func TestHugePasteIsCutBetweenCharacters(t *testing.T) {
	s := sit(t, nil, app.SessionOptions{})
	s.SetText(strings.Repeat("äöü 🙂", 1_000_000))
	st := s.until("a result", func(st *app.State) bool { return st.Verdict() != nil && !st.Busy })
	if n := len(st.Post.Text); n > app.MaxText || n < app.MaxText-4 {
		t.Errorf("%d bytes", n)
	}
	if st.Message == nil || st.Message.Place != app.PlaceWords || st.TextVersion == 0 {
		t.Errorf("message %+v, version %d", st.Message, st.TextVersion)
	}
	for _, text := range []string{strings.Repeat("\xff", 50_000), strings.Repeat("a", app.MaxText)} {
		if got := app.CutText(text); len(got) > app.MaxText {
			t.Errorf("%d bytes", len(got))
		}
	}
}

func TestSamplesComeWhole(t *testing.T) {
	samples := []app.Sample{
		{Text: "good one", Name: "a.jpg", Picture: apptest.JPEG(1, 40, 30)},
		{Text: "words alone"},
		{Text: "broken", Name: "b.jpg", Picture: []byte("no")},
	}
	s := sit(t, nil, app.SessionOptions{Samples: samples})
	s.Start(0)
	st := s.settled("good one")
	if !st.Welcome || st.Sample != 0 || st.Post.Picture.Name != "a.jpg" || st.TextVersion == 0 {
		t.Errorf("welcome %v, %s", st.Welcome, st.Post.Picture.Name)
	}
	s.Example(1)
	st = s.settled("words alone")
	if st.Welcome || st.Post.Picture != nil || st.Preview != nil || st.Prediction.Picture != nil {
		t.Errorf("%+v", st.Post)
	}
	s.Example(2)
	st = s.until("a message", func(st *app.State) bool { return st.Message != nil && !st.Loading })
	if st.Post.Text != "words alone" {
		t.Errorf("half a sample: %q", st.Post.Text)
	}
	s.Example(77)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.seen {
		if (st.Post.Text == "good one") != (st.Post.Picture != nil) {
			t.Fatalf("state %d: %q with picture %v", st.Seq, st.Post.Text, st.Post.Picture)
		}
	}
}

func TestHistory(t *testing.T) {
	samples := []app.Sample{{Text: "one good"}, {Text: "two bad", Name: "a.jpg", Picture: apptest.JPEG(1, 400, 300)}, {Text: "three"}}
	s := sit(t, nil, app.SessionOptions{Samples: samples, Settle: 20 * time.Millisecond})
	for i := range samples {
		s.Example(i)
		s.settled(samples[i].Text)
		s.until("entered", func(st *app.State) bool { return len(st.History) == i+1 && st.At == i })
	}
	s.Back()
	st := s.settled("two bad")
	if st.At != 1 || !st.CanBack() || !st.CanForward() || len(st.History) != 3 || st.Post.Picture == nil {
		t.Fatalf("at %d of %d", st.At, len(st.History))
	}
	if e := st.History[1]; !e.Known || e.Thumb == nil || e.Thumb.Bounds().Dx() > 96 || e.Score == 0 {
		t.Errorf("%+v", e)
	}
	s.Back()
	if st = s.settled("one good"); st.CanBack() {
		t.Error("there is nothing before the first")
	}
	s.Back()
	s.Forward()
	s.settled("two bad")
	s.Jump(2)
	s.settled("three")
	// Typing that goes on changes the entry, other words make a new one.
	s.SetText("three and")
	s.settled("three and")
	s.until("changed in place", func(st *app.State) bool { return len(st.History) == 3 && st.History[2].Post.Text == "three and" })
	s.SetText("else")
	s.settled("else")
	st = s.until("a new entry", func(st *app.State) bool { return len(st.History) == 4 })
	if st.At != 3 || st.History[2].Post.Text != "three and" {
		t.Errorf("at %d: %v", st.At, st.History[2].Post.Text)
	}
	for i := range 150 {
		s.Open(app.Post{Text: fmt.Sprint("post number ", i)})
	}
	s.settled("post number 149")
	s.until("bounded", func(st *app.State) bool { return len(st.History) == 100 && st.At == 99 })
}

func TestSwitchingPacksKeepsThePost(t *testing.T) {
	broken := app.Errorf("open pack", "broken", app.KindPack, "Get another one.", "bad hash")
	a, b := &apptest.Fake{Pack: app.PackInfo{Name: "a", Version: "1"}}, &apptest.Fake{Pack: app.PackInfo{Name: "b", Version: "2"}}
	o := &opener{engines: map[string]app.Engine{"": a, "b": b}, fail: map[string]error{"broken": broken}}
	s := sit(t, o, app.SessionOptions{})
	s.SetText("I love it")
	s.settled("I love it")
	s.OpenPack("b")
	st := s.until("b", func(st *app.State) bool { return st.Verdict() != nil && st.Prediction.Pack == "b@2" })
	if st.Post.Text != "I love it" || st.Engine.Phase != app.PhaseReady {
		t.Errorf("%+v", st.Engine)
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		if _, err := a.Score(context.Background(), app.Post{Text: "x"}); errors.Is(err, app.ErrClosed) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the engine before was not closed")
		}
		time.Sleep(time.Millisecond)
	}
	s.OpenPack("broken")
	st = s.until("a message", func(st *app.State) bool { return st.Message != nil })
	if !st.Engine.Loaded || st.Engine.Phase != app.PhaseReady || st.Engine.Info.Pack.Name != "b" || !errors.Is(st.Engine.Err, broken) || st.Verdict() == nil {
		t.Errorf("%+v", st.Engine)
	}
	s.Close()
	if _, err := b.Score(context.Background(), app.Post{Text: "x"}); !errors.Is(err, app.ErrClosed) {
		t.Errorf("open after Close: %v", err)
	}
}

func TestAPackIsChosenOnceItIsInUse(t *testing.T) {
	broken := app.Errorf("open pack", "broken", app.KindPack, "Get another one.", "bad hash")
	o := &opener{engines: map[string]app.Engine{"": &apptest.Fake{Pack: app.PackInfo{Name: "a"}}, "b": &apptest.Fake{Pack: app.PackInfo{Name: "b"}}},
		fail: map[string]error{"broken": broken}}
	s := sit(t, o, app.SessionOptions{})
	s.until("a", func(st *app.State) bool { return st.Engine.Phase == app.PhaseReady })
	chosen := make(chan string, 2)
	s.ChoosePack("broken", func() { chosen <- "broken" })
	s.until("a message", func(st *app.State) bool { return st.Message != nil })
	s.ChoosePack("b", func() { chosen <- "b" })
	select {
	case got := <-chosen:
		if got != "b" {
			t.Errorf("%q was chosen", got)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was chosen")
	}
	s.ChoosePack("broken", func() { chosen <- "broken" })
	s.until("still b", func(st *app.State) bool { return st.Engine.Err != nil && st.Engine.Phase == app.PhaseReady })
	s.SetDevice("cpu") // of the pack in use, not of the one that failed
	s.until("b again", func(st *app.State) bool {
		return st.Engine.Err == nil && st.Engine.Phase == app.PhaseReady && st.Engine.Info.Pack.Name == "b"
	})
	if len(chosen) != 0 {
		t.Errorf("%q was chosen", <-chosen)
	}
}

func TestNoPackLeavesAWindowThatWorks(t *testing.T) {
	missing := app.Errorf("open pack", "", app.KindPack, "Put one beside the program.", "no pack was found")
	o := &opener{fail: map[string]error{"": missing}}
	s := sit(t, o, app.SessionOptions{})
	s.SetText("I love it")
	s.OpenPicture("seed3")
	st := s.until("failed", func(st *app.State) bool { return st.Engine.Phase == app.PhaseFailed && st.Preview != nil })
	if !errors.Is(st.Engine.Err, missing) || st.Busy || st.Prediction != nil || s.Engine() != nil {
		t.Errorf("%+v", st.Engine)
	}
	s.OpenPack("good")
	s.settled("I love it")
}

func TestAPostThatCannotBeScoredSaysWhy(t *testing.T) {
	bad := app.Errorf("decode picture", "x", app.KindPicture, "Save it again.", "cut off")
	fake := &apptest.Fake{Fail: func(p app.Post) error {
		if p.Text == "bad" {
			return bad
		}
		return nil
	}}
	s := sit(t, &opener{engines: map[string]app.Engine{"": fake}}, app.SessionOptions{})
	s.SetText("good")
	s.settled("good")
	s.SetText("bad")
	st := s.until("a problem", func(st *app.State) bool { return st.Problem != nil })
	if !errors.Is(st.Problem, bad) || st.Prediction != nil || st.Busy {
		t.Errorf("%v %v", st.Problem, st.Prediction)
	}
	s.SetText("fine")
	if st = s.settled("fine"); st.Problem != nil {
		t.Error("the problem stays")
	}
}

func TestExplainedLabel(t *testing.T) {
	s := sit(t, nil, app.SessionOptions{})
	s.SetText("I love it")
	s.settled("I love it")
	s.Explain(app.Negative)
	s.until("negative", func(st *app.State) bool {
		return st.Attribution != nil && st.Attribution.Label == app.Negative && !st.AttrStale && !st.Busy && !st.Follow
	})
	s.SetText("good")
	if st := s.settled("good"); st.Attribution.Label != app.Negative || st.Explained != app.Negative {
		t.Errorf("explains %v", st.Attribution.Label)
	}
	s.ExplainVerdict()
	s.until("the verdict", func(st *app.State) bool {
		return st.Attribution != nil && st.Attribution.Label == app.Positive && st.Follow && !st.AttrStale && !st.Busy
	})
	s.SetThreshold(0.9)
	s.until("threshold", func(st *app.State) bool { return st.Threshold == 0.9 && st.ThresholdSet })
	s.SetThreshold(0)
	s.until("the pack's", func(st *app.State) bool { return st.Threshold == 0.5 && !st.ThresholdSet })
}

func TestMessagesGoAway(t *testing.T) {
	s := sit(t, nil, app.SessionOptions{})
	s.Fail(context.Canceled)
	s.Say(app.MessageInfo, app.Say("Copied."), app.Sentence{})
	st := s.until("a message", func(st *app.State) bool { return st.Message != nil })
	if st.Message.Text.String() != "Copied." {
		t.Errorf("%+v", st.Message)
	}
	s.until("silence", func(st *app.State) bool { return st.Message == nil })
}

func TestClosingInTheMiddleLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	for i := range 30 {
		o := &opener{engines: map[string]app.Engine{"": &apptest.Fake{Delay: 50 * time.Millisecond}}, slow: time.Duration(i%3) * time.Millisecond}
		var last atomic.Uint64
		s := app.NewSession(app.SessionOptions{Opener: o, Pictures: pictures{delay: time.Duration(i%5) * time.Millisecond},
			Wait: time.Millisecond}, func(st *app.State) { last.Store(st.Seq) })
		s.SetText("good")
		s.Drop([]string{"seed1"})
		time.Sleep(time.Duration(i) * time.Millisecond / 2)
		done := make(chan struct{})
		go func() { s.Close(); s.Close(); close(done) }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Fatal("Close does not return")
		}
		s.SetText("after")
		s.Back()
	}
	deadline := time.Now().Add(10 * time.Second)
	for runtime.NumGoroutine() > before+2 {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestLocalPath(t *testing.T) {
	for in, want := range map[string]string{
		"file:///tmp/a%20b.png\r\n": "/tmp/a b.png", "file://localhost/x": "/x", "file://server/x": "file://server/x",
		"/tmp/100%.png": "/tmp/100%.png", "http://x/y.png": "http://x/y.png", "FILE:///a": "/a",
	} {
		if got := app.LocalPath(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
