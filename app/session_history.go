package app

import (
	"image"
	"slices"
	"strings"
)

const (
	maxHistory      = 100
	maxHistoryBytes = 256 << 20 // of encoded pictures, each counted once an entry
)

// draft is what the history knows of the post that is shown.
type draft struct {
	at    int // the entry that goes on with it, or -1
	typed bool
	thumb image.Image
}

// Back shows the post before in the history of this sitting.
func (s *Session) Back() { s.do(func(d *desk) { d.jump(d.state.At - 1) }) }

// Forward shows the post after it.
func (s *Session) Forward() { s.do(func(d *desk) { d.jump(d.state.At + 1) }) }

// Jump shows an entry of the history.
func (s *Session) Jump(i int) { s.do(func(d *desk) { d.jump(i) }) }

func (d *desk) jump(i int) {
	if i < 0 || i >= len(d.state.History) {
		return
	}
	target := d.state.History[i].Post
	id := target.ContentID()
	d.commit() // which may move entries
	at := slices.IndexFunc(d.state.History, func(e Entry) bool { return e.Post.ContentID() == id })
	d.openPost(target, at)
}

// typing notes that the words of the post are being changed.
func (d *desk) typing() { d.draft.typed = true }

// replaced enters the post that is shown into the history before another one takes its place.
func (d *desk) replaced() {
	d.commit()
	d.draft = draft{at: -1}
	d.state.At = len(d.state.History)
}

// settleLater enters the post into the history when it has stayed for a while.
func (d *desk) settleLater() {
	if d.settle != nil {
		d.settle.Stop()
	}
	generation := d.generation
	d.settle = d.s.after(d.s.options.Settle, func(d *desk) {
		if generation == d.generation && d.load == nil {
			d.commit()
		}
	})
}

// commit enters the post that is shown into the history. Typing that goes on where an entry left off changes that entry
// instead of adding half-typed ones.
func (d *desk) commit() {
	post := d.state.Post
	if !hasInk(post.Text) && post.Picture == nil {
		return
	}
	post.WhatIf = WhatIf{}
	entry := Entry{Post: post, Thumb: d.draft.thumb}
	d.fill(&entry)
	history := slices.Clone(d.state.History)
	id := post.ContentID()
	same := func(e Entry) bool { return e.Post.ContentID() == id }
	switch at := d.draft.at; {
	case at >= 0 && at < len(history) && (same(history[at]) || d.draft.typed && continues(history[at].Post, post)):
		history[at] = entry
		d.state.At = at
	default:
		if i := slices.IndexFunc(history, same); i >= 0 {
			history = slices.Delete(history, i, i+1)
		}
		history = append(history, entry)
		d.state.At = len(history) - 1
	}
	dropped := 0
	for len(history)-dropped > maxHistory || dropped < len(history)-1 && pictureBytes(history[dropped:]) > maxHistoryBytes {
		dropped++
	}
	history = history[dropped:]
	d.state.At = max(d.state.At-dropped, 0)
	d.draft.at = d.state.At
	d.state.History = history
}

// continues tells whether one post is the other with words typed at its end or taken away there.
func continues(was, is Post) bool {
	return was.Picture == is.Picture && (strings.HasPrefix(is.Text, was.Text) || strings.HasPrefix(was.Text, is.Text))
}

func pictureBytes(entries []Entry) (n int) {
	for _, e := range entries {
		if e.Post.Picture != nil {
			n += len(e.Post.Picture.Data)
		}
	}
	return n
}

// fill writes the verdict into an entry where it is known for the post with nothing taken away.
func (d *desk) fill(e *Entry) {
	if d.plain != nil && d.plain.prediction.Err == nil && d.plain.id == e.Post.ContentID() {
		e.Label, e.Known = d.plain.prediction.Label, true
		e.Score = d.plain.prediction.Scores[e.Label]
	}
}

// note writes a new verdict into the entry of the post that is shown.
func (d *desk) note() {
	at := d.draft.at
	if at < 0 || at >= len(d.state.History) || d.state.History[at].Post.ContentID() != d.state.Post.ContentID() {
		return
	}
	history := slices.Clone(d.state.History)
	d.fill(&history[at])
	d.state.History = history
}
