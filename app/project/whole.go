package project

import (
	"context"
	"database/sql"
	"encoding/binary"
	"math"

	"duotone/app"
	"duotone/app/project/store"
)

// Whole is a pack's embedding of a post with all its numbers, and what the pack said of it. Heads are learned from these.
type Whole struct {
	Vector []float32
	Said   app.Label
}

// wholeKey is what embeddings with all their numbers are called beside those that are narrowed: they stay in the file that they were
// made in, as a merge of a hundred thousand posts would carry a gigabyte.
const wholeKey = "whole:"

// SetWhole stores embeddings of posts; maker says by what they were made. Zeros at the end, as of a post without a picture, take no room.
func (sc Scores) SetWhole(ctx context.Context, maker string, all map[app.PostID]Whole) error {
	a, err := Posts(sc).Adder(ctx, false)
	if err != nil {
		return err
	}
	defer a.Cancel()
	for _, id := range sortedKeys(all) {
		v := all[id].Vector
		used := len(v)
		for used > 0 && v[used-1] == 0 {
			used--
		}
		raw := make([]byte, 0, 4*(used+2))
		for _, x := range append([]float32{float32(all[id].Said), float32(len(v))}, v[:used]...) {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
		}
		if _, err := a.exec("INSERT OR REPLACE INTO embedding (post, pack, vec) VALUES (?,?,?)", string(id), wholeKey+maker, raw); err != nil {
			return store.Explain(store.OpWrite, sc.file.Path, err)
		}
	}
	return a.Commit()
}

// Whole reads embeddings made by maker of those posts that want asks for.
func (sc Scores) Whole(ctx context.Context, maker string, want func(app.PostID) bool) (map[app.PostID]Whole, error) {
	rows, err := sc.file.DB.QueryContext(ctx, "SELECT post, vec FROM embedding WHERE pack = ?", wholeKey+maker)
	if err != nil {
		return nil, store.Explain(store.OpRead, sc.file.Path, err)
	}
	defer rows.Close()
	all := map[app.PostID]Whole{}
	var raw sql.RawBytes
	for rows.Next() {
		var id app.PostID
		if err := rows.Scan(&id, &raw); err != nil {
			return nil, store.Explain(store.OpRead, sc.file.Path, err)
		}
		if !want(id) {
			continue
		}
		at := func(i int) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])) }
		n := len(raw)/4 - 2
		if n < 0 {
			continue // damaged: it is made again
		}
		said, width := at(0), at(1)
		if said < 0 || said > 2 || !(width >= float32(n)) || width > app.MaxHeadSize {
			continue
		}
		v := make([]float32, int(width))
		for i := range n {
			v[i] = at(i + 2)
		}
		all[id] = Whole{Vector: v, Said: app.Label(said)}
	}
	return all, store.Explain(store.OpRead, sc.file.Path, rows.Err())
}
