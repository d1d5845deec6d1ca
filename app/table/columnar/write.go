package columnar

import (
	"encoding/json"
	"io"
	"strconv"

	"duotone/app/table/source"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

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

// Write makes a Parquet file of rows: typed columns where the input was typed, else text.
func Write(w io.Writer, columns []source.Column, rows source.EachRow) error {
	group := orderedGroup{Group: parquet.Group{}, names: source.UniqueNames(source.ColumnNames(columns))}
	for i, c := range columns {
		node := parquet.String()
		switch c.Kind {
		case source.IntegerColumn:
			node = parquet.Leaf(parquet.Int64Type)
		case source.NumberColumn:
			node = parquet.Leaf(parquet.DoubleType)
		case source.BoolColumn:
			node = parquet.Leaf(parquet.BooleanType)
		case source.JSONColumn:
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
func parquetValue(raw json.RawMessage, kind source.ColumnKind) (v parquet.Value, defined int) {
	cell := source.JSONValue(raw)
	if cell.IsNull() {
		return parquet.NullValue(), 0
	}
	switch kind {
	case source.IntegerColumn:
		if i, err := strconv.ParseInt(cell.Text, 10, 64); err == nil {
			return parquet.Int64Value(i), 1
		}
	case source.NumberColumn:
		if x, err := strconv.ParseFloat(cell.Text, 64); err == nil {
			return parquet.DoubleValue(x), 1
		}
	case source.BoolColumn:
		if b, err := strconv.ParseBool(cell.Text); err == nil {
			return parquet.BooleanValue(b), 1
		}
	default:
		return parquet.ByteArrayValue([]byte(cell.Text)), 1
	}
	return parquet.NullValue(), 0
}
