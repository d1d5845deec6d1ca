package similar

import (
	"context"
	"errors"
	"sync"

	"duotone/app"
	"duotone/app/similar"
)

// readUnasked is how many posts are read without asking: a person hardly waits for so few.
const readUnasked = 200

// set is posts that are open, as the core knows them.
type set struct {
	shown   Set
	open    func(context.Context) (similar.Set, error)
	version any // changes with its posts

	held  *held // nil: not open yet
	stock *similar.Stock
	index *similar.Index     // nil: none yet
	under context.CancelFunc // of what is done with it; nil: nothing is
	left  bool               // other posts are open instead

	before *known // nil: nothing
}

// known is what was known of a file before something of it changed.
type known struct {
	stock *similar.Stock
	index *similar.Index
}

// known is what is known of a file, with which nothing is done.
func (s *set) known(path string) *known {
	if s == nil || s.shown.Path != path || s.under != nil || s.stock == nil || s.index == nil {
		return nil
	}
	return &known{s.stock, s.index}
}

// held is an open similar.Set, which is closed when nobody uses it any more.
type held struct {
	similar.Set
	users sync.WaitGroup
}

func (h *held) close() {
	h.users.Wait()
	h.Close() //nolint:errcheck // what could not be kept has been told already
}

// Project tells which project is open, "" for none; version changes with its posts.
func (p *Presenter) Project(path string, version uint64) {
	p.Do(func(c *core) {
		c.enter(InProject, path, version, func(ctx context.Context) (similar.Set, error) { return similar.OpenProject(ctx, path) })
	})
}

// Result tells which result is open; without rows none is.
func (p *Presenter) Result(r similar.Result) {
	p.Do(func(c *core) {
		if len(r.Rows) == 0 {
			c.enter(InResult, "", nil, nil)
			return
		}
		c.enter(InResult, r.Path, &r.Rows[0], func(context.Context) (similar.Set, error) { return similar.OfResult(r), nil })
	})
}

// enter takes posts in place of those that were open, or none.
func (c *core) enter(where Where, path string, version any, open func(context.Context) (similar.Set, error)) {
	old := c.sets[where]
	if old == nil && path == "" || old != nil && old.shown.Path == path && old.version == version {
		return
	}
	if old != nil {
		old.stop()
		old.left = true
		if h := old.held; h != nil {
			c.p.Work(func(context.Context) func(*core) { h.close(); return nil })
		}
		delete(c.sets, where)
	}
	if path != "" {
		c.sets[where] = &set{shown: Set{Path: path}, open: open, version: version, before: old.known(path)}
		if old == nil || old.shown.Path != path {
			c.latest = where
		}
	}
	c.lookAll()
}

func (s *set) stop() {
	if s.under != nil {
		s.under()
	}
}

// forget lets go of what was read by another pack.
func (s *set) forget() {
	s.stock, s.index, s.before = nil, nil, nil
	s.shown = Set{Path: s.shown.Path}
}

// ensure has a set looked at that somebody wants to see.
func (c *core) ensure(s *set) {
	if s.stock == nil && s.under == nil && s.shown.Phase != PhaseFailed && c.name != "" {
		c.take(s)
	}
}

// take finds out what there is of a set.
func (c *core) take(s *set) {
	name, h, before := c.name, s.held, s.before
	s.before = nil
	s.shown = Set{Path: s.shown.Path, Phase: PhaseLooking}
	if h != nil {
		h.users.Add(1)
	}
	s.under = c.p.Work(func(ctx context.Context) func(*core) {
		var err error
		if h == nil {
			h = &held{}
			h.users.Add(1)
			h.Set, err = s.open(ctx)
		}
		var stock *similar.Stock
		var index *similar.Index
		if err == nil {
			stock, err = similar.Take(ctx, h, name)
		}
		switch {
		case err != nil:
		case before != nil && stock.Same(before.stock): // as after most changes of a project's settings
			index = before.index
		case len(stock.Missing) < len(stock.Refs):
			index, err = stock.Index(ctx, h)
		}
		h.users.Done()
		return func(c *core) { c.took(s, h, name, stock, index, err) }
	})
}

func (c *core) took(s *set, h *held, name string, stock *similar.Stock, index *similar.Index, err error) {
	s.under = nil
	if h.Set != nil {
		if s.held == nil && s.left { // nobody else knows of it
			c.p.Work(func(context.Context) func(*core) { h.close(); return nil })
			return
		}
		s.held = h
	}
	switch {
	case s.left:
		return
	case name != c.name:
		s.shown.Phase = PhaseClosed
		c.lookAll() // which takes it anew where it is wanted
		return
	case errors.Is(err, context.Canceled): // it is not taken anew by itself: the window may be closing
		s.shown.Phase = PhaseClosed
		return
	case err != nil:
		s.shown.Phase, s.shown.Err = PhaseFailed, err
		return
	}
	s.stock, s.index = stock, index
	s.shown.Posts = len(stock.Refs)
	c.stand(s, len(stock.Missing))
	if missing := len(stock.Missing); missing > 0 && missing <= readUnasked && s.shown.Failed == 0 {
		c.fill(s, false)
	}
	c.lookAll()
}

// stand says how far a set is with which nothing is done.
func (c *core) stand(s *set, missing int) {
	s.shown.Missing = missing
	s.shown.Phase = PhaseReady
	if missing > s.shown.Failed {
		s.shown.Phase = PhaseUnread
	}
}

// Read has the pack read the posts that are missing, or tries again what has failed.
func (p *Presenter) Read(where Where) {
	p.Do(func(c *core) {
		s := c.sets[where]
		switch {
		case s == nil || s.under != nil || c.name == "":
		case s.stock == nil:
			c.take(s)
		default:
			s.shown.Failed, s.shown.First = 0, nil
			c.fill(s, true)
		}
	})
}

// Stop stops reading. What is read is kept.
func (p *Presenter) Stop(where Where) {
	p.Do(func(c *core) {
		if s := c.sets[where]; s != nil {
			s.stop()
		}
	})
}

// fill has the pack read what is missing. What is read is searched meanwhile: an index is made when it has become worth while.
// asked: a person has agreed to what is then kept on the disk.
func (c *core) fill(s *set, asked bool) {
	engine, h, stock := c.engine.Engine, s.held, s.stock
	s.shown.Phase, s.shown.Done, s.shown.Total, s.shown.Left, s.shown.Err = PhaseReading, 0, len(stock.Missing), 0, nil
	h.users.Add(1)
	s.under = c.p.Work(func(ctx context.Context) func(*core) {
		defer h.users.Done()
		if asked {
			h.Allow()
		}
		var read similar.Read
		maker, err := c.p.maker(ctx, engine)
		if err == nil {
			read, err = stock.Fill(app.Unhurried(ctx), h, maker, c.p.progress(ctx, s, h, stock))
		}
		index, failed := stock.Index(context.WithoutCancel(ctx), h) // what is read is there, though it was stopped
		if err == nil {
			err = failed
		}
		missing := len(stock.Missing)
		return func(c *core) { c.filled(s, stock, index, missing, read, err) }
	})
}

func (c *core) filled(s *set, stock *similar.Stock, index *similar.Index, missing int, read similar.Read, err error) {
	s.under = nil
	if s.left {
		return
	}
	if s.stock != stock { // it was forgotten for another pack's
		c.lookAll()
		return
	}
	s.index, s.shown.Failed, s.shown.First = index, read.Failed, read.First
	if len(stock.Refs) == missing {
		s.index = nil
	}
	c.stand(s, missing)
	if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, app.ErrClosed) {
		s.shown.Phase, s.shown.Err = PhaseFailed, err
	}
	c.lookAll()
}
