package inference

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
)

func seen(confidence float64, texts ...string) (words []app.PictureWord) {
	for _, t := range texts {
		words = append(words, app.PictureWord{Text: t, Confidence: confidence})
	}
	return words
}

func TestWordsInThePictureAreASecondSentence(t *testing.T) {
	e := open(t, tinyPack)
	first, _, _ := e.pack.Words.Read("a good day")
	second, _, _ := e.pack.Words.Read("no way")
	r := e.read("a good day", "no way")
	if want := slices.Concat(first, second[1:]); !slices.Equal(r.ids, want) {
		t.Errorf("%v, want %v", r.ids, want)
	}
	for i, p := range r.at[len(first):] {
		if p.End != p.Start {
			t.Errorf("piece %d of the second sentence stands for the bytes %d to %d of the first", i, p.Start, p.End)
		}
	}
	if alone := e.read("", "no way"); !slices.Equal(alone.ids, second) || alone.at[1].End != 0 {
		t.Errorf("without words of its own %v, want %v", alone.ids, second)
	}
	long := strings.Repeat("day ", 2*e.pack.Words.Max())
	for _, texts := range [][2]string{{"a", long}, {long, "a"}, {long, long}} {
		r := e.read(texts[0], texts[1])
		if len(r.ids) != e.pack.Words.Max() || len(r.at) != len(r.ids) || r.ids[len(r.ids)-1] != first[len(first)-1] {
			t.Errorf("%d ids and %d pieces of %d, the last %d", len(r.ids), len(r.at), e.pack.Words.Max(), r.ids[len(r.ids)-1])
		}
	}
}

func TestFewOrDoubtfulWordsInThePictureAreLeftOut(t *testing.T) {
	p := app.Post{Text: "x", Picture: apptest.Drawn(1, 60, 40)}
	for name, c := range map[string]struct {
		words []app.PictureWord
		want  string
	}{
		"enough":     {seen(0.9, "this", "is", "fine", "5"), "this is fine 5"},
		"too few":    {seen(0.9, "so", "fine", "5", "%"), ""},
		"a doubtful": {append(seen(0.9, "this", "is", "fine"), seen(0.5, "xyzzy")...), "this is fine"},
		"doubtful":   {seen(0.7, "this", "is", "not", "sure"), ""},
		"none":       {nil, ""},
	} {
		p.PictureWords = c.words
		if got := lettering(p); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	p.PictureWords, p.WhatIf.NoPicture = seen(1, "this", "is", "fine"), true
	if got := lettering(p); got != "" {
		t.Errorf("the picture is taken away and its words are not: %q", got)
	}
}

// TestWordsInThePictureReachTheVerdict, each by as much as scoring without it shows; a post whose picture was not read is scored as ever.
func TestWordsInThePictureReachTheVerdict(t *testing.T) {
	e, ctx := open(t, tinyPack), context.Background()
	plain := app.Post{Text: "a good day", Picture: apptest.Drawn(3, 120, 80)}
	with := plain
	with.PictureWords = seen(0.9, "no", "bad", "way", "sad")
	without := with
	without.PictureWords = with.PictureWords[1:]
	all, err := e.Score(ctx, plain, with, without)
	if err != nil {
		t.Fatal(err)
	}
	if all[0].Scores == all[1].Scores {
		t.Error("the words in the picture change nothing")
	}
	if len(all[1].PictureWords) != 4 || all[0].PictureWords != nil {
		t.Errorf("%v and %v", all[1].PictureWords, all[0].PictureWords)
	}
	a, err := e.Explain(ctx, with, all[1].Label)
	if err != nil {
		t.Fatal(err)
	}
	if want := all[1].Scores[a.Label] - all[2].Scores[a.Label]; len(a.PictureWords) != 4 || math.Abs(a.PictureWords[0]-want) > 1e-5 {
		t.Errorf("weights %v, the first word's is %v", a.PictureWords, want)
	}
	if m := a.Meaning; m == nil || len(m.Meant.PictureWords) != 4 || len(m.Incongruity.PictureWords) != 4 ||
		math.Abs(m.Irony.PictureWords[0]-(all[1].Irony-all[2].Irony)) > 1e-5 ||
		all[1].Meant.Label == m.Label && math.Abs(m.Meant.PictureWords[0]-(all[1].Meant.Scores[m.Label]-all[2].Meant.Scores[m.Label])) > 1e-5 {
		t.Errorf("of what is meant it says %+v", m)
	}
	meme := app.Post{Picture: plain.Picture, PictureWords: with.PictureWords}
	got, err := e.Score(ctx, meme, app.Post{Picture: plain.Picture})
	if err != nil || got[0].Words == nil || got[1].Words != nil || got[0].Scores == got[1].Scores {
		t.Errorf("a picture with words alone: %+v, %v", got, err)
	}
	if a, err = e.Explain(ctx, meme, got[0].Label); err != nil || len(a.PictureWords) != 4 || len(a.Words) != 0 {
		t.Errorf("%+v, %v", a, err)
	}
	if a, err = e.Explain(ctx, plain, all[0].Label); err != nil || a.PictureWords != nil {
		t.Errorf("%v, %v", a.PictureWords, err)
	}
}

// TestTheBalanceOfThreeIsExact holds it against the definition: what each adds, over all orders in which the three can come.
func TestTheBalanceOfThreeIsExact(t *testing.T) {
	e, ctx := open(t, tinyPack), context.Background()
	whole := app.Post{Text: "a good day", Picture: apptest.Drawn(3, 120, 80), PictureWords: seen(0.9, "no", "bad", "way", "sad")}
	got, err := e.Score(ctx, whole)
	if err != nil {
		t.Fatal(err)
	}
	label := got[0].Label
	w, err := e.on(true)
	if err != nil {
		t.Fatal(err)
	}
	worth := func(words, picture, read bool) float64 {
		x, second := new(encoded), ""
		if read {
			second = lettering(whole)
		}
		if words || read {
			text := ""
			if words {
				text = whole.Text
			}
			if x.text, err = w.readText(ctx, text, second); err != nil {
				t.Fatal(err)
			}
		}
		if picture {
			if err = w.encodePicture(ctx, whole, x); err != nil {
				t.Fatal(err)
			}
		}
		if !words && !picture && !read {
			return got[0].Balance.Base
		}
		answers, err := w.fuse(ctx, x, x.view())
		if err != nil {
			t.Fatal(err)
		}
		return w.judge(x, answers).Scores[label]
	}
	var want [3]float64
	for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		var there [3]bool
		before := worth(false, false, false)
		for _, player := range order {
			there[player] = true
			now := worth(there[0], there[1], there[2])
			want[player] += (now - before) / 6
			before = now
		}
	}
	b := got[0].Balance
	for i, v := range []float64{b.Words, b.Picture, b.PictureWords} {
		if math.Abs(v-want[i]) > 1e-5 {
			t.Errorf("player %d: %v, want %v", i, v, want[i])
		}
	}
	if sum := b.Base + b.Words + b.Picture + b.PictureWords; math.Abs(sum-got[0].Scores[label]) > 1e-5 {
		t.Errorf("%+v add up to %v, the score is %v", b, sum, got[0].Scores[label])
	}
}

// TestHiddenWordsStayHiddenBesideThoseInThePicture: taking the words away takes all of them, and leaves those in the picture.
func TestHiddenWordsStayHiddenBesideThoseInThePicture(t *testing.T) {
	e, ctx := open(t, tinyPack), context.Background()
	meme := app.Post{Picture: apptest.Drawn(3, 120, 80), PictureWords: seen(0.9, "no", "bad", "way", "sad")}
	hidden := meme
	hidden.Text, hidden.WhatIf.NoWords = "a good day", true
	for name, posts := range map[string][]app.Post{"one": {hidden}, "many": {hidden, hidden, meme}} {
		want, err := e.Score(ctx, meme)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Score(ctx, posts...)
		if err != nil {
			t.Fatal(err)
		}
		if got[0].Scores != want[0].Scores || got[0].Balance != want[0].Balance {
			t.Errorf("%s: %v %+v, want %v %+v", name, got[0].Scores, got[0].Balance, want[0].Scores, want[0].Balance)
		}
		if b := got[0].Balance; b.Words != 0 || b.PictureWords == 0 {
			t.Errorf("%s: the words are hidden and have a part: %+v", name, b)
		}
	}
}
