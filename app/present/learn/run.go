package learn

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"duotone/app"
	"duotone/app/project"

	heads "duotone/app/learn"
)

// Found is a head that was learned, with what it takes to keep it.
type Found struct {
	*heads.Result
	Base      app.PackInfo
	Said      *heads.Said
	Wants     Wants
	Left      []app.Sentence // what was left out, and why
	EarlierIn string         // the folder of the head that it was held against; "": there is none
	Kept      string         // the folder that it was kept in; "": it was not
	earlier   *heads.Earlier
}

// Line is what an example is called in a list.
func (f *Found) Line(i int) string {
	return strings.Join(strings.Fields(f.Examples[i].Like.Words), " ")
}

// Learn learns the chosen question.
func (p *Presenter) Learn() {
	p.Do(func(c *core) {
		said := c.state.Question()
		switch {
		case said == nil || c.state.Step != Idle:
			return
		case c.engine == nil:
			p.options.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("There is no model open."), Hint: app.Say("Choose one in the Models pane.")})
			return
		}
		if err := c.state.Refusal(); err != nil {
			c.fail(err)
			return
		}
		c.forget()
		c.state.Step = Reading
		turn, j := c.turn, &job{p: p, turn: c.turn, path: c.state.Path, said: said, wants: c.state.Wants, engine: c.engine}
		c.cancel = p.Work(func(ctx context.Context) func(*core) {
			found, err := j.run(ctx)
			return func(c *core) {
				if turn == c.turn {
					c.learned(found, err)
				}
			}
		})
	})
}

func (c *core) learned(found *Found, err error) {
	c.stop()
	c.state.Curve = nil
	if err != nil {
		c.fail(err)
		return
	}
	c.state.Found = found
}

// Cancel ends what runs. What was kept before stays as it is.
func (p *Presenter) Cancel() {
	p.Do(func(c *core) {
		if c.state.Running() {
			c.forget()
		}
	})
}

// Discard forgets what was learned.
func (p *Presenter) Discard() {
	p.Do(func(c *core) {
		if c.state.Found != nil && c.state.Step == Idle {
			c.forget()
		}
	})
}

// job learns one question, beside the loop.
type job struct {
	p      *Presenter
	turn   int
	path   string
	said   *heads.Said
	wants  Wants
	engine app.Engine
	told   atomic.Int64
}

func (j *job) run(ctx context.Context) (*Found, error) {
	open, err := project.Open(ctx, j.path)
	if err != nil {
		return nil, err
	}
	defer open.Close()
	said := j.said
	f := &Found{Said: said, Wants: j.wants, Base: j.engine.Info().Pack.Root()}
	if j.wants.Rare {
		rare := said.Rare(heads.Least)
		said = said.Without(rare...)
		if len(rare) > 0 {
			f.left(app.Say("Left out, with their posts, as too few posts have them: {{.labels}}.").With("labels", strings.Join(rare, ", ")))
		}
	}
	task, g, err := heads.Gather(app.Unhurried(ctx), open, said, j.engine, func(done, total int) { j.tell(Reading, done, total, nil) })
	if err != nil {
		return nil, err
	}
	task.Options = j.wants.Options()
	f.leave(said, g, task.DropContradictions())
	f.earlier, f.EarlierIn = j.earlier(task)
	task.Earlier = f.earlier.Posts()
	f.Result, err = heads.Learn(app.Unhurried(ctx), task, func(at heads.Progress) { j.tell(Fitting, at.Done, at.Total, at.Curve) })
	return f, err
}

// leave notes what was left out.
func (f *Found) leave(said *heads.Said, g heads.Gathered, contradicting int) {
	if g.Unread > 0 {
		s := app.Say("{{.n}} answered posts could not be read.").With("n", g.Unread)
		if m, ok := app.ErrorMessage(g.First); ok {
			s = app.Say("{{.n}} answered posts could not be read. The first: {{.why}}").With("n", g.Unread).With("why", m.Text.String())
		}
		f.left(s)
	}
	if said.Open > 0 {
		f.left(app.Say("{{.n}} posts have no final answer, as people differ.").With("n", said.Open))
	}
	if said.Retired > 0 {
		f.left(app.Say("{{.n}} posts have a label that the codebook doesn't offer any more.").With("n", said.Retired))
	}
	if contradicting > 0 {
		f.left(app.Say("{{.n}} posts are copies of one another with different answers.").With("n", contradicting))
	}
}

func (f *Found) left(s app.Sentence) { f.Left = append(f.Left, s) }

// earlier finds the head that was learned before from the same project's question: of those that are known, the one with most of its posts.
func (j *job) earlier(task *heads.Task) (best *heads.Earlier, dir string) {
	most := 0
	for _, pack := range j.p.options.Packs() {
		if h := pack.Head; h == nil || h.Question != task.Key || h.Asked != task.Asked || pack.Dir == "" {
			continue
		}
		e, err := heads.EarlierIn(pack.Dir, task.Question, false)
		if err != nil || e == nil {
			continue // whoever opens it is told what is wrong
		}
		posts, common := e.Posts(), 0
		for _, one := range task.Examples {
			if posts[one.Post] {
				common++
			}
		}
		if common > most {
			best, dir, most = e, pack.Dir, common
		}
	}
	return best, dir
}

// tell says how far it is: more often than ten times a second nobody reads, but each point of the curve is told.
func (j *job) tell(step Step, done, total int, curve []heads.Point) {
	now := time.Now().UnixMilli()
	j.p.Do(func(c *core) {
		if c.turn != j.turn || c.state.Step > step || len(curve) == len(c.state.Curve) && now-j.told.Load() < 100 && done < total {
			return
		}
		j.told.Store(now)
		c.state.Step, c.state.Done, c.state.Total, c.state.Curve = step, done, total, curve
	})
}
