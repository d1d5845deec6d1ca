// Package score decides what the Batch pane does: it looks at files, runs one job at a time, and shows the rows of a
// result as they are chosen and sorted.
package score

import (
	"context"
	"image"
	"slices"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/present"
	"duotone/app/table"
	"duotone/app/table/source"
)

// Phase is what is being done.
type Phase string

// The phases.
const (
	PhaseEmpty   Phase = "empty"   // nothing is open
	PhaseLooking Phase = "looking" // a file is being looked at
	PhaseReady   Phase = "ready"   // the first rows are there
	PhaseRunning Phase = "running"
	PhasePausing Phase = "pausing" // what is under way is being brought to an end
	PhaseEnding  Phase = "ending"  // what is scored so far becomes the result
	PhasePaused  Phase = "paused"
	PhaseLoading Phase = "loading" // the result is being read
	PhaseDone    Phase = "done"    // the result's rows are there
)

// State is everything the Batch pane shows. It is immutable.
type State struct {
	Seq      uint64 // counts the states
	Phase    Phase
	Path     string       // what is being looked at, or was last
	Slow     bool         // reading takes long enough to say so
	Input    *table.Input // nil: none
	Engine   bool         // there is one to score with
	Job      Job          // that runs or is paused; Out "": none
	Left     *Job         // a job that was left unfinished and can go on; nil: none
	Progress batch.Progress

	Result  string // the file that Rows are read from; "": none
	Rows    []batch.Verdict
	Listed  int // counts the results whose rows were taken
	Choice  Choice
	View    []int               // positions in Rows that are chosen, in their order
	Turn    int                 // counts what was chosen
	Chosen  int                 // the turn that View is of
	Failed  int                 // rows of Rows that have an error
	Limit   float64             // incongruity from which a pair pulls apart
	At      int                 // the row that is read, a position in Rows; NoRow: none
	Place   int                 // its position in View; NoRow: it is not among those that are shown
	Reading *Reading            // what is known of it; nil: none is read
	Thumbs  map[int]image.Image // small pictures by position in Rows, as far as they were asked for; nil: there is none
	Columns []Column            // of the list
	Marked  map[int]bool        // rows that the person has picked out, by position in Rows
	Marks   int                 // counts changes of Marked
	Split   [2]float64          // how much of the room the row that is read takes, beside the list and below it; 0: as usual
	Into    Into                // where judgements go
	Making  *Making             // a project that is being made of rows; nil: none is
	Own     string              // the column of the file that has labels already; "": none
	Yours   map[int]string      // what the person said of rows, by position in Rows; "": it was taken back
	Report  *Report             // of all rows; nil: not drawn yet
}

// Busy tells whether a job runs.
func (s *State) Busy() bool {
	return s.Phase == PhaseRunning || s.Phase == PhasePausing || s.Phase == PhaseEnding
}

// Opening tells whether a file is being read.
func (s *State) Opening() bool { return s.Phase == PhaseLooking || s.Phase == PhaseLoading }

// CanRun tells whether the open file can be scored.
func (s *State) CanRun() bool {
	return s.Input != nil && s.Engine && !s.Busy() && !s.Opening() &&
		(s.Input.Mapping.TextName != "" || s.Input.Mapping.ImageName != "")
}

// CanGoOn tells whether the job that is open is paused.
func (s *State) CanGoOn() bool { return s.Phase == PhasePaused && s.Job.Out != "" }

// Fraction is how much of the job is done, 0 to 1. Where the number of rows is not known it is 0 until all is done.
func (s *State) Fraction() float64 {
	p := s.Progress
	switch {
	case p.Read <= 0:
		return 0
	case s.Phase == PhaseDone || s.Phase == PhaseLoading:
		return 1
	case p.Total > 0:
		return min(1, float64(p.Read)/float64(p.Total))
	}
	return 0
}

// Job is what the settings keep of a job, so that it can go on after a restart.
type Job struct {
	Input   string         `json:"input"`
	Options source.Options `json:"options"`
	Out     string         `json:"out"`
	Wanted
}

// Wanted is how a file is scored.
type Wanted struct {
	Explain bool `json:"explain"`
	Letters bool `json:"read_pictures,omitempty"` // with the words in the pictures
	Replace bool `json:"replace,omitempty"`       // a result that is there
}

// Options are what a presenter works with. All but Ready are needed.
type Options struct {
	Settings  *present.Settings
	Translate func(string) string // a chart's text in the language of the window
	Language  string              // that Translate speaks, as BCP 47
	Analyse   func(app.Post)      // opens a post in the Analyse pane; called on the loop
	Tell      func(app.Message)
	Labels    Labels                        // keeps what the person says of rows
	Reader    *present.Reader               // of the words in pictures; nil: there is none
	Ready     func(image.Image) image.Image // makes a picture ready to be drawn, beside the loop; may be nil
}

// Presenter is the Batch pane without the pane.
type Presenter struct {
	present.Loop[core, State]
	options Options
}

// New starts a presenter; watch may be nil. It has no engine until Use gives it one.
func New(options Options, watch func(*State)) *Presenter {
	p := &Presenter{options: options}
	c := &core{p: p}
	c.task.core, c.current.core, c.judging.core, c.thumbs.core = c, c, c, c
	c.state.Phase, c.state.At, c.state.Place = PhaseEmpty, NoRow, NoRow
	c.picking.from, c.state.Split = NoRow, options.Settings.Get().Split
	p.Loop.Start(c, (*core).snapshot, watch)
	p.Do(func(c *core) { c.limit(); c.columns(); c.task.findLeft() })
	return p
}

// Use takes over what is known of the engine.
func (p *Presenter) Use(e app.EngineState) {
	p.Do(func(c *core) {
		other, reads := e.Engine != c.engine.Engine, c.reads()
		c.engine, c.state.Engine = e, e.Engine != nil
		c.limit()
		if !slices.Equal(reads, c.reads()) {
			c.draw() // which languages go without saying
		}
		if other {
			c.current.readAgain()
		}
	})
}

// Shown takes over what another pane may have changed.
func (p *Presenter) Shown() {
	p.Do(func(c *core) {
		c.limit()
		c.judging.recall()
	})
}

// core is what the loop owns, in parts that reach one another by it.
type core struct {
	p      *Presenter
	state  State
	engine app.EngineState

	task    task
	current currentRow
	judging judging
	thumbs  thumbs
	picking picking

	making  context.CancelFunc // gives up the project that is being made; nil: none is
	drawing context.CancelFunc // of the report's charts; nil: none was asked for
	drawn   int                // of the report that is asked for
	opening present.Turns      // of rows in the Analyse pane
}

func (c *core) snapshot(number uint64) *State {
	copied := c.state
	copied.Seq = number
	return &copied
}

func (c *core) tell(kind app.MessageKind, text, hint app.Sentence) {
	c.p.options.Tell(app.Message{Kind: kind, Text: text, Hint: hint})
}

func (c *core) fail(err error) {
	if m, ok := app.ErrorMessage(err); ok {
		c.p.options.Tell(m)
	}
}

// reads are the languages of the pack that reads whatever isn't foreign to it.
func (c *core) reads() []string { return c.engine.Info.Pack.Languages }

// limit takes the threshold that is in force: the person's, or the pack's.
func (c *core) limit() {
	limit := c.p.options.Settings.Get().Threshold
	if limit <= 0 {
		limit = c.engine.Info.Pack.Thresholds.Incongruity
	}
	if limit <= 0 {
		limit = 0.5
	}
	if limit != c.state.Limit {
		c.state.Limit = limit
		c.choose()
		c.draw()
	}
}
