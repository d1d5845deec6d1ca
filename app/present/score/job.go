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
	"duotone/app/table"
	"duotone/app/table/source"
)

// slowFile is how long a file may take to be read without a word.
const slowFile = 300 * time.Millisecond

// maxRows is how many rows of a result are read.
const maxRows = 1_000_000

// Open looks at a file, or reads a result.
func (p *Presenter) Open(path string) {
	p.Do(func(c *core) {
		if c.state.Busy() {
			c.tell(app.MessageWarning, app.Say("A file is being scored. Pause it first."), app.Sentence{})
			return
		}
		c.open(path, source.Options{}, nil)
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
			c.open(in.Path, o, nil)
		}
	})
}

// open looks at a file; run is a job that begins once that is done, and may be nil.
func (c *core) open(path string, o source.Options, run *Job) {
	c.begin(PhaseLooking, path, func(ctx context.Context) func(*core) {
		if run == nil && o == (source.Options{}) && batch.IsResult(ctx, path) {
			return func(c *core) { c.load(path, true) }
		}
		in, err := table.Open(ctx, path, nil, o)
		return func(c *core) {
			if err != nil && (in == nil || in.Columns == nil) {
				c.fallBack(err)
				return
			}
			// Columns that nobody could guess are for the person to choose: the file is shown all the same.
			c.fail(err)
			c.state.Phase, c.state.Input, c.state.Job, c.state.Progress = PhaseReady, in, Job{}, batch.Progress{}
			c.p.options.Settings.Change(func(s *app.Settings) { s.Remember(path) })
			c.list("", "", nil)
			c.notes(in.Notes)
			if run != nil {
				c.run(*run)
			}
		}
	})
}

// notes tells what was left out, guessed or changed while a file was read.
func (c *core) notes(notes []source.Note) {
	if len(notes) == 0 {
		return
	}
	texts := make([]string, len(notes))
	for i, n := range notes {
		texts[i] = n.Text
	}
	c.tell(app.MessageWarning, app.Say("Something of this file was left out or guessed."), app.Verbatim(strings.Join(texts, "; ")))
}

// fallBack leaves all as it was before something failed.
func (c *core) fallBack(err error) {
	c.fail(err)
	switch {
	case c.state.Rows != nil:
		c.state.Phase = PhaseDone
	case c.state.Input != nil:
		c.state.Phase = PhaseReady
	default:
		c.state.Phase = PhaseEmpty
	}
}

// Run scores the open file into another one.
func (p *Presenter) Run(out string, explain, replace bool) {
	p.Do(func(c *core) {
		if in := c.state.Input; in != nil && !c.state.Busy() {
			c.run(Job{Input: in.Path, Options: in.Options, Out: strings.TrimSpace(out), Explain: explain, Replace: replace})
		}
	})
}

// GoOn goes on with the job that is paused, as it was begun.
func (p *Presenter) GoOn() {
	p.Do(func(c *core) {
		if c.state.CanGoOn() {
			c.run(c.state.Job)
		}
	})
}

// Resume goes on with the job that was left unfinished.
func (p *Presenter) Resume() {
	p.Do(func(c *core) {
		if job := c.state.Left; job != nil && !c.state.Busy() {
			c.open(job.Input, job.Options, job)
		}
	})
}

func (c *core) run(job Job) {
	in, engine := c.state.Input, c.engine.Engine
	if engine == nil {
		c.tell(app.MessageWarning, app.Say("There is no model to score with."), app.Say("See the Models pane."))
		return
	}
	c.remember(&job)
	c.state.Job = job
	c.state.Progress = batch.Progress{Total: in.Total, Exact: in.Exact}
	p, enough := c.p, &atomic.Bool{}
	c.enough = enough
	c.begin(PhaseRunning, in.Path, func(ctx context.Context) func(*core) {
		result, err := batch.Run(app.Unhurried(ctx), engine, batch.Job{In: in, Out: job.Out, Output: batch.Output{Explain: job.Explain},
			Force: job.Replace, Limits: picture.DefaultLimits, Version: "window", Enough: enough.Load,
			Progress: func(now batch.Progress) {
				p.Do(func(c *core) { c.state.Progress = now })
			}})
		return func(c *core) {
			if err == nil {
				c.notes(result.Notes)
				if result.Stopped {
					c.tell(app.MessageInfo, app.Say("Stopped after {{.N}} rows: they are the result.").With("N", result.Summary.Rows), app.Sentence{})
				}
				c.load(job.Out, false)
				return
			}
			c.fail(err)
			c.state.Phase = PhasePaused
			c.findLeft()
		}
	})
}

// Pause stops a run so that GoOn goes on with it.
func (p *Presenter) Pause() {
	p.Do(func(c *core) {
		if c.state.Phase == PhaseRunning {
			c.state.Phase = PhasePausing
			c.under()
		}
	})
}

// Stop ends a run, or the job that is paused, with the rows that are scored as its result.
func (p *Presenter) Stop() {
	p.Do(func(c *core) {
		switch {
		case c.state.Phase == PhaseRunning:
			c.state.Phase = PhaseEnding
			c.enough.Store(true)
		case c.state.CanGoOn():
			c.run(c.state.Job)
			c.state.Phase = PhaseEnding
			c.enough.Store(true)
		}
	})
}

// load reads a result. A strange one was not made from the open file just now: its pictures need not lie where that one's do.
func (c *core) load(path string, strange bool) {
	c.begin(PhaseLoading, path, func(ctx context.Context) func(*core) {
		rows, from, err := batch.ReadResults(ctx, path, maxRows)
		return func(c *core) {
			if err != nil {
				c.fallBack(err)
				return
			}
			if strange {
				c.state.Input, c.state.Job, c.state.Progress = nil, Job{}, batch.Progress{}
			} else {
				c.remember(nil) // a job that was paused before is still to be done
			}
			c.state.Phase = PhaseDone
			c.p.options.Settings.Change(func(s *app.Settings) { s.Remember(path) })
			c.list(path, from.Own, rows)
			c.findLeft()
		}
	})
}

// remember keeps a job in the settings until it is done.
func (c *core) remember(job *Job) {
	text := ""
	if job != nil {
		data, err := json.Marshal(job)
		if err != nil {
			return
		}
		text = string(data)
	}
	c.p.options.Settings.Change(func(s *app.Settings) { s.Batch = text })
}

// findLeft looks for the job that was left, where it can still go on.
func (c *core) findLeft() {
	var job Job
	if json.Unmarshal([]byte(c.p.options.Settings.Get().Batch), &job) != nil || job.Out == "" {
		c.state.Left = nil
		return
	}
	c.p.Work(func(context.Context) func(*core) {
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
