package main

import (
	"image"
	"image/color"
	"math"
)

// rgb is linear light, 0 to 1 and beyond.
type rgb struct{ r, g, b float64 }

func (c rgb) mul(k float64) rgb { return rgb{c.r * k, c.g * k, c.b * k} }
func (c rgb) add(d rgb) rgb     { return rgb{c.r + d.r, c.g + d.g, c.b + d.b} }

func mix(a, b rgb, t float64) rgb {
	t = clamp(t)
	return a.mul(1 - t).add(b.mul(t))
}

// hex reads an sRGB colour.
func hex(h uint32) rgb {
	lin := func(v uint32) float64 { return math.Pow(float64(v&0xFF)/255, 2.2) }
	return rgb{lin(h >> 16), lin(h >> 8), lin(h)}
}

func clamp(x float64) float64 { return math.Max(0, math.Min(1, x)) }

func smooth(from, to, x float64) float64 {
	t := clamp((x - from) / (to - from))
	return t * t * (3 - 2*t)
}

// frame is a picture being drawn.
type frame struct {
	w, h int
	px   []rgb
}

func newFrame(w, h int) *frame { return &frame{w, h, make([]rgb, w*h)} }

// paint computes every pixel from its place: x from 0 to the aspect, y from 0 at the top to 1.
func (f *frame) paint(at func(x, y float64) rgb) {
	for j := range f.h {
		for i := range f.w {
			f.px[j*f.w+i] = at((float64(i)+0.5)/float64(f.h), (float64(j)+0.5)/float64(f.h))
		}
	}
}

func (f *frame) aspect() float64 { return float64(f.w) / float64(f.h) }

// shape blends a colour where the signed distance (in pixels, negative within) says so, in a box around a middle.
func (f *frame) shape(cx, cy, reach float64, c rgb, alpha float64, dist func(x, y float64) float64) {
	for j := max(0, int(cy-reach)); j <= min(f.h-1, int(cy+reach)+1); j++ {
		for i := max(0, int(cx-reach)); i <= min(f.w-1, int(cx+reach)+1); i++ {
			if a := clamp(0.5-dist(float64(i)+0.5, float64(j)+0.5)) * alpha; a > 0 {
				n := j*f.w + i
				f.px[n] = mix(f.px[n], c, a)
			}
		}
	}
}

// limb is a stroke with round ends.
func (f *frame) limb(x0, y0, x1, y1, r float64, c rgb) {
	reach := math.Hypot(x1-x0, y1-y0)/2 + r + 1
	f.shape((x0+x1)/2, (y0+y1)/2, reach, c, 1, func(x, y float64) float64 {
		dx, dy := x1-x0, y1-y0
		t := clamp(((x-x0)*dx + (y-y0)*dy) / math.Max(1e-9, dx*dx+dy*dy))
		return math.Hypot(x-x0-dx*t, y-y0-dy*t) - r
	})
}

// oval is an ellipse with its axes level.
func (f *frame) oval(cx, cy, rx, ry float64, c rgb, alpha float64) {
	f.shape(cx, cy, math.Max(rx, ry)+1, c, alpha, func(x, y float64) float64 {
		return (math.Hypot((x-cx)/rx, (y-cy)/ry) - 1) * math.Min(rx, ry)
	})
}

// slab is a rectangle turned by an angle and flattened by the view from above.
func (f *frame) slab(cx, cy, w, h, angle, flat float64, c func(u, v float64) rgb) {
	sin, cos := math.Sincos(angle)
	reach := math.Hypot(w, h) / 2
	for j := max(0, int(cy-reach)); j <= min(f.h-1, int(cy+reach)+1); j++ {
		for i := max(0, int(cx-reach)); i <= min(f.w-1, int(cx+reach)+1); i++ {
			x, y := float64(i)+0.5-cx, (float64(j)+0.5-cy)/flat
			u, v := x*cos+y*sin, -x*sin+y*cos
			d := math.Max(math.Abs(u)-w/2, math.Abs(v)-h/2)
			if a := clamp(0.5 - d); a > 0 {
				n := j*f.w + i
				f.px[n] = mix(f.px[n], c(u/w+0.5, v/h+0.5), a)
			}
		}
	}
}

// image brings light to a screen: a soft shoulder for what is too bright, grain, darker corners.
func (f *frame) image() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, f.w, f.h))
	tone := func(v, grain float64) uint8 {
		if v > 0.8 {
			v = 0.8 + 0.2*(1-math.Exp(-(v-0.8)/0.2))
		}
		return uint8(math.Round(255 * clamp(math.Pow(math.Max(0, v), 1/2.2)+grain)))
	}
	for j := range f.h {
		for i := range f.w {
			x, y := float64(i)/float64(f.w)-0.5, float64(j)/float64(f.h)-0.5
			c := f.px[j*f.w+i].mul(1 - 0.5*(x*x+y*y))
			g := (hash(i, j, 77) - 0.5) * 0.012
			img.SetRGBA(i, j, color.RGBA{tone(c.r, g), tone(c.g, g), tone(c.b, g), 0xFF})
		}
	}
	return img
}

// oldPrint takes the colours away and prints the picture on hard paper, a little soft as an old lens is.
func (f *frame) oldPrint() {
	const hardness, middle = 8, 0.6
	curve := func(v float64) float64 { return 1 / (1 + math.Exp(hardness*(middle-v))) }
	lo, hi := curve(0), curve(1)
	grey := make([]float64, len(f.px))
	for i, c := range f.px {
		grey[i] = clamp(math.Pow(0.2126*c.r+0.7152*c.g+0.0722*c.b, 1/2.2))
	}
	at := func(i, j int) float64 { return grey[min(max(j, 0), f.h-1)*f.w+min(max(i, 0), f.w-1)] }
	for j := range f.h {
		for i := range f.w {
			soft := 0.4*at(i, j) + 0.15*(at(i-1, j)+at(i+1, j)+at(i, j-1)+at(i, j+1))
			v := (curve(soft) - lo) / (hi - lo)
			f.px[j*f.w+i] = rgb{1, 1, 1}.mul(math.Pow(v, 2.2))
		}
	}
}

// hash is a number from 0 to 1 for a place; the same each time.
func hash(x, y, seed int) float64 {
	h := uint32(x)*0x9E3779B1 ^ uint32(y)*0x85EBCA77 ^ uint32(seed)*0xC2B2AE3D
	h ^= h >> 15
	h *= 0x2C1B3C6D
	h ^= h >> 12
	h *= 0x297A2D39
	h ^= h >> 15
	return float64(h) / math.MaxUint32
}

// noise is smooth value noise, 0 to 1.
func noise(x, y float64, seed int) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	i, j := int(fx), int(fy)
	u, v := x-fx, y-fy
	u, v = u*u*u*(u*(6*u-15)+10), v*v*v*(v*(6*v-15)+10)
	a, b := hash(i, j, seed), hash(i+1, j, seed)
	c, d := hash(i, j+1, seed), hash(i+1, j+1, seed)
	return (a*(1-u)+b*u)*(1-v) + (c*(1-u)+d*u)*v
}

// fbm sums octaves of noise, each turned so that no lattice shows; about 0 to 1.
func fbm(x, y float64, octaves, seed int) float64 {
	sum, amp, norm := 0.0, 1.0, 0.0
	for o := range octaves {
		sum += amp * noise(x, y, seed+o)
		norm += amp
		amp *= 0.52
		x, y = 1.62*x+1.18*y+17.3, -1.18*x+1.62*y+9.1
	}
	return sum / norm
}

// dice is a stream of random numbers for placing things.
type dice struct{ n, seed int }

func (d *dice) roll() float64 { d.n++; return hash(d.n, 31*d.n+7, d.seed) }

func (d *dice) between(a, b float64) float64 { return a + (b-a)*d.roll() }
func (d *dice) pick(of []rgb) rgb            { return of[int(d.roll()*0.9999*float64(len(of)))] }
