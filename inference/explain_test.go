package inference

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"testing"
	"time"
	"weak"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/inference/pack"
)

var explained = app.Post{Text: "I do not love this awful #RainyDay 我爱 at all", Picture: apptest.Drawn(11, 300, 200)}

func scored(t *testing.T, e *engine, p app.Post) app.Prediction {
	t.Helper()
	got, err := e.Score(context.Background(), p)
	if err == nil {
		err = got[0].Err
	}
	if err != nil {
		t.Fatal(err)
	}
	return got[0]
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-5 {
		t.Errorf("%s is %.7f, the slow way %.7f", what, got, want)
	}
}

// TestLeaveOneOutAgainstStriking: a word's weight is what scoring the post without it says.
func TestLeaveOneOutAgainstStriking(t *testing.T) {
	e := open(t, tinyPack)
	for _, l := range app.Labels {
		a, err := e.Explain(context.Background(), explained, l)
		if err != nil {
			t.Fatal(err)
		}
		whole := scored(t, e, explained).Scores[l]
		if len(a.Words) != 11 {
			t.Fatalf("%d words", len(a.Words))
		}
		for i, s := range a.Words {
			less := explained
			less.WhatIf.Struck = a.Words[i : i+1]
			near(t, explained.Text[s.Start:s.End], s.Weight, whole-scored(t, e, less).Scores[l])
		}
	}
	lone := app.Post{Text: "alone", Picture: explained.Picture}
	a, err := e.Explain(context.Background(), lone, app.Positive)
	if err != nil {
		t.Fatal(err)
	}
	without := scored(t, e, app.Post{Picture: explained.Picture}).Scores[app.Positive]
	near(t, "the only word", a.Words[0].Weight, scored(t, e, lone).Scores[app.Positive]-without)
}

// TestOcclusionAgainstSinglePasses: the batched passes say what one pass for each patch says.
func TestOcclusionAgainstSinglePasses(t *testing.T) {
	e := open(t, tinyPack)
	ctx := context.Background()
	for _, p := range []app.Post{explained, {Picture: explained.Picture}} {
		a, err := e.Explain(ctx, p, app.Negative)
		if err != nil {
			t.Fatal(err)
		}
		w, err := e.on(false)
		if err != nil {
			t.Fatal(err)
		}
		x, err := w.encode(ctx, p, false)
		if err != nil {
			t.Fatal(err)
		}
		whole := scored(t, e, p)
		q := e.question(pass{}, app.Negative, -1)
		q.meant = whole.Meant.Label
		for i := range a.Picture.Weight {
			v := x.view()
			v.hidden = i
			one, err := w.on.fuse(ctx, x.states(), x.patches, v)
			if err != nil {
				t.Fatal(err)
			}
			less := q.probabilities(passOver(e, x, one[0]))
			near(t, "a patch", a.Picture.Weight[i], whole.Scores[app.Negative]-less[says])
			near(t, "a patch in the meaning", a.Meaning.Meant.Picture.Weight[i], whole.Meant.Scores[q.meant]-less[means])
			near(t, "a patch in the irony", a.Meaning.Irony.Picture.Weight[i], whole.Irony-less[ironic])
			near(t, "a patch in the incongruity", a.Meaning.Incongruity.Picture.Weight[i], whole.Incongruity-less[pullsApart])
		}
	}
}

// TestPaintingAgainstCovering: without a patch mask a patch's weight is what scoring the post with it covered says.
func TestPaintingAgainstCovering(t *testing.T) {
	e := open(t, tinyPack)
	e.pack.Masks = false
	a, err := e.Explain(context.Background(), explained, app.Positive)
	if err != nil {
		t.Fatal(err)
	}
	whole := scored(t, e, explained)
	for i, weight := range a.Picture.Weight {
		less := explained
		less.WhatIf.Covered = []app.Rect{patchRect(a.Picture, i)}
		without := scored(t, e, less)
		near(t, "a patch", weight, whole.Scores[app.Positive]-without.Scores[app.Positive])
		near(t, "a patch in the incongruity", a.Meaning.Incongruity.Picture.Weight[i], whole.Incongruity-without.Incongruity)
	}
}

// TestBalanceAgainstTheFormula works the Shapley values out of four separate scorings, by averaging over both orders in
// which the two players can arrive.
func TestBalanceAgainstTheFormula(t *testing.T) {
	e := open(t, tinyPack)
	e.pack.Manifest.Calibration.Temperature = pack.TemperatureSpec{Both: 0.7, Words: 1.1, Picture: 0.9, Meant: 0.8}
	ctx := context.Background()
	got := scored(t, e, explained)
	l := got.Label
	both := got.Scores[l]
	words := scored(t, e, app.Post{Text: explained.Text}).Scores[l]
	picture := scored(t, e, app.Post{Picture: explained.Picture}).Scores[l]
	g, err := e.bulk()
	if err != nil {
		t.Fatal(err)
	}
	nothing, err := g.fuse(ctx, nil, nil, view{hidden: -1})
	if err != nil {
		t.Fatal(err)
	}
	none := e.question(passOver(e, &encoded{}, nothing[0]), l, -1).whole[says]
	var phi [2]float64
	for _, order := range [][2]float64{{words - none, both - words}, {both - picture, picture - none}} {
		phi[0] += order[0] / 2
		phi[1] += order[1] / 2
	}
	near(t, "base", got.Balance.Base, none)
	near(t, "words", got.Balance.Words, phi[0])
	near(t, "picture", got.Balance.Picture, phi[1])
}

// TestAttentionAgainstTheGraph adds the read-out's attention up by hand, row by row.
func TestAttentionAgainstTheGraph(t *testing.T) {
	e := open(t, tinyPack)
	ctx := context.Background()
	a, err := e.Explain(ctx, explained, app.Positive)
	if err != nil {
		t.Fatal(err)
	}
	w, err := e.on(false)
	if err != nil {
		t.Fatal(err)
	}
	x, err := w.encode(ctx, explained, false)
	if err != nil {
		t.Fatal(err)
	}
	one, err := w.on.fuse(ctx, x.states(), x.patches, x.view())
	if err != nil {
		t.Fatal(err)
	}
	tokens := len(x.text.ids)
	sums := map[string]float64{}
	for i, m := range one[0].attention {
		sums["all"] += m
		switch {
		case i >= tokens:
			sums["picture"] += m
		case x.text.at[i].End > 0:
			sums["words"] += m
		}
		if i < tokens {
			sums["text"] += m
		}
	}
	share := scored(t, e, explained).Attention
	near(t, "the words' share", share.Words, sums["text"]/sums["all"])
	for _, s := range a.WordAttention {
		mass := 0.0
		for i, p := range x.text.at {
			if int(p.Start) >= s.Start && int(p.End) <= s.End && p.End > 0 {
				mass += one[0].attention[i]
			}
		}
		near(t, explained.Text[s.Start:s.End], s.Weight, mass/sums["words"]*share.Words)
	}
	for i, m := range a.PictureAttention.Weight {
		near(t, "a patch", m, one[0].attention[tokens+i]/sums["picture"]*share.Picture)
	}
}

// TestWordsAfterTheCutWeighNothing: what was not read can't matter.
func TestWordsAfterTheCutWeighNothing(t *testing.T) {
	e := open(t, tinyPack)
	text := ""
	for range 200 {
		text += "word "
	}
	a, err := e.Explain(context.Background(), app.Post{Text: text}, app.Positive)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Words) != 200 {
		t.Fatalf("%d words", len(a.Words))
	}
	for i := 126; i < 200; i++ {
		if a.Words[i].Weight != 0 || a.WordAttention[i].Weight != 0 {
			t.Errorf("word %d weighs %v with attention %v", i, a.Words[i].Weight, a.WordAttention[i].Weight)
		}
	}
}

// TestSamePictureIsEncodedOnce: changing only the words re-uses the picture, and so does a batch.
func TestSamePictureIsEncodedOnce(t *testing.T) {
	e := open(t, tinyPack)
	var made int
	cacheOf := e.pictures
	key := pictureKey{sum: explained.Picture.Sum}
	for range 5 {
		if _, err := cacheOf.get(context.Background(), key, func() ([]float32, error) { made++; return make([]float32, 16*16), nil }); err != nil {
			t.Fatal(err)
		}
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
	broken := *explained.Picture
	broken.Data = nil // would fail if it were decoded
	if got := scored(t, e, app.Post{Text: "other words", Picture: &broken}); got.Picture == nil {
		t.Error("no opinion of the picture")
	}
}

// TestAnotherLabelNeedsNoPasses: what was asked of the graphs once is not asked again for another label, nor for a word that is struck after
// its weight was seen; another post does ask.
func TestAnotherLabelNeedsNoPasses(t *testing.T) {
	e := open(t, tinyPack)
	want := map[app.Label]app.Attribution{}
	for _, l := range app.Labels {
		e.Forget()
		a, err := e.Explain(t.Context(), explained, l)
		if err != nil {
			t.Fatal(err)
		}
		want[l] = a
	}
	less := explained
	less.WhatIf.Struck = []app.Span{want[app.Positive].Words[1]}
	struck := scored(t, open(t, tinyPack), less)
	g, err := e.bulk()
	if err != nil {
		t.Fatal(err)
	}
	tired := errors.New("the graph ran")
	g.text.Broken = func() error { return tired }
	if got := scored(t, e, less); got.Scores != struck.Scores {
		t.Errorf("without a word it is %v, read anew %v", got.Scores, struck.Scores)
	}
	g.fusion.Broken = func() error { return tired }
	for _, l := range app.Labels {
		if got, err := e.Explain(t.Context(), explained, l); err != nil || !reflect.DeepEqual(got, want[l]) {
			t.Errorf("%v: %v, %+v, at first %+v", l, err, got, want[l])
		}
	}
	lettered := explained
	lettered.PictureWords = []app.PictureWord{{Text: "words", Confidence: 1}, {Text: "in", Confidence: 1}, {Text: "the", Confidence: 1}, {Text: "picture", Confidence: 1}}
	other := explained
	other.WhatIf.Covered = []app.Rect{{X1: 0.5, Y1: 0.5}}
	for i, p := range []app.Post{less, {Text: explained.Text}, {Picture: explained.Picture}, lettered, other} {
		if _, err := e.Explain(t.Context(), p, app.Positive); !errors.Is(err, tired) {
			t.Errorf("another post, %d: %v", i, err)
		}
	}
}

// TestAnExplanationHoldsNoPicture: what an explanation found out is kept for another label, and must not keep the post's picture, of which a
// sitting has hundreds.
func TestAnExplanationHoldsNoPicture(t *testing.T) {
	e := open(t, tinyPack)
	held := func() weak.Pointer[app.Picture] {
		post := app.Post{Text: "I hate this", Picture: apptest.Drawn(3, 64, 64)}
		if _, err := e.Explain(t.Context(), post, app.Negative); err != nil {
			t.Fatal(err)
		}
		return weak.Make(post.Picture)
	}()
	for deadline := time.Now().Add(time.Minute); held.Value() != nil; runtime.GC() {
		if time.Now().After(deadline) {
			t.Fatal("the picture is held by what was explained")
		}
	}
	if e.taken.recent.Len() != 1 {
		t.Error("the passes are not kept")
	}
}
