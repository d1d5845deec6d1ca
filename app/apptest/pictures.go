package apptest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"

	"duotone/app"
)

// Draw draws a photo-like picture: soft blobs of colour over a gradient with some grain. The same seed and size give the
// same pixels.
func Draw(seed uint64, w, h int) *image.NRGBA {
	rnd := rand.New(rand.NewPCG(seed, 20260101))
	type blob struct{ x, y, r, c [3]float64 }
	blobs := make([]blob, 6)
	for i := range blobs {
		b := &blobs[i]
		b.x[0], b.y[0], b.r[0] = rnd.Float64()*float64(w), rnd.Float64()*float64(h), (0.08+0.3*rnd.Float64())*float64(min(w, h))
		b.c = [3]float64{rnd.Float64() * 255, rnd.Float64() * 255, rnd.Float64() * 255}
	}
	base := [3]float64{rnd.Float64() * 255, rnd.Float64() * 255, rnd.Float64() * 255}
	im := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c, shade := base, 0.6+0.4*float64(x+y)/float64(w+h)
			for _, b := range blobs {
				dx, dy := float64(x)-b.x[0], float64(y)-b.y[0]
				if dx*dx+dy*dy < b.r[0]*b.r[0] {
					for k := range c {
						c[k] = (c[k] + 2*b.c[k]) / 3
					}
				}
			}
			grain := float64(rnd.IntN(17) - 8)
			px := func(k int) uint8 { return uint8(min(max(c[k]*shade+grain, 0), 255)) }
			im.SetNRGBA(x, y, color.NRGBA{R: px(0), G: px(1), B: px(2), A: 255})
		}
	}
	return im
}

// JPEG encodes a drawn picture.
func JPEG(seed uint64, w, h int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, Draw(seed, w, h), &jpeg.Options{Quality: 90}); err != nil {
		panic(err) // a drawn picture in memory can always be encoded
	}
	return b.Bytes()
}

// PNG encodes a drawn picture.
func PNG(seed uint64, w, h int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, Draw(seed, w, h)); err != nil {
		panic(err) // as above
	}
	return b.Bytes()
}

// Picture is an app.Picture of a JPEG, PNG or GIF file in memory. It does not look at the EXIF orientation.
func Picture(name string, data []byte) *app.Picture {
	c, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		panic(fmt.Sprintf("apptest: %s: %v", name, err))
	}
	return &app.Picture{Name: name, Data: data, Format: format, Width: c.Width, Height: c.Height, Sum: sha256.Sum256(data)}
}

// Drawn is a drawn picture as a post carries it.
func Drawn(seed uint64, w, h int) *app.Picture {
	return Picture(fmt.Sprintf("drawn-%d.jpg", seed), JPEG(seed, w, h))
}

// Truncated is a picture whose header is sound and whose pixels end too early.
func Truncated(seed uint64) *app.Picture {
	data := PNG(seed, 64, 48)
	return Picture("truncated.png", data[:len(data)/3])
}
