package pack

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"

	"duotone/app"
	"duotone/app/picture"
)

// ImageSpec is the image section of a pack's manifest: how a picture becomes the image graph's input.
type ImageSpec struct {
	Size       [2]int     `json:"size"`       // width and height of the tensor, pixels
	Grid       [2]int     `json:"grid"`       // columns and rows of the patches
	Resize     string     `json:"resize"`     // StretchBilinear
	Background [3]uint8   `json:"background"` // R, G, B under what is transparent
	Mean       [3]float32 `json:"mean"`       // of R, G, B in 0 to 1
	Std        [3]float32 `json:"std"`        // likewise; not 0
	Reduce     int        `json:"reduce"`     // how many times Size a decoder must give at least; 0: every pixel
}

// StretchBilinear is the one resize rule of format 1: the whole picture, its aspect not kept, triangle filter.
const StretchBilinear = "stretch-bilinear"

// maxImageSide bounds the tensor that a pack may ask for.
const maxImageSide = 2048

// maxReduce is the largest reduce that says anything: no decoder here takes pictures that are larger than that.
const maxReduce = 64

// Problems lists everything that is wrong with the section.
func (s ImageSpec) Problems() []error {
	var all []error
	add := func(format string, args ...any) { all = append(all, fmt.Errorf("image: "+format, args...)) }
	if s.Size[0] < 1 || s.Size[1] < 1 || s.Size[0] > maxImageSide || s.Size[1] > maxImageSide {
		add("size is %v: each side has to be 1 to %d", s.Size, maxImageSide)
	} else if s.Grid[0] < 1 || s.Grid[1] < 1 || s.Grid[0] > s.Size[0] || s.Grid[1] > s.Size[1] {
		add("grid is %v: each side has to be 1 to that of size %v", s.Grid, s.Size)
	}
	if s.Resize != StretchBilinear {
		add("resize is %q: want %q", s.Resize, StretchBilinear)
	}
	if s.Reduce < 0 || s.Reduce > maxReduce {
		add("reduce is %d and must be 0 to %d", s.Reduce, maxReduce)
	}
	for c := range 3 {
		if m := float64(s.Mean[c]); math.IsNaN(m) || math.Abs(m) > 10 {
			add("mean[%d] is %v", c, m)
		}
		if d := float64(s.Std[c]); !(d > 1e-6 && d < 1e6) {
			add("std[%d] is %v: it has to be over 0", c, d)
		}
	}
	return all
}

// ImagePreprocessor turns pictures into pixel tensors, equal to the training code's to the tolerances in the test:
// without reduction and with libjpeg-turbo it has the same bytes as Pillow. Goroutines may share it.
type ImagePreprocessor struct {
	spec  ImageSpec
	value [3][256]float32 // a byte of R, G, B, normalised
	pool  sync.Pool       // of *[]byte: the picture at the tensor's size
}

// NewImagePreprocessor checks the section and prepares its tables.
func NewImagePreprocessor(s ImageSpec) (*ImagePreprocessor, error) {
	if err := errors.Join(s.Problems()...); err != nil {
		return nil, err
	}
	p := &ImagePreprocessor{spec: s}
	for c := range 3 {
		for v := range 256 {
			p.value[c][v] = (float32(v)/255 - s.Mean[c]) / s.Std[c]
		}
	}
	p.pool.New = func() any {
		b := make([]byte, 4*s.Size[0]*s.Size[1])
		return &b
	}
	return p, nil
}

// Spec is the section it was made from.
func (p *ImagePreprocessor) Spec() ImageSpec { return p.spec }

// Len is the number of values of one tensor: 3 × height × width.
func (p *ImagePreprocessor) Len() int { return 3 * p.spec.Size[0] * p.spec.Size[1] }

// Pixels decodes a picture into a tensor of shape [3, height, width]: planes R, G, B, normalised by mean and std. The
// covered parts have the mean colour, which is 0. Errors are package picture's, or the context's.
func (p *ImagePreprocessor) Pixels(ctx context.Context, pic *app.Picture, covered []app.Rect) ([]float32, error) {
	dst := make([]float32, p.Len())
	return dst, p.PixelsInto(ctx, dst, pic, covered)
}

// PixelsInto is Pixels into a tensor of the caller's, of Len values.
func (p *ImagePreprocessor) PixelsInto(ctx context.Context, dst []float32, pic *app.Picture, covered []app.Rect) error {
	if len(dst) != p.Len() {
		return fmt.Errorf("a tensor of %d values, want %d", len(dst), p.Len())
	}
	w, h := p.spec.Size[0], p.spec.Size[1]
	bytes := p.pool.Get().(*[]byte)
	defer p.pool.Put(bytes)
	orientation, err := picture.Stretch(ctx, pic, *bytes, w, h, p.spec.Reduce*w, p.spec.Reduce*h, p.spec.Background)
	if err != nil {
		return err
	}
	p.normalise(dst, *bytes, orientation)
	for _, r := range covered {
		p.cover(dst, r)
	}
	return nil
}

// normalise makes the tensor of the stretched picture, turned upright.
func (p *ImagePreprocessor) normalise(dst []float32, bytes []byte, orientation uint8) {
	w, h := p.spec.Size[0], p.spec.Size[1]
	at := Turned(orientation, w, h)
	plane := w * h
	red, green, blue := dst[:plane], dst[plane:2*plane], dst[2*plane:3*plane]
	for y := range at.Height {
		i := at.First + y*at.Down
		row := bytes[4*y*at.Width:][:4*at.Width]
		for len(row) >= 4 {
			red[i], green[i], blue[i] = p.value[0][row[0]], p.value[1][row[1]], p.value[2][row[2]]
			row, i = row[4:], i+at.Right
		}
	}
}

// Turn says where the pixels of a picture as stored lie in an upright tensor plane.
type Turn struct {
	Width, Height      int // as stored
	First, Right, Down int // index of the first pixel; steps for one pixel to the right and one down, as stored
}

// Turned gives the turn of an EXIF orientation for an upright plane of w × h.
func Turned(orientation uint8, w, h int) Turn {
	last := w*h - 1
	switch orientation {
	case 2: // mirrored left to right
		return Turn{w, h, w - 1, -1, w}
	case 3: // upside down
		return Turn{w, h, last, -1, -w}
	case 4: // mirrored top to bottom
		return Turn{w, h, last - (w - 1), 1, -w}
	case 5: // mirrored along the main diagonal
		return Turn{h, w, 0, w, 1}
	case 6: // to be turned right: the stored top is the right side
		return Turn{h, w, w - 1, w, -1}
	case 7: // mirrored along the other diagonal
		return Turn{h, w, last, -w, -1}
	case 8: // to be turned left: the stored top is the left side
		return Turn{h, w, last - (w - 1), -w, 1}
	}
	return Turn{w, h, 0, 1, w}
}

// cover paints a part of the picture with the mean colour. Edges go to the nearest pixel edge, so that neighbouring
// parts leave no gap and do not overlap.
func (p *ImagePreprocessor) cover(dst []float32, r app.Rect) {
	w, h := p.spec.Size[0], p.spec.Size[1]
	edge := func(v float64, n int) int {
		if !(v > 0) { // NaN as well
			return 0
		}
		return int(math.Round(min(v, 1) * float64(n)))
	}
	x0, x1, y0, y1 := edge(r.X0, w), edge(r.X1, w), edge(r.Y0, h), edge(r.Y1, h)
	if x0 >= x1 {
		return
	}
	for c := range 3 {
		for y := y0; y < y1; y++ {
			clear(dst[(c*h+y)*w+x0 : (c*h+y)*w+x1])
		}
	}
}
