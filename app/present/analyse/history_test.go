package analyse_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
)

func TestSamplesComeWhole(t *testing.T) {
	samples := []analyse.Sample{
		{Text: "good one", Name: "a.jpg", Picture: apptest.JPEG(1, 40, 30)},
		{Text: "words alone"},
		{Text: "broken", Name: "b.jpg", Picture: []byte("no")},
	}
	s := sit(t, nil, analyse.Options{Samples: samples})
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
	st = s.until("a message", func(st *analyse.State) bool { return st.Message != nil && !st.Loading })
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
	samples := []analyse.Sample{{Text: "one good"}, {Text: "two bad", Name: "a.jpg", Picture: apptest.JPEG(1, 400, 300)}, {Text: "three"}}
	s := sit(t, nil, analyse.Options{Samples: samples, Settle: 20 * time.Millisecond})
	for i := range samples {
		s.Example(i)
		s.settled(samples[i].Text)
		s.until("entered", func(st *analyse.State) bool { return len(st.History) == i+1 && st.At == i })
	}
	s.Back()
	st := s.settled("two bad")
	if st.At != 1 || len(st.History) != 3 || st.Post.Picture == nil {
		t.Fatalf("at %d of %d", st.At, len(st.History))
	}
	if e := st.History[1]; !e.Known || e.Thumb == nil || e.Thumb.Bounds().Dx() > 96 || e.Score == 0 {
		t.Errorf("%+v", e)
	}
	s.Back()
	if st = s.settled("one good"); st.At != 0 {
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
	s.until("changed in place", func(st *analyse.State) bool { return len(st.History) == 3 && st.History[2].Post.Text == "three and" })
	s.SetText("else")
	s.settled("else")
	st = s.until("a new entry", func(st *analyse.State) bool { return len(st.History) == 4 })
	if st.At != 3 || st.History[2].Post.Text != "three and" {
		t.Errorf("at %d: %v", st.At, st.History[2].Post.Text)
	}
	// Another picture is the same post; no words at all are not yet another one.
	s.PastePicture(apptest.JPEG(2, 40, 30))
	s.until("with a picture", func(st *analyse.State) bool {
		return st.Settled() && len(st.History) == 4 && st.History[3].Post.Picture != nil
	})
	s.SetText("")
	s.SetText("something new altogether")
	s.settled("something new altogether")
	st = s.until("the words before are kept", func(st *analyse.State) bool { return len(st.History) == 5 })
	if st.History[3].Post.Text != "else" {
		t.Errorf("the entry before is %q", st.History[3].Post.Text)
	}
	for i := range 150 {
		s.Open(app.Post{Text: fmt.Sprint("post number ", i)})
	}
	s.settled("post number 149")
	s.until("bounded", func(st *analyse.State) bool { return len(st.History) == 100 && st.At == 99 })
}

// ironic means the contrary of what its posts say.
type ironic struct{ *apptest.Fake }

func (e ironic) Score(ctx context.Context, posts ...app.Post) ([]app.Prediction, error) {
	all, err := e.Fake.Score(ctx, posts...)
	for i := range all {
		all[i].Label, all[i].Meant = app.Positive, &app.Opinion{Label: app.Negative, Scores: app.Scores{0.75, 0.15, 0.1}}
	}
	return all, err
}

// A post of the history has the verdict that its headline has: what is meant, where the pack tells that.
func TestTheHistoryHasWhatIsMeant(t *testing.T) {
	s := sit(t, ironic{&apptest.Fake{}}, analyse.Options{})
	s.SetText("what a lovely day")
	s.settled("what a lovely day")
	s.Open(app.Post{})
	st := s.until("it is entered", func(st *analyse.State) bool { return len(st.History) == 1 })
	if e := st.History[0]; !e.Known || e.Label != app.Negative || e.Score != 0.75 {
		t.Errorf("it has %v by %v", e.Label, e.Score)
	}
	plain := sit(t, &apptest.Fake{Plain: true}, analyse.Options{})
	plain.SetText("a lovely lovely day")
	plain.settled("a lovely lovely day")
	plain.Open(app.Post{})
	st = plain.until("it is entered", func(st *analyse.State) bool { return len(st.History) == 1 })
	if e := st.History[0]; !e.Known || e.Label != app.Positive || e.Score == 0 {
		t.Errorf("without a meaning it has %v by %v", e.Label, e.Score)
	}
}
