package inference

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/inference/pack"
	"duotone/inference/session"
)

// headOn writes a pack with a head by chance beside a copy of the tiny pack, and returns both folders.
func headOn(t *testing.T, asked app.Asked) (head, base string) {
	t.Helper()
	models := t.TempDir()
	base = filepath.Join(models, "base")
	if err := os.CopyFS(base, os.DirFS(tinyPack)); err != nil {
		t.Fatal(err)
	}
	k, info := pack.Open(base)
	if k == nil {
		t.Fatal(pack.Error(info))
	}
	rng := rand.New(rand.NewPCG(1, 1))
	h := &app.Head{Question: "topic", Kind: app.OneOf, Asked: asked, Labels: []string{"flood", "party", "sport", "other"}, Titles: make([]string, 4),
		Bias: make([]float64, 4), Temperature: 1}
	for range h.Labels {
		row := make([]float32, info.Embedding)
		for i := range row {
			row[i] = float32(rng.NormFloat64() * 4)
		}
		h.Weights = append(h.Weights, row)
	}
	p := &app.HeadPack{Name: "topic", Version: "1", BaseName: info.Name, BaseVersion: info.Version, Base: info.Sum, Head: h, Card: "# topic"}
	data, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	head = filepath.Join(models, "topic")
	if err := os.Mkdir(head, 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(head, "pack.json"), data)
	return head, base
}

func openHead(t *testing.T, dir string) *engine {
	t.Helper()
	open(t, tinyPack) // skips where there is no runtime
	e, err := NewOpener(dir).Open(context.Background(), dir, session.CPU)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e.(*engine)
}

var headPosts = []app.Post{{Text: "What a lovely day at the beach"}, {Text: "The water rose", Picture: apptest.Drawn(3, 64, 64)}, {Picture: apptest.Drawn(5, 64, 64)}}

// TestHead: a pack with a head scores as its base does, and answers its question by the embedding of what it asks of, alone or among others.
func TestHead(t *testing.T) {
	plain := open(t, tinyPack)
	for _, asked := range []app.Asked{app.AskedOfPost, app.AskedOfWords, app.AskedOfPicture} {
		dir, _ := headOn(t, asked)
		e := openHead(t, dir)
		if ref := e.Info().Pack.Ref(); ref != "topic@1" {
			t.Errorf("it is called %s", ref)
		}
		many, err := e.Score(context.Background(), headPosts...)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range headPosts {
			alone := scored(t, e, p)
			base := scored(t, plain, p)
			for l := range base.Scores {
				near(t, "the base's score", alone.Scores[l], base.Scores[l])
			}
			near(t, "the base's balance", alone.Balance.Words, base.Balance.Words)
			part := asked.Of(p)
			if !part.HasWords() && !part.HasPicture() {
				if alone.Answer != nil {
					t.Errorf("%s: post %d has no such part, and an answer", asked, i)
				}
				continue
			}
			vector, err := plain.Embed(context.Background(), part)
			if err != nil {
				t.Fatal(err)
			}
			for l, want := range e.pack.Head.Probabilities(vector) {
				near(t, string(asked), alone.Answer.Scores[l], want)
				near(t, string(asked)+", among others", many[i].Answer.Scores[l], want)
			}
		}
	}
}

// TestExplainAnswer: a word's weight is what the label loses without it, and the balance adds up to its probability.
func TestExplainAnswer(t *testing.T) {
	for _, asked := range []app.Asked{app.AskedOfPost, app.AskedOfWords} {
		dir, _ := headOn(t, asked)
		e := openHead(t, dir)
		p := headPosts[1]
		for label := range e.pack.Head.Labels {
			a, err := e.ExplainAnswer(context.Background(), p, label)
			if err != nil {
				t.Fatal(err)
			}
			whole := scored(t, e, p).Answer.Scores[label]
			for _, w := range a.Words {
				less := p
				less.WhatIf.Struck = []app.Span{{Start: w.Start, End: w.End}}
				near(t, "the weight of a word", w.Weight, whole-scored(t, e, less).Answer.Scores[label])
			}
			if asked == app.AskedOfWords {
				if a.Balance != nil || a.Picture != nil {
					t.Error("a question of the words looks at the picture")
				}
				continue
			}
			near(t, "the sum of the balance", a.Balance.Base+a.Balance.Words+a.Balance.Picture, whole)
			if a.Picture == nil || slices.Max(a.Picture.Weight) == 0 && slices.Min(a.Picture.Weight) == 0 {
				t.Error("no part of the picture weighs anything")
			}
		}
	}
	if _, err := open(t, tinyPack).ExplainAnswer(context.Background(), headPosts[0], 0); app.KindOf(err) != app.KindUsage {
		t.Error(err)
	}
}

// TestHeadsBase: a head without its base, or with a changed one, is not opened, and says which pack is wanted.
func TestHeadsBase(t *testing.T) {
	for name, c := range map[string]struct {
		change func(t *testing.T, head, base string)
		want   string
	}{
		"gone": {func(t *testing.T, _, base string) { must(t, os.RemoveAll(base)) }, "which is not here"},
		"changed": {func(t *testing.T, _, base string) {
			edit(t, base, func(m map[string]any) { m["description"] = "another one" })
		}, "other contents"},
		"damaged": {func(t *testing.T, _, base string) {
			must(t, os.WriteFile(filepath.Join(base, "fusion.onnx"), []byte("x"), 0o666))
		}, "pack.json says"},
		"a link": {func(t *testing.T, _, base string) {
			must(t, os.Rename(filepath.Join(base, "pack.json"), filepath.Join(base, "other.json")))
			must(t, os.Symlink("other.json", filepath.Join(base, "pack.json")))
		}, "which is not here"},
		"name": {func(t *testing.T, head, _ string) { edit(t, head, func(m map[string]any) { m["name"] = "../up" }) }, "must be letters"},
		"size": {func(t *testing.T, head, _ string) {
			edit(t, head, func(m map[string]any) {
				h := at(m, "head")
				h["size"] = 1
				for _, l := range h["labels"].([]any) {
					l.(map[string]any)["weights"] = "AACAPw=="
				}
			})
		}, "of 1 numbers"},
		"a key twice": {func(t *testing.T, head, _ string) {
			path := filepath.Join(head, "pack.json")
			data, err := os.ReadFile(path)
			must(t, err)
			write(t, path, []byte(strings.Replace(string(data), `"name":`, `"name": "x", "name":`, 1)))
		}, "twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DUOTONE_HOME", t.TempDir()) // no base but the one beside it
			head, base := headOn(t, app.AskedOfPost)
			c.change(t, head, base)
			o := &Opener{dirs: []string{head}}
			_, err := o.Open(context.Background(), head, session.CPU)
			if app.KindOf(err) != app.KindPack && app.KindOf(err) != app.KindInternal || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
			if app.HintOf(err) == "" {
				t.Error("it doesn't say what to do")
			}
			if info, _ := find(o.Packs(), head); len(info.Problems) == 0 || info.Dir != head {
				t.Errorf("it is listed as %+v", info)
			}
		})
	}
}

func find(packs []app.PackInfo, dir string) (app.PackInfo, bool) {
	for _, p := range packs {
		if p.Dir == dir {
			return p, true
		}
	}
	return app.PackInfo{}, false
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkHead measures what a head adds to a post: one pass over its weights, against the many million of the graphs.
func BenchmarkHead(b *testing.B) {
	h := &app.Head{Kind: app.OneOf, Temperature: 1}
	x := make([]float32, 2560)
	for range 7 {
		h.Weights, h.Bias = append(h.Weights, make([]float32, 2560)), append(h.Bias, 0)
	}
	h.Labels = make([]string, 7)
	for b.Loop() {
		if math.IsNaN(h.Probabilities(x)[0]) {
			b.Fatal("not a number")
		}
	}
}
