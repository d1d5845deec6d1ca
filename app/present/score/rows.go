package score

import (
	"context"
	"image"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/batch/report"
)

// Choice is which rows of a result are shown, and in what order. The zero value shows all as they are in the file.
type Choice struct {
	Label    *app.Label
	Dominant app.Modality
	Apart    bool   // pairs that pull apart
	Errors   bool   // only rows with an error
	Words    string // in the text or the id, whatever their case
	By       batch.Order
}

// Choose shows other rows, or others first.
func (p *Presenter) Choose(change func(*Choice)) {
	p.Do(func(c *core) {
		was := c.state.Choice
		change(&c.state.Choice)
		if c.state.Choice != was {
			c.choose()
		}
	})
}

// list takes another result's rows. What was chosen of those before says nothing of these.
func (c *core) list(result, own string, rows []batch.Verdict) {
	c.state.Result, c.state.Own, c.state.Rows, c.state.View, c.state.Report = result, own, rows, nil, nil
	c.state.Yours, c.state.Into.Agreed, c.judging.agreed = nil, false, ""
	c.state.Listed++
	c.columns()
	c.judging.recall()
	c.state.Choice, c.state.Failed = Choice{}, 0
	for i := range rows {
		if rows[i].Failed() {
			c.state.Failed++
		}
	}
	c.mark(nil)
	c.current.leave()
	c.thumbs.forget()
	c.choose()
	c.draw()
}

// choose filters and sorts beside the loop; the last choice wins.
func (c *core) choose() {
	c.state.Turn++
	turn, rows, choice := c.state.Turn, c.state.Rows, c.state.Choice
	filter := batch.Filter{Label: choice.Label, Dominant: choice.Dominant, Errors: choice.Errors, Words: choice.Words}
	if choice.Apart {
		filter.Apart = c.state.Limit
	}
	if len(rows) == 0 {
		c.state.View, c.state.Chosen = nil, turn
		c.current.placed()
		return
	}
	c.p.Work(func(context.Context) func(*core) {
		view := batch.View(rows, filter, choice.By)
		return func(c *core) {
			if turn == c.state.Turn {
				c.state.View, c.state.Chosen = view, turn
				c.current.placed()
				if c.state.At == NoRow && len(view) > 0 {
					c.current.read(view[0])
				}
			}
		}
	})
}

// OpenRow opens one of State.View in the Analyse pane, with its picture.
func (p *Presenter) OpenRow(at int) {
	p.Do(func(c *core) {
		if at < 0 || at >= len(c.state.View) {
			return
		}
		v, in, result := c.state.Rows[c.state.View[at]], c.state.Input, c.state.Result
		if v.Failed() {
			text, hint := app.KindSentence(v.Kind), app.Verbatim(v.Message)
			if text.Key == "" {
				text, hint = hint, app.Sentence{}
			}
			c.tell(app.MessageWarning, text, hint)
			return
		}
		from := &reader{in: in, result: result}
		p.Latest(&c.opening, func(ctx context.Context) func(*core) {
			post, err := from.post(ctx, v)
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

// Export writes these rows, in their order, into a file of their own.
func (p *Presenter) Export(out string) {
	p.Do(func(c *core) {
		these := c.state.These()
		rows := make([]int64, len(these))
		for i, at := range these {
			rows[i] = c.state.Rows[at].Row
		}
		result, out := c.state.Result, strings.TrimSpace(out)
		p.Work(func(ctx context.Context) func(*core) {
			err := batch.Export(ctx, result, out, rows)
			return func(c *core) {
				if err != nil {
					c.fail(err)
					return
				}
				c.tell(app.MessageInfo, app.Say("{{.N}} rows are in {{.File}}.").With("N", len(rows)).With("File", out), app.Sentence{})
			}
		})
	})
}

// Selection is a name for an export of what is shown.
func (s *State) Selection() string {
	ext := filepath.Ext(s.Result)
	base := strings.TrimSuffix(s.Result, ext)
	if ext != ".jsonl" && ext != ".tsv" {
		ext = ".csv"
	}
	return base + "-selection" + ext
}

// Report is what `duotone report` says of a result's rows.
type Report struct {
	Tally  *report.Tally
	Charts []Chart
}

// Chart is a chart with its picture, dark on white.
type Chart struct {
	report.Chart
	Picture image.Image
}

// draw counts the rows and draws the charts beside the loop.
func (c *core) draw() {
	if c.drawing != nil {
		c.drawing()
	}
	c.drawn++
	turn, rows, limit, reader := c.drawn, c.state.Rows, c.state.Limit, report.Reader{Say: c.p.options.Translate, Language: c.p.options.Language, Expected: c.reads()}
	if len(rows) == 0 {
		return
	}
	c.drawing = c.p.Work(func(ctx context.Context) func(*core) {
		r := &Report{Tally: report.NewTally(limit)}
		for i, v := range rows {
			if i%4096 == 0 && ctx.Err() != nil {
				return nil
			}
			r.Tally.Add(v)
		}
		var failed error
		for _, chart := range r.Tally.Charts(reader) {
			if ctx.Err() != nil {
				return nil
			}
			m, err := chart.Image()
			if err != nil {
				failed = app.Errorf("draw chart", chart.Title, app.KindInternal, "", "%w", err)
				continue // the others are worth to be seen
			}
			r.Charts = append(r.Charts, Chart{chart, m})
		}
		return func(c *core) {
			if turn == c.drawn {
				c.fail(failed)
				c.state.Report = r
			}
		}
	})
}

// SavePage writes the page of `duotone report`, which holds the strongest posts as well.
func (p *Presenter) SavePage(path string) {
	p.Do(func(c *core) {
		if c.state.Report == nil {
			return
		}
		page, path := report.Page{Name: c.state.Result, Tally: c.state.Report.Tally}, strings.TrimSpace(path)
		p.Work(func(ctx context.Context) func(*core) {
			small, err := report.NewThumbnails(ctx, page.Name, "")
			if err == nil {
				page.Thumbnails = small
				err = page.Save(path, false)
			}
			return func(c *core) {
				if err != nil {
					c.fail(err)
					return
				}
				var missing app.Sentence
				if n := small.Missing(); n > 0 {
					missing = app.Say("Pictures left out, as they can't be read from where the result lies: {{.Count}}.").With("Count", n)
				}
				c.tell(app.MessageInfo, app.Say("Saved as {{.File}}.").With("File", filepath.Base(path)), missing)
			}
		})
	})
}
