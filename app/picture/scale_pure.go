//go:build !cgo || noturbo || !(linux || turbo)

package picture

import (
	"context"
	"image"
)

// fastTables keeps nothing where there is no vector code.
//
//lint:ignore U1000 the scaler has a field of it, which only the other build fills
type fastTables struct{}

func scaleFast(context.Context, *raster, *scaler, []byte) (bool, error) { return false, nil }

func stretchJPEG(context.Context, []byte, jpegFile, image.Point, *scaler, []byte, int, int) (bool, error) {
	return false, nil
}
