package app

import (
	"context"
	"errors"
	"image"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// thumbSide is the longer side of a picture in the history, in pixels.
const thumbSide = 96

// load is the reading of a picture, or of a post with one, in the background.
type load struct {
	cancel context.CancelFunc
	post   *Post // a whole post to show with the picture; nil: only the picture
	keep   bool  // the words typed meanwhile win over the post's
	at     int   // the entry of the history that is shown again, or -1
	greet  bool  // the post is the one of the first start
	sample int   // which of the samples the post is, or -1
}

// loaded is what a load brings.
type loaded struct {
	picture *Picture
	preview image.Image
	thumb   image.Image
}

// SetText takes the words as they were typed. What is over MaxText is cut off with a message.
func (s *Session) SetText(text string) {
	s.do(func(d *desk) {
		cut := CutText(text)
		if cut != text {
			d.state.TextVersion++
			d.say(Message{Kind: MessageWarning, Place: PlaceWords,
				Text: Say("Only the first {{.Bytes}} bytes were kept; the model reads far fewer.").With("Bytes", MaxText)})
		}
		if d.load != nil && d.load.post != nil {
			d.load.keep = true
		}
		d.setText(cut)
	})
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

func (d *desk) setText(text string) {
	if text == d.state.Post.Text {
		return
	}
	d.state.Welcome, d.state.Sample = false, -1
	d.typing()
	old := d.state.Post
	next := old
	next.Text = text
	next.WhatIf.Struck = moveSpans(old.WhatIf.Struck, old.Text, text)
	d.state.Post = next
	d.count()
	d.changed(d.s.options.Wait)
}

// Drop takes files that were dropped on the pane.
func (s *Session) Drop(paths []string) {
	paths = append([]string(nil), paths...)
	s.do(func(d *desk) {
		switch len(paths) {
		case 0:
		case 1:
			d.read(paths[0])
		default:
			d.say(Message{Kind: MessageWarning, Place: PlacePicture,
				Text: Say("A post has one picture; {{.Count}} files were dropped.").With("Count", len(paths)),
				Hint: Say("Drop one of them here, or all of them on Batch.")})
		}
	})
}

// OpenPicture takes a picture file.
func (s *Session) OpenPicture(path string) { s.Drop([]string{path}) }

// PastePicture takes an encoded picture from the clipboard.
func (s *Session) PastePicture(data []byte) {
	s.do(func(d *desk) {
		d.fetch(&load{at: -1, sample: -1}, func(ctx context.Context) (*Picture, error) {
			return d.s.options.Pictures.New("clipboard", data)
		})
	})
}

// RemovePicture takes the picture out of the post.
func (s *Session) RemovePicture() {
	s.do(func(d *desk) {
		d.unload()
		if d.state.Post.Picture == nil {
			return
		}
		d.replaced()
		d.setPicture(loaded{})
		d.changed(0)
	})
}

// Example shows a sample post.
func (s *Session) Example(i int) {
	s.do(func(d *desk) { d.example(i, false) })
}

// Start shows a sample at the first start, with a welcome.
func (s *Session) Start(i int) {
	s.do(func(d *desk) { d.example(i, true) })
}

func (d *desk) example(i int, greet bool) {
	if i < 0 || i >= len(d.s.options.Samples) {
		return
	}
	sample := d.s.options.Samples[i]
	post := Post{Text: sample.Text}
	if sample.Name == "" {
		d.show(post, loaded{}, -1)
		d.state.Welcome, d.state.Sample = greet, i
		return
	}
	d.fetch(&load{post: &post, at: -1, greet: greet, sample: i}, func(ctx context.Context) (*Picture, error) {
		return d.s.options.Pictures.New(sample.Name, sample.Picture)
	})
}

// Open shows a whole post from elsewhere, such as a row of a batch.
func (s *Session) Open(post Post) {
	s.do(func(d *desk) { d.openPost(post, -1) })
}

func (d *desk) openPost(post Post, at int) {
	post.Text = CutText(post.Text)
	post.Err = nil
	if post.Picture == nil {
		d.show(post, loaded{}, at)
		return
	}
	d.fetch(&load{post: &post, at: at, sample: -1}, func(context.Context) (*Picture, error) { return post.Picture, nil })
}

// read takes a picture from a path or a file URL.
func (d *desk) read(path string) {
	path = LocalPath(path)
	d.fetch(&load{at: -1, sample: -1}, func(ctx context.Context) (*Picture, error) {
		info, err := os.Stat(path)
		switch {
		case err == nil && info.IsDir():
			return nil, &dropError{Say("This is a folder."), Say("Drop a picture from it here, or the whole folder on Batch.")}
		case strings.EqualFold(filepath.Ext(path), ".pdf"):
			return nil, &dropError{Say("This is a PDF, not a picture."), Say("Save the page as PNG or JPEG, or take a screenshot, and drop that.")}
		case tabular(path):
			return nil, &dropError{Say("This is a table of posts, not a picture."), Say("Drop it on Batch to score all of it.")}
		}
		return d.s.options.Pictures.Read(ctx, path)
	})
}

// dropError is a wrong drop, with what can be done instead.
type dropError struct{ text, hint Sentence }

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
func (d *desk) unload() {
	if d.load != nil {
		d.load.cancel()
		d.load = nil
	}
	d.state.Loading = false
}

// fetch reads a picture in the background; the one being read before is given up.
func (d *desk) fetch(l *load, get func(context.Context) (*Picture, error)) {
	d.unload()
	ctx, cancel := context.WithCancel(d.s.ctx)
	l.cancel = cancel
	d.load, d.state.Loading = l, true
	side := d.s.options.Preview
	d.s.start(func() {
		defer cancel()
		var got loaded
		var err error
		if got.picture, err = get(ctx); err == nil {
			got.preview, err = d.s.options.Pictures.Preview(ctx, got.picture, side)
		}
		if err == nil {
			got.thumb = shrink(got.preview, thumbSide)
		}
		d.s.do(func(d *desk) { d.fetched(l, got, err) })
	})
}

func (d *desk) fetched(l *load, got loaded, err error) {
	if d.load != l {
		return
	}
	d.unload()
	var wrong *dropError
	switch {
	case errors.As(err, &wrong):
		d.say(Message{Kind: MessageWarning, Place: PlacePicture, Text: wrong.text, Hint: wrong.hint, Err: err})
	case err != nil:
		d.fail(PlacePicture, err)
	case l.post == nil:
		d.state.Welcome = false
		d.replaced()
		d.setPicture(got)
		d.changed(0)
		return
	default:
		post := *l.post
		post.Picture = got.picture
		if l.keep {
			post.Text, post.WhatIf.Struck = d.state.Post.Text, nil
		}
		d.show(post, got, l.at)
		d.state.Welcome = l.greet && !l.keep
		if !l.keep {
			d.state.Sample = l.sample
		}
		return
	}
	if d.incomplete() {
		d.begin() // what was held back while the picture was read
	}
}

// show replaces the whole post.
func (d *desk) show(post Post, got loaded, at int) {
	d.unload()
	d.replaced()
	d.state.Welcome, d.state.Sample = false, -1
	d.state.Post = post
	d.state.TextVersion++
	d.state.Preview, d.draft.thumb = got.preview, got.thumb
	if at >= 0 {
		d.state.At, d.draft.at = at, at
	}
	d.count()
	d.changed(0)
}

func (d *desk) setPicture(got loaded) {
	d.state.Sample = -1
	d.state.Post.Picture = got.picture
	d.state.Post.WhatIf.Covered, d.state.Post.WhatIf.NoPicture = nil, false
	d.state.Preview, d.draft.thumb = got.preview, got.thumb
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
