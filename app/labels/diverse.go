package labels

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"

	"duotone/app"
)

const (
	diverseMax  = 1000 // so many centres are chosen; the rest comes at random
	diverseDims = 64   // wider representations are projected at random (Johnson & Lindenstrauss 1984) when posts are many
)

// SetEmbeddings stores representations of posts by a pack.
func (p *Project) SetEmbeddings(ctx context.Context, pack string, vectors map[app.PostID][]float32) error {
	a, err := p.Adder(ctx, false)
	if err != nil {
		return err
	}
	defer a.Cancel()
	for _, id := range sortedKeys(vectors) {
		raw := make([]byte, 0, 4*len(vectors[id]))
		for _, x := range vectors[id] {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
		}
		if _, err := a.exec("INSERT OR REPLACE INTO embedding (post, pack, vec) VALUES (?,?,?)", string(id), pack, raw); err != nil {
			return explain(opWrite, p.path, err)
		}
	}
	return a.Commit()
}

func (p *Project) embeddings(ctx context.Context, pack string) (map[app.PostID][]float32, error) {
	rows, err := p.db.QueryContext(ctx, "SELECT post, vec FROM embedding WHERE pack = ?", pack)
	if err != nil {
		return nil, explain(opRead, p.path, err)
	}
	defer rows.Close()
	all := map[app.PostID][]float32{}
	for rows.Next() {
		var id app.PostID
		var raw []byte
		if err := rows.Scan(&id, &raw); err != nil {
			return nil, explain(opRead, p.path, err)
		}
		v := make([]float32, len(raw)/4)
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
		all[id] = v
	}
	return all, explain(opRead, p.path, rows.Err())
}

// diverse puts k-centre greedy's choice first (Gonzalez 1985; Sener & Savarese 2018): each next post is the one farthest
// from all before it. What has no representation comes last.
func (p *Project) diverse(ctx context.Context, m material, seed int64) ([]Stub, error) {
	stubs, vectors := m.stubs, m.vectors
	if len(vectors) == 0 {
		return nil, app.Errorf("order the posts", p.path, app.KindInput,
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
	if len(points) > 10_000 && width > diverseDims {
		points = project(points, seed)
	}
	chosen, err := KCentre(ctx, points, diverseMax)
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
	chosen := []int{0}
	for len(chosen) < min(k, len(points)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		centre := points[chosen[len(chosen)-1]]
		best, far := -1, float32(-1)
		for i, v := range points {
			var d float32
			for j, x := range v {
				y := x - centre[j]
				d += y * y
			}
			near[i] = min(near[i], d)
			if near[i] > far {
				best, far = i, near[i]
			}
		}
		if far <= 0 {
			break // only copies of what is chosen are left
		}
		chosen = append(chosen, best)
	}
	return chosen, nil
}

func project(points [][]float32, seed int64) [][]float32 {
	rng := rand.New(rand.NewPCG(uint64(seed), 1))
	width := len(points[0])
	matrix := make([]float32, width*diverseDims)
	for i := range matrix {
		matrix[i] = float32(rng.NormFloat64() / math.Sqrt(diverseDims))
	}
	out := make([][]float32, len(points))
	for i, v := range points {
		w := make([]float32, diverseDims)
		for j, x := range v {
			row := matrix[j*diverseDims : (j+1)*diverseDims]
			for k := range w {
				w[k] += x * row[k]
			}
		}
		out[i] = w
	}
	return out
}
