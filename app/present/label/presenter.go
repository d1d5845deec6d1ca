// Package label decides what the Label pane does: it opens a project, has a person's judgements written down one after
// the other, and lets long work run beside them.
//
// Beyond the contract of package present: what is asked of the open project is done in its order, each after the one
// before it is on the disk. A project that is left is closed after what was asked of it. What was asked before Close is
// done, long work is stopped.
package label

import (
	"context"
	"image"
	"path/filepath"
	"sync"
	"sync/atomic"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/present"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
)

// State is everything the Label pane shows. It is immutable.
type State struct {
	Seq     uint64 // counts the states
	Path    string // of the open project; "": none
	Opening string // of the project that is being opened; "": none
	View    desk.View
	Turn    uint64 // of the last command that View knows of
	Settled uint64 // rises when the project's settings or the queue were changed, not by a judgement

	// The picture of View.Item, where it may be seen.
	Picture image.Image // at the size of the screen; nil: none
	Waits   bool        // it is being decoded
	Wrong   error       // why there is none
	Full    image.Image // in full size, after Zoom; nil: not decoded

	Examples map[string]image.Image // pictures of the codebook's examples, by name; nil until they are read

	Found   *Found   // what a search has found; nil: nobody searches
	History *History // of the post for which it was asked last; nil: none
	Preview *Preview // what an import would do, as it was asked last; nil: none
	Picked  []Picked // the pictures that were chosen as examples in this project, in the order in which they were read
	Team    *Team    // how far people are, as it was asked last; nil: none

	Work *Work // long work that runs; nil: none
}

// Open tells whether a project is open.
func (s *State) Open() bool { return s.Path != "" }

// Folder is where the project lies, or where the program was started.
func (s *State) Folder() string {
	if s.Open() {
		return filepath.Dir(s.Path)
	}
	here, err := filepath.Abs(".")
	if err != nil {
		return ""
	}
	return here
}

// Work is how far long work is.
type Work struct {
	What        app.Sentence
	Done, Total int // Total 0: nobody knows
}

// Options are what a presenter works with. All are needed.
type Options struct {
	Settings *present.Settings
	Tell     func(app.Message)
	Reader   *present.Reader // of the words in pictures
}

// Presenter is the Label pane without the pane. It has a method for each thing that a person can ask for.
type Presenter struct {
	present.Loop[core, State]
	core    *core
	options Options
	turns   atomic.Uint64
	closing sync.Once
}

// core is what the loop owns.
type core struct {
	p      *Presenter
	state  State
	engine app.EngineState

	project     *project.Project
	desk        *desk.Desk
	ahead       *desk.Ahead
	room        desk.Room
	wanting     bool               // the pictures to come are to be asked for
	illustrated *codebook.Codebook // whose examples' pictures are read
	finder      finder

	jobs []func(*core) func(context.Context) func(*core) // of the project, in their order, each made when its turn comes
	busy bool                                            // one of them runs
	stop context.CancelFunc                              // of the long work that runs; nil: none
}

// New starts a presenter; watch may be nil.
func New(options Options, watch func(*State)) *Presenter {
	p := &Presenter{options: options}
	p.core = &core{p: p, room: desk.Room{Beside: image.Pt(1200, 900), Alone: image.Pt(1200, 900)}}
	p.Loop.Start(p.core, (*core).snapshot, watch)
	return p
}

func (c *core) snapshot(number uint64) *State {
	copied := c.state
	copied.Seq = number
	return &copied
}

// Close stops long work, waits for what was asked and closes the project.
func (p *Presenter) Close() {
	p.Loop.Close()
	p.closing.Do(func() {
		if c := p.core; c.project != nil { // the loop has ended
			c.ahead.Close()
			c.project.Close() //nolint:errcheck // every judgement has been synced before
		}
	})
}

// Use takes over what is known of the engine.
func (p *Presenter) Use(e app.EngineState) { p.Do(func(c *core) { c.engine = e }) }

// Annotator is who labels; "": that is not known, and whoever opens a project is to be asked.
func (p *Presenter) Annotator() string {
	name, err := ledger.CleanName(p.options.Settings.Get().Annotator)
	if err != nil {
		return ""
	}
	return name
}

// Last is the project that was open last; "": none.
func (p *Presenter) Last() string { return p.options.Settings.Get().Project }

// SetRoom says how many pixels there are for pictures.
func (p *Presenter) SetRoom(room desk.Room) {
	p.Do(func(c *core) {
		if c.room != room {
			c.room = room
			if c.ahead != nil {
				c.ahead.Resize(room)
			}
		}
	})
}

// Shown starts the post's clock again, after the pane was hidden.
func (p *Presenter) Shown() {
	p.Do(func(c *core) {
		if c.desk != nil {
			c.desk.Shown()
		}
	})
}

// Active says that the annotator does something that is no command: reads on, zooms, writes.
func (p *Presenter) Active() {
	p.Do(func(c *core) {
		if c.desk != nil {
			c.desk.Active()
		}
	})
}

func (c *core) fail(err error) {
	if m, ok := app.ErrorMessage(err); ok {
		c.p.options.Tell(m)
	}
}

func (c *core) warn(text, hint app.Sentence) {
	c.p.options.Tell(app.Message{Kind: app.MessageWarning, Text: text, Hint: hint})
}

// inLine does something with the project after what was asked of it before.
func (c *core) inLine(job func(context.Context) (then func(*core))) {
	c.inTurn(func(*core) func(context.Context) func(*core) { return job })
}

// inTurn is inLine with a job that depends on what those before it leave; nil: there is nothing to do.
func (c *core) inTurn(job func(*core) func(context.Context) (then func(*core))) {
	c.jobs = append(c.jobs, job)
	c.nextJob()
}

func (c *core) nextJob() {
	var job func(context.Context) func(*core)
	for !c.busy && job == nil && len(c.jobs) > 0 {
		next := c.jobs[0]
		c.jobs = c.jobs[1:]
		job = next(c)
	}
	if job == nil {
		return
	}
	c.busy = true
	c.p.Work(func(ctx context.Context) func(*core) {
		then := job(ctx)
		return func(c *core) {
			if then != nil {
				then(c) // before the next one is made, which may depend on it
			}
			c.busy = false
			c.nextJob()
		}
	})
}
