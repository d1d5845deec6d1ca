package project

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"

	"golang.org/x/sync/errgroup"
)

// PictureWordsColumn is the column that has the words that were read in a post's picture, line by line. A table that duotone score wrote has the same.
const PictureWordsColumn = "picture_words"

// UnsureWordsColumn has those of them that were read with less than app.SurelyRead, with blanks between them; they enter no verdict.
const UnsureWordsColumn = "picture_words_unsure"

// readBy is who writes them down, as a post's history has it.
const readBy = "reader"

// PicturesRead is what came of reading pictures.
type PicturesRead struct {
	Pictures  int // that were read now
	WithWords int // of them
	Failed    int // could not be read: one is missing, for one
	First     error
	Unscored  int // posts whose scores are gone, as models did not know of the words
}

// WordReader reads the words in a picture, as app.PictureReader does.
type WordReader interface {
	ReadPicture(ctx context.Context, p *app.Picture) ([]app.PictureWord, error)
}

// ReadPictures reads the words in the pictures of posts that were not read before, with again of all, and writes them down as an edit of
// PictureWordsColumn: there they are found, shown, exported, and scored with the post; what models said of it without them is let go of. That a picture
// has none is kept too. posts nil: all of them. What is done is kept when the rest is cancelled. progress is called from one goroutine; it may be nil.
func (p *Project) ReadPictures(ctx context.Context, reader WordReader, again bool, posts []app.PostID, progress func(done, total int)) (PicturesRead, error) {
	var out PicturesRead
	todo, before, err := unread(ctx, p, again, posts)
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
	var changed []app.PostID
	var failed error
	keep := func() error {
		if len(events) == 0 {
			return nil
		}
		ctx := context.WithoutCancel(ctx)
		_, err := p.Log.append(ctx, func(tx execer) error {
			for _, id := range changed {
				scores, err := forget(ctx, tx, id)
				if err != nil {
					return err
				}
				out.Unscored += min(scores, 1)
			}
			return nil
		}, events)
		events, changed = nil, nil
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
			now, was := columnsOf(r.words), before[r.post]
			events = append(events, edited(r.post, PictureWordsColumn, now[0]))
			if now[1] != was[1] {
				events = append(events, edited(r.post, UnsureWordsColumn, now[1]))
			}
			if now != was {
				changed = append(changed, r.post)
			}
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

// columnsOf are the values of PictureWordsColumn and of UnsureWordsColumn.
func columnsOf(words []app.PictureWord) [2]string {
	var unsure []string
	for _, w := range words {
		if w.Confidence < app.SurelyRead {
			unsure = append(unsure, w.Text)
		}
	}
	return [2]string{app.PictureText(words), strings.Join(unsure, " ")}
}

func edited(post app.PostID, column, value string) ledger.Event {
	return ledger.Event{Annotator: readBy, Act: ledger.ActEdit, Post: post, Question: codebook.Both, Target: ledger.EditColumn + column, Value: value}
}

// ChangesWords tells whether an edit changes what a model reads of a post.
func ChangesWords(e ledger.Event) bool {
	return e.Act == ledger.ActEdit && (e.Target == ledger.EditText || e.Target == ledger.EditColumn+PictureWordsColumn || e.Target == ledger.EditColumn+UnsureWordsColumn)
}

// PictureRead tells whether the words in its picture were read; there may be none.
func (i Item) PictureRead() bool {
	return i.Picture != nil && (i.read || i.Columns[PictureWordsColumn] != "")
}

// PictureWords are the words in its picture as a model is given them: of their confidence it is known whether it is app.SurelyRead, and of their places
// nothing. nil: they were not read.
func (i Item) PictureWords() []app.PictureWord {
	if !i.PictureRead() {
		return nil
	}
	unsure := strings.Fields(i.Columns[UnsureWordsColumn])
	words := []app.PictureWord{}
	for n, line := range strings.Split(i.Columns[PictureWordsColumn], "\n") {
		for _, text := range strings.Fields(line) {
			w := app.PictureWord{Text: text, Confidence: 1, Line: n}
			if slices.Contains(unsure, text) {
				w.Confidence = 0
			}
			words = append(words, w)
		}
	}
	return words
}

// unread lists those of posts, or of all, that have a picture which is to be read, and what columnsOf has of them by now.
func unread(ctx context.Context, p *Project, again bool, posts []app.PostID) (todo []app.PostID, before map[app.PostID][2]string, err error) {
	before = map[app.PostID][2]string{}
	err = p.Posts.Each(ctx, func(i Item) error {
		if i.Picture != nil && (again || !i.read) && (posts == nil || slices.Contains(posts, i.ID)) {
			todo = append(todo, i.ID)
			before[i.ID] = [2]string{i.Columns[PictureWordsColumn], i.Columns[UnsureWordsColumn]}
		}
		return ctx.Err()
	})
	return todo, before, err
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
