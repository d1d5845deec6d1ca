package similar

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"
)

// Result is a scored table, as far as it is read already.
type Result struct {
	Path string          // of the result
	Rows []batch.Verdict // all of them, in their order
	In   *table.Input    // what it was made of; nil: that is not known, and pictures are looked for from the result's folder
}

// ofResult is the rows of a result. Their vectors lie in a file beside it.
type ofResult struct {
	Result
	kept   *keptFile
	mayAdd bool // to the file, where there is none yet
	memory map[app.PostID]Vectors
	name   string // of what is in memory
	once   sync.Once
	load   *table.Loader
	failed error
}

// OfResult is the rows of a result.
func OfResult(r Result) Set { return &ofResult{Result: r, kept: &keptFile{path: Beside(r.Path)}} }

// Beside is the file that a result's vectors lie in.
func Beside(result string) string { return result + ".similar" }

// MostRows is how many rows of a result are read.
const MostRows = 1_000_000

// OpenResult reads a result and opens its rows.
func OpenResult(ctx context.Context, path string) (Set, error) {
	rows, _, err := batch.ReadResults(ctx, path, MostRows)
	if err != nil {
		return nil, err
	}
	return OfResult(Result{Path: path, Rows: rows}), nil
}

func (s *ofResult) Refs(context.Context) ([]Ref, error) {
	refs := make([]Ref, len(s.Rows))
	for i := range s.Rows {
		v := &s.Rows[i]
		refs[i] = Ref{ID: rowID(v), Name: v.ID, Text: beginning(v.Text), Picture: v.Image}
		if !v.Failed() {
			refs[i].Says, refs[i].Means = &v.Label, v.Means
		}
	}
	return refs, nil
}

// rowID names what a row holds: its words, and its picture by the name that the row has for it.
func rowID(v *batch.Verdict) app.PostID {
	h := sha256.New()
	var n [8]byte
	binary.LittleEndian.PutUint64(n[:], uint64(len(v.Text)))
	h.Write(n[:])
	h.Write([]byte(v.Text))
	h.Write([]byte(v.Image))
	if v.Cut || v.Image == "" && v.Picture != nil { // not all of its words are here, or its picture is in the row itself: by its place
		binary.LittleEndian.PutUint64(n[:], uint64(v.Row))
		h.Write(n[:])
	}
	return app.PostID(hex.EncodeToString(h.Sum(nil)[:16]))
}

func (s *ofResult) Post(ctx context.Context, at int) app.Post {
	v := &s.Rows[at]
	post := app.Post{ID: v.ID, Text: v.Text}
	if v.Cut {
		if post.Err = batch.Whole(ctx, s.Path, []int64{v.Row}, func(whole batch.Verdict) error {
			post.Text = whole.Text
			return nil
		}); post.Err != nil {
			return post
		}
	}
	if v.Image == "" {
		return post
	}
	s.once.Do(func() {
		in := s.In
		if in == nil {
			in = &table.Input{Path: s.Path, Options: source.Options{Pictures: filepath.Dir(s.Path)}}
		}
		s.load, s.failed = table.NewLoader(in, picture.DefaultLimits)
	})
	if post.Err = s.failed; post.Err == nil {
		post.Picture, post.Err = s.load.Load(ctx, v.Image)
	}
	return post
}

func (s *ofResult) Kept(ctx context.Context, name string, each func(app.PostID, Vectors)) error {
	mine := make(map[app.PostID]bool, len(s.Rows))
	for i := range s.Rows {
		mine[rowID(&s.Rows[i])] = true
	}
	if name == s.name {
		for _, id := range slices.Sorted(maps.Keys(s.memory)) {
			each(id, s.memory[id])
		}
	}
	return s.kept.read(ctx, name, mine, each)
}

// Allow keeps Set.
func (s *ofResult) Allow() { s.mayAdd = true }

// Keep keeps Set: in the file, where somebody has agreed to one or there is one.
func (s *ofResult) Keep(_ context.Context, name string, all map[app.PostID]Vectors) error {
	if name != s.name || s.memory == nil {
		s.memory, s.name = map[app.PostID]Vectors{}, name
	}
	maps.Copy(s.memory, all)
	if !s.mayAdd && !s.kept.there() {
		return nil
	}
	all, s.memory = s.memory, nil
	return s.kept.add(name, all)
}

func (s *ofResult) Close() error { return s.kept.close() }
