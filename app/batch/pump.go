package batch

import (
	"context"
	"errors"
	"io"
	"runtime"
	"time"

	"duotone/app"
	"duotone/app/table"
	"duotone/app/table/source"

	"golang.org/x/sync/errgroup"
)

const (
	chunkRows  = 32       // rows scored together; fewer at the beginning of an input, so that the first is soon seen
	chunkBytes = 4 << 20  // of rows as read
	postBytes  = 16 << 20 // of encoded pictures in memory for one call of Score
	liveRows   = 16       // rows of a pipe scored together where as many are waiting
	ahead      = 6        // chunks under way

	// How often the journal is written: as often as it costs next to nothing, so that a kill loses little.
	saveSoonest = 50 * time.Millisecond
	saveLatest  = 2 * time.Second
	saveShare   = 50 // a save takes at most this part of the time
)

// chunk is a run of rows that are scored together. Chunks begin at the same rows whether a run was stopped in between or
// not, so that the model is called with the same posts.
type chunk struct {
	seq   int
	rows  []source.Row
	read  int64  // rows of the input that are dealt with once this chunk is written
	chain string // hash of the input's rows up to here

	prints    []string // of the rows' pictures
	out, errs []byte
	scored    []Scored // only where somebody wants the rows
	summary   Summary
	fail      error // strict: the first row's error; out ends before it
}

// pump moves rows from the input through the model to the result.
func (r *run) pump(ctx context.Context) error {
	src, err := r.job.In.Rows()
	if err != nil {
		return err
	}
	workers := 2 // Score spreads a chunk over the cores itself; the second reads pictures and writes rows meanwhile
	if r.job.Output.Explain {
		workers = max(2, runtime.NumCPU())
	}
	g, gctx := errgroup.WithContext(ctx)
	jobs, done, tokens := make(chan *chunk), make(chan *chunk), make(chan struct{}, ahead+workers)
	read := func() error {
		defer close(jobs)
		if r.job.In.Live() {
			return r.readLive(gctx, src, jobs, tokens)
		}
		defer src.Close()
		return r.readChunks(gctx, src, jobs, tokens)
	}
	g.Go(read)
	wg, wctx := errgroup.WithContext(gctx)
	for range workers {
		wg.Go(func() error {
			for c := range jobs {
				if err := r.score(wctx, c); err != nil {
					return err
				}
				select {
				case done <- c:
				case <-wctx.Done():
					return wctx.Err()
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(done)
		return wg.Wait()
	})
	g.Go(func() error { return r.collect(gctx, done, tokens) })
	err = g.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		r.notes = source.NotesOf(src)
	}
	return err
}

// chunkAt is how many rows a chunk has that begins after so many rows of the input.
func chunkAt(before int64) int { return int(min(max(before, 1), chunkRows)) }

// readChunks reads a file, past the rows that are done, to its end or until it is enough.
func (r *run) readChunks(ctx context.Context, src source.Source, jobs chan<- *chunk, tokens chan<- struct{}) error {
	var chain rowChain
	var pictures pictureChain
	next := newChunk(0)
	size := int64(0)
	skip := r.now.Read
	most := chunkAt(skip)
	for n := int64(0); ; n++ {
		if n%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if n == skip && skip > 0 && chainString(chain) != r.now.Chain {
			return tellChange(r.job.Out, []string{"input"})
		}
		if n == skip && skip > 0 && pictures != r.now.Pictures {
			return tellChange(r.job.Out, []string{"picture"})
		}
		var row source.Row
		var err error
		if r.stopped = n >= skip && r.job.Enough != nil && r.job.Enough(); r.stopped {
			err = io.EOF
		} else {
			row, err = src.Next()
		}
		if errors.Is(err, io.EOF) {
			if n < skip {
				return tellChange(r.job.Out, []string{"input"})
			}
			next.chain = chainString(chain)
			return send(ctx, next, jobs, tokens)
		}
		if err != nil {
			return readError(r.job.In, err)
		}
		chain.add(row)
		if n < skip {
			if r.job.Shard.has(r.job.In.Mapping.PostID(row)) {
				pictures.add(r.loader.Print(r.job.In.Mapping, row))
			}
			continue
		}
		next.read = n + 1
		if r.job.Shard.has(r.job.In.Mapping.PostID(row)) {
			next.rows = append(next.rows, row)
			size += row.Size()
		}
		if len(next.rows) >= most || size > chunkBytes {
			next.chain = chainString(chain)
			if err := send(ctx, next, jobs, tokens); err != nil {
				return err
			}
			next, size, most = newChunk(next.seq+1), 0, chunkAt(n+1)
		}
	}
}

func readError(in *table.Input, err error) error {
	if app.KindOf(err) != app.KindInternal || errors.Is(err, context.Canceled) {
		return err
	}
	return app.Errorf("read input", in.Path, app.KindFormat, "Check that the file is whole.", "%w", err)
}

func newChunk(seq int) *chunk { return &chunk{seq: seq, summary: newSummary()} }

func send(ctx context.Context, c *chunk, jobs chan<- *chunk, tokens chan<- struct{}) error {
	select {
	case tokens <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case jobs <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// collect writes chunks in their order and keeps the journal.
func (r *run) collect(ctx context.Context, done <-chan *chunk, tokens <-chan struct{}) error {
	waiting := map[int]*chunk{}
	saved, pause := time.Now(), saveSoonest
	for seq := 0; ; {
		select {
		case c, ok := <-done:
			if !ok {
				return nil
			}
			waiting[c.seq] = c
		case <-ctx.Done():
			return ctx.Err()
		}
		for c := waiting[seq]; c != nil; c = waiting[seq] {
			delete(waiting, seq)
			if err := r.put(c); err != nil {
				return err
			}
			seq++
			<-tokens
		}
		if r.journal != nil && time.Since(saved) > pause {
			began := time.Now()
			if err := r.checkpoint(false); err != nil {
				return err
			}
			saved = time.Now()
			pause = min(max(saved.Sub(began)*saveShare, saveSoonest), saveLatest)
		}
	}
}

// put writes one chunk.
func (r *run) put(c *chunk) error {
	if c.fail != nil && r.partial != nil {
		return c.fail // the rows before it in this chunk are scored again by the run that goes on
	}
	if err := r.write(c.out); err != nil {
		return err
	}
	if c.fail != nil {
		return c.fail
	}
	if r.errs != nil {
		if err := r.errs.write(c.errs); err != nil {
			return err
		}
	}
	if c.read > 0 {
		r.now.Read, r.now.Chain = c.read, c.chain
		for _, print := range c.prints {
			r.now.Pictures.add(print)
		}
	}
	r.now.Summary.merge(c.summary)
	if r.job.Row != nil {
		for _, s := range c.scored {
			r.job.Row(s)
		}
	}
	if r.job.Progress != nil {
		r.job.Progress(Progress{Summary: r.now.Summary.clone(), Read: r.now.Read, Resumed: r.resumed,
			Total: r.job.In.Total, Exact: r.job.In.Exact, Elapsed: time.Since(r.started)})
	}
	return nil
}
