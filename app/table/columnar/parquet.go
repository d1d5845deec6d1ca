package columnar

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"duotone/app"
	"duotone/app/table/source"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// Source reads the rows of a Parquet file of any schema. Nested columns are called by their path with dots;
// repeated ones are JSON arrays. Columns of bytes that are no text become data: URIs, so that pictures in them are found.
type Source struct {
	file    *os.File
	groups  []parquet.RowGroup
	rows    parquet.Rows
	leaves  []parquet.LeafColumn
	halves  []bool  // by column: numbers of two bytes, which the library takes for bytes
	lists   [][]int // by column: the definition level from which each list it lies in has an element
	columns []source.Column
	buf     []parquet.Row
	have    []parquet.Row
	Total   int64 // rows
	n       int64
}

// Open looks at a file. One that the library can't be trusted with is refused.
func Open(path string) (s *Source, err error) {
	file, info, err := source.OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	defer recoverFormat(path, &err)
	// What the file says of its own footer is not believed: memory for it would be taken first.
	var tail [8]byte
	if _, err := file.ReadAt(tail[:], info.Size()-8); err != nil || int64(binary.LittleEndian.Uint32(tail[:4]))+12 > info.Size() {
		return nil, app.Errorf("open Parquet file", path, app.KindFormat, "Check that the file is whole.", "its footer is broken")
	}
	f, err := parquet.OpenFile(file, info.Size(), parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true), parquet.OptimisticRead(false))
	if err != nil {
		return nil, app.Errorf("open Parquet file", path, app.KindFormat, "Check that the file is whole.", "%w", err)
	}
	var groups []parquet.RowGroup
	for _, g := range f.RowGroups() {
		if g.NumRows() > 0 { // an empty one has no pages to begin with
			groups = append(groups, g)
		}
	}
	if err := readable(path, f.Metadata()); err != nil {
		return nil, err
	}
	if err := pagesFit(path, file, info.Size(), f.Metadata()); err != nil {
		return nil, err
	}
	s = &Source{file: file, groups: groups, halves: halves(f.Metadata().Schema), Total: f.NumRows(), buf: make([]parquet.Row, 32)}
	var names []string
	for _, p := range f.Schema().Columns() {
		leaf, ok := f.Schema().Lookup(p...)
		if !ok {
			return nil, app.Errorf("open Parquet file", path, app.KindFormat, "", "its schema is broken")
		}
		s.leaves = append(s.leaves, leaf)
		s.lists = append(s.lists, listLevels(f.Schema(), p))
		names = append(names, parquetName(p))
		s.columns = append(s.columns, source.Column{Kind: parquetKind(leaf)})
	}
	for i, n := range source.UniqueNames(names) {
		s.columns[i].Name = n
	}
	return s, nil
}

// recoverFormat turns a reader's panic on a torn file into an error.
func recoverFormat(path string, err *error) {
	if p := recover(); p != nil {
		*err = app.Errorf("read", path, app.KindFormat, "Check that the file is whole.", "the file is broken: %v", p)
	}
}

// readable refuses pages packed with LZ4: the library (parquet-go 0.32.0, its issue 608) throws away what it unpacked where
// that was packed to more than a third, and goes on with whatever its memory held before.
func readable(path string, m *format.FileMetaData) error {
	for _, g := range m.RowGroups {
		for _, c := range g.Columns {
			if codec := c.MetaData.Codec; codec == format.Lz4Raw || codec == format.Lz4 {
				return app.Errorf("open Parquet file", path, app.KindFormat, "Write it again, packed with zstd, snappy or gzip.",
					"it is packed with LZ4, which Duotone can't read")
			}
		}
	}
	return nil
}

// halves finds the columns of numbers of two bytes (FLOAT16).
func halves(schema []format.SchemaElement) (out []bool) {
	for _, e := range schema {
		if e.Type.Valid {
			_, half := e.LogicalType.Value.(*format.Float16Type)
			out = append(out, half)
		}
	}
	return out
}

// parquetName is a column's path without the levels that only say "list".
func parquetName(path []string) string {
	out := path[:0:0]
	for i := 0; i < len(path); i++ {
		if i > 0 && i+1 < len(path) && (path[i] == "list" || path[i] == "bag" || path[i] == "array") {
			if next := path[i+1]; next == "element" || next == "item" || next == "array_element" || next == "array" {
				i++
				continue
			}
		}
		out = append(out, path[i])
	}
	return strings.Join(out, ".")
}

func parquetKind(l parquet.LeafColumn) source.ColumnKind {
	if l.MaxRepetitionLevel > 0 {
		return source.JSONColumn
	}
	if t := logicalOf(l.Node.Type()); t != nil {
		if i, ok := t.(*format.IntType); !ok || !i.IsSigned && i.BitWidth == 64 {
			return source.TextColumn
		}
	}
	switch l.Node.Type().Kind() {
	case parquet.Boolean:
		return source.BoolColumn
	case parquet.Int32, parquet.Int64:
		return source.IntegerColumn
	case parquet.Float, parquet.Double:
		return source.NumberColumn
	}
	return source.TextColumn
}

// Columns are the columns.
func (s *Source) Columns() []source.Column { return s.columns }

// Close closes the file.
func (s *Source) Close() error {
	if s.rows != nil {
		s.rows.Close()
	}
	return s.file.Close()
}

// Next is the next row.
func (s *Source) Next() (row source.Row, err error) {
	defer recoverFormat("Parquet file", &err)
	for len(s.have) == 0 {
		if s.rows == nil {
			if len(s.groups) == 0 {
				return source.Row{}, io.EOF
			}
			s.rows, s.groups = s.groups[0].Rows(), s.groups[1:]
		}
		n, err := s.rows.ReadRows(s.buf)
		s.have = s.buf[:n]
		if err != nil && !errors.Is(err, io.EOF) {
			return source.Row{}, app.Errorf("read Parquet file", "", app.KindFormat, "Check that the file is whole.", "%w", err)
		}
		if n == 0 {
			s.rows.Close()
			s.rows = nil
		}
	}
	values := s.have[0]
	s.have = s.have[1:]
	s.n++
	row = source.Row{N: s.n, Cells: make([]source.Value, len(s.leaves))}
	nests := make([]nest, len(s.leaves))
	for _, v := range values {
		c := v.Column()
		if c < 0 || c >= len(s.leaves) {
			continue
		}
		leaf := s.leaves[c]
		cell := parquetCell(v, leaf.Node.Type())
		if c < len(s.halves) && s.halves[c] && !v.IsNull() && len(v.ByteArray()) == 2 {
			cell = floatCell(halfFloat(binary.LittleEndian.Uint16(v.ByteArray())), 32)
		}
		if leaf.MaxRepetitionLevel == 0 {
			row.Cells[c] = cell
			continue
		}
		raw := cell.JSON
		if raw == nil {
			raw = source.AppendString(nil, cell.Text)
		}
		nests[c].levels = s.lists[c]
		nests[c].add(v.RepetitionLevel(), v.DefinitionLevel(), raw)
	}
	for c, n := range nests {
		if !n.any {
			continue
		}
		raw, err := json.Marshal(n.root)
		if err != nil {
			return source.Row{}, err
		}
		row.Cells[c] = source.JSONValue(raw)
	}
	if row.Size() > source.MaxLine {
		return source.Row{N: s.n, Raw: fmt.Sprintf("row %d", s.n), Err: app.Errorf("read row", "", app.KindTooLarge, "Put pictures into files of their own.",
			"a row is longer than %d MB", source.MaxLine>>20)}, nil
	}
	return row, nil
}
