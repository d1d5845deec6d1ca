// Package directions finds the directions in which rows of numbers differ most.
package directions

import (
	"errors"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/mat"
)

// Oversample is how many directions more are looked for than are wanted (Halko, Martinsson & Tropp 2011).
const Oversample = 16

// Main are the main directions of rows.
type Main struct {
	Spread []float64 // the variance of the rows along each, the widest first; 0 where there are fewer directions than were looked for

	basis   blas32.General // [d, l]
	vectors mat.Dense      // [l, l]: the directions in the basis, the narrowest first
}

// Find finds l main directions of rows whose mean is zero, [n, d] with l ≤ min(n, d), by subspace iteration from directions by chance.
func Find(rows blas32.General, l int, rng *rand.Rand) (*Main, error) {
	n := rows.Rows
	q := Matrix(n, l) // the rows' coordinates
	for i := range q.Data {
		q.Data[i] = float32(rng.NormFloat64())
	}
	m := &Main{basis: Matrix(rows.Cols, l)}
	for range 3 {
		blas32.Gemm(blas.Trans, blas.NoTrans, 1, rows, q, 0, m.basis)
		orthonormal(m.basis)
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, rows, m.basis, 0, q)
	}
	gram := Matrix(l, l)
	blas32.Gemm(blas.Trans, blas.NoTrans, 1, q, q, 0, gram)
	sym := mat.NewSymDense(l, nil)
	for i := range l {
		for k := i; k < l; k++ {
			sym.SetSym(i, k, float64(gram.Data[i*l+k])/float64(n))
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(sym, true) {
		return nil, errors.New("the posts' main directions were not found")
	}
	eigen.VectorsTo(&m.vectors)
	values := eigen.Values(nil) // rising
	for k := range values {
		m.Spread = append(m.Spread, max(values[l-1-k], 0))
	}
	return m, nil
}

// First are the first k directions as columns, each times scale: [d, k].
func (m *Main) First(k int, scale func(spread float64) float64) []float32 {
	l := m.basis.Cols
	turn := Matrix(l, k)
	for c := range k {
		s := scale(m.Spread[c])
		for i := range l {
			turn.Data[i*k+c] = float32(m.vectors.At(i, l-1-c) * s)
		}
	}
	out := Matrix(m.basis.Rows, k)
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, m.basis, turn, 0, out)
	return out.Data
}

// Matrix is one of zeros, laid out row by row.
func Matrix(rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
}

// orthonormal makes the columns of a matrix orthogonal and of length 1 (Gram & Schmidt, twice); those that say nothing new become zero.
func orthonormal(m blas32.General) {
	columns := make([]blas32.Vector, m.Cols) // side by side, which is quicker than with the others between
	for c := range columns {
		v := blas32.Vector{N: m.Rows, Inc: 1, Data: make([]float32, m.Rows)}
		blas32.Copy(blas32.Vector{N: m.Rows, Inc: m.Stride, Data: m.Data[c:]}, v)
		before := blas32.Nrm2(v)
		for range 2 {
			for _, u := range columns[:c] {
				blas32.Axpy(-blas32.Dot(u, v), u, v)
			}
		}
		if length := blas32.Nrm2(v); length <= 1e-5*before || length == 0 {
			clear(v.Data)
		} else {
			blas32.Scal(1/length, v)
		}
		columns[c] = v
		blas32.Copy(v, blas32.Vector{N: m.Rows, Inc: m.Stride, Data: m.Data[c:]})
	}
}
