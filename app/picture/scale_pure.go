//go:build !cgo || noturbo || !(linux || turbo)

package picture

import (
	"context"
	"image"
)

type fastTables struct{}

func scaleFast(context.Context, *Raster, *scaler, []byte) (bool, error) { return false, nil }

func stretchJPEG(context.Context, []byte, jpegFile, image.Point, *scaler, []byte, int, int) (bool, error) {
	return false, nil
}
