package score

import (
	"slices"

	"duotone/app"
	"duotone/app/batch"
)

// Column is something that the list tells of each row beside its words. Names are never changed: settings keep them.
type Column string

// The columns, in their order.
const (
	ColumnSays     Column = "says"
	ColumnMeans    Column = "means"
	ColumnAnswer   Column = "answer" // of the pack's head
	ColumnDisagree Column = "disagreement"
	ColumnIrony    Column = "irony"
	ColumnCarried  Column = "carried"
	ColumnOwn      Column = "own"   // the label that the file had already
	ColumnYours    Column = "yours" // what the person says
	ColumnLanguage Column = "language"
	ColumnID       Column = "id"
)

// Columns are all columns in their order.
var Columns = []Column{ColumnSays, ColumnMeans, ColumnAnswer, ColumnDisagree, ColumnIrony, ColumnCarried, ColumnOwn, ColumnYours, ColumnLanguage, ColumnID}

// ShowColumns chooses the columns of the list, and remembers them; none: those that are shown where nobody has chosen.
func (p *Presenter) ShowColumns(columns []Column) {
	p.Do(func(c *core) {
		names := make([]string, len(columns))
		for i, n := range columns {
			names[i] = string(n)
		}
		p.options.Settings.Change(func(s *app.Settings) { s.Columns = names })
		c.columns()
	})
}

// Divide says how much of the room the row that is read takes beside the list (or below it), and remembers it; 0 takes the usual part again.
func (p *Presenter) Divide(below bool, part float64) {
	p.Do(func(c *core) {
		at := 0
		if below {
			at = 1
		}
		c.state.Split[at] = part
		p.options.Settings.Change(func(s *app.Settings) { s.Split = c.state.Split })
		c.state.Split = p.options.Settings.Get().Split
	})
}

// columns takes the columns that a person chose, or those that tell most of these rows.
func (c *core) columns() {
	chosen := c.p.options.Settings.Get().Columns
	list := make([]Column, 0, len(Columns))
	for _, n := range Columns {
		if slices.Contains(chosen, string(n)) || len(chosen) == 0 && c.telling(n) {
			list = append(list, n)
		}
	}
	if !slices.Equal(list, c.state.Columns) {
		c.state.Columns = list
	}
}

// telling tells whether a column is worth its room where nobody has chosen.
func (c *core) telling(n Column) bool {
	switch n {
	case ColumnSays, ColumnMeans, ColumnDisagree:
		return true
	case ColumnAnswer:
		return slices.ContainsFunc(c.state.Rows[:min(len(c.state.Rows), 1000)], func(v batch.Verdict) bool { return v.Answered })
	case ColumnOwn:
		return c.state.Own != ""
	case ColumnYours:
		return len(c.state.Yours) > 0
	}
	return false
}
