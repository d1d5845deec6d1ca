package label

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
)

// Open opens a project and begins where its annotator stopped. The one that is open, or is being opened, stays as it is:
// a desk that was set up anew would not know of a key that was pressed meanwhile.
func (p *Presenter) Open(path, annotator string) {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	p.Do(func(c *core) {
		if path == c.state.Opening || c.state.Opening == "" && path == c.state.Path {
			return
		}
		c.enter(path, annotator, func(ctx context.Context) (*project.Project, error) { return project.Open(ctx, path) })
	})
}

// Create makes a project and opens it.
func (p *Presenter) Create(path, annotator string) {
	if filepath.Ext(path) == "" {
		path += project.Ext
	}
	p.Do(func(c *core) {
		c.enter(path, annotator, func(ctx context.Context) (*project.Project, error) {
			return project.Create(ctx, path, project.DefaultSettings())
		})
	})
}

// CreateFrom makes a project of the posts of files or folders.
func (p *Presenter) CreateFrom(path, annotator string, posts []string) {
	if filepath.Ext(path) == "" {
		path += project.Ext
	}
	p.Do(func(c *core) {
		c.enter(path, annotator, func(ctx context.Context) (*project.Project, error) {
			return project.Create(ctx, path, project.DefaultSettings())
		})
		c.inLine(func(context.Context) func(*core) {
			return func(c *core) {
				if c.project != nil && c.project.Path() == path { // else why not has been told
					p.Import(posts)
				}
			}
		})
	})
}

// Annotate goes on with the open project as somebody else.
func (p *Presenter) Annotate(annotator string) {
	p.Do(func(c *core) {
		c.again(func(v desk.View) desk.Options { return desk.Options{Annotator: annotator, Review: v.Review} })
	})
}

// Review shows what people disagree on, to be decided, or the posts again.
func (p *Presenter) Review(on bool) {
	p.Do(func(c *core) {
		c.again(func(v desk.View) desk.Options { return desk.Options{Annotator: v.Annotator, Review: on} })
	})
}

// Check asks about some posts of a project once more, in their order, and opens the project first where it is not open.
func (p *Presenter) Check(path, question string, posts []app.PostID) {
	annotator := p.Annotator()
	if annotator == "" {
		p.options.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("Open the project here first, so that it is known who labels.")})
		return
	}
	p.Open(path, annotator)
	p.Do(func(c *core) {
		c.againOf(path, func(v desk.View) desk.Options { // after what opens it
			return desk.Options{Annotator: v.Annotator,
				Again: &desk.Again{Question: codebook.QuestionID(question), Posts: posts, Since: time.Now().Truncate(time.Millisecond)}} // as precise as the log
		})
	})
}

// again sets up the desk of the open project anew, once what was asked before is done: that may be who sits at it.
func (c *core) again(options func(desk.View) desk.Options) { c.againOf("", options) }

// againOf is again where the project of a path is open by then; "": whichever is.
func (c *core) againOf(path string, options func(desk.View) desk.Options) {
	c.inTurn(func(c *core) func(context.Context) func(*core) {
		open := c.project
		if open == nil || path != "" && open.Path() != path { // why not has been told
			return nil
		}
		o := options(c.state.View)
		o.After = c.desk
		return func(ctx context.Context) func(*core) {
			b := begin(ctx, open, o)
			return func(c *core) {
				if c.project == open {
					c.fail(c.begun(b))
				}
			}
		}
	})
}

// enter opens a project, another one than the one that is open.
func (c *core) enter(path, annotator string, open func(context.Context) (*project.Project, error)) {
	if c.stop != nil {
		c.warn(busy, app.Sentence{})
		return
	}
	c.enterThen(path, annotator, open, func(err error) { c.fail(err) })
}

// enterThen is enter with what is told of its end.
func (c *core) enterThen(path, annotator string, open func(context.Context) (*project.Project, error), then func(error)) {
	if c.stop != nil {
		then(app.Errorf("open project", path, app.KindUsage, busy.Key, "something is running already"))
		return
	}
	c.state.Opening = path
	c.inLine(func(ctx context.Context) func(*core) {
		p, err := open(ctx)
		b := begun{err: err}
		if err == nil {
			b = begin(ctx, p, desk.Options{Annotator: annotator})
		}
		return func(c *core) {
			if c.state.Opening == path {
				c.state.Opening = ""
			}
			then(c.begun(b))
		}
	})
}

var busy = app.Say("Something is running already. Stop it first, or wait for it.")

// begun is a project with its desk, or why there is none.
type begun struct {
	project *project.Project
	desk    *desk.Desk
	view    desk.View
	first   error // why the order of the settings can't be had; nil: it can
	err     error
}

// begin sets up the desk of a project. Where that fails the project is closed, unless only its review failed.
func begin(ctx context.Context, p *project.Project, options desk.Options) begun {
	d, err := desk.New(ctx, p, options)
	b := begun{project: p}
	if err != nil && !options.Review { // an order that needs a model must not keep the project shut
		if s, e := p.Settings(ctx); e == nil && s.Order.NeedsModel() {
			s.Order = project.OrderGiven
			if e := p.SetSettings(ctx, s); e == nil {
				b.first = err
				d, err = desk.New(ctx, p, options)
			}
		}
	}
	if err != nil {
		b.err = err
		return b
	}
	b.desk, b.view = d, d.View()
	return b
}

// begun takes a project into the pane, or says why there is none.
func (c *core) begun(b begun) error {
	c.fail(b.first)
	if b.err != nil {
		if b.project != nil && b.project != c.project {
			b.err = errors.Join(b.err, b.project.Close())
		}
		return b.err
	}
	left, ahead := c.project, c.ahead
	if left != b.project { // what was found of the other one says nothing of this one
		c.state.Found, c.state.History, c.state.Preview, c.state.Picked, c.state.Team = nil, nil, nil, nil, nil
	}
	c.project, c.desk = b.project, b.desk
	c.ahead = desk.NewAhead(b.project, c.room, func(string) { c.p.Do((*core).look) })
	if ahead != nil {
		c.inLine(func(context.Context) func(*core) {
			ahead.Close()
			if left != b.project {
				left.Close() //nolint:errcheck // every judgement has been synced before
			}
			return nil
		})
	}
	c.state.Path = b.project.Path()
	c.p.options.Settings.Change(func(s *app.Settings) {
		s.Project, s.Annotator = c.state.Path, b.view.Annotator
		s.Remember(c.state.Path)
	})
	c.settled(b.view)
	return nil
}

// settled shows a view of a queue that was laid out anew.
func (c *core) settled(v desk.View) {
	c.state.Settled++
	c.show(v)
}

// show shows a view.
func (c *core) show(v desk.View) {
	if was := c.state.View; was.Item.Picture == nil || v.Item.Picture == nil || was.Item.Picture.Sum != v.Item.Picture.Sum {
		c.state.Full = nil
	}
	c.state.View = v
	c.illustrate()
	c.look()
	c.want()
	c.search()
}

// want asks for the pictures to come, after the post itself is on its way to the screen: that was decoded ahead.
func (c *core) want() {
	if c.wanting {
		return
	}
	c.wanting = true
	desk, ahead := c.desk, c.ahead
	c.inLine(func(ctx context.Context) func(*core) {
		items, err := desk.Ahead(ctx, 6)
		return func(c *core) {
			c.wanting = false
			switch {
			case c.desk != desk:
				c.want()
			case err == nil:
				ahead.Want(items, c.state.View.Codebook.Parted())
			}
		}
	})
}

// look takes the picture of the post that is shown, as far as it is there.
func (c *core) look() {
	s := &c.state
	s.Picture, s.Wrong, s.Waits = nil, nil, false
	ref := s.View.Item.Picture
	if c.ahead == nil || ref == nil || !s.View.ShowPicture {
		return
	}
	switch d, ok := c.ahead.Get(ref.Sum); {
	case !ok:
		s.Waits = true
	case d.Err != nil:
		s.Wrong = d.Err
	default:
		s.Picture = d.Image
	}
}
