package report

import (
	"bytes"
	"context"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"path/filepath"

	"duotone/app/batch"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"
)

// Thumbnails makes small copies of pictures for a page. A picture that several lists show is read once. The methods of nil make none.
type Thumbnails struct {
	ctx  context.Context
	load *table.Loader
	made map[string]template.URL
}

// NewThumbnails reads the pictures that a result names. Their paths start from pictures, a folder or a ZIP; "" is the result's folder.
func NewThumbnails(ctx context.Context, result, pictures string) (*Thumbnails, error) {
	if pictures == "" {
		pictures = filepath.Dir(result)
	}
	load, err := table.NewLoader(&table.Input{Path: result, Options: source.Options{Pictures: pictures}}, picture.DefaultLimits)
	if err != nil {
		return nil, err
	}
	return &Thumbnails{ctx: ctx, load: load, made: map[string]template.URL{}}, nil
}

// Missing is how many pictures could not be read.
func (t *Thumbnails) Missing() (n int) {
	if t == nil {
		return 0
	}
	for _, u := range t.made {
		if u == "" {
			n++
		}
	}
	return n
}

// of is the picture of a post as a data: URI, or "".
func (t *Thumbnails) of(v batch.Verdict) template.URL {
	if t == nil || v.Image == "" {
		return ""
	}
	u, ok := t.made[v.Image]
	if !ok {
		u = t.small(v.Image)
		t.made[v.Image] = u
	}
	return u
}

const thumbnailSide = 240 // pixels: sharp at 120 on a fine screen

func (t *Thumbnails) small(ref string) template.URL {
	pic, err := t.load.Load(t.ctx, ref)
	if err != nil || pic == nil {
		return ""
	}
	small, err := picture.Thumbnail(t.ctx, pic, thumbnailSide)
	if err != nil {
		return ""
	}
	flat := image.NewRGBA(small.Bounds())
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), small, small.Bounds().Min, draw.Over)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, flat, &jpeg.Options{Quality: 75}); err != nil {
		return ""
	}
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
}
