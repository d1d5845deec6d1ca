package analyse_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
)

func TestWrongDropsSayWhatToDo(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
	s.SetText("good")
	before := s.settled("good")
	for name, drop := range map[string][]string{
		"two": {seed(t, 1), seed(t, 2)}, "folder": {t.TempDir()}, "pdf": {"/tmp/some.PDF"}, "table": {"posts.csv"}, "text": {"notes.txt"},
	} {
		s.Dismiss()
		s.until("no message", func(st *analyse.State) bool { return st.Message == nil })
		s.Drop(drop)
		st := s.until("a message for "+name, func(st *analyse.State) bool { return st.Message != nil && !st.Loading })
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
	s := sit(t, &apptest.Fake{Delay: 20 * time.Millisecond},
		analyse.Options{})
	for i := range 20 {
		s.Drop([]string{seed(t, uint64(i))})
		time.Sleep(10 * time.Millisecond) // the next drop comes while the one before is read or scored
	}
	st := s.until("the last one", func(st *analyse.State) bool {
		return st.Post.Picture != nil && st.Post.Picture.Name == "drawn-19.jpg" && st.Verdict() != nil && !st.Busy && !st.AttrStale
	})
	want, _ := (&apptest.Fake{}).Score(context.Background(), st.Post)
	if st.Prediction.Scores != want[0].Scores || st.Message != nil {
		t.Errorf("scores %v, want %v, message %v", st.Prediction.Scores, want[0].Scores, st.Message)
	}
}

func TestHugePasteIsCutBetweenCharacters(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
	s.SetText(strings.Repeat("äöü 🙂", 1_000_000))
	st := s.until("a result", func(st *analyse.State) bool { return st.Verdict() != nil && !st.Busy })
	if n := len(st.Post.Text); n > analyse.MaxText || n < analyse.MaxText-4 {
		t.Errorf("%d bytes", n)
	}
	if st.Message == nil || st.Message.Place != app.PlaceWords || st.TextVersion == 0 {
		t.Errorf("message %+v, version %d", st.Message, st.TextVersion)
	}
	for _, text := range []string{strings.Repeat("\xff", 50_000), strings.Repeat("a", analyse.MaxText)} {
		if got := analyse.CutText(text); len(got) > analyse.MaxText {
			t.Errorf("%d bytes", len(got))
		}
	}
}
