package table

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"duotone/app"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// parquetSource reads the rows of a Parquet file of any schema. Nested columns are called by their path with dots;
// repeated ones are JSON arrays. Columns of bytes that are no text become data: URIs, so that pictures in them are found.
type parquetSource struct {
	file    *os.File
	groups  []parquet.RowGroup
	rows    parquet.Rows
	leaves  []parquet.LeafColumn
	halves  []bool  // by column: numbers of two bytes, which the library takes for bytes
	lists   [][]int // by column: the definition level from which each list it lies in has an element
	columns []Column
	buf     []parquet.Row
	have    []parquet.Row
	total   int64
	n       int64
}

func openParquet(path string) (s *parquetSource, err error) {
	file, info, err := openFile(path)
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
	s = &parquetSource{file: file, groups: groups, halves: halves(f.Metadata().Schema), total: f.NumRows(), buf: make([]parquet.Row, 32)}
	var names []string
	for _, p := range f.Schema().Columns() {
		leaf, ok := f.Schema().Lookup(p...)
		if !ok {
			return nil, app.Errorf("open Parquet file", path, app.KindFormat, "", "its schema is broken")
		}
		s.leaves = append(s.leaves, leaf)
		s.lists = append(s.lists, listLevels(f.Schema(), p))
		names = append(names, parquetName(p))
		s.columns = append(s.columns, Column{Kind: parquetKind(leaf)})
	}
	for i, n := range uniqueNames(names) {
		s.columns[i].Name = n
	}
	return s, nil
}

// openParquet looks at a Parquet file.
func (in *Input) openParquet() error {
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

func parquetKind(l parquet.LeafColumn) ColumnKind {
	if l.MaxRepetitionLevel > 0 {
		return JSONColumn
	}
	if t := logicalOf(l.Node.Type()); t != nil {
		if i, ok := t.(*format.IntType); !ok || !i.IsSigned && i.BitWidth == 64 {
			return TextColumn
		}
	}
	switch l.Node.Type().Kind() {
	case parquet.Boolean:
		return BoolColumn
	case parquet.Int32, parquet.Int64:
		return IntegerColumn
	case parquet.Float, parquet.Double:
		return NumberColumn
	}
	return TextColumn
}

func (s *parquetSource) Columns() []Column { return s.columns }

func (s *parquetSource) Close() error {
	if s.rows != nil {
		s.rows.Close()
	}
	return s.file.Close()
}

func (s *parquetSource) Next() (row Row, err error) {
	defer recoverFormat("Parquet file", &err)
	for len(s.have) == 0 {
		if s.rows == nil {
			if len(s.groups) == 0 {
				return Row{}, io.EOF
			}
			s.rows, s.groups = s.groups[0].Rows(), s.groups[1:]
		}
		n, err := s.rows.ReadRows(s.buf)
		s.have = s.buf[:n]
		if err != nil && !errors.Is(err, io.EOF) {
			return Row{}, app.Errorf("read Parquet file", "", app.KindFormat, "Check that the file is whole.", "%w", err)
		}
		if n == 0 {
			s.rows.Close()
			s.rows = nil
		}
	}
	values := s.have[0]
	s.have = s.have[1:]
	s.n++
	row = Row{N: s.n, Cells: make([]Value, len(s.leaves))}
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
			raw = AppendString(nil, cell.Text)
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
			return Row{}, err
		}
		row.Cells[c] = jsonValue(raw)
	}
	if row.Size() > maxLine {
		return Row{N: s.n, Raw: fmt.Sprintf("row %d", s.n), Err: app.Errorf("read row", "", app.KindTooLarge, "Put pictures into files of their own.",
			"a row is longer than %d MB", maxLine>>20)}, nil
	}
	return row, nil
}

// parquetCell is one value as text or JSON.
func parquetCell(v parquet.Value, t parquet.Type) Value {
	if v.IsNull() {
		return jsonValue(json.RawMessage("null"))
	}
	logical := logicalOf(t)
	switch v.Kind() {
	case parquet.Boolean:
		return jsonValue(strconv.AppendBool(nil, v.Boolean()))
	case parquet.Int32, parquet.Int64:
		i := v.Int64()
		if v.Kind() == parquet.Int32 {
			i = int64(v.Int32())
		}
		if text, ok := parquetLogical(i, logical); ok {
			return textValue(text)
		}
		if t, ok := logical.(*format.IntType); ok && !t.IsSigned {
			u := uint64(i)
			if v.Kind() == parquet.Int32 {
				u = uint64(uint32(i))
			}
			return jsonValue(strconv.AppendUint(nil, u, 10))
		}
		return jsonValue(strconv.AppendInt(nil, i, 10))
	case parquet.Int96:
		return textValue(int96Time(v.Int96()).Format(time.RFC3339Nano))
	case parquet.Float:
		return floatCell(float64(v.Float()), 32)
	case parquet.Double:
		return floatCell(v.Double(), 64)
	}
	return bytesCell(v.ByteArray(), t)
}

func floatCell(x float64, bits int) Value {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return textValue(strconv.FormatFloat(x, 'g', -1, 64))
	}
	return jsonValue(strconv.AppendFloat(nil, x, 'g', -1, bits))
}

// logicalOf is what a column's values mean beyond how they are stored, or nil.
func logicalOf(t parquet.Type) format.LogicalTypeValue {
	if l := t.LogicalType(); l != nil {
		return l.Value
	}
	return nil
}

// parquetLogical writes dates, times and decimals that are stored as integers.
func parquetLogical(i int64, logical format.LogicalTypeValue) (string, bool) {
	switch t := logical.(type) {
	case *format.DecimalType:
		return decimalText(big.NewInt(i), t.Scale), true
	case *format.DateType:
		return time.Unix(i*86400, 0).UTC().Format(time.DateOnly), true
	case *format.TimestampType:
		unit := unitOf(t.Unit)
		per := int64(time.Second / unit)
		layout := time.RFC3339Nano
		if !t.IsAdjustedToUTC {
			layout = "2006-01-02T15:04:05.999999999" // a time without a place: it is not said to be Greenwich's
		}
		return time.Unix(i/per, i%per*int64(unit)).UTC().Format(layout), true
	case *format.TimeType:
		return time.Unix(0, i*int64(unitOf(t.Unit))).UTC().Format("15:04:05.999999999"), true
	}
	return "", false
}

func unitOf(u format.TimeUnit) time.Duration {
	if u.Value == nil || u.Value.Duration() <= 0 {
		return time.Nanosecond
	}
	return u.Value.Duration()
}

func decimalText(i *big.Int, scale int32) string {
	if scale <= 0 || scale > 100 {
		return i.String()
	}
	return new(big.Rat).SetFrac(i, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)).FloatString(int(scale))
}

// int96Time reads the old timestamp of Hive and Impala: nanoseconds of the day, then the Julian day.
func int96Time(v deprecated.Int96) time.Time {
	nanos := int64(uint64(v[1])<<32 | uint64(v[0]))
	return time.Unix((int64(v[2])-2_440_588)*86400, nanos).UTC()
}

// bytesCell is text where it is text, else a data: URI.
func bytesCell(b []byte, t parquet.Type) Value {
	switch t := logicalOf(t).(type) {
	case *format.UUIDType:
		if len(b) == 16 {
			return textValue(fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16]))
		}
	case *format.DecimalType:
		i := new(big.Int).SetBytes(b)
		if len(b) > 0 && b[0]&0x80 != 0 {
			i.Sub(i, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
		return textValue(decimalText(i, t.Scale))
	case *format.StringType, *format.EnumType, *format.JsonType:
		return textValue(Valid(string(b)))
	}
	if utf8.Valid(b) {
		return textValue(string(b))
	}
	media := pictureType(b)
	if media == "" {
		media = "application/octet-stream"
	}
	return textValue("data:" + media + ";base64," + base64.StdEncoding.EncodeToString(b))
}

// halfFloat is the value of an IEEE 754 binary16.
func halfFloat(h uint16) float64 {
	sign, exponent, fraction := 1.0, int(h>>10&0x1f), float64(h&0x3ff)
	if h&0x8000 != 0 {
		sign = -1
	}
	switch {
	case exponent == 0:
		return sign * math.Ldexp(fraction, -24)
	case exponent == 0x1f && fraction == 0:
		return math.Inf(int(sign))
	case exponent == 0x1f:
		return math.NaN()
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// orderedGroup is a schema whose columns keep their order; a plain Group sorts them by name.
type orderedGroup struct {
	parquet.Group
	names []string
}

func (g orderedGroup) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	out := make([]parquet.Field, len(g.names))
	for i, n := range g.names {
		out[i] = byName[n]
	}
	return out
}

// WriteParquet makes a Parquet file of rows: typed columns where the input was typed, else text.
func WriteParquet(w io.Writer, columns []Column, rows EachRow) error {
	group := orderedGroup{Group: parquet.Group{}, names: uniqueNames(ColumnNames(columns))}
	for i, c := range columns {
		node := parquet.String()
		switch c.Kind {
		case IntegerColumn:
			node = parquet.Leaf(parquet.Int64Type)
		case NumberColumn:
			node = parquet.Leaf(parquet.DoubleType)
		case BoolColumn:
			node = parquet.Leaf(parquet.BooleanType)
		case JSONColumn:
			node = parquet.JSON()
		}
		group.Group[group.names[i]] = parquet.Optional(node)
	}
	out := parquet.NewGenericWriter[any](w, parquet.NewSchema("scored", group), parquet.Compression(&zstd.Codec{Level: zstd.DefaultLevel}),
		parquet.MaxRowsPerRowGroup(20_000), parquet.CreatedBy("Duotone", "1", ""))
	err := rows(func(raw []json.RawMessage) error {
		row := make(parquet.Row, len(columns))
		for i, c := range columns {
			cell := json.RawMessage("null")
			if i < len(raw) {
				cell = raw[i]
			}
			v, defined := parquetValue(cell, c.Kind)
			row[i] = v.Level(0, defined, i)
		}
		_, err := out.WriteRows([]parquet.Row{row})
		return err
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// parquetValue is a cell in a column's type; a cell that does not fit is missing, which the reader's own types rule out.
func parquetValue(raw json.RawMessage, kind ColumnKind) (v parquet.Value, defined int) {
	cell := jsonValue(raw)
	if cell.IsNull() {
		return parquet.NullValue(), 0
	}
	switch kind {
	case IntegerColumn:
		if i, err := strconv.ParseInt(cell.Text, 10, 64); err == nil {
			return parquet.Int64Value(i), 1
		}
	case NumberColumn:
		if x, err := strconv.ParseFloat(cell.Text, 64); err == nil {
			return parquet.DoubleValue(x), 1
		}
	case BoolColumn:
		if b, err := strconv.ParseBool(cell.Text); err == nil {
			return parquet.BooleanValue(b), 1
		}
	default:
		return parquet.ByteArrayValue([]byte(cell.Text)), 1
	}
	return parquet.NullValue(), 0
}
