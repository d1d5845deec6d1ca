package table

import (
	"bytes"
	"encoding/csv"
	"path/filepath"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// Output says how a table is written.
type Output struct {
	Format        string // jsonl, csv, tsv, xlsx, parquet; empty: by the name
	Encoding      string // of CSV and TSV: a name, "same" as the input's, or "utf-8-bom"; empty: utf-8
	Delimiter     string // of CSV; empty: the input's where that is CSV, else a comma
	DefuseFormula bool   // put ' before cells that a spreadsheet would run
}

// OutputFormat tells a table's format by its name.
func OutputFormat(path, given string) (string, error) {
	switch given {
	case source.JSONLines, source.CSV, source.TSV, source.XLSX, source.Parquet:
		return given, nil
	case "":
	default:
		return "", app.Errorf("choose format", given, app.KindUsage, "Results can be jsonl, csv, tsv, xlsx and parquet.", "results have no such format")
	}
	if path == "-" {
		return source.JSONLines, nil
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jsonl", ".ndjson", ".json":
		return source.JSONLines, nil
	case ".csv":
		return source.CSV, nil
	case ".tsv", ".tab":
		return source.TSV, nil
	case ".xlsx":
		return source.XLSX, nil
	case ".parquet", ".pq":
		return source.Parquet, nil
	}
	return "", app.Errorf("choose format", path, app.KindUsage, "Call the result .jsonl, .csv, .tsv, .xlsx or .parquet, or name its format with --output-format.",
		"the name does not tell its format")
}

// check finds options that say nothing, in whatever format they would be used.
func (o Output) check() error {
	switch strings.ToLower(o.Encoding) {
	case "", "same", "utf-8-bom", "utf-8-sig":
	default:
		if _, _, err := plaintext.LookupEncoding(o.Encoding); err != nil {
			return err
		}
	}
	if o.Delimiter != "" {
		if _, err := plaintext.ParseDelimiter(o.Delimiter); err != nil {
			return err
		}
	}
	return nil
}

// CheckOutput tells a mistake in how a result is to be written before anything is read.
func CheckOutput(out, errs string, o Output) error {
	format, err := OutputFormat(out, o.Format)
	if err != nil {
		return err
	}
	if out == "-" && (format == source.XLSX || format == source.Parquet) {
		return app.Errorf("write", "-", app.KindUsage, "Name a file with -o.", "%s can't be written to standard output", format)
	}
	if errs != "" {
		if _, err := ErrorsFormat(errs); err != nil {
			return err
		}
	}
	return o.check()
}

// ErrorsFormat is the format of a file for the rows with an error.
func ErrorsFormat(path string) (string, error) {
	format, err := OutputFormat(path, "")
	if err != nil || format == source.XLSX || format == source.Parquet || path == "-" {
		return "", app.Errorf("write errors", path, app.KindUsage, "Call it .jsonl, .csv or .tsv.", "the name does not tell a format that errors can have")
	}
	return format, nil
}

// Lines writes the lines of CSV and TSV. The same cells always make the same bytes, whatever came before. It may be used by several
// goroutines.
type Lines struct {
	Defuse    bool // put ' before cells that a spreadsheet would run
	delimiter rune
	encoding  encoding.Encoding // nil: UTF-8
	name      string
	mark      bool
}

// NewLines makes the lines of a table in CSV or TSV; what is not said is as in the input.
func NewLines(format string, in *Input, o Output) (*Lines, error) {
	t := &Lines{delimiter: ',', Defuse: o.DefuseFormula}
	switch {
	case format == source.TSV:
		t.delimiter = '\t'
	case o.Delimiter != "":
		var err error
		if t.delimiter, err = plaintext.ParseDelimiter(o.Delimiter); err != nil {
			return nil, err
		}
	case in.Format == source.CSV:
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
	if t.encoding, t.name, err = plaintext.LookupEncoding(name); err != nil {
		return nil, err
	}
	return t, nil
}

// Header is the first row, with the mark of the encoding where that has one.
func (e *Lines) Header(names []string) ([]byte, error) {
	if e.Defuse {
		for i, n := range names {
			names[i] = Defused(n)
		}
	}
	line, _, err := e.Line(names)
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

// Line is one row. lost are the signs that the encoding does not have: they became ?.
func (e *Lines) Line(cells []string) (line []byte, lost int, err error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = e.delimiter
	if err := plaintext.WriteRecord(w, cells); err != nil {
		return nil, 0, err
	}
	if e.encoding == nil {
		return b.Bytes(), 0, nil
	}
	enc := e.encoding
	switch e.name { // the mark is written once, with the header
	case "utf-16le":
		enc = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		enc = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	if line, err = enc.NewEncoder().Bytes(b.Bytes()); err == nil {
		return line, 0, nil
	}
	encoder := enc.NewEncoder()
	for _, r := range b.String() {
		sign, err := encoder.Bytes([]byte(string(r)))
		if err != nil {
			encoder.Reset()
			sign, lost = []byte("?"), lost+1
		}
		line = append(line, sign...)
	}
	return line, lost, nil
}

// Defused puts ' before what a spreadsheet would take for a formula (OWASP, CSV injection). Numbers are left alone.
func Defused(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil && (s[0] == '-' || s[0] == '+') {
		return s
	}
	return "'" + s
}
