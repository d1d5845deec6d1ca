package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Margin is the room around a pane.
const Margin = 12

// LetterScale is how much larger than usual letters are: what is wide enough for some words is not for larger ones.
func LetterScale() float32 { return theme.TextSize() / 14 }

// Lines keeps the height of some lines of text, so that nothing below moves when a sentence changes.
type Lines struct {
	Count   float32
	Style   fyne.ThemeSizeName
	Widest  string   // as wide as this text; empty: as narrow as it must be
	Longest []string // room for each of these, wrapped
	Bold    bool     // they are written bold

	width float32 // of the last layout

	// MinSize is asked for in every frame.
	least      fyne.Size
	leastWidth float32 // that least is for
	leastSize  float32
}

// MinSize is the room that a layout asks for.
func (l *Lines) MinSize([]fyne.CanvasObject) fyne.Size {
	if letters := theme.Size(l.Style); l.leastSize != letters || l.leastWidth != l.width {
		l.least, l.leastWidth, l.leastSize = l.measure(letters), l.width, letters
	}
	return l.least
}

func (l *Lines) measure(letters float32) fyne.Size {
	style := fyne.TextStyle{Bold: l.Bold}
	line := fyne.MeasureText("Äg", letters, style).Height
	width, count := float32(80), l.Count
	if l.Widest != "" {
		width = fyne.MeasureText(l.Widest, letters, fyne.TextStyle{}).Width + 2
	}
	if l.width > width {
		for _, text := range l.Longest {
			count = max(count, linesOf(text, letters, l.width, style))
		}
	}
	return fyne.NewSize(width, count*line+theme.InnerPadding())
}

// Layout lets the text of a label begin at the edge: a label keeps an inner padding around it.
func (l *Lines) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	in := theme.InnerPadding()
	for _, c := range o {
		c.Move(fyne.NewPos(-in, -in/2))
		c.Resize(fyne.NewSize(size.Width+2*in, size.Height+in))
	}
}

// linesOf counts the lines that a text takes when it is wrapped between words.
func linesOf(text string, letters, width float32, style fyne.TextStyle) float32 {
	count, at := float32(1), float32(0)
	space := fyne.MeasureText(" ", letters, style).Width
	for _, word := range strings.Fields(text) {
		w := fyne.MeasureText(word, letters, style).Width
		if at > 0 && at+space+w > width {
			count, at = count+1, 0
		}
		if at > 0 {
			at += space
		}
		at += w
	}
	return count
}

// AtLeast keeps a smallest size around what may be smaller.
type AtLeast struct{ Size fyne.Size }

// MinSize is the room that a layout asks for.
func (l AtLeast) MinSize(o []fyne.CanvasObject) fyne.Size {
	s := l.Size
	for _, c := range o {
		s = s.Max(c.MinSize())
	}
	return s
}

// Layout places the children.
func (l AtLeast) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, c := range o {
		c.Move(fyne.NewPos(0, 0))
		c.Resize(size)
	}
}

// Bottom floats something over the lower edge of an area.
type Bottom struct{}

// MinSize is the room that a layout asks for.
func (Bottom) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout places the children.
func (Bottom) Layout(o []fyne.CanvasObject, size fyne.Size) {
	pad := theme.Padding()
	for _, c := range o {
		w := min(size.Width-2*pad, max(c.MinSize().Width, 640))
		c.Resize(fyne.NewSize(w, 0))
		h := c.MinSize().Height
		c.Resize(fyne.NewSize(w, h))
		c.Move(fyne.NewPos((size.Width-w)/2, size.Height-h-pad))
	}
}

// SplitRow gives its first child what the second leaves.
type SplitRow struct{}

// MinSize is the room that a layout asks for.
func (SplitRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+b.Width+theme.Padding(), max(a.Height, b.Height))
}

// Layout places the children.
func (SplitRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := o[1].MinSize().Width
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width-w-theme.Padding(), size.Height))
	o[1].Move(fyne.NewPos(size.Width-w, 0))
	o[1].Resize(fyne.NewSize(w, size.Height))
}

// ForOptions keeps a select as wide as its longest option, in whatever language and size.
type ForOptions struct{}

// MinSize is the room that a layout asks for.
func (ForOptions) MinSize(o []fyne.CanvasObject) fyne.Size {
	s := o[0].MinSize()
	options := []string{}
	switch sel := o[0].(type) {
	case *Select:
		options = sel.Options
	case *widget.Select:
		options = sel.Options
	}
	for _, text := range options {
		s.Width = max(s.Width, fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{}).Width+theme.IconInlineSize()+5*theme.InnerPadding())
	}
	return s
}

// Layout places the children.
func (ForOptions) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(size)
}

// Margins keeps free space around one child.
type Margins struct{ Width float32 }

// MinSize is the room that a layout asks for.
func (l Margins) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(2*l.Width, 2*l.Width)
}

// Layout places the children.
func (l Margins) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(l.Width, l.Width))
	o[0].Resize(size.SubtractWidthHeight(2*l.Width, 2*l.Width))
}
