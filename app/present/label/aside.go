package label

import (
	"context"
	"path/filepath"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/desk"
)

// Enter opens a project as Open does, and waits until it is open.
func (p *Presenter) Enter(path, annotator string) error {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return p.answer(func(c *core, then func(error)) {
		if c.state.Opening == "" && path == c.state.Path {
			then(nil)
			return
		}
		c.enterThen(path, annotator, func(ctx context.Context) (*project.Project, error) { return project.Open(ctx, path) }, then)
	})
}

// Judge has the annotator of the open project say something of a post that another pane shows, and waits until it is on the disk. Where
// another project than that of path is open by now, nothing is written.
func (p *Presenter) Judge(path string, in project.Incoming, said desk.Aside) error {
	return p.answer(func(c *core, then func(error)) {
		desk := c.desk
		if desk == nil || c.state.Path != path {
			then(app.Errorf("label", path, app.KindUsage, "Open it again, and say it once more.", "this project is not open any more"))
			return
		}
		before := c.state.View.Posts
		c.inLine(func(ctx context.Context) func(*core) {
			err := desk.Say(context.WithoutCancel(ctx), in, said) // what a person has said is kept, though the window be closed
			view := desk.View()
			return func(c *core) {
				if c.desk == desk && view.Posts != before {
					c.settled(view)
				} else if c.desk == desk {
					c.show(view)
				}
				then(err)
			}
		})
	})
}

// Answers are what the annotator of a project says of its posts, where it is open.
func (p *Presenter) Answers(path string) (all []desk.AnsweredPost, err error) {
	failed := p.answer(func(c *core, then func(error)) {
		desk := c.desk
		if desk == nil || c.state.Path != path {
			then(nil)
			return
		}
		c.inLine(func(ctx context.Context) func(*core) {
			all, err = desk.Answers(ctx)
			return func(*core) { then(err) }
		})
	})
	return all, failed
}

// answer waits for what comes of a command, which calls then once.
func (p *Presenter) answer(command func(c *core, then func(error))) error {
	came := make(chan error, 1)
	p.Do(func(c *core) { command(c, func(err error) { came <- err }) })
	select {
	case err := <-came:
		return err
	case <-p.Ended():
		select {
		case err := <-came:
			return err
		default:
			return app.ErrClosed
		}
	}
}
