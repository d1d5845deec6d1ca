package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// drawn is a picture with slopes, edges and colours, different in every corner.
func drawn(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := float64(x)/float64(w), float64(y)/float64(h)
			c := color.NRGBA{uint8(255 * fx), uint8(255 * fy), uint8(127 + 120*math.Sin(9*fx+5*fy)), 255}
			if fx > 0.3 && fx < 0.5 && fy > 0.2 && fy < 0.4 {
				c = color.NRGBA{220, 30, 40, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// encoded makes files of every format from a picture.
func encoded(t testing.TB, m *image.NRGBA) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	add := func(name string, encode func(b *bytes.Buffer) error) {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(name, err)
		}
		files[name] = b.Bytes()
	}
	gray, gray16 := image.NewGray(m.Rect), image.NewGray16(m.Rect)
	deep, paletted := image.NewNRGBA64(m.Rect), image.NewPaletted(m.Rect, palette.WebSafe)
	for _, d := range []draw.Image{gray, gray16, deep, paletted} {
		draw.Draw(d, m.Rect, m, image.Point{}, draw.Src)
	}
	add("colour.jpg", func(b *bytes.Buffer) error { return jpeg.Encode(b, m, &jpeg.Options{Quality: 90}) })
	add("gray.jpg", func(b *bytes.Buffer) error { return jpeg.Encode(b, gray, nil) })
	add("colour.png", func(b *bytes.Buffer) error { return png.Encode(b, m) })
	add("gray.png", func(b *bytes.Buffer) error { return png.Encode(b, gray) })
	add("gray16.png", func(b *bytes.Buffer) error { return png.Encode(b, gray16) })
	add("deep.png", func(b *bytes.Buffer) error { return png.Encode(b, deep) })
	add("palette.png", func(b *bytes.Buffer) error { return png.Encode(b, paletted) })
	add("colour.gif", func(b *bytes.Buffer) error { return gif.Encode(b, m, nil) })
	add("colour.bmp", func(b *bytes.Buffer) error { return bmp.Encode(b, m) })
	add("palette.bmp", func(b *bytes.Buffer) error { return bmp.Encode(b, paletted) })
	add("colour.tiff", func(b *bytes.Buffer) error { return tiff.Encode(b, m, nil) })
	add("deflate.tiff", func(b *bytes.Buffer) error {
		return tiff.Encode(b, m, &tiff.Options{Compression: tiff.Deflate, Predictor: true})
	})
	return files
}

// withExif puts an orientation into a JPEG, in the byte order asked for.
func withExif(jpg []byte, orientation uint16, order binary.AppendByteOrder) []byte {
	tiff := []byte("II*\x00")
	if order.AppendUint16(nil, 1)[0] == 0 {
		tiff = []byte("MM\x00*")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, e := range [][2]uint16{{0x0100, 7}, {0x0112, orientation}} {
		tiff = order.AppendUint16(tiff, e[0])
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, e[1])
		tiff = order.AppendUint16(tiff, 0)
	}
	tiff = order.AppendUint32(tiff, 0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	out := append([]byte{}, jpg[:2]...)
	return append(append(append(out, segment...), body...), jpg[2:]...)
}

// pngHeader is a PNG that claims a size and has next to nothing in it.
func pngHeader(w, h uint32, depth, colour byte) []byte {
	ihdr := binary.BigEndian.AppendUint32(nil, w)
	ihdr = binary.BigEndian.AppendUint32(ihdr, h)
	ihdr = append(ihdr, depth, colour, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", ihdr)...)
	return append(append(out, chunk("IDAT", []byte{0x78, 0x9c, 0x03, 0, 0, 0, 0, 1})...), chunk("IEND", nil)...)
}

func chunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// jpegHeader is a JPEG that claims a size: n scans over it, no data in them.
func jpegHeader(w, h uint16, progressive bool, scans int) []byte {
	sof := byte(0xc0)
	if progressive {
		sof = 0xc2
	}
	out := []byte{0xff, 0xd8}
	// A quantization table and the shortest Huffman tables.
	out = append(append(out, 0xff, 0xdb, 0, 67, 0), bytes.Repeat([]byte{1}, 64)...)
	frame := binary.BigEndian.AppendUint16([]byte{0xff, sof, 0, 11, 8}, h)
	out = append(binary.BigEndian.AppendUint16(append(out, frame...), w), 1, 1, 0x11, 0)
	for _, class := range []byte{0, 0x10} {
		out = append(append(out, 0xff, 0xc4, 0, 20, class, 1), make([]byte, 16)...)
	}
	for range scans {
		out = append(out, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0)
	}
	return append(out, 0xff, 0xd9)
}

// tiffFile is a little-endian TIFF of LONG tags, whose directory points to itself as the next one.
func tiffFile(tags [][2]uint32) []byte {
	out := []byte("II*\x00\x08\x00\x00\x00")
	out = binary.LittleEndian.AppendUint16(out, uint16(len(tags)))
	for _, t := range tags {
		out = binary.LittleEndian.AppendUint16(out, uint16(t[0]))
		out = binary.LittleEndian.AppendUint16(out, 4)
		out = binary.LittleEndian.AppendUint32(out, 1)
		out = binary.LittleEndian.AppendUint32(out, t[1])
	}
	return append(binary.LittleEndian.AppendUint32(out, 8), make([]byte, 64)...)
}
