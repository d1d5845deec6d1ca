package analyse

import (
	"context"
	"crypto/sha256"
	"time"

	"duotone/app"
)

// keepAfter is how long the history must stay as it is before it is written down.
const keepAfter = time.Second

// keeping is the history's way to its file and back.
type keeping struct {
	due           *time.Timer
	saving, again bool              // the file is being written or erased; it is to be written once more
	erasing       bool              // and erased before that
	erased        func(*core)       // what is done then; nil: nothing
	forgot        int               // counts how often all was forgotten
	over          bool              // the presenter is ending
	held          bool              // there is a file that must not be written over
	last          [sha256.Size]byte // of the file as it was read or written here
	thumbing      bool              // a small picture is being made
	blind         map[app.PostID]bool
}

// keeps tells whether the history is kept over restarts.
func (c *core) keeps() bool {
	return c.p.options.History != "" && c.p.options.Settings.Get().KeepHistory
}

// recall puts the kept posts before those of this sitting.
func (c *core) recall() {
	if !c.keeps() {
		return
	}
	path, forgot := c.p.options.History, c.keeping.forgot
	c.p.Work(func(context.Context) func(*core) {
		entries, data, held, err := readKept(path)
		return func(c *core) {
			if forgot != c.keeping.forgot {
				return
			}
			if c.keeping.held = held; data != nil {
				c.keeping.last = sha256.Sum256(data)
			}
			c.before(entries)
			if err != nil {
				c.fail(app.PlaceWindow, err)
			}
		}
	})
}

// before puts posts in front of the history that are not in it.
func (c *core) before(entries []Entry) {
	entries = unknown(entries, c.state.History)
	if len(entries) == 0 {
		return
	}
	n := len(entries)
	end := c.state.At == len(c.state.History) // the post that is shown is in no entry yet
	all, at := bounded(append(entries[:n:n], c.state.History...), c.state.At+n)
	if c.draft.at >= 0 {
		c.draft.at = at
	}
	if end {
		at = len(all)
	}
	c.state.History, c.state.At = all, at
	c.thumbsNear()
	c.keepSoon()
}

// keepSoon has the history written down when it has stayed as it is for a while.
func (c *core) keepSoon() {
	if !c.keeps() {
		return
	}
	stop(c.keeping.due)
	c.keeping.due = c.p.After(keepAfter, (*core).keep)
}

// keep writes the history down beside the loop, once at a time.
func (c *core) keep() {
	k := &c.keeping
	if !c.keeps() || k.held {
		return
	}
	if k.again = k.saving; k.again {
		return
	}
	k.saving = true
	path, entries, samples, last := c.p.options.History, c.state.History, c.p.options.Samples, k.last
	c.p.Work(func(context.Context) func(*core) {
		sum, others, err := writeKept(path, entries, samples, last)
		return func(c *core) { c.kept(sum, others, err) }
	})
}

func (c *core) kept(sum [sha256.Size]byte, others []Entry, err error) {
	k := &c.keeping
	k.saving, k.last = false, sum
	if err != nil {
		c.fail(app.PlaceWindow, err)
	}
	switch {
	case k.erasing:
		c.erase(k.erased)
		return
	case !k.over:
		c.before(others)
	}
	if k.again {
		c.keep()
	}
}

// keepLast writes the history down with the post that is shown, at the end.
func (c *core) keepLast() {
	if c.keeping.over {
		return
	}
	c.keeping.over = true
	if c.keeps() {
		c.commit()
		stop(c.keeping.due)
		c.keep()
	}
}

// KeepHistory has the history kept over restarts from now on, or not any more: then its file goes away.
func (p *Presenter) KeepHistory(on bool) {
	p.Do(func(c *core) {
		if on == p.options.Settings.Get().KeepHistory {
			return
		}
		p.options.Settings.Change(func(s *app.Settings) { s.KeepHistory = on })
		if on {
			c.recall() // what was kept before, by another window
			c.keepSoon()
			return
		}
		c.erase(func(c *core) {
			c.say(app.Message{Kind: app.MessageInfo, Text: app.Say("Posts are not kept any more, and the file with them is gone.")})
		})
	})
}

// Forget empties the history, with the post that is shown and with the file that it is kept in.
func (p *Presenter) Forget() {
	p.Do(func(c *core) {
		c.unload()
		c.state.Post = app.Post{} // so that it isn't entered again
		c.state.History, c.state.At, c.draft = nil, 0, draft{at: -1}
		c.show(app.Post{}, loaded{}, -1)
		c.erase(func(c *core) {
			c.say(app.Message{Kind: app.MessageInfo, Text: app.Say("All posts of the history are forgotten.")})
		})
	})
}

// erase takes the file away, after what is being written; then is done where that went well, and may be nil.
func (c *core) erase(then func(*core)) {
	k := &c.keeping
	stop(k.due)
	k.forgot++
	if k.again, k.erasing, k.erased = false, k.saving, then; k.saving {
		return
	}
	k.saving = true
	path := c.p.options.History
	c.p.Work(func(context.Context) func(*core) {
		err := eraseKept(path)
		return func(c *core) {
			k := &c.keeping
			if k.saving, k.last = false, [sha256.Size]byte{}; err != nil {
				c.fail(app.PlaceWindow, err)
			} else if k.held = false; then != nil {
				then(c)
			}
			if k.again {
				c.keep()
			}
		}
	})
}
