package project

import (
	"context"
	"database/sql"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"duotone/app"
)

const (
	diverseDims = 128        // wider representations are kept as a random projection (Johnson & Lindenstrauss 1984)
	diverseMany = 20_000     // with more posts, the first half of it does
	diverseMax  = 1000       // so many centres are chosen at most; the rest comes at random
	diverseWork = 3e7        // centres times posts: nobody waits longer than some seconds, nor labels so many
	diverseSeed = 0x64697665 // of the projection: the same in every copy, so that they can be merged
)

// SetEmbeddings stores representations of posts by a pack, narrowed to what the order needs: distances stay what they
// were within some percent, and a hundred thousand posts take 50 MB instead of 700.
func (sc Scores) SetEmbeddings(ctx context.Context, pack string, vectors map[app.PostID][]float32) error {
	a, err := Posts(sc).Adder(ctx, false)
	if err != nil {
		return err
	}
	defer a.Cancel()
	var n narrower
	for _, id := range sortedKeys(vectors) {
		raw := make([]byte, 0, 4*diverseDims)
		for _, x := range n.narrow(vectors[id]) {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
		}
		if _, err := a.exec("INSERT OR REPLACE INTO embedding (post, pack, vec) VALUES (?,?,?)", string(id), pack, raw); err != nil {
			return explain(opWrite, sc.path, err)
		}
	}
	return a.Commit()
}

func (sc Scores) embeddings(ctx context.Context, pack string) (map[app.PostID][]float32, error) {
	rows, err := sc.db.QueryContext(ctx, "SELECT post, vec FROM embedding WHERE pack = ?", pack)
	if err != nil {
		return nil, explain(opRead, sc.path, err)
	}
	defer rows.Close()
	all := map[app.PostID][]float32{}
	var n narrower
	var raw sql.RawBytes
	for rows.Next() {
		var id app.PostID
		if err := rows.Scan(&id, &raw); err != nil {
			return nil, explain(opRead, sc.path, err)
		}
		v := make([]float32, len(raw)/4)
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
		all[id] = n.narrow(v) // an older version kept all of it
	}
	return all, explain(opRead, sc.path, rows.Err())
}

// diverse puts k-centre greedy's choice first (Gonzalez 1985; Sener & Savarese 2018): each next post is the one farthest
// from all before it. What has no representation comes last.
func (q Queue) diverse(ctx context.Context, m material, seed int64) ([]Stub, error) {
	stubs, vectors := m.stubs, m.vectors
	if len(vectors) == 0 {
		return nil, app.Errorf("order the posts", q.path, app.KindInput,
			"Let a model that gives representations score the project first: duotone project score FILE.",
			"the order %q needs a model's representations, and there are none", OrderDiverse)
	}
	shuffled := byKey(stubs, func(id app.PostID) (float64, bool) {
		_, ok := vectors[id]
		return lot(seed, id), ok
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
		width = min(width, diverseDims/2)
	}
	side := make([]float32, 0, len(points)*max(width, 0)) // side by side they are read many times faster
	for i, v := range points {
		side = append(side, v[:width]...)
		points[i] = side[len(side)-width:]
	}
	k := min(diverseMax, max(200, diverseWork/max(len(points), 1)))
	chosen, err := KCentre(ctx, points, k)
	if err != nil {
		return nil, err
	}
	out := make([]Stub, 0, len(stubs))
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

// narrower projects representations of one width to diverseDims at random. What is narrow already stays as it is.
type narrower struct {
	width  int
	matrix []float32
}

func (n *narrower) narrow(v []float32) []float32 {
	if len(v) <= diverseDims {
		return v
	}
	if n.width != len(v) {
		rng := rand.New(rand.NewPCG(diverseSeed, uint64(len(v))))
		n.width, n.matrix = len(v), make([]float32, len(v)*diverseDims)
		for i := range n.matrix {
			n.matrix[i] = float32(rng.NormFloat64() / math.Sqrt(diverseDims))
		}
	}
	out := make([]float32, diverseDims)
	for i, x := range v {
		row := n.matrix[i*diverseDims:][:diverseDims]
		for k := range out {
			out[k] += x * row[k]
		}
	}
	return out
}
