package project

import (
	"context"
	"database/sql"
	"encoding/binary"
	"math"
	"math/rand/v2"

	"duotone/app"
	"duotone/app/project/store"
)

// EmbeddingSize is how many numbers are kept of a representation; wider ones are kept as a random projection (Johnson & Lindenstrauss 1984).
const EmbeddingSize = 128

const projectionSeed = 0x64697665 // the same in every copy, so that they can be merged

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
		raw := make([]byte, 0, 4*EmbeddingSize)
		for _, x := range n.narrow(vectors[id]) {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
		}
		if _, err := a.exec("INSERT OR REPLACE INTO embedding (post, pack, vec) VALUES (?,?,?)", string(id), pack, raw); err != nil {
			return store.Explain(store.OpWrite, sc.file.Path, err)
		}
	}
	return a.Commit()
}

// Embeddings are the representations by a pack, each of EmbeddingSize numbers or fewer.
func (sc Scores) Embeddings(ctx context.Context, pack string) (map[app.PostID][]float32, error) {
	rows, err := sc.file.DB.QueryContext(ctx, "SELECT post, vec FROM embedding WHERE pack = ?", pack)
	if err != nil {
		return nil, store.Explain(store.OpRead, sc.file.Path, err)
	}
	defer rows.Close()
	all := map[app.PostID][]float32{}
	var n narrower
	var raw sql.RawBytes
	for rows.Next() {
		var id app.PostID
		if err := rows.Scan(&id, &raw); err != nil {
			return nil, store.Explain(store.OpRead, sc.file.Path, err)
		}
		v := make([]float32, len(raw)/4)
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
		all[id] = n.narrow(v) // an older version kept all of it
	}
	return all, store.Explain(store.OpRead, sc.file.Path, rows.Err())
}

// narrower projects representations of one width to embeddingSize at random. What is narrow already stays as it is.
type narrower struct {
	width  int
	matrix []float32
}

func (n *narrower) narrow(v []float32) []float32 {
	if len(v) <= EmbeddingSize {
		return v
	}
	if n.width != len(v) {
		rng := rand.New(rand.NewPCG(projectionSeed, uint64(len(v))))
		n.width, n.matrix = len(v), make([]float32, len(v)*EmbeddingSize)
		for i := range n.matrix {
			n.matrix[i] = float32(rng.NormFloat64() / math.Sqrt(EmbeddingSize))
		}
	}
	out := make([]float32, EmbeddingSize)
	for i, x := range v {
		row := n.matrix[i*EmbeddingSize:][:EmbeddingSize]
		for k := range out {
			out[k] += x * row[k]
		}
	}
	return out
}
