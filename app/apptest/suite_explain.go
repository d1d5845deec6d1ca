package apptest

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"

	"duotone/app"
)

func testExplain(t *testing.T, e app.Engine) {
	for _, p := range posts() {
		for _, l := range app.Labels {
			a, err := e.Explain(context.Background(), p, l)
			if err != nil {
				t.Errorf("%s: %v", p.ID, err)
				continue
			}
			if a.Label != l {
				t.Errorf("%s: asked for %v, got %v", p.ID, l, a.Label)
			}
			attributionWellFormed(t, p, a)
			if p.ID == "strange" {
				break
			}
		}
	}
}

func attributionWellFormed(t *testing.T, p app.Post, a app.Attribution) {
	t.Helper()
	if (a.Picture != nil) != p.HasPicture() || (a.PictureAttention != nil) != p.HasPicture() || (len(a.Words) > 0) != p.HasWords() {
		t.Errorf("%s: %d words, picture %v", p.ID, len(a.Words), a.Picture != nil)
	}
	if len(a.WordAttention) != len(a.Words) {
		t.Errorf("%s: %d words with a weight, %d with attention", p.ID, len(a.Words), len(a.WordAttention))
	}
	mass := 0.0
	for k, spans := range [][]app.Span{a.Words, a.WordAttention} {
		at := 0
		for _, s := range spans {
			if s.Start < at || s.End <= s.Start || s.End > len(p.Text) {
				t.Errorf("%s: span %+v after byte %d of %d", p.ID, s, at, len(p.Text))
			}
			if math.IsNaN(s.Weight) || math.Abs(s.Weight) > 1+1e-6 || k == 1 && s.Weight < 0 {
				t.Errorf("%s: weight %v", p.ID, s.Weight)
			}
			if k == 1 {
				mass += s.Weight
			}
			at = s.End
		}
	}
	for k, g := range []*app.Grid{a.Picture, a.PictureAttention} {
		if g == nil {
			continue
		}
		if g.W < 1 || g.H < 1 || len(g.Weight) != g.W*g.H {
			t.Errorf("%s: a grid of %d×%d with %d weights", p.ID, g.W, g.H, len(g.Weight))
		}
		for _, w := range g.Weight {
			if math.IsNaN(w) || math.Abs(w) > 1+1e-6 || k == 1 && w < 0 {
				t.Errorf("%s: weight %v", p.ID, w)
			}
			if k == 1 {
				mass += w
			}
		}
	}
	if math.Abs(mass-1) > 1e-5 {
		t.Errorf("%s: attention adds up to %v", p.ID, mass)
	}
}

func testExplainBad(t *testing.T, e app.Engine) {
	ctx := context.Background()
	if _, err := e.Explain(ctx, app.Post{Text: "  "}, app.Positive); !errors.Is(err, app.ErrEmpty) {
		t.Errorf("empty: %v", err)
	}
	unread := errors.New("the file is gone")
	if _, err := e.Explain(ctx, app.Post{Text: "x", Err: unread}, app.Positive); !errors.Is(err, unread) {
		t.Errorf("unread: %v", err)
	}
	if _, err := e.Explain(ctx, app.Post{Picture: Truncated(7)}, app.Positive); app.KindOf(err) != app.KindPicture {
		t.Errorf("truncated: %v", err)
	}
}

func testTokens(t *testing.T, e app.Engine) {
	texts := []string{"", " ", "plain words", strings.Repeat("x", 100000), strings.Repeat("so on ", 500), "\xff\xfe\x00", "[SEP] [CLS]"}
	for _, p := range posts() {
		texts = append(texts, p.Text)
	}
	for _, text := range texts {
		v := e.Tokens(text)
		if len(v.Tokens) < 2 || len(v.Tokens) > v.Max || v.Total < len(v.Tokens) || (v.CutFrom >= 0) != (v.Total > v.Max) {
			t.Errorf("%.20q: %d tokens of %d, at most %d, cut from %d", text, len(v.Tokens), v.Total, v.Max, v.CutFrom)
		}
		if v.CutFrom > len(text) {
			t.Errorf("%.20q: cut from %d of %d", text, v.CutFrom, len(text))
		}
		for i, tok := range v.Tokens {
			if tok.Special != (i == 0 || i == len(v.Tokens)-1) || tok.Start < 0 || tok.End > len(text) || tok.Start > tok.End ||
				!tok.Special && tok.Start == tok.End {
				t.Errorf("%.20q: token %d is %+v", text, i, tok)
			}
		}
	}
}

func testEmbed(t *testing.T, e app.Engine) {
	m, ok := e.(app.Embedder)
	if !ok {
		t.Skip("this engine does not embed")
	}
	size := 0
	for _, p := range posts() {
		v, err := m.Embed(context.Background(), p)
		if err != nil {
			t.Errorf("%s: %v", p.ID, err)
			continue
		}
		norm := 0.0
		for _, x := range v {
			norm += float64(x) * float64(x)
		}
		if math.Abs(norm-1) > 1e-3 || size != 0 && len(v) != size {
			t.Errorf("%s: %d numbers of length %v", p.ID, len(v), norm)
		}
		size = len(v)
	}
	if _, err := m.Embed(context.Background(), app.Post{}); !errors.Is(err, app.ErrEmpty) {
		t.Errorf("empty: %v", err)
	}
}

func testClose(t *testing.T, e app.Engine) {
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				if _, err := e.Score(context.Background(), posts()[1]); err != nil {
					if !errors.Is(err, app.ErrClosed) {
						t.Errorf("scoring while it is closed: %v", err)
					}
					return
				}
			}
		})
	}
	score(t, e, posts()[0])
	if err := e.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	wg.Wait()
	if _, err := e.Score(context.Background(), posts()[0]); !errors.Is(err, app.ErrClosed) {
		t.Errorf("Score after Close: %v", err)
	}
	if _, err := e.Explain(context.Background(), posts()[0], app.Positive); !errors.Is(err, app.ErrClosed) {
		t.Errorf("Explain after Close: %v", err)
	}
	e.Tokens("still no panic")
	if err := e.Close(); err != nil {
		t.Errorf("a second Close: %v", err)
	}
}
