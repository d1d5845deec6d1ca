package jpeg

import (
	"math"
	"math/rand/v2"
	"testing"
)

// slowInverse is the inverse transform by its definition in ITU-T T.81, A.3.3, in floating point.
func slowInverse(b, quant *block) (out [blockSize]float64) {
	var natural [blockSize]float64
	for zig, q := range quant {
		natural[unzig[zig]] = float64(b[unzig[zig]] * q)
	}
	c := func(u int) float64 {
		if u == 0 {
			return math.Sqrt2 / 2
		}
		return 1
	}
	for y := range 8 {
		for x := range 8 {
			sum := 0.0
			for v := range 8 {
				for u := range 8 {
					sum += c(u) * c(v) * natural[8*v+u] * math.Cos(float64(2*x+1)*float64(u)*math.Pi/16) * math.Cos(float64(2*y+1)*float64(v)*math.Pi/16)
				}
			}
			out[8*y+x] = min(max(sum/4+128, 0), 255)
		}
	}
	return out
}

// TestInverse: never a level away from the definition, and mostly the nearest level. That it is libjpeg's very bytes is tested in
// package picture, beside libjpeg.
func TestInverse(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	near, all := 0, 0
	for range 400 {
		var b, quant block
		for zig := range quant {
			quant[zig] = 1 + rng.Int32N(20)
		}
		for range rng.IntN(30) { // few and low ones mostly, as pictures have them
			i := int(math.Abs(rng.NormFloat64()) * 12)
			b[unzig[min(i, blockSize-1)]] = rng.Int32N(61) - 30
		}
		want := slowInverse(&b, &quant)
		var got [blockSize]uint8
		inverse(&b, &quant, &got)
		for i, v := range got {
			d := math.Abs(float64(v) - want[i])
			if d > 1 {
				t.Fatalf("sample %d is %d, by definition %.3f", i, v, want[i])
			}
			if d <= 0.5 {
				near++
			}
			all++
		}
	}
	if near < all*97/100 {
		t.Errorf("%d of %d samples are the nearest level", near, all)
	}
}

// TestInverseOfNonsense: coefficients that overflow are wrong, and no more than that.
func TestInverseOfNonsense(t *testing.T) {
	var b, quant block
	for i := range b {
		b[i], quant[i] = math.MaxInt32-int32(i), math.MaxInt32
	}
	var got [blockSize]uint8
	inverse(&b, &quant, &got)
}
