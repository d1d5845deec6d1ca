package score

import (
	"maps"
	"slices"
)

// picking is a range of rows that is being picked out, as positions in State.Rows.
type picking struct {
	from  int   // where it begins; NoRow: where the row is that is read
	added []int // that it picked out
}

// mark takes another choice of rows that are picked out.
func (c *core) mark(rows map[int]bool) {
	c.state.Marked, c.picking = rows, picking{from: NoRow}
	c.state.Marks++
}

// Mark picks out the row that is read and goes on to the next, or lets it go again. What is made or exported is then made of the rows that are
// picked out, and of those that are shown where none is.
func (p *Presenter) Mark() {
	p.Do(func(c *core) {
		if at := c.state.At; at != NoRow {
			if c.turnOver(at); c.state.Marked[at] && c.state.Place != NoRow && c.state.Place+1 < len(c.state.View) {
				c.current.read(c.state.View[c.state.Place+1])
			}
		}
	})
}

// MarkAt picks out one of State.View, or lets it go again, and reads it.
func (p *Presenter) MarkAt(place int) {
	p.Do(func(c *core) {
		if place >= 0 && place < len(c.state.View) {
			c.turnOver(c.state.View[place])
			c.current.read(c.state.View[place])
		}
	})
}

// turnOver picks out a row, or lets it go.
func (c *core) turnOver(at int) {
	marked := maps.Clone(c.state.Marked)
	if marked == nil {
		marked = map[int]bool{}
	}
	if marked[at] {
		delete(marked, at)
	} else {
		marked[at] = true
	}
	c.mark(marked)
}

// MarkTo picks out the rows of State.View from the one that was read last without it up to another one, which is read then. Done again, it takes the
// other range in place of the first.
func (p *Presenter) MarkTo(place int) {
	p.Do(func(c *core) { c.markTo(place) })
}

// StepMarking goes on by some rows, as Step does, and picks out what it goes over.
func (p *Presenter) StepMarking(by int) {
	p.Do(func(c *core) {
		if c.state.Place != NoRow {
			c.markTo(min(max(c.state.Place+by, 0), len(c.state.View)-1))
		}
	})
}

func (c *core) markTo(place int) {
	if place < 0 || place >= len(c.state.View) {
		return
	}
	now := c.picking
	if now.from == NoRow {
		now.from = c.state.At
	}
	begin := slices.Index(c.state.View, now.from)
	if begin < 0 { // it is not among those that are shown
		begin, now.from = place, c.state.View[place]
	}
	marked := maps.Clone(c.state.Marked)
	if marked == nil {
		marked = map[int]bool{}
	}
	for _, at := range now.added {
		delete(marked, at)
	}
	now.added = nil
	for _, at := range c.state.View[min(begin, place) : max(begin, place)+1] {
		if !marked[at] {
			marked[at], now.added = true, append(now.added, at)
		}
	}
	c.mark(marked)
	c.picking = now
	c.current.read(c.state.View[place])
}

// MarkAll picks out all of State.View.
func (p *Presenter) MarkAll() {
	p.Do(func(c *core) {
		marked := make(map[int]bool, len(c.state.Marked)+len(c.state.View))
		maps.Copy(marked, c.state.Marked)
		for _, at := range c.state.View {
			marked[at] = true
		}
		c.mark(marked)
	})
}

// Unmark lets all rows go again.
func (p *Presenter) Unmark() { p.Do(func(c *core) { c.mark(nil) }) }

// These are the rows that a person means by them, as positions in Rows: those that are picked out, in the order that is shown and behind them
// those that a filter hides; where none is, all that are shown.
func (s *State) These() []int {
	if len(s.Marked) == 0 {
		return s.View
	}
	these := make([]int, 0, len(s.Marked))
	seen := make(map[int]bool, len(s.Marked))
	for _, at := range s.View {
		if s.Marked[at] {
			these, seen[at] = append(these, at), true
		}
	}
	for _, at := range slices.Sorted(maps.Keys(s.Marked)) {
		if !seen[at] {
			these = append(these, at)
		}
	}
	return these
}
