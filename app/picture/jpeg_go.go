package picture

import (
	"bytes"
	"context"
	"image/jpeg"
)

// decodeJPEGPure decodes with image/jpeg: the way of builds without libjpeg-turbo, and the reference of its test.
func decodeJPEGPure(ctx context.Context, data []byte, j jpegFile) (*Raster, error) {
	release, err := reserve(ctx, j.samples+j.header().memory)
	if err != nil {
		return nil, err
	}
	if j.components == 4 && !j.adobe {
		data = withAdobe(data)
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
	return &Raster{Width: m.Bounds().Dx(), Height: m.Bounds().Dy(), img: m, release: release, reduced: 1}, nil
}

// withAdobe names the colours of a JPEG of four components that does not: inverted CMYK, as everybody takes it.
func withAdobe(data []byte) []byte {
	const segment = "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
	out := make([]byte, 0, len(data)+len(segment))
	return append(append(append(out, data[:2]...), segment...), data[2:]...)
}

// cmykByte is one of R, G and B from an inverted ink and inverted black: ink × black, rounded as Pillow does it.
func cmykByte(ink uint8, black uint32) uint8 {
	t := (255-uint32(ink))*black + 128
	return uint8(int32(black) - int32((t>>8+t)>>8))
}
