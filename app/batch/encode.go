package batch

import (
	"bytes"
	"encoding/csv"
	"path/filepath"
	"strconv"
	"strings"

	"duotone/app"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// Output says how a result is written.
type Output struct {
	Format        string // jsonl, csv, tsv, xlsx, parquet; empty: by the name
	Encoding      string // of CSV and TSV: a name, "same" as the input's, or "utf-8-bom"; empty: utf-8
	Delimiter     string // of CSV; empty: the input's where that is CSV, else a comma
	DefuseFormula bool   // put ' before cells that a spreadsheet would run
	Explain       bool
}

// outputFormat tells a result's format by its name.
func outputFormat(path, given string) (string, error) {
	switch given {
	case JSONLines, CSV, TSV, XLSX, Parquet:
		return given, nil
	case "":
	default:
		return "", app.Errorf("choose format", given, app.KindUsage, "Results can be jsonl, csv, tsv, xlsx and parquet.", "results have no such format")
	}
	if path == "-" {
		return JSONLines, nil
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jsonl", ".ndjson", ".json":
		return JSONLines, nil
	case ".csv":
		return CSV, nil
	case ".tsv", ".tab":
		return TSV, nil
	case ".xlsx":
		return XLSX, nil
	case ".parquet", ".pq":
		return Parquet, nil
	}
	return "", app.Errorf("choose format", path, app.KindUsage, "Call the result .jsonl, .csv, .tsv, .xlsx or .parquet, or name its format with --output-format.",
		"the name does not tell its format")
}

// check finds options that say nothing, in whatever format they would be used.
func (o Output) check() error {
	switch strings.ToLower(o.Encoding) {
	case "", "same", "utf-8-bom", "utf-8-sig":
	default:
		if _, _, err := lookupEncoding(o.Encoding); err != nil {
			return err
		}
	}
	if o.Delimiter != "" {
		if _, err := parseDelimiter(o.Delimiter); err != nil {
			return err
		}
	}
	return nil
}

// CheckOutput tells a mistake in how a result is to be written before anything is read.
func CheckOutput(out, errs string, o Output) error {
	format, err := outputFormat(out, o.Format)
	if err != nil {
		return err
	}
	if out == "-" && (format == XLSX || format == Parquet) {
		return app.Errorf("write", "-", app.KindUsage, "Name a file with -o.", "%s can't be written to standard output", format)
	}
	if errs != "" {
		if _, err := errorsFormat(errs); err != nil {
			return err
		}
	}
	return o.check()
}

// errorsFormat is the format of a file for the rows with an error.
func errorsFormat(path string) (string, error) {
	format, err := outputFormat(path, "")
	if err != nil || format == XLSX || format == Parquet || path == "-" {
		return "", app.Errorf("write errors", path, app.KindUsage, "Call it .jsonl, .csv or .tsv.", "the name does not tell a format that errors can have")
	}
	return format, nil
}

// encoder makes a result's bytes. The same row always makes the same bytes, whatever came before. It may be used by
// several goroutines.
type encoder interface {
	header() ([]byte, error)
	row(s Scored) ([]byte, error)
}

// newEncoder makes the encoder of an appendable format: JSON lines, CSV, TSV.
func newEncoder(format string, in *Input, columns []Column, o Output) (encoder, error) {
	if format == JSONLines {
		return jsonEncoder{columns, in.Mapping}, nil
	}
	t := &csvEncoder{layout: newLayout(columns, in, o.Explain), delimiter: ',', defuse: o.DefuseFormula}
	switch {
	case format == TSV:
		t.delimiter = '\t'
	case o.Delimiter != "":
		var err error
		if t.delimiter, err = parseDelimiter(o.Delimiter); err != nil {
			return nil, err
		}
	case in.Format == CSV:
		t.delimiter = in.Dialect.Delimiter
	}
	name := o.Encoding
	switch {
	case name == "":
		name = "utf-8"
	case name == "same":
		name = in.Encoding
		if name == "" {
			name = "utf-8"
		}
	case strings.EqualFold(name, "utf-8-bom"), strings.EqualFold(name, "utf-8-sig"):
		t.mark = true
	}
	var err error
	if t.encoding, t.name, err = lookupEncoding(name); err != nil {
		return nil, err
	}
	return t, nil
}

type jsonEncoder struct {
	columns []Column
	mapping Mapping
}

func (jsonEncoder) header() ([]byte, error) { return nil, nil }
func (e jsonEncoder) row(s Scored) ([]byte, error) {
	return appendJSON(nil, s, e.columns, e.mapping)
}

// layout puts the input's columns in front and the results behind.
type layout struct {
	in      []Column
	out     []Column
	skipID  bool // the input's own id column says it already
	more    bool // a pipe of objects: columns that later objects have and the first one had not
	objects bool
	mapping Mapping
	explain bool
}

func newLayout(columns []Column, in *Input, explain bool) layout {
	l := layout{in: columns, objects: in.IsObjects(), mapping: in.Mapping, explain: explain}
	l.more = l.objects && in.Live()
	l.skipID = in.Mapping.IDName != ""
	taken := map[string]bool{}
	for _, c := range columns {
		taken[c.Name] = true
	}
	out := flatColumns(explain)
	if l.skipID {
		out = out[1:]
	}
	if l.more {
		out = append([]Column{{"more", TextColumn}}, out...)
	}
	for i, c := range out {
		// A column of the input keeps its name; a result of the same name gives way.
		for taken[c.Name] {
			c.Name = "duotone_" + c.Name
		}
		taken[c.Name] = true
		out[i] = c
	}
	l.out = out
	return l
}

// cells are a row's cells: those of the input, then the results.
func (l layout) cells(s Scored) ([]Value, []flatCell) {
	cells := s.Row.Cells
	if l.objects {
		cells = objectCells(s.Row, columnNames(l.in))
	}
	in := make([]Value, len(l.in))
	copy(in, cells)
	out := flatten(s, l.mapping, l.explain)
	if l.skipID {
		out = out[1:]
	}
	if l.more {
		out = append([]flatCell{plain(l.rest(s.Row))}, out...)
	}
	return in, out
}

// rest is what an object has beside the known columns, as JSON.
func (l layout) rest(r Row) string {
	known := map[string]bool{}
	for _, c := range l.in {
		known[c.Name] = true
	}
	var b []byte
	names, values := members(r.Object)
	for i, n := range names {
		if known[n] {
			continue
		}
		if b == nil {
			b = append(b, '{')
		} else {
			b = append(b, ',')
		}
		b = append(append(appendString(b, n), ':'), values[i]...)
	}
	if b == nil {
		return ""
	}
	return string(append(b, '}'))
}

type csvEncoder struct {
	layout    layout
	delimiter rune
	encoding  encoding.Encoding // nil: UTF-8
	name      string
	mark      bool
	defuse    bool
}

func (e *csvEncoder) header() ([]byte, error) {
	names := append(columnNames(e.layout.in), columnNames(e.layout.out)...)
	if e.defuse {
		for i, n := range names {
			names[i] = defused(n)
		}
	}
	line, err := e.line(names)
	switch {
	case err != nil:
		return nil, err
	case e.mark:
		line = append([]byte{0xEF, 0xBB, 0xBF}, line...)
	case e.name == "utf-16le":
		line = append([]byte{0xFF, 0xFE}, line...)
	case e.name == "utf-16be":
		line = append([]byte{0xFE, 0xFF}, line...)
	}
	return line, nil
}

func (e *csvEncoder) row(s Scored) ([]byte, error) {
	in, out := e.layout.cells(s)
	cells := make([]string, 0, len(in)+len(out))
	for _, v := range in {
		text := v.Text
		if e.defuse {
			text = defused(text)
		}
		cells = append(cells, text)
	}
	for _, c := range out {
		text := c.String()
		if e.defuse && c.kind != NumberColumn {
			text = defused(text)
		}
		cells = append(cells, text)
	}
	return e.line(cells)
}

func (e *csvEncoder) line(cells []string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = e.delimiter
	if err := writeRecord(w, cells); err != nil {
		return nil, err
	}
	if e.encoding == nil {
		return b.Bytes(), nil
	}
	enc := e.encoding
	switch e.name { // the mark is written once, with the header
	case "utf-16le":
		enc = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		enc = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	// A sign that the encoding does not have becomes its stand-in, as other programs do.
	return encoding.ReplaceUnsupported(enc.NewEncoder()).Bytes(b.Bytes())
}

// defused puts ' before what a spreadsheet would take for a formula (OWASP, CSV injection). Numbers are left alone.
func defused(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil && (s[0] == '-' || s[0] == '+') {
		return s
	}
	return "'" + s
}
