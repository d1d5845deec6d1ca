package similar

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/present/similar"
	"duotone/ui/kit/kittest"
	"duotone/ui/kit/speech"

	core "duotone/app/similar"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// found are posts of every kind.
func found(n int) []similar.Hit {
	positive, negative := app.Positive, app.Negative
	scene := kittest.Scene(60, 40)
	kinds := []similar.Hit{
		{Hit: core.Hit{Ref: core.Ref{Name: "p1", Text: "A perfect day by the sea", Picture: "a.png", Says: &positive, Means: &positive}, SameWords: true, SamePicture: true, Again: true, Like: 1}, Thumb: scene},
		{Hit: core.Hit{Ref: core.Ref{Name: "p2", Text: "What a lovely flood in the cellar, just what I needed this week of all weeks", Picture: "b.png", Says: &positive, Means: &negative}, Degree: core.VeryAlike, Like: 0.7}, Thumb: scene},
		{Hit: core.Hit{Ref: core.Ref{Name: "p3", Text: "Waves", Says: &negative}, Degree: core.Alike, Like: 0.4}},
		{Hit: core.Hit{Ref: core.Ref{Name: "p4", Picture: "c.png"}, SamePicture: true, Like: 0.9}},
		{Hit: core.Hit{Ref: core.Ref{Name: "p5", Text: "Sand"}, Degree: core.Somewhat, Like: 0.3}},
		{Hit: core.Hit{Ref: core.Ref{Name: "p6", Text: "Rocks", Says: &positive}, Like: 0.1}},
	}
	hits := make([]similar.Hit, n)
	for i := range hits {
		hits[i] = kinds[i%len(kinds)]
		hits[i].At = i
	}
	return hits
}

// shows is a state in which Batch shows similar posts.
func shows(change func(*similar.Panel, *similar.Set)) *similar.State {
	p := similar.Panel{Open: true, In: similar.InResult, By: core.Both, Ways: core.Ways, Post: true}
	set := similar.Set{Path: "/posts/scored.jsonl", Phase: similar.PhaseReady, Posts: 12_000}
	change(&p, &set)
	st := &similar.State{Seq: 1, Engine: true, Sets: map[similar.Where]similar.Set{}}
	if set.Path != "" {
		st.Sets[p.In] = set
	}
	st.Panels[similar.Batch] = p
	return st
}

func newPanel(t *testing.T) (*Panel, fyne.Window) {
	t.Helper()
	test.NewTempApp(t)
	p := New(nil, similar.Batch)
	w := test.NewTempWindow(t, p.Content)
	w.Resize(fyne.NewSize(420, 500))
	return p, w
}

// Each state says what is and what can be done, in every language.
func TestEveryStateIsASentence(t *testing.T) {
	states := map[string]struct {
		change func(*similar.Panel, *similar.Set)
		button string
	}{
		"nothing open": {func(p *similar.Panel, s *similar.Set) { p.In, s.Path = "", "" }, ""},
		"no post":      {func(p *similar.Panel, _ *similar.Set) { p.Post = false }, ""},
		"looking":      {func(_ *similar.Panel, s *similar.Set) { s.Phase = similar.PhaseLooking }, ""},
		"none is read": {func(_ *similar.Panel, s *similar.Set) { s.Phase, s.Missing = similar.PhaseUnread, 12_000 }, "Read them"},
		"some are not": {func(_ *similar.Panel, s *similar.Set) { s.Phase, s.Missing = similar.PhaseUnread, 700 }, "Read them"},
		"reading": {func(_ *similar.Panel, s *similar.Set) {
			s.Phase, s.Done, s.Total, s.Left = similar.PhaseReading, 40, 700, 90
		}, "Stop"},
		"failed": {func(_ *similar.Panel, s *similar.Set) {
			s.Phase, s.Err = similar.PhaseFailed, app.Errorf("read", "x", app.KindDisk, "Choose another pack in the Models pane.", "the disk is full")
		}, "Try again"},
		"a search failed": {func(p *similar.Panel, _ *similar.Set) { p.Err = errors.New("x") }, "Try again"},
		"no words":        {func(p *similar.Panel, _ *similar.Set) { p.By, p.Lacks = core.Words, true }, ""},
		"no picture":      {func(p *similar.Panel, _ *similar.Set) { p.By, p.Lacks = core.Picture, true }, ""},
		"unread":          {func(p *similar.Panel, _ *similar.Set) { p.Lacks = true }, ""},
		"alone":           {func(*similar.Panel, *similar.Set) {}, ""},
	}
	for _, code := range speech.Languages {
		if code == "" {
			continue
		}
		test.NewTempApp(t)
		if err := speech.Use(code); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = speech.Use("en") })
		said := map[string]string{}
		for name, s := range states {
			p := New(nil, similar.Batch)
			p.Draw(shows(s.change))
			text := p.says.Text
			if len(strings.Fields(text)) < 3 || strings.Contains(text, "{{") || strings.Contains(text, "<no value>") {
				t.Errorf("%s, %s: %q", code, name, text)
			}
			if other, twice := said[text]; twice && name != "a search failed" && other != "a search failed" {
				t.Errorf("%s: %s and %s both say %q", code, name, other, text)
			}
			said[text] = name
			if p.around.act.Visible() != (s.button != "") || code == "en" && s.button != "" && p.act.Text != s.button {
				t.Errorf("%s, %s: the button %q is there: %v", code, name, p.act.Text, p.around.act.Visible())
			}
			if s.button != "" && p.act.Tip == "" {
				t.Errorf("%s, %s: the button has no tooltip", code, name)
			}
		}
		p := New(nil, similar.Batch)
		p.Draw(shows(func(pa *similar.Panel, s *similar.Set) {
			pa.Hits = found(3)
			s.Failed, s.First = 2, app.Errorf("find picture", "x.jpg", app.KindMissing, "", "no such file")
		}))
		if p.says.Visible() || !strings.Contains(p.failed.Text, "2") || !p.failed.Visible() {
			t.Errorf("%s: %q, and of those that failed %q", code, p.says.Text, p.failed.Text)
		}
	}
	if err := speech.Use("en"); err != nil {
		t.Fatal(err)
	}
	none := New(nil, similar.Batch)
	st := shows(func(*similar.Panel, *similar.Set) {})
	st.Engine = false
	if none.Draw(st); !strings.Contains(none.says.Text, "model") {
		t.Errorf("without a model: %q", none.says.Text)
	}
}

func TestAPostIsChosenByMouseAndKeys(t *testing.T) {
	p, w := newPanel(t)
	var opened []int
	p.OnOpen = func(i int, h similar.Hit) {
		if h.At != i {
			t.Errorf("post %d is at %d", i, h.At)
		}
		opened = append(opened, i)
	}
	p.Draw(shows(func(pa *similar.Panel, _ *similar.Set) { pa.Hits = found(20) }))
	if len(p.list.posts) != similar.First || !p.around.more.Visible() {
		t.Fatalf("%d posts are shown", len(p.list.posts))
	}
	test.TapAt(p.list, fyne.NewPos(50, 2.5*postHeight))
	if w.Canvas().Focused() != p.list {
		t.Error("a click doesn't take the keyboard")
	}
	kittest.Key(p.list, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnd, fyne.KeySpace, fyne.KeyDown, fyne.KeyHome, fyne.KeyUp, fyne.KeyEnter)
	if got := fmt.Sprint(opened); got != "[2 3 5 0]" {
		t.Errorf("opened %s", got)
	}
	p.Draw(shows(func(pa *similar.Panel, _ *similar.Set) { pa.Hits, pa.Busy = found(20), true }))
	kittest.Key(p.list, fyne.KeyReturn)
	if len(opened) != 4 {
		t.Error("a post of the search before was opened")
	}
	escaped := false
	p.SetEscape(func() { escaped = true })
	if kittest.Key(p.list, fyne.KeyEscape); !escaped {
		t.Error("Escape does nothing")
	}
}

func TestMoreAreShownWhenAskedFor(t *testing.T) {
	p, w := newPanel(t)
	grown := 0
	p.OnGrow = func() { grown++ }
	st := shows(func(pa *similar.Panel, _ *similar.Set) { pa.Hits = found(20) })
	p.Draw(st)
	was := p.Content.MinSize().Height
	p.more = true
	p.Draw(st)
	if len(p.list.posts) != 20 || p.around.more.Visible() || p.Content.MinSize().Height <= was || grown == 0 {
		t.Errorf("%d posts, told of another height %d times", len(p.list.posts), grown)
	}
	w.Resize(fyne.NewSize(900, 500))
	if high := p.list.MinSize().Height; high != 10*postHeight {
		t.Errorf("in two columns it is %v high", high)
	}
}

func TestWhatAPostIsSaidToBe(t *testing.T) {
	test.NewTempApp(t)
	hits := found(6)
	for i, want := range []string{"the same post again · positive", "very alike · says positive, means negative", "alike · negative", "the same picture", "somewhat alike", "hardly alike · positive"} {
		post := postOf(hits[i])
		if post.Note != want || post.Stands != (i == 0 || i == 3) || post.Text == "" || !strings.Contains(post.Hint, "cosine") {
			t.Errorf("%+v, want %q", post, want)
		}
	}
}

func TestLooks(t *testing.T) {
	kittest.Golden(t, "list", fyne.NewSize(700, 150), fyne.NewSize(320, 290), func() fyne.CanvasObject {
		l := NewList()
		var posts []Post
		for _, h := range found(6) {
			posts = append(posts, postOf(h))
		}
		l.SetItems(posts, false)
		l.at = 1
		l.FocusGained()
		return l
	})
	kittest.Golden(t, "panel", fyne.NewSize(420, 190), fyne.NewSize(300, 220), func() fyne.CanvasObject {
		p := New(nil, similar.Batch)
		p.Draw(shows(func(_ *similar.Panel, s *similar.Set) { s.Phase, s.Missing = similar.PhaseUnread, 700 }))
		return p.Content
	})
}
