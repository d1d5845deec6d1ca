package analyse

import (
	"image"
	"slices"
	"strings"

	"duotone/app"
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
func (p *Presenter) Back() { p.Do(func(c *core) { c.jump(c.state.At - 1) }) }

// Forward shows the post after it.
func (p *Presenter) Forward() { p.Do(func(c *core) { c.jump(c.state.At + 1) }) }

// Jump shows an entry of the history.
func (p *Presenter) Jump(i int) { p.Do(func(c *core) { c.jump(i) }) }

func (c *core) jump(i int) {
	if i < 0 || i >= len(c.state.History) {
		return
	}
	target := c.state.History[i].Post
	id := target.ContentID()
	c.commit() // which may move entries
	at := slices.IndexFunc(c.state.History, func(e Entry) bool { return e.Post.ContentID() == id })
	c.openPost(target, at)
}

// typing notes that the words of the post are being changed.
func (c *core) typing() { c.draft.typed = true }

// replaced enters the post that is shown into the history before another one takes its place.
func (c *core) replaced() {
	c.commit()
	c.draft = draft{at: -1}
	c.state.At = len(c.state.History)
}

// settleLater enters the post into the history when it has stayed for a while.
func (c *core) settleLater() {
	stop(c.settle)
	generation := c.generation
	c.settle = c.p.After(c.p.options.Settle, func(c *core) {
		if generation == c.generation && c.load == nil {
			c.commit()
		}
	})
}

// commit enters the post that is shown into the history. Typing that goes on where an entry left off changes that entry
// instead of adding half-typed ones.
func (c *core) commit() {
	post := c.state.Post
	post.WhatIf = app.WhatIf{}
	if !post.HasWords() && post.Picture == nil {
		return
	}
	entry := Entry{Post: post, Thumb: c.draft.thumb}
	c.fill(&entry)
	history := slices.Clone(c.state.History)
	id := post.ContentID()
	same := func(e Entry) bool { return e.Post.ContentID() == id }
	switch at := c.draft.at; {
	case at >= 0 && at < len(history) && (same(history[at]) || c.draft.typed && continues(history[at].Post, post)):
		history[at] = entry
		c.state.At = at
	default:
		if i := slices.IndexFunc(history, same); i >= 0 {
			history = slices.Delete(history, i, i+1)
		}
		history = append(history, entry)
		c.state.At = len(history) - 1
	}
	dropped := 0
	for len(history)-dropped > maxHistory || dropped < len(history)-1 && pictureBytes(history[dropped:]) > maxHistoryBytes {
		dropped++
	}
	history = history[dropped:]
	c.state.At = max(c.state.At-dropped, 0)
	c.draft.at = c.state.At
	c.state.History = history
}

// continues tells whether one post is the other with words typed at its end or taken away there.
func continues(was, is app.Post) bool {
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
func (c *core) fill(e *Entry) {
	if c.plain != nil && c.plain.prediction.Err == nil && c.plain.id == e.Post.ContentID() {
		e.Label, e.Known = c.plain.prediction.Label, true
		e.Score = c.plain.prediction.Scores[e.Label]
	}
}

// note writes a new verdict into the entry of the post that is shown.
func (c *core) note() {
	at := c.draft.at
	if at < 0 || at >= len(c.state.History) || c.state.History[at].Post.ContentID() != c.state.Post.ContentID() {
		return
	}
	history := slices.Clone(c.state.History)
	c.fill(&history[at])
	c.state.History = history
}
