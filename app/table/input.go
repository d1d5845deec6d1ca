package table

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"duotone/app"
)

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

// Input is an input that has been looked at: what it is, which columns it has and what they are for.
type Input struct {
	Path     string // "-" is standard input
	Format   string
	Archive  string  // of a social network: twitter, mastodon, facebook, reddit; empty: none
	Encoding string  // of text; empty for other formats
	Dialect  Dialect // CSV and TSV
	Columns  []Column
	Mapping  Mapping
	Total    int64  // rows, where Exact; else about as many; -1 where nobody can tell
	Exact    bool   //
	Identity string // changes when the content changes; empty for a pipe
	Sample   []Row  // the first rows
	Notes    []Note // what was left out, guessed or changed so far
	Options  Options

	old    string // the encoding of lines that are not UTF-8, where nobody named one
	base   string // folder that relative paths start from
	stat   fs.FileInfo
	open   func() (Source, error)
	stream Source // a pipe can be read once only
}

func (in *Input) note(code, text string) { in.Notes = append(in.Notes, Note{code, text}) }

// Live tells an input that is read as it comes, and only once.
func (in *Input) Live() bool { return in.stream != nil }

// IsObjects tells an input whose rows are JSON objects, each with its own columns.
func (in *Input) IsObjects() bool { return in.Format == JSONLines || in.Format == JSONArray }

// Describe tells a person what was found, in one line.
func (in *Input) Describe() string {
	parts := []string{strings.ToUpper(in.Format)}
	if in.Format == Folder {
		parts[0] = "folder"
	}
	if in.Archive != "" {
		parts[0] = "posts of an archive (" + in.Archive + ")"
	}
	if in.Encoding != "" {
		parts = append(parts, in.Encoding)
	}
	if in.Format == CSV || in.Format == TSV {
		parts = append(parts, in.Dialect.String())
	}
	return strings.Join(parts, ", ") + "; " + in.Mapping.String()
}

// CellText is one cell of a row as text.
func (in *Input) CellText(r Row, column int) string {
	if r.Err != nil && r.Raw != "" {
		if column == 0 {
			return r.Raw
		}
		return ""
	}
	if r.Object != nil {
		if column < 0 || column >= len(in.Columns) {
			return ""
		}
		v, _ := Lookup(r.Object, in.Columns[column].Name)
		return v.Text
	}
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column].Text
}

// Rows opens the input from its first row.
func (in *Input) Rows() (Source, error) {
	if in.stream != nil {
		return in.stream, nil
	}
	return in.open()
}

// Changed tells whether the file has another size or time than when it was looked at.
func (in *Input) Changed() bool {
	if in.stat == nil || in.Path == "-" || in.stat.IsDir() {
		return false
	}
	now, err := os.Stat(in.Path)
	return err != nil || now.Size() != in.stat.Size() || !now.ModTime().Equal(in.stat.ModTime())
}

// Open looks at an input. stdin is read where path is "-". Errors are of the kinds missing, format and usage.
func Open(ctx context.Context, path string, stdin io.Reader, o Options) (*Input, error) {
	in := &Input{Path: path, Options: o, Total: -1}
	if path == "-" {
		in.base = "."
		return in, in.openStream(stdin)
	}
	if isAddress(path) {
		return nil, app.Errorf("open input", path, app.KindNetwork, "Save the file first, then score it: Duotone never opens a socket.",
			"this is an address on the network")
	}
	stat, err := os.Stat(path)
	if err != nil {
		return nil, &app.Error{Op: "open input", Path: path, Kind: app.KindMissing, Hint: "Check its name.", Err: errors.Unwrap(err)}
	}
	in.stat = stat
	in.base = filepath.Dir(path)
	switch {
	case stat.IsDir():
		in.base = path
		return in, in.openFolder(ctx)
	case !stat.Mode().IsRegular():
		return nil, missing(path, app.ErrSpecial)
	}
	if in.Format, err = formatOf(path, o.Format); err != nil {
		return nil, err
	}
	if err := in.findArchive(); err != nil {
		return nil, err
	}
	if err := in.checkSkip(); err != nil {
		return nil, err
	}
	switch in.Format {
	case XLSX, Parquet, ZIP:
		err = in.openBinary(ctx)
	default:
		err = in.openText(ctx)
	}
	return in, err
}

// checkSkip refuses options that say nothing for a format, rather than to leave them out.
func (in *Input) checkSkip() error {
	o := in.Options
	switch text := in.Format == CSV || in.Format == TSV; {
	case o.SkipRows < 0:
		return app.Errorf("skip rows", strconv.Itoa(o.SkipRows), app.KindUsage, "Give a number from 0.", "there are no fewer than no rows")
	case o.SkipRows > 0 && !text && in.Format != XLSX:
		return app.Errorf("skip rows", in.Path, app.KindUsage, "Leave --skip-rows out.", "%s has no lines above its posts", in.Format)
	case o.Comment != "" && !text:
		return app.Errorf("leave comments out", in.Path, app.KindUsage, "Leave --comment out.", "%s has no comments", in.Format)
	}
	return nil
}

// findArchive tells the archive of a social network by its first bytes, where nobody named a format.
func (in *Input) findArchive() error {
	if in.Options.Format != "" || in.Format == XLSX || in.Format == Parquet || in.Format == ZIP {
		return nil
	}
	head, err := headOf(in.Path)
	if err != nil {
		return err
	}
	if in.Archive, err = archiveOf(in.Path, head); err != nil || in.Archive == "" {
		return err
	}
	in.Format = JSONArray
	return nil
}

// openFile opens a file of the input.
func openFile(path string) (*os.File, fs.FileInfo, error) {
	f, info, err := app.OpenRegular(path)
	if err != nil {
		return nil, nil, missing(path, err)
	}
	return f, info, nil
}

func missing(path string, err error) error {
	hint := "Check its name and whether you may read it."
	kind := app.KindMissing
	var p *fs.PathError
	switch {
	case errors.Is(err, app.ErrSpecial):
		kind, hint = app.KindFormat, "Save what comes out of it to a file, or pipe it in: … | duotone score -."
	case errors.Is(err, app.ErrFolder):
		kind, hint = app.KindFormat, "Name a file."
	case errors.As(err, &p):
		err = p.Err
	}
	return &app.Error{Op: "open input", Path: path, Kind: kind, Hint: hint, Err: err}
}

// settle finds encoding and dialect.
func (in *Input) settle(s *Survey, whole bool) error {
	name := in.Options.Encoding
	if name == "" || name == "auto" {
		name = s.Encoding()
		if in.old, _ = s.old(); in.Path == "-" && name == in.old && singleByte(name) {
			name = "utf-8" // a pipe's later lines may well be
		}
	}
	_, canonical, err := lookupEncoding(name)
	if err != nil {
		return err
	}
	in.Encoding = canonical
	if in.Format == JSONArray {
		return nil
	}
	head, err := in.decodedHead(s.head)
	if err != nil {
		return err
	}
	if in.Format == JSONLines {
		in.Dialect.CR = endsWithCR(head, false)
		return nil
	}
	o := in.Options
	if o.Format == "" && in.Format == TSV {
		o.Format = TSV
	}
	if in.Dialect, err = sniff(head, whole && s.Bytes <= int64(len(s.head)), o); err == nil && in.Dialect.Above > 0 {
		above := sampleRows(head, false, in.Dialect)[:in.Dialect.Above]
		in.note("header", plural(len(above), "line above the header is", "lines above the header are")+" left out: "+quotedList(above))
	}
	return err
}

// decodedHead are the first bytes as text.
func (in *Input) decodedHead(head []byte) (string, error) {
	text, err := decoded(bytes.NewReader(head), in.Encoding, in.old, false)
	if err != nil {
		return "", err
	}
	all, err := io.ReadAll(text)
	return string(all), err
}

// textSource reads rows from text in the input's encoding.
func (in *Input) textSource(r io.Reader, done func() error) (Source, error) {
	text, err := decoded(r, in.Encoding, in.old, in.Dialect.CR)
	if err != nil {
		done()
		return nil, err
	}
	var src Source
	switch in.Format {
	case JSONLines:
		src = &jsonLines{lines: newLineReader(text, in.Dialect.CR), close: done}
	case JSONArray:
		if in.Archive == "" {
			src = newJSONStream(text, done)
		} else if src, err = in.openArchivePosts(text, done); err != nil {
			return nil, err
		}
	default:
		if src, err = newCSVSource(text, in.Dialect, done); err != nil {
			return nil, err
		}
	}
	return notedText{src, text}, nil
}

// look reads the first rows and guesses what the columns are for.
func (in *Input) look() error {
	src, err := in.open()
	if err != nil {
		return err
	}
	defer src.Close()
	in.Columns = src.Columns()
	var good []Row
	for len(in.Sample) < sampleSize || in.IsObjects() && len(in.Sample) < 10*sampleSize {
		r, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		in.Sample = append(in.Sample, r)
		if r.Err == nil {
			good = append(good, r)
		}
	}
	if in.IsObjects() {
		in.Mapping, err = in.guessObjects(good, false)
		return err
	}
	in.Mapping, err = Guess(ColumnNames(in.Columns), good, in.Options)
	return err
}

// ColumnNames are the columns' names.
func ColumnNames(c []Column) []string {
	names := make([]string, len(c))
	for i, x := range c {
		names[i] = x.Name
	}
	return names
}
