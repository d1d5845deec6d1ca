package batch

import (
	"context"
	"errors"
	"sync"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/table"
)

// Phase is what a Desk is doing.
type Phase string

// The phases of a desk.
const (
	PhaseEmpty   Phase = "empty"   // nothing is open
	PhaseLooking Phase = "looking" // a file is being looked at
	PhaseReady   Phase = "ready"   // the first rows are there
	PhaseRunning Phase = "running"
	PhasePausing Phase = "pausing" // what is under way is being brought to an end
	PhasePaused  Phase = "paused"
	PhaseLoading Phase = "loading" // the result is being read
	PhaseDone    Phase = "done"    // the result's rows are there
)

// DeskState is what a desk shows. It is not changed after it was handed out.
type DeskState struct {
	Phase    Phase
	Path     string       // what is being looked at, or was last
	Input    *table.Input // nil: none
	Options  table.Options
	Out      string // the result; empty: not chosen yet
	Progress Progress
	Result   string // the result that Rows are read from
	Rows     []Verdict
	Err      error // of the last command; nil: none
}

// Desk is the batch pane without a window: it looks at files, runs one job at a time, and reads results. Its methods may
// be called from any goroutine and return at once. watch is called with the latest state, one call at a time and never with an
// older state than before; a slow one misses states.
type Desk struct {
	watch func(DeskState)

	mu      sync.Mutex
	state   DeskState
	untold  bool // state is newer than what the watcher was told
	telling bool // somebody tells the watcher
	cancel  context.CancelFunc
	done    chan struct{} // closed when what is under way has ended
}

// MaxRows is how many rows of a result a desk reads.
const MaxRows = 1_000_000

// NewDesk makes an empty desk.
func NewDesk(watch func(DeskState)) *Desk {
	done := make(chan struct{})
	close(done)
	return &Desk{watch: watch, state: DeskState{Phase: PhaseEmpty}, cancel: func() {}, done: done}
}

// State is the state as it is now.
func (d *Desk) State() DeskState {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state
}

// change changes the state and publishes it.
func (d *Desk) change(f func(*DeskState)) {
	d.mu.Lock()
	f(&d.state)
	d.tell()
	d.mu.Unlock()
}

// tell calls the watcher until it knows the state; mu is held, but not during the calls. Where another goroutine is at it, that one
// goes on with the state that is new here: two calls at a time could tell the older state last.
func (d *Desk) tell() {
	d.untold = true
	if d.telling {
		return
	}
	d.telling = true
	for d.untold {
		d.untold = false
		now := d.state
		d.mu.Unlock()
		d.watch(now)
		d.mu.Lock()
	}
	d.telling = false
}

// begin ends what is under way and starts f in a goroutine of its own.
func (d *Desk) begin(phase Phase, f func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	d.mu.Lock()
	before, stop := d.done, d.cancel
	d.cancel, d.done = cancel, done
	d.mu.Unlock()
	stop()
	go func() {
		defer close(done)
		defer cancel()
		<-before
		if ctx.Err() != nil {
			return
		}
		d.change(func(s *DeskState) { s.Phase, s.Err = phase, nil })
		f(ctx)
	}()
}

// Open looks at a file, or at a result: a result is read at once. What was running is paused.
func (d *Desk) Open(path string, o table.Options) {
	d.begin(PhaseLooking, func(ctx context.Context) {
		d.change(func(s *DeskState) { s.Path = path })
		if o == (table.Options{}) && isResult(ctx, path) {
			d.load(ctx, path, true)
			return
		}
		in, err := table.Open(ctx, path, nil, o)
		if ctx.Err() != nil {
			return
		}
		d.change(func(s *DeskState) {
			if err != nil && (in == nil || in.Columns == nil) {
				s.Phase, s.Err = phaseOf(s), err
				return
			}
			// Columns that nobody could guess are for the person to choose: the file is shown all the same.
			*s = DeskState{Phase: PhaseReady, Path: path, Input: in, Options: o, Err: err}
		})
	})
}

// phaseOf is where a desk falls back to.
func phaseOf(s *DeskState) Phase {
	switch {
	case s.Rows != nil:
		return PhaseDone
	case s.Input != nil:
		return PhaseReady
	}
	return PhaseEmpty
}

// isResult tells whether a file is one that Run wrote.
func isResult(ctx context.Context, path string) bool {
	r, err := OpenResults(ctx, path, "-")
	if err != nil {
		return false
	}
	defer r.Close()
	_, err = r.Next()
	return err == nil
}

// Run scores the open file into out, or goes on with a run that was stopped.
func (d *Desk) Run(m Model, out string, o Output, version string, force bool) {
	in := d.State().Input
	if in == nil || m == nil {
		return
	}
	d.begin(PhaseRunning, func(ctx context.Context) {
		d.change(func(s *DeskState) {
			s.Path, s.Out, s.Progress = in.Path, out, Progress{Total: in.Total, Exact: in.Exact, Summary: newSummary()}
		})
		_, err := Run(app.Unhurried(ctx), m, Job{In: in, Out: out, Output: o, Force: force, Limits: picture.DefaultLimits, Version: version,
			Progress: func(p Progress) { d.change(func(s *DeskState) { s.Progress = p }) }})
		switch {
		case err == nil:
			d.load(ctx, out, false)
		case errors.Is(err, context.Canceled):
			d.change(func(s *DeskState) { s.Phase = PhasePaused })
		default:
			d.change(func(s *DeskState) { s.Phase, s.Err = PhasePaused, err })
		}
	})
}

// Pause stops a run so that Run goes on with it.
func (d *Desk) Pause() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.state.Phase != PhaseRunning {
		return
	}
	d.state.Phase = PhasePausing
	d.cancel()
	d.tell()
}

// load reads a result. A strange one was not made from the open file just now: its pictures need not lie where that one's do.
func (d *Desk) load(ctx context.Context, path string, strange bool) {
	d.change(func(s *DeskState) { s.Phase, s.Path = PhaseLoading, path })
	rows, _, err := ReadResults(ctx, path, MaxRows)
	if ctx.Err() != nil {
		return
	}
	d.change(func(s *DeskState) {
		if err != nil {
			s.Phase, s.Err = phaseOf(s), err
			return
		}
		if strange {
			*s = DeskState{Path: path}
		}
		s.Phase, s.Result, s.Rows = PhaseDone, path, rows
	})
}

// Close pauses what is running and waits for it.
func (d *Desk) Close() {
	d.mu.Lock()
	cancel, done := d.cancel, d.done
	d.mu.Unlock()
	cancel()
	<-done
}

// Filter chooses rows of a result. The zero value chooses all.
type Filter struct {
	Label    *app.Label
	Dominant app.Modality
	Apart    float64 // at least this incongruity; 0: all
	Errors   bool    // only rows with an error
	Words    string  // in the text or the id, whatever their case
}

// Order sorts rows of a result.
type Order string

// The orders.
const (
	ByRow         Order = "row"
	ByNegative    Order = "negative"    // the highest first, as in all that follow
	ByPositive    Order = "positive"    //
	ByIncongruity Order = "incongruity" //
	ByIrony       Order = "irony"       //
	ByPicture     Order = "picture"     // how far the picture moved the verdict more than the words
)
