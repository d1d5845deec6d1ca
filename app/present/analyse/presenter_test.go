package analyse_test

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
	"duotone/app/present/analyse"
	"duotone/app/present/presenttest"
)

func TestTypingShowsAResult(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
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
	s.until("nothing", func(st *analyse.State) bool { return st.Prediction == nil && st.Attribution == nil && !st.Busy })
}

func TestResultsAreNeverOfAnotherPost(t *testing.T) {
	s := sit(t, &apptest.Fake{Delay: 3 * time.Millisecond}, analyse.Options{})
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
	s := sit(t, &apptest.Fake{Delay: 30 * time.Millisecond}, analyse.Options{})
	s.SetText("good")
	first := s.settled("good").Prediction
	s.SetText("good grief")
	s.until("dimmed", func(st *analyse.State) bool {
		return st.Stale && st.Prediction == first && st.Post.Text == "good grief"
	})
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
	s := sit(t, nil, analyse.Options{Wait: 50 * time.Millisecond, WaitMost: 100 * time.Millisecond})
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
	s.until("a result while typing goes on", func(st *analyse.State) bool { return st.Prediction != nil })
	close(stop)
	typed.Wait()
}

// TestTypingWaitsNoLongerThanScoringIsWorth: where scoring takes next to nothing, a key is not held back for as long as where it is slow.
func TestTypingWaitsNoLongerThanScoringIsWorth(t *testing.T) {
	s := sit(t, nil, analyse.Options{Wait: time.Hour, WaitMost: time.Hour, Samples: []analyse.Sample{{Text: "bad"}}})
	s.Example(0)
	s.settled("bad")
	s.SetText("good")
	s.settled("good") // it would come in an hour
}

func TestSlowScoringIsSaidToBeSlow(t *testing.T) {
	s := sit(t, &apptest.Fake{Delay: 200 * time.Millisecond},
		analyse.Options{Slow: 20 * time.Millisecond})
	s.SetText("good")
	s.until("slow", func(st *analyse.State) bool { return st.Slow && st.Busy })
	if st := s.settled("good"); st.Slow || st.Took < 100*time.Millisecond {
		t.Errorf("slow %v, took %v", st.Slow, st.Took)
	}
}

func TestAPostThatCannotBeScoredSaysWhy(t *testing.T) {
	bad := app.Errorf("decode picture", "x", app.KindPicture, "Save it again.", "cut off")
	fake := &apptest.Fake{Fail: func(p app.Post) error {
		if p.Text == "bad" {
			return bad
		}
		return nil
	}}
	s := sit(t, fake, analyse.Options{})
	s.SetText("good")
	s.settled("good")
	s.SetText("bad")
	st := s.until("a problem", func(st *analyse.State) bool { return st.Problem != nil })
	if !errors.Is(st.Problem, bad) || st.Prediction != nil || st.Busy {
		t.Errorf("%v %v", st.Problem, st.Prediction)
	}
	s.SetText("fine")
	if st = s.settled("fine"); st.Problem != nil {
		t.Error("the problem stays")
	}
}

func TestExplainedLabel(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
	s.SetText("I love it")
	s.settled("I love it")
	s.Explain(app.Negative)
	s.until("negative", func(st *analyse.State) bool {
		return st.Attribution != nil && st.Attribution.Label == app.Negative && !st.AttrStale && !st.Busy && !st.Follow
	})
	s.SetText("good")
	if st := s.settled("good"); st.Attribution.Label != app.Negative || st.Explained != app.Negative {
		t.Errorf("explains %v", st.Attribution.Label)
	}
	s.ExplainVerdict()
	s.until("the verdict", func(st *analyse.State) bool {
		return st.Attribution != nil && st.Attribution.Label == app.Positive && st.Follow && !st.AttrStale && !st.Busy
	})
	s.SetThreshold(0.9)
	s.until("threshold", func(st *analyse.State) bool { return st.Threshold == 0.9 && st.ThresholdSet })
	s.SetThreshold(0)
	s.until("the pack's", func(st *analyse.State) bool { return st.Threshold == 0.5 && !st.ThresholdSet })
}

func TestMessagesGoAway(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
	s.Fail(context.Canceled)
	s.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("Copied.")})
	st := s.until("a message", func(st *analyse.State) bool { return st.Message != nil })
	if st.Message.Text.String() != "Copied." {
		t.Errorf("%+v", st.Message)
	}
	s.until("silence", func(st *analyse.State) bool { return st.Message == nil })
}

func TestPresenterKeepsTheContract(t *testing.T) {
	picture, settings := seed(t, 1), presenttest.Settings(t)
	type presenter = presenttest.Presenter[analyse.State]
	does := func(do func(*analyse.Presenter)) func(presenter) {
		return func(p presenter) { do(p.(*analyse.Presenter)) }
	}
	presenttest.Run(t, presenttest.Subject[analyse.State]{
		New: func(watch func(*analyse.State)) presenter {
			return analyse.New(analyse.Options{Settings: settings, Samples: []analyse.Sample{{Text: "good"}}, Wait: time.Millisecond, Settle: time.Millisecond}, watch)
		},
		Number: func(st *analyse.State) uint64 { return st.Seq },
		Commands: []func(presenter){
			does(func(p *analyse.Presenter) { p.Use(ready(&apptest.Fake{Delay: 20 * time.Millisecond})) }),
			does(func(p *analyse.Presenter) { p.SetText("good") }), does(func(p *analyse.Presenter) { p.Drop([]string{picture}) }),
			does(func(p *analyse.Presenter) { p.ToggleWord(0) }), does(func(p *analyse.Presenter) { p.Explain(app.Negative) }),
			does((*analyse.Presenter).Back), does(func(p *analyse.Presenter) { p.Example(0) }), does((*analyse.Presenter).RemovePicture),
			does(func(p *analyse.Presenter) { p.SetThreshold(0.3) }), does(func(p *analyse.Presenter) { p.SetText("sad day") }),
			does(func(p *analyse.Presenter) { p.Use(ready(&apptest.Fake{})) }), does(func(p *analyse.Presenter) { p.Use(app.EngineState{}) }),
		},
	})
}

// A post waits for its engine, and is scored anew by another one.
func TestThePostStaysWhileEnginesComeAndGo(t *testing.T) {
	a, b := &apptest.Fake{Pack: app.PackInfo{Name: "a", Version: "1"}}, &apptest.Fake{Pack: app.PackInfo{Name: "b", Version: "2"}, Delay: time.Millisecond}
	s := sit(t, a, analyse.Options{})
	s.Use(app.EngineState{Phase: app.PhaseFailed, Err: app.ErrClosed})
	s.SetText("I love it")
	s.Drop([]string{seed(t, 3)})
	s.until("a picture", func(st *analyse.State) bool { return st.Preview != nil && !st.Busy && st.Prediction == nil })
	s.Use(ready(a))
	s.settled("I love it")
	s.Use(ready(b))
	if err := a.Close(); err != nil { // it has let go, or does so at once
		t.Fatal(err)
	}
	st := s.until("b", func(st *analyse.State) bool { return st.Verdict() != nil && st.Prediction.Pack == "b@2" })
	if st.Post.Text != "I love it" || st.Message != nil || st.Problem != nil {
		t.Errorf("%+v", st)
	}
}

// What is chosen of how things are shown holds, and the threshold is remembered.
func TestChoicesAreRemembered(t *testing.T) {
	settings := presenttest.Settings(t)
	sit := func() *analyse.Presenter { return analyse.New(analyse.Options{Settings: settings}, nil) }
	p := sit()
	p.SetHeat(false)
	p.SetAttention(true)
	for i := range 50 { // a slider that is dragged
		p.SetStrength(float64(i) / 100)
		p.SetThreshold(float64(i+1) / 100)
	}
	p.Close()
	p = sit()
	defer p.Close()
	if st := p.State(); st.Heat || !st.Attention || st.Strength != 0.49 || st.Threshold != 0.5 || !st.ThresholdSet {
		t.Errorf("after a restart: heat %v, attention %v, strength %v, threshold %v", st.Heat, st.Attention, st.Strength, st.Threshold)
	}
}

func TestPicturesAreSavedAndPasted(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
	path := filepath.Join(t.TempDir(), "why.png")
	s.Save(path, []byte("png"))
	s.until("saved", func(st *analyse.State) bool { return st.Message != nil && st.Message.Kind == app.MessageInfo })
	if data, err := os.ReadFile(path); err != nil || string(data) != "png" {
		t.Errorf("%q, %v", data, err)
	}
	s.Save(filepath.Join(path, "below"), nil)
	s.until("it cannot be saved", func(st *analyse.State) bool { return st.Message != nil && st.Message.Kind == app.MessageError })
	s.Paste(func() ([]byte, error) { return nil, nil })
	s.until("nothing to paste", func(st *analyse.State) bool {
		return st.Message != nil && st.Message.Kind == app.MessageWarning && st.Message.Place == app.PlacePicture
	})
	s.Paste(func() ([]byte, error) { return apptest.JPEG(3, 40, 30), nil })
	s.until("pasted", func(st *analyse.State) bool { return st.Post.Picture != nil && st.Post.Picture.Name == "clipboard" })
}

func TestLocalPath(t *testing.T) {
	for in, want := range map[string]string{
		"file:///tmp/a%20b.png\r\n": "/tmp/a b.png", "file://localhost/x": "/x", "file://server/x": "file://server/x",
		"/tmp/100%.png": "/tmp/100%.png", "http://x/y.png": "http://x/y.png", "FILE:///a": "/a",
	} {
		if got := analyse.LocalPath(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
