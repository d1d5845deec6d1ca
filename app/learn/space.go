package learn

import (
	"errors"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	dgonum "gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/mat"
)

const (
	directions  = 256  // main directions that are kept, at most
	oversample  = 16   // directions more while they are looked for (Halko, Martinsson & Tropp 2011)
	spaceSample = 2048 // posts that they are looked for in
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
	l := min(directions+oversample, live, len(sample))
	if l == 0 {
		return nil, errSame
	}
	a := s.standardised(sample)
	n := len(sample)
	q := make([]float32, n*l) // directions among the posts, to begin with by chance
	for i := range q {
		q[i] = float32(rng.NormFloat64())
	}
	basis := make([]float32, s.d*l)
	for range 3 { // subspace iteration
		gemm(blas.Trans, a, n, s.d, q, n, l, basis)
		l = orthonormal(basis, s.d, l)
		basis = basis[:s.d*l]
		q = q[:n*l]
		gemm(blas.NoTrans, a, n, s.d, basis, s.d, l, q)
	}
	return s, s.turn(basis, q, n, l)
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

// turn turns the basis, whose coordinates for n rows are in q, into main directions, the widest first.
func (s *space) turn(basis, q []float32, n, l int) error {
	gram := make([]float32, l*l)
	gemm(blas.Trans, q, n, l, q, n, l, gram)
	sym := mat.NewSymDense(l, nil)
	for i := range l {
		for j := i; j < l; j++ {
			sym.SetSym(i, j, float64(gram[i*l+j])/float64(n))
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(sym, true) {
		return errors.New("the posts' main directions were not found")
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil)
	for k := l - 1; k >= 0 && s.k < directions && values[k] > 1e-6*values[l-1]; k-- {
		s.variance = append(s.variance, values[k])
		s.k++
	}
	if s.k == 0 {
		return errSame
	}
	turn := make([]float32, l*s.k)
	for i := range l {
		for k := range s.k {
			turn[i*s.k+k] = float32(vectors.At(i, l-1-k))
		}
	}
	s.basis = make([]float32, s.d*s.k)
	gemm(blas.NoTrans, basis, s.d, l, turn, l, s.k, s.basis)
	return nil
}

// project gives the coordinates of embeddings.
func (s *space) project(x [][]float32) *matrix {
	m := &matrix{n: len(x), k: s.k, data: make([]float64, len(x)*s.k)}
	const chunk = 1024
	out := make([]float32, chunk*s.k)
	for first := 0; first < len(x); first += chunk {
		rows := x[first:min(first+chunk, len(x))]
		gemm(blas.NoTrans, s.standardised(rows), len(rows), s.d, s.basis, s.d, s.k, out[:len(rows)*s.k])
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

// gemm is out = a·b, or aᵀ·b, of matrices laid out row by row.
var sblas dgonum.Implementation

func gemm(trans blas.Transpose, a []float32, rows, cols int, b []float32, bRows, bCols int, out []float32) {
	n := rows
	if trans == blas.Trans {
		n = cols
	}
	blas32.Gemm(trans, blas.NoTrans, 1, blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: a},
		blas32.General{Rows: bRows, Cols: bCols, Stride: bCols, Data: b}, 0,
		blas32.General{Rows: n, Cols: bCols, Stride: bCols, Data: out})
}

// orthonormal makes the columns of a matrix of l columns orthogonal and of length 1 (Gram & Schmidt, twice), and leaves out those that
// say nothing new. It returns how many are left; they lie as a matrix of that many columns.
func orthonormal(q []float32, d, l int) int {
	columns := make([][]float32, 0, l)
	for c := range l {
		v := make([]float32, d)
		for i := range v {
			v[i] = q[i*l+c]
		}
		before := sblas.Snrm2(d, v, 1)
		for range 2 {
			for _, u := range columns {
				sblas.Saxpy(d, -sblas.Sdot(d, u, 1, v, 1), u, 1, v, 1)
			}
		}
		length := sblas.Snrm2(d, v, 1)
		if length <= 1e-5*before || length == 0 {
			continue
		}
		sblas.Sscal(d, 1/length, v, 1)
		columns = append(columns, v)
	}
	for c, v := range columns {
		for i, x := range v {
			q[i*len(columns)+c] = x
		}
	}
	return len(columns)
}
