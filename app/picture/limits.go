package picture

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// Limits are what a picture may cost. A field that is zero or less takes its value from DefaultLimits.
type Limits struct {
	Bytes  int64 // size of the encoded file
	Pixels int64 // width × height
	Side   int   // the longer side
	Memory int64 // bytes a decoder needs at once, estimated from the header
}

// DefaultLimits let every photograph pass that a camera or telephone makes (the largest common sensors give 108
// megapixels) and every screenshot, also long ones. A picture that is over them would take seconds and more memory than
// a whole bulk run is allowed, for a model that looks at a few hundred pixels a side.
var DefaultLimits = Limits{
	Bytes:  64 << 20,
	Pixels: 120_000_000,
	Side:   32_768,
	Memory: 400 << 20,
}

const (
	// maxScans bounds a progressive JPEG: encoders write about ten scans, a bomb writes thousands, each of which makes
	// the decoder visit every block of the picture again.
	maxScans = 200
	// maxScanWork is pixels × scans of one JPEG: 12 megapixels could still have 160 scans, 120 megapixels 16.
	maxScanWork = 2_000_000_000
	// decodeBudget is the memory that all decoders of the process may need together, by the same estimate as
	// Limits.Memory: many workers on large pictures wait for each other instead of filling the machine.
	decodeBudget = 512 << 20
)

func (l Limits) filled() Limits {
	if l.Bytes <= 0 {
		l.Bytes = DefaultLimits.Bytes
	}
	if l.Pixels <= 0 {
		l.Pixels = DefaultLimits.Pixels
	}
	if l.Side <= 0 {
		l.Side = DefaultLimits.Side
	}
	if l.Memory <= 0 {
		l.Memory = DefaultLimits.Memory
	}
	return l
}

var decoding = semaphore.NewWeighted(decodeBudget)

// reserve waits until n bytes of the process's budget are free, or until ctx is done. Call the result when done.
func reserve(ctx context.Context, n int64) (release func(), err error) {
	n = min(max(n, 1), decodeBudget)
	if err := decoding.Acquire(ctx, n); err != nil {
		return nil, err
	}
	return func() { decoding.Release(n) }, nil
}
