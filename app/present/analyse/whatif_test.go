package analyse_test

import (
	"slices"
	"testing"

	"duotone/app"
	"duotone/app/present/analyse"
)

func TestWhatIfComparesWithThePlainPost(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
	s.SetText("I love rain and the best mud")
	plain := s.settled("I love rain and the best mud").Prediction
	s.ToggleWord(1)
	s.ToggleWord(5)
	st := s.until("struck", func(st *analyse.State) bool {
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
	st = s.until("reset", func(st *analyse.State) bool { return st.Verdict() != nil && st.Post.WhatIf.Empty() && !st.Busy })
	if st.Before != nil {
		t.Error("there is still a before")
	}
}

func TestCoverAndModalities(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
	s.Cover(app.Rect{X0: 0, Y0: 0, X1: 1, Y1: 1}) // no picture: nothing
	s.SetText("good")
	s.OpenPicture(seed(t, 1))
	st := s.until("both", func(st *analyse.State) bool {
		return st.Verdict() != nil && st.Prediction.Picture != nil && st.Prediction.Words != nil && !st.Busy
	})
	if len(st.Post.WhatIf.Covered) != 0 || st.Preview == nil {
		t.Fatalf("%+v", st.Post.WhatIf)
	}
	s.Cover(app.Rect{X0: 0.9, Y0: 2, X1: -4, Y1: 0.1})
	st = s.until("covered", func(st *analyse.State) bool { return st.Verdict() != nil && st.Before != nil && !st.Busy })
	if got := st.Post.WhatIf.Covered; !slices.Equal(got, []app.Rect{{X0: 0, Y0: 0.1, X1: 0.9, Y1: 1}}) {
		t.Errorf("covered %v", got)
	}
	s.Uncover(0)
	s.NoWords(true)
	s.until("no words", func(st *analyse.State) bool {
		return st.Verdict() != nil && st.Prediction.Words == nil && st.Before != nil
	})
	s.NoPicture(true)
	s.until("nothing left", func(st *analyse.State) bool { return st.Prediction == nil && !st.Busy })
	s.RemovePicture()
	st = s.until("removed", func(st *analyse.State) bool { return st.Post.Picture == nil && st.Preview == nil })
	if st.Post.WhatIf.NoPicture || !st.Post.WhatIf.NoWords {
		t.Errorf("%+v", st.Post.WhatIf)
	}
}
