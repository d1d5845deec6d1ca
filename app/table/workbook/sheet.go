package workbook

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/table/source"
)

// sheetReader reads the rows of one sheet, one at a time.
type sheetReader struct {
	book *Book
	file *os.File
	part io.ReadCloser
	x    *xmlText
	d    *xml.Decoder
	row  int // of the sheet, from 1
	last int // that the sheet says it has
	done bool
}

// Row is a row of a sheet: the filled cells by column, from 0.
type Row struct {
	Number int
	cells  map[int]string
	width  int
	err    error // why a part of it can't be read
}

// errCut ends a sheet that isn't whole.
type errCut struct {
	row int // that can't be read
	err error
}

func (e *errCut) Error() string {
	return fmt.Sprintf("the sheet is damaged in row %d: %v", e.row, e.err)
}
func (e *errCut) Unwrap() error { return e.err }

func (b *Book) open(sheet Sheet) (*sheetReader, error) {
	z, file, err := source.OpenZIP(b.path)
	if err != nil {
		return nil, err
	}
	part, err := bookParts(z).open(sheet.part)
	if err != nil {
		file.Close()
		return nil, brokenBook(b.path, "sheet %q can't be read: %w", sheet.Name, err)
	}
	s := &sheetReader{book: b, file: file, part: part}
	s.x = newXMLText(io.LimitReader(part, maxUnpacked))
	s.d = newXMLDecoder(s.x)
	return s, nil
}

func (s *sheetReader) close() error { return errors.Join(s.part.Close(), s.file.Close()) }

// next is the next row that has a filled cell. Behind the last one the error is io.EOF, or errCut where the sheet isn't whole.
func (s *sheetReader) next() (Row, error) {
	for !s.done {
		t, err := s.d.RawToken()
		if err != nil {
			s.done = true
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF // the end of the rows was not there
			}
			return Row{}, &errCut{s.row + 1, err}
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "dimension":
				_, to, _ := strings.Cut(attribute(e, "ref"), ":")
				_, s.last = cellPlace(to)
			case "row":
				s.row++
				if n, err := strconv.Atoi(attribute(e, "r")); err == nil && n >= s.row && n <= maxSheetRows {
					s.row = n
				}
				row, err := s.cells()
				if err != nil {
					s.done = true
					return row, &errCut{s.row, err}
				}
				if row.width > 0 || row.err != nil {
					return row, nil
				}
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				s.done = true
				// The sum of the part is checked at its end.
				if _, err := io.Copy(io.Discard, s.x.r); err != nil {
					return Row{}, &errCut{s.row + 1, fmt.Errorf("what is read may be wrong: %w", err)}
				}
			}
		}
	}
	return Row{}, io.EOF
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// cellPlace reads a reference such as AB12: the column from 0, the row from 1; -1 and 0 where it is none.
func cellPlace(ref string) (column, row int) {
	i := 0
	for i < len(ref) && i < 4 && ref[i]|0x20 >= 'a' && ref[i]|0x20 <= 'z' {
		column = column*26 + int(ref[i]|0x20-'a') + 1
		i++
	}
	row, err := strconv.Atoi(ref[i:])
	if err != nil || row < 0 {
		row = 0
	}
	return column - 1, row
}

// cells reads a row to its end.
func (s *sheetReader) cells() (Row, error) {
	row := Row{Number: s.row, cells: map[int]string{}}
	column, size := -1, 0
	for {
		t, err := s.d.RawToken()
		if err != nil {
			return row, unexpected(err)
		}
		switch e := t.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" || e.Name.Local == "sheetData" {
				return row, nil
			}
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			column++
			if at, _ := cellPlace(attribute(e, "r")); at >= 0 && at < maxColumns {
				column = at
			}
			text, err := s.cell(e)
			if err != nil && app.KindOf(err) == app.KindInternal {
				return row, err
			}
			if err != nil {
				row.err = err
			}
			if size += len(text); size > source.MaxLine {
				row.err = app.Errorf("read row", "", app.KindTooLarge, "Put pictures into files of their own.", "a row is longer than %d MB", source.MaxLine>>20)
				text = ""
			}
			if text != "" && column < maxColumns {
				row.cells[column] = text
				row.width = max(row.width, column+1)
			}
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// cell reads a cell to its end.
func (s *sheetReader) cell(start xml.StartElement) (string, error) {
	kind := attribute(start, "t")
	var value strings.Builder
	var text richText
	inValue := false
	for {
		t, err := s.d.RawToken()
		if err != nil {
			return "", unexpected(err)
		}
		text.token(t)
		switch e := t.(type) {
		case xml.StartElement:
			inValue = e.Name.Local == "v"
		case xml.CharData:
			if inValue {
				value.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v":
				inValue = false
			case "c":
				return s.book.value(kind, attribute(start, "r"), attribute(start, "s"), value.String(), &text)
			}
		}
		if value.Len() > source.MaxLine || text.Len() > source.MaxLine {
			return "", errCellTooLong
		}
	}
}

// value is what a cell shows, as text.
func (b *Book) value(kind, ref, style, v string, text *richText) (string, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || i < 0 || i >= len(b.shared) {
			return "", app.Errorf("read row", "", app.KindFormat, "Open the workbook in its program and save it again.",
				"the workbook has no text for cell %s (number %q)", ref, v)
		}
		return b.shared[i], nil
	case "inlineStr":
		return unescaped(strings.Clone(text.String())), nil
	case "str":
		return unescaped(v), nil
	case "b":
		if strings.TrimSpace(v) == "1" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "e", "d":
		return v, nil
	}
	if v == "" {
		return unescaped(strings.Clone(text.String())), nil
	}
	n, err := strconv.Atoi(style)
	if err != nil {
		n = 0
	}
	return b.number(strings.TrimSpace(v), n), nil
}

// sheetSource gives the rows of one sheet below its header.
type sheetSource struct {
	reader  *sheetReader
	columns []source.Column
	at      []int        // the sheet's column of each
	skip    int          // the last row of the sheet that is none of the table
	ended   []source.Row // what a damaged end comes to
	n       int64
	over    bool
}

// Rows reads the rows of a sheet below row skip.
func (b *Book) Rows(sheet Sheet, w Width, skip int) (source.Source, error) {
	r, err := b.open(sheet)
	if err != nil {
		return nil, err
	}
	return &sheetSource{reader: r, columns: w.Columns, at: w.At, skip: skip}, nil
}

func (s *sheetSource) Columns() []source.Column { return s.columns }
func (s *sheetSource) Close() error             { return s.reader.close() }

// Notes tell of signs that were replaced.
func (s *sheetSource) Notes() []source.Note {
	odd := s.reader.x.odd + s.reader.book.odd
	if odd == 0 {
		return nil
	}
	return []source.Note{source.Counted("signs", int(odd), app.Say("1 sign that a workbook can't have became \uFFFD"), app.Say("{{.n}} signs that a workbook can't have became \uFFFD"))}
}

func (s *sheetSource) Next() (source.Row, error) {
	for !s.over {
		r, err := s.reader.next()
		var cut *errCut
		switch {
		case errors.As(err, &cut):
			s.over = true
			s.lost(cut)
		case err != nil:
			s.over = true
		case r.Number > s.skip:
			return s.row(r), nil
		}
	}
	if len(s.ended) > 0 {
		r := s.ended[0]
		s.ended = s.ended[1:]
		return r, nil
	}
	return source.Row{}, io.EOF
}

func (s *sheetSource) row(r Row) source.Row {
	s.n++
	row := source.Row{N: s.n, Err: r.err, Cells: make([]source.Value, len(s.at))}
	for i, at := range s.at {
		row.Cells[i] = source.TextValue(r.cells[at])
	}
	if r.err != nil {
		cells := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			cells[i] = c.Text[:min(len(c.Text), 10_000)]
		}
		row.Raw, row.Cells = source.Valid(strings.Join(cells, "\t")), nil
		if row.Raw == "" {
			row.Raw = fmt.Sprintf("row %d of the sheet", r.Number)
		}
	}
	return row
}

// lost makes a row with an error of each row that the sheet says it has and that can't be read.
func (s *sheetSource) lost(cut *errCut) {
	const most = 1000
	last := min(max(s.reader.last, cut.row), cut.row+most-1)
	for n := max(cut.row, s.skip+1); n <= last; n++ {
		s.n++
		what := fmt.Sprintf("row %d of the sheet is lost", n)
		if n == last && s.reader.last > last {
			what = fmt.Sprintf("rows %d to %d of the sheet are lost", n, s.reader.last)
		}
		s.ended = append(s.ended, source.Row{N: s.n, Raw: fmt.Sprintf("row %d of the sheet", n), Err: app.Errorf("read row", "", app.KindFormat,
			"Get a whole copy of the workbook, or repair it in the program that made it.", "%s: the file is damaged there: %w", what, cut.err)})
	}
}
