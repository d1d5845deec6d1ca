package analyse

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
	"duotone/ui/kit/speech"
	"duotone/ui/theme"

	"fyne.io/fyne/v2/test"
)

const sarcastic = "great wonderful lovely beautiful happy love love love"

// typed is a pane that shows a post of words, and why it is taken so.
func typed(t *testing.T, engine app.Engine, text string) *stand {
	t.Helper()
	s := newStand(t, engine)
	s.draws("an engine", func(st *analyse.State) bool { return st.Engine.Loaded })
	s.pane.composer.OnChanged(text)
	s.draws("the post", func(st *analyse.State) bool { return st.Post.Text == text && st.Attribution != nil && st.Settled() })
	return s
}

func TestTheWindowTellsTheMeaning(t *testing.T) {
	s := typed(t, &apptest.Fake{}, sarcastic)
	a := s.pane
	if got := a.head.Label.Text; !strings.HasPrefix(got, "Says positive, ") || !strings.HasSuffix(got, " means negative") || a.head.Tag.Text != "sarcasm likely" {
		t.Errorf("the headline is %q, %q", got, a.head.Tag.Text)
	}
	if a.head.Why.Text == "" {
		t.Errorf("why is %q", a.head.Why.Text)
	}
	if r := strings.Split(strings.TrimSpace(a.bars.String()), "\n"); len(r) != 4 || !strings.HasPrefix(r[3], "meaning: ") ||
		r[3] == strings.Replace(r[2], "together", "meaning", 1) {
		t.Errorf("the bars say %q", r)
	}
	// Each word struck is a what-if on the meaning as well: without its strong words it means what it says.
	for i := range s.State().Words[2:] {
		a.strip.OnToggle(2 + i)
	}
	st := s.draws("six words struck", func(st *analyse.State) bool {
		return len(st.Post.WhatIf.Struck) == 6 && st.Before != nil && st.Settled()
	})
	if got := a.head.Label.Text; strings.Contains(got, "means") || a.head.Tag.Text != "" {
		t.Errorf("with six words struck the headline is %q", got)
	}
	if r := rowsOf(st); r[3].Before == nil || r[3].Before[app.Negative] < 0.5 {
		t.Errorf("the meaning before is not marked: %+v", r[3])
	}
	if text := analyse.ResultText(st, speech.Say); !strings.Contains(text, "meaning: negative") || !strings.Contains(text, "meant as written") {
		t.Errorf("copied would be %q", text)
	}
}

func TestHeatTellsWhatMakesItIronic(t *testing.T) {
	s := typed(t, &apptest.Fake{}, sarcastic)
	a := s.pane
	shown := func() string {
		words, _ := weights(s.State(), false)
		return fmt.Sprint(words)
	}
	said := shown()
	if n := len(a.explained.Options); n != 7 {
		t.Fatalf("%d things can be explained", n)
	}
	seen := []string{said}
	for i, want := range []struct {
		about analyse.About
		name  string
	}{{analyse.AboutMeaning, "negative"}, {analyse.AboutIrony, "ironic"}, {analyse.AboutPull, "disagreeing"}} {
		a.explained.SetSelectedIndex(labelChoices + i)
		st := s.draws(want.name, func(st *analyse.State) bool { return st.About == want.about && st.Settled() })
		if got := speaksFor(st); got != want.name {
			t.Errorf("%v speaks for %q", want, got)
		}
		if c := contributions(st.Attribution, st.About); c == nil || len(c.Words) != len(st.Words) {
			t.Fatalf("%v has no weights", want)
		}
		if a.explained.SelectedIndex() != labelChoices+i {
			t.Errorf("%v did not stay chosen", want)
		}
		seen = append(seen, shown())
	}
	if slices.Sort(seen); len(slices.Compact(seen)) != 4 {
		t.Errorf("the weights shown are not different ones: %q", seen)
	}
	a.explained.SetSelectedIndex(0)
	s.draws("the verdict", func(st *analyse.State) bool { return st.About == analyse.AboutLabel && st.Follow && st.Settled() })
	if shown() != said {
		t.Error("back to the verdict the weights are others")
	}
	s.ExplainAbout(analyse.AboutIrony)
	s.Explain(app.Neutral)
	s.draws("a label", func(st *analyse.State) bool {
		return st.About == analyse.AboutLabel && st.Explained == app.Neutral && st.Settled()
	})
}

func TestAPlainPackSaysNothingOfTheMeaning(t *testing.T) {
	s := typed(t, &apptest.Fake{Plain: true}, sarcastic)
	a := s.pane
	if strings.Contains(a.head.Label.Text, "mean") || strings.Contains(a.bars.String(), "meaning") || len(a.explained.Options) != 4 {
		t.Errorf("headline %q, bars %q, %d things to explain", a.head.Label.Text, a.bars.String(), len(a.explained.Options))
	}
}

// TestTheReportTellsWhatMakesItMeanThat: for the window's picture and for explain --png.
func TestTheReportTellsWhatMakesItMeanThat(t *testing.T) {
	if err := speech.Use("en"); err != nil {
		t.Fatal(err)
	}
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, 1))
	e := &apptest.Fake{}
	defer e.Close()
	titles := func(p app.Post) (all []string) {
		t.Helper()
		scored, err := e.Score(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		why, err := e.Explain(t.Context(), p, scored[0].Label)
		if err != nil {
			t.Fatal(err)
		}
		r := Report{Post: p, Prediction: &scored[0], Attribution: &why, Threshold: 0.5}
		if size := DrawReport(r).Bounds(); size.Dx() < 500 || size.Dy() < 200 {
			t.Errorf("it is drawn at %v", size)
		}
		for _, x := range r.explanations() {
			all = append(all, x.title)
		}
		return all
	}
	if got, want := titles(app.Post{Text: sarcastic}), []string{"Says positive:", "Means negative:", "Makes it ironic:"}; !slices.Equal(got, want) {
		t.Errorf("it has %q, want %q", got, want)
	}
	if got := titles(app.Post{Text: "the bus stops here"}); !slices.Equal(got, []string{""}) {
		t.Errorf("a post that means what it says has %q", got)
	}
}

// TestTheAnswerOfAHead: its labels have bars, with ticks of before in a what-if, and each can be explained.
func TestTheAnswerOfAHead(t *testing.T) {
	h := &app.Head{Question: "topic", Title: "What is it about?", Kind: app.OneOf, Asked: app.AskedOfPost, Labels: []string{"flood", "party"}, Titles: []string{"Flood", ""},
		Bias: []float64{0, 0}, Temperature: 1, Weights: [][]float32{make([]float32, apptest.EmbeddingSize), make([]float32, apptest.EmbeddingSize)}}
	for i := range h.Weights[0] {
		h.Weights[0][i] = float32(i%5) - 2
	}
	s := newStand(t, &apptest.Fake{Pack: app.PackInfo{Name: "topics", Version: "1", Head: h, Base: "fake@1"}})
	s.SetText("water in the streets")
	s.draws("answered", func(st *analyse.State) bool {
		return st.Answered() != nil && st.Settled() && st.Post.Text == "water in the streets"
	})
	if !s.pane.answer.Content.Visible() || !strings.HasPrefix(s.pane.answer.Says.Text, "What is it about?") || !strings.Contains(s.pane.answer.Bars.String(), "Flood: ") {
		t.Errorf("%q\n%s", s.pane.answer.Says.Text, s.pane.answer.Bars)
	}
	if want := explainable(h, true); s.pane.explained.SelectedIndex() != 0 || s.pane.explained.Options[1] != want[1] || len(s.pane.explained.Options) != 3+7 {
		t.Errorf("%q", s.pane.explained.Options)
	}
	s.pane.explained.SetSelectedIndex(2)
	st := s.draws("the other label", func(st *analyse.State) bool { return st.Answer == 1 && !st.AnswerFollow && st.Settled() && st.Speaks() })
	if speaksFor(st) != "party" || s.pane.explained.SelectedIndex() != 2 {
		t.Errorf("the heat speaks for %q", speaksFor(st))
	}
	s.pane.explained.SetSelectedIndex(3)
	s.draws("the verdict", func(st *analyse.State) bool { return st.About == analyse.AboutLabel && st.Settled() && st.Speaks() })
	s.SetText("")
	s.draws("nothing", func(st *analyse.State) bool { return st.Prediction == nil })
	if s.pane.answer.Content.Visible() {
		t.Error("there is no post, and an answer")
	}
}
