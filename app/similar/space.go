package similar

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/mat"
)

const (
	directions  = 128  // that posts are compared in, at most
	oversample  = 16   // directions more while they are looked for (Halko, Martinsson & Tropp 2011)
	spaceSample = 2048 // posts that they are looked for in
	spaceLeast  = 8    // fewer posts have no directions: they are compared plainly
	spaceChunk  = 512  // posts that are brought into it at a time
	spaceSeed   = 0x73696d
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
	a := general(n, d)
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
	if !s.turn(a, min(directions+oversample, n, d), min(directions, n/2, d), rng) {
		s.mean, s.basis, s.k = nil, nil, d // all are the same
	}
	return s
}

// turn finds at most most main directions of centred rows by subspace iteration, and tells whether there are any.
func (s *space) turn(a blas32.General, l, most int, rng *rand.Rand) bool {
	n, d := a.Rows, a.Cols
	q := general(n, l)
	for i := range q.Data {
		q.Data[i] = float32(rng.NormFloat64())
	}
	basis := general(d, l)
	for range 3 {
		blas32.Gemm(blas.Trans, blas.NoTrans, 1, a, q, 0, basis)
		orthonormal(basis)
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, basis, 0, q)
	}
	gram := general(l, l)
	blas32.Gemm(blas.Trans, blas.NoTrans, 1, q, q, 0, gram)
	sym := mat.NewSymDense(l, nil)
	for i := range l {
		for k := i; k < l; k++ {
			sym.SetSym(i, k, float64(gram.Data[i*l+k])/float64(n))
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(sym, true) {
		return false
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil) // rising
	s.k = 0
	for s.k < most && values[l-1-s.k] > 1e-5*values[l-1] && values[l-1-s.k] > 1e-9 {
		s.k++
	}
	if s.k == 0 {
		return false
	}
	turn := general(l, s.k)
	for k := range s.k {
		scale := math.Pow(values[l-1-k], -0.25) // the root of its spread, which is a root already
		for i := range l {
			turn.Data[i*s.k+k] = float32(vectors.At(i, l-1-k) * scale)
		}
	}
	turned := general(d, s.k)
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, basis, turn, 0, turned)
	s.basis = turned.Data
	return true
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
	a, at := general(len(parts), s.d), general(len(parts), s.k)
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

func general(rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
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

// orthonormal makes the columns of a matrix orthogonal and of length 1 (Gram & Schmidt, twice); those that say nothing new become zero.
func orthonormal(m blas32.General) {
	column := func(c int) blas32.Vector { return blas32.Vector{N: m.Rows, Inc: m.Stride, Data: m.Data[c:]} }
	for c := range m.Cols {
		v := column(c)
		before := blas32.Nrm2(v)
		for range 2 {
			for k := range c {
				u := column(k)
				blas32.Axpy(-blas32.Dot(u, v), u, v)
			}
		}
		length := blas32.Nrm2(v)
		if length <= 1e-5*before || length == 0 {
			blas32.Scal(0, v)
			continue
		}
		blas32.Scal(1/length, v)
	}
}
