package score

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/picture"
	"duotone/app/present"
	"duotone/app/table"
	"duotone/app/table/source"
)

// slowFile is how long a file may take to be read without a word.
const slowFile = 300 * time.Millisecond

// maxRows is how many rows of a result are read.
const maxRows = 1_000_000

// task is what is under way with a file: looking at it, scoring it or reading a result, one at a time.
type task struct {
	*core
	under  context.CancelFunc // gives up what is under way; nil: nothing is
	next   func()             // begins when that has ended; nil: nothing
	turn   int                // of what was begun last
	enough *atomic.Bool       // the job that runs is to end with what it has; nil: none runs

	finding present.Turns // of the job that was left
}

// begin ends what is under way and, once it has ended, does something in a phase of its own beside the loop.
func (t *task) begin(phase Phase, path string, do func(context.Context) (then func(*core))) {
	start := func() {
		t.turn++
		turn := t.turn
		t.state.Phase, t.state.Path = phase, path
		t.soon(turn)
		t.under = t.p.Work(func(ctx context.Context) func(*core) {
			then := do(ctx)
			return func(c *core) {
				c.task.under, c.state.Slow = nil, false
				if c.task.next != nil { // it was overtaken
					next := c.task.next
					c.task.next = nil
					next()
					return
				}
				then(c)
			}
		})
	}
	if t.under != nil {
		t.under()
		t.next = start
		return
	}
	start()
}

// soon says that a file is being read once it takes long: said at once, it would flicker.
func (t *task) soon(turn int) {
	t.state.Slow = false
	t.p.After(slowFile, func(c *core) {
		if turn == c.task.turn && c.task.under != nil {
			c.state.Slow = c.state.Opening()
		}
	})
}

// Open looks at a file, or reads a result.
func (p *Presenter) Open(path string) {
	p.Do(func(c *core) {
		if c.state.Busy() {
			c.tell(app.MessageWarning, app.Say("A file is being scored. Pause it first."), app.Sentence{})
			return
		}
		c.task.open(path, source.Options{}, nil)
	})
}

// Drop opens a file or a folder that was dropped.
func (p *Presenter) Drop(paths []string) {
	if len(paths) == 1 {
		p.Open(paths[0])
		return
	}
	p.options.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("Drop one file or one folder.")})
}

// ReadAs looks at the open file again as change says.
func (p *Presenter) ReadAs(change func(*source.Options)) {
	p.Do(func(c *core) {
		if in := c.state.Input; in != nil && !c.state.Busy() {
			o := in.Options
			change(&o)
			c.task.open(in.Path, o, nil)
		}
	})
}

// open looks at a file; run is a job that begins once that is done, and may be nil.
func (t *task) open(path string, o source.Options, run *Job) {
	t.begin(PhaseLooking, path, func(ctx context.Context) func(*core) {
		if run == nil && o == (source.Options{}) && batch.IsResult(ctx, path) {
			return func(c *core) { c.task.load(path, true) }
		}
		in, err := table.Open(ctx, path, nil, o)
		return func(c *core) {
			if err != nil && (in == nil || in.Columns == nil) {
				c.task.fallBack(err)
				return
			}
			// Columns that nobody could guess are for the person to choose: the file is shown all the same.
			c.fail(err)
			c.state.Phase, c.state.Input, c.state.Job, c.state.Progress = PhaseReady, in, Job{}, batch.Progress{}
			c.p.options.Settings.Change(func(s *app.Settings) { s.Remember(path) })
			c.list("", "", nil)
			c.task.notes(in.Notes)
			if run != nil {
				c.task.run(*run)
			}
		}
	})
}

// notes tells what was left out, guessed or changed while a file was read.
func (t *task) notes(notes []source.Note) {
	if len(notes) == 0 {
		return
	}
	said := make([]app.Sentence, len(notes))
	for i, n := range notes {
		said[i] = n.Said
	}
	t.tell(app.MessageWarning, app.Say("Something of this file was left out or guessed."), app.Together(said))
}

// fallBack leaves all as it was before something failed.
func (t *task) fallBack(err error) {
	t.fail(err)
	switch {
	case t.state.Rows != nil:
		t.state.Phase = PhaseDone
	case t.state.Input != nil:
		t.state.Phase = PhaseReady
	default:
		t.state.Phase = PhaseEmpty
	}
}

// Run scores the open file into another one.
func (p *Presenter) Run(out string, how Wanted) {
	p.Do(func(c *core) {
		if in := c.state.Input; in != nil && !c.state.Busy() {
			c.task.run(Job{Input: in.Path, Options: in.Options, Out: strings.TrimSpace(out), Wanted: how})
		}
	})
}

// GoOn goes on with the job that is paused, as it was begun.
func (p *Presenter) GoOn() {
	p.Do(func(c *core) {
		if c.state.CanGoOn() {
			c.task.run(c.state.Job)
		}
	})
}

// Resume goes on with the job that was left unfinished.
func (p *Presenter) Resume() {
	p.Do(func(c *core) {
		if job := c.state.Left; job != nil && !c.state.Busy() {
			c.task.open(job.Input, job.Options, job)
		}
	})
}

func (t *task) run(job Job) {
	in, engine := t.state.Input, t.engine.Engine
	if engine == nil {
		t.tell(app.MessageWarning, app.Say("There is no model to score with."), app.Say("See the Models pane."))
		return
	}
	t.remember(&job)
	t.state.Job = job
	t.state.Progress = batch.Progress{Total: in.Total, Exact: in.Exact}
	p, enough := t.p, &atomic.Bool{}
	t.enough = enough
	t.begin(PhaseRunning, in.Path, func(ctx context.Context) func(*core) {
		var result batch.Result
		reader, err := p.readerFor(app.Unhurried(ctx), job)
		if err == nil {
			result, err = batch.Run(app.Unhurried(ctx), engine, batch.Job{In: in, Out: job.Out, Output: batch.Output{Explain: job.Explain}, Reader: reader,
				Force: job.Replace, Limits: picture.DefaultLimits, Version: "window", Enough: enough.Load,
				Progress: func(now batch.Progress) {
					p.Do(func(c *core) { c.state.Progress = now })
				}})
		}
		return func(c *core) {
			if err == nil {
				c.task.notes(result.Notes)
				if result.Stopped {
					c.tell(app.MessageInfo, app.Say("Stopped after {{.N}} rows: they are the result.").With("N", result.Summary.Rows), app.Sentence{})
				}
				c.task.load(job.Out, false)
				return
			}
			c.fail(err)
			c.state.Phase = PhasePaused
			c.task.findLeft()
		}
	})
}

// readerFor is what reads the words in the pictures of a job; nil where it does not want them.
func (p *Presenter) readerFor(ctx context.Context, job Job) (app.PictureReader, error) {
	switch {
	case !job.Letters:
		return nil, nil
	case p.options.Reader == nil:
		return nil, app.Errorf("open the reader", "", app.KindMissing, "Score the file without the words in its pictures.", "there is none")
	}
	return p.options.Reader, p.options.Reader.Ready(ctx)
}

// Pause stops a run so that GoOn goes on with it.
func (p *Presenter) Pause() {
	p.Do(func(c *core) {
		if c.state.Phase == PhaseRunning {
			c.state.Phase = PhasePausing
			c.task.under()
		}
	})
}

// Stop ends a run, or the job that is paused, with the rows that are scored as its result.
func (p *Presenter) Stop() {
	p.Do(func(c *core) {
		switch {
		case c.state.Phase == PhaseRunning:
			c.state.Phase = PhaseEnding
			c.task.enough.Store(true)
		case c.state.CanGoOn():
			c.task.run(c.state.Job)
			c.state.Phase = PhaseEnding
			c.task.enough.Store(true)
		}
	})
}

// load reads a result. A strange one was not made from the open file just now: its pictures need not lie where that one's do.
func (t *task) load(path string, strange bool) {
	t.begin(PhaseLoading, path, func(ctx context.Context) func(*core) {
		rows, from, err := batch.ReadResults(ctx, path, maxRows)
		return func(c *core) {
			if err != nil {
				c.task.fallBack(err)
				return
			}
			if strange {
				c.state.Input, c.state.Job, c.state.Progress = nil, Job{}, batch.Progress{}
			} else {
				c.task.remember(nil) // a job that was paused before is still to be done
			}
			c.state.Phase = PhaseDone
			c.p.options.Settings.Change(func(s *app.Settings) { s.Remember(path) })
			c.list(path, from.Own, rows)
			c.task.findLeft()
		}
	})
}

// remember keeps a job in the settings until it is done.
func (t *task) remember(job *Job) {
	text := ""
	if job != nil {
		data, err := json.Marshal(job)
		if err != nil {
			return
		}
		text = string(data)
	}
	t.p.options.Settings.Change(func(s *app.Settings) { s.Batch = text })
}

// findLeft looks for the job that was left, where it can still go on.
func (t *task) findLeft() {
	var job Job
	t.finding.Drop()
	if json.Unmarshal([]byte(t.p.options.Settings.Get().Batch), &job) != nil || job.Out == "" {
		t.state.Left = nil
		return
	}
	t.p.Latest(&t.finding, func(context.Context) func(*core) {
		_, err := os.Stat(job.Out + ".journal")
		return func(c *core) {
			if c.state.Left = nil; err == nil {
				c.state.Left = &job
			}
		}
	})
}

// ResultEndings are the endings of names that a result can have.
var ResultEndings = []string{".jsonl", ".csv", ".tsv", ".xlsx", ".parquet"}

// Suggested is a name for the result of a file, which the person sees and may change before anything is written.
func Suggested(in string) string {
	ext := filepath.Ext(in)
	switch strings.ToLower(ext) {
	case ".csv", ".tsv", ".xlsx", ".parquet":
	case "":
		return in + "-scored.jsonl"
	default:
		return strings.TrimSuffix(in, ext) + "-scored.jsonl"
	}
	return strings.TrimSuffix(in, ext) + "-scored" + ext
}

// Folder is where the last file was, or the person's own folder.
func (s *State) Folder() string {
	if s.Path != "" {
		return filepath.Dir(s.Path)
	}
	if home, err := os.UserHomeDir(); err == nil {
		return home
	}
	return "."
}
