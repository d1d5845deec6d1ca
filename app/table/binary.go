package table

import (
	"context"
	"slices"
	"strconv"

	"duotone/app"
	"duotone/app/table/columnar"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"
	"duotone/app/table/workbook"
)

// openBinary looks at XLSX, Parquet and ZIP files.
func (in *Input) openBinary(ctx context.Context) error {
	f, _, err := source.OpenFile(in.Path)
	if err != nil {
		return err
	}
	s, err := plaintext.Look(plaintext.Heeding(ctx, f))
	f.Close()
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return source.Missing(in.Path, err)
	}
	in.Identity = s.Sum
	switch in.Format {
	case source.ZIP:
		return in.openZIP()
	case source.Parquet:
		return in.openParquet()
	}
	return in.openXLSX(ctx)
}

// openXLSX finds the sheet with the posts, its header and the columns that have something in them.
func (in *Input) openXLSX(ctx context.Context) error {
	book, err := workbook.Open(in.Path)
	if err != nil {
		return err
	}
	sheet, first, err := chooseSheet(in, book)
	if err != nil {
		return err
	}
	skip := in.Options.SkipRows
	first = slices.DeleteFunc(first, func(r workbook.Row) bool { return r.Number <= skip })
	header := in.Options.Header != "no"
	if above := plaintext.Preamble(workbook.Texts(first)); above > 0 && skip == 0 && header {
		in.note("header", app.Say("the header is row {{.row}} of the sheet; what stands above it is left out: {{.texts}}").
			With("row", first[above].Number).With("texts", plaintext.QuotedList(workbook.Texts(first[:above]))))
		skip, first = first[above].Number-1, first[above:]
	}
	if in.Options.Header == "" || in.Options.Header == "auto" {
		header = plaintext.LooksLikeHeader(workbook.Texts(first))
	}
	in.Dialect.Header, in.Dialect.Skip = header, skip
	w, err := book.Width(ctx, sheet, skip, header)
	if err != nil {
		return err
	}
	if header && len(first) > 0 {
		skip = first[0].Number
	}
	in.Total, in.Exact = w.Rows, true
	in.open = func() (source.Source, error) {
		return book.Rows(sheet, w, skip)
	}
	return in.look()
}

// chooseSheet takes the sheet that was named, else the first that looks like a table of posts, else the first with rows in it. Where
// there are several the choice is told. It gives the sheet's first rows.
func chooseSheet(in *Input, book *workbook.Book) (workbook.Sheet, []workbook.Row, error) {
	names := make([]string, len(book.Sheets))
	for i, s := range book.Sheets {
		names[i] = s.Name
	}
	if want := in.Options.Sheet; want != "" {
		at, err := FindColumn(names, want)
		if err != nil {
			return workbook.Sheet{}, nil, app.Errorf("open sheet", want, app.KindUsage, "", "there is no sheet of that name").
				Advise(app.Say("Choose one with --sheet: {{.names}}.").With("names", NameList(names)))
		}
		rows, err := book.Peek(book.Sheets[at])
		return book.Sheets[at], rows, err
	}
	best, score, bestRows := 0, -1, []workbook.Row(nil)
	filled := 0
	var failed error
	for i, s := range book.Sheets {
		rows, err := book.Peek(s)
		if err != nil {
			failed = err
			continue
		}
		if len(rows) > 0 {
			filled++
		}
		if v := postsLikely(workbook.Texts(rows)); v > score {
			best, score, bestRows = i, v, rows
		}
	}
	if score < 0 && failed != nil {
		return workbook.Sheet{}, nil, failed
	}
	if len(names) > 1 {
		in.note("sheet", app.Say("sheet {{.name}} is read, of {{.n}}: {{.names}}; --sheet names another").
			With("name", strconv.Quote(names[best])).With("n", len(names)).With("names", NameList(names)))
	}
	return book.Sheets[best], bestRows, nil
}

// postsLikely is the higher the more a sheet's first rows look like a table of posts.
func postsLikely(rows [][]string) int {
	if len(rows) == 0 {
		return 0
	}
	rows = rows[plaintext.Preamble(rows):]
	roles := 0
	for _, c := range rows[0] {
		if role, sure := source.RoleByName(c); sure && role != source.IDRole {
			roles = 2
		}
	}
	switch {
	case roles > 0 && len(rows) > 1:
		return 4
	case len(rows) > 1 && len(rows[0]) > 1 && plaintext.LooksLikeHeader(rows):
		return 3
	case len(rows) > 1:
		return 2
	}
	return 1
}

// openParquet looks at a Parquet file.
func (in *Input) openParquet() error {
	in.open = func() (source.Source, error) { return columnar.Open(in.Path) }
	src, err := in.open()
	if err != nil {
		return err
	}
	in.Total, in.Exact = src.(*columnar.Source).Total, true
	if err := src.Close(); err != nil {
		return source.Missing(in.Path, err)
	}
	return in.look()
}
