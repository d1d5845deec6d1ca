package analyse

import (
	"context"
	"errors"
	"image"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/present"
)

// thumbSide is the longer side of a picture in the history, in pixels.
const thumbSide = 96

// pictures are read beside the loop, and the words in them; the latest wins.
type pictures struct {
	*core
	load    *load
	reading present.Turns // of the words in the picture
}

// load is the reading of a picture, or of a post with one, in the background.
type load struct {
	cancel context.CancelFunc
	post   *app.Post  // a whole post to show with the picture; nil: only the picture
	keep   bool       // the words typed meanwhile win over the post's
	entry  app.PostID // of the history, that is shown again; "": none
	greet  bool       // the post is the one of the first start
	sample int        // which of the samples the post is, or -1
	away   *Away      // the picture that is read again for an entry of the history; nil: it is none
}

// loaded is what a load brings.
type loaded struct {
	picture *app.Picture
	preview image.Image
	thumb   image.Image
}

// SetText takes the words as they were typed. What is over MaxText is cut off with a message.
func (p *Presenter) SetText(text string) { p.Do(func(c *core) { c.take(text) }) }

// Type is SetText with a number that rises: a state whose Typed is lower knows nothing of these words yet.
func (p *Presenter) Type(n uint64, text string) {
	p.Do(func(c *core) {
		c.state.Typed = n
		c.take(text)
	})
}

// take takes words, cut where they are too long.
func (c *core) take(text string) {
	cut := CutText(text)
	if cut != text {
		c.state.TextVersion++
		c.say(app.Message{Kind: app.MessageWarning, Place: app.PlaceWords,
			Text: app.Say("Only the first {{.Bytes}} bytes were kept; the model reads far fewer.").With("Bytes", MaxText)})
	}
	if c.pictures.load != nil && c.pictures.load.post != nil {
		c.pictures.load.keep = true
	}
	c.setText(cut)
}

// CutText is the text within MaxText bytes, cut before a character.
func CutText(text string) string {
	if len(text) <= MaxText {
		return text
	}
	end := MaxText
	for end > MaxText-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

func (c *core) setText(text string) {
	if text == c.state.Post.Text {
		return
	}
	c.state.Welcome, c.state.Sample = false, -1
	old := c.state.Post
	next := old
	next.Text = text
	next.WhatIf.Struck = moveSpans(old.WhatIf.Struck, old.Text, text)
	c.state.Post = next
	c.count()
	c.scoring.changed(c.scoring.pause())
}

// Drop takes files that were dropped on the pane.
func (p *Presenter) Drop(paths []string) {
	paths = append([]string(nil), paths...)
	p.Do(func(c *core) {
		switch len(paths) {
		case 0:
		case 1:
			c.pictures.read(paths[0])
		default:
			c.say(app.Message{Kind: app.MessageWarning, Place: app.PlacePicture,
				Text: app.Say("A post has one picture; {{.Count}} files were dropped.").With("Count", len(paths)),
				Hint: app.Say("Drop one of them here, or all of them on Batch.")})
		}
	})
}

// OpenPicture takes a picture file.
func (p *Presenter) OpenPicture(path string) { p.Drop([]string{path}) }

// Paste takes the picture that read brings from the clipboard, beside the loop: it may wait for another program.
func (p *Presenter) Paste(read func() ([]byte, error)) {
	p.Do(func(c *core) { c.pictures.paste(read) })
}

// PastePicture takes an encoded picture from the clipboard.
func (p *Presenter) PastePicture(data []byte) {
	p.Do(func(c *core) { c.pictures.paste(func() ([]byte, error) { return data, nil }) })
}

// paste is a load like those of files, so that a post that is asked for while the clipboard's owner is slow doesn't get this picture.
func (ps *pictures) paste(read func() ([]byte, error)) {
	ps.fetch(&load{sample: -1}, func(context.Context) (*app.Picture, error) {
		data, err := read()
		switch {
		case err != nil:
			return nil, err
		case len(data) == 0:
			return nil, &dropError{app.Say("There is no picture on the clipboard."), app.Say("Copy one, or drop a file here.")}
		}
		return picture.New("clipboard", data, picture.Limits{})
	})
}

// RemovePicture takes the picture out of the post.
func (p *Presenter) RemovePicture() {
	p.Do(func(c *core) {
		c.pictures.unload()
		if c.state.Post.Picture == nil {
			return
		}
		c.setPicture(loaded{})
		c.scoring.changed(0)
	})
}

// Example shows a sample post.
func (p *Presenter) Example(i int) {
	p.Do(func(c *core) { c.pictures.example(i, false) })
}

// Start shows a sample at the first start, with a welcome.
func (p *Presenter) Start(i int) {
	p.Do(func(c *core) { c.pictures.example(i, true) })
}

func (ps *pictures) example(i int, greet bool) {
	if i < 0 || i >= len(ps.p.options.Samples) {
		return
	}
	sample := ps.p.options.Samples[i]
	post := app.Post{Text: sample.Text}
	if sample.Name == "" {
		ps.show(post, loaded{}, "")
		ps.state.Welcome, ps.state.Sample = greet, i
		return
	}
	ps.fetch(&load{post: &post, greet: greet, sample: i}, func(ctx context.Context) (*app.Picture, error) {
		return picture.New(sample.Name, sample.Picture, picture.Limits{})
	})
}

// Open shows a whole post from elsewhere, such as a row of a batch.
func (p *Presenter) Open(post app.Post) {
	p.Do(func(c *core) { c.pictures.openPost(post, "") })
}

func (ps *pictures) openPost(post app.Post, entry app.PostID) {
	post.Text = CutText(post.Text)
	post.Err = nil
	if post.Picture == nil {
		ps.show(post, loaded{}, entry)
		return
	}
	ps.fetch(&load{post: &post, entry: entry, sample: -1}, func(context.Context) (*app.Picture, error) { return post.Picture, nil })
}

// read takes a picture from a path or a file URL.
func (ps *pictures) read(path string) {
	path = LocalPath(path)
	ps.fetch(&load{sample: -1}, func(ctx context.Context) (*app.Picture, error) {
		info, err := os.Stat(path)
		switch {
		case err == nil && info.IsDir():
			return nil, &dropError{app.Say("This is a folder."), app.Say("Drop a picture from it here, or the whole folder on Batch.")}
		case strings.EqualFold(filepath.Ext(path), ".pdf"):
			return nil, &dropError{app.Say("This is a PDF, not a picture."), app.Say("Save the page as PNG or JPEG, or take a screenshot, and drop that.")}
		case tabular(path):
			return nil, &dropError{app.Say("This is a table of posts, not a picture."), app.Say("Drop it on Batch to score all of it.")}
		}
		got, err := picture.Read(ctx, path, picture.Limits{})
		if err == nil {
			ps.p.options.Settings.Change(func(s *app.Settings) { s.Remember(path) })
		}
		return got, err
	})
}

// dropError is a wrong drop, with what can be done instead.
type dropError struct{ text, hint app.Sentence }

func (e *dropError) Error() string { return e.text.String() }

func tabular(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx", ".parquet":
		return true
	}
	return false
}

// LocalPath turns a file URL into a path, as file managers hand them over; anything else stays as it is.
func LocalPath(s string) string {
	s = strings.TrimRight(s, "\r\n")
	if !strings.HasPrefix(strings.ToLower(s), "file:") {
		return s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host != "" && u.Host != "localhost" {
		return s
	}
	return filepath.FromSlash(u.Path)
}

// unload gives up what is being read.
func (ps *pictures) unload() {
	if ps.load != nil {
		ps.load.cancel()
		ps.load = nil
	}
	ps.state.Loading = false
}

// fetch reads a picture beside the loop; the one being read before is given up.
func (ps *pictures) fetch(l *load, get func(context.Context) (*app.Picture, error)) {
	ps.unload()
	ps.load, ps.state.Loading = l, true
	side, ready := ps.p.options.Preview, ps.p.options.Ready
	l.cancel = ps.p.Work(func(ctx context.Context) func(*core) {
		got, err := look(ctx, get, side)
		if err == nil && ready != nil {
			got.preview = ready(got.preview)
		}
		return func(c *core) { c.pictures.fetched(l, got, err) }
	})
}

// look reads a picture and makes what is seen of it.
func look(ctx context.Context, get func(context.Context) (*app.Picture, error), side int) (got loaded, err error) {
	if got.picture, err = get(ctx); err != nil {
		return got, err
	}
	preview, err := picture.Thumbnail(ctx, got.picture, side)
	if err != nil {
		return got, err
	}
	got.preview, got.thumb = preview, shrink(preview, thumbSide)
	return got, nil
}

func (ps *pictures) fetched(l *load, got loaded, err error) {
	if ps.load != l {
		return
	}
	ps.unload()
	var wrong *dropError
	switch {
	case l.away != nil && err != nil:
		ps.withoutPicture(l, err)
		return
	case errors.As(err, &wrong):
		ps.say(app.Message{Kind: app.MessageWarning, Place: app.PlacePicture, Text: wrong.text, Hint: wrong.hint, Err: err})
	case err != nil:
		ps.fail(app.PlacePicture, err)
	case l.post == nil:
		ps.state.Welcome = false
		ps.setPicture(got)
		ps.scoring.changed(0)
		return
	default:
		post := *l.post
		post.Picture = got.picture
		if l.keep {
			post.Text, post.WhatIf.Struck = ps.state.Post.Text, nil
		}
		ps.show(post, got, l.entry)
		ps.changedSince(l, got)
		ps.state.Welcome = l.greet && !l.keep
		if !l.keep {
			ps.state.Sample = l.sample
		}
		return
	}
	if ps.scoring.incomplete() {
		ps.scoring.begin() // what was held back while the picture was read
	}
}

// show replaces the whole post; entry is the one of the history that is shown again, wherever it is by now, "": none.
func (c *core) show(post app.Post, got loaded, entry app.PostID) {
	c.pictures.unload()
	c.history.replaced()
	c.state.Welcome, c.state.Sample = false, -1
	c.state.Post = post
	c.state.TextVersion++
	c.state.Preview, c.history.draft.thumb = got.preview, got.thumb
	c.pictures.readLettering()
	if at := c.history.entryAt(entry); at >= 0 {
		c.state.At, c.history.draft.at = at, at
	}
	c.count()
	c.scoring.changed(0)
}

func (c *core) setPicture(got loaded) {
	c.state.Sample = -1
	c.state.Post.Picture = got.picture
	c.state.Post.WhatIf.Covered, c.state.Post.WhatIf.NoPicture = nil, false
	c.state.Preview, c.history.draft.thumb = got.preview, got.thumb
	c.state.Post.PictureWords = nil
	c.pictures.readLettering()
}

// shrink is a picture within side × side pixels by picking pixels, which is good enough for a thumbnail of a preview
// and costs nothing.
func shrink(m image.Image, side int) image.Image {
	b := m.Bounds()
	long := max(b.Dx(), b.Dy())
	if long <= side {
		return m
	}
	w, h := max(b.Dx()*side/long, 1), max(b.Dy()*side/long, 1)
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.Set(x, y, m.At(b.Min.X+(2*x+1)*b.Dx()/(2*w), b.Min.Y+(2*y+1)*b.Dy()/(2*h)))
		}
	}
	return out
}
