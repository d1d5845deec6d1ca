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
	"duotone/app/table/network"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"
)

// Input is an input that has been looked at: what it is, which columns it has and what they are for.
type Input struct {
	Path     string // "-" is standard input
	Format   string
	Archive  string            // of a social network: twitter, mastodon, facebook, reddit; empty: none
	Encoding string            // of text; empty for other formats
	Dialect  plaintext.Dialect // CSV and TSV
	Columns  []source.Column
	Mapping  Mapping
	Total    int64         // rows, where Exact; else about as many; -1 where nobody can tell
	Exact    bool          //
	Identity string        // changes when the content changes; empty for a pipe
	Sample   []source.Row  // the first rows
	Notes    []source.Note // what was left out, guessed or changed so far
	Options  source.Options

	old    string // the encoding of lines that are not UTF-8, where nobody named one
	base   string // folder that relative paths start from
	stat   fs.FileInfo
	open   func() (source.Source, error)
	stream source.Source // a pipe can be read once only
}

func (in *Input) note(code string, said app.Sentence) {
	in.Notes = append(in.Notes, source.Told(code, said))
}

// Live tells an input that is read as it comes, and only once.
func (in *Input) Live() bool { return in.stream != nil }

// IsObjects tells an input whose rows are JSON objects, each with its own columns.
func (in *Input) IsObjects() bool {
	return in.Format == source.JSONLines || in.Format == source.JSONArray
}

// Describe tells a person what was found, in one line.
func (in *Input) Describe() string {
	parts := []string{strings.ToUpper(in.Format)}
	if in.Format == source.Folder {
		parts[0] = "folder"
	}
	if in.Archive != "" {
		parts[0] = "posts of an archive (" + in.Archive + ")"
	}
	if in.Encoding != "" {
		parts = append(parts, in.Encoding)
	}
	if in.Format == source.CSV || in.Format == source.TSV {
		parts = append(parts, in.Dialect.String())
	}
	return strings.Join(parts, ", ") + "; " + in.Mapping.String()
}

// CellText is one cell of a row as text.
func (in *Input) CellText(r source.Row, column int) string {
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
		v, _ := source.Lookup(r.Object, in.Columns[column].Name)
		return v.Text
	}
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column].Text
}

// Rows opens the input from its first row.
func (in *Input) Rows() (source.Source, error) {
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
func Open(ctx context.Context, path string, stdin io.Reader, o source.Options) (*Input, error) {
	in := &Input{Path: path, Options: o, Total: -1}
	if path == "-" {
		in.base = "."
		return in, in.openStream(stdin)
	}
	if plaintext.IsAddress(path) {
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
		return nil, source.Missing(path, app.ErrSpecial)
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
	case source.XLSX, source.Parquet, source.ZIP:
		err = in.openBinary(ctx)
	default:
		err = in.openText(ctx)
	}
	return in, err
}

// checkSkip refuses options that say nothing for a format, rather than to leave them out.
func (in *Input) checkSkip() error {
	o := in.Options
	switch text := in.Format == source.CSV || in.Format == source.TSV; {
	case o.SkipRows < 0:
		return app.Errorf("skip rows", strconv.Itoa(o.SkipRows), app.KindUsage, "Give a number from 0.", "there are no fewer than no rows")
	case o.SkipRows > 0 && !text && in.Format != source.XLSX:
		return app.Errorf("skip rows", in.Path, app.KindUsage, "Leave --skip-rows out.", "%s has no lines above its posts", in.Format)
	case o.Comment != "" && !text:
		return app.Errorf("leave comments out", in.Path, app.KindUsage, "Leave --comment out.", "%s has no comments", in.Format)
	}
	return nil
}

// findArchive tells the archive of a social network by its first bytes, where nobody named a format.
func (in *Input) findArchive() error {
	if in.Options.Format != "" || in.Format == source.XLSX || in.Format == source.Parquet || in.Format == source.ZIP {
		return nil
	}
	head, err := headOf(in.Path)
	if err != nil {
		return err
	}
	if in.Archive, err = network.ArchiveOf(in.Path, head); err != nil || in.Archive == "" {
		return err
	}
	in.Format = source.JSONArray
	return nil
}

// settle finds encoding and dialect.
func (in *Input) settle(s *plaintext.Survey, whole bool) error {
	name := in.Options.Encoding
	if name == "" || name == "auto" {
		name = s.Encoding()
		if in.old, _ = s.Old(); in.Path == "-" && name == in.old && plaintext.SingleByte(name) {
			name = "utf-8" // a pipe's later lines may well be
		}
	}
	_, canonical, err := plaintext.LookupEncoding(name)
	if err != nil {
		return err
	}
	in.Encoding = canonical
	if in.Format == source.JSONArray {
		return nil
	}
	head, err := decodedHead(in, s.Head)
	if err != nil {
		return err
	}
	if in.Format == source.JSONLines {
		in.Dialect.CR = plaintext.EndsWithCR(head, false)
		return nil
	}
	o := in.Options
	if o.Format == "" && in.Format == source.TSV {
		o.Format = source.TSV
	}
	if in.Dialect, err = plaintext.Sniff(head, whole && s.Bytes <= int64(len(s.Head)), o); err == nil && in.Dialect.Above > 0 {
		above := plaintext.SampleRows(head, false, in.Dialect)[:in.Dialect.Above]
		texts := plaintext.QuotedList(above)
		in.Notes = append(in.Notes, source.Counted("header", len(above), app.Say("1 line above the header is left out: {{.texts}}").With("texts", texts),
			app.Say("{{.n}} lines above the header are left out: {{.texts}}").With("texts", texts)))
	}
	return err
}

// decodedHead are the first bytes as text.
func decodedHead(in *Input, head []byte) (string, error) {
	text, err := plaintext.Decoded(bytes.NewReader(head), in.Encoding, in.old, false)
	if err != nil {
		return "", err
	}
	all, err := io.ReadAll(text)
	return string(all), err
}

// textSource reads rows from text in the input's encoding.
func (in *Input) textSource(r io.Reader, done func() error) (source.Source, error) {
	text, err := plaintext.Decoded(r, in.Encoding, in.old, in.Dialect.CR)
	if err != nil {
		done()
		return nil, err
	}
	var src source.Source
	switch in.Format {
	case source.JSONLines:
		src = plaintext.NewJSONLines(text, in.Dialect.CR, done)
	case source.JSONArray:
		if in.Archive == "" {
			src = plaintext.NewJSONStream(text, false, done)
		} else if src, err = network.Open(in.Archive, in.Path, in.base, text, done); err != nil {
			return nil, err
		}
	default:
		if src, err = plaintext.NewCSV(text, in.Dialect, done); err != nil {
			return nil, err
		}
	}
	return plaintext.WithNotes(src, text), nil
}

// look reads the first rows and guesses what the columns are for.
func (in *Input) look() error {
	src, err := in.open()
	if err != nil {
		return err
	}
	defer src.Close()
	in.Columns = src.Columns()
	var good []source.Row
	for len(in.Sample) < plaintext.SampleSize || in.IsObjects() && len(in.Sample) < 10*plaintext.SampleSize {
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
	in.Mapping, err = Guess(source.ColumnNames(in.Columns), good, in.Options)
	return err
}
