package batch

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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
	Sheet       string // XLSX: the sheet's name; the first one
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
	Encoding string  // of text; empty for other formats
	Dialect  Dialect // CSV and TSV
	Columns  []Column
	Mapping  Mapping
	Total    int64  // rows, where Exact; else about as many; -1 where nobody can tell
	Exact    bool   //
	Identity string // changes when the content changes; empty for a pipe
	Sample   []Row  // the first rows
	Options  Options

	base   string // folder that relative paths start from
	stat   fs.FileInfo
	open   func() (Source, error)
	stream Source // a pipe can be read once only
}

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
		v, _ := lookup(r.Object, in.Columns[column].Name)
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
		f, err := os.Open(path)
		if err != nil {
			return nil, missing(path, err)
		}
		return in, in.openStream(f)
	}
	if in.Format, err = formatOf(path, o.Format); err != nil {
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

func missing(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &app.Error{Op: "open input", Path: path, Kind: app.KindMissing, Hint: "Check its name and whether you may read it.", Err: err}
}

var formats = []string{JSONLines, JSONArray, CSV, TSV, XLSX, Parquet, Folder, ZIP}

func knownFormat(f string) error {
	for _, k := range formats {
		if f == k {
			return nil
		}
	}
	return app.Errorf("choose format", f, app.KindUsage, "Formats: "+strings.Join(formats, ", ")+".", "there is no format of that name")
}

// formatOf tells a file's format: as given, by its name, or by its first bytes.
func formatOf(path, given string) (string, error) {
	if given != "" {
		return given, knownFormat(given)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", missing(path, err)
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if err != nil && n == 0 && !errors.Is(err, io.EOF) {
		return "", missing(path, err)
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")):
		return Parquet, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return formatOfZIP(path), nil
	}
	name := strings.TrimSuffix(strings.ToLower(path), ".gz")
	switch filepath.Ext(name) {
	case ".jsonl", ".ndjson":
		return JSONLines, nil
	case ".json":
		return jsonFormat(head), nil
	case ".csv":
		return CSV, nil
	case ".tsv", ".tab":
		return TSV, nil
	case ".xlsx", ".xlsm":
		return XLSX, nil
	case ".parquet", ".pq":
		return Parquet, nil
	case ".xls":
		return "", app.Errorf("open input", path, app.KindFormat, "Save it as XLSX or CSV.", "the old Excel format can't be read")
	}
	if bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
		return CSV, nil
	}
	if looksLikePicture(path) {
		return "", app.Errorf("open input", path, app.KindFormat, "For one post use --text and --image; for many, a folder or a table.",
			"this is a picture, not a table of posts")
	}
	return jsonFormatOr(head, CSV), nil
}

func formatOfZIP(path string) string {
	z, err := zip.OpenReader(path)
	if err != nil {
		if strings.EqualFold(filepath.Ext(path), ".zip") {
			return ZIP
		}
		return XLSX
	}
	defer z.Close()
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "xl/") {
			return XLSX
		}
	}
	return ZIP
}

// jsonFormat tells an array from objects one after the other.
func jsonFormat(head []byte) string { return jsonFormatOr(head, JSONLines) }

func jsonFormatOr(head []byte, other string) string {
	text := bytes.TrimPrefix(head, []byte{0xEF, 0xBB, 0xBF})
	if bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) {
		text = bytes.ReplaceAll(text[2:], []byte{0}, nil)
	}
	text = bytes.TrimSpace(text)
	switch {
	case bytes.HasPrefix(text, []byte("[")):
		return JSONArray
	case bytes.HasPrefix(text, []byte("{")):
		return JSONLines
	}
	return other
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// openBytes opens the file, unpacked where it is a gzip.
func openBytes(path string) (io.Reader, func() error, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, missing(path, err)
	}
	if !strings.EqualFold(filepath.Ext(path), ".gz") {
		return f, f.Close, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, nil, app.Errorf("open input", path, app.KindFormat, "Check that the file is whole.", "%w", err)
	}
	return z, f.Close, nil
}

func (in *Input) openText(ctx context.Context) error {
	r, done, err := openBytes(in.Path)
	if err != nil {
		return err
	}
	s, err := survey(contextReader{ctx, r})
	done()
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return app.Errorf("read input", in.Path, app.KindFormat, "Check that the file is whole.", "%w", err)
	}
	in.Identity = s.Sum
	if err := in.settle(s, true); err != nil {
		return err
	}
	in.Total, in.Exact = s.Lines, false
	if in.Format == JSONArray {
		in.Total = -1
	} else if in.Dialect.Header && in.Total > 0 {
		in.Total--
	}
	in.open = func() (Source, error) {
		r, done, err := openBytes(in.Path)
		if err != nil {
			return nil, err
		}
		text, err := decoded(r, in.Encoding)
		if err != nil {
			done()
			return nil, err
		}
		return in.textSource(text, done)
	}
	if err := in.look(); err != nil || !in.IsObjects() {
		return err
	}
	return in.lookFurther(ctx)
}

// lookFurther finds columns that only later objects have: a picture that the first thousand posts lack must not go unseen.
func (in *Input) lookFurther(ctx context.Context) error {
	m, o := &in.Mapping, in.Options
	roles := []struct {
		name  *string
		given string
		known []string
	}{{&m.TextName, o.TextColumn, textNames}, {&m.ImageName, o.ImageColumn, imageNames}, {&m.IDName, o.IDColumn, idNames}}
	taken := map[string]bool{m.TextName: true, m.ImageName: true, m.IDName: true}
	var names []string
	for _, r := range roles {
		if *r.name != "" || r.given != "" {
			continue
		}
		if names == nil {
			if len(in.Sample) < 10*sampleSize {
				return nil // all of it was seen
			}
			columns, err := in.AllColumns(ctx)
			if err != nil {
				return err
			}
			names = columnNames(columns)
		}
		if at := byName(names, r.known, nil, func(i int) bool { return !taken[names[i]] }); at >= 0 {
			*r.name = names[at]
			taken[names[at]] = true
		}
	}
	return nil
}

// openStream looks at the beginning of a pipe, without waiting for more than its first line.
func (in *Input) openStream(r io.Reader) error {
	h := newHeadReader(r)
	s := newSurvey()
	s.Write(h.head)
	in.Format = in.Options.Format
	if in.Format == "" {
		in.Format = jsonFormatOr(h.head, CSV)
		if in.Format == JSONArray && !json0(h.head) {
			in.Format = CSV
		}
	}
	switch in.Format {
	case XLSX, Parquet, Folder, ZIP:
		return app.Errorf("read standard input", "", app.KindUsage, "Save it as a file first.", "a %s can't be read from a pipe", in.Format)
	}
	if err := knownFormat(in.Format); err != nil {
		return err
	}
	if err := in.settle(s, false); err != nil {
		return err
	}
	text, err := decoded(h, in.Encoding)
	if err != nil {
		return err
	}
	src, err := in.textSource(text, func() error { return nil })
	if err != nil {
		return err
	}
	in.stream = src
	if in.IsObjects() {
		in.Mapping, err = in.streamMapping(src)
		return err
	}
	in.Columns = src.Columns()
	in.Mapping, err = guess(columnNames(in.Columns), in.headSample(string(h.head)), in.Options)
	return err
}

// json0 tells whether a text that begins with "[" goes on as an array of objects does.
func json0(head []byte) bool {
	t := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(bytes.TrimPrefix(head, []byte{0xEF, 0xBB, 0xBF})), []byte("[")))
	return len(t) == 0 || t[0] == '{' || t[0] == ']'
}

// headSample are the rows of a table that the first bytes of a pipe show.
func (in *Input) headSample(head string) []Row {
	var rows []Row
	for i, cells := range sampleRows(head, false, in.Dialect.Delimiter, in.Dialect.Quoted) {
		if i == 0 && in.Dialect.Header {
			continue
		}
		r := Row{}
		for _, c := range cells {
			r.Cells = append(r.Cells, textValue(c))
		}
		rows = append(rows, r)
	}
	return rows
}

// streamMapping reads the first object of a pipe and puts it back.
func (in *Input) streamMapping(src Source) (Mapping, error) {
	first, err := src.Next()
	in.stream = &pushedBack{Source: src, row: first, err: err}
	sample := []Row{}
	if err == nil && first.Err == nil {
		sample = append(sample, first)
	}
	return in.guessObjects(sample, true)
}

// pushedBack is a source whose first row was read already.
type pushedBack struct {
	Source
	row  Row
	err  error
	done bool
}

func (p *pushedBack) Next() (Row, error) {
	if !p.done {
		p.done = true
		return p.row, p.err
	}
	return p.Source.Next()
}

// settle finds encoding and dialect.
func (in *Input) settle(s *Survey, whole bool) error {
	name := in.Options.Encoding
	if name == "" || name == "auto" {
		name = s.Encoding()
	}
	_, canonical, err := lookupEncoding(name)
	if err != nil {
		return err
	}
	in.Encoding = canonical
	if in.Format != CSV && in.Format != TSV {
		return nil
	}
	text, err := decoded(bytes.NewReader(s.head), in.Encoding)
	if err != nil {
		return err
	}
	head, err := io.ReadAll(text)
	if err != nil {
		return err
	}
	o := in.Options
	if o.Format == "" && in.Format == TSV {
		o.Format = TSV
	}
	in.Dialect, err = sniff(string(head), whole && s.Bytes <= int64(len(s.head)), o)
	return err
}

// textSource reads rows from decoded text.
func (in *Input) textSource(r io.Reader, done func() error) (Source, error) {
	switch in.Format {
	case JSONLines:
		return &jsonLines{lines: newLineReader(r), close: done}, nil
	case JSONArray:
		return newJSONStream(r, true, done), nil
	}
	return newCSVSource(r, in.Dialect, done)
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
	in.Mapping, err = guess(columnNames(in.Columns), good, in.Options)
	return err
}

// guessObjects guesses from objects. A column that is named is taken as named where no object is there to tell.
func (in *Input) guessObjects(sample []Row, live bool) (Mapping, error) {
	c := newColumnSet()
	for _, r := range sample {
		c.add(r)
	}
	o := in.Options
	for _, n := range []string{o.TextColumn, o.ImageColumn, o.IDColumn} {
		if n == "" || n == "-" {
			continue
		}
		found := live || len(sample) == 0
		for _, r := range sample {
			if _, ok := lookup(r.Object, n); ok {
				found = true
				break
			}
		}
		if found {
			c.name(n)
		}
	}
	in.Columns = c.columns()
	flat := make([]Row, len(sample))
	for i, r := range sample {
		flat[i] = Row{Cells: objectCells(r, c.names)}
	}
	if len(sample) == 0 && o.TextColumn == "" && o.ImageColumn == "" {
		return Mapping{Text: -1, Image: -1, ID: -1, TextName: "text", ImageName: "image", IDName: "id"}, nil
	}
	m, err := guess(c.names, flat, o)
	if err != nil || !live {
		return m, err
	}
	// The first object of a pipe need not have all the columns that later ones have.
	if m.TextName == "" && o.TextColumn == "" {
		m.TextName = "text"
	}
	if m.ImageName == "" && o.ImageColumn == "" {
		m.ImageName = "image"
	}
	if m.IDName == "" && o.IDColumn == "" {
		m.IDName = "id"
	}
	return m, nil
}

// columnSet gathers the columns of objects in the order in which they appear.
type columnSet struct {
	names []string
	at    map[string]int
}

func newColumnSet() *columnSet { return &columnSet{at: map[string]int{}} }

func (c *columnSet) name(n string) {
	if _, ok := c.at[n]; !ok {
		c.at[n] = len(c.names)
		c.names = append(c.names, n)
	}
}

func (c *columnSet) add(r Row) {
	names, _ := members(r.Object)
	for _, n := range names {
		c.name(n)
	}
}

func (c *columnSet) columns() []Column {
	out := make([]Column, len(c.names))
	for i, n := range c.names {
		out[i] = Column{Name: n, Kind: TextColumn}
	}
	return out
}

// objectCells are an object's values in the order of columns.
func objectCells(r Row, columns []string) []Value {
	names, values := members(r.Object)
	at := make(map[string]json.RawMessage, len(names))
	for i, n := range names {
		at[n] = values[i]
	}
	cells := make([]Value, len(columns))
	for i, c := range columns {
		if raw, ok := at[c]; ok {
			cells[i] = jsonValue(raw)
		}
	}
	return cells
}

// AllColumns reads the whole input for the columns that any of its objects has, which a flat result needs to know first.
func (in *Input) AllColumns(ctx context.Context) ([]Column, error) {
	if !in.IsObjects() || in.Live() {
		return in.Columns, nil
	}
	src, err := in.open()
	if err != nil {
		return nil, err
	}
	defer src.Close()
	c := newColumnSet()
	var n int64
	for ; ; n++ {
		r, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if n%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.add(r)
	}
	in.Total, in.Exact = n, true
	return c.columns(), nil
}

func columnNames(c []Column) []string {
	names := make([]string, len(c))
	for i, x := range c {
		names[i] = x.Name
	}
	return names
}
