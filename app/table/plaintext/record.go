package plaintext

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/table/source"
)

// Limits of a table of text. A row over them is a bad row; what follows is read on.
const (
	maxJoined = 10_000 // lines that one quoted cell may span
)

// table splits text into rows. encoding/csv reads the cells; the lines of one row are gathered here first, so that one
// torn row spoils neither the rows after it nor the rest of the file: a quote that is never closed ends with its line.
type table struct {
	lines   *lineReader
	dialect Dialect
	sep     bool     // the line that tells the delimiter is still to come
	back    []string // lines read ahead and given back
	feed    *strings.Reader
	csv     *csv.Reader
	skip    int   // lines that are still to be skipped
	remarks int64 // lines left out as comments
}

func newTable(r io.Reader, d Dialect) *table {
	return &table{lines: newLineReader(r, d.CR), dialect: d, sep: d.Sep, skip: d.Skip, feed: strings.NewReader("")}
}

// swapped exchanges the two quotes: a table with single quotes is read as one with double quotes.
var swapped = strings.NewReplacer(`'`, `"`, `"`, `'`)

func (t *table) asWritten(s string) string {
	if t.dialect.Single {
		return swapped.Replace(s)
	}
	return s
}

// next gives the cells of the next row; raw is the row as it came. After the last row the error is io.EOF and raw is "".
// A row that can't be read has raw and an error.
func (t *table) next() (cells []string, raw string, err error) {
	cells, raw, err = t.record()
	if t.dialect.Single {
		raw = t.asWritten(raw)
		for i := range cells {
			cells[i] = t.asWritten(cells[i])
		}
	}
	return cells, raw, err
}

func (t *table) record() (cells []string, raw string, err error) {
	line, err := t.line()
	if t.sep && err == nil {
		t.sep = false
		line, err = t.line()
	}
	for ; err == nil && t.skip > 0; t.skip-- {
		line, err = t.line()
	}
	for err == nil && (strings.TrimRight(line, "\r\n\x1a") == "" || t.remark(line)) { // an old editor's end of file is a blank too
		line, err = t.line()
	}
	if err != nil {
		return nil, line, err
	}
	if !t.dialect.Quoted || !strings.Contains(line, `"`) {
		body := strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		cells := strings.Split(body, string(t.dialect.Delimiter))
		if t.dialect.Spaces {
			for i := range cells {
				cells[i] = strings.TrimLeft(cells[i], " ")
			}
		}
		return cells, body, nil
	}
	record, err := t.join(line)
	body := strings.TrimSuffix(strings.TrimSuffix(record, "\n"), "\r")
	if err != nil {
		return nil, body, err
	}
	cells, err = t.parse(body)
	if err != nil {
		return nil, body, app.Errorf("read row", "", app.KindFormat, "Check its quotes.", "%w", err)
	}
	return cells, body, nil
}

// remark tells a line that is a comment.
func (t *table) remark(line string) bool {
	if t.dialect.Comment == "" || !strings.HasPrefix(strings.TrimLeft(line, " \t"), t.dialect.Comment) {
		return false
	}
	t.remarks++
	return true
}

// parse reads the cells of one record. encoding/csv turns CR LF inside a cell into LF; a stand-in keeps it.
func (t *table) parse(body string) ([]string, error) {
	standIn := ""
	if strings.Contains(body, "\r\n") {
		for r := '\uE000'; r < '\uF8FF'; r++ {
			if !strings.ContainsRune(body, r) {
				standIn = string(r)
				break
			}
		}
		body = strings.ReplaceAll(body, "\r\n", standIn)
	}
	if t.csv == nil {
		t.csv = csv.NewReader(t.feed)
		t.csv.Comma, t.csv.FieldsPerRecord, t.csv.LazyQuotes, t.csv.TrimLeadingSpace = t.dialect.Delimiter, -1, true, t.dialect.Spaces
	}
	t.feed.Reset(body + "\n")
	before := t.csv.InputOffset()
	cells, err := t.csv.Read()
	if err == nil && t.csv.InputOffset()-before != int64(len(body)+1) {
		err = errors.New("the row does not end where its last cell does")
	}
	if err != nil {
		t.csv = nil
		return nil, err
	}
	if standIn != "" {
		for i := range cells {
			cells[i] = strings.ReplaceAll(cells[i], standIn, "\r\n")
		}
	}
	return cells, nil
}

// line is the next line with its end, given back ones first.
func (t *table) line() (string, error) {
	if n := len(t.back); n > 0 {
		l := t.back[n-1]
		t.back = t.back[:n-1]
		return l, nil
	}
	line, err := t.lines.next()
	return t.asWritten(line), err
}

// join adds lines to the first one until its quotes are closed.
func (t *table) join(line string) (string, error) {
	state := quoteState{delimiter: t.dialect.Delimiter, spaces: t.dialect.Spaces}
	state.scan(line)
	if !state.open {
		return line, nil
	}
	lines := []string{line}
	size := len(line)
	for {
		next, err := t.line()
		if err == nil {
			lines = append(lines, next)
			size += len(next)
			state.scan(next)
			if !state.open && !state.stray {
				return strings.Join(lines, ""), nil
			}
		}
		// Over several lines a quote must be a real one: with a stray one, or none to close the cell, the first line was
		// torn and the others are rows of their own.
		if err != nil && !errors.Is(err, io.EOF) && app.KindOf(err) != app.KindTooLarge {
			return "", err
		}
		if err != nil || state.stray || size > source.MaxLine || len(lines) > maxJoined {
			for i := len(lines) - 1; i > 0; i-- {
				t.back = append(t.back, lines[i])
			}
			return line, app.Errorf("read row", "", app.KindFormat, "Close the quote, or read the file with --quote none.",
				"a quote is never closed")
		}
	}
}

// quoteState follows quotes through the lines of a row, as encoding/csv does with LazyQuotes.
type quoteState struct {
	delimiter rune
	spaces    bool // blanks behind a delimiter don't count
	open      bool // in a quoted cell
	stray     bool // a quote inside a quoted cell that neither is doubled nor ends it
}

func (q *quoteState) scan(line string) {
	s := line
	for {
		if !q.open {
			if q.spaces {
				s = strings.TrimLeft(s, " ")
			}
			if !strings.HasPrefix(s, `"`) {
				at := strings.IndexRune(s, q.delimiter)
				if at < 0 {
					return
				}
				s = s[at+utf8.RuneLen(q.delimiter):]
				continue
			}
			s, q.open = s[1:], true
		}
		at := strings.IndexByte(s, '"')
		if at < 0 {
			return
		}
		s = s[at+1:]
		switch r, n := utf8.DecodeRuneInString(s); {
		case r == '"' && n == 1:
			s = s[1:]
		case n == 0 || s == "\n" || s == "\r\n" || s == "\r":
			q.open = false
			return
		case r == q.delimiter:
			q.open = false
			s = s[n:]
			if s == "" {
				return
			}
		default:
			q.stray = true
		}
	}
}

// lineReader gives lines with their ends. A line over maxLine is skipped and an error.
type lineReader struct {
	r   *bufio.Reader
	end byte
}

// newLineReader splits at LF, or at CR where lines end with that alone.
func newLineReader(r io.Reader, cr bool) *lineReader {
	l := &lineReader{bufio.NewReaderSize(r, 64<<10), '\n'}
	if cr {
		l.end = '\r'
	}
	return l
}

func (l *lineReader) next() (string, error) {
	part, err := l.r.ReadSlice(l.end)
	if err == nil {
		return string(part), nil
	}
	line := append([]byte(nil), part...)
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = l.r.ReadSlice(l.end)
		line = append(line, part...)
		if len(line) > source.MaxLine {
			return l.skip(line, err)
		}
	}
	if errors.Is(err, io.EOF) && len(line) > 0 {
		err = nil
	}
	return string(line), err
}

// skip reads to the end of a line that is too long.
func (l *lineReader) skip(line []byte, err error) (string, error) {
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = l.r.ReadSlice(l.end)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return string(line[:1000]), app.Errorf("read row", "", app.KindTooLarge, "Put pictures into files of their own.",
		"a line is longer than %d MB", source.MaxLine>>20)
}
