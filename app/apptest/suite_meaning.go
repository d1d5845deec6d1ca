package apptest

import (
	"context"
	"math"
	"slices"
	"testing"

	"duotone/app"
)

// Where neither irony nor incongruity is over low, meaning and saying are the same in tendency: on average at most tendency apart,
// and no single post by twice as much. The distance is half the sum of the differences of the probabilities.
const (
	low      = 0.3
	tendency = 0.2
)

// plainPosts are many posts of all three sorts, so that some of them are neither ironic nor incongruous whatever the engine.
func plainPosts() []app.Post {
	texts := []string{"the bus stops here", "we meet at noon", "a photo of the street", "thanks for coming", "it rains in the north", "no",
		"two tickets for tomorrow", "the door is open", "I am so glad that you are here", "this is sad news", "good morning", "they lost again"}
	var all []app.Post
	for i, text := range texts {
		picture := Drawn(uint64(20+i), 120, 90)
		all = append(all, app.Post{ID: text, Text: text}, app.Post{ID: text + " with a picture", Text: text, Picture: picture},
			app.Post{ID: picture.Name, Picture: picture})
	}
	return all
}

func distance(a, b app.Scores) (d float64) {
	for l := range a {
		d += math.Abs(a[l]-b[l]) / 2
	}
	return d
}

func testMeaning(t *testing.T, e app.Engine) {
	info := e.Info().Pack
	if !info.Meaning {
		for i, p := range score(t, e, posts()...) {
			if p.Meant != nil || p.Sarcastic() || p.Turn() != 0 {
				t.Errorf("%s: the pack doesn't tell the meaning, and it is %+v", posts()[i].ID, p.Meant)
			}
		}
		return
	}
	all, sum, n := plainPosts(), 0.0, 0
	for i, p := range score(t, e, all...) {
		if p.Err != nil || p.Meant == nil {
			t.Fatalf("%s: meant %v, %v", all[i].ID, p.Meant, p.Err)
		}
		wellFormed(t, all[i], p, e.Info())
		alone := score(t, e, all[i])[0] // one post a call
		same(t, all[i].ID, p, alone)
		d := distance(p.Scores, p.Meant.Scores)
		if p.Turn() > d+1e-9 || p.Turn() < 0 {
			t.Errorf("%s: turned by %v, and the distance is %v", all[i].ID, p.Turn(), d)
		}
		if p.Irony >= low || p.Incongruity >= low {
			continue
		}
		sum, n = sum+d, n+1
		if d > 2*tendency {
			t.Errorf("%s: irony %.2f, incongruity %.2f, and it says %.2f and means %.2f", all[i].ID, p.Irony, p.Incongruity, p.Scores, p.Meant.Scores)
		}
	}
	if n == 0 {
		t.Fatal("not one plain post was taken for plain")
	}
	if sum/float64(n) > tendency {
		t.Errorf("meaning and saying are %.3f apart on %d plain posts", sum/float64(n), n)
	}
	t.Logf("meaning and saying are %.3f apart on %d of %d posts that are plain to the engine", sum/float64(n), n, len(all))
}

func testExplainMeaning(t *testing.T, e app.Engine) {
	for _, p := range posts() {
		a, err := e.Explain(context.Background(), p, app.Positive)
		if err != nil {
			t.Errorf("%s: %v", p.ID, err)
			continue
		}
		if (a.Meaning != nil) != e.Info().Pack.Meaning {
			t.Errorf("%s: the meaning's explanation is %v", p.ID, a.Meaning)
		}
		if a.Meaning == nil {
			continue
		}
		if got := score(t, e, p)[0]; got.Meant.Label != a.Meaning.Label {
			t.Errorf("%s: means %v, and what is explained is %v", p.ID, got.Meant.Label, a.Meaning.Label)
		}
		for _, c := range []app.Contributions{a.Meaning.Meant, a.Meaning.Irony, a.Meaning.Incongruity} {
			other := a
			other.Words, other.Picture = c.Words, c.Picture
			attributionWellFormed(t, p, other)
		}
		if !p.HasWords() || p.HasPicture() {
			continue
		}
		// The slow way: the post without the word.
		whole := score(t, e, p)[0]
		for i, s := range a.Meaning.Meant.Words[:min(3, len(a.Meaning.Meant.Words))] {
			less := p
			less.WhatIf.Struck = []app.Span{s}
			without := score(t, e, less)[0]
			for _, c := range []struct {
				what            string
				weight, slowWay float64
			}{
				{"meaning", s.Weight, whole.Meant.Scores[a.Meaning.Label] - without.Meant.Scores[a.Meaning.Label]},
				{"irony", a.Meaning.Irony.Words[i].Weight, whole.Irony - without.Irony},
			} {
				if math.Abs(c.weight-c.slowWay) > 1e-5 {
					t.Errorf("%s: %q weighs %v in the %s, the slow way %v", p.ID, p.Text[s.Start:s.End], c.weight, c.what, c.slowWay)
				}
			}
		}
	}
}

// testWishes: an embedding comes with the scores where it was asked for, and is the one of Embed.
func testWishes(t *testing.T, e app.Engine) {
	m, ok := e.(app.Embedder)
	if !ok {
		t.Skip("this engine does not embed")
	}
	got, err := e.Score(app.WithEmbedding(context.Background()), posts()...)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range got {
		want, err := m.Embed(context.Background(), posts()[i])
		if err != nil {
			t.Fatal(err)
		}
		near := func(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-5 }
		if !slices.EqualFunc(p.Embedding, want, near) {
			t.Errorf("%s: the embedding beside the scores is not the one of Embed", posts()[i].ID)
		}
		if size := e.Info().Pack.Embedding; size != 0 && len(want) != size {
			t.Errorf("%s: %d numbers, and the pack says %d", posts()[i].ID, len(want), size)
		}
	}
}

func testLanguage(t *testing.T, e app.Engine) {
	german, picture := "Der Zug hat schon wieder vierzig Minuten Verspätung, und niemand sagt warum", Drawn(6, 60, 60)
	got := score(t, e, app.Post{Text: "The train is forty minutes late again, and nobody says why"}, app.Post{Text: german},
		app.Post{Text: german, Picture: picture}, app.Post{Picture: picture}, app.Post{Text: "ok"})
	for i, want := range []string{"en", "de", "de", "", ""} {
		p := got[i]
		warned := slices.ContainsFunc(p.Warnings, func(w app.Warning) bool { return w.Code == app.WarningLanguage && w.Message != "" })
		named := e.Info().Pack.Languages
		if p.Err != nil || p.Language != want || warned != (want == "de" && len(named) > 0 && !slices.Contains(named, "de")) {
			t.Errorf("post %d: in %q, warnings %v, %v", i, p.Language, p.Warnings, p.Err)
		}
	}
}
