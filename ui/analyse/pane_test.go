package analyse

import (
	"encoding/json"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestThePaneShowsWhatThePresenterKnows(t *testing.T) {
	s := first(t)
	a := s.pane
	if a.composer.Text() != s.Samples()[0].Text || !a.picture.Visible() || a.well.Visible() {
		t.Errorf("text %q, picture %v", a.composer.Text(), a.picture.Visible())
	}
	if a.carried.Text == "" || strings.Contains(a.carried.Text, "{{") || a.pullSays.Text == "" || a.attention.Text == "" {
		t.Errorf("%q %q %q", a.carried.Text, a.pullSays.Text, a.attention.Text)
	}
	a.strip.OnToggle(0)
	s.draws("struck", func(st *analyse.State) bool { return st.Before != nil && st.Settled() })
	if a.head.Note.Text == "" || a.reset.Disabled() {
		t.Errorf("what if: %q", a.head.Note.Text)
	}
	test.Tap(a.reset)
	s.draws("given back", func(st *analyse.State) bool { return st.Post.WhatIf.Empty() && st.Settled() })
	if a.head.Note.Text != "" || !a.reset.Disabled() {
		t.Errorf("after reset: %q", a.head.Note.Text)
	}
	test.Tap(a.remove)
	s.draws("no picture", func(st *analyse.State) bool { return st.Post.Picture == nil && st.Settled() })
	if !a.well.Visible() || a.picture.Visible() || !a.remove.Disabled() || a.attention.Text != "" {
		t.Error("the picture is still there")
	}
}

// A state that was made before the last key, and is drawn after it, takes no letter back: neither of a new post nor of a sample.
func TestALateStateTakesNoLetterBack(t *testing.T) {
	s := first(t)
	a := s.pane
	a.Actions.OnNew()
	s.draws("empty", func(st *analyse.State) bool { return st.Post.Text == "" })
	late := *s.State()
	late.TextVersion++
	entry := a.composer.Focusable()
	entry.TypedRune('G')
	a.Draw(&late)
	entry.TypedRune('o')
	st := s.draws("both letters", func(st *analyse.State) bool { return st.Post.Text == "Go" })
	if a.composer.Text() != "Go" || st.Typed != 2 {
		t.Errorf("%q is left of it", a.composer.Text())
	}
	a.Actions.OnNew()
	entry.TypedRune('X') // before any state of the new post has been drawn
	s.draws("the next one", func(st *analyse.State) bool { return st.Post.Text == "X" })
	if a.composer.Text() != "X" {
		t.Errorf("the new post reads %q", a.composer.Text())
	}
}

// At no width is a sentence higher than the room that is kept for it.
func TestSentencesHaveRoom(t *testing.T) {
	s := first(t)
	a := s.pane
	for _, width := range []float32{620, 800, 1000, 1120, 1280, 1700} {
		s.w.Resize(fyne.NewSize(width, 760))
		for i := range s.Samples() {
			for _, welcome := range []bool{false, true} {
				if welcome && i > 0 {
					continue
				}
				kit.SetLabel(a.story, a.storyOf(i, welcome))
				if need, room := a.story.MinSize().Height, a.story.Size().Height; need > room+1 {
					t.Errorf("at %v, %q needs %v and has %v", width, a.story.Text, need, room)
				}
			}
		}
		for _, l := range []*widget.Label{a.carried, a.pullSays, a.ironySays} {
			if need, room := l.MinSize().Height, l.Size().Height; need > room+1 {
				t.Errorf("at %v, %q needs %v and has %v", width, l.Text, need, room)
			}
		}
	}
}

func TestATypedPostIsScoredAndCopied(t *testing.T) {
	s := newStand(t, &apptest.Fake{})
	s.draws("an engine", func(st *analyse.State) bool { return st.Engine.Loaded })
	a := s.pane
	a.Actions.OnCopyText()
	s.draws("there is nothing to copy", func(st *analyse.State) bool { return st.Message != nil })
	a.composer.OnChanged("I love it")
	st := s.draws("a result", func(st *analyse.State) bool { return st.Post.Text == "I love it" && st.Settled() })
	a.Actions.OnCopyText()
	if text := a.app.Clipboard().Content(); !strings.Contains(text, "I love it") || !strings.Contains(text, "positive") {
		t.Errorf("copied %q", text)
	}
	a.Actions.OnCopyJSON()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.app.Clipboard().Content()), &v); err != nil || v["label"] != "positive" {
		t.Errorf("copied %v, %v", v, err)
	}
	data, err := a.Actions.reportPNG(st)
	if err != nil || len(data) < 5000 {
		t.Errorf("a report of %d bytes, %v", len(data), err)
	}
	if name := reportName(st); name != "duotone-i-love-it.png" {
		t.Errorf("called %q", name)
	}
}

func TestWithoutAPackThePaneSaysWhatToDo(t *testing.T) {
	s := newStand(t, nil)
	s.Start(0)
	s.draws("the post is there", func(st *analyse.State) bool { return st.Post.Picture != nil && st.Settled() })
	a := s.pane
	if !a.problem.Visible() || a.problemHint.Text == "" || a.bars.Visible() && a.right[0].Visible() {
		t.Error("nothing is said")
	}
	for _, o := range a.problemTo.Objects {
		test.Tap(o.(fyne.Tappable))
	}
	if s.packs != 1 || s.opened != 1 {
		t.Errorf("another pack was asked for %d times, the same %d times", s.packs, s.opened)
	}
}

func TestHeatStaysBehindTheWordsThatAreStillThere(t *testing.T) {
	weight := weightsOf([]app.Span{{Start: 0, End: 1, Weight: 0.1}, {Start: 2, End: 6, Weight: 0.2}, {Start: 7, End: 10, Weight: 0.3}}, "A good day", "A very good day")
	for _, c := range []struct {
		start, end int
		want       float64
	}{{0, 1, 0.1}, {2, 6, 0}, {7, 11, 0.2}, {12, 15, 0.3}} {
		if got := weight(app.Span{Start: c.start, End: c.end}); got != c.want {
			t.Errorf("%d to %d: %v, want %v", c.start, c.end, got, c.want)
		}
	}
	weightsOf(nil, "a long text", "")(app.Span{})
}

func TestHeatOfOnePictureIsNeverLaidOverAnother(t *testing.T) {
	s := first(t)
	a := s.pane
	stale, other := *s.State(), *s.State()
	if !a.picture.Heated() {
		t.Fatal("no heat to begin with")
	}
	stale.AttrStale = true
	a.Draw(&stale)
	if !a.picture.Heated() {
		t.Error("the heat flickers while an explanation of the same picture is computed")
	}
	other.AttrStale = true
	other.Post.Picture = apptest.Drawn(3, 40, 30)
	a.Draw(&other)
	if a.picture.Heated() {
		t.Error("the heat of another picture")
	}
}

// What a person chooses of the heat holds, and is found again.
func TestTheHeatIsAsItWasChosen(t *testing.T) {
	s := first(t)
	a := s.pane
	a.heat.SetChecked(false)
	a.mode.SetSelectedIndex(1)
	a.strength.SetValue(0.3)
	st := s.draws("all three", func(st *analyse.State) bool { return !st.Heat && st.Attention && st.Strength == 0.3 })
	if a.heat.Checked || a.mode.SelectedIndex() != 1 || a.strength.Value != 0.3 {
		t.Errorf("shown is %v, %v, %v", st.Heat, st.Attention, st.Strength)
	}
}

func TestDialogsOpenAndEscapeClosesThem(t *testing.T) {
	s := first(t)
	for name, open := range map[string]func(){"open": s.pane.Actions.OnOpen, "export": s.pane.Actions.OnExport, "examples": s.pane.onExamples} {
		open()
		if !kit.Covered(s.w) {
			t.Errorf("%s: no dialog", name)
		}
		if kit.CloseTop(s.w); kit.Covered(s.w) {
			t.Errorf("%s: Escape leaves it there", name)
		}
	}
}

// BenchmarkTypedLetter draws what follows a typed letter: the words are dimmed, the verdict comes, the explanation comes.
// It measures what Duotone does on the UI thread; painting is up to Fyne and the driver. A frame has 33 ms.
func BenchmarkTypedLetter(b *testing.B) {
	s := first(b)
	st := s.State()
	words := "What a lovely day for a picnic with all of my friends, who knows what comes next "
	for i := 0; b.Loop(); i++ {
		typed, scored, explained := *st, *st, *st
		text := words[:20+i%60]
		for n, now := range []*analyse.State{&typed, &scored, &explained} {
			now.Post.Text, now.Words = text, app.WordSpans(text)
			now.Stale, now.AttrStale = n == 0, n < 2
			p := *st.Prediction
			p.Scores[0] = float64(i%10) / 20
			now.Prediction = &p
			s.pane.Draw(now)
		}
	}
}
