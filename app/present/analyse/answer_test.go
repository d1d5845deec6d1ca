package analyse_test

import (
	"math"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
)

// topics is a head over the fake's embedding, which looks at its first numbers.
func topics(asked app.Asked) *app.Head {
	h := &app.Head{Question: "topic", Title: "What is it about?", Kind: app.OneOf, Asked: asked, Labels: []string{"flood", "party", "match"}, Titles: []string{"Flood", "", ""},
		Bias: []float64{0.1, 0, 0}, Temperature: 1}
	for c := range h.Labels {
		row := make([]float32, apptest.EmbeddingSize)
		for i := range row {
			row[i] = float32((i*7+c*5)%11-5) / 2
		}
		h.Weights = append(h.Weights, row)
	}
	return h
}

// TestAHeadIsExplained: with a head open its answer is explained, any of its labels on demand, and the sentiment as before.
func TestAHeadIsExplained(t *testing.T) {
	s := sit(t, &apptest.Fake{Pack: app.PackInfo{Name: "topics", Version: "1", Head: topics(app.AskedOfPost), Base: "fake@1"}}, analyse.Options{})
	s.Drop([]string{seed(t, 3)})
	s.SetText("water in the river again")
	st := s.settled("water in the river again")
	answer := st.Answered()
	if st.About != analyse.AboutAnswer || answer == nil || st.Answer != answer.Top() || st.AttrAnswer != st.Answer || st.Attribution.Balance == nil {
		t.Fatalf("about %v, label %d, explained %d", st.About, st.Answer, st.AttrAnswer)
	}
	if b := *st.Attribution.Balance; math.Abs(b.Base+b.Words+b.Picture-answer.Scores[st.Answer]) > 1e-9 {
		t.Errorf("the balance %+v doesn't add up to %v", b, answer.Scores[st.Answer])
	}
	other := (st.Answer + 1) % 3
	s.ExplainAnswer(other)
	st = s.until("another label", func(st *analyse.State) bool { return st.Answer == other && st.Speaks() && !st.Busy })
	if st.AnswerFollow || st.AttrAnswer != other {
		t.Errorf("%d is explained", st.AttrAnswer)
	}
	name := answer.Head.LabelTitle(other)
	if why := analyse.Why(st).String(); !strings.Contains(why, name) {
		t.Errorf("why: %q", why)
	}
	if text := analyse.Summary(st, app.Sentence.String); !strings.Contains(text, "speaks for "+name) || !strings.Contains(text, "What is it about?") {
		t.Errorf("in text:\n%s", text)
	}
	s.Explain(app.Negative)
	st = s.until("the sentiment", func(st *analyse.State) bool { return st.About == analyse.AboutLabel && st.Speaks() && !st.Busy })
	if st.AttrAnswer >= 0 || st.Attribution.Label != app.Negative {
		t.Errorf("%+v", st.Attribution.Label)
	}
	s.ExplainAnswer(-1)
	s.until("the answer", func(st *analyse.State) bool { return st.Speaks() && st.AttrAnswer == st.Answered().Top() && !st.Busy })
	// A what-if has the answer of before beside it.
	s.ToggleWord(0)
	s.until("before and after", func(st *analyse.State) bool {
		return st.Settled() && st.Before != nil && st.Before.Answer != nil && st.Before.Answer.Scores[0] != st.Answered().Scores[0]
	})
	s.ExplainAbout(analyse.AboutIrony)
	s.until("irony", func(st *analyse.State) bool { return st.Settled() && st.Speaks() && st.AttrAnswer < 0 })
	// Another pack, without a head.
	s.Use(ready(&apptest.Fake{}))
	s.until("without a head", func(st *analyse.State) bool {
		return st.Settled() && st.Answered() == nil && st.Answer < 0 && st.AttrAnswer < 0
	})
}

// TestAHeadOfThePictureIsSilentWithoutOne: what the question is asked of isn't there, so the sentiment is explained.
func TestAHeadOfThePictureIsSilentWithoutOne(t *testing.T) {
	s := sit(t, &apptest.Fake{Pack: app.PackInfo{Name: "topics", Version: "1", Head: topics(app.AskedOfPicture), Base: "fake@1"}}, analyse.Options{})
	s.SetText("no picture here")
	st := s.settled("no picture here")
	if st.Answered() != nil || st.AttrAnswer >= 0 || !st.Speaks() {
		t.Errorf("%+v, label %d", st.Answered(), st.AttrAnswer)
	}
}
