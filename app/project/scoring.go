package project

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"duotone/app"
)

// Scored is what ScoreAll did.
type Scored struct {
	Posts  int // scored now
	Failed int // could not be scored: a picture is missing, for one
	First  error
	Worded int // of the scored, those with words that were read in their pictures
	Unread int // of the scored, those whose pictures nobody had read
}

// ScoreAll lets a model score the posts that it has not scored yet, with the words that were read in their pictures, and stores its representations where it gives some.
// What is done is kept when the rest is cancelled. progress is called from one goroutine; it may be nil.
func (p *Project) ScoreAll(ctx context.Context, pack string, model app.Scorer, progress func(done, total int)) (Scored, error) {
	var out Scored
	todo, err := p.Scores.Unscored(ctx, pack)
	if err != nil {
		return out, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	type result struct {
		score Score
		vec   []float32
		of    Item
		err   error
	}
	ids, results := make(chan app.PostID), make(chan result)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(len(todo), 1)) {
		workers.Go(func() {
			for id := range ids {
				item, s, vec, err := scoreOne(ctx, p, id, model)
				if errors.Is(err, app.ErrClosed) {
					stop(err)
				}
				s.Pack = pack
				results <- result{s, vec, item, err}
			}
		})
	}
	go func() {
		defer close(results)
		defer workers.Wait()
		defer close(ids)
		for _, id := range todo {
			select {
			case ids <- id:
			case <-ctx.Done():
				return
			}
		}
	}()
	var scores []Score
	vectors := map[app.PostID][]float32{}
	var failed error
	keep := func() {
		if failed == nil {
			failed = p.Scores.Set(context.WithoutCancel(ctx), scores)
		}
		if failed == nil && len(vectors) > 0 {
			failed = p.Scores.SetEmbeddings(context.WithoutCancel(ctx), pack, vectors)
		}
		if failed != nil {
			stop(failed)
		} else {
			out.Posts += len(scores)
		}
		scores, vectors = nil, map[app.PostID][]float32{}
	}
	for r := range results {
		switch {
		case r.err != nil && ctx.Err() == nil:
			out.Failed++
			if out.First == nil {
				out.First = r.err
			}
		case r.err == nil:
			scores = append(scores, r.score)
			if r.of.Columns[PictureWordsColumn] != "" {
				out.Worded++
			}
			if r.of.Picture != nil && !r.of.PictureRead() {
				out.Unread++
			}
			if r.vec != nil {
				vectors[r.score.Post] = r.vec
			}
		}
		if len(scores) >= 200 {
			keep()
		}
		if progress != nil {
			progress(out.Posts+out.Failed+len(scores), len(todo))
		}
	}
	keep()
	if failed != nil {
		return out, failed
	}
	return out, context.Cause(ctx)
}

func scoreOne(ctx context.Context, p *Project, id app.PostID, model app.Scorer) (Item, Score, []float32, error) {
	item, err := p.Posts.Item(ctx, id)
	if err != nil {
		return item, Score{}, nil, err
	}
	post := p.Pictures.ForModel(ctx, item)
	if post.Err != nil {
		return item, Score{}, nil, post.Err
	}
	predictions, err := model.Score(ctx, post)
	if err != nil {
		return item, Score{}, nil, err
	}
	predictions[0].PictureWords = nil // the post has them already, and these have no places
	s, err := ScoreOf(id, predictions[0])
	if err != nil {
		return item, Score{}, nil, err
	}
	if e, ok := model.(app.Embedder); ok {
		if vec, err := e.Embed(ctx, post); err == nil {
			return item, s, vec, nil
		}
	}
	return item, s, nil, ctx.Err()
}
