package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
)

// openBinary looks at XLSX, Parquet and ZIP files.
func (in *Input) openBinary(ctx context.Context) error {
	f, _, err := openFile(in.Path)
	if err != nil {
		return err
	}
	s, err := survey(contextReader{ctx, f})
	f.Close()
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return missing(in.Path, err)
	}
	in.Identity = s.Sum
	switch in.Format {
	case ZIP:
		return in.openZIP()
	case Parquet:
		return in.openParquet()
	}
	return in.openXLSX(ctx)
}

const peekRows = 30 // of a sheet, to tell what it is

// openXLSX finds the sheet with the posts, its header and the columns that have something in them.
func (in *Input) openXLSX(ctx context.Context) error {
	book, err := openWorkbook(in.Path)
	if err != nil {
		return err
	}
	sheet, first, err := in.chooseSheet(book)
	if err != nil {
		return err
	}
	skip := in.Options.SkipRows
	first = slices.DeleteFunc(first, func(r sheetRow) bool { return r.number <= skip })
	header := in.Options.Header != "no"
	if above := preamble(texts(first)); above > 0 && skip == 0 && header {
		in.note("header", "the header is row "+strconv.Itoa(first[above].number)+" of the sheet; what stands above it is left out: "+quotedList(texts(first[:above])))
		skip, first = first[above].number-1, first[above:]
	}
	if in.Options.Header == "" || in.Options.Header == "auto" {
		header = looksLikeHeader(texts(first))
	}
	in.Dialect.Header, in.Dialect.Skip = header, skip
	w, err := in.sheetWidth(ctx, book, sheet, skip, header)
	if err != nil {
		return err
	}
	if header && len(first) > 0 {
		skip = first[0].number
	}
	in.Total, in.Exact = w.rows, true
	in.open = func() (Source, error) {
		r, err := book.open(sheet)
		if err != nil {
			return nil, err
		}
		return &sheetSource{reader: r, columns: w.columns, at: w.at, skip: skip}, nil
	}
	return in.look()
}

// texts are the rows' cells as a list.
func texts(rows []sheetRow) [][]string {
	out := make([][]string, len(rows))
	for i, r := range rows {
		out[i] = make([]string, r.width)
		for at, c := range r.cells {
			out[i][at] = c
		}
	}
	return out
}

// chooseSheet takes the sheet that was named, else the first that looks like a table of posts, else the first with rows in it. Where
// there are several the choice is told. It gives the sheet's first rows.
func (in *Input) chooseSheet(book *workbook) (sheetPart, []sheetRow, error) {
	names := make([]string, len(book.sheets))
	for i, s := range book.sheets {
		names[i] = s.name
	}
	if want := in.Options.Sheet; want != "" {
		at, err := FindColumn(names, want)
		if err != nil {
			return sheetPart{}, nil, app.Errorf("open sheet", want, app.KindUsage, "Choose one with --sheet: "+NameList(names)+".", "there is no sheet of that name")
		}
		rows, err := book.peek(book.sheets[at])
		return book.sheets[at], rows, err
	}
	best, score, bestRows := 0, -1, []sheetRow(nil)
	filled := 0
	var failed error
	for i, s := range book.sheets {
		rows, err := book.peek(s)
		if err != nil {
			failed = err
			continue
		}
		if len(rows) > 0 {
			filled++
		}
		if v := postsLikely(texts(rows)); v > score {
			best, score, bestRows = i, v, rows
		}
	}
	if score < 0 && failed != nil {
		return sheetPart{}, nil, failed
	}
	if len(names) > 1 {
		in.note("sheet", fmt.Sprintf("sheet %q is read, of %d: %s; --sheet names another", names[best], len(names), NameList(names)))
	}
	return book.sheets[best], bestRows, nil
}

// postsLikely is the higher the more a sheet's first rows look like a table of posts.
func postsLikely(rows [][]string) int {
	if len(rows) == 0 {
		return 0
	}
	rows = rows[preamble(rows):]
	roles := 0
	for _, c := range rows[0] {
		if role, sure := roleByName(c); sure && role != idRole {
			roles = 2
		}
	}
	switch {
	case roles > 0 && len(rows) > 1:
		return 4
	case len(rows) > 1 && len(rows[0]) > 1 && looksLikeHeader(rows):
		return 3
	case len(rows) > 1:
		return 2
	}
	return 1
}

// peek reads a sheet's first rows. A damaged end is for the reading of all rows to tell.
func (b *workbook) peek(sheet sheetPart) ([]sheetRow, error) {
	r, err := b.open(sheet)
	if err != nil {
		return nil, err
	}
	defer r.close()
	var rows []sheetRow
	for len(rows) < peekRows {
		row, err := r.next()
		if errors.Is(err, errCellTooLong) {
			return nil, b.tooLarge("one of its texts")
		}
		if err != nil {
			break
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// width is what a sheet has below its header: as many rows, and the columns with a name or something in them.
type width struct {
	rows    int64
	columns []Column
	at      []int
}

// sheetWidth reads a whole sheet for its columns. Cells that lie far apart would make a result of gigabytes of nothing: refused.
func (in *Input) sheetWidth(ctx context.Context, book *workbook, sheet sheetPart, skip int, header bool) (width, error) {
	src, err := book.open(sheet)
	if err != nil {
		return width{}, err
	}
	s := &sheetSource{reader: src, skip: skip}
	defer s.Close()
	used := map[int]bool{}
	names := map[int]string{}
	var w width
	filled := int64(0)
	for {
		r, err := s.reader.next()
		var cut *errCut
		if errors.As(err, &cut) {
			if errors.Is(err, errCellTooLong) {
				return w, book.tooLarge("one of its texts")
			}
			s.lost(cut)
			w.rows += int64(len(s.ended))
			break
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return w, err
		}
		if w.rows%256 == 0 && ctx.Err() != nil {
			return w, ctx.Err()
		}
		if r.number <= skip {
			continue
		}
		if header {
			header, names = false, r.cells
			for at := range r.cells {
				used[at] = true
			}
			continue
		}
		w.rows++
		filled += int64(len(r.cells))
		for at := range r.cells {
			used[at] = true
		}
	}
	for at := range used {
		w.at = append(w.at, at)
	}
	slices.Sort(w.at)
	if all := w.rows * int64(len(w.at)); all > 20_000_000 && filled*20 < all {
		return w, app.Errorf("open workbook", in.Path, app.KindTooLarge, "Put the posts into columns beside one another.",
			"its cells lie far apart: %d rows and %d columns, and hardly a cell in them", w.rows, len(w.at))
	}
	list := make([]string, len(w.at))
	for i, at := range w.at {
		if list[i] = names[at]; strings.TrimSpace(list[i]) == "" {
			list[i] = "column_" + strconv.Itoa(at+1)
		}
	}
	for _, n := range uniqueNames(list) {
		w.columns = append(w.columns, Column{Name: n, Kind: TextColumn})
	}
	return w, nil
}
