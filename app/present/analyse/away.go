package analyse

import (
	"context"
	"image"
	"path/filepath"
	"slices"

	"duotone/app"
	"duotone/app/picture"
)

// Away is a picture of the history that is read again when its post is asked for.
type Away struct {
	Name string
	Path string // "": it lay in no file of its own
	Sum  app.Sum
}

// read reads the picture, or finds it among the samples.
func (a *Away) read(ctx context.Context, samples []Sample) (*app.Picture, error) {
	for _, s := range samples {
		if s.Name == a.Name && a.Path == "" {
			if p, err := picture.New(s.Name, s.Picture, picture.Limits{}); err == nil && p.Sum == a.Sum {
				return p, nil
			}
		}
	}
	if a.Path == "" {
		return nil, app.Errorf("open picture", a.Name, app.KindMissing, "Drop it again.", "only pictures that lie in files of their own can be found again")
	}
	return picture.Read(ctx, a.Path, picture.Limits{})
}

// openAway shows an entry whose picture is to be read again.
func (ps *pictures) openAway(e Entry) {
	post, away, samples := e.Post, e.Away, ps.p.options.Samples
	ps.fetch(&load{post: &post, entry: e.id(), sample: -1, away: away}, func(ctx context.Context) (*app.Picture, error) { return away.read(ctx, samples) })
}

// withoutPicture shows the words of an entry whose picture can't be read, as a post of its own: the entry stays, as the picture may come back.
func (ps *pictures) withoutPicture(l *load, err error) {
	if l.post.HasWords() {
		ps.show(*l.post, loaded{}, "")
	}
	ps.fail(app.PlacePicture, err)
}

// changedSince says so where the picture that was read is another one than the entry had.
func (ps *pictures) changedSince(l *load, got loaded) {
	if l.away == nil || got.picture.Sum == l.away.Sum {
		return
	}
	ps.history.draft.at, ps.state.At = -1, len(ps.state.History) // it is another post
	ps.say(app.Message{Kind: app.MessageWarning, Place: app.PlacePicture, Text: app.Say("{{.File}} is another picture now than it was.").With("File", filepath.Base(l.away.Path)),
		Hint: app.Say("What is shown is of the picture as it is now.")})
}

// thumbsAround is on how many entries to either side of the one that is shown small pictures are wanted.
const thumbsAround = 14

// thumbsNear makes the small pictures of entries that can be seen, one after the other beside the loop.
func (h *history) thumbsNear() {
	if h.thumbing || h.keeping.over {
		return
	}
	lo, hi := max(h.state.At-thumbsAround, 0), min(h.state.At+thumbsAround, len(h.state.History))
	for _, e := range h.state.History[min(lo, hi):hi] {
		if id := e.id(); e.Away != nil && e.Thumb == nil && !h.blind[id] {
			h.thumbing = true
			away, samples := e.Away, h.p.options.Samples
			h.p.Work(func(ctx context.Context) func(*core) {
				small, err := away.small(ctx, samples)
				return func(c *core) { c.history.thumbed(id, small, err) }
			})
			return
		}
	}
}

func (a *Away) small(ctx context.Context, samples []Sample) (image.Image, error) {
	p, err := a.read(ctx, samples)
	if err != nil {
		return nil, err
	}
	m, err := picture.Thumbnail(ctx, p, thumbSide)
	if err != nil {
		return nil, err
	}
	return m, nil
}

// thumbed puts a small picture into its entry. One that can't be read is told of when its post is asked for.
func (h *history) thumbed(id app.PostID, small image.Image, err error) {
	h.thumbing = false
	if err != nil {
		if h.blind == nil {
			h.blind = map[app.PostID]bool{}
		}
		h.blind[id] = true
	}
	for i, e := range h.state.History {
		if err == nil && e.Thumb == nil && e.id() == id {
			h.state.History = slices.Clone(h.state.History)
			h.state.History[i].Thumb = small
		}
	}
	h.thumbsNear()
}
