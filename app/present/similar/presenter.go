// Package similar decides what is shown of similar posts: in which set they are looked for, by what, when a set's posts are read, and what
// was found for each pane that asks.
//
// Beyond the contract of package present: of what a pane asks the last counts. What was found for the post before stays, as Busy, until that of
// this one is there; what was found in posts that are not open any more is gone. Of a set one thing is done at a time. Only panes that show
// similar posts cost anything.
package similar

import (
	"context"
	"image"
	"sync"

	"duotone/app"
	"duotone/app/present"
	"duotone/app/similar"
)

// Where is a set of posts that can be looked in.
type Where string

// The sets.
const (
	InProject Where = "project" // the posts of the project that is open
	InResult  Where = "result"  // the rows of the result that is open
)

// Place is the pane that asks.
type Place int

// The panes.
const (
	Analyse Place = iota
	Batch
	Label
	places
)

// First is how many similar posts are shown unless a person asks for more, and Most how many then.
const (
	First = 6
	Most  = 24
)

// State is what is known of similar posts. It is immutable.
type State struct {
	Seq    uint64 // counts the states
	Engine bool   // there is one that can read posts
	Sets   map[Where]Set
	Panels [places]Panel
}

// Phase is how far a set is.
type Phase string

// The phases.
const (
	PhaseClosed  Phase = ""        // nobody has asked for it
	PhaseLooking Phase = "looking" // what is there is being read from the disk
	PhaseUnread  Phase = "unread"  // there are many posts that the pack has to read first
	PhaseReading Phase = "reading" // the pack reads them
	PhaseReady   Phase = "ready"
	PhaseFailed  Phase = "failed"
)

// Set is posts that are open.
type Set struct {
	Path    string
	Phase   Phase
	Posts   int
	Missing int     // posts that the pack has not read: they can't be found
	Done    int     // PhaseReading: how many of Total are read
	Total   int     //
	Left    float64 // PhaseReading: seconds until all are, by the pace so far; 0: not known yet
	Failed  int     // posts that could not be read when it was tried last
	First   error   // why the first of these
	Err     error   // PhaseFailed: why
}

// Panel is what one pane shows.
type Panel struct {
	Open   bool
	In     Where // "": nothing is open to be looked in
	Others []Where
	By     similar.By
	Ways   []similar.By // that can be chosen
	Busy   bool         // Hits may be of the post before
	Post   bool         // there is a post to look for
	Lacks  bool         // it has nothing that it could be compared by
	Err    error        // why nothing could be found
	Hits   []Hit
}

// Hit is a post that was found.
type Hit struct {
	similar.Hit
	Thumb image.Image // nil: it has no picture, or it is still to be read, or the post is not among those that are shown
}

// Question is the post that a pane shows.
type Question struct {
	In      Where      // where it is from; "": from nowhere
	At      int        // InResult: its row, counted from 0
	ID      app.PostID // InProject: its name
	Post    app.Post   // from nowhere
	Words   bool       // the words may be seen
	Picture bool       // the picture may be seen
}

func (q Question) asks() bool {
	return q.In != "" || q.Post.HasWords() || q.Post.HasPicture()
}

func (q Question) same(o Question) bool {
	return q.In == o.In && q.At == o.At && q.ID == o.ID && q.Words == o.Words && q.Picture == o.Picture &&
		q.Post.Text == o.Post.Text && q.Post.Picture == o.Post.Picture
}

// Options are what a presenter works with.
type Options struct {
	Ready func(image.Image) image.Image // makes a picture ready to be drawn, beside the loop; may be nil
}

// Presenter is similar posts for all panes that show them.
type Presenter struct {
	present.Loop[core, State]
	core    *core
	options Options
	made    struct { // what reads posts, made by whoever needs it first
		sync.Mutex
		of    app.Engine
		maker *similar.Maker
	}
}

// New starts a presenter; watch may be nil. It reads nothing until Use gives it an engine and a pane shows similar posts.
func New(options Options, watch func(*State)) *Presenter {
	p := &Presenter{options: options}
	p.core = &core{p: p, sets: map[Where]*set{}}
	for i := range p.core.panels {
		p.core.panels[i].by = similar.Both
	}
	p.Loop.Start(p.core, (*core).snapshot, watch)
	return p
}

// Close stops what runs and lets go of all that is open.
func (p *Presenter) Close() {
	p.Loop.Close()
	for where, s := range p.core.sets { // the loop has ended
		if delete(p.core.sets, where); s.held != nil {
			s.held.close()
		}
	}
}

// core is what the loop owns.
type core struct {
	p      *Presenter
	engine app.EngineState
	name   string // of what the engine makes; "": there is none
	sets   map[Where]*set
	latest Where // that was opened last
	panels [places]panel

	opening present.Turns // of posts that were found
}

// panel is what the core knows of a pane.
type panel struct {
	open     bool
	more     bool  // more than First are shown
	in       Where // that the person chose; "": as the post has it
	by       similar.By
	question Question
	turn     int // of the search that counts
	cancel   context.CancelFunc
	found    found
}

// found is what came of a search.
type found struct {
	turn  int  // of the search
	set   *set // that was searched; nil: nothing was
	index *similar.Index
	lacks bool
	err   error
	hits  []Hit
}

func (c *core) snapshot(number uint64) *State {
	st := &State{Seq: number, Engine: c.engine.Engine != nil, Sets: map[Where]Set{}}
	for where, s := range c.sets {
		st.Sets[where] = s.shown
	}
	for i := range c.panels {
		p := &c.panels[i]
		st.Panels[i] = Panel{Open: p.open, In: c.where(p), By: p.way(), Ways: p.ways(), Busy: p.cancel != nil && p.found.turn != p.turn, Post: p.question.asks()}
		if set := c.sets[st.Panels[i].In]; set != nil && p.found.set == set {
			st.Panels[i].Hits, st.Panels[i].Lacks, st.Panels[i].Err = p.found.hits, p.found.lacks, p.found.err
		}
		for _, where := range []Where{InProject, InResult} {
			if _, there := c.sets[where]; there && where != st.Panels[i].In && p.question.In == "" {
				st.Panels[i].Others = append(st.Panels[i].Others, where)
			}
		}
	}
	return st
}

// where is the set that a pane looks in: that of its post, or of a post from nowhere the one chosen, or opened last.
func (c *core) where(p *panel) Where {
	if p.question.In != "" {
		return p.question.In
	}
	for _, where := range []Where{p.in, c.latest, InProject, InResult} {
		if _, there := c.sets[where]; there {
			return where
		}
	}
	return ""
}

// ways are what posts can be compared by where not all of a post may be seen.
func (p *panel) ways() []similar.By {
	switch q := p.question; {
	case q.Words && !q.Picture:
		return []similar.By{similar.Words}
	case q.Picture && !q.Words:
		return []similar.By{similar.Picture}
	}
	return similar.Ways
}

func (p *panel) way() similar.By {
	if ways := p.ways(); len(ways) == 1 {
		return ways[0]
	}
	return p.by
}

// Use takes over what is known of the engine. What another pack has read counts for nothing.
func (p *Presenter) Use(e app.EngineState) {
	p.Do(func(c *core) {
		was := c.engine.Engine
		if c.engine = e; e.Engine == was {
			return
		}
		name := ""
		if e.Engine != nil {
			name = similar.Name(e.Engine)
		}
		other := name != c.name
		c.name = name
		for _, s := range c.sets {
			if other || s.shown.Phase == PhaseReading {
				s.stop()
			}
			if other {
				s.forget()
			}
		}
		c.lookAll()
	})
}

// Show shows a pane's similar posts or hides them.
func (p *Presenter) Show(at Place, open bool) {
	p.Do(func(c *core) {
		if panel := &c.panels[at]; panel.open != open {
			panel.open = open
			c.look(panel)
		}
	})
}

// Ask tells which post a pane shows.
func (p *Presenter) Ask(at Place, q Question) {
	p.Do(func(c *core) {
		if panel := &c.panels[at]; !panel.question.same(q) {
			panel.question = q
			c.look(panel)
		}
	})
}

// More shows as many as there are, or only the first.
func (p *Presenter) More(at Place, more bool) {
	p.Do(func(c *core) {
		if panel := &c.panels[at]; panel.more != more {
			if panel.more = more; more {
				c.look(panel)
			}
		}
	})
}

// By compares by something else.
func (p *Presenter) By(at Place, by similar.By) {
	p.Do(func(c *core) {
		if panel := &c.panels[at]; panel.by != by {
			panel.by = by
			c.look(panel)
		}
	})
}

// In looks in another set.
func (p *Presenter) In(at Place, where Where) {
	p.Do(func(c *core) {
		if panel := &c.panels[at]; panel.in != where {
			panel.in = where
			c.look(panel)
		}
	})
}
