package batch

import (
	"context"
	"fmt"
	"runtime"

	"duotone/app"
	"duotone/app/table/source"

	"golang.org/x/sync/errgroup"
)

// score does a chunk's work: pictures, model, bytes of the result.
func (r *run) score(ctx context.Context, c *chunk) error {
	for from := 0; from < len(c.rows); {
		posts := make([]app.Post, 0, len(c.rows)-from)
		held := 0
		for _, row := range c.rows[from:] {
			c.prints = append(c.prints, r.loader.Print(r.job.In.Mapping, row))
			p, err := r.post(ctx, row)
			if err != nil {
				return err
			}
			posts = append(posts, p)
			if p.Picture != nil {
				held += len(p.Picture.Data)
			}
			if held > postBytes {
				break
			}
		}
		if err := r.readPictures(ctx, posts); err != nil {
			return err
		}
		predictions, err := r.model.Score(ctx, posts...)
		if err != nil {
			return err
		}
		if len(predictions) != len(posts) {
			return app.Errorf("score", "", app.KindInternal, "", "%d predictions for %d posts", len(predictions), len(posts))
		}
		for i, p := range predictions {
			if c.fail != nil {
				break
			}
			if err := r.add(ctx, c, c.rows[from+i], posts[i], p); err != nil {
				return err
			}
		}
		from += len(posts)
	}
	c.rows = nil
	return nil
}

// readPictures reads the words in the posts' pictures, as many at a time as there are cores. A picture that can't be read is the error of its post.
func (r *run) readPictures(ctx context.Context, posts []app.Post) error {
	if r.job.Reader == nil {
		return nil
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i := range posts {
		p := &posts[i]
		if p.Picture == nil || p.Err != nil {
			continue
		}
		group.Go(func() error {
			words, err := r.job.Reader.ReadPicture(ctx, p.Picture)
			p.PictureWords, p.Err = append([]app.PictureWord{}, words...), err
			return ctx.Err()
		})
	}
	return group.Wait()
}

// post makes the post of a row. A row that can't be read is a post with an error; only a cancel is an error here.
func (r *run) post(ctx context.Context, row source.Row) (app.Post, error) {
	m := r.job.In.Mapping
	p := app.Post{ID: source.Valid(m.PostID(row)), Err: row.Err}
	if p.Err != nil {
		return p, nil
	}
	ref, err := m.Picture(row)
	if err == nil {
		p.Text, err = m.Words(row)
	}
	if err == nil {
		p.Picture, err = r.loader.Load(ctx, ref)
	}
	if ctx.Err() != nil {
		return p, ctx.Err()
	}
	p.Err = err
	return p, nil
}

// add appends one row to a chunk's bytes.
func (r *run) add(ctx context.Context, c *chunk, row source.Row, post app.Post, p app.Prediction) error {
	s := Scored{Row: row, Prediction: p}
	if p.Err == nil && r.job.Output.Explain {
		a, err := r.model.Explain(ctx, post, p.Label)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			s.Prediction = app.Prediction{ID: p.ID, Pack: p.Pack, Device: p.Device, Err: err}
		} else {
			s.Why = &a
		}
	}
	if p := s.Prediction; p.Err != nil && r.job.Strict {
		c.fail = &app.Error{Op: fmt.Sprintf("row %d", row.N), Path: "", Kind: app.KindOf(p.Err), Hint: app.HintOf(p.Err), Err: p.Err}
		return nil
	}
	line, lost, err := r.encode.row(s)
	if err != nil {
		return app.Errorf("write row", fmt.Sprint(row.N), app.KindInternal, "", "%w", err)
	}
	c.out = append(c.out, line...)
	c.summary.Lost += int64(lost)
	if s.Prediction.Err != nil && r.errors != nil {
		if line, _, err = r.errors.row(s); err != nil {
			return app.Errorf("write row", fmt.Sprint(row.N), app.KindInternal, "", "%w", err)
		}
		c.errs = append(c.errs, line...)
	}
	c.summary.add(s.Prediction)
	if r.job.Row != nil {
		c.scored = append(c.scored, s)
	}
	return nil
}
