package label_test

import (
	"os"
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/label"
	"duotone/app/present/presenttest"
)

// The list of what was found knows of what was done while it was being looked for.
func TestTheListKnowsWhatWasDoneMeanwhile(t *testing.T) {
	s := newStand(t, nil)
	s.open(presenttest.Project(t, 12, nil))
	s.Find("is:done")
	s.Label(app.Positive.String())
	s.until("the one that was labelled", func(st *label.State) bool { return st.Found != nil && len(st.Found.Hits) == 1 })
	s.Find("label:positive")
	s.Label(app.Positive.String())
	s.Label(app.Negative.String())
	s.Label(app.Positive.String())
	s.until("all three", func(st *label.State) bool { return st.Found != nil && len(st.Found.Hits) == 3 })
}

// Whoever sits down and reviews at once reviews in that name.
func TestWhoSatDownLastReviews(t *testing.T) {
	s := newStand(t, nil)
	s.open(presenttest.Project(t, 3, nil))
	s.Annotate("Ben")
	s.Review(true)
	st := s.until("the review", func(st *label.State) bool { return st.View.Review })
	if st.View.Annotator != "Ben" {
		t.Errorf("%s reviews", st.View.Annotator)
	}
	s.Annotate("Cleo")
	s.Review(false)
	st = s.until("the posts", func(st *label.State) bool { return !st.View.Review })
	if st.View.Annotator != "Cleo" {
		t.Errorf("%s labels", st.View.Annotator)
	}
}

// Nothing long begins on a project that is about to be left: it would be closed under it.
func TestNothingLongBeginsWhileAProjectIsOpened(t *testing.T) {
	s := newStand(t, nil)
	path, other, table := presenttest.Project(t, 3, nil), presenttest.Project(t, 5, nil), presenttest.Table(t, 40)
	s.open(path)
	s.Open(other, "Ana")
	s.Import([]string{table})
	s.until("it is refused, or goes into the other one where that was open already", func(st *label.State) bool {
		return st.Path == other && st.Opening == "" && st.Work == nil && (s.said("Something is running already") || st.View.Posts > 5)
	})
	if n := len(s.messages()); n != 1 {
		t.Errorf("said was %v", s.messages())
	}
}

// What was found of a project is not shown of the next one.
func TestWhatWasFoundIsOfTheProject(t *testing.T) {
	s := newStand(t, nil)
	path, other := presenttest.Project(t, 3, nil), presenttest.Project(t, 5, nil)
	s.open(path)
	s.Recall()
	s.until("its history", func(st *label.State) bool { return st.History != nil })
	s.PickExample(path)
	s.until("picked", func(st *label.State) bool { return len(st.Picked) == 1 })
	s.Team()
	s.until("the team", func(st *label.State) bool { return st.Team != nil && st.Work == nil })
	s.Open(other, "Ana")
	st := s.until("the other one", func(st *label.State) bool { return st.Path == other })
	if st.History != nil || st.Picked != nil || st.Team != nil || st.Preview != nil {
		t.Errorf("of the one before: %+v", st)
	}
}

// Of pictures that are picked one right after the other each comes.
func TestEachPickedPictureComes(t *testing.T) {
	s := newStand(t, nil)
	path := presenttest.Project(t, 1, nil)
	s.open(path)
	for i, name := range []string{"a.jpg", "b.jpg", "c.jpg"} {
		file := filepath.Join(filepath.Dir(path), name)
		if err := os.WriteFile(file, apptest.JPEG(uint64(i), 40, 30), 0o600); err != nil {
			t.Fatal(err)
		}
		s.PickExample(file)
	}
	s.until("all three", func(st *label.State) bool { return len(st.Picked) == 3 })
}
