package ui

import (
	"context"
	"testing"

	"duotone/app"

	analysis "duotone/app/present/analyse"
)

// BenchmarkTypedLetter draws what follows a typed letter: the words are dimmed, the verdict comes, the explanation comes.
// It measures what Duotone does on the UI thread; painting is up to Fyne and the driver. A frame has 33 ms.
func BenchmarkTypedLetter(b *testing.B) {
	f := stand(b, fakes{})
	f.session.Start(0)
	if err := f.await(context.Background(), settled); err != nil {
		b.Fatal(err)
	}
	a, st := f.analysePane(), f.session.State()
	a.draw(st)
	words := "What a lovely day for a picnic with all of my friends, who knows what comes next "
	for i := 0; b.Loop(); i++ {
		typed, scored, explained := *st, *st, *st
		text := words[:20+i%60]
		for n, s := range []*analysis.State{&typed, &scored, &explained} {
			s.Post.Text, s.Words = text, app.WordSpans(text)
			s.Stale, s.AttrStale = n == 0, n < 2
			p := *st.Prediction
			p.Scores[0] = float64(i%10) / 20
			s.Prediction = &p
			a.draw(s)
		}
	}
}

// BenchmarkTheme lays the whole window out again, as a change of theme or of text size does.
func BenchmarkTheme(b *testing.B) {
	for _, pane := range []string{"analyse", "models"} {
		b.Run(pane, func(b *testing.B) {
			f := stand(b, fakes{})
			f.session.Start(0)
			if err := f.await(context.Background(), settled); err != nil {
				b.Fatal(err)
			}
			f.showNamed(pane)
			for i := 0; b.Loop(); i++ {
				f.setTheme([]string{"dark", "light"}[i%2])
			}
		})
	}
}
