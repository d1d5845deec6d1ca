package picture

import (
	"bytes"
	"context"

	"duotone/app/picture/jpeg"
)

// decodeJPEGPure decodes in Go, to the same samples as libjpeg-turbo: the way of builds without it, and the reference of its
// test.
func decodeJPEGPure(ctx context.Context, data []byte, j jpegFile) (*Raster, error) {
	release, err := reserve(ctx, j.samples+j.header().memory)
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
	r := &Raster{release: release, reduced: 1, planes: m}
	r.img = m.Colour
	if m.Gray != nil {
		r.img = m.Gray
	}
	r.Width, r.Height = r.img.Bounds().Dx(), r.img.Bounds().Dy()
	return r, nil
}

// cmykByte is one of R, G and B from an inverted ink and inverted black: ink × black, rounded as Pillow does it.
func cmykByte(ink uint8, black uint32) uint8 {
	t := (255-uint32(ink))*black + 128
	return uint8(int32(black) - int32((t>>8+t)>>8))
}
