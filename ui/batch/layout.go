package batch

import (
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

const (
	stackBelow  = 860  // width under which the reading stands below the list
	gutter      = 16   // between the two
	readingMost = 1080 // width of the reading where nobody has chosen one: longer lines are hard to read
)

// below gives its first child the height that it takes at the width that there is, and its second the rest.
type below struct{}

func (below) MinSize(o []fyne.CanvasObject) fyne.Size {
	top, rest := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(top.Width, rest.Width), top.Height+rest.Height+theme.Padding())
}

func (below) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, size.Width, o[0].Size().Height)
	h := o[0].MinSize().Height // what wraps has learned its width
	place(o[0], 0, 0, size.Width, h)
	place(o[1], 0, h+theme.Padding(), size.Width, size.Height-h-theme.Padding())
}

// readingColumn stacks the parts of a reading; the last takes what is left.
type readingColumn struct{ last fyne.CanvasObject }

func (l *readingColumn) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(0)
	for _, c := range o {
		if c.Visible() {
			h += c.MinSize().Height + theme.Padding()
		}
	}
	return fyne.NewSize(280, h)
}

func (l *readingColumn) Layout(o []fyne.CanvasObject, size fyne.Size) {
	size.Width -= theme.Size(theme.SizeNameScrollBar) // which would lie over the ends of lines
	for _, c := range o {                             // sentences know their height once they know their width
		c.Resize(fyne.NewSize(size.Width, c.MinSize().Height))
	}
	spare, y := max(0, size.Height-l.MinSize(o).Height), float32(0)
	for _, c := range o {
		if !c.Visible() {
			continue
		}
		h := c.MinSize().Height
		if c == l.last {
			h += min(spare, 420*kit.LetterScale())
		}
		place(c, 0, y, size.Width, h)
		y += h + theme.Padding()
	}
}

// besideWords lays a picture, where there is one, beside words; in a narrow place below them.
type besideWords struct{ width float32 }

const (
	besideFrom  = 400 // width from which the picture stands beside the words
	photoLeast  = 110 // its height
	photoShares = 0.44
)

func (l *besideWords) beside() bool { return l.width >= besideFrom*kit.LetterScale() }

func (l *besideWords) MinSize(o []fyne.CanvasObject) fyne.Size {
	words, photo := o[1].MinSize().Height, float32(0)
	if o[0].Visible() {
		photo = photoLeast * kit.LetterScale()
	}
	if l.beside() {
		return fyne.NewSize(280, max(words, photo))
	}
	return fyne.NewSize(280, words+photo+theme.Padding())
}

func (l *besideWords) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	photo, words := o[0], o[1]
	switch {
	case !photo.Visible():
		place(words, 0, 0, size.Width, size.Height)
	case l.beside():
		w := size.Width * photoShares
		place(photo, 0, 0, w, size.Height)
		place(words, w+gutter, 0, size.Width-w-gutter, size.Height)
	default:
		place(words, 0, 0, size.Width, words.MinSize().Height)
		h := words.MinSize().Height
		place(words, 0, 0, size.Width, h)
		place(photo, 0, h+theme.Padding(), size.Width, max(0, size.Height-h-theme.Padding()))
	}
}

// widthFirst is a scroll whose content learns its width before it is asked for its height.
type widthFirst struct{}

func (widthFirst) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(280, 160) }

func (widthFirst) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, size.Width, size.Height)
	if s, ok := o[0].(*container.Scroll); ok {
		s.Refresh()
	}
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// wrapRow is Fyne's row that wraps. Once laid out, that asks for the width it was given, and the window could not be made
// narrower.
type wrapRow struct{ row fyne.Layout }

// MinSize is as wide as the widest object.
func (w wrapRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, w.row.MinSize(objects).Height)
	for _, o := range objects {
		size.Width = max(size.Width, o.MinSize().Width)
	}
	return size
}

// Layout is Fyne's.
func (w wrapRow) Layout(objects []fyne.CanvasObject, size fyne.Size) { w.row.Layout(objects, size) }
