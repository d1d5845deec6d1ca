package workbook

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/table/source"
)

const peekRows = 30 // of a sheet, to tell what it is

// Texts are the rows' cells as a list.
func Texts(rows []Row) [][]string {
	out := make([][]string, len(rows))
	for i, r := range rows {
		out[i] = make([]string, r.width)
		for at, c := range r.cells {
			out[i][at] = c
		}
	}
	return out
}

// Peek reads a sheet's first rows. A damaged end is for the reading of all rows to tell.
func (b *Book) Peek(sheet Sheet) ([]Row, error) {
	r, err := b.open(sheet)
	if err != nil {
		return nil, err
	}
	defer r.close()
	var rows []Row
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

// Width is what a sheet has below its header: as many rows, and the columns with a name or something in them.
type Width struct {
	Rows    int64
	Columns []source.Column
	At      []int
}

// Width reads a whole sheet for its columns. Cells that lie far apart would make a result of gigabytes of nothing: refused.
func (b *Book) Width(ctx context.Context, sheet Sheet, skip int, header bool) (Width, error) {
	src, err := b.open(sheet)
	if err != nil {
		return Width{}, err
	}
	s := &sheetSource{reader: src, skip: skip}
	defer s.Close()
	used := map[int]bool{}
	names := map[int]string{}
	var w Width
	filled := int64(0)
	for {
		r, err := s.reader.next()
		var cut *errCut
		if errors.As(err, &cut) {
			if errors.Is(err, errCellTooLong) {
				return w, b.tooLarge("one of its texts")
			}
			s.lost(cut)
			w.Rows += int64(len(s.ended))
			break
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return w, err
		}
		if w.Rows%256 == 0 && ctx.Err() != nil {
			return w, ctx.Err()
		}
		if r.Number <= skip {
			continue
		}
		if header {
			header, names = false, r.cells
			for at := range r.cells {
				used[at] = true
			}
			continue
		}
		w.Rows++
		filled += int64(len(r.cells))
		for at := range r.cells {
			used[at] = true
		}
	}
	for at := range used {
		w.At = append(w.At, at)
	}
	slices.Sort(w.At)
	if all := w.Rows * int64(len(w.At)); all > 20_000_000 && filled*20 < all {
		return w, app.Errorf("open workbook", b.path, app.KindTooLarge, "Put the posts into columns beside one another.",
			"its cells lie far apart: %d rows and %d columns, and hardly a cell in them", w.Rows, len(w.At))
	}
	list := make([]string, len(w.At))
	for i, at := range w.At {
		if list[i] = names[at]; strings.TrimSpace(list[i]) == "" {
			list[i] = "column_" + strconv.Itoa(at+1)
		}
	}
	for _, n := range source.UniqueNames(list) {
		w.Columns = append(w.Columns, source.Column{Name: n, Kind: source.TextColumn})
	}
	return w, nil
}
