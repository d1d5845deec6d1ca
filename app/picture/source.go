package picture

import (
	"bytes"
	"context"
	"errors"
	"io"
)

var errTruncated = errors.New("the file ends too early")

// source is what decoders read from. It ends their reading when its context is done, and remembers whether they asked
// for more than there is, which they report in many ways.
type source struct {
	data  *bytes.Reader
	ctx   context.Context
	short bool
}

func newSource(ctx context.Context, data []byte) *source {
	return &source{data: bytes.NewReader(data), ctx: ctx}
}

func (s *source) note(n, want int, err error) (int, error) {
	if err == io.EOF || n < want {
		s.short = true
	}
	return n, err
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.data.Read(p)
	return s.note(n, 0, err)
}

// ReadByte implements io.ByteReader, which keeps decoders from reading ahead.
func (s *source) ReadByte() (byte, error) {
	b, err := s.data.ReadByte()
	_, err = s.note(0, 0, err)
	return b, err
}

// ReadAt implements io.ReaderAt, which keeps the TIFF decoder from copying the file.
func (s *source) ReadAt(p []byte, off int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.data.ReadAt(p, off)
	return s.note(n, len(p), err)
}

// explain says of a decoder's error whether the file is at fault for ending too early.
func (s *source) explain(err error) error {
	if s.short && s.ctx.Err() == nil {
		return errTruncated
	}
	return err
}
