package label

import (
	"context"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/find"
)

// Found is what a search has found.
type Found struct {
	Query string
	Hits  []find.Hit
	Err   error // why it can't be looked for
}

// History is what was ever done with a post.
type History struct {
	Post  app.PostID
	Lines []find.Line
}

// finder is what the core knows of searching.
type finder struct {
	index *find.Index // of the project that is open; nil until somebody searches. It belongs to the jobs.
	of    *project.Project
	query string // what is looked for last
	open  bool   // the list is on the screen
	asked bool   // a search is on its way
	again bool   // something was done since it went out, which it may not know of
}

// Find lists the posts that a query finds, and keeps the list true until Unfind. A query that comes before the last one was looked for
// takes its place.
func (p *Presenter) Find(query string) {
	p.Do(func(c *core) {
		c.finder.query, c.finder.open = query, true
		c.search()
	})
}

// Unfind puts the list away.
func (p *Presenter) Unfind() {
	p.Do(func(c *core) {
		c.finder.open = false
		c.state.Found = nil
	})
}

// search looks for what is asked for, after what was asked of the project before.
func (c *core) search() {
	if c.finder.again = c.finder.asked; c.finder.asked || !c.finder.open || c.project == nil {
		return
	}
	c.finder.asked = true
	open, who, known := c.project, c.state.View.Annotator, c.finder.index
	if c.finder.of != open {
		known = nil
	}
	c.inLine(func(ctx context.Context) func(*core) {
		index, err := known, error(nil)
		if index == nil {
			index, err = find.Open(ctx, open)
		} else {
			err = index.Refresh(ctx)
		}
		return func(c *core) {
			c.finder.asked = false
			if c.project != open {
				c.search()
				return
			}
			if err != nil {
				c.fail(err)
				return
			}
			c.finder.index, c.finder.of = index, open
			c.run(index, who)
		}
	})
}

// run runs the newest query beside the loop.
func (c *core) run(index *find.Index, who string) {
	query := c.finder.query
	c.finder.asked = true
	c.inLine(func(context.Context) func(*core) {
		found := &Found{Query: query}
		var q find.Query
		if q, found.Err = find.Parse(query); found.Err == nil {
			found.Hits = index.Find(q, who)
		}
		return func(c *core) {
			c.finder.asked = false
			if c.finder.of != c.project || !c.finder.open {
				return
			}
			c.state.Found = found
			if c.finder.again || c.finder.query != query {
				c.search()
			}
		}
	})
}

// Goto shows a post. One that the queue does not ask about is told.
func (p *Presenter) Goto(post app.PostID) uint64 {
	return p.command(func(ctx context.Context, d *desk.Desk) error {
		there, err := d.Goto(ctx, post)
		if err == nil && !there {
			p.options.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("Nothing is asked about this post here.")})
		}
		return err
	})
}

// LabelAll answers the question that is shown by a label for many posts at once.
func (p *Presenter) LabelAll(posts []app.PostID, label string) uint64 {
	return p.command(func(ctx context.Context, d *desk.Desk) error {
		n, err := d.LabelAll(ctx, posts, label)
		if err == nil {
			p.options.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("{{.n}} posts labelled; Undo takes them back together.").With("n", n)})
		}
		return err
	})
}

// Recall looks up what was ever done with the post that is shown.
func (p *Presenter) Recall() {
	p.Do(func(c *core) {
		open, post := c.project, c.state.View.Item.ID
		if open == nil || post == "" {
			return
		}
		c.inLine(func(ctx context.Context) func(*core) {
			lines, err := find.History(ctx, open, post)
			return func(c *core) {
				c.fail(err)
				if err == nil && c.project == open {
					c.state.History = &History{post, lines}
				}
			}
		})
	})
}
