package label_test

import (
	"context"
	"testing"

	"duotone/app"
	"duotone/app/present"
	"duotone/app/present/label"
	"duotone/app/present/presenttest"
	"duotone/app/project"
)

// letters is an opener whose reader reads the same two words everywhere; without, it has none.
type letters struct {
	app.Opener
	missing bool
}

func (l letters) OpenReader(context.Context) (app.PictureReader, error) {
	if l.missing {
		return nil, app.Errorf("open the reader", "", app.KindMissing, "Put a reader there.", "no reader was found")
	}
	return l, nil
}
func (letters) Ref() string  { return "fake@1" }
func (letters) Close() error { return nil }
func (letters) ReadPicture(context.Context, *app.Picture) ([]app.PictureWord, error) {
	return []app.PictureWord{{Text: "best"}, {Text: "day", Line: 1}}, nil
}

// Of one post first, then of all: the words are in the column of the post on the screen, and in what is being looked for.
func TestWordsInPicturesAreReadOnRequest(t *testing.T) {
	s := newReading(t, false)
	st := s.open(presenttest.Project(t, 5, nil))
	if st.View.Item.Columns[project.PictureWordsColumn] != "" {
		t.Fatal("they were read before anybody asked")
	}
	s.Find("best")
	s.until("nothing is found", func(st *label.State) bool { return st.Found != nil && len(st.Found.Hits) == 0 })
	s.ReadPictures(st.View.Item.ID)
	s.until("they are shown", func(st *label.State) bool { return st.View.Item.Columns[project.PictureWordsColumn] == "best\nday" })
	s.until("one is found", func(st *label.State) bool { return st.Found != nil && len(st.Found.Hits) == 1 })
	s.ended("one")
	s.ReadPictures()
	s.until("all are found", func(st *label.State) bool { return st.Found != nil && len(st.Found.Hits) == 5 })
	if !s.said("pictures read") {
		t.Errorf("it says %v", s.messages())
	}
}

func TestWithoutAReaderItSaysSo(t *testing.T) {
	s := newReading(t, true)
	s.open(presenttest.Project(t, 2, nil))
	s.ReadPictures()
	s.until("a refusal", func(*label.State) bool { return s.said("no reader was found") })
	if st := s.ended("the refusal"); st.View.Item.Columns[project.PictureWordsColumn] != "" {
		t.Error("something was written down")
	}
}

func newReading(t *testing.T, missing bool) *stand {
	t.Helper()
	s := &stand{t: t, settings: presenttest.Settings(t)}
	s.Presenter = label.New(label.Options{Settings: s.settings, Reader: present.NewReader(letters{missing: missing}),
		Tell: func(m app.Message) { s.mu.Lock(); defer s.mu.Unlock(); s.told = append(s.told, m) }}, nil)
	t.Cleanup(s.Close)
	return s
}
