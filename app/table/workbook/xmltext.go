package workbook

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"

	"duotone/app/table/source"
)

// errCellTooLong ends the reading of a text that would fill the memory.
var errCellTooLong = errors.New("a text in it is longer than 64 MB")

// xmlText mends what keeps an XML parser from reading on: bytes that are not UTF-8 and signs that XML can't have become U+FFFD, and
// are counted. A text or a tag of over maxLine bytes is an error, before it is in the memory.
type xmlText struct {
	r   *bufio.Reader
	run int   // bytes since a tag began or ended
	odd int64 // signs replaced
}

// newXMLText reads XML of any encoding that it declares.
func newXMLText(r io.Reader) *xmlText {
	b := bufio.NewReaderSize(r, 64<<10)
	head, _ := b.Peek(256) // an error comes again when it is read
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		b = bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(b), 64<<10)
	default:
		if e, name := charset.Lookup(declaredEncoding(head)); e != nil && name != "utf-8" {
			b = bufio.NewReaderSize(e.NewDecoder().Reader(b), 64<<10)
		}
	}
	return &xmlText{r: b}
}

func declaredEncoding(head []byte) string {
	decl, _, _ := strings.Cut(string(head), "?>")
	_, rest, ok := strings.Cut(decl, "encoding=")
	if !ok || len(rest) < 2 {
		return ""
	}
	name, _, _ := strings.Cut(rest[1:], rest[:1])
	return name
}

func (x *xmlText) Read(p []byte) (n int, err error) {
	if len(p) < utf8.UTFMax {
		return 0, io.ErrShortBuffer
	}
	for n+utf8.UTFMax <= len(p) {
		c, err := x.r.ReadByte()
		if err != nil {
			if n > 0 && errors.Is(err, io.EOF) {
				return n, nil
			}
			return n, err
		}
		if x.run++; x.run > source.MaxLine {
			return n, errCellTooLong
		}
		switch {
		case c == '<' || c == '>':
			x.run = 0
			p[n] = c
			n++
		case c == '&' && x.badReference():
			n += x.replace(p[n:])
		case c >= 0x20 && c < utf8.RuneSelf, c == '\t', c == '\n', c == '\r':
			p[n] = c
			n++
		case c < 0x20:
			n += x.replace(p[n:])
		default:
			if err := x.r.UnreadByte(); err != nil {
				return n, err
			}
			r, size, err := x.r.ReadRune()
			if err != nil {
				return n, err
			}
			if r == utf8.RuneError && size == 1 || r == 0xFFFE || r == 0xFFFF {
				n += x.replace(p[n:])
				continue
			}
			n += utf8.EncodeRune(p[n:], r)
		}
		if x.r.Buffered() == 0 && n > 0 {
			break // what is there is given before more is waited for
		}
	}
	return n, nil
}

func (x *xmlText) replace(p []byte) int {
	x.odd++
	return utf8.EncodeRune(p, utf8.RuneError)
}

// badReference tells and skips a reference to a sign that XML can't have: &#1;.
func (x *xmlText) badReference() bool {
	next, _ := x.r.Peek(12)
	end := bytes.IndexByte(next, ';')
	if end < 2 || next[0] != '#' {
		return false
	}
	digits, base := string(next[1:end]), 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil || v >= 0x20 && v < 0xD800 || v >= 0xE000 && v < 0xFFFE || v >= 0x10000 && v <= 0x10FFFF || v == '\t' || v == '\n' || v == '\r' {
		return false
	}
	_, err = x.r.Discard(end + 1)
	return err == nil
}
