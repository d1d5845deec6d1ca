package score

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// Making is how far a project is that is being made of rows.
type Making struct {
	Path        string
	Done, Total int
}

// MadeName is a name for a project of the rows that are shown.
func (s *State) MadeName() string {
	if s.Result == "" {
		return ""
	}
	return strings.TrimSuffix(filepath.Base(s.Result), filepath.Ext(s.Result)) + project.Ext
}

// Make makes a labelling project of these rows, in their order, and has judgements of rows go into it. A label is then said
// of the row that is read; nil: none.
func (p *Presenter) Make(path, annotator string, label *app.Label) {
	if filepath.Ext(path) == "" {
		path += project.Ext
	}
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	p.Do(func(c *core) {
		if c.making != nil {
			c.tell(app.MessageWarning, app.Say("A project is being made already. Stop that first, or wait for it."), app.Sentence{})
			return
		}
		these := c.state.These()
		rows := make([]batch.Verdict, len(these))
		for i, at := range these {
			rows[i] = c.state.Rows[at]
		}
		at, turn, from := c.state.At, c.thumbs.turn, &reader{in: c.state.Input, result: c.state.Result}
		c.state.Making = &Making{Path: path, Total: len(rows)}
		c.making = p.Work(func(ctx context.Context) func(*core) {
			made, err := p.make(ctx, path, from, rows)
			if err == nil {
				err = p.options.Labels.Enter(path, annotator)
			}
			return func(c *core) {
				c.making, c.state.Making = nil, nil
				c.made(made, path, err)
				if err == nil && turn == c.thumbs.turn {
					c.judging.agree(path, annotator, at, label)
				}
			}
		})
	})
}

// StopMaking gives up a project that is being made; its file goes away again.
func (p *Presenter) StopMaking() {
	p.Do(func(c *core) {
		if c.making != nil {
			c.making()
		}
	})
}

// Join opens a project and has judgements of rows go into it. A label is then said of the row that is read; nil: none.
func (p *Presenter) Join(path, annotator string, label *app.Label) {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	p.Do(func(c *core) {
		at, turn := c.state.At, c.thumbs.turn
		p.Work(func(context.Context) func(*core) {
			err := p.options.Labels.Enter(path, annotator)
			return func(c *core) {
				c.fail(err)
				if err == nil && turn == c.thumbs.turn {
					c.judging.agree(path, annotator, at, label)
				}
			}
		})
	})
}

// made counts the posts of a project that was made.
type made struct{ posts, twice, failed int }

func (c *core) made(m made, path string, err error) {
	if err != nil {
		c.fail(err)
		return
	}
	text := app.Say("{{.N}} posts are in {{.File}}, which is open in Label.").With("N", m.posts).With("File", filepath.Base(path))
	var hint app.Sentence
	switch {
	case m.twice > 0 && m.failed > 0:
		hint = app.Say("Rows with the same post as another one: {{.Twice}}; without a post that can be read: {{.Failed}}.").With("Twice", m.twice).With("Failed", m.failed)
	case m.twice > 0:
		hint = app.Say("Rows with the same post as another one: {{.Twice}}.").With("Twice", m.twice)
	case m.failed > 0:
		hint = app.Say("Rows without a post that can be read: {{.Failed}}.").With("Failed", m.failed)
	}
	c.tell(app.MessageInfo, text, hint)
}

// make writes a project with the posts of rows.
func (p *Presenter) make(ctx context.Context, path string, from *reader, rows []batch.Verdict) (m made, err error) {
	texts, err := from.wholeTexts(ctx, rows)
	if err != nil {
		return m, err
	}
	file, err := project.NewDraft(ctx, path, project.DefaultSettings())
	if err != nil {
		return m, err
	}
	defer func() {
		if err == nil {
			err = file.Place()
			return
		}
		file.Discard()
	}()
	a, err := file.Posts.Adder(ctx, false)
	if err != nil {
		return m, err
	}
	defer a.Cancel()
	for i, row := range rows {
		if ctx.Err() != nil {
			return m, ctx.Err()
		}
		if whole, ok := texts[row.Row]; ok {
			row.Text, row.Cut = whole, false
		}
		in, err := from.incoming(ctx, row)
		switch {
		case ctx.Err() != nil:
			return m, ctx.Err()
		case err != nil || !in.Post.HasWords() && in.Post.Picture == nil:
			m.failed++
		default:
			if l, ok := row.OwnLabel(); ok {
				in.Events = []ledger.Event{ledger.Imported(l)}
			}
			if err := a.Add(in); err != nil {
				return m, err
			}
		}
		if i%64 == 63 {
			p.Do(func(c *core) {
				if now := c.state.Making; now != nil {
					c.state.Making = &Making{Path: now.Path, Done: i + 1, Total: now.Total}
				}
			})
		}
	}
	m.posts, m.twice = a.Added.Posts, a.Added.Duplicates
	return m, a.Commit()
}

// wholeTexts are the words of rows that are cut in the list, by row.
func (r *reader) wholeTexts(ctx context.Context, rows []batch.Verdict) (map[int64]string, error) {
	var cut []int64
	for _, row := range rows {
		if row.Cut {
			cut = append(cut, row.Row)
		}
	}
	slices.Sort(cut)
	texts := map[int64]string{}
	err := batch.Whole(ctx, r.result, cut, func(v batch.Verdict) error { texts[v.Row] = v.Text; return nil })
	return texts, err
}
