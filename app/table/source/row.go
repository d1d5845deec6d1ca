package source

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// Value is one cell as it came.
type Value struct {
	// Text is the cell as text. For a JSON value that is no string it is the JSON itself; null is "".
	Text string
	// JSON is the cell as JSON, nil where the cell is plain text.
	JSON json.RawMessage
}

// TextValue is a cell of a format that knows only text.
func TextValue(s string) Value { return Value{Text: s} }

// JSONValue is a cell of a format with types.
func JSONValue(raw json.RawMessage) Value {
	raw = bytes.TrimSpace(raw)
	v := Value{JSON: raw}
	switch {
	case len(raw) == 0 || string(raw) == "null":
		v.JSON = json.RawMessage("null")
	case raw[0] == '"':
		if err := json.Unmarshal(raw, &v.Text); err != nil {
			v.Text = string(raw)
		}
	default:
		v.Text = string(raw)
	}
	return v
}

// IsNull tells a cell without a value from an empty text.
func (v Value) IsNull() bool { return string(v.JSON) == "null" }

// Row is one row of the input.
type Row struct {
	N      int64           // position in the input, from 1; what stands in for an id where there is none
	Cells  []Value         // one for each column of the source; shorter where the row is
	Object json.RawMessage // the whole row where the input is JSON: written back as it came
	Raw    string          // the row as it came, where it could not be read
	Err    error           // why the row could not be read
}

// Size is about the memory that the row takes, in bytes.
func (r Row) Size() int64 {
	n := int64(len(r.Object)+len(r.Raw)) + 200
	for _, c := range r.Cells {
		n += int64(len(c.Text)+len(c.JSON)) + 40
	}
	return n
}

// Column is one column of a source.
type Column struct {
	Name string
	Kind ColumnKind
}

// ColumnKind says what a column's cells are, for formats that know types.
type ColumnKind string

// The kinds of columns.
const (
	TextColumn    ColumnKind = "text"
	IntegerColumn ColumnKind = "integer" // 64 bits, signed
	NumberColumn  ColumnKind = "number"  // float64
	BoolColumn    ColumnKind = "bool"
	JSONColumn    ColumnKind = "json"
)

// Source gives the rows of an input, one at a time.
type Source interface {
	// Columns are the columns of every row. For JSON they are those known so far; JSON rows are kept whole in Row.Object.
	Columns() []Column
	// Next gives the next row, or io.EOF. A row that can't be read has its reason in Row.Err; an error of Next itself ends
	// the source.
	Next() (Row, error)
	// Close frees what the source holds.
	Close() error
}

// UniqueNames makes column names that can be the keys of an object: empty ones get their position, repeated ones a number.
func UniqueNames(names []string) []string {
	taken := make(map[string]bool, len(names))
	for _, n := range names {
		taken[n] = true
	}
	seen := make(map[string]bool, len(names))
	out := make([]string, len(names))
	for i, n := range names {
		if strings.TrimSpace(n) == "" {
			n = "column_" + strconv.Itoa(i+1)
		}
		for base, k := n, 2; seen[n]; k++ {
			if next := base + "_" + strconv.Itoa(k); !seen[next] && !taken[next] {
				n = next
			}
		}
		seen[n] = true
		out[i] = n
	}
	return out
}

// Options say how an input is read. Empty fields are found out.
type Options struct {
	Format      string // jsonl, json, csv, tsv, xlsx, parquet, folder, zip
	Encoding    string // a name of the WHATWG list
	Delimiter   string // one character, or comma, semicolon, tab, pipe
	Quote       string // auto, double, none
	Header      string // auto, yes, no
	Sheet       string // XLSX: the sheet's name or number; the one that looks like posts
	SkipRows    int    // lines (rows of a sheet) at the beginning that are none of the table
	Comment     string // CSV and TSV: what lines begin with that are none of the table
	TextColumn  string // "-": none
	ImageColumn string
	IDColumn    string
	Pictures    string // folder or ZIP that relative paths of pictures start from; else the input's own folder
}

// The formats of inputs and of results.
const (
	JSONLines = "jsonl"
	JSONArray = "json"
	CSV       = "csv"
	TSV       = "tsv"
	XLSX      = "xlsx"
	Parquet   = "parquet"
	Folder    = "folder"
	ZIP       = "zip"
)

// ColumnNames are the columns' names.
func ColumnNames(c []Column) []string {
	names := make([]string, len(c))
	for i, x := range c {
		names[i] = x.Name
	}
	return names
}

// EachRow calls f with the cells of each row of a table as JSON, in order, until one fails.
type EachRow func(f func(cells []json.RawMessage) error) error

// MaxLine is how long a row can be, in bytes: a picture as a data: URI may stand in it.
const MaxLine = 64 << 20
