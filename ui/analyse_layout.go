package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	narrowBelow = 900  // one column under this width
	leftLeast   = 330  // of the left column
	rightLeast  = 500  // of the right column
	rightMost   = 1000 // bars longer than this are hard to compare
	margin      = 12   // around the pane
	gutter      = 24   // between the columns
)

// twoColumns lays out composer, picture, verdict and reasons: two columns where there is room, one where there is not.
// It needs to know the width before it is asked for its smallest size, so the scroll around it tells it.
type twoColumns struct{ width float32 }

func (l *twoColumns) narrow() bool { return l.width < narrowBelow*letterScale() }

// letterScale is how much larger than usual letters are: what is wide enough for some words is not for larger ones.
func letterScale() float32 { return theme.TextSize() / 14 }

func (l *twoColumns) columns() (left, right float32) {
	room, scale := l.width-2*margin-gutter, letterScale()
	right = min(max(room*0.58, rightLeast*scale), rightMost*scale)
	left = room - right
	if left < leftLeast*scale {
		left = leftLeast * scale
		right = room - left
	}
	return left, right
}

// MinSize is that of the last width.
func (l *twoColumns) MinSize(o []fyne.CanvasObject) fyne.Size {
	pad := float32(margin)
	composer, picture, verdict, why := o[0].MinSize(), o[1].MinSize(), o[2].MinSize(), o[3].MinSize()
	if l.narrow() {
		return fyne.NewSize(300, composer.Height+l.pictureHeight(picture)+verdict.Height+why.Height+5*pad)
	}
	return fyne.NewSize(600, max(composer.Height+picture.Height, verdict.Height+why.Height)+3*pad)
}

func (l *twoColumns) pictureHeight(least fyne.Size) float32 {
	return max(least.Height, min(l.width*0.6, 420))
}

// Layout places the four.
func (l *twoColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	pad := float32(margin)
	put := func(i int, x, y, w, h float32) {
		o[i].Move(fyne.NewPos(x, y))
		o[i].Resize(fyne.NewSize(w, h))
	}
	composer, picture, verdict := o[0].MinSize().Height, o[1].MinSize(), o[2].MinSize().Height
	if l.narrow() {
		w, y := size.Width-2*pad, pad
		put(0, pad, y, w, composer)
		y += composer + pad
		put(2, pad, y, w, verdict)
		y += verdict + pad
		h := l.pictureHeight(picture)
		put(1, pad, y, w, h)
		y += h + pad
		put(3, pad, y, w, 0)
		put(3, pad, y, w, max(o[3].MinSize().Height, size.Height-y-pad))
		return
	}
	left, right := l.columns()
	composer = max(composer, min(size.Height*0.22, 260))
	put(0, pad, pad, left, composer)
	put(1, pad, composer+2*pad, left, size.Height-composer-3*pad)
	x := pad + left + gutter
	put(3, x, 0, right, 0) // its sentences know their height once they know their width
	spare := size.Height - verdict - o[3].MinSize().Height - 3*pad
	verdict += max(0, min(spare*0.3, 26*letterScale()))
	put(2, x, pad, right, verdict)
	put(3, x, verdict+2*pad, right, size.Height-verdict-3*pad)
}

// widthFirst is a vertical scroll that tells the layout within its width before it is asked for its height.
type widthFirst struct {
	columns *twoColumns
	scroll  *container.Scroll
}

func (w *widthFirst) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

func (w *widthFirst) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w.columns.width = size.Width
	o[0].Move(fyne.NewPos(0, 0))
	if o[0].Size() != size {
		o[0].Resize(size)
	}
	w.scroll.Refresh() // wrapped sentences have learned their width, and so the content its height
}

// lines keeps the height of some lines of text, so that nothing below moves when a sentence changes.
type lines struct {
	count   float32
	style   fyne.ThemeSizeName
	widest  string   // as wide as this text; empty: as narrow as it must be
	longest []string // room for each of these, wrapped

	width float32 // of the last layout

	// MinSize is asked for in every frame.
	least      fyne.Size
	leastWidth float32 // that least is for
	leastSize  float32
}

func (l *lines) MinSize([]fyne.CanvasObject) fyne.Size {
	if letters := theme.Size(l.style); l.leastSize != letters || l.leastWidth != l.width {
		l.least, l.leastWidth, l.leastSize = l.measure(letters), l.width, letters
	}
	return l.least
}

func (l *lines) measure(letters float32) fyne.Size {
	line := fyne.MeasureText("Äg", letters, fyne.TextStyle{}).Height
	width, count := float32(80), l.count
	if l.widest != "" {
		width = fyne.MeasureText(l.widest, letters, fyne.TextStyle{}).Width + 2
	}
	if l.width > width {
		for _, text := range l.longest {
			count = max(count, linesOf(text, letters, l.width))
		}
	}
	return fyne.NewSize(width, count*line+theme.InnerPadding())
}

// linesOf counts the lines that a text takes when it is wrapped between words.
func linesOf(text string, letters, width float32) float32 {
	count, at := float32(1), float32(0)
	space := fyne.MeasureText(" ", letters, fyne.TextStyle{}).Width
	for _, word := range strings.Fields(text) {
		w := fyne.MeasureText(word, letters, fyne.TextStyle{}).Width
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

// Layout lets the text of a label begin at the edge: a label keeps an inner padding around it.
func (l *lines) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	in := theme.InnerPadding()
	for _, c := range o {
		c.Move(fyne.NewPos(-in, -in/2))
		c.Resize(fyne.NewSize(size.Width+2*in, size.Height+in))
	}
}

// atLeast keeps a smallest size around what may be smaller.
type atLeast struct{ size fyne.Size }

func (l atLeast) MinSize(o []fyne.CanvasObject) fyne.Size {
	s := l.size
	for _, c := range o {
		s = s.Max(c.MinSize())
	}
	return s
}

func (l atLeast) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, c := range o {
		c.Move(fyne.NewPos(0, 0))
		c.Resize(size)
	}
}

// bottom floats something over the lower edge of an area.
type bottom struct{}

func (bottom) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (bottom) Layout(o []fyne.CanvasObject, size fyne.Size) {
	pad := theme.Padding()
	for _, c := range o {
		w := min(size.Width-2*pad, max(c.MinSize().Width, 640))
		c.Resize(fyne.NewSize(w, 0))
		h := c.MinSize().Height
		c.Resize(fyne.NewSize(w, h))
		c.Move(fyne.NewPos((size.Width-w)/2, size.Height-h-pad))
	}
}

// splitRow gives its first child what the second leaves.
type splitRow struct{}

func (splitRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+b.Width+theme.Padding(), max(a.Height, b.Height))
}

func (splitRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := o[1].MinSize().Width
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width-w-theme.Padding(), size.Height))
	o[1].Move(fyne.NewPos(size.Width-w, 0))
	o[1].Resize(fyne.NewSize(w, size.Height))
}

// pair puts two side by side, each half as wide, with a gutter between.
type pair struct{}

func (pair) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(2*max(a.Width, b.Width)+gutter, max(a.Height, b.Height))
}

func (pair) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := (size.Width - gutter) / 2
	for i, c := range o {
		c.Move(fyne.NewPos(float32(i)*(w+gutter), 0))
		c.Resize(fyne.NewSize(w, size.Height))
	}
}

// forOptions keeps a select as wide as its longest option, in whatever language and size.
type forOptions struct{}

func (forOptions) MinSize(o []fyne.CanvasObject) fyne.Size {
	s := o[0].MinSize()
	content := o[0]
	if t, ok := content.(*container.ThemeOverride); ok {
		content = t.Content
	}
	if sel, ok := content.(*widget.Select); ok {
		for _, text := range sel.Options {
			s.Width = max(s.Width, fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{}).Width+theme.IconInlineSize()+5*theme.InnerPadding())
		}
	}
	return s
}

func (forOptions) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(size)
}

// margins keeps free space around one child.
type margins struct{ width float32 }

func (l margins) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(2*l.width, 2*l.width)
}

func (l margins) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(l.width, l.width))
	o[0].Resize(size.SubtractWidthHeight(2*l.width, 2*l.width))
}
