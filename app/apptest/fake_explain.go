package apptest

import (
	"context"
	"math"
	"strings"
	"unicode/utf8"

	"duotone/app"
)

// Explain keeps app.Explainer.
func (f *Fake) Explain(ctx context.Context, p app.Post, l app.Label) (app.Attribution, error) {
	done, err := f.enter()
	if err != nil {
		return app.Attribution{}, err
	}
	defer done()
	if err := f.wait(ctx); err != nil {
		return app.Attribution{}, err
	}
	m, err := f.read(p)
	if err != nil {
		return app.Attribution{}, err
	}
	out := app.Attribution{Label: l}
	share, meant := m.wordShare(), m.meant().Top()
	whole := m.asked(l, meant)
	var parts [4]app.Contributions
	if m.hasWords {
		mass := 0.0
		for _, s := range m.spans {
			mass += math.Abs(s.Weight) + 0.1
		}
		for i, s := range m.spans {
			rest := *m
			rest.spans = append(append([]app.Span(nil), m.spans[:i]...), m.spans[i+1:]...)
			rest.sumWords()
			rest.hasWords = len(rest.spans) > 0
			for k, v := range rest.asked(l, meant) {
				parts[k].Words = append(parts[k].Words, app.Span{Start: s.Start, End: s.End, Weight: whole[k] - v})
			}
			out.WordAttention = append(out.WordAttention,
				app.Span{Start: s.Start, End: s.End, Weight: share * (math.Abs(s.Weight) + 0.1) / mass})
		}
	}
	if m.hasPicture {
		for k := range parts {
			parts[k].Picture = &app.Grid{W: GridSide, H: GridSide}
		}
		out.PictureAttention = &app.Grid{W: GridSide, H: GridSide}
		mass := 0.0
		for _, w := range m.patches {
			mass += math.Abs(w) + 0.1
		}
		for i, w := range m.patches {
			rest := *m
			rest.patches = append([]float64(nil), m.patches...)
			rest.patches[i] = 0
			for k, v := range rest.asked(l, meant) {
				parts[k].Picture.Weight = append(parts[k].Picture.Weight, whole[k]-v)
			}
			out.PictureAttention.Weight = append(out.PictureAttention.Weight, (1-share)*(math.Abs(w)+0.1)/mass)
		}
	}
	out.Words, out.Picture = parts[0].Words, parts[0].Picture
	if !f.Plain {
		out.Meaning = &app.Meaning{Label: meant, Meant: parts[1], Irony: parts[2], Incongruity: parts[3]}
	}
	return out, nil
}

// Tokens reads each word as one token.
func (f *Fake) Tokens(text string) app.TokenView {
	words := app.WordSpans(text)
	view := app.TokenView{Total: len(words) + 2, Max: MaxTokens, CutFrom: -1}
	if len(words) > MaxTokens-2 {
		view.CutFrom = words[MaxTokens-2].Start
		words = words[:MaxTokens-2]
	}
	view.Tokens = append(view.Tokens, app.Token{ID: 101, Text: "[CLS]", Special: true})
	for _, s := range words {
		word := strings.ToValidUTF8(strings.ToLower(text[s.Start:s.End]), string(utf8.RuneError))
		view.Tokens = append(view.Tokens, app.Token{ID: 1000 + int64(hash(word)%29000), Text: word, Start: s.Start, End: s.End})
	}
	view.Tokens = append(view.Tokens, app.Token{ID: 102, Text: "[SEP]", Special: true})
	return view
}

// RawTokens keeps app.RawTokenizer.
func (f *Fake) RawTokens(text string, yield func(app.Token) bool) {
	token := func(id int64, text string) app.Token { return app.Token{ID: id, Text: text, Special: true} }
	if !yield(token(101, "[CLS]")) {
		return
	}
	for _, s := range app.WordSpans(text) {
		word := strings.ToValidUTF8(text[s.Start:s.End], string(utf8.RuneError))
		if !yield(app.Token{ID: 1000 + int64(hash(word)%29000), Text: word, Start: s.Start, End: s.End}) {
			return
		}
	}
	yield(token(102, "[SEP]"))
}

// Embed keeps app.Embedder.
func (f *Fake) Embed(ctx context.Context, p app.Post) ([]float32, error) {
	done, err := f.enter()
	if err != nil {
		return nil, err
	}
	defer done()
	if err := f.wait(ctx); err != nil {
		return nil, err
	}
	return f.embed(p)
}

// wordDims are the places of words in the fake's embedding; its patches are behind them.
const wordDims = 16

func (f *Fake) embed(p app.Post) ([]float32, error) {
	m, err := f.read(p)
	if err != nil {
		return nil, err
	}
	v := make([]float32, EmbeddingSize)
	if m.hasWords {
		for _, s := range m.spans {
			v[hash(strings.ToLower(p.Text[s.Start:s.End]))%wordDims] += 1
		}
	}
	if m.hasPicture {
		for i, w := range m.patches {
			v[wordDims+i] = float32(w)
		}
	}
	norm := 0.0
	for _, x := range v {
		norm += float64(x) * float64(x)
	}
	if norm > 0 {
		for i := range v {
			v[i] /= float32(math.Sqrt(norm))
		}
	}
	return v, nil
}
