package picture

import (
	"bytes"
	"encoding/binary"
	"image"

	"github.com/disintegration/imaging"
)

// orientation is the EXIF tag of that name: 1 to 8; 0 is the same as 1, upright.
type orientation uint8

// swaps tells whether width and height change places.
func (o orientation) swaps() bool { return o >= 5 && o <= 8 }

// size is a stored size as it is looked at, and the other way round.
func (o orientation) size(w, h int) (int, int) {
	if o.swaps() {
		return h, w
	}
	return w, h
}

// apply turns a picture upright. imaging gets NRGBA alone: its other paths have crashed on malformed pictures.
func (o orientation) apply(m *image.NRGBA) *image.NRGBA {
	switch o {
	case 2:
		return imaging.FlipH(m)
	case 3:
		return imaging.Rotate180(m)
	case 4:
		return imaging.FlipV(m)
	case 5:
		return imaging.Transpose(m)
	case 6:
		return imaging.Rotate270(m)
	case 7:
		return imaging.Transverse(m)
	case 8:
		return imaging.Rotate90(m)
	}
	return m
}

// exifOrientation reads the orientation from a TIFF structure, with or without "Exif\0\0" before it. What can't be read
// is upright.
func exifOrientation(exif []byte) orientation {
	const tag = 0x0112
	v, ok := tiffValue(bytes.TrimPrefix(exif, []byte("Exif\x00\x00")), tag)
	if !ok || v < 1 || v > 8 {
		return 0
	}
	return orientation(v)
}

// tiffValue is the first value of a SHORT or LONG tag in the first directory of a TIFF structure.
func tiffValue(data []byte, tag uint16) (uint32, bool) {
	if len(data) < 8 {
		return 0, false
	}
	var order binary.ByteOrder
	switch string(data[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0, false
	}
	at := int64(order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return 0, false
	}
	n := int64(order.Uint16(data[at:]))
	for entry := at + 2; n > 0 && entry+12 <= int64(len(data)); n, entry = n-1, entry+12 {
		e := data[entry : entry+12]
		if order.Uint16(e) != tag {
			continue
		}
		if order.Uint32(e[4:]) < 1 {
			return 0, false
		}
		switch order.Uint16(e[2:]) {
		case 3: // SHORT
			return uint32(order.Uint16(e[8:])), true
		case 4: // LONG
			return order.Uint32(e[8:]), true
		}
		return 0, false
	}
	return 0, false
}
