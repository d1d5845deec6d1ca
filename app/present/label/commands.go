package label

import (
	"context"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/app/project/desk"
)

// command does something at the desk, after what was asked before. It returns the turn that State.Turn has reached when
// that is done, whatever came of it.
func (p *Presenter) command(do func(context.Context, *desk.Desk) error) (turn uint64) {
	return p.commands(do, (*core).show)
}

// commands is command with what shows the view after it.
func (p *Presenter) commands(do func(context.Context, *desk.Desk) error, show func(*core, desk.View)) (turn uint64) {
	turn = p.turns.Add(1)
	p.Do(func(c *core) {
		desk := c.desk
		if desk == nil {
			c.state.Turn = max(c.state.Turn, turn)
			return
		}
		c.inLine(func(ctx context.Context) func(*core) {
			err := do(context.WithoutCancel(ctx), desk) // what a person has said is kept, though the window be closed
			view := desk.View()
			return func(c *core) {
				c.fail(err)
				c.state.Turn = max(c.state.Turn, turn)
				if c.desk == desk {
					show(c, view)
				}
			}
		})
	})
	return turn
}

// Label answers the question that is shown by a label, and moves on to the next open one. Of a question with many labels it
// chooses the label or takes it out again.
func (p *Presenter) Label(id string) uint64 {
	return p.command(func(ctx context.Context, d *desk.Desk) error { return d.Label(ctx, id) })
}

// Give answers a question of many labels by those that are chosen.
func (p *Presenter) Give() uint64 { return p.command(onDesk((*desk.Desk).Give)) }

// Accept judges as the model suggests. Where nothing is suggested it says so.
func (p *Presenter) Accept() uint64 {
	return p.command(func(ctx context.Context, d *desk.Desk) error {
		if v := d.View(); v.Suggestion == nil && v.Copied == "" {
			p.options.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("Nothing is suggested here."),
				Hint: app.Say("Show suggestions before judging in the project's settings, and let a model score the project.")})
			return nil
		}
		return d.Accept(ctx)
	})
}

// Skip leaves the post out.
func (p *Presenter) Skip() uint64 { return p.command(onDesk((*desk.Desk).Skip)) }

// Later puts the post off to the end.
func (p *Presenter) Later() uint64 { return p.command(onDesk((*desk.Desk).Later)) }

// Back shows the post before in the queue.
func (p *Presenter) Back() uint64 { return p.command(onDesk((*desk.Desk).Back)) }

// Forward shows the next post in the queue.
func (p *Presenter) Forward() uint64 { return p.command(onDesk((*desk.Desk).Forward)) }

// NextOpen shows the next post that is not done.
func (p *Presenter) NextOpen() uint64 { return p.command(onDesk((*desk.Desk).NextOpen)) }

// Undo takes back what the annotator did last.
func (p *Presenter) Undo() uint64 { return p.command(onDesk((*desk.Desk).Undo)) }

// Redo does again what was undone last.
func (p *Presenter) Redo() uint64 { return p.command(onDesk((*desk.Desk).Redo)) }

func onDesk(do func(*desk.Desk, context.Context) error) func(context.Context, *desk.Desk) error {
	return func(ctx context.Context, d *desk.Desk) error { return do(d, ctx) }
}

// Flag sets a flag on the post or takes it off.
func (p *Presenter) Flag(flag string) uint64 {
	return p.command(func(ctx context.Context, d *desk.Desk) error { return d.Flag(ctx, flag) })
}

// Note replaces the annotator's note on the post that is shown.
func (p *Presenter) Note(text string) uint64 {
	return p.command(func(ctx context.Context, d *desk.Desk) error {
		if v := d.View(); v.Empty {
			return nil
		}
		return d.Note(ctx, text)
	})
}

// Change changes the project's settings and lays out the queue again. An order that can't be had leaves all as it was.
func (p *Presenter) Change(change func(*project.Settings)) uint64 {
	return p.commands(func(ctx context.Context, d *desk.Desk) error {
		open := d.Project()
		old, err := open.Settings(ctx)
		if err != nil {
			return err
		}
		set := old
		change(&set)
		if err = open.SetSettings(ctx, set); err != nil {
			return err
		}
		if err = d.Reload(ctx); err != nil {
			if e := open.SetSettings(ctx, old); e != nil {
				return e
			}
		}
		return err
	}, (*core).settled)
}

// Zoom decodes the picture that is shown in full size.
func (p *Presenter) Zoom() {
	p.Do(func(c *core) {
		ref := c.state.View.Item.Picture
		if c.ahead == nil || ref == nil || c.state.Full != nil {
			return
		}
		d, ok := c.ahead.Get(ref.Sum)
		if !ok || d.Picture == nil {
			return
		}
		p.Work(func(ctx context.Context) func(*core) {
			m, err := picture.Decode(ctx, d.Picture, picture.Options{})
			return func(c *core) {
				now := c.state.View.Item.Picture
				if err == nil && c.state.View.ShowPicture && now != nil && now.Sum == ref.Sum { // else the one at the size of the screen stays
					c.state.Full = m
				}
			}
		})
	})
}
