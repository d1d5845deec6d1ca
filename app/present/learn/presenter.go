// Package learn decides what the Learn pane does: it has a head fitted on what people said of a project's posts, shows how good it is,
// and keeps it as a pack or forgets it.
package learn

import (
	"context"
	"path/filepath"

	"duotone/app"
	"duotone/app/present"
	"duotone/app/project"
	"duotone/app/project/ledger"

	heads "duotone/app/learn"
)

// Step is what runs.
type Step int

// The steps.
const (
	Idle    Step = iota
	Looking      // at what people said
	Reading      // the model reads posts that it has not read before
	Fitting      // models are fitted and measured
	Keeping      // the head is written
)

// State is everything the Learn pane shows. It is immutable.
type State struct {
	Seq    uint64 // counts the states
	Path   string // of the project; "": none
	Offer  *Offer // what there is to learn; nil: not read yet
	Chosen int    // of Offer.Questions
	Wants  Wants
	Step   Step
	Done   int // of Total; posts while Reading, fits while Fitting
	Total  int
	Curve  []heads.Point // known so far, while Fitting
	Found  *Found        // nil: nothing was learned, or it was discarded
	Cell   *Cell         // nil: none is chosen
	Base   string        // the pack that is learned on; "": no model is open
}

// Wants are what a person chooses before learning.
type Wants struct {
	Final ledger.Final
	Plain bool // labels count as often as they are there
	Rare  bool // labels with too few posts are left out, with their posts
}

// Cell is a cell of the confusion matrix with the posts behind it.
type Cell struct {
	Label, Row, Col int   // as in heads.Result.Table
	Examples        []int // of Found.Examples, those first that the head is surest of
}

// Running tells whether something runs that can be cancelled.
func (s *State) Running() bool { return s.Step == Reading || s.Step == Fitting }

// Question is the chosen one, nil where there is none.
func (s *State) Question() *heads.Said {
	if s.Offer == nil || s.Chosen >= len(s.Offer.Questions) {
		return nil
	}
	return s.Offer.Questions[s.Chosen]
}

// Options are what a presenter works with. All are needed.
type Options struct {
	Settings *present.Settings
	Packs    func() []app.PackInfo                           // those that are known, to find an earlier head among them
	Analyse  func(app.Post)                                  // opens a post in the Analyse pane; called on the loop
	Check    func(path, question string, posts []app.PostID) // has posts asked about again in the Label pane; likewise
	Kept     func(dir string)                                // a pack has been written; likewise
	Use      func(dir string)                                // opens a pack; likewise
	Tell     func(app.Message)                               // likewise
}

// Presenter is the Learn pane without the pane.
type Presenter struct {
	present.Loop[core, State]
	options Options
}

// core is what the loop owns.
type core struct {
	p       *Presenter
	state   State
	engine  app.Engine
	wanted  string             // the chosen question's key, whatever its place in the offer
	cancel  context.CancelFunc // of what runs
	turn    int                // of the last work; what those before bring is dropped
	looking context.CancelFunc // likewise, of reading what people said
	looked  int
	opening present.Turns // of examples in the Analyse pane
}

// New starts a presenter; watch may be nil.
func New(options Options, watch func(*State)) *Presenter {
	p := &Presenter{options: options}
	c := &core{p: p}
	c.state.Wants.Final.By = "adjudication"
	p.Loop.Start(c, (*core).snapshot, watch)
	return p
}

func (c *core) snapshot(number uint64) *State {
	copied := c.state
	copied.Seq = number
	return &copied
}

// Use takes over what is known of the engine.
func (p *Presenter) Use(e app.EngineState) {
	p.Do(func(c *core) {
		c.engine, c.state.Base = e.Engine, ""
		if e.Loaded {
			c.engine = app.Held(e.Engine) // a head is of one pack
			c.state.Base = c.engine.Info().Pack.Root().Ref()
		}
	})
}

// Shown reads the project that was labelled last, unless another one was opened here.
func (p *Presenter) Shown() {
	p.Do(func(c *core) {
		if path := p.options.Settings.Get().Project; path != "" && (c.state.Path == "" || c.state.Path == path) {
			c.open(path)
		}
	})
}

// Open reads a project.
func (p *Presenter) Open(path string) { p.Do(func(c *core) { c.open(path) }) }

// Drop reads a project that was dropped.
func (p *Presenter) Drop(paths []string) {
	if len(paths) != 1 || filepath.Ext(paths[0]) != project.Ext {
		p.options.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("Drop one labelling project here.")})
		return
	}
	p.Open(paths[0])
}

// SetQuestion chooses one of Offer.Questions.
func (p *Presenter) SetQuestion(i int) {
	p.Do(func(c *core) {
		if c.state.Offer == nil || i < 0 || i >= len(c.state.Offer.Questions) || i == c.state.Chosen {
			return
		}
		c.state.Chosen, c.wanted = i, c.state.Offer.Questions[i].Key
		c.forget()
	})
}

// Want says how to learn, and whose answer counts.
func (p *Presenter) Want(change func(*Wants)) {
	p.Do(func(c *core) {
		old := c.state.Wants
		if change(&c.state.Wants); c.state.Wants == old {
			return
		}
		c.forget()
		if c.state.Wants.Final != old.Final {
			c.look()
		}
	})
}

// forget drops what was learned of another question, or in another way.
func (c *core) forget() {
	c.stop()
	c.state.Found, c.state.Cell, c.state.Curve = nil, nil, nil
}

// stop ends what runs; what it brings is dropped.
func (c *core) stop() {
	if c.cancel != nil {
		c.cancel()
	}
	c.turn++
	c.cancel = nil
	c.state.Step, c.state.Done, c.state.Total = Idle, 0, 0
}

func (c *core) fail(err error) {
	if m, ok := app.ErrorMessage(err); ok {
		c.p.options.Tell(m)
	}
}
