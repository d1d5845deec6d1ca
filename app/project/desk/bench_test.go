package desk_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
)

func BenchmarkOpenAndReorder(b *testing.B) {
	path := filepath.Join(b.TempDir(), "big.duotone")
	p, err := project.Create(b.Context(), path, project.DefaultSettings())
	if err != nil {
		b.Fatal(err)
	}
	a, err := p.Posts.Adder(b.Context(), false)
	if err != nil {
		b.Fatal(err)
	}
	for i := range 100_000 {
		x := float64(i%997) / 2000
		err := a.Add(project.Incoming{Post: app.Post{Text: fmt.Sprint("a post with some words in it and a number ", i)},
			Scores: []project.Score{{Pack: "m@1", Scores: app.Scores{x, 1 - x, 0}}},
			Events: []ledger.Event{{ID: fmt.Sprint(i), Annotator: "ana", Act: ledger.ActLabel, Question: codebook.Both, Value: "neutral"}}})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := a.Commit(); err != nil {
		b.Fatal(err)
	}
	p.Close()
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			p, err := project.Open(b.Context(), path)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := desk.New(b.Context(), p, desk.Options{Annotator: "ben"}); err != nil {
				b.Fatal(err)
			}
			p.Close()
		}
	})
	b.Run("reorder", func(b *testing.B) {
		p, err := project.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		defer p.Close()
		d, err := desk.New(b.Context(), p, desk.Options{Annotator: "ben"})
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; b.Loop(); i++ {
			s := project.DefaultSettings()
			s.Order = []project.Order{project.OrderEntropy, project.OrderMargin}[i%2]
			if err := p.SetSettings(b.Context(), s); err != nil {
				b.Fatal(err)
			}
			if err := d.Reload(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("label", func(b *testing.B) {
		p, err := project.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		defer p.Close()
		d, err := desk.New(b.Context(), p, desk.Options{Annotator: "ben"})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if err := d.Label(b.Context(), app.Neutral.String()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
