package picture

import (
	"bytes"
	"image"
	"math"
	"testing"

	"github.com/disintegration/imaging"
)

// rasterOf is a raster in one piece, as libjpeg-turbo gives it.
func rasterOf(m *image.NRGBA) *raster {
	return &raster{Width: m.Rect.Dx(), Height: m.Rect.Dy(), pix: m.Pix, reduced: 1}
}

var scaleSizes = [][4]int{
	{97, 61, 64, 64}, {500, 375, 260, 260}, {1, 1, 7, 5}, {2, 3, 260, 260}, {260, 260, 260, 260}, {1201, 3, 33, 31}, {5, 1203, 32, 3}, {300, 299, 1, 1}, {641, 427, 1, 9}, {64, 64, 63, 65},
}

// scaleReference is Scale by its definition: for each output pixel, the mean of the inputs weighed by a triangle.
func scaleReference(m *image.NRGBA, w, h int) []float64 {
	weights := func(in, out, o int) []float64 {
		scale := float64(in) / float64(out)
		support := max(scale, 1)
		ws, sum := make([]float64, in), 0.0
		for i := range ws {
			ws[i] = max(0, 1-math.Abs(float64(i)+0.5-(float64(o)+0.5)*scale)/support)
			sum += ws[i]
		}
		for i := range ws {
			ws[i] /= sum
		}
		return ws
	}
	out := make([]float64, 3*w*h)
	for oy := range h {
		wy := weights(m.Rect.Dy(), h, oy)
		for ox := range w {
			wx := weights(m.Rect.Dx(), w, ox)
			for y, a := range wy {
				if a == 0 {
					continue
				}
				for x, b := range wx {
					for c := range 3 {
						out[3*(oy*w+ox)+c] += a * b * float64(m.Pix[m.PixOffset(x, y)+c])
					}
				}
			}
		}
	}
	return out
}

func TestScaleReference(t *testing.T) {
	for _, s := range [][4]int{{97, 61, 20, 24}, {9, 7, 20, 24}, {33, 5, 8, 40}} {
		m := drawn(s[0], s[1])
		got := make([]byte, 4*s[2]*s[3])
		if err := rasterOf(m).scale(t.Context(), new(scaler), got, s[2], s[3], 0); err != nil {
			t.Fatal(err)
		}
		for i, want := range scaleReference(m, s[2], s[3]) {
			// Rounded twice, each time by half a level at most.
			if d := math.Abs(float64(got[i/3*4+i%3]) - want); d > 1.01 {
				t.Fatalf("%v: pixel %d is off by %.2f", s, i/3, d)
			}
		}
	}
}

// TestScaleImaging: the filter of the library that others use agrees to two levels.
func TestScaleImaging(t *testing.T) {
	for _, s := range scaleSizes {
		m := drawn(s[0], s[1])
		got := &image.NRGBA{Pix: make([]byte, 4*s[2]*s[3]), Stride: 4 * s[2], Rect: image.Rect(0, 0, s[2], s[3])}
		if err := rasterOf(m).scale(t.Context(), new(scaler), got.Pix, s[2], s[3], 0); err != nil {
			t.Fatal(err)
		}
		want := imaging.Resize(m, s[2], s[3], imaging.Linear)
		for i, v := range got.Pix {
			if d := int(v) - int(want.Pix[i]); d < -2 || d > 2 {
				t.Fatalf("%v: byte %d is %d, imaging has %d", s, i, v, want.Pix[i])
			}
		}
	}
}

// TestScaleFast: vector instructions change nothing.
func TestScaleFast(t *testing.T) {
	for _, s := range scaleSizes {
		for _, extent := range []float64{0, 0.5} {
			r := rasterOf(drawn(s[0], s[1]))
			if extent > 0 && s[0] > 1 && s[1] > 1 {
				r.reduced, r.full = 2, image.Pt(2*s[0]-1, 2*s[1]-1)
			}
			sc := new(scaler)
			w, h := r.Extent()
			sc.across.prepare(r.Width, w, s[2])
			sc.down.prepare(r.Height, h, s[3])
			slow, fast := make([]byte, 4*s[2]*s[3]), make([]byte, 4*s[2]*s[3])
			if err := r.scaleSlow(t.Context(), sc, slow); err != nil {
				t.Fatal(err)
			}
			done, err := scaleFast(t.Context(), r, sc, fast)
			if err != nil {
				t.Fatal(err)
			}
			if !done {
				t.Skip("this build or machine has none")
			}
			if !bytes.Equal(slow, fast) {
				t.Errorf("%v: not the same", s)
			}
		}
	}
}

// TestScaleEdge: half a pixel that the last column of a shrunken JPEG reaches over the picture's edge is no part of it.
func TestScaleEdge(t *testing.T) {
	m := drawn(3, 1)
	r := rasterOf(m)
	r.reduced, r.full = 2, image.Pt(5, 2)
	if w, h := r.Extent(); w != 2.5 || h != 1 {
		t.Fatal(w, h)
	}
	var a axis
	a.prepare(3, 2.5, 1)
	// Centre 1.25, support 2.5: distances 0.75, 0.25 and 1.25 of 2.5 are weights 0.7, 0.9 and 0.5 of 2.1.
	for i, want := range []float64{0.7 / 2.1, 0.9 / 2.1, 0.5 / 2.1} {
		if got := float64(a.weights[i]) / (1 << coefficientBits); math.Abs(got-want) > 1e-6 {
			t.Errorf("weight %d is %f, want %f", i, got, want)
		}
	}
}

func BenchmarkScale(b *testing.B) {
	m := drawn(1200, 900)
	r := rasterOf(m)
	dst := make([]byte, 4*260*260)
	b.Run("fast", func(b *testing.B) {
		for b.Loop() {
			if err := r.scale(b.Context(), new(scaler), dst, 260, 260, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("go", func(b *testing.B) {
		s := new(scaler)
		s.across.prepare(1200, 1200, 260)
		s.down.prepare(900, 900, 260)
		for b.Loop() {
			if err := r.scaleSlow(b.Context(), s, dst); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("imaging", func(b *testing.B) {
		for b.Loop() {
			imaging.Resize(m, 260, 260, imaging.Linear)
		}
	})
}
