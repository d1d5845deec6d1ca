package queue

import (
	"context"
	"math"
	"runtime"
	"sync"

	"duotone/app"
	"duotone/app/project"
)

// How far an order by difference is worked out.
const (
	diverseMany = 20_000 // with more posts, the first half of it does
	diverseMax  = 1000   // so many centres are chosen at most; the rest comes at random
	DiverseWork = 3e7    // centres times posts: nobody waits longer than some seconds, nor labels so many

)

// diverse puts k-centre greedy's choice first (Gonzalez 1985; Sener & Savarese 2018): each next post is the one farthest
// from all before it. What has no representation comes last.
func (m Material) diverse(ctx context.Context, seed int64) ([]project.Stub, error) {
	stubs, vectors := m.Stubs, m.vectors
	if len(vectors) == 0 {
		return nil, app.Errorf("order the posts", m.path, app.KindInput,
			"Let a model that gives representations score the project first: duotone project score FILE.",
			"the order %q needs a model's representations, and there are none", project.OrderDiverse)
	}
	shuffled := byKey(stubs, func(id app.PostID) (float64, bool) {
		_, ok := vectors[id]
		return Lot(seed, id), ok
	})
	points := make([][]float32, 0, len(vectors))
	width := -1
	for _, s := range shuffled {
		v, ok := vectors[s.ID]
		if width < 0 {
			width = len(v)
		}
		if !ok || len(v) != width {
			break
		}
		points = append(points, v)
	}
	if len(points) > diverseMany { // a part of a random projection is one, too
		width = min(width, project.EmbeddingSize/2)
	}
	side := make([]float32, 0, len(points)*max(width, 0)) // side by side they are read many times faster
	for i, v := range points {
		side = append(side, v[:width]...)
		points[i] = side[len(side)-width:]
	}
	k := min(diverseMax, max(200, DiverseWork/max(len(points), 1)))
	chosen, err := KCentre(ctx, points, k)
	if err != nil {
		return nil, err
	}
	out := make([]project.Stub, 0, len(stubs))
	taken := make([]bool, len(shuffled))
	for _, i := range chosen {
		out = append(out, shuffled[i])
		taken[i] = true
	}
	for i, s := range shuffled {
		if !taken[i] {
			out = append(out, s)
		}
	}
	return out, nil
}

// KCentre chooses k points, beginning with the first, each the farthest (Euclidean) from those before it.
func KCentre(ctx context.Context, points [][]float32, k int) ([]int, error) {
	if len(points) == 0 {
		return nil, nil
	}
	near := make([]float32, len(points)) // squared distance to the nearest centre
	for i := range near {
		near[i] = math.MaxFloat32
	}
	workers := min(runtime.GOMAXPROCS(0), len(points)/1000+1)
	found := make([]farthest, workers)
	chosen := []int{0}
	for len(chosen) < min(k, len(points)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		centre := points[chosen[len(chosen)-1]]
		var all sync.WaitGroup
		for w := range workers {
			from, to := len(points)*w/workers, len(points)*(w+1)/workers
			all.Go(func() { found[w] = approach(points, near, centre, from, to) })
		}
		all.Wait()
		best := found[0]
		for _, f := range found[1:] { // of equals the first, however many there are to look
			if f.distance > best.distance {
				best = f
			}
		}
		if best.distance <= 0 {
			break // only copies of what is chosen are left
		}
		chosen = append(chosen, best.at)
	}
	return chosen, nil
}

type farthest struct {
	at       int
	distance float32
}

// approach takes note of a new centre in a part of the points, and finds the one that is farthest from all centres.
func approach(points [][]float32, near []float32, centre []float32, from, to int) farthest {
	best := farthest{-1, -1}
	for i := from; i < to; i++ {
		v, least := points[i], near[i]
		v = v[:len(centre)]
		d := float32(0)
		for j := 0; j < len(centre); {
			for end := min(j+16, len(centre)); j < end; j++ {
				y := v[j] - centre[j]
				d += y * y
			}
			if d >= least {
				break // another centre is nearer
			}
		}
		least = min(least, d)
		if near[i] = least; least > best.distance {
			best = farthest{i, least}
		}
	}
	return best
}
