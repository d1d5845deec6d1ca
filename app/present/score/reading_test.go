package score_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/app/present/score"
)

// read tells that all of a row is known.
func read(at int) func(*score.State) bool {
	return func(st *score.State) bool {
		return st.At == at && st.Reading != nil && !st.Reading.Busy && st.Reading.Row.ID == st.Rows[at].ID
	}
}

func TestARowIsReadWithItsPictureAndWhy(t *testing.T) {
	s, _, _ := scored(t, 40, "scored.csv")
	st := s.until("the first by itself", read(0))
	r := st.Reading
	if r.Post.Picture == nil || r.Preview == nil || r.Prediction == nil || r.Attribution == nil || r.Err != nil || r.Why().Key == "" || len(r.Notes()) != 0 {
		t.Errorf("of the first row there is %+v", r)
	}
	s.Step(1)
	if r = s.until("the next", read(1)).Reading; r.Preview != nil || r.Prediction == nil || r.Prediction.Label != app.Negative {
		t.Errorf("of the second row there is %+v", r)
	}
	s.Step(1)
	if r = s.until("a row that failed", read(2)).Reading; r.Err == nil || r.Prediction != nil || r.Post.Text == "" {
		t.Errorf("of a row whose picture is gone there is %+v", r)
	}
	s.Step(-5)
	s.Step(1000)
	s.until("the last", read(39))
	s.Select(40)
	s.Select(7)
	s.until("the eighth", read(7))
}

// The place is that of the row, whatever is chosen and however it is sorted.
func TestThePlaceIsKept(t *testing.T) {
	s, _, _ := scored(t, 40, "scored.csv")
	s.Select(5)
	s.Choose(func(c *score.Choice) { c.By = batch.ByPositive })
	st := s.until("sorted", func(st *score.State) bool { return shown(40)(st) && st.Choice.By == batch.ByPositive })
	if st.At != 5 || st.Place == score.NoRow || st.View[st.Place] != 5 {
		t.Errorf("row %d is read at place %d", st.At, st.Place)
	}
	s.Choose(func(c *score.Choice) { c.Words = "lovely" })
	if st = s.until("without it", shown(10)); st.At != 5 || st.Place != score.NoRow {
		t.Errorf("filtered out, row %d is read at place %d", st.At, st.Place)
	}
	s.Choose(func(c *score.Choice) { *c = score.Choice{} })
	if st = s.until("with it", shown(40)); st.Place != 5 {
		t.Errorf("it comes back at place %d", st.Place)
	}
	s.Shown()
	if st = s.until("shown again", shown(40)); st.Place != 5 {
		t.Errorf("after another pane it is at place %d", st.Place)
	}
}

// Whoever holds an arrow down is not shown the rows that were passed.
func TestTheLastRowIsRead(t *testing.T) {
	s, _, _ := scored(t, 400, "scored.csv")
	for range 200 {
		s.Step(1)
	}
	st := s.until("the last one", read(200))
	if st.Reading.Row.Row != 201 {
		t.Errorf("row %d is read", st.Reading.Row.Row)
	}
}

func TestAnotherModelReadsTheRowAgain(t *testing.T) {
	s, _, out := scored(t, 8, "scored.jsonl")
	s.until("by the first", read(0))
	other := &apptest.Fake{Pack: app.PackInfo{Name: "other", Version: "2"}, Plain: true}
	s.Use(app.EngineState{Phase: app.PhaseReady, Loaded: true, Engine: other, Info: other.Info()})
	s.until("by the other", func(st *score.State) bool {
		return read(0)(st) && st.Reading.Prediction != nil && st.Reading.Prediction.Pack == "other@2"
	})
	s.Use(app.EngineState{})
	if r := s.until("by none", func(st *score.State) bool { return read(0)(st) && st.Reading.Prediction == nil }).Reading; r.Preview == nil || r.Err != nil {
		t.Errorf("without a model there is %+v", r)
	}
	if note := (&score.Reading{Row: batch.Verdict{Label: app.Negative}, Prediction: &app.Prediction{Label: app.Positive}}).Notes(); len(note) == 0 ||
		!strings.Contains(note[0].String(), "another model") {
		t.Errorf("where the result says otherwise: %v", note)
	}
	s.Open(out)
	s.until("of the file opened anew", read(0))
}

func TestColumnsAreRemembered(t *testing.T) {
	s, _, _ := scored(t, 8, "scored.csv")
	s.ShowColumns([]score.Column{score.ColumnIrony, score.ColumnSays})
	st := s.until("chosen", func(st *score.State) bool { return len(st.Columns) == 2 })
	if st.Columns[0] != score.ColumnSays {
		t.Errorf("the columns are %v", st.Columns)
	}
	s.Close()
	s = newStand(t, &apptest.Fake{}, s.settings, nil)
	s.until("after a restart", func(st *score.State) bool { return len(st.Columns) == 2 && st.Columns[1] == score.ColumnIrony })
	s.ShowColumns(nil)
	s.until("as usual", func(st *score.State) bool { return len(st.Columns) == 3 })
}

// Small pictures come as they are asked for, and no more of them are kept than a list shows.
func TestSmallPicturesAreBounded(t *testing.T) {
	s, _, _ := scored(t, 1200, "scored.csv")
	s.WantThumb(-1)
	s.WantThumb(1) // has no picture
	s.WantThumb(2) // which is gone
	s.WantThumb(0)
	st := s.until("the first", func(st *score.State) bool {
		_, failed := st.Thumbs[2]
		return st.Thumbs[0] != nil && failed
	})
	if b := st.Thumbs[0].Bounds(); b.Dx() > 96 || b.Dy() > 96 || len(st.Thumbs) != 2 {
		t.Errorf("%d small pictures, of %v", len(st.Thumbs), b)
	}
	for at := 0; at < 1200; at += 4 {
		s.WantThumb(at)
		if at%200 == 0 {
			s.until("it", func(st *score.State) bool { return st.Thumbs[at] != nil })
		}
	}
	st = s.until("the last", func(st *score.State) bool { return st.Thumbs[1196] != nil })
	if len(st.Thumbs) > 240 {
		t.Errorf("%d small pictures are kept", len(st.Thumbs))
	}
}

// What is exported and made is of the rows that are picked out, in the order that is shown; where none is, of all that are shown.
func TestRowsThatArePickedOutAreTheseRows(t *testing.T) {
	s, _, _ := scored(t, 40, "scored.csv")
	for _, at := range []int{1, 8, 5} {
		s.Select(at)
		s.Mark()
	}
	st := s.until("three are picked out, and the next is read", func(st *score.State) bool { return len(st.Marked) == 3 && st.At == 6 })
	if these := st.These(); !slices.Equal(these, []int{1, 5, 8}) {
		t.Errorf("these rows are %v", these)
	}
	s.Choose(func(c *score.Choice) { c.By, c.Words = batch.ByPositive, "lovely" })
	st = s.until("chosen", func(st *score.State) bool { return shown(10)(st) && st.Choice.By == batch.ByPositive })
	if these := st.These(); !slices.Equal(these, []int{8, 1, 5}) {
		t.Errorf("sorted and with a filter, these rows are %v", these)
	}
	to := st.Selection()
	s.Export(to)
	s.until("written", func(*score.State) bool { return len(s.messages()) > 0 })
	if rows, _, err := batch.ReadResults(t.Context(), to, 100); err != nil || len(rows) != 3 || rows[0].ID != "k8" {
		t.Errorf("%d rows are exported, %v", len(rows), err)
	}
	s.Choose(func(c *score.Choice) { *c = score.Choice{} })
	s.until("all", shown(40))
	s.Select(5)
	s.Mark()
	if st = s.until("one is let go, and stays the one that is read", func(st *score.State) bool { return len(st.Marked) == 2 }); st.At != 5 {
		t.Errorf("row %d is read", st.At)
	}
	s.Unmark()
	if st = s.until("all are let go", func(st *score.State) bool { return len(st.Marked) == 0 }); len(st.These()) != 40 {
		t.Errorf("these are %d rows", len(st.These()))
	}
}

// Until the open model has read a row, what the result says of it is told.
func TestTheResultIsToldUntilTheModelIs(t *testing.T) {
	s, _, _ := scored(t, 8, "scored.csv")
	r := s.until("the first", read(0)).Reading
	told, now := r.Told(), r.Prediction
	if told == nil || told.Label != now.Label || told.Meant.Label != now.Meant.Label || told.Words.Label != now.Words.Label || told.Picture.Label != now.Picture.Label ||
		math.Abs(told.Scores[2]-now.Scores[2]) > 1e-3 || math.Abs(told.Incongruity-now.Incongruity) > 1e-3 {
		t.Errorf("the result says %+v, the model %+v", told, now)
	}
	s.Select(2)
	if r = s.until("one that failed", read(2)).Reading; r.Told() != nil {
		t.Error("a row that failed says something")
	}
}
