package ocr

import (
	"context"
	"image"
	"math"
)

// tall is from how many times its width a strip's height is taken for a line that runs up or down.
const tall = 1.5

// Crop is the level strip of pixels under a quad, its perspective taken out (cubic interpolation, edge pixels repeated). A line that runs down or up
// is turned left, so that it is level too; turned says so. It is nil where the quad has no area, or the context was cancelled.
func Crop(ctx context.Context, m *image.NRGBA, q Quad) (strip *image.NRGBA, turned bool) {
	w, h := q.Width(), q.Height()
	if w < 1 || h < 1 || m.Rect.Empty() {
		return nil, false
	}
	strip = image.NewNRGBA(image.Rect(0, 0, w, h))
	if at := (image.Point{int(q[0].X), int(q[0].Y)}); q.upright() && (image.Rectangle{at, at.Add(image.Pt(w, h))}).In(m.Rect) {
		for y := range h {
			copy(strip.Pix[y*strip.Stride:][:4*w], m.Pix[m.PixOffset(at.X, at.Y+y):])
		}
	} else {
		warp(ctx, strip, m, perspective(q, float64(w), float64(h)))
	}
	if ctx.Err() != nil {
		return nil, false
	}
	if float64(h) >= tall*float64(w) {
		return turnLeft(strip), true
	}
	return strip, false
}

// upright tells whether the quad is a rectangle of whole pixels that is not turned.
func (q Quad) upright() bool {
	return q[0].X == q[3].X && q[1].X == q[2].X && q[0].Y == q[1].Y && q[2].Y == q[3].Y
}

// TurnRound turns a strip upside down, in place.
func TurnRound(m *image.NRGBA) {
	for i, j := 0, len(m.Pix)-4; i < j; i, j = i+4, j-4 {
		for c := range 4 {
			m.Pix[i+c], m.Pix[j+c] = m.Pix[j+c], m.Pix[i+c]
		}
	}
}

// turnLeft turns a strip by a quarter, against the clock.
func turnLeft(m *image.NRGBA) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			copy(out.Pix[(w-1-x)*out.Stride+4*y:][:4], m.Pix[y*m.Stride+4*x:][:4])
		}
	}
	return out
}

// transform takes a point of the strip to one of the picture: x = (a0 u + a1 v + a2) / (a6 u + a7 v + 1), y likewise with a3 to a5.
type transform [8]float64

// perspective maps the rectangle (0,0) to (w,h) onto a quad. (Heckbert, Fundamentals of Texture Mapping, 1989, section 2.2.3.)
func perspective(q Quad, w, h float64) transform {
	d1, d2 := q[1].minus(q[2]), q[3].minus(q[2])
	sum := Point{q[0].X - q[1].X + q[2].X - q[3].X, q[0].Y - q[1].Y + q[2].Y - q[3].Y}
	g, k := 0.0, 0.0
	if det := d1.cross(d2); det != 0 {
		g, k = sum.cross(d2)/det, d1.cross(sum)/det
	}
	return transform{
		(q[1].X - q[0].X + g*q[1].X) / w, (q[3].X - q[0].X + k*q[3].X) / h, q[0].X,
		(q[1].Y - q[0].Y + g*q[1].Y) / w, (q[3].Y - q[0].Y + k*q[3].Y) / h, q[0].Y,
		g / w, k / h,
	}
}

// warp fills dst from src through t, until the context is cancelled: a slanted strip may have as many pixels as the picture.
func warp(ctx context.Context, dst, src *image.NRGBA, t transform) {
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	for y := range dst.Rect.Dy() {
		if ctx.Err() != nil {
			return
		}
		for x := range dst.Rect.Dx() {
			u, v := float64(x), float64(y)
			d := t[6]*u + t[7]*v + 1
			sx, sy := (t[0]*u+t[1]*v+t[2])/d, (t[3]*u+t[4]*v+t[5])/d
			if !(math.Abs(sx) < 1e6 && math.Abs(sy) < 1e6) { // beyond the horizon of a quad that is none
				sx, sy = 0, 0
			}
			fx, fy := math.Floor(sx), math.Floor(sy)
			wx, wy := cubic(sx-fx), cubic(sy-fy)
			var sum [3]float64
			for j := range 4 {
				row := src.Pix[min(max(int(fy)+j-1, 0), sh-1)*src.Stride:]
				for i := range 4 {
					p := row[4*min(max(int(fx)+i-1, 0), sw-1):]
					weight := wx[i] * wy[j]
					sum[0] += weight * float64(p[0])
					sum[1] += weight * float64(p[1])
					sum[2] += weight * float64(p[2])
				}
			}
			to := dst.Pix[y*dst.Stride+4*x:][:4]
			for c, s := range sum {
				to[c] = uint8(min(max(math.Round(s), 0), 255))
			}
			to[3] = 255
		}
	}
}

// cubic is the weights of four neighbours for a place t after the second (Keys 1981, with a = −0.75 as OpenCV has it).
func cubic(t float64) [4]float64 {
	const a = -0.75
	w0 := ((a*(t+1)-5*a)*(t+1)+8*a)*(t+1) - 4*a
	w1 := ((a+2)*t-(a+3))*t*t + 1
	w2 := ((a+2)*(1-t)-(a+3))*(1-t)*(1-t) + 1
	return [4]float64{w0, w1, w2, 1 - w0 - w1 - w2}
}
