package plaintext

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"duotone/app"
	"duotone/app/table/source"
)

// jsonLines reads one JSON object a line.
type jsonLines struct {
	lines *lineReader
	n     int64
	close func() error
}

// NewJSONLines reads an object a line.
func NewJSONLines(r io.Reader, cr bool, done func() error) source.Source {
	return &jsonLines{lines: newLineReader(r, cr), close: done}
}

func (j *jsonLines) Columns() []source.Column { return nil }
func (j *jsonLines) Close() error             { return j.close() }

func (j *jsonLines) Next() (source.Row, error) {
	line, err := j.lines.next()
	for err == nil && strings.TrimSpace(line) == "" {
		line, err = j.lines.next()
	}
	if err != nil && app.KindOf(err) != app.KindTooLarge {
		return source.Row{}, err
	}
	j.n++
	line = strings.TrimRight(line, "\r\n")
	if err != nil {
		return source.Row{N: j.n, Raw: line, Err: err}, nil
	}
	return objectRow(j.n, line), nil
}

// objectRow checks one object. Its text is kept as it came.
func objectRow(n int64, text string) source.Row {
	row := source.Row{N: n}
	raw := []byte(strings.TrimSpace(text))
	if !json.Valid(raw) {
		var v any
		err := json.Unmarshal(raw, &v)
		row.Raw = text
		row.Err = app.Errorf("read row", "", app.KindFormat, "Each line must be one JSON object.", "broken JSON: %w", err)
		return row
	}
	if raw[0] != '{' {
		row.Raw = text
		row.Err = app.Errorf("read row", "", app.KindFormat, "Each line must be one JSON object with a text or a picture.",
			"the line is JSON, but not an object")
		return row
	}
	var b bytes.Buffer
	b.Grow(len(raw))
	if err := json.Compact(&b, raw); err != nil {
		row.Raw, row.Err = text, app.Errorf("read row", "", app.KindFormat, "", "broken JSON: %w", err)
		return row
	}
	row.Object = b.Bytes()
	return row
}

// jsonStream reads the elements of a JSON array, or objects one after the other, whatever lines they take.
type jsonStream struct {
	r     *bufio.Reader
	limit *rowLimit
	d     *json.Decoder
	array bool
	open  bool // something may follow the array: it lies within an object
	n     int64
	done  bool
	close func() error
}

// NewJSONStream reads the elements of an array; open where something may follow it, as it lies within an object.
func NewJSONStream(r io.Reader, open bool, close func() error) source.Source {
	b := bufio.NewReaderSize(r, 64<<10)
	l := &rowLimit{r: b}
	return &jsonStream{r: b, limit: l, d: json.NewDecoder(l), open: open, close: close}
}

// rowLimit ends a row that would fill the memory.
type rowLimit struct {
	r    io.Reader
	left int
}

var (
	errRowTooLong = errors.New("a row is too long")
	errTrailing   = errors.New("something follows the end of the array")
)

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := l.r.Read(p)
	l.left -= n
	return n, err
}

func (j *jsonStream) Columns() []source.Column { return nil }
func (j *jsonStream) Close() error             { return j.close() }

// begin tells an array by its bracket.
func (j *jsonStream) begin() error {
	for {
		b, err := j.r.Peek(1)
		if err != nil {
			return err
		}
		if b[0] != ' ' && b[0] != '\t' && b[0] != '\r' && b[0] != '\n' {
			j.array = b[0] == '['
			break
		}
		if _, err := j.r.Discard(1); err != nil {
			return err
		}
	}
	if j.array {
		_, err := j.d.Token()
		return err
	}
	return nil
}

func (j *jsonStream) Next() (source.Row, error) {
	if j.done {
		return source.Row{}, io.EOF
	}
	j.limit.left = source.MaxLine
	if j.n == 0 {
		if err := j.begin(); errors.Is(err, io.EOF) {
			j.done = true
			return source.Row{}, io.EOF
		} else if err != nil {
			return j.broken(err)
		}
	}
	if j.array && !j.d.More() {
		if _, err := j.d.Token(); err != nil { // a file that was cut has no closing bracket
			return j.broken(err)
		}
		if j.open {
			j.done = true
			return source.Row{}, io.EOF
		}
		if _, err := j.d.Token(); err == nil || !errors.Is(err, io.EOF) {
			return j.broken(errTrailing)
		}
		j.done = true
		return source.Row{}, io.EOF
	}
	var raw json.RawMessage
	if err := j.d.Decode(&raw); err != nil {
		if errors.Is(err, io.EOF) && !j.array {
			j.done = true
			return source.Row{}, io.EOF
		}
		return j.broken(err)
	}
	j.n++
	return objectRow(j.n, string(raw)), nil
}

// broken is the last row of a file that is torn: nobody can tell where its next element would begin.
func (j *jsonStream) broken(err error) (source.Row, error) {
	j.done = true
	kind := app.KindFormat
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errRowTooLong):
		kind = app.KindTooLarge
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errTrailing):
	default:
		return source.Row{}, err
	}
	j.n++
	return source.Row{N: j.n, Err: app.Errorf("read row", "", kind,
		"Mend the file, or write one object a line: then a broken one harms no other.",
		"the JSON is broken after byte %d and can't be read on: %w", j.d.InputOffset(), err)}, nil
}
