package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"io"

	"duotone/app"

	"github.com/disintegration/imaging"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// Options say what is wanted of a decoded picture.
type Options struct {
	// MinWidth and MinHeight allow the decoder to give fewer pixels than the file has, where that is less work, but
	// not fewer than these, as the picture is looked at. Zero: all of them.
	MinWidth, MinHeight int
	// Over is the colour that shows through where the picture is transparent; its own alpha is not used. nil keeps the
	// transparency.
	Over *color.NRGBA
}

// Decode decodes a picture and turns it upright. The result may be smaller than the picture where o allows it. Errors
// are of kind picture, or the context's.
func Decode(ctx context.Context, p *app.Picture, o Options) (m *image.NRGBA, err error) {
	err = guarded(ctx, p, func() error {
		h, err := probe(p.Format, p.Data)
		if err != nil {
			return err
		}
		r, err := h.decode(ctx, p, image.Pt(h.orientation.size(o.MinWidth, o.MinHeight)))
		if err != nil {
			return err
		}
		defer r.Release()
		if o.Over != nil {
			r.over(*o.Over)
		}
		m = image.NewNRGBA(image.Rect(0, 0, r.Width, r.Height))
		if err := r.Rows(ctx, func(y int, row []byte) { copy(m.Pix[y*m.Stride:], row) }); err != nil {
			return err
		}
		m = h.orientation.apply(m)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Stretch decodes a picture over a background and stretches it to w × h pixels, its aspect not kept: R, G, B, 255 into dst,
// which holds 4 × w × h bytes. The pixels are as stored: turn, an EXIF orientation of 0 to 8, tells how to turn them, and where it
// swaps the sides, they are h × w. minWidth and minHeight are as in Options; the filter is Pillow's BILINEAR, see scale.go.
func Stretch(ctx context.Context, p *app.Picture, dst []byte, w, h, minWidth, minHeight int, background [3]uint8) (turn uint8, err error) {
	err = guarded(ctx, p, func() error {
		head, err := probe(p.Format, p.Data)
		if err != nil {
			return err
		}
		turn = uint8(head.orientation)
		need := image.Pt(head.orientation.size(minWidth, minHeight))
		w, h := head.orientation.size(w, h)
		s := scalers.Get().(*scaler)
		defer scalers.Put(s)
		if p.Format == jpegFormat && !inGo(ctx) {
			done, err := stretchJPEG(ctx, p.Data, head.jpeg, need, s, dst[:4*w*h], w, h)
			if done || err != nil {
				return err
			}
		}
		r, err := head.decode(ctx, p, need)
		if err != nil {
			return err
		}
		defer r.Release()
		r.over(color.NRGBA{R: background[0], G: background[1], B: background[2], A: 255})
		return r.scale(ctx, s, dst, w, h, head.orientation)
	})
	return turn, err
}

// decodeTIFF decodes the first picture of a TIFF. In fax codes the library takes white runs for white; a file whose zeros are
// black means by them zeros, as other readers have it.
func decodeTIFF(src io.Reader, data []byte) (image.Image, error) {
	const compression, photometric, group3, group4, blackIsZero = 259, 262, 3, 4, 1
	m, err := tiff.Decode(src)
	if err != nil {
		return nil, err
	}
	c, _ := tiffValue(data, compression)
	zero, _ := tiffValue(data, photometric)
	if gray, ok := m.(*image.Gray); ok && zero == blackIsZero && (c == group3 || c == group4) {
		for i := range gray.Pix {
			gray.Pix[i] ^= 0xff
		}
	}
	return m, nil
}

// Thumbnail is the picture upright, within side × side pixels, never enlarged, its transparency kept.
func Thumbnail(ctx context.Context, p *app.Picture, side int) (*image.NRGBA, error) {
	if side <= 0 {
		return nil, app.Errorf("draw picture", p.Name, app.KindInternal, "", "a side of %d pixels", side)
	}
	w, h := fit(p.Width, p.Height, side)
	m, err := Decode(ctx, p, Options{MinWidth: w, MinHeight: h})
	if err != nil {
		return nil, err
	}
	if m.Bounds().Dx() <= w && m.Bounds().Dy() <= h {
		return m, nil
	}
	return imaging.Resize(m, w, h, imaging.Box), nil
}

// fit is the size of w × h within side × side with its aspect kept, at least one pixel each way.
func fit(w, h, side int) (int, int) {
	if long := max(w, h); long > side {
		w, h = (w*side+long/2)/long, (h*side+long/2)/long
	}
	return max(w, 1), max(h, 1)
}

func (r *raster) over(c color.NRGBA) { r.background, r.opaque = c, true }

// decode decodes with the format's decoder, to need's size (as stored) at least where it may shrink.
func (h header) decode(ctx context.Context, p *app.Picture, need image.Point) (*raster, error) {
	switch {
	case p.Format != jpegFormat:
		return h.decodeOther(ctx, p)
	case inGo(ctx):
		return decodeJPEGInGo(ctx, p.Data, h.jpeg)
	}
	return decodeJPEG(ctx, p.Data, h.jpeg, need)
}

type inGoKey struct{}

// InGo has JPEG decoded by the standard library in all that is done under the context, also where libjpeg-turbo is there: what builds
// without it see. Tests compare the two.
func InGo(ctx context.Context) context.Context { return context.WithValue(ctx, inGoKey{}, true) }

func inGo(ctx context.Context) bool { return ctx.Value(inGoKey{}) != nil }

// guarded runs a decoder: its panics and its errors become errors that a person can read; a cancel stays a cancel.
func guarded(ctx context.Context, p *app.Picture, f func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := func() (err error) {
		defer recovered(&err)
		return f()
	}()
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return damaged(opDecode, p.Name, p.Format, err)
}

// decodeOther decodes all formats but JPEG.
func (h header) decodeOther(ctx context.Context, p *app.Picture) (_ *raster, err error) {
	release, err := reserve(ctx, h.memory)
	if err != nil {
		return nil, err
	}
	r := &raster{Width: h.width, Height: h.height, release: release, reduced: 1}
	done := false
	defer func() {
		if !done { // an error or a panic
			r.Release()
		}
	}()
	src := newSource(ctx, p.Data)
	switch p.Format {
	case pngFormat:
		r.img, err = png.Decode(src)
	case gifFormat:
		r.img, err = gif.Decode(src)
		r.canvas = image.Pt(h.width, h.height)
	case webpFormat:
		r.img, r.offset, r.canvas, err = decodeWebP(src, p.Data)
		r.webp = true
	case bmpFormat:
		r.img, err = bmp.Decode(src)
	case tiffFormat:
		r.img, err = decodeTIFF(src, p.Data)
	default:
		err = fmt.Errorf("unknown format %q", p.Format)
	}
	if err != nil {
		return nil, src.explain(err)
	}
	if size := r.img.Bounds().Size(); r.canvas == (image.Point{}) && size != image.Pt(r.Width, r.Height) {
		return nil, fmt.Errorf("it is %v, not %d × %d as its header says", size, r.Width, r.Height)
	}
	done = true
	return r, nil
}
