package batch

import (
	"context"
	"io"
	"os"
)

func writeXLSX(ctx context.Context, f *os.File, spool string, l layout) error { return io.ErrClosedPipe }
func writeParquet(ctx context.Context, f *os.File, spool string, l layout) error { return io.ErrClosedPipe }
func (in *Input) openBinary(ctx context.Context) error {
	return in.openZIP(ctx)
}
