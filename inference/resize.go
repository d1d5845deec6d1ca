package inference

import (
	"math"

	"duotone/app/picture"
)

// rgb is one pixel: R, G, B in its three lowest bytes.
type rgb uint32

func (v rgb) r() uint8 { return uint8(v) }
func (v rgb) g() uint8 { return uint8(v >> 8) }
func (v rgb) b() uint8 { return uint8(v >> 16) }

// coefficientBits is the precision of filter weights: 8 bits of a sample and the sum fit 32 bits, two of which go through
// one multiplication. It is Pillow's as well (src/libImaging/Resample.c), which is why the results are the same bytes.
const coefficientBits = 22

const half = 1 << (coefficientBits - 1)

// taps is one output pixel's part of the input: n weights from weight, for the inputs from first.
type taps struct{ first, n, weight int32 }

// axis is the filter along one axis.
type axis struct {
	in, out int
	extent  float64
	taps    []taps
	weights []uint64
}

// prepare computes the triangle filter from in to out samples, its support scaled when shrinking. extent is how many of
// the in samples the picture fills: all of them, or a part of the last one less where its decoder has shrunk it. An axis
// that is already prepared for the same sizes is left as it is.
func (a *axis) prepare(in int, extent float64, out int) {
	if a.in == in && a.out == out && a.extent == extent {
		return
	}
	a.in, a.out, a.extent = in, out, extent
	scale := extent / float64(out)
	support := max(scale, 1)
	a.taps, a.weights = a.taps[:0], a.weights[:0]
	for o := range out {
		center := (float64(o) + 0.5) * scale
		first := max(int(center-support+0.5), 0)
		last := min(int(center+support+0.5), in)
		if first >= in {
			first = in - 1
		}
		last = max(last, first+1)
		var sum float64
		weight := func(i int) float64 {
			return max(0, 1-math.Abs((float64(i-first)+float64(first)-center+0.5)/support))
		}
		for i := first; i < last; i++ {
			sum += weight(i)
		}
		a.taps = append(a.taps, taps{int32(first), int32(last - first), int32(len(a.weights))})
		for i := first; i < last; i++ {
			w := 1.0
			if sum > 0 {
				w = weight(i) / sum
			}
			a.weights = append(a.weights, uint64(w*(1<<coefficientBits)+0.5))
		}
	}
}

// pair holds sums of R and B in the halves of one word, and of G in another.
type pair struct{ rb, g uint64 }

// resizer stretches a picture that comes row by row: across first, then down, 8 bits in between, as Pillow does. It keeps
// only the rows that are being summed.
type resizer struct {
	across, down axis
	wide         []pair   // one input row, spread for multiplication
	row          []pair   // one input row, shrunk or stretched to the output's width
	sums         [][]pair // the output rows begun and not done; row o is at o modulo the length
	done         int      // output rows given away
	begun        int      // output rows begun
	out          []rgb
	emit         func(y int, row []rgb)
}

// reset prepares for a raster that becomes outW × outH; emit gets each row when it is done and must not keep it.
func (r *resizer) reset(from *picture.Raster, outW, outH int, emit func(y int, row []rgb)) {
	w, h := from.Width, from.Height
	extentW, extentH := from.Extent()
	r.across.prepare(w, extentW, outW)
	r.down.prepare(h, extentH, outH)
	r.wide, r.row, r.out = sized(r.wide, w), sized(r.row, outW), sized(r.out, outW)
	// Output row o is open from its first input to its last: count the most that are at once.
	open, begun := 1, 0
	for o, t := range r.down.taps {
		for begun < outH && r.down.taps[begun].first < t.first+t.n {
			begun++
		}
		open = max(open, begun-o)
	}
	r.sums = sized(r.sums, open)
	for i := range r.sums {
		r.sums[i] = sized(r.sums[i], outW)
	}
	r.done, r.begun, r.emit = 0, 0, emit
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return append(s[:cap(s)], make([]T, n-cap(s))...)
	}
	return s[:n]
}

// add takes input row y (R, G, B, A bytes; A is not looked at). Rows come in order.
func (r *resizer) add(y int, row []byte) {
	r.shrink(row)
	for r.begun < r.down.out && int(r.down.taps[r.begun].first) <= y {
		clear(r.sums[r.begun%len(r.sums)])
		r.begun++
	}
	for o := r.done; o < r.begun; o++ {
		t := r.down.taps[o]
		if y < int(t.first+t.n) {
			accumulate(r.sums[o%len(r.sums)], r.row, r.down.weights[int(t.weight)+y-int(t.first)])
		}
	}
	for r.done < r.begun {
		t := r.down.taps[r.done]
		if y+1 < int(t.first+t.n) {
			break
		}
		sums := r.sums[r.done%len(r.sums)]
		for i, s := range sums {
			r.out[i] = rgb((s.rb+half)>>coefficientBits&0xff | (s.g+half)>>coefficientBits&0xff<<8 |
				(s.rb+half<<32)>>(32+coefficientBits)&0xff<<16)
		}
		r.emit(r.done, r.out)
		r.done++
	}
}

func accumulate(sums, row []pair, weight uint64) {
	row = row[:len(sums)]
	for i := range sums {
		sums[i].rb += row[i].rb * weight
		sums[i].g += row[i].g * weight
	}
}

// shrink filters one row across.
func (r *resizer) shrink(row []byte) {
	wide := r.wide
	row = row[:4*len(wide)]
	for i := range wide {
		p := row[4*i : 4*i+3 : 4*i+3]
		wide[i] = pair{uint64(p[0]) | uint64(p[2])<<32, uint64(p[1])}
	}
	out := r.row
	for o, t := range r.across.taps {
		weights := r.across.weights[t.weight : t.weight+t.n]
		in := wide[t.first : t.first+t.n]
		in = in[:len(weights)]
		rb, g := uint64(half|half<<32), uint64(half)
		for i, w := range weights {
			rb += in[i].rb * w
			g += in[i].g * w
		}
		out[o] = pair{rb >> coefficientBits & (0xff | 0xff<<32), g >> coefficientBits & 0xff}
	}
}
