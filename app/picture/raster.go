package picture

import (
	"context"
	"image"
	"image/color"
	"sync"
)

// raster is a decoded picture, opaque, as stored: not yet turned by its orientation. Read it row by row, then Release it.
type raster struct {
	Width, Height int

	pix        []byte      // four bytes a pixel, no gaps; or else:
	img        image.Image // what a decoder gave, converted a row at a time
	canvas     image.Point // the whole picture where img is a part of it: GIF, animated WebP
	offset     image.Point // where img's own origin lies on the canvas
	webp       bool        // img, where it is YCbCr, is as WebP has it
	cb, cr     []uint8     // one row of colour at full width
	background color.NRGBA // shows through; only where opaque is set
	opaque     bool        // lay over background
	reduced    int         // 1, 2, 4 or 8: one pixel here was this many a side
	full       image.Point // size before that
	buffer     *[]byte     // pix's home in the pool
	scratch    []byte
	release    func()
}

// Extent is how many of the raster's pixels the picture fills. Where its decoder shrank it, the last row and column may
// reach over its edge: 675 rows at half the size are 337½ of 338.
func (r *raster) Extent() (width, height float64) {
	if r.reduced <= 1 {
		return float64(r.Width), float64(r.Height)
	}
	return float64(r.full.X) / float64(r.reduced), float64(r.full.Y) / float64(r.reduced)
}

// Release gives the memory back. The raster and its rows must not be used afterwards. It may be called twice.
func (r *raster) Release() {
	if r.buffer != nil {
		buffers.Put(r.buffer)
		r.buffer = nil
	}
	if r.release != nil {
		r.release()
		r.release = nil
	}
	r.pix, r.img = nil, nil
}

// buffers keeps what rasters were decoded into, so that a bulk run does not make a new one for each picture.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// largestKept bounds what the pool holds on to: a rare huge picture's memory goes back to the system.
const largestKept = 16 << 20

func newRaster(w, h int, release func()) *raster {
	r := &raster{Width: w, Height: h, release: release, reduced: 1}
	n := 4 * w * h
	if n > largestKept {
		r.pix = make([]byte, n)
		return r
	}
	b := buffers.Get().(*[]byte)
	if cap(*b) < n {
		*b = make([]byte, n)
	}
	r.buffer, r.pix = b, (*b)[:n]
	return r
}

// row gives row y as R, G, B, A bytes, A always 255 where the picture was laid over a background. scratch needs room for
// 4 × Width bytes; the result is scratch or a part of the raster, and only to be read.
func (r *raster) row(y int, scratch []byte) []byte {
	if r.pix != nil {
		return r.pix[4*r.Width*y:][:4*r.Width]
	}
	row := scratch[:4*r.Width]
	part := r.img.Bounds()
	if r.canvas == (image.Point{}) {
		r.convert(row, part.Min.X, part.Max.X, y+part.Min.Y)
	} else {
		clear(row)
		part = part.Add(r.offset).Intersect(image.Rect(0, 0, r.Width, r.Height))
		if y >= part.Min.Y && y < part.Max.Y {
			r.convert(row[4*part.Min.X:], part.Min.X-r.offset.X, part.Max.X-r.offset.X, y-r.offset.Y)
		}
	}
	if r.opaque {
		layOver(row, r.background)
	}
	return row
}

// Rows gives the rows in order to f, which must not keep them. It stops at a cancel; a panic on the way is an error.
func (r *raster) Rows(ctx context.Context, f func(y int, row []byte)) (err error) {
	defer recovered(&err)
	if r.scratch == nil {
		r.scratch = make([]byte, 4*r.Width)
	}
	for y := range r.Height {
		if y%64 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		f(y, r.row(y, r.scratch))
	}
	return nil
}

// layOver puts a row over an opaque colour.
func layOver(row []byte, bg color.NRGBA) {
	for i := 0; i+3 < len(row); i += 4 {
		p := row[i : i+4 : i+4]
		a := uint32(p[3])
		if a == 255 {
			continue
		}
		p[0] = uint8((uint32(p[0])*a + uint32(bg.R)*(255-a) + 127) / 255)
		p[1] = uint8((uint32(p[1])*a + uint32(bg.G)*(255-a) + 127) / 255)
		p[2] = uint8((uint32(p[2])*a + uint32(bg.B)*(255-a) + 127) / 255)
		p[3] = 255
	}
}

// convert writes the pixels [x0,x1) of line y of img, in img's own coordinates, as 8-bit R, G, B, A, alpha not
// multiplied in. 16-bit samples keep their high byte.
func (r *raster) convert(row []byte, x0, x1, y int) {
	row = row[:4*(x1-x0)]
	switch m := r.img.(type) {
	case *image.NRGBA:
		copy(row, m.Pix[m.PixOffset(x0, y):])
	case *image.RGBA:
		copy(row, m.Pix[m.PixOffset(x0, y):])
		unmultiply(row)
	case *image.Gray:
		for i, v := range m.Pix[m.PixOffset(x0, y):][:x1-x0] {
			put(row, i, v, v, v, 255)
		}
	case *image.Gray16:
		src := m.Pix[m.PixOffset(x0, y):]
		for i := range x1 - x0 {
			v := src[2*i]
			put(row, i, v, v, v, 255)
		}
	case *image.NRGBA64:
		src := m.Pix[m.PixOffset(x0, y):]
		for i := range row {
			row[i] = src[2*i]
		}
	case *image.Paletted:
		convertPaletted(row, m, x0, x1, y)
	case *image.YCbCr:
		r.convertYCbCr(row, m, x0, x1, y)
	case *image.NYCbCrA:
		r.convertYCbCr(row, &m.YCbCr, x0, x1, y)
		for i, a := range m.A[m.AOffset(x0, y):][:x1-x0] {
			row[4*i+3] = a
		}
	case *image.CMYK:
		src := m.Pix[m.PixOffset(x0, y):]
		for i := range x1 - x0 {
			s := src[4*i : 4*i+4]
			k := 255 - uint32(s[3])
			put(row, i, cmykByte(255-s[0], k), cmykByte(255-s[1], k), cmykByte(255-s[2], k), 255)
		}
	default:
		for i := range x1 - x0 {
			c := color.NRGBA64Model.Convert(m.At(x0+i, y)).(color.NRGBA64)
			put(row, i, uint8(c.R>>8), uint8(c.G>>8), uint8(c.B>>8), uint8(c.A>>8))
		}
	}
}

func put(row []byte, i int, r, g, b, a uint8) {
	p := row[4*i : 4*i+4 : 4*i+4]
	p[0], p[1], p[2], p[3] = r, g, b, a
}

// unmultiply takes alpha out of premultiplied pixels.
func unmultiply(row []byte) {
	for i := 0; i+3 < len(row); i += 4 {
		if a := uint32(row[i+3]); a != 255 && a != 0 {
			for c := range 3 {
				row[i+c] = uint8(min((uint32(row[i+c])*255+a/2)/a, 255))
			}
		}
	}
}

// convertPaletted takes an index out of its palette for nothing: transparent black. (Such files have crashed others.)
func convertPaletted(row []byte, m *image.Paletted, x0, x1, y int) {
	var table [256]color.NRGBA
	for i, c := range m.Palette[:min(len(m.Palette), 256)] {
		table[i] = color.NRGBAModel.Convert(c).(color.NRGBA)
	}
	for i, v := range m.Pix[m.PixOffset(x0, y):][:x1-x0] {
		c := table[v]
		put(row, i, c.R, c.G, c.B, c.A)
	}
}
