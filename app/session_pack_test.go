package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
)

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

func TestADeviceIsChosenOnceItIsInUse(t *testing.T) {
	o := &opener{failDevice: map[string]error{"cuda": app.Errorf("open pack", "", app.KindDevice, "Choose another one.", "no driver")}}
	s := sit(t, o, app.SessionOptions{})
	s.until("ready", func(st *app.State) bool { return st.Engine.Phase == app.PhaseReady })
	chosen := make(chan string, 2)
	s.ChooseDevice("cuda", func() { chosen <- "cuda" })
	s.until("a message", func(st *app.State) bool { return st.Message != nil && st.Engine.Phase == app.PhaseReady })
	s.ChooseDevice("cpu", func() { chosen <- "cpu" })
	select {
	case got := <-chosen:
		if got != "cpu" {
			t.Errorf("%q was chosen", got)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was chosen")
	}
}
