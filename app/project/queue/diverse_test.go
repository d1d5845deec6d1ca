package queue_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/projecttest"
	"duotone/app/project/queue"
)

// slowKCentre looks at every distance anew.
func slowKCentre(points [][]float32, k int) []int {
	chosen := []int{0}
	for len(chosen) < min(k, len(points)) {
		best, far := -1, float32(0)
		for i, p := range points {
			near := float32(1e30)
			for _, c := range chosen {
				d := float32(0)
				for j := range p {
					d += (p[j] - points[c][j]) * (p[j] - points[c][j])
				}
				near = min(near, d)
			}
			if near > far {
				best, far = i, near
			}
		}
		if best < 0 {
			break
		}
		chosen = append(chosen, best)
	}
	return chosen
}

func TestKCentreAgainstTheObvious(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, c := range [][3]int{{1, 3, 5}, {50, 1, 10}, {300, 37, 40}, {4000, 20, 30}, {30, 2, 30}} {
		points := make([][]float32, c[0])
		for i := range points {
			points[i] = make([]float32, c[1])
			for j := range points[i] {
				points[i][j] = float32(rng.IntN(9)) // whole numbers: sums are exact in any order
			}
		}
		got, err := queue.KCentre(t.Context(), points, c[2])
		if err != nil {
			t.Fatal(err)
		}
		if want := slowKCentre(points, c[2]); !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", c, got, want)
		}
	}
}

// A wide representation is kept narrow, and what is far apart stays so.
func TestRepresentationsAreKeptNarrow(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(40)...)
	rng := rand.New(rand.NewPCG(3, 4))
	heaps := make([][]float32, 4)
	for h := range heaps {
		heaps[h] = make([]float32, 1664)
		for j := range heaps[h] {
			heaps[h][j] = float32(rng.NormFloat64())
		}
	}
	vectors, of := map[app.PostID][]float32{}, map[app.PostID]int{}
	for i, id := range projecttest.IDs(t, p) {
		v := slices.Clone(heaps[i%4])
		for j := range v {
			v[j] += float32(rng.NormFloat64()) / 10
		}
		vectors[id], of[id] = v, i%4
	}
	projecttest.Must(t, p.Scores.SetEmbeddings(t.Context(), "m@1", vectors))
	kept, err := p.Scores.Embeddings(t.Context(), "m@1")
	projecttest.Must(t, err)
	for id, v := range kept {
		if len(v) != project.EmbeddingSize {
			t.Fatalf("%s has %d numbers", id, len(v))
		}
	}
	s := project.DefaultSettings()
	s.Order = project.OrderDiverse
	q, _, err := queue.Slots(t.Context(), p, s, "m@1", ledger.New(nil))
	projecttest.Must(t, err)
	seen := map[int]bool{}
	for _, slot := range q[:4] {
		seen[of[slot.Post]] = true
	}
	if len(seen) != 4 {
		t.Errorf("the first four posts come from heaps %v", fmt.Sprint(seen))
	}
}

// BenchmarkDiverse chooses the centres of a hundred thousand posts.
func BenchmarkDiverse(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	points := make([][]float32, 100_000)
	for i := range points {
		points[i] = make([]float32, project.EmbeddingSize/2)
		for j := range points[i] {
			points[i][j] = float32(rng.NormFloat64())
		}
	}
	for b.Loop() {
		if _, err := queue.KCentre(b.Context(), points, queue.DiverseWork/len(points)); err != nil {
			b.Fatal(err)
		}
	}
}
