// Package measure decides what the Measure pane does: it holds a project's labels against what models said of its posts.
package measure

import (
	"context"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/present"
	"duotone/app/project"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"
)

// State is everything the Measure pane shows. It is immutable.
type State struct {
	Seq   uint64 // counts the states
	Path  string // of the project; "": none
	Busy  bool   // it is being measured
	Found *Found // nil: nothing was measured yet
	Final ledger.Final
	Cell  *[2]int        // of the confusion matrix: what people and what the model say; nil: none is chosen
	Cases []figures.Case // the posts behind it, the ones that the model is surest of first
}

// Measured tells whether there are figures of a model.
func (s *State) Measured() bool {
	return s.Found != nil && len(s.Found.All) > 0 && s.Found.All[0].Metrics.N > 0
}

// Options are what a presenter works with. All are needed.
type Options struct {
	Settings  *present.Settings
	Translate func(string) string // a chart's text in the language of the window
	Analyse   func(app.Post)      // opens a post in the Analyse pane; called on the loop
	Tell      func(app.Message)
}

// Presenter is the Measure pane without the pane.
type Presenter struct {
	present.Loop[core, State]
	options Options
}

// core is what the loop owns.
type core struct {
	p      *Presenter
	state  State
	first  string             // pack that is asked for; "": the one with the most scores
	second string             // that it is held against; "": none
	cancel context.CancelFunc // of the measuring that is running
	turn   int                // of the last one; the results of those before are dropped

	opening present.Turns // of cases in the Analyse pane
}

// New starts a presenter; watch may be nil.
func New(options Options, watch func(*State)) *Presenter {
	p := &Presenter{options: options}
	c := &core{p: p}
	c.state.Final.By = "adjudication"
	p.Loop.Start(c, (*core).snapshot, watch)
	return p
}

func (c *core) snapshot(number uint64) *State {
	copied := c.state
	copied.Seq = number
	return &copied
}

// Shown measures the project that was labelled last, unless another one was opened here.
func (p *Presenter) Shown() {
	p.Do(func(c *core) {
		if path := p.options.Settings.Get().Project; path != "" && (c.state.Path == "" || c.state.Path == path) {
			c.open(path)
		}
	})
}

// Open measures a project.
func (p *Presenter) Open(path string) { p.Do(func(c *core) { c.open(path) }) }

// Drop measures a project that was dropped.
func (p *Presenter) Drop(paths []string) {
	if len(paths) != 1 || !strings.EqualFold(filepath.Ext(paths[0]), project.Ext) {
		p.options.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("Drop one labelling project here.")})
		return
	}
	p.Open(paths[0])
}

// SetFinal says whose label counts.
func (p *Presenter) SetFinal(f ledger.Final) {
	p.Do(func(c *core) { c.state.Final = f; c.measure() })
}

// SetPacks says which pack is measured, and which one it is held against; "" leaves the first to the presenter, and the
// second out.
func (p *Presenter) SetPacks(first, second string) {
	p.Do(func(c *core) { c.first, c.second = first, second; c.measure() })
}

// Choose lists the posts behind a cell.
func (p *Presenter) Choose(truth, said app.Label) {
	p.Do(func(c *core) { c.state.Cell = &[2]int{int(truth), int(said)}; c.list() })
}

func (c *core) list() {
	c.state.Cases = nil
	if cell := c.state.Cell; cell != nil && c.state.Measured() {
		c.state.Cases = figures.Cell(c.state.Found.Cases[0], app.Label(cell[0]), app.Label(cell[1]))
	}
}

func (c *core) open(path string) {
	if path != c.state.Path {
		c.state.Path, c.state.Found, c.state.Cell, c.state.Cases = path, nil, nil, nil
	}
	c.measure()
}

// measure works everything out beside the loop. The last request wins.
func (c *core) measure() {
	if c.state.Path == "" {
		return
	}
	if c.cancel != nil {
		c.cancel()
	}
	c.turn++
	c.state.Busy = true
	turn, ask := c.turn, question{c.state.Path, c.state.Final, c.first, c.second, c.p.options.Translate}
	c.cancel = c.p.Work(func(ctx context.Context) func(*core) {
		found, err := ask.answer(ctx)
		return func(c *core) {
			if turn == c.turn {
				c.measured(found, err)
			}
		}
	})
}

func (c *core) measured(found *Found, err error) {
	c.state.Busy = false
	if err != nil {
		c.fail(err)
		return
	}
	c.state.Found = found
	c.list()
}

func (c *core) fail(err error) {
	if m, ok := app.ErrorMessage(err); ok {
		c.p.options.Tell(m)
	}
}

// OpenCase opens one of State.Cases, with its picture, in the Analyse pane.
func (p *Presenter) OpenCase(i int) {
	p.Do(func(c *core) {
		if i < 0 || i >= len(c.state.Cases) {
			return
		}
		path, item := c.state.Path, c.state.Cases[i].Item
		p.Latest(&c.opening, func(ctx context.Context) func(*core) {
			post, err := postOf(ctx, path, item)
			return func(c *core) {
				if err != nil {
					c.fail(err)
					return
				}
				p.options.Analyse(post)
			}
		})
	})
}

func postOf(ctx context.Context, path string, item project.Item) (app.Post, error) {
	p, err := project.OpenToRead(ctx, path)
	if err != nil {
		return app.Post{}, err
	}
	defer p.Close()
	post := p.Pictures.Post(ctx, item)
	post.ID = item.Name
	return post, post.Err
}

// Save writes the tables as CSV and the plots as PNG and SVG into a folder.
func (p *Presenter) Save(folder string) {
	p.Do(func(c *core) {
		found := c.state.Found
		if !c.state.Measured() {
			return
		}
		p.Work(func(context.Context) func(*core) {
			err := found.save(folder)
			return func(c *core) {
				if err != nil {
					c.fail(err)
					return
				}
				p.options.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("Tables and plots are in {{.path}}.").With("path", folder)})
			}
		})
	})
}
