package picture

import (
	"bytes"
	"context"
	"image/jpeg"
)

// decodeJPEGInGo decodes by the standard library: the way of builds without libjpeg-turbo, whose inverse transform rounds otherwise.
func decodeJPEGInGo(ctx context.Context, data []byte, j jpegFile) (*raster, error) {
	need := j.header().memory
	if Turbo {
		need += j.inGo()
	}
	release, err := reserve(ctx, need)
	if err != nil {
		return nil, err
	}
	src := newSource(ctx, data)
	m, err := jpeg.Decode(src)
	if err != nil && !j.progressive && !bytes.HasSuffix(data, []byte{0xff, 0xd9}) {
		// Some writers forget the end marker; where it is more than that, this fails as well.
		m, err = jpeg.Decode(newSource(ctx, append(data[:len(data):len(data)], 0xff, 0xd9)))
	}
	if err != nil {
		release()
		return nil, src.explain(err)
	}
	size := m.Bounds().Size()
	return &raster{Width: size.X, Height: size.Y, img: m, release: release, reduced: 1}, nil
}

// cmykByte is one of R, G and B from an inverted ink and inverted black: ink × black, rounded as Pillow does it.
func cmykByte(ink uint8, black uint32) uint8 {
	t := (255-uint32(ink))*black + 128
	return uint8(int32(black) - int32((t>>8+t)>>8))
}
