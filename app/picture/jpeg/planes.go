// Package jpeg is Go's own image/jpeg decoder with another inverse transform: libjpeg's accurate integer one, so that the
// samples are those of libjpeg-turbo, of Pillow, and so of training, bit for bit. image/jpeg differs by a level in one sample of
// sixty, which an 8-bit picture encoder answers with scores that move in the second digit.
//
// reader.go, scan.go and huffman.go are Go 1.26's, under the licence beside them; what is not needed to decode is left out, and
// so is the conversion of colours, which belongs to package picture. This file and inverse.go are Duotone's.
package jpeg

import (
	"image"
	"io"
)

// Planes are the decoded samples, colour planes as small as they are stored.
type Planes struct {
	Gray   *image.Gray  // one component
	Colour *image.YCbCr // three or four components
	// What the planes of Colour are: Y, Cb and Cr, or else red, green and blue; with four components, where they are
	// Y, Cb and Cr those of inverted ink, or else inverted cyan, magenta and yellow.
	YCbCr bool
	// Black is the fourth component, inverted, of the size of the first; nil without one.
	Black       []uint8
	BlackStride int
}

// Decode reads a JPEG picture.
func Decode(r io.Reader) (*Planes, error) {
	var d decoder
	return d.decode(r)
}

// planes is what was decoded, with its colours as libjpeg would guess them (jdapimin.c).
func (d *decoder) planes() (*Planes, error) {
	switch {
	case d.img1 != nil:
		return &Planes{Gray: d.img1}, nil
	case d.img3 == nil:
		return nil, FormatError("missing SOS marker")
	case d.blackPix != nil:
		inks := !d.adobeTransformValid || d.adobeTransform == adobeTransformUnknown
		return &Planes{Colour: d.img3, YCbCr: !inks, Black: d.blackPix, BlackStride: d.blackStride}, nil
	}
	return &Planes{Colour: d.img3, YCbCr: !d.isRGB()}, nil
}
