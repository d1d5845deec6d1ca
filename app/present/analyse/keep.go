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
	*core
	due           *time.Timer
	saving, again bool              // the file is being read, written or erased; it is to be written once more
	reread        bool              // and read before that
	erasing       bool              // and erased before that
	erased        func(*core)       // what is done then; nil: nothing
	forgot        int               // counts how often all was forgotten
	over          bool              // the presenter is ending
	held          bool              // there is a file that must not be written over
	last          [sha256.Size]byte // of the file as it was read or written here
}

// keeps tells whether the history is kept over restarts.
func (k *keeping) keeps() bool {
	return k.p.options.History != "" && k.p.options.Settings.Get().KeepHistory
}

// recall puts the kept posts before those of this sitting.
func (k *keeping) recall() {
	if !k.keeps() {
		return
	}
	if k.reread = k.saving; k.reread { // what is being erased must not be read
		return
	}
	k.saving = true
	path, forgot := k.p.options.History, k.forgot
	k.p.Work(func(context.Context) func(*core) {
		entries, data, held, err := readKept(path)
		return func(c *core) {
			k := &c.keeping
			k.saving = false
			if forgot == k.forgot {
				if k.held = held; data != nil {
					k.last = sha256.Sum256(data)
				}
				c.history.before(entries)
				if err != nil {
					c.fail(app.PlaceWindow, err)
				}
			}
			k.goOn()
		}
	})
}

// goOn does what the history's file waits for: it is erased, then read, then written.
func (k *keeping) goOn() {
	switch {
	case k.saving:
	case k.erasing:
		reread, again := k.reread, k.again // asked for since
		k.erase(k.erased)
		k.reread, k.again = reread, again
	case k.reread:
		k.reread = false
		k.recall()
		if !k.saving { // it is not kept any more
			k.goOn()
		}
	case k.again:
		k.keep()
	}
}

// before puts posts in front of the history that are not in it.
func (h *history) before(entries []Entry) {
	entries = unknown(entries, h.state.History)
	if len(entries) == 0 {
		return
	}
	n := len(entries)
	end := h.state.At == len(h.state.History) // the post that is shown is in no entry yet
	all, at := bounded(append(entries[:n:n], h.state.History...), h.state.At+n)
	if h.draft.at >= 0 {
		h.draft.at = at
	}
	if end {
		at = len(all)
	}
	h.state.History, h.state.At = all, at
	h.thumbsNear()
	h.keeping.keepSoon()
}

// keepSoon has the history written down when it has stayed as it is for a while.
func (k *keeping) keepSoon() {
	if !k.keeps() {
		return
	}
	stop(k.due)
	k.due = k.p.After(keepAfter, func(c *core) { c.keeping.keep() })
}

// keep writes the history down beside the loop, once at a time.
func (k *keeping) keep() {
	if !k.keeps() || k.held {
		return
	}
	if k.again = k.saving; k.again {
		return
	}
	k.saving = true
	path, entries, samples, last := k.p.options.History, k.state.History, k.p.options.Samples, k.last
	k.p.Work(func(context.Context) func(*core) {
		sum, others, err := writeKept(path, entries, samples, last)
		return func(c *core) { c.keeping.kept(sum, others, err) }
	})
}

func (k *keeping) kept(sum [sha256.Size]byte, others []Entry, err error) {
	k.saving, k.last = false, sum
	if err != nil {
		k.fail(app.PlaceWindow, err)
	}
	if !k.erasing && !k.over {
		k.history.before(others)
	}
	k.goOn()
}

// keepLast writes the history down with the post that is shown, at the end.
func (k *keeping) keepLast() {
	if k.over {
		return
	}
	k.over = true
	if k.keeps() {
		k.history.commit()
		stop(k.due)
		k.keep()
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
			c.keeping.recall() // what was kept before, by another window
			c.keeping.keepSoon()
			return
		}
		c.keeping.erase(func(c *core) {
			c.say(app.Message{Kind: app.MessageInfo, Text: app.Say("Posts are not kept any more, and the file with them is gone.")})
		})
	})
}

// Forget empties the history, with the post that is shown and with the file that it is kept in.
func (p *Presenter) Forget() {
	p.Do(func(c *core) {
		c.pictures.unload()
		c.state.Post = app.Post{} // so that it isn't entered again
		c.state.History, c.state.At, c.history.draft = nil, 0, draft{at: -1}
		c.show(app.Post{}, loaded{}, "")
		c.keeping.erase(func(c *core) {
			c.say(app.Message{Kind: app.MessageInfo, Text: app.Say("All posts of the history are forgotten.")})
		})
	})
}

// erase takes the file away, after what is being written; then is done where that went well, and may be nil.
func (k *keeping) erase(then func(*core)) {
	stop(k.due)
	k.forgot++
	if k.again, k.reread, k.erasing, k.erased = false, false, k.saving, then; k.saving {
		return
	}
	k.saving = true
	path := k.p.options.History
	k.p.Work(func(context.Context) func(*core) {
		err := eraseKept(path)
		return func(c *core) {
			k := &c.keeping
			if k.saving, k.last = false, [sha256.Size]byte{}; err != nil {
				c.fail(app.PlaceWindow, err)
			} else if k.held = false; then != nil {
				then(c)
			}
			k.goOn()
		}
	})
}
