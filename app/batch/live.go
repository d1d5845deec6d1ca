package batch

import (
	"context"
	"errors"
	"io"

	"duotone/app/table/source"
)

// readLive reads a pipe. Rows go on as soon as they come: those that wait are taken together. A read that does not answer
// is left behind at a cancel.
func (r *run) readLive(ctx context.Context, src source.Source, jobs chan<- *chunk, tokens chan<- struct{}) error {
	type item struct {
		row   source.Row
		chain string
		err   error
	}
	rows := make(chan item, 2*liveRows)
	go func() {
		defer close(rows)
		var chain rowChain
		for {
			row, err := src.Next()
			it := item{row: row, err: err}
			if err == nil {
				chain.add(row)
				it.chain = chainString(chain)
			}
			select {
			case rows <- it:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	next, n, skip := newChunk(0), int64(0), r.now.Read
	size := int64(0)
	var pictures pictureChain
	take := func(it item) error {
		n++
		if n == skip && it.chain != r.now.Chain {
			return tellChange(r.job.Out, []string{"input"})
		}
		if n <= skip {
			if r.job.Shard.has(r.job.In.Mapping.PostID(it.row)) {
				pictures.add(r.loader.Print(r.job.In.Mapping, it.row))
			}
			if n == skip && pictures != r.now.Pictures {
				return tellChange(r.job.Out, []string{"picture"})
			}
			return nil
		}
		next.read, next.chain = n, it.chain
		if r.job.Shard.has(r.job.In.Mapping.PostID(it.row)) {
			next.rows = append(next.rows, it.row)
			size += it.row.Size()
		}
		return nil
	}
	for {
		var it item
		select {
		case it = <-rows:
		case <-ctx.Done():
			return ctx.Err()
		}
		for waiting := true; waiting; {
			if errors.Is(it.err, io.EOF) {
				if n < skip {
					return tellChange(r.job.Out, []string{"input"})
				}
				if next.read == 0 {
					return nil
				}
				return send(ctx, next, jobs, tokens)
			}
			if it.err != nil {
				return readError(r.job.In, it.err)
			}
			if err := take(it); err != nil {
				return err
			}
			if len(next.rows) >= liveRows || size > chunkBytes {
				break
			}
			select {
			case it = <-rows:
			default:
				waiting = false
			}
		}
		if next.read > 0 {
			if err := send(ctx, next, jobs, tokens); err != nil {
				return err
			}
			next, size = newChunk(next.seq+1), 0
		}
	}
}
