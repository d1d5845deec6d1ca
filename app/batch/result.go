package batch

import (
	"context"
	"errors"
	"fmt"
	"io"

	"duotone/app"
	"duotone/app/table"
	"duotone/app/table/source"
)

// Results reads a result in any of its formats.
type Results struct {
	Mapping table.Mapping // of the input's columns
	Date    string        // the column with dates; "" for none
	Own     string        // the input's column with labels; "" for none
	Reading string        // how its dates are read, where they don't say it themselves
	Undated int64         // rows so far whose date can't be read
	Total   int64
	Exact   bool

	src  source.Source
	at   map[string]int // flat: positions of columns
	date int
	json bool
	n    int64

	own   int               // flat: position of Own
	sure  map[string]int    // flat: positions of the probabilities of a head's labels
	owns  map[string]string // short texts that many rows have, each once
	whole bool              // texts are not cut

	dates *table.Dates
}

// OpenResults opens a result.
func OpenResults(ctx context.Context, path string, o DateOptions) (*Results, error) {
	dates, err := table.NewDates(o.Format)
	if err != nil {
		return nil, err
	}
	none := "-"
	in, err := table.Open(ctx, path, nil, source.Options{TextColumn: none, ImageColumn: none, IDColumn: none, Header: "yes"})
	if err != nil && (in == nil || app.KindOf(err) != app.KindUsage) {
		return nil, err
	}
	r := &Results{dates: dates, json: in.IsObjects(), Total: in.Total, Exact: in.Exact, date: -1, at: map[string]int{}}
	var columns []source.Column
	sample := in.Sample
	if r.json {
		columns, sample = inputsOf(in.Sample)
	} else if columns, err = r.flat(in.Columns); err != nil {
		return nil, app.Errorf("open result", path, app.KindFormat, "Give a file that duotone score wrote.", "%w", err)
	}
	r.Mapping, _ = table.Guess(source.ColumnNames(columns), sample, source.Options{}) // without words or pictures there is still much to show
	r.findOwn(columns, sample)
	if r.date, err = r.findDate(columns, sample, o.Column); err != nil {
		return nil, err
	}
	if r.date >= 0 {
		r.Date = columns[r.date].Name
		if err := r.lookAtDates(ctx, in); err != nil {
			return nil, err
		}
	}
	r.src, err = in.Rows()
	return r, err
}

// inputsOf are the rows of the input that a result in JSON holds.
func inputsOf(sample []source.Row) ([]source.Column, []source.Row) {
	c := table.NewColumnSet()
	var rows []source.Row
	for _, r := range sample {
		if v, ok := source.Lookup(r.Object, "input"); ok && len(v.JSON) > 0 && v.JSON[0] == '{' {
			row := source.Row{Object: v.JSON}
			c.Add(row)
			rows = append(rows, row)
		}
	}
	for i := range rows {
		rows[i].Cells = table.ObjectCells(rows[i], source.ColumnNames(c.Columns()))
	}
	return c.Columns(), rows
}

// flat finds the columns that duotone score adds; those in front of them are the input's.
func (r *Results) flat(columns []source.Column) ([]source.Column, error) {
	names, old := Output{}.columns(), len(Output{Version: 1}.columns())
	where := map[string]int{}
	for i, c := range columns {
		where[c.Name] = i
	}
	// A column of the input of a name made ours give way to a longer one; ours are behind the input's.
	find := func(name string) (at int, ok bool) {
		at, ok = where[name]
		for n := "duotone_" + name; ; n = "duotone_" + n {
			longer, there := where[n]
			if !there {
				return at, ok
			}
			if !ok || longer > at {
				at, ok = longer, true
			}
		}
	}
	first := len(columns)
	for i, c := range names {
		at, ok := find(c.Name)
		if i >= old && (!ok || at < r.at["raw"]) { // a result of version 1 ends before, and what has the name is the input's
			continue
		}
		if !ok {
			if c.Name == "id" {
				continue
			}
			return nil, fmt.Errorf("it has no column %q", c.Name)
		}
		r.at[c.Name] = at
		if c.Name != "id" {
			first = min(first, at)
		}
	}
	if at, ok := find(partOfPictureWords); ok && at > r.at["raw"] { // where pictures were read
		r.at[partOfPictureWords] = at
	}
	r.findAnswers(columns)
	return columns[:first], nil
}

// Close frees what is held.
func (r *Results) Close() error { return r.src.Close() }

// Next gives the next row, or io.EOF.
func (r *Results) Next() (Verdict, error) {
	row, err := r.src.Next()
	if err != nil {
		return Verdict{}, err
	}
	r.n++
	if row.Err != nil {
		return Verdict{}, app.Errorf("read result", fmt.Sprintf("row %d", r.n), app.KindFormat, "Give a file that duotone score wrote.", "%w", row.Err)
	}
	if r.json {
		return r.object(row)
	}
	return r.cells(row)
}

// ReadResults reads a whole result into memory, at most limit rows.
func ReadResults(ctx context.Context, path string, limit int) ([]Verdict, *Results, error) {
	r, err := OpenResults(ctx, path, DateOptions{})
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	var out []Verdict
	for len(out) < limit {
		v, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if len(out)%256 == 0 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		out = append(out, v)
	}
	return out, r, nil
}

// Whole reads rows of a result again, counted from 1 and rising, with all of their words.
func Whole(ctx context.Context, path string, rows []int64, each func(Verdict) error) error {
	if len(rows) == 0 {
		return nil
	}
	r, err := OpenResults(ctx, path, DateOptions{Column: "-"})
	if err != nil {
		return err
	}
	defer r.Close()
	r.whole = true
	for n := int64(1); len(rows) > 0; n++ {
		v, err := r.Next()
		if errors.Is(err, io.EOF) {
			return app.Errorf("read result", path, app.KindInput, "Open the result again.", "row %d is not there any more", rows[0])
		}
		if err != nil {
			return err
		}
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if n == rows[0] {
			rows = rows[1:]
			if err := each(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// IsResult tells whether a file is one that Run wrote.
func IsResult(ctx context.Context, path string) bool {
	r, err := OpenResults(ctx, path, DateOptions{Column: "-"})
	if err != nil {
		return false
	}
	defer r.Close()
	_, err = r.Next()
	return err == nil
}
