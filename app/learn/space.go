package learn

import (
	"errors"
	"math"
	"math/rand/v2"

	"duotone/app/directions"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	mostDirections = 256  // that are kept
	spaceSample    = 2048 // posts that they are looked for in
)

var errSame = errors.New("all posts have the same embedding")

// space is where heads are fitted: the embedding's numbers at mean 0 and variance 1, turned into the directions in which posts differ
// most. What is left out are the directions in which they hardly do.
type space struct {
	mean, scale []float32 // [d]; scale is 0 for a number that never changes
	basis       []float32 // [d, k]: the directions, in standardised numbers
	variance    []float64 // [k]
	d, k        int
}

// newSpace finds a space for embeddings of one size.
func newSpace(x [][]float32, seed uint64) (*space, error) {
	s := &space{d: len(x[0])}
	s.standardise(x)
	rng := rand.New(rand.NewPCG(seed, 0x7370616365))
	sample := x
	if len(x) > spaceSample {
		sample = make([][]float32, spaceSample)
		for i, at := range rng.Perm(len(x))[:spaceSample] {
			sample[i] = x[at]
		}
	}
	live := 0
	for _, v := range s.scale {
		if v > 0 {
			live++
		}
	}
	l := min(mostDirections+directions.Oversample, live, len(sample))
	if l == 0 {
		return nil, errSame
	}
	main, err := directions.Find(rowsOf(s.standardised(sample), s.d), l, rng)
	if err != nil {
		return nil, err
	}
	for s.k < min(mostDirections, l) && main.Spread[s.k] > 1e-6*main.Spread[0] {
		s.k++
	}
	if s.k == 0 {
		return nil, errSame
	}
	s.variance = main.Spread[:s.k]
	s.basis = main.First(s.k, func(float64) float64 { return 1 })
	return s, nil
}

// standardise finds the mean and the spread of each number.
func (s *space) standardise(x [][]float32) {
	sum, squares := make([]float64, s.d), make([]float64, s.d)
	for _, row := range x {
		for i, v := range row {
			sum[i] += float64(v)
		}
	}
	for i := range sum {
		sum[i] /= float64(len(x))
	}
	for _, row := range x {
		for i, v := range row {
			d := float64(v) - sum[i]
			squares[i] += d * d
		}
	}
	s.mean, s.scale = make([]float32, s.d), make([]float32, s.d)
	for i := range sum {
		s.mean[i] = float32(sum[i])
		if sd := math.Sqrt(squares[i] / float64(len(x))); sd > 1e-7 {
			s.scale[i] = float32(1 / sd)
		}
	}
}

// standardised lays rows side by side, at mean 0 and variance 1.
func (s *space) standardised(x [][]float32) []float32 {
	a := make([]float32, len(x)*s.d)
	for i, row := range x {
		out := a[i*s.d : (i+1)*s.d]
		for k, v := range row {
			out[k] = (v - s.mean[k]) * s.scale[k]
		}
	}
	return a
}

// project gives the coordinates of embeddings.
func (s *space) project(x [][]float32) *matrix {
	m := &matrix{n: len(x), k: s.k, data: make([]float64, len(x)*s.k)}
	const chunk = 1024
	out, basis := make([]float32, chunk*s.k), rowsOf(s.basis, s.k)
	for first := 0; first < len(x); first += chunk {
		rows := x[first:min(first+chunk, len(x))]
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, rowsOf(s.standardised(rows), s.d), basis, 0, rowsOf(out[:len(rows)*s.k], s.k))
		for i, v := range out[:len(rows)*s.k] {
			m.data[first*s.k+i] = float64(v)
		}
	}
	return m
}

// back gives weights and a bias over embeddings that say the same as weights over coordinates.
func (s *space) back(weights []float64, bias float64) ([]float32, float64) {
	out := make([]float32, s.d)
	for i := range out {
		sum := 0.0
		for k, w := range weights {
			sum += w * float64(s.basis[i*s.k+k])
		}
		sum *= float64(s.scale[i])
		out[i] = float32(sum)
		bias -= sum * float64(s.mean[i])
	}
	return out, bias
}

// rowsOf are numbers as rows of d.
func rowsOf(data []float32, d int) blas32.General {
	return blas32.General{Rows: len(data) / d, Cols: d, Stride: d, Data: data}
}
