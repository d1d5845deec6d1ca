package find

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"
	"duotone/app/project"
)

// sign reads in each picture the word that stands for its width; in those that are torn nothing can be read.
type sign struct {
	read  atomic.Int64
	after func(n int64) error
}

func (s *sign) ReadPicture(ctx context.Context, p *app.Picture) ([]app.PictureWord, error) {
	if err := s.after(s.read.Add(1)); err != nil {
		return nil, err
	}
	switch p.Width {
	case 60:
		return []app.PictureWord{{Text: "MONDAY", Line: 0}, {Text: "again", Line: 1}}, nil
	case 70:
		return nil, nil
	}
	return nil, app.Errorf("decode picture", p.Name, app.KindPicture, "", "it is torn")
}

func withPictures(t *testing.T) *project.Project {
	t.Helper()
	dir := t.TempDir()
	p, err := project.Create(t.Context(), filepath.Join(dir, "p.duotone"), project.DefaultSettings())
	must(t, err)
	t.Cleanup(func() { p.Close() })
	a, err := p.Posts.Adder(t.Context(), false)
	must(t, err)
	for name, width := range map[string]int{"meme": 60, "plain": 70, "torn": 80} {
		path := filepath.Join(dir, name+".png")
		must(t, os.WriteFile(path, apptest.PNG(1, width, 40), 0o644))
		pic, err := picture.Read(t.Context(), path, picture.Limits{})
		must(t, err)
		must(t, a.Add(project.Incoming{Post: app.Post{ID: name, Text: "look", Picture: pic}, Path: path}))
	}
	must(t, a.Add(project.Incoming{Post: app.Post{ID: "words", Text: "no picture"}}))
	must(t, a.Commit())
	return p
}

// TestWordsInPicturesAreFoundOnceTheyWereRead, by themselves and by their column, in an index that was there before; what was read is not read again
// unless that is asked for, and a picture without words was read too.
func TestWordsInPicturesAreFoundOnceTheyWereRead(t *testing.T) {
	p := withPictures(t)
	x, err := Open(t.Context(), p)
	must(t, err)
	found := func(query string) string {
		must(t, x.Refresh(t.Context()))
		q, err := Parse(query)
		must(t, err)
		var names []string
		for _, h := range x.Find(q, "ana") {
			names = append(names, h.Name)
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	if got := found("monday"); got != "" {
		t.Fatalf("found %q before anything was read", got)
	}
	s := &sign{after: func(int64) error { return nil }}
	for round, want := range []struct {
		again              bool
		read, words, calls int64
	}{{false, 2, 1, 3}, {false, 0, 0, 4}, {true, 2, 1, 7}} { // the torn one is tried again each time
		r, err := p.ReadPictures(t.Context(), s, want.again, nil, nil)
		must(t, err)
		if r.Pictures != int(want.read) || r.WithWords != int(want.words) || r.Failed != 1 || app.KindOf(r.First) != app.KindPicture || s.read.Load() != want.calls {
			t.Errorf("round %d: %+v after %d calls, want %+v", round, r, s.read.Load(), want)
		}
		for query, want := range map[string]string{"monday": "meme", "look -monday": "plain torn", "picture_words:again": "meme"} {
			if got := found(query); got != want {
				t.Errorf("%s: found %q, want %q", query, got, want)
			}
		}
	}
}

// TestWhatWasReadStaysWhenReadingStops: by a cancel, and by a reader that is closed.
func TestWhatWasReadStaysWhenReadingStops(t *testing.T) {
	p := withPictures(t)
	s := &sign{after: func(int64) error { return app.ErrClosed }}
	if _, err := p.ReadPictures(t.Context(), s, false, nil, nil); !errors.Is(err, app.ErrClosed) {
		t.Errorf("%v, want that it is closed", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s = &sign{after: func(int64) error { return nil }}
	done := 0
	_, err := p.ReadPictures(ctx, s, false, nil, func(n, _ int) {
		done = n
		cancel()
	})
	if !errors.Is(err, context.Canceled) || done == 0 {
		t.Errorf("%v after %d", err, done)
	}
	noted := 0
	must(t, p.Posts.Each(t.Context(), func(i project.Item) error {
		if i.Columns[project.PictureWordsColumn] != "" {
			noted++
		}
		return nil
	}))
	s = &sign{after: func(int64) error { return nil }}
	r, err := p.ReadPictures(t.Context(), s, false, nil, nil)
	must(t, err)
	if noted+r.WithWords != 1 {
		t.Errorf("%d kept before and %+v after", noted, r)
	}
}
