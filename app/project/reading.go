package project

import (
	"context"
	"errors"
	"runtime"
	"slices"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
	"duotone/app/project/store"

	"golang.org/x/sync/errgroup"
)

// PictureWordsColumn is the column that has the words that were read in a post's picture, line by line. A table that duotone score wrote has the same.
const PictureWordsColumn = "picture_words"

// readBy is who writes them down, as a post's history has it.
const readBy = "reader"

// PicturesRead is what came of reading pictures.
type PicturesRead struct {
	Pictures  int // that were read now
	WithWords int // of them
	Failed    int // could not be read: one is missing, for one
	First     error
}

// WordReader reads the words in a picture, as app.PictureReader does.
type WordReader interface {
	ReadPicture(ctx context.Context, p *app.Picture) ([]app.PictureWord, error)
}

// ReadPictures reads the words in the pictures of posts that were not read before, with again of all, and writes them down as an edit of
// PictureWordsColumn: there they are found, shown and exported. That a picture has none is kept too. posts nil: all of them. What is done is kept
// when the rest is cancelled. progress is called from one goroutine; it may be nil.
func (p *Project) ReadPictures(ctx context.Context, reader WordReader, again bool, posts []app.PostID, progress func(done, total int)) (PicturesRead, error) {
	var out PicturesRead
	todo, err := unread(ctx, p, again, posts)
	if err != nil {
		return out, err
	}
	type result struct {
		post  app.PostID
		words []app.PictureWord
		err   error
	}
	results := make(chan result)
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0) + 1) // and what hands them out
	group.Go(func() error {
		for _, id := range todo {
			if running.Err() != nil {
				return nil
			}
			group.Go(func() error {
				words, err := readPicture(running, p, reader, id)
				if errors.Is(err, app.ErrClosed) {
					return err
				}
				select {
				case results <- result{id, words, err}:
				case <-running.Done():
				}
				return nil
			})
		}
		return nil
	})
	stopped := make(chan error, 1)
	go func() {
		stopped <- group.Wait()
		close(results)
	}()
	var events []ledger.Event
	var failed error
	keep := func() error {
		if len(events) == 0 {
			return nil
		}
		_, err := p.Log.Append(context.WithoutCancel(ctx), events...)
		events = nil
		return err
	}
	for r := range results {
		switch {
		case ctx.Err() != nil && r.err != nil:
			continue
		case r.err != nil:
			if out.Failed++; out.First == nil {
				out.First = r.err
			}
		default:
			if out.Pictures++; len(r.words) > 0 {
				out.WithWords++
			}
			events = append(events, ledger.Event{Annotator: readBy, Act: ledger.ActEdit, Post: r.post, Question: codebook.Both,
				Target: ledger.EditColumn + PictureWordsColumn, Value: app.PictureText(r.words)})
		}
		if len(events) >= 100 && failed == nil {
			failed = keep()
		}
		if progress != nil {
			progress(out.Pictures+out.Failed, len(todo))
		}
	}
	return out, errors.Join(failed, keep(), <-stopped, ctx.Err())
}

// unread lists those of posts, or of all, that have a picture which is to be read.
func unread(ctx context.Context, p *Project, again bool, posts []app.PostID) ([]app.PostID, error) {
	stubs, err := p.Posts.Stubs(ctx)
	if err != nil {
		return nil, err
	}
	edits, err := p.Posts.edits(ctx, "")
	if err != nil {
		return nil, store.Explain(store.OpRead, p.Path(), err)
	}
	var todo []app.PostID
	for _, s := range stubs {
		_, read := edits[s.ID][ledger.EditColumn+PictureWordsColumn]
		if s.Picture && (again || !read) && (posts == nil || slices.Contains(posts, s.ID)) {
			todo = append(todo, s.ID)
		}
	}
	return todo, nil
}

func readPicture(ctx context.Context, p *Project, reader WordReader, id app.PostID) ([]app.PictureWord, error) {
	item, err := p.Posts.Item(ctx, id)
	if err != nil {
		return nil, err
	}
	if item.Picture == nil { // erased meanwhile
		return nil, nil
	}
	pic, err := p.Pictures.Read(ctx, *item.Picture)
	if err != nil {
		return nil, err
	}
	return reader.ReadPicture(ctx, pic)
}
