//go:build !cgo || noturbo || !(linux || turbo)

package picture

import (
	"context"
	"image"
)

// Turbo tells whether JPEG is decoded by libjpeg-turbo. This build has none and uses image/jpeg.
const Turbo = false

func decodeJPEG(ctx context.Context, data []byte, j jpegFile, _ image.Point) (*raster, error) {
	return decodeJPEGInGo(ctx, data, j)
}
