package batch

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/table"
)

// keeps tells whether a row is chosen; words are in lower case.
func (f Filter) keeps(v *Verdict, words string) bool {
	switch {
	case f.Errors:
		if !v.Failed() {
			return false
		}
	case v.Failed():
		if f.Label != nil || f.Dominant != "" || f.Apart > 0 {
			return false
		}
	case f.Label != nil && v.Label != *f.Label, f.Dominant != "" && (v.Dominant != f.Dominant || v.Words == nil || v.Picture == nil),
		f.Apart > 0 && v.Incongruity < f.Apart:
		return false
	}
	return words == "" || strings.Contains(strings.ToLower(v.Text), words) || strings.Contains(strings.ToLower(v.ID), words)
}

// View gives the positions of the chosen rows in their order. Equal rows stay in the result's order.
func View(rows []Verdict, f Filter, by Order) []int {
	words := strings.ToLower(strings.TrimSpace(f.Words))
	view := make([]int, 0, len(rows))
	for i := range rows {
		if f.keeps(&rows[i], words) {
			view = append(view, i)
		}
	}
	var key func(v *Verdict) float64
	switch by {
	case ByNegative:
		key = func(v *Verdict) float64 { return v.Scores[app.Negative] }
	case ByPositive:
		key = func(v *Verdict) float64 { return v.Scores[app.Positive] }
	case ByIncongruity:
		key = func(v *Verdict) float64 { return v.Incongruity }
	case ByIrony:
		key = func(v *Verdict) float64 { return v.Irony }
	case ByPicture:
		key = func(v *Verdict) float64 { return v.Balance.Picture - v.Balance.Words }
	default:
		return view
	}
	keys := make([]float64, len(rows))
	for _, i := range view {
		keys[i] = -2 // rows with an error come last
		if !rows[i].Failed() {
			keys[i] = key(&rows[i])
		}
	}
	slices.SortFunc(view, func(a, b int) int {
		if c := cmp.Compare(keys[b], keys[a]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	return view
}

// Export copies chosen rows of a result into a new file, in the result's order: JSON lines as they are, any other format
// as CSV or TSV by the new file's name. It replaces nothing.
func Export(ctx context.Context, result, out string, chosen map[int64]bool) (err error) {
	format, err := table.OutputFormat(out, "")
	if err != nil {
		return err
	}
	in, err := table.Open(ctx, result, nil, table.Options{TextColumn: "-", ImageColumn: "-", IDColumn: "-", Header: "yes"})
	if err != nil && app.KindOf(err) != app.KindUsage {
		return err
	}
	if in.IsObjects() != (format == table.JSONLines) || format == table.XLSX || format == table.Parquet {
		want := ".csv or .tsv"
		if in.IsObjects() {
			want = ".jsonl"
		}
		return app.Errorf("export", out, app.KindUsage, "Call the file "+want+".", "this result can't be exported in that format")
	}
	src, err := in.Rows()
	if err != nil {
		return err
	}
	defer src.Close()
	file := app.Out{Path: out, Inputs: []string{result}}
	return file.Write(func(w io.Writer) error { return copyRows(ctx, src, w, format, chosen) })
}

func copyRows(ctx context.Context, src table.Source, w io.Writer, format string, chosen map[int64]bool) error {
	lines, err := table.NewLines(format, &table.Input{}, table.Output{})
	if err != nil {
		return err
	}
	put := func(line []byte, err error) error {
		if err != nil {
			return err
		}
		_, err = w.Write(line)
		return err
	}
	if format != table.JSONLines {
		if err := put(lines.Header(table.ColumnNames(src.Columns()))); err != nil {
			return err
		}
	}
	for n := int64(1); ; n++ {
		row, err := src.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if !chosen[n] {
			continue
		}
		if format == table.JSONLines {
			err = put(append(row.Object, '\n'), nil)
		} else {
			cells := make([]string, len(row.Cells))
			for i, c := range row.Cells {
				cells[i] = c.Text
			}
			err = put(lines.Line(cells))
		}
		if err != nil {
			return err
		}
	}
}
