package heat

import (
	"image"
	"image/draw"
)

// Photo is a picture made ready to be drawn at any size within a frame: in several sizes, each half of the one before. Fyne would scale it
// itself whenever its size or its look changes, on the UI thread, which takes longer than a frame has. Making one takes tens of
// milliseconds: not on that thread.
type Photo struct {
	image.Image
	levels []*image.RGBA
}

// leastPhoto is the longer side, in pixels, below which halving stops.
const leastPhoto = 160

// NewPhoto makes a picture ready. The picture is taken to be opaque.
func NewPhoto(img image.Image) *Photo {
	b := img.Bounds()
	plain := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(plain, plain.Bounds(), img, b.Min, draw.Src)
	p := &Photo{Image: plain, levels: []*image.RGBA{plain}}
	for max(plain.Rect.Dx(), plain.Rect.Dy()) >= 2*leastPhoto && min(plain.Rect.Dx(), plain.Rect.Dy()) >= 2 {
		plain = halve(plain)
		p.levels = append(p.levels, plain)
	}
	return p
}

// at is the smallest size that is at least so many pixels wide: the screen halves it at most, which looks well.
func (p *Photo) at(width float32) *image.RGBA {
	best := p.levels[0]
	for _, l := range p.levels[1:] {
		if float32(l.Rect.Dx()) >= width {
			best = l
		}
	}
	return best
}

// halve is a picture of half the size, each pixel the mean of four.
func halve(m *image.RGBA) *image.RGBA {
	w, h := m.Rect.Dx()/2, m.Rect.Dy()/2
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		a := m.Pix[2*y*m.Stride:][:8*w]
		b := m.Pix[(2*y+1)*m.Stride:][:8*w]
		o := out.Pix[y*out.Stride:][:4*w]
		for x := 0; x < 4*w; x += 4 {
			for k := range 4 {
				i := 2*x + k
				o[x+k] = uint8((int(a[i]) + int(a[i+4]) + int(b[i]) + int(b[i+4]) + 2) / 4)
			}
		}
	}
	return out
}
