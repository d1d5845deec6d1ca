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
func (c *core) openAway(e Entry, at int) {
	post, away, samples := e.Post, e.Away, c.p.options.Samples
	c.fetch(&load{post: &post, at: at, sample: -1, away: away}, func(ctx context.Context) (*app.Picture, error) { return away.read(ctx, samples) })
}

// withoutPicture shows the words of an entry whose picture can't be read, as a post of its own: the entry stays, as the picture may come back.
func (c *core) withoutPicture(l *load, err error) {
	if l.post.HasWords() {
		c.show(*l.post, loaded{}, -1)
	}
	c.fail(app.PlacePicture, err)
}

// changedSince says so where the picture that was read is another one than the entry had.
func (c *core) changedSince(l *load, got loaded) {
	if l.away == nil || got.picture.Sum == l.away.Sum {
		return
	}
	c.draft.at, c.state.At = -1, len(c.state.History) // it is another post
	c.say(app.Message{Kind: app.MessageWarning, Place: app.PlacePicture, Text: app.Say("{{.File}} is another picture now than it was.").With("File", filepath.Base(l.away.Path)),
		Hint: app.Say("What is shown is of the picture as it is now.")})
}

// thumbsAround is on how many entries to either side of the one that is shown small pictures are wanted.
const thumbsAround = 14

// thumbsNear makes the small pictures of entries that can be seen, one after the other beside the loop.
func (c *core) thumbsNear() {
	if c.keeping.thumbing || c.keeping.over {
		return
	}
	lo, hi := max(c.state.At-thumbsAround, 0), min(c.state.At+thumbsAround, len(c.state.History))
	for _, e := range c.state.History[min(lo, hi):hi] {
		if id := e.id(); e.Away != nil && e.Thumb == nil && !c.keeping.blind[id] {
			c.keeping.thumbing = true
			away, samples := e.Away, c.p.options.Samples
			c.p.Work(func(ctx context.Context) func(*core) {
				small, err := away.small(ctx, samples)
				return func(c *core) { c.thumbed(id, small, err) }
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
func (c *core) thumbed(id app.PostID, small image.Image, err error) {
	c.keeping.thumbing = false
	if err != nil {
		if c.keeping.blind == nil {
			c.keeping.blind = map[app.PostID]bool{}
		}
		c.keeping.blind[id] = true
	}
	for i, e := range c.state.History {
		if err == nil && e.Thumb == nil && e.id() == id {
			c.state.History = slices.Clone(c.state.History)
			c.state.History[i].Thumb = small
		}
	}
	c.thumbsNear()
}
