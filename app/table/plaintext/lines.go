package plaintext

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"

	"duotone/app"
	"duotone/app/table/source"
)

// lineDecoder reads text line by line: a line in UTF-8 is UTF-8, another one is in an old encoding. Files that were put together from
// several sources have both. It counts what it guessed and what it could not read.
type lineDecoder struct {
	r        *bufio.Reader
	end      byte
	old      encoding.Encoding // nil: none; what is not UTF-8 becomes U+FFFD
	oldName  string
	carry    []byte // of a line longer than the buffer: a sign that is cut there
	out      []byte
	err      error
	pending  bool // a part of the line was there already
	odd      bool // and was in the old encoding
	guessed  int64
	unread   int64 // lines with signs that became U+FFFD
	toldTorn bool
}

func newLineDecoder(r io.Reader, cr bool, old encoding.Encoding, name string) *lineDecoder {
	d := &lineDecoder{r: bufio.NewReaderSize(r, 64<<10), end: '\n', old: old, oldName: name}
	if cr {
		d.end = '\r'
	}
	if head, err := d.r.Peek(3); err == nil && bytes.Equal(head, []byte{0xEF, 0xBB, 0xBF}) {
		_, _ = d.r.Discard(3) // what was peeked is there
	}
	return d
}

func (d *lineDecoder) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		d.fill()
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// fill decodes the next line, or the next part of a long one.
func (d *lineDecoder) fill() {
	part, err := d.r.ReadSlice(d.end)
	full := errors.Is(err, bufio.ErrBufferFull)
	if !full {
		d.err = err
	}
	line := part
	if len(d.carry) > 0 {
		line = append(d.carry, part...)
		d.carry = nil
	}
	if full {
		if n := cutSign(line); n > 0 {
			d.carry = append([]byte(nil), line[len(line)-n:]...)
			line = line[:len(line)-n]
		}
	}
	d.out = d.decode(line)
	d.pending = full
	if !full {
		d.odd, d.toldTorn = false, false
	}
}

// cutSign is how many bytes at the end begin a sign in UTF-8 that goes on.
func cutSign(b []byte) int {
	for n := 1; n <= min(3, len(b)); n++ {
		c := b[len(b)-n]
		if c < utf8.RuneSelf {
			return 0
		}
		if c >= 0xC0 {
			if utf8.FullRune(b[len(b)-n:]) {
				return 0
			}
			return n
		}
	}
	return 0
}

func (d *lineDecoder) decode(line []byte) []byte {
	if utf8.Valid(line) {
		return append([]byte(nil), line...)
	}
	if d.old != nil && (d.odd || isOld(line)) {
		if text, err := d.old.NewDecoder().Bytes(line); err == nil {
			if !d.odd {
				d.guessed++
			}
			d.odd = true
			if bytes.Contains(text, []byte("\uFFFD")) {
				d.torn()
			}
			return text
		}
	}
	d.torn()
	return bytes.ToValidUTF8(line, []byte("\uFFFD"))
}

func (d *lineDecoder) torn() {
	if !d.toldTorn {
		d.unread++
	}
	d.toldTorn = true
}

// isOld tells a line in an old encoding from one in UTF-8 with a torn sign: a sign that was cut has its beginning, and the others of
// the line are whole.
func isOld(line []byte) bool {
	whole, torn, other := 0, 0, 0
	for i := 0; i < len(line); {
		if line[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(line[i:])
		if r != utf8.RuneError || n > 1 {
			whole++
			i += n
			continue
		}
		n = 1
		if line[i] >= 0xC2 && line[i] <= 0xF4 {
			for i+n < len(line) && n < 4 && line[i+n]&0xC0 == 0x80 {
				n++
			}
		}
		if n > 1 {
			torn++
		} else {
			other++
		}
		i += n
	}
	return other > whole && other >= torn
}

// notes tell what was guessed and what could not be read.
func (d *lineDecoder) Notes() (out []source.Note) {
	if d.guessed > 0 {
		out = append(out, source.Counted("encoding", int(d.guessed),
			app.Say("1 line is not UTF-8 like the others and read as {{.name}} (guessed)").With("name", d.oldName),
			app.Say("{{.n}} lines are not UTF-8 like the others and read as {{.name}} (guessed)").With("name", d.oldName)))
	}
	if d.unread > 0 {
		out = append(out, source.Counted("signs", int(d.unread), app.Say("1 line has bytes that mean nothing in its encoding; they became \uFFFD"),
			app.Say("{{.n}} lines have bytes that mean nothing in its encoding; they became \uFFFD")))
	}
	return out
}

// signCounter counts the signs that a decoder could not read.
type signCounter struct {
	r    io.Reader
	name string
	n    int64
}

func (c *signCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(bytes.Count(p[:n], []byte("\uFFFD"))) // a decoder never cuts one in two
	return n, err
}

func (c *signCounter) Notes() []source.Note {
	if c.n == 0 {
		return nil
	}
	return []source.Note{source.Counted("signs", int(c.n), app.Say("1 sign that means nothing in {{.name}} became \uFFFD").With("name", c.name),
		app.Say("{{.n}} signs that mean nothing in {{.name}} became \uFFFD").With("name", c.name))}
}

// WithNotes is a source of text that also tells what the decoder of its bytes has to tell.
func WithNotes(s source.Source, decoder source.Noted) source.Source { return notedText{s, decoder} }

// notedText is a source of text with what the decoder of its bytes has to tell.
type notedText struct {
	source.Source
	decoder source.Noted
}

func (n notedText) Notes() []source.Note {
	return append(n.decoder.Notes(), source.NotesOf(n.Source)...)
}
