package picture

import (
	"context"
	"math"
	"sync"
)

// scale stretches the picture to w × h pixels, its aspect not kept, with the triangle filter, its support scaled when
// shrinking, and writes R, G, B, 255 to dst, 4 × w × h bytes. w and h are as stored. Turned upright by o, the result has the same bytes
// as Pillow's Image.resize(BILINEAR) of the upright picture.
func (r *raster) scale(ctx context.Context, s *scaler, dst []byte, w, h int, o orientation) error {
	extentW, extentH := r.Extent()
	s.across.prepare(r.Width, extentW, w)
	s.down.prepare(r.Height, extentH, h)
	s.downFirst = downFirst(o, r.Width, r.Height, w, h)
	dst = dst[:4*w*h]
	if !s.downFirst {
		if done, err := scaleFast(ctx, r, s, dst); done {
			return err
		}
	}
	return r.scaleSlow(ctx, s, dst)
}

// downFirst tells whether a stored picture is filtered down before across. Eight bits are kept in between, so the order
// shows. Pillow goes down first where an upright picture loses more than twice as many rows as columns
// (src/libImaging/Resample.c); of a picture that lies on its side, down is across as stored.
func downFirst(o orientation, width, height, w, h int) bool {
	width, height = o.size(width, height)
	w, h = o.size(w, h)
	tall := height > h && height-h > 2*(width-w)
	return tall != o.swaps()
}

// scalers keeps tables and rows from one picture to the next.
var scalers = sync.Pool{New: func() any { return new(scaler) }}

// scaleSlow is Scale in Go: the way of builds without C and of other processors, and the reference for the other.
func (r *raster) scaleSlow(ctx context.Context, s *scaler, dst []byte) error {
	s.start(dst)
	return r.Rows(ctx, s.add)
}

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

// scaler holds the tables of one size, and for the way in Go the rows that are being summed: across first, then down, or
// the other way round, 8 bits in between, as Pillow does it.
type scaler struct {
	across, down axis
	downFirst    bool // the vector code can't do that
	fast         fastTables

	wide  []pair   // one input row, spread for multiplication
	row   []pair   // one input row, shrunk or stretched to the output's width
	sums  [][]pair // the output rows begun and not done; row o is at o modulo the length
	done  int      // output rows done
	begun int      // output rows begun
	dst   []byte
}

func (r *scaler) start(dst []byte) {
	outW, outH := r.across.out, r.down.out
	r.wide, r.row = sized(r.wide, r.across.in), sized(r.row, outW)
	// Output row o is open from its first input to its last: count the most that are at once.
	open, begun := 1, 0
	for o, t := range r.down.taps {
		for begun < outH && r.down.taps[begun].first < t.first+t.n {
			begun++
		}
		open = max(open, begun-o)
	}
	r.sums = sized(r.sums, open)
	summed := outW
	if r.downFirst {
		summed = r.across.in
	}
	for i := range r.sums {
		r.sums[i] = sized(r.sums[i], summed)
	}
	r.done, r.begun, r.dst = 0, 0, dst
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return append(s[:cap(s)], make([]T, n-cap(s))...)
	}
	return s[:n]
}

// add takes input row y (R, G, B, A bytes; A is not looked at). Rows come in order.
func (r *scaler) add(y int, row []byte) {
	r.spread(row)
	in := r.wide
	if !r.downFirst {
		r.shrink()
		in = r.row
	}
	for r.begun < r.down.out && int(r.down.taps[r.begun].first) <= y {
		clear(r.sums[r.begun%len(r.sums)])
		r.begun++
	}
	for o := r.done; o < r.begun; o++ {
		t := r.down.taps[o]
		if y < int(t.first+t.n) {
			accumulate(r.sums[o%len(r.sums)], in, r.down.weights[int(t.weight)+y-int(t.first)])
		}
	}
	for r.done < r.begun {
		t := r.down.taps[r.done]
		if y+1 < int(t.first+t.n) {
			break
		}
		r.finish(r.sums[r.done%len(r.sums)], r.dst[4*r.across.out*r.done:][:4*r.across.out])
		r.done++
	}
}

// finish writes an output row whose inputs are all summed.
func (r *scaler) finish(sums []pair, out []byte) {
	if !r.downFirst {
		for i, s := range sums {
			put(out, i, uint8((s.rb+half)>>coefficientBits), uint8((s.g+half)>>coefficientBits),
				uint8((s.rb+half<<32)>>(32+coefficientBits)), 255)
		}
		return
	}
	for i, s := range sums {
		r.wide[i] = rounded(s.rb+(half|half<<32), s.g+half)
	}
	r.shrink()
	for i, p := range r.row {
		put(out, i, uint8(p.rb), uint8(p.g), uint8(p.rb>>32), 255)
	}
}

// rounded takes the eight bits of each sum, which half was added to.
func rounded(rb, g uint64) pair {
	return pair{rb >> coefficientBits & (0xff | 0xff<<32), g >> coefficientBits & 0xff}
}

func accumulate(sums, row []pair, weight uint64) {
	row = row[:len(sums)]
	for i := range sums {
		sums[i].rb += row[i].rb * weight
		sums[i].g += row[i].g * weight
	}
}

// spread makes words of a row's bytes.
func (r *scaler) spread(row []byte) {
	wide := r.wide
	row = row[:4*len(wide)]
	for i := range wide {
		p := row[4*i : 4*i+3 : 4*i+3]
		wide[i] = pair{uint64(p[0]) | uint64(p[2])<<32, uint64(p[1])}
	}
}

// shrink filters one row across, from wide into row.
func (r *scaler) shrink() {
	wide, out := r.wide, r.row
	for o, t := range r.across.taps {
		weights := r.across.weights[t.weight : t.weight+t.n]
		in := wide[t.first : t.first+t.n]
		in = in[:len(weights)]
		rb, g := uint64(half|half<<32), uint64(half)
		for i, w := range weights {
			rb += in[i].rb * w
			g += in[i].g * w
		}
		out[o] = rounded(rb, g)
	}
}
