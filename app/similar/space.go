package similar

import (
	"math"
	"math/rand/v2"

	"duotone/app/directions"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	mostDirections = 128  // that posts are compared in
	spaceSample    = 2048 // posts that they are looked for in
	spaceLeast     = 8    // fewer posts have no directions: they are compared plainly
	spaceChunk     = 512  // posts that are brought into it at a time
	spaceSeed      = 0x73696d
)

// space is where parts are compared: the directions in which those of a set differ most, with the mean at zero, each divided by the root of
// its spread. Without basis it is where the parts are already.
type space struct {
	mean  []float32 // [d]
	basis []float32 // [d, k]
	d, k  int
}

// newSpace finds the space of parts of one size, a sample of the set's.
func newSpace(sample []Part, rng *rand.Rand) *space {
	d := len(sample[0])
	s := &space{d: d, k: d}
	n := len(sample)
	if n < spaceLeast {
		return s
	}
	a := directions.Matrix(n, d)
	mean := make([]float64, d)
	for i, p := range sample {
		unit(p, a.Data[i*d:(i+1)*d])
		for k, v := range a.Data[i*d : (i+1)*d] {
			mean[k] += float64(v) / float64(n)
		}
	}
	s.mean = make([]float32, d)
	for k, v := range mean {
		s.mean[k] = float32(v)
	}
	for i := range n {
		row := a.Data[i*d : (i+1)*d]
		for k := range row {
			row[k] -= s.mean[k]
		}
	}
	main, err := directions.Find(a, min(mostDirections+directions.Oversample, n, d), rng)
	k, most := 0, min(mostDirections, n/2, d)
	for err == nil && k < most && main.Spread[k] > 1e-5*main.Spread[0] && main.Spread[k] > 1e-9 {
		k++
	}
	if k == 0 { // all are the same
		s.mean = nil
		return s
	}
	s.k, s.basis = k, main.First(k, func(spread float64) float64 { return math.Pow(spread, -0.25) }) // the root of its spread, which is a root already
	return s
}

// bring gives the places of some parts in the space, a byte a number, each scaled by itself: [len(parts), k].
func (s *space) bring(parts []Part) []int8 {
	out := make([]int8, len(parts)*s.k)
	if s.basis == nil {
		for i, p := range parts {
			copy(out[i*s.k:], p)
		}
		return out
	}
	a, at := directions.Matrix(len(parts), s.d), directions.Matrix(len(parts), s.k)
	for i, p := range parts {
		row := a.Data[i*s.d : (i+1)*s.d]
		unit(p, row)
		for k := range row {
			row[k] -= s.mean[k]
		}
	}
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, blas32.General{Rows: s.d, Cols: s.k, Stride: s.k, Data: s.basis}, 0, at)
	for i := range parts {
		quantise(at.Data[i*s.k:(i+1)*s.k], out[i*s.k:(i+1)*s.k])
	}
	return out
}

// unit writes a part at length 1.
func unit(p Part, out []float32) {
	sum := 0
	for _, v := range p {
		sum += int(v) * int(v)
	}
	scale := float32(1 / math.Sqrt(max(float64(sum), 1)))
	for i, v := range p {
		out[i] = float32(v) * scale
	}
}

// quantise brings finite numbers to a byte each.
func quantise(x []float32, out []int8) {
	most := float32(0)
	for _, v := range x {
		most = max(most, float32(math.Abs(float64(v))))
	}
	if most == 0 {
		return
	}
	for i, v := range x {
		out[i] = int8(math.Round(float64(v) / float64(most) * 127))
	}
}
