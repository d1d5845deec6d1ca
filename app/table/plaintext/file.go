package plaintext

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
)

// Heeding reads until the context ends.
func Heeding(ctx context.Context, r io.Reader) io.Reader { return contextReader{ctx, r} }

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

// Unpacked looks through a gzip, which says by its first bytes that it is one.
func Unpacked(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}) {
		return b, nil
	}
	return gzip.NewReader(b)
}

// Text decodes a text file; the line end that editors add at its end is not part of the words.
func Text(data []byte, name string) (string, error) {
	old := ""
	if name == "" || name == "auto" {
		s, err := Look(bytes.NewReader(data))
		if err != nil {
			return "", err
		}
		name = s.Encoding()
		old, _ = s.Old()
	}
	r, err := Decoded(bytes.NewReader(data), name, old, false)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return strings.TrimRight(string(text), "\r\n"), err
}

// PlainHead is a beginning without a mark and blanks; of UTF-16 the letters that matter here.
func PlainHead(head []byte) []byte {
	text := bytes.TrimPrefix(head, []byte{0xEF, 0xBB, 0xBF})
	if bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) {
		text = bytes.ReplaceAll(text[2:], []byte{0}, nil)
	} else if UTF16ByZeros(head) != "" {
		text = bytes.ReplaceAll(text, []byte{0}, nil)
	}
	return bytes.TrimSpace(text)
}
