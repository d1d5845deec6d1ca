package batch

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/table"
	"duotone/app/table/source"
)

// DateOptions say where a result's dates are.
type DateOptions struct {
	Column string // "": guessed; "-": none
	Format string // as dd/mm/yyyy or %d/%m/%Y; "": found out over the whole column
}

// lookAtDates reads the whole column of dates where the first ones could mean two days each.
func (r *Results) lookAtDates(ctx context.Context, in *table.Input) error {
	src, err := in.Rows()
	if err != nil {
		return err
	}
	defer src.Close()
	for n := 0; ; n++ {
		row, err := src.Next()
		if errors.Is(err, io.EOF) || n == len(in.Sample) && !r.dates.Unclear() {
			break
		}
		if err != nil {
			return err
		}
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r.dates.Look(r.dateCell(row))
	}
	r.Reading = r.dates.Reading()
	return nil
}

// dateCell is a row's date as it is written.
func (r *Results) dateCell(row source.Row) string {
	if !r.json {
		if r.date < 0 || r.date >= len(row.Cells) {
			return ""
		}
		return row.Cells[r.date].Text
	}
	if r.Date == "" || row.Object == nil {
		return ""
	}
	in, ok := source.Lookup(row.Object, "input")
	if !ok || len(in.JSON) == 0 || in.JSON[0] != '{' {
		return ""
	}
	v, _ := source.Lookup(in.JSON, r.Date)
	return v.Text
}

// readDate reads a row's date.
func (r *Results) readDate(row source.Row) (t time.Time) {
	if cell := r.dateCell(row); strings.TrimSpace(cell) != "" {
		var ok bool
		if t, ok = r.dates.Parse(cell); !ok {
			r.Undated++
		}
	}
	return t
}

var dateNames = []string{"date", "createdat", "created", "timestamp", "time", "datetime", "postedat", "posted", "published", "publishedat", "day", "datum", "fecha"}

// findDate finds the column with dates: the one named, or one whose name and cells say so.
func (r *Results) findDate(columns []source.Column, sample []source.Row, want string) (int, error) {
	names := source.ColumnNames(columns)
	if want == "-" {
		return -1, nil
	}
	if want != "" {
		at, err := table.FindColumn(names, want)
		if err != nil {
			return -1, app.Errorf("find column", want, app.KindUsage, "", "%w", err).
				Advise(app.Say("Name one with --date-column. The columns are: {{.columns}}.").With("columns", table.NameList(names)))
		}
		return at, nil
	}
	at := table.ByName(names, dateNames, nil, func(i int) bool { return r.hasDates(sample, i) })
	for i := range columns {
		if at < 0 && strings.Contains(strings.ToLower(names[i]), "date") && r.hasDates(sample, i) {
			at = i
		}
	}
	return at, nil
}

// hasDates tells whether most of a column's first cells are dates, in whatever order of day and month.
func (r *Results) hasDates(sample []source.Row, at int) bool {
	dates, err := table.NewDates("")
	if err != nil {
		return false
	}
	for _, row := range sample {
		if at < len(row.Cells) {
			dates.Look(row.Cells[at].Text)
		}
	}
	good, filled := 0, 0
	for _, row := range sample {
		if at >= len(row.Cells) || strings.TrimSpace(row.Cells[at].Text) == "" {
			continue
		}
		filled++
		_, plain := dates.Parse(row.Cells[at].Text)
		_, given := r.dates.Parse(row.Cells[at].Text)
		if plain || given || table.IsNumericDate(row.Cells[at].Text) {
			good++
		}
	}
	return good > 0 && 2*good >= filled
}
