package similar

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"

	"duotone/app"
	"duotone/app/picture"
)

// Maker has a pack read posts into Vectors. It may be used from several goroutines, until its engine is closed.
type Maker struct {
	engine         app.Embedder
	name           string
	words, picture []int // places of the representation that the other modality leaves at zero; none: all of it is taken
}

const opMake = "compare posts by"

// Name is what an engine's vectors are kept under: it changes with the pack.
func Name(e app.Engine) string { return fmt.Sprintf("1:%s", app.Held(e).Info().Pack.Root().Sum) }

// NewMaker finds out which part of its representation an engine gives to words, and which to pictures. Of an engine that is made of
// several packs it takes the main one, as representations of two can't be compared.
func NewMaker(ctx context.Context, e app.Engine) (*Maker, error) {
	one := app.Held(e)
	embedder, ok := one.(app.Embedder)
	if !ok {
		pack := one.Info().Pack
		return nil, app.Errorf(opMake, pack.Dir, app.KindPack, "Choose another pack in the Models pane.", "the pack %s gives no representation of posts", pack.Ref())
	}
	m := &Maker{engine: embedder, name: Name(e)}
	var drawn bytes.Buffer
	grey := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range grey.Pix {
		grey.Pix[i] = byte(i * 7)
	}
	if err := png.Encode(&drawn, grey); err != nil {
		return nil, err
	}
	seen, err := picture.New("probe.png", drawn.Bytes(), picture.Limits{})
	if err != nil {
		return nil, err
	}
	words, err := embedder.Embed(ctx, app.Post{Text: "a"})
	if err != nil {
		return nil, err
	}
	pixels, err := embedder.Embed(ctx, app.Post{Picture: seen})
	if err != nil {
		return nil, err
	}
	for i := range min(len(words), len(pixels)) {
		if pixels[i] == 0 { // a number of the picture's that happens to be zero here is so for words alone
			m.words = append(m.words, i)
		}
		if words[i] == 0 {
			m.picture = append(m.picture, i)
		}
	}
	return m, nil
}

// Make has the pack read a post: its words as if it had no picture, and its picture as if it had no words. Nothing that was taken away to see
// what changes is taken away here. A post with neither has neither, and is no error.
func (m *Maker) Make(ctx context.Context, p app.Post) (v Vectors, err error) {
	if p.Err != nil {
		return v, p.Err
	}
	p.WhatIf = app.WhatIf{}
	if p.HasWords() {
		if v.Words, err = m.part(ctx, app.AskedOfWords.Of(p), m.words); err != nil {
			return Vectors{}, err
		}
	}
	if p.HasPicture() {
		if v.Picture, err = m.part(ctx, app.AskedOfPicture.Of(p), m.picture); err != nil {
			return Vectors{}, err
		}
	}
	return v, nil
}

func (m *Maker) part(ctx context.Context, p app.Post, places []int) (Part, error) {
	x, err := m.engine.Embed(ctx, p)
	if err != nil {
		return nil, err
	}
	if len(places) > 0 {
		own := make([]float32, 0, len(places))
		for _, i := range places {
			if i >= len(x) {
				break
			}
			own = append(own, x[i])
		}
		x = own
	}
	part, err := NewPart(x)
	if err != nil {
		return nil, app.Errorf(opMake, "", app.KindPack, "Choose another pack in the Models pane.", "%w", err)
	}
	return part, nil
}
