package analyse

import (
	"image"
	"slices"
	"time"

	"duotone/app"
)

const (
	maxHistory      = 100
	maxHistoryBytes = 256 << 20 // of encoded pictures, each counted once an entry
	maxFileBytes    = 4 << 20   // from here on those that lie in files are read again when they are asked for
)

// history enters the post that is shown, and brings earlier ones back.
type history struct {
	*core
	draft    draft
	settle   *time.Timer
	thumbing bool // a small picture is being made
	blind    map[app.PostID]bool
}

// draft is what the history knows of the post that is shown.
type draft struct {
	at    int // the entry that goes on with it, or -1
	thumb image.Image
}

// Back shows the post before in the history of this sitting.
func (p *Presenter) Back() { p.Do(func(c *core) { c.history.jump(c.state.At - 1) }) }

// Forward shows the post after it.
func (p *Presenter) Forward() { p.Do(func(c *core) { c.history.jump(c.state.At + 1) }) }

// Jump shows an entry of the history.
func (p *Presenter) Jump(i int) { p.Do(func(c *core) { c.history.jump(i) }) }

// JumpTo shows an entry of an earlier state, wherever it is by now.
func (p *Presenter) JumpTo(e Entry) {
	p.Do(func(c *core) {
		c.history.jump(c.history.entryAt(e.id()))
	})
}

func (h *history) jump(i int) {
	if i < 0 || i >= len(h.state.History) {
		return
	}
	target := h.state.History[i]
	h.commit() // which may move entries
	if target.Away != nil {
		h.pictures.openAway(target)
		return
	}
	h.pictures.openPost(target.Post, target.id())
}

// entryAt is where an entry is now, -1 where it is not.
func (h *history) entryAt(id app.PostID) int {
	return slices.IndexFunc(h.state.History, func(e Entry) bool { return e.id() == id })
}

// id is that of the post as it is, its picture read or not.
func (e Entry) id() app.PostID {
	post := e.Post
	if e.Away != nil {
		post.Picture = &app.Picture{Sum: e.Away.Sum}
	}
	return post.ContentID()
}

// Name gives the post that is shown a name by which it can be found again; "" takes it away.
func (p *Presenter) Name(name string) {
	p.Do(func(c *core) {
		c.history.commit()
		if at := c.history.draft.at; at >= 0 && at < len(c.state.History) {
			c.state.History = slices.Clone(c.state.History)
			c.state.History[at].Name = CleanTitle(name)
			c.keeping.keepSoon()
		}
	})
}

// Named is the entry of the post that is shown, or nil.
func (s *State) Named() *Entry {
	if s.At < 0 || s.At >= len(s.History) {
		return nil
	}
	return &s.History[s.At]
}

// replaced enters the post that is shown into the history before another one takes its place.
func (h *history) replaced() {
	h.commit()
	h.draft = draft{at: -1}
	h.state.At = len(h.state.History)
}

// settleLater enters the post into the history when it has stayed for a while.
func (h *history) settleLater() {
	stop(h.settle)
	generation := h.scoring.generation
	h.settle = h.p.After(h.p.options.Settle, func(c *core) {
		if generation == c.scoring.generation && c.pictures.load == nil {
			c.history.commit()
		}
	})
}

// commit enters the post that is shown into the history. One that is still the same post, with other words here and there or another
// picture, changes its entry instead of adding one.
func (h *history) commit() {
	post := h.state.Post
	post.WhatIf = app.WhatIf{}
	if !post.HasWords() && post.Picture == nil {
		return
	}
	entry := Entry{Post: post, Thumb: h.draft.thumb}
	h.fill(&entry)
	history := slices.Clone(h.state.History)
	id := post.ContentID()
	same := func(e Entry) bool { return e.id() == id }
	at := h.draft.at
	if known := at >= 0 && at < len(history); known && history[at].Post.Text != "" && post.Text == "" && !same(history[at]) {
		return // the words are being written anew: until there are some, the entry stays what it is
	}
	switch {
	case at >= 0 && at < len(history) && (same(history[at]) || history[at].Away == nil && continues(history[at].Post, post)):
		entry.Name = history[at].Name
		history[at] = entry
		h.state.At = at
	default:
		if i := slices.IndexFunc(history, same); i >= 0 {
			entry.Name = history[i].Name
			history = slices.Delete(history, i, i+1)
		}
		history = append(history, entry)
		h.state.At = len(history) - 1
	}
	h.state.History, h.state.At = bounded(history, h.state.At)
	h.draft.at = h.state.At
	h.thumbsNear()
	h.keeping.keepSoon()
}

// bounded drops the oldest entries where there are too many, those that somebody named last; the one that is shown stays. Pictures that can be
// read again are let go of where all of them together take too much memory.
func bounded(history []Entry, at int) ([]Entry, int) {
	for i := range history {
		if e := &history[i]; pictureBytes(history) > maxFileBytes && i != at && e.Post.Picture != nil && e.Post.Picture.Path != "" {
			e.Away, e.Post.Picture = &Away{Name: e.Post.Picture.Name, Path: e.Post.Picture.Path, Sum: e.Post.Picture.Sum}, nil
		}
	}
	oldest := func(named bool) int {
		for i, e := range history {
			if i != at && (named || e.Name == "") {
				return i
			}
		}
		return -1
	}
	for len(history) > maxHistory || len(history) > 1 && pictureBytes(history) > maxHistoryBytes {
		i := oldest(false)
		if i < 0 {
			i = oldest(true)
		}
		if i < 0 {
			break
		}
		history = slices.Delete(history, i, i+1)
		if i < at {
			at--
		}
	}
	return history, at
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

// fill writes the verdict into an entry where it is known for the post with nothing taken away: what is meant, where the pack tells that.
func (h *history) fill(e *Entry) {
	plain := h.scoring.plain
	if plain == nil || plain.prediction.Err != nil || plain.id != e.id() {
		return
	}
	p := plain.prediction
	e.Label, e.Score, e.Known = p.Label, p.Scores[p.Label], true
	if p.Meant != nil {
		e.Label, e.Score = p.Meant.Label, p.Meant.Scores[p.Meant.Label]
	}
}

// note writes a new verdict into the entry of the post that is shown.
func (h *history) note() {
	at := h.draft.at
	if at < 0 || at >= len(h.state.History) || h.state.History[at].id() != h.state.Post.ContentID() {
		return
	}
	history := slices.Clone(h.state.History)
	h.fill(&history[at])
	h.state.History = history
	h.keeping.keepSoon()
}
