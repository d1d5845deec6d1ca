package similar_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/app/present/presenttest"
	"duotone/app/present/similar"
	"duotone/app/project"

	core "duotone/app/similar"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var topics = []string{"a day of sun and sea", "rain over the old town", "snow on every roof"}

// textOf is what post i says: those of one topic are alike.
func textOf(i int) string { return fmt.Sprintf("%s number %d", topics[i%3], i) }

// aResult is rows of which every fourth has a picture.
func aResult(t *testing.T, n int) core.Result {
	dir := t.TempDir()
	r := core.Result{Path: filepath.Join(dir, "scored.jsonl")}
	for i := range n {
		v := batch.Verdict{Row: int64(i + 1), ID: fmt.Sprint("p", i), Text: textOf(i), Label: app.Positive}
		if i%4 == 0 {
			v.Image = fmt.Sprintf("%d.png", i)
			must(t, os.WriteFile(filepath.Join(dir, v.Image), apptest.PNG(uint64(i%12), 40, 30), 0o600))
		}
		r.Rows = append(r.Rows, v)
	}
	return r
}

// aProject is posts of words.
func aProject(t *testing.T, n int) (path string, ids []app.PostID) {
	p, err := project.Create(t.Context(), filepath.Join(t.TempDir(), "p.duotone"), project.DefaultSettings())
	must(t, err)
	defer p.Close()
	a, err := p.Posts.Adder(t.Context(), false)
	must(t, err)
	for i := range n {
		must(t, a.Add(project.Incoming{Post: app.Post{ID: fmt.Sprint("p", i), Text: textOf(i)}}))
	}
	must(t, a.Commit())
	must(t, p.Posts.Each(t.Context(), func(i project.Item) error { ids = append(ids, i.ID); return nil }))
	return p.Path(), ids
}

func ready(e app.Engine) app.EngineState {
	return app.EngineState{Phase: app.PhaseReady, Engine: e, Info: e.Info(), Loaded: true}
}

// stand is a presenter under test.
type stand struct {
	*similar.Presenter
	t *testing.T
}

func newStand(t *testing.T) *stand {
	s := &stand{similar.New(similar.Options{}, nil), t}
	t.Cleanup(s.Close)
	return s
}

func (s *stand) until(what string, ok func(*similar.State) bool) *similar.State {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	defer cancel()
	st, err := s.Wait(ctx, ok)
	if err != nil {
		s.t.Fatalf("%s does not come: %+v", what, st)
	}
	return st
}

// settled tells whether a pane shows what it will.
func settled(at similar.Place) func(*similar.State) bool {
	return func(st *similar.State) bool {
		p := st.Panels[at]
		set := st.Sets[p.In]
		return !p.Busy && set.Phase == similar.PhaseReady && (len(p.Hits) > 0 || p.Lacks || p.Err != nil)
	}
}

func row(at int) similar.Question {
	return similar.Question{In: similar.InResult, At: at, Words: true, Picture: true}
}

func TestPresenterKeepsTheContract(t *testing.T) {
	r := aResult(t, 12)
	path, ids := aProject(t, 12)
	e := &apptest.Fake{}
	presenttest.Run(t, presenttest.Subject[similar.State]{
		New: func(watch func(*similar.State)) presenttest.Presenter[similar.State] {
			return similar.New(similar.Options{}, watch)
		},
		Number: func(st *similar.State) uint64 { return st.Seq },
		Commands: []func(presenttest.Presenter[similar.State]){
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Use(ready(e)) },
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Show(similar.Batch, true) },
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Result(r) },
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Ask(similar.Batch, row(3)) },
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Show(similar.Label, true) },
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Project(path, 1) },
			func(p presenttest.Presenter[similar.State]) {
				p.(*similar.Presenter).Ask(similar.Label, similar.Question{In: similar.InProject, ID: ids[2], Words: true, Picture: true})
			},
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).By(similar.Batch, core.Words) },
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Read(similar.InResult) },
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Stop(similar.InProject) },
			func(p presenttest.Presenter[similar.State]) {
				p.(*similar.Presenter).Found(similar.Batch, 0, func(similar.Hit, app.Post) {})
			},
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Project("", 0) },
			func(p presenttest.Presenter[similar.State]) { p.(*similar.Presenter).Use(app.EngineState{}) },
		},
	})
}

func TestARowsLikeAreFoundAndShownWithTheirPictures(t *testing.T) {
	s := newStand(t)
	s.Use(ready(&apptest.Fake{}))
	s.Result(aResult(t, 60))
	s.Ask(similar.Batch, row(4))
	if st := s.until("a result", func(st *similar.State) bool { return st.Panels[similar.Batch].In == similar.InResult }); st.Sets[similar.InResult].Phase != similar.PhaseClosed {
		t.Errorf("nobody looks, and the rows are %s", st.Sets[similar.InResult].Phase)
	}
	s.Show(similar.Batch, true)
	st := s.until("what is like row 4", func(st *similar.State) bool {
		hits := st.Panels[similar.Batch].Hits
		return settled(similar.Batch)(st) && !slices.ContainsFunc(hits[:similar.First], func(h similar.Hit) bool { return h.Picture != "" && h.Thumb == nil })
	})
	if slices.ContainsFunc(st.Panels[similar.Batch].Hits[similar.First:], func(h similar.Hit) bool { return h.Thumb != nil }) {
		t.Error("pictures are read of posts that nobody sees")
	}
	s.More(similar.Batch, true)
	st = s.until("the other pictures", func(st *similar.State) bool {
		return settled(similar.Batch)(st) && !slices.ContainsFunc(st.Panels[similar.Batch].Hits, func(h similar.Hit) bool { return h.Picture != "" && h.Thumb == nil })
	})
	hits := st.Panels[similar.Batch].Hits
	if len(hits) != similar.Most || !hits[0].SamePicture || hits[0].Thumb == nil || hits[0].Says == nil {
		t.Errorf("%d found, the first is %+v", len(hits), hits[0])
	}
	for _, h := range hits {
		if h.At == 4 {
			t.Error("the row itself is among those that are like it")
		}
	}
	s.By(similar.Batch, core.Words)
	st = s.until("by words", func(st *similar.State) bool {
		return settled(similar.Batch)(st) && st.Panels[similar.Batch].By == core.Words
	})
	for _, h := range st.Panels[similar.Batch].Hits[:3] {
		if !strings.HasPrefix(h.Text, topics[1]) {
			t.Errorf("by words %q is like %q", h.Text, textOf(4))
		}
	}
	s.By(similar.Batch, core.Picture)
	s.Ask(similar.Batch, row(5)) // has none
	st = s.until("a post without a picture", func(st *similar.State) bool { return st.Panels[similar.Batch].Lacks })
	if len(st.Panels[similar.Batch].Hits) > 0 {
		t.Error("and yet something is like it")
	}
	s.Show(similar.Batch, false)
	s.until("nothing", func(st *similar.State) bool { p := st.Panels[similar.Batch]; return !p.Open && len(p.Hits) == 0 })
}

// Many posts are read when somebody says so; a stop keeps what is read, and what is read is searched.
func TestManyPostsAreReadWhenAskedFor(t *testing.T) {
	s := newStand(t)
	s.Use(ready(&apptest.Fake{Delay: 5 * time.Millisecond}))
	r := aResult(t, 700)
	s.Result(r)
	s.Ask(similar.Batch, row(1))
	s.Show(similar.Batch, true)
	st := s.until("a question", func(st *similar.State) bool { return st.Sets[similar.InResult].Phase == similar.PhaseUnread })
	if set := st.Sets[similar.InResult]; set.Missing != 700 || set.Posts != 700 {
		t.Errorf("%+v", set)
	}
	s.Read(similar.InResult)
	s.until("the first found while others are read", func(st *similar.State) bool {
		return st.Sets[similar.InResult].Phase == similar.PhaseReading && len(st.Panels[similar.Batch].Hits) > 0
	})
	s.Stop(similar.InResult)
	st = s.until("it stops", func(st *similar.State) bool { return st.Sets[similar.InResult].Phase == similar.PhaseUnread })
	if set := st.Sets[similar.InResult]; set.Missing == 0 || set.Missing > 500 {
		t.Errorf("after a stop %+v", set)
	}
	s.Read(similar.InResult)
	s.until("all are read", settled(similar.Batch))

	other := newStand(t)
	other.Use(ready(&apptest.Fake{}))
	other.Result(r)
	other.Ask(similar.Batch, row(1))
	other.Show(similar.Batch, true)
	other.until("they are there at once", settled(similar.Batch))
	other.Use(ready(&apptest.Fake{Pack: app.PackInfo{Name: "other", Version: "1", Sum: app.Sum{9}}}))
	other.until("another pack has not read them", func(st *similar.State) bool {
		set := st.Sets[similar.InResult]
		return set.Phase == similar.PhaseUnread && set.Missing == 700 && len(st.Panels[similar.Batch].Hits) == 0
	})
}

// What is found can be chosen while its pictures are still being read.
func TestWhatIsFoundWaitsForNoPicture(t *testing.T) {
	held, end := make(chan struct{}), make(chan struct{})
	s := &stand{similar.New(similar.Options{Ready: func(m image.Image) image.Image {
		select {
		case held <- struct{}{}:
		case <-end:
		}
		<-end
		return m
	}}, nil), t}
	t.Cleanup(s.Close)
	s.Use(ready(&apptest.Fake{}))
	s.Result(aResult(t, 60))
	s.Ask(similar.Batch, row(4))
	s.Show(similar.Batch, true)
	<-held // the first picture
	st := s.until("what is found", settled(similar.Batch))
	if h := st.Panels[similar.Batch].Hits[0]; h.Thumb != nil {
		t.Errorf("%+v has its picture", h)
	}
	close(end)
	s.until("its picture", func(st *similar.State) bool { return st.Panels[similar.Batch].Hits[0].Thumb != nil })
}

func TestALabellerSeesNoMoreThanThePostShows(t *testing.T) {
	s := newStand(t)
	s.Use(ready(&apptest.Fake{}))
	path, ids := aProject(t, 40)
	s.Project(path, 1)
	s.Ask(similar.Label, similar.Question{In: similar.InProject, ID: ids[5], Words: true})
	s.Show(similar.Label, true)
	st := s.until("what is like a post", settled(similar.Label))
	p := st.Panels[similar.Label]
	if p.By != core.Words || len(p.Ways) != 1 {
		t.Errorf("where only words are seen posts are compared by %s of %v", p.By, p.Ways)
	}
	for _, h := range p.Hits {
		if h.Says != nil || h.Means != nil || h.Picture != "" || h.Text == "" {
			t.Errorf("a labeller is shown %+v", h)
		}
	}
	if !strings.HasPrefix(p.Hits[0].Text, topics[2]) || !slices.Contains(ids, p.Hits[0].ID) {
		t.Errorf("%q is like %q", p.Hits[0].Text, textOf(5))
	}
	s.Project("", 0)
	s.until("the project is closed", func(st *similar.State) bool { return len(st.Sets) == 0 && len(st.Panels[similar.Label].Hits) == 0 })
}

// A post that is typed is looked for in what is open, and what was opened last comes first.
func TestAPostFromNowhere(t *testing.T) {
	s := newStand(t)
	s.Use(ready(&apptest.Fake{}))
	s.Show(similar.Analyse, true)
	s.Ask(similar.Analyse, similar.Question{Post: app.Post{Text: topics[0] + " again"}, Words: true, Picture: true})
	if st := s.until("nothing is open", func(st *similar.State) bool { return st.Panels[similar.Analyse].Post }); st.Panels[similar.Analyse].In != "" {
		t.Errorf("it is looked for in %q", st.Panels[similar.Analyse].In)
	}
	path, ids := aProject(t, 40)
	s.Project(path, 1)
	st := s.until("found in the project", settled(similar.Analyse))
	if p := st.Panels[similar.Analyse]; p.In != similar.InProject || !strings.HasPrefix(p.Hits[0].Text, topics[0]) {
		t.Errorf("in %s, %q", p.In, p.Hits[0].Text)
	}
	s.Result(aResult(t, 30))
	st = s.until("found in the result", func(st *similar.State) bool {
		return settled(similar.Analyse)(st) && st.Panels[similar.Analyse].In == similar.InResult
	})
	if p := st.Panels[similar.Analyse]; !slices.Equal(p.Others, []similar.Where{similar.InProject}) {
		t.Errorf("beside it %v", p.Others)
	}
	s.In(similar.Analyse, similar.InProject)
	s.Ask(similar.Analyse, similar.Question{Post: app.Post{Text: textOf(3)}, Words: true, Picture: true})
	st = s.until("a post of the project", func(st *similar.State) bool {
		p := st.Panels[similar.Analyse]
		return settled(similar.Analyse)(st) && p.In == similar.InProject && p.Hits[0].Text != textOf(3) && strings.HasPrefix(p.Hits[0].Text, topics[0])
	})
	if slices.ContainsFunc(st.Panels[similar.Analyse].Hits, func(h similar.Hit) bool { return h.ID == ids[3] }) {
		t.Error("the post itself is among those that are like it")
	}
	got := make(chan app.Post, 1)
	s.Found(similar.Analyse, 0, func(_ similar.Hit, p app.Post) { got <- p })
	if p := <-got; p.Text != st.Panels[similar.Analyse].Hits[0].Text {
		t.Errorf("opened: %q", p.Text)
	}
}

func TestWhatCantBeKeptIsSaidAndTriedAgain(t *testing.T) {
	s := newStand(t)
	s.Use(ready(&apptest.Fake{}))
	r := aResult(t, 20)
	must(t, os.WriteFile(core.Beside(r.Path), []byte("my notes\n"), 0o600))
	s.Result(r)
	s.Ask(similar.Batch, row(1))
	s.Show(similar.Batch, true)
	st := s.until("a failure", func(st *similar.State) bool { return st.Sets[similar.InResult].Phase == similar.PhaseFailed })
	if err := st.Sets[similar.InResult].Err; app.KindOf(err) != app.KindDisk || app.HintOf(err) == "" {
		t.Error(err)
	}
	must(t, os.Remove(core.Beside(r.Path)))
	s.Read(similar.InResult)
	s.until("it is there", settled(similar.Batch))

	gone := newStand(t)
	gone.Use(ready(&apptest.Fake{}))
	gone.Project(filepath.Join(t.TempDir(), "gone.duotone"), 1)
	gone.Ask(similar.Label, similar.Question{In: similar.InProject, ID: "x", Words: true, Picture: true})
	gone.Show(similar.Label, true)
	gone.until("no project", func(st *similar.State) bool {
		return st.Sets[similar.InProject].Phase == similar.PhaseFailed && !errors.Is(st.Sets[similar.InProject].Err, context.Canceled)
	})
}
