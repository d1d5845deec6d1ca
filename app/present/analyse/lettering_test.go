package analyse_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
)

// letters reads two lines in every picture, or fails.
type letters struct{ err error }

func (letters) Ref() string  { return "fake@1" }
func (letters) Close() error { return nil }
func (l letters) ReadPicture(ctx context.Context, p *app.Picture) ([]app.PictureWord, error) {
	if l.err != nil {
		return nil, l.err
	}
	at := func(x float64) app.Corners {
		return app.Corners{{X: x, Y: 0.1}, {X: x + 0.2, Y: 0.1}, {X: x + 0.2, Y: 0.2}, {X: x, Y: 0.2}}
	}
	return []app.PictureWord{{Text: "so", Box: at(0.1), Confidence: 0.9, Line: 0}, {Text: "goad", Box: at(0.4), Confidence: 0.6, Line: 0},
		{Text: "now", Box: at(0.1), Confidence: 0.8, Line: 1}}, nil
}

func texts(words []app.PictureWord) (out []string) {
	for _, w := range words {
		out = append(out, w.Text)
	}
	return out
}

func TestWordsInThePictureAreReadStruckAndCorrected(t *testing.T) {
	samples := []analyse.Sample{{Text: "one", Name: "a.jpg", Picture: apptest.JPEG(1, 40, 30)}, {Text: "two"}}
	s := sit(t, nil, analyse.Options{Samples: samples, Reader: letters{}})
	s.Example(0)
	st := s.until("read", func(st *analyse.State) bool { return len(st.Lettering.Words) == 3 && !st.Lettering.Reading })
	if !slices.Equal(st.Lettering.Lines(), []string{"so goad", "now"}) || !slices.Equal(texts(st.Post.PictureWords), []string{"so", "goad", "now"}) {
		t.Fatalf("%v, the post has %v", st.Lettering.Lines(), texts(st.Post.PictureWords))
	}
	s.ToggleLettering(2)
	s.ToggleLettering(9)
	st = s.until("struck", func(st *analyse.State) bool { return len(st.Lettering.Struck) == 3 && st.Lettering.Struck[2] })
	if !slices.Equal(texts(st.Post.PictureWords), []string{"so", "goad"}) {
		t.Errorf("the post has %v", texts(st.Post.PictureWords))
	}
	st = s.until("scored with them", func(st *analyse.State) bool {
		return st.Prediction != nil && !st.Busy && len(st.Post.PictureWords) == 2
	})
	if text := analyse.ResultText(st, app.Sentence.String); !strings.Contains(text, "[a.jpg]\nWords in the picture: so goad\n") {
		t.Errorf("as text it says %s", text)
	}
	if !st.TakesAway() {
		t.Error("a word in the picture is struck, and nothing is said to be taken away")
	}
	s.ResetWhatIf()
	st = s.until("given back", func(st *analyse.State) bool { return len(st.Post.PictureWords) == 3 && !st.TakesAway() })
	box := st.Lettering.Words[1].Box
	s.CorrectLettering([]string{"so good", "", "and more"})
	st = s.until("corrected", func(st *analyse.State) bool { return len(st.Lettering.Words) == 4 })
	if !slices.Equal(st.Lettering.Lines(), []string{"so good", "and more"}) || slices.Contains(st.Lettering.Struck, true) {
		t.Errorf("%v, struck %v", st.Lettering.Lines(), st.Lettering.Struck)
	}
	if w := st.Lettering.Words; w[1].Box != box || w[1].Confidence != 1 || w[0].Confidence != 0.9 {
		t.Errorf("%+v", w)
	}
	s.Example(1)
	s.until("no picture", func(st *analyse.State) bool {
		return st.Post.Text == "two" && st.Lettering.Words == nil && st.Post.PictureWords == nil
	})
}

func TestWithoutAReaderItIsSaid(t *testing.T) {
	samples := []analyse.Sample{{Text: "one", Name: "a.jpg", Picture: apptest.JPEG(1, 40, 30)}}
	none := app.Errorf("open the reader", "", app.KindMissing, "", "no reader was found")
	s := sit(t, nil, analyse.Options{Samples: samples, Reader: letters{none}})
	s.Example(0)
	st := s.until("said and scored", func(st *analyse.State) bool { return st.Prediction != nil && st.Lettering.NoReader })
	if text := analyse.ResultText(st, app.Sentence.String); !strings.Contains(text, "it was not read") {
		t.Errorf("as text it says %s", text)
	}
	if st.Message != nil || st.Lettering.Reading {
		t.Errorf("message %v, reading %v", st.Message, st.Lettering.Reading)
	}
}

func TestTheWeightsOfWordsInThePictureAreInTheResultAsText(t *testing.T) {
	read, _ := letters{}.ReadPicture(t.Context(), nil)
	post := app.Post{Text: "well", Picture: &app.Picture{Name: "a.jpg"}, PictureWords: read[:2]}
	st := &analyse.State{Post: post, Prediction: &app.Prediction{}, AttrOf: post,
		Attribution: &app.Attribution{Words: []app.Span{{Start: 0, End: 4, Weight: 0.5}}, PictureWords: []float64{0.25, -0.125}}}
	if text := analyse.Summary(st, app.Sentence.String); !strings.HasSuffix(text, "well: +50\nWords in the picture:\nso: +25\ngoad: -13\n") {
		t.Errorf("as text it says %s", text)
	}
	bare := *st // a meme under which nobody wrote anything
	bare.Post.Text, bare.AttrOf.Text, bare.Attribution = "", "", &app.Attribution{PictureWords: []float64{0.25, -0.125}}
	if text := analyse.Summary(&bare, app.Sentence.String); !strings.HasSuffix(text, "Words in the picture:\nso: +25\ngoad: -13\n") {
		t.Errorf("without words of its own it says %s", text)
	}
}

// TestTheResultAsJSONHasTheWeightsOfItsOwnLabel: those of another label, or of an earlier post, are none of it.
func TestTheResultAsJSONHasTheWeightsOfItsOwnLabel(t *testing.T) {
	read, _ := letters{}.ReadPicture(t.Context(), nil)
	post := app.Post{Text: "well", Picture: &app.Picture{Name: "a.jpg"}, PictureWords: read[:2]}
	st := analyse.State{Post: post, Prediction: &app.Prediction{Label: app.Negative, PictureWords: read[:2]}, AttrOf: post, AttrAnswer: -1,
		Attribution: &app.Attribution{Label: app.Negative, PictureWords: []float64{0.25, -0.125}}}
	for what, c := range map[string]struct {
		change func(*analyse.State)
		want   [2]string
	}{
		"its own": {func(*analyse.State) {}, [2]string{`"weight": 0.25`, `"weight": -0.125`}},
		"of another label": {func(st *analyse.State) {
			st.Attribution = &app.Attribution{Label: app.Positive, PictureWords: []float64{1, 2}}
		}, [2]string{`"weight": null`}},
		"of an earlier post":    {func(st *analyse.State) { st.AttrStale = true }, [2]string{`"weight": null`}},
		"of the pack's own one": {func(st *analyse.State) { st.AttrAnswer = 0 }, [2]string{`"weight": null`}},
	} {
		now := st
		c.change(&now)
		data, err := analyse.ResultJSON(&now)
		if err != nil || !strings.Contains(string(data), c.want[0]) || !strings.Contains(string(data), c.want[1]) {
			t.Errorf("%s: %s, %v", what, data, err)
		}
	}
}
