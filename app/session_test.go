package app_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
)

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
