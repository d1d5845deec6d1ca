package analyse

import (
	"image"
	"slices"

	"duotone/app"
)

const (
	maxHistory      = 100
	maxHistoryBytes = 256 << 20 // of encoded pictures, each counted once an entry
)

// draft is what the history knows of the post that is shown.
type draft struct {
	at    int // the entry that goes on with it, or -1
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

// commit enters the post that is shown into the history. One that is still the same post, with other words here and there or another
// picture, changes its entry instead of adding one.
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
	at := c.draft.at
	if known := at >= 0 && at < len(history); known && history[at].Post.Text != "" && post.Text == "" && !same(history[at]) {
		return // the words are being written anew: until there are some, the entry stays what it is
	}
	switch {
	case at >= 0 && at < len(history) && (same(history[at]) || continues(history[at].Post, post)):
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

// continues tells whether a post is another one as it was written further: half of the shorter text stands at the beginnings and ends of
// both, or there were no words yet and the picture is the same.
func continues(was, is app.Post) bool {
	if was.Text == "" || is.Text == "" {
		return was.Text == is.Text && (was.Picture == nil || is.Picture == nil) || was.Text == "" && was.Picture == is.Picture
	}
	short := min(len(was.Text), len(is.Text))
	head := 0
	for head < short && was.Text[head] == is.Text[head] {
		head++
	}
	tail := 0
	for tail < short-head && was.Text[len(was.Text)-1-tail] == is.Text[len(is.Text)-1-tail] {
		tail++
	}
	return 2*(head+tail) >= short
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
