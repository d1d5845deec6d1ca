package learn

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"duotone/app"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// wide is a task of n posts as a pack gives them: 2,560 numbers that vary along 200 directions, less along each, and seven labels that hang on
// the first fifty and on chance.
func wide(n int) *Task {
	const d, k, classes = 2560, 200, 7
	rng := rand.New(rand.NewPCG(1, 7))
	z, basis, x := make([]float32, n*k), make([]float32, k*d), make([]float32, n*d)
	for i := range z {
		z[i] = float32(rng.NormFloat64() / (1 + float64(i%k)/20))
	}
	for i := range basis {
		basis[i] = float32(rng.NormFloat64() / 50)
	}
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, rowsOf(z, k), rowsOf(basis, d), 0, rowsOf(x, d))
	t := &Task{Question: Question{Key: "topic", Kind: app.OneOf, Asked: app.AskedOfPost}, Options: Options{Seed: 1}}
	centres := make([]float64, classes*50)
	for i := range centres {
		centres[i] = rng.NormFloat64()
	}
	for c := range classes {
		t.Labels = append(t.Labels, fmt.Sprint("label", c))
	}
	for i := range n {
		best, most := 0, -1e9
		for c := range classes {
			v := rng.NormFloat64() * 4
			for q := range 50 {
				v += centres[c*50+q] * float64(z[i*k+q])
			}
			if v > most {
				best, most = c, v
			}
		}
		t.Examples = append(t.Examples, Example{Post: app.PostID(fmt.Sprint(i)), X: x[i*d : (i+1)*d], Labels: []int{best}, Own: -1,
			Like: Likeness{Words: fmt.Sprintf("post %d of %d and %d", i, i*7, i*13)}})
	}
	return t
}

// BenchmarkLearn is what learning takes with the embeddings at hand: folds, curve, intervals and the head.
func BenchmarkLearn(b *testing.B) {
	for _, n := range []int{2000, 20000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			task := wide(n)
			for b.Loop() {
				r, err := Learn(context.Background(), task, nil)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(100*r.Own.MacroF1.Value, "F1")
			}
		})
	}
}

// TestDrawsAreCountedRightly holds the one pass over a draw against counting its rows one by one, and shows that the number of cores
// changes nothing.
func TestDrawsAreCountedRightly(t *testing.T) {
	for _, kind := range []app.QuestionKind{app.OneOf, app.ManyOf, app.Scale} {
		task := made(kind, 120, 4, 0.3, 1)
		d, err := task.data()
		if err != nil {
			t.Fatal(err)
		}
		j := &job{data: d}
		rng := rand.New(rand.NewPCG(3, 3))
		scores := make([][]float64, j.n)
		for i := range scores {
			scores[i] = make([]float64, 4)
			for c := range scores[i] {
				scores[i][c] = rng.Float64()
			}
		}
		told, beliefs := j.told(scores), j.sureness(scores)
		all, errors := j.drawn(beliefs, told, j.majority())
		if len(all) != 2 || len(all[0].drawn) != len(errors) || len(errors) < 200 {
			t.Fatalf("%d sets, %d errors", len(all), len(errors))
		}
		members, times := j.members(), make([]int32, j.n)
		for _, draw := range []int{0, 1, 17, 199} {
			again(members, uint64(draw), times)
			var rows []int
			for i, n := range times {
				rows = append(rows, slices.Repeat([]int{i}, int(n))...)
			}
			if want := j.counted(told, rows); !reflect.DeepEqual(all[0].drawn[draw], want) {
				t.Errorf("%s: %+v, want %+v", kind, all[0].drawn[draw], want)
			}
		}
		before := runtime.GOMAXPROCS(1)
		alone, same := j.drawn(beliefs, told, j.majority())
		runtime.GOMAXPROCS(before)
		if !reflect.DeepEqual(all, alone) || !slices.Equal(errors, same) {
			t.Errorf("%s: one core draws otherwise than several", kind)
		}
	}
}
