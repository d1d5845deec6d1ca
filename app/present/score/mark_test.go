package score_test

import (
	"maps"
	"slices"
	"testing"

	"duotone/app/present/score"
)

// A range is picked out from the row that was read last up to another one; made longer or shorter it is one range.
func TestARangeIsPickedOut(t *testing.T) {
	s, _, _ := scored(t, 40, "scored.csv")
	marked := func(what string, want ...int) *score.State {
		t.Helper()
		return s.until(what, func(st *score.State) bool { return slices.Equal(slices.Sorted(maps.Keys(st.Marked)), want) })
	}
	s.Select(3)
	s.MarkTo(6)
	if st := marked("down", 3, 4, 5, 6); st.At != 6 {
		t.Errorf("row %d is read", st.At)
	}
	s.MarkTo(2)
	marked("up instead", 2, 3)
	s.StepMarking(-1)
	marked("and one more", 1, 2, 3)
	s.StepMarking(1)
	marked("and back", 2, 3)
	s.MarkAt(20)
	if st := marked("another one", 2, 3, 20); st.At != 20 {
		t.Errorf("row %d is read", st.At)
	}
	s.MarkTo(22)
	marked("from there", 2, 3, 20, 21, 22)
	s.MarkAt(3)
	marked("let go", 2, 20, 21, 22)
	// In another order, and with rows hidden, a range is what is seen between its ends.
	s.Unmark()
	s.Choose(func(c *score.Choice) { c.Words = "lovely" })
	st := s.until("chosen", shown(10))
	s.Select(0)
	s.MarkTo(2)
	want := slices.Clone(st.View[:3])
	slices.Sort(want)
	marked("three of those that are seen", want...)
	s.MarkAll()
	want = slices.Clone(st.View)
	slices.Sort(want)
	marked("all that are seen", want...)
	s.MarkTo(99)
	s.MarkTo(-1)
	s.StepMarking(1000)
	if st := s.until("at the end", func(st *score.State) bool { return st.Place == 9 }); len(st.Marked) != 10 {
		t.Errorf("%d rows are picked out", len(st.Marked))
	}
}

func TestTheDividerIsRemembered(t *testing.T) {
	s, _, _ := scored(t, 4, "scored.csv")
	s.Divide(false, 0.3)
	s.Divide(true, 7)
	s.until("kept within bounds", func(st *score.State) bool { return st.Split == [2]float64{0.3, 0} })
}
