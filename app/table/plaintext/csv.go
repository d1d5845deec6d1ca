package plaintext

import (
	"errors"
	"io"
	"strconv"

	"duotone/app"
	"duotone/app/table/source"
)

// csvSource reads a table of text.
type csvSource struct {
	table   *table
	header  []string // as written
	columns []source.Column
	first   []string // the first row, where it is no header
	n       int64
	close   func() error
}

// NewCSV reads the rows of a dialect, after its header; done ends it.
func NewCSV(r io.Reader, d Dialect, done func() error) (source.Source, error) {
	s := &csvSource{table: newTable(r, d), close: done}
	cells, _, err := s.table.next()
	for above := d.Above; above > 0 && (err == nil || app.KindOf(err) != app.KindInternal); above-- {
		cells, _, err = s.table.next()
	}
	switch {
	case errors.Is(err, io.EOF):
		return s, nil
	case err != nil:
		done()
		return nil, app.Errorf("read header", "", app.KindFormat, "Check the first line; --quote none reads quotes as letters.", "%w", err)
	}
	s.header = cells
	if !d.Header {
		s.first = cells
		s.header = make([]string, len(cells))
	}
	for _, name := range source.UniqueNames(s.header) {
		s.columns = append(s.columns, source.Column{Name: name, Kind: source.TextColumn})
	}
	return s, nil
}

func (s *csvSource) Columns() []source.Column { return s.columns }
func (s *csvSource) Close() error             { return s.close() }

// Notes tell of comments.
func (s *csvSource) Notes() []source.Note {
	if s.table.remarks == 0 {
		return nil
	}
	return []source.Note{source.Counted("comment", int(s.table.remarks), app.Say("1 line is a comment and left out"), app.Say("{{.n}} lines are comments and left out"))}
}

func (s *csvSource) Next() (source.Row, error) {
	cells, raw, err := s.first, "", error(nil)
	if s.first != nil {
		s.first = nil
	} else {
		cells, raw, err = s.table.next()
	}
	if err != nil && (errors.Is(err, io.EOF) || app.KindOf(err) == app.KindInternal) {
		return source.Row{}, err
	}
	s.n++
	row := source.Row{N: s.n}
	if err != nil {
		row.Raw, row.Err = raw, err
		return row, nil
	}
	row.Cells = make([]source.Value, len(cells))
	for i, c := range cells {
		row.Cells[i] = source.TextValue(c)
	}
	if len(cells) != len(s.columns) {
		row.Raw = raw
		row.Err = app.Errorf("read row", "", app.KindFormat, "Check its delimiters and quotes.", "%s where the header has %d",
			fields(len(cells)), len(s.columns))
	}
	return row, nil
}

func fields(n int) string {
	if n == 1 {
		return "1 field"
	}
	return strconv.Itoa(n) + " fields"
}
