// Package words draws what a person has written.
package words

import (
	"math"
	"strings"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Paragraph is a paragraph of words that a person has written. Fyne breaks and draws words that run to the left in the order in which they are typed,
// so those are broken into lines and put in order here.
type Paragraph struct {
	widget.Label
	typed string
	laid  [2]float32 // width and size of letters that the lines were made for
}

// New makes one.
func New(text string) *Paragraph {
	w := &Paragraph{}
	w.ExtendBaseWidget(w)
	w.Say(text)
	return w
}

// Spoken are the words as they were typed.
func (w *Paragraph) Spoken() string { return w.typed }

// Say puts other words there.
func (w *Paragraph) Say(text string) {
	w.typed, w.laid = text, [2]float32{}
	if !script.RunsLeft(text) {
		w.Wrapping, w.Alignment = fyne.TextWrapWord, fyne.TextAlignLeading
		w.SetText(text)
		return
	}
	w.Wrapping = fyne.TextWrapOff
	w.wrap(w.Size().Width)
}

// wrap makes the lines of words that run to the left for a width.
func (w *Paragraph) wrap(width float32) {
	name := w.SizeName
	if name == "" {
		name = theme.SizeNameText
	}
	size := w.Theme().Size(name)
	if now := [2]float32{width, size}; !script.RunsLeft(w.typed) || w.laid == now {
		return
	} else {
		w.laid = now
	}
	room := width - 2*w.Theme().Size(theme.SizeNameInnerPadding)
	if width == 0 { // it isn't known yet: as high as what Fyne breaks is then
		room = math.MaxFloat32
	}
	lines, left := script.Lines(w.typed, room, func(s string) float32 { return paint.TextSize(s, size, w.TextStyle).Width })
	w.Alignment = fyne.TextAlignLeading
	if left {
		w.Alignment = fyne.TextAlignTrailing
	}
	w.SetText(strings.Join(lines, "\n"))
}

// MinSize is as narrow as that of words that Fyne breaks: the lines follow the width.
func (w *Paragraph) MinSize() fyne.Size {
	least := w.Label.MinSize()
	if script.RunsLeft(w.typed) {
		least.Width = min(least.Width, w.Theme().Size(theme.SizeNameInnerPadding))
	}
	return least
}

// Resize breaks the lines anew.
func (w *Paragraph) Resize(size fyne.Size) {
	w.wrap(size.Width)
	size.Height = max(size.Height, w.MinSize().Height)
	w.Label.Resize(size)
}
