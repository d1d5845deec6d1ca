package learn

import (
	"context"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/project"

	heads "duotone/app/learn"
)

// Choose lists the posts behind a cell of heads.Result.Table.
func (p *Presenter) Choose(label, row, col int) {
	p.Do(func(c *core) {
		if f := c.state.Found; f != nil {
			c.state.Cell = &Cell{label, row, col, f.Cell(label, row, col)}
		}
	})
}

// OpenExample opens one of Found.Examples, with its picture, in the Analyse pane.
func (p *Presenter) OpenExample(i int) {
	p.Do(func(c *core) {
		f := c.state.Found
		if f == nil || i < 0 || i >= len(f.Examples) {
			return
		}
		path, id := c.state.Path, f.Examples[i].Post
		p.Latest(&c.opening, func(ctx context.Context) func(*core) {
			post, err := postOf(ctx, path, id)
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

func postOf(ctx context.Context, path string, id app.PostID) (app.Post, error) {
	p, err := project.OpenToRead(ctx, path)
	if err != nil {
		return app.Post{}, err
	}
	defer p.Close()
	item, err := p.Posts.Item(ctx, id)
	if err != nil {
		return app.Post{}, err
	}
	post := p.Pictures.Post(ctx, item)
	post.ID = item.Name
	return post, post.Err
}

// CheckSuspects has the posts whose labels look wrong asked about again, in the Label pane.
func (p *Presenter) CheckSuspects() {
	p.Do(func(c *core) {
		f := c.state.Found
		if f == nil || len(f.Suspects) == 0 {
			return
		}
		var posts []app.PostID
		seen := map[app.PostID]bool{}
		for _, s := range f.Suspects {
			if !seen[s.Post] { // of many labels, several may look wrong
				posts, seen[s.Post] = append(posts, s.Post), true
			}
		}
		p.options.Check(c.state.Path, f.Question.Key, posts)
	})
}

// Keep writes the head as a pack into a folder: a new one, or that of an earlier head of the same question.
func (p *Presenter) Keep(dir string) {
	p.Do(func(c *core) {
		f := c.state.Found
		if f == nil || c.state.Step != Idle {
			return
		}
		c.state.Step = Keeping
		turn := c.turn
		p.Work(func(context.Context) func(*core) {
			err := f.keep(dir)
			return func(c *core) { c.kept(turn, dir, err) }
		})
	})
}

func (f *Found) keep(dir string) error {
	earlier, err := heads.EarlierIn(dir, f.Question, false)
	if err != nil {
		return err
	}
	return heads.Keep{Dir: dir, Base: f.Base, Final: f.Wants.Final.String(), People: f.Said.People, Codebook: f.Said.Codebook,
		Options: f.Wants.Options(), Earlier: earlier}.Write(f.Result)
}

func (c *core) kept(turn int, dir string, err error) {
	if turn == c.turn {
		c.state.Step = Idle
	}
	if err != nil {
		c.fail(err)
		return
	}
	if turn == c.turn && c.state.Found != nil {
		copied := *c.state.Found
		copied.Kept = dir
		c.state.Found = &copied
	}
	c.p.options.Kept(dir)
	c.p.options.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("The head is kept in {{.path}}.").With("path", dir)})
}

// UseKept opens the pack that was kept.
func (p *Presenter) UseKept() {
	p.Do(func(c *core) {
		if f := c.state.Found; f != nil && f.Kept != "" {
			p.options.Use(f.Kept)
		}
	})
}

// Proposed is where a head may be kept: where the earlier one is, else a folder beside the other packs, named by project and question.
func (f *Found) Proposed(packs, path string) string {
	if f.EarlierIn != "" {
		return f.EarlierIn
	}
	return filepath.Join(packs, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+"-"+f.Question.Key)
}
