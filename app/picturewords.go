package app

import (
	"context"
	"strings"
)

// PictureWord is one word that was read in a picture.
type PictureWord struct {
	Text       string
	Box        Corners
	Confidence float64 // mean of its letters', 0 to 1
	Line       int     // words of one line have the same number; lines count from 0 in the order of reading
}

// SurelyRead is the confidence from which on a word counts as read: one with less enters no verdict.
const SurelyRead = 0.8

// Corners are those of a word in a picture: top left, top right, bottom right, bottom left as it is read, so that a turned word has turned
// corners. In fractions of the picture's width and height.
type Corners [4]struct{ X, Y float64 }

// Bounds is the upright rectangle around them.
func (c Corners) Bounds() Rect {
	r := Rect{c[0].X, c[0].Y, c[0].X, c[0].Y}
	for _, p := range c[1:] {
		r = Rect{min(r.X0, p.X), min(r.Y0, p.Y), max(r.X1, p.X), max(r.Y1, p.Y)}
	}
	return r
}

// PictureText is words as one text: a space between them, and a new line for each line.
func PictureText(words []PictureWord) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			if w.Line != words[i-1].Line {
				b.WriteByte('\n')
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// PictureReader reads the words in pictures.
type PictureReader interface {
	// ReadPicture gives the words of a picture in the order of reading; none is no error. Errors are those of decoding, or the context's.
	// It may be called from several goroutines.
	ReadPicture(ctx context.Context, p *Picture) ([]PictureWord, error)
	// Ref is "name@version".
	Ref() string
	// Close waits for what is running and frees everything. Calls after it return ErrClosed.
	Close() error
}

// PictureReaderOpener is an optional ability of an Opener.
type PictureReaderOpener interface {
	// OpenReader opens the reader that is found beside the packs. Where there is none, the error is of kind missing.
	OpenReader(ctx context.Context) (PictureReader, error)
}
