package app

import "context"

// PixelViewer shows what a model sees of a picture. An Engine may be one.
type PixelViewer interface {
	// Pixels is the picture as the model gets it: values in row-major order of shape, which is [channels, height,
	// width], normalised, with the covered parts in the mean colour. Errors are those of decoding, or the context's.
	Pixels(ctx context.Context, p *Picture, covered []Rect) (values []float32, shape [3]int, err error)
}
