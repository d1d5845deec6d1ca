package table

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"

	"duotone/app"
)

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
	f, _, err := openFile(path)
	if err != nil {
		return nil, nil, err
	}
	r, err := unpacked(f)
	if err != nil {
		f.Close()
		return nil, nil, app.Errorf("open input", path, app.KindFormat, "Check that the file is whole.", "%w", err)
	}
	return r, f.Close, nil
}

// unpacked looks through a gzip, which says by its first bytes that it is one.
func unpacked(r io.Reader) (io.Reader, error) {
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
	switch {
	case in.Dialect.CR:
		in.Total = s.Returns
	case in.Format == JSONLines:
		in.Total = s.Feeds
	}
	if in.Format == JSONArray {
		in.Total = -1
	} else if in.Dialect.Header {
		in.Total = max(0, in.Total-1-int64(in.Dialect.Skip+in.Dialect.Above))
	}
	in.open = func() (Source, error) {
		r, done, err := openBytes(in.Path)
		if err != nil {
			return nil, err
		}
		return in.textSource(r, done)
	}
	if err := in.look(); err != nil || !in.IsObjects() {
		return err
	}
	return in.lookFurther(ctx)
}
