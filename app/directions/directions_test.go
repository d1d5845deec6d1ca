package directions

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// The directions are those of a singular value decomposition in float64, the widest first, and rows that lie in few of them have no more.
func TestDirectionsAreThoseOfADecomposition(t *testing.T) {
	const n, d, wide, l = 60, 20, 5, 12
	rng := rand.New(rand.NewPCG(1, 2))
	mixing := make([]float64, wide*d)
	for i := range mixing {
		mixing[i] = rng.NormFloat64()
	}
	rows := Matrix(n, d)
	for i := range n {
		for w := range wide {
			x := rng.NormFloat64() * math.Pow(2, float64(-w))
			for k := range d {
				rows.Data[i*d+k] += float32(x * mixing[w*d+k])
			}
		}
	}
	whole := mat.NewDense(n, d, nil)
	for i, v := range rows.Data {
		whole.Set(i/d, i%d, float64(v))
	}
	var svd mat.SVD
	if !svd.Factorize(whole, mat.SVDThin) {
		t.Fatal("no decomposition")
	}
	var right mat.Dense
	svd.VTo(&right)
	m, err := Find(rows, l, rng)
	if err != nil {
		t.Fatal(err)
	}
	got := m.First(wide, func(float64) float64 { return 1 })
	for k, s := range svd.Values(nil)[:wide] {
		if want := s * s / n; math.Abs(m.Spread[k]-want) > 1e-3*want {
			t.Errorf("the spread along direction %d is %v, want %v", k, m.Spread[k], want)
		}
		dot := 0.0
		for i := range d {
			dot += float64(got[i*wide+k]) * right.At(i, k)
		}
		if math.Abs(math.Abs(dot)-1) > 1e-3 {
			t.Errorf("direction %d is another one: the cosine is %v", k, dot)
		}
	}
	for _, s := range m.Spread[wide:] {
		if s > 1e-6*m.Spread[0] {
			t.Errorf("there is a spread of %v in a direction in which nothing differs", s)
		}
	}
	if same, err := Find(Matrix(n, d), l, rng); err != nil || same.Spread[0] != 0 {
		t.Errorf("rows that are all the same differ: %v, %v", same, err)
	}
}
