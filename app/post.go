package app

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Post is what a person scores: words, a picture, or both.
type Post struct {
	ID      string   // the caller's own name for it (a row's id); may be empty
	Text    string   // as typed; may hold anything, invalid UTF-8 too
	Picture *Picture // nil: no picture
	// PictureWords are those that a PictureReader read in Picture; nil: it was not read.
	PictureWords []PictureWord
	WhatIf       WhatIf // parts taken away to see what changes; the zero value takes nothing away
	Err          error  // why the post could not be read; it is then not scored and has this error in its prediction
}

// HasWords tells whether there is anything to read once the struck words are gone. White space alone is no words.
func (p Post) HasWords() bool {
	if p.WhatIf.NoWords {
		return false
	}
	return hasInk(Strike(p.Text, p.WhatIf.Struck).Text)
}

// HasPicture tells whether there is a picture to look at.
func (p Post) HasPicture() bool { return p.Picture != nil && !p.WhatIf.NoPicture }

// Picture is a picture file that has been checked but not decoded: its dimensions are known and within the limits.
// It is immutable: share it freely. Package picture reads one.
type Picture struct {
	Name   string // for people: a file's base name, "clipboard", "archive.zip/a.jpg"
	Path   string // of the file of its own that it was read from, absolute; "": there is none
	Data   []byte // the encoded file
	Format string // "jpeg", "png", "gif", "webp", "bmp" or "tiff"
	Width  int    // pixels, as it is looked at: after the EXIF orientation
	Height int    // likewise
	Sum    Sum    // hash of Data
}

// Sum is a SHA-256.
type Sum [sha256.Size]byte

// String is the sum in lower-case hexadecimal.
func (s Sum) String() string { return hex.EncodeToString(s[:]) }

// PostID names a post by its content, so that it survives a renamed file or a row imported again.
type PostID string

// ContentID hashes the words and the encoded picture. The id, the picture's name and the what-if do not matter.
func (p Post) ContentID() PostID {
	h := sha256.New()
	var n [8]byte
	binary.LittleEndian.PutUint64(n[:], uint64(len(p.Text)))
	h.Write(n[:])
	h.Write([]byte(p.Text))
	if p.Picture != nil {
		h.Write(p.Picture.Sum[:])
	}
	return PostID(hex.EncodeToString(h.Sum(nil)[:16]))
}

// WhatIf takes parts of a post away.
type WhatIf struct {
	NoWords   bool
	NoPicture bool
	Struck    []Span // words struck out, by bytes of Post.Text; the weight is not used. Sorted, not overlapping
	Covered   []Rect // parts of the picture painted over before the model looks
}

// Empty tells whether nothing is taken away.
func (w WhatIf) Empty() bool {
	return !w.NoWords && !w.NoPicture && len(w.Struck) == 0 && len(w.Covered) == 0
}

// Rect is a part of a picture in fractions of its width and height, 0 to 1, origin at the top left.
type Rect struct{ X0, Y0, X1, Y1 float64 }

// Span is a run of bytes of a post's text, [Start, End), and its weight.
type Span struct {
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Weight float64 `json:"weight"`
}

// Grid holds W×H weights over the whole picture, row by row from the top left.
type Grid struct {
	W      int       `json:"w"`
	H      int       `json:"h"`
	Weight []float64 `json:"weight"`
}
