package table

import (
	"context"
	"io"

	"duotone/app"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"
)

// openBytes opens the file, unpacked where it is a gzip.
func openBytes(path string) (io.Reader, func() error, error) {
	f, _, err := source.OpenFile(path)
	if err != nil {
		return nil, nil, err
	}
	r, err := plaintext.Unpacked(f)
	if err != nil {
		f.Close()
		return nil, nil, app.Errorf("open input", path, app.KindFormat, "Check that the file is whole.", "%w", err)
	}
	return r, f.Close, nil
}

func (in *Input) openText(ctx context.Context) error {
	r, done, err := openBytes(in.Path)
	if err != nil {
		return err
	}
	s, err := plaintext.Look(plaintext.Heeding(ctx, r))
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
	case in.Format == source.JSONLines:
		in.Total = s.Feeds
	}
	if in.Format == source.JSONArray {
		in.Total = -1
	} else if in.Dialect.Header {
		in.Total = max(0, in.Total-1-int64(in.Dialect.Skip+in.Dialect.Above))
	}
	in.open = func() (source.Source, error) {
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
