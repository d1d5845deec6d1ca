package table

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"duotone/app"

	"github.com/xuri/excelize/v2"
)

const (
	maxUnpacked  = 4 << 30   // bytes of a workbook unpacked
	maxSheetRows = 1_048_576 // rows that a sheet can have
	MaxSheetCell = 32_767    // UTF-16 units that a cell can have
)

var sheetOptions = excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: 16 << 20,
	ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm:ss"}

// openBinary looks at XLSX, Parquet and ZIP files.
func (in *Input) openBinary(ctx context.Context) error {
	f, err := os.Open(in.Path)
	if err != nil {
		return missing(in.Path, err)
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
		in.open = func() (Source, error) { return openParquet(in.Path) }
		src, err := in.open()
		if err != nil {
			return err
		}
		in.Total, in.Exact = src.(*parquetSource).total, true
		if err := src.Close(); err != nil {
			return missing(in.Path, err)
		}
		return in.look()
	}
	return in.openXLSX()
}

func (in *Input) openXLSX() error {
	open := func(header bool) (*sheetSource, error) { return openSheet(in.Path, in.Options.Sheet, header) }
	// The first rows as they are tell whether there is a header.
	header := in.Options.Header != "no"
	if in.Options.Header == "" || in.Options.Header == "auto" {
		src, err := open(false)
		if err != nil {
			return err
		}
		var rows [][]string
		for len(rows) < 20 {
			r, err := src.Next()
			if err != nil {
				break
			}
			cells := make([]string, len(r.Cells))
			for i, c := range r.Cells {
				cells[i] = c.Text
			}
			rows = append(rows, cells)
		}
		if err := src.Close(); err != nil {
			return missing(in.Path, err)
		}
		header = looksLikeHeader(rows)
	}
	in.Dialect.Header = header
	in.open = func() (Source, error) { return open(header) }
	return in.look()
}

// sheetSource reads the rows of one sheet, one at a time. Each cell is read twice: as it is stored and as it is shown.
// Shown is right for dates, stored for long numbers, which are shown rounded.
type sheetSource struct {
	file          *excelize.File
	stored, shown *excelize.Rows
	columns       []Column
	first         []string
	n             int64
}

func openSheet(path, sheet string, header bool) (s *sheetSource, err error) {
	defer recoverFormat(path, &err)
	f, err := excelize.OpenFile(path, sheetOptions)
	if err != nil {
		return nil, app.Errorf("open workbook", path, app.KindFormat, "Check that the file is whole and has no password.", "%w", err)
	}
	sheets := f.GetSheetList()
	if sheet == "" && len(sheets) > 0 {
		sheet = sheets[0]
	}
	s = &sheetSource{file: f}
	if s.stored, err = f.Rows(sheet); err == nil {
		s.shown, err = f.Rows(sheet)
	}
	if err != nil {
		f.Close()
		return nil, app.Errorf("open sheet", sheet, app.KindUsage, "Choose one with --sheet: "+NameList(sheets)+".", "%w", err)
	}
	cells, err := s.cells()
	if errors.Is(err, io.EOF) {
		return s, nil
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	names := cells
	if !header {
		s.first = cells
		names = make([]string, len(cells))
	}
	for _, n := range uniqueNames(names) {
		s.columns = append(s.columns, Column{Name: n, Kind: TextColumn})
	}
	return s, nil
}

// recoverFormat turns a reader's panic on a torn file into an error.
func recoverFormat(path string, err *error) {
	if p := recover(); p != nil {
		*err = app.Errorf("read", path, app.KindFormat, "Check that the file is whole.", "the file is broken: %v", p)
	}
}

// cells are the next row's that is not empty.
func (s *sheetSource) cells() ([]string, error) {
	for s.stored.Next() && s.shown.Next() {
		stored, err := s.stored.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, app.Errorf("read sheet", "", app.KindFormat, "Check that the file is whole.", "%w", err)
		}
		shown, err := s.shown.Columns()
		if err != nil {
			return nil, app.Errorf("read sheet", "", app.KindFormat, "Check that the file is whole.", "%w", err)
		}
		any := false
		for i := range stored {
			if i < len(shown) {
				stored[i] = cellText(stored[i], shown[i])
			}
			stored[i] = Valid(stored[i])
			any = any || stored[i] != ""
		}
		if any {
			return stored, nil
		}
	}
	if err := s.stored.Error(); err != nil {
		return nil, app.Errorf("read sheet", "", app.KindFormat, "Check that the file is whole.", "%w", err)
	}
	return nil, io.EOF
}

// cellText chooses between a cell as stored and as shown.
func cellText(stored, shown string) string {
	if stored == shown {
		return stored
	}
	v, err := strconv.ParseFloat(stored, 64)
	if err != nil || strings.EqualFold(shown, "true") || strings.EqualFold(shown, "false") {
		return shown
	}
	if len(shown) > 1 && strings.ContainsAny(shown[1:], "-/:") && !strings.ContainsAny(shown, "eE") {
		return shown // a date or a time
	}
	if strings.IndexFunc(strings.TrimPrefix(stored, "-"), func(r rune) bool { return r < '0' || r > '9' }) < 0 {
		return stored // a long id, which a number of 64 bits would round
	}
	if math.Abs(v) < 1e21 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return stored
}

func (s *sheetSource) Columns() []Column { return s.columns }

func (s *sheetSource) Close() error {
	return errors.Join(s.stored.Close(), s.shown.Close(), s.file.Close())
}

func (s *sheetSource) Next() (row Row, err error) {
	defer recoverFormat("workbook", &err)
	cells := s.first
	s.first = nil
	if cells == nil {
		if cells, err = s.cells(); err != nil {
			return Row{}, err
		}
	}
	s.n++
	row.N = s.n
	// Cells at the end of a row that are empty are not stored.
	row.Cells = make([]Value, max(len(cells), len(s.columns)))
	for i, c := range cells {
		row.Cells[i] = textValue(c)
	}
	if len(cells) > len(s.columns) {
		row.Raw = strings.Join(cells, "\t")
		row.Err = app.Errorf("read row", "", app.KindFormat, "Give every column a name in the first row.", "%s where the header has %d",
			fields(len(cells)), len(s.columns))
	}
	return row, nil
}

// EachRow calls f with the cells of each row of a table as JSON, in order, until one fails.
type EachRow func(f func(cells []json.RawMessage) error) error

// WriteXLSX makes a workbook of rows. The same rows make the same bytes: nothing in it tells the time.
// It tells how many cells were longer than a workbook allows and were cut.
func WriteXLSX(w io.Writer, columns []Column, rows EachRow) (cut int64, err error) {
	f := excelize.NewFile()
	defer f.Close()
	sheet, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return 0, err
	}
	n := 0
	put := func(cells []any) error {
		if n++; n > maxSheetRows {
			return app.Errorf("write workbook", "", app.KindTooLarge, "Write CSV or Parquet.", "a sheet can't have more than %d rows", maxSheetRows)
		}
		return sheet.SetRow("A"+strconv.Itoa(n), cells)
	}
	var names []any
	for _, name := range ColumnNames(columns) {
		text, _ := sheetText(name)
		names = append(names, text)
	}
	if err := put(names); err != nil {
		return 0, err
	}
	err = rows(func(raw []json.RawMessage) error {
		cells := make([]any, len(raw))
		for i, c := range raw {
			var short bool
			if cells[i], short = sheetCell(c); short {
				cut++
			}
		}
		return put(cells)
	})
	if err != nil {
		return 0, err
	}
	if err := sheet.Flush(); err != nil {
		return 0, err
	}
	_, err = f.WriteTo(w)
	return cut, err
}

// sheetCell is a cell of a workbook: a number where it keeps its value as one, else text. cut: it was too long.
func sheetCell(raw json.RawMessage) (cell any, cut bool) {
	v := jsonValue(raw)
	switch {
	case v.IsNull() || len(raw) == 0:
		return nil, false
	case raw[0] == '"':
		return sheetText(v.Text)
	case string(raw) == "true" || string(raw) == "false":
		return raw[0] == 't', false
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		if i, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			if i > -1e15 && i < 1e15 {
				return i, false
			}
			return string(raw), false // a long id would be rounded
		}
		if x, err := strconv.ParseFloat(string(raw), 64); err == nil {
			return x, false
		}
	}
	return sheetText(v.Text)
}

// sheetText writes signs that XML can't have as workbooks do (ECMA-376, ST_Xstring: _x0000_) and cuts what is longer
// than a cell.
func sheetText(s string) (text string, cut bool) {
	var b strings.Builder
	units := 0
	for i, r := range s {
		n := max(1, utf16.RuneLen(r))
		piece := string(r)
		switch {
		case r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF:
			piece = fmt.Sprintf("_x%04X_", r)
		case r == '_' && isEscape(s[i:]):
			piece = "_x005F_"
		case r == utf8.RuneError:
			piece = "\uFFFD"
		}
		if len(piece) > utf8.UTFMax {
			n = len(piece)
		}
		if units += n; units > MaxSheetCell {
			return b.String(), true
		}
		b.WriteString(piece)
	}
	return b.String(), false
}

// isEscape tells whether a text begins with what would be read as an escaped sign.
func isEscape(s string) bool {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 32)
	return err == nil
}
