package analyse

import (
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

const (
	narrowBelow = 900  // one column under this width
	leftLeast   = 330  // of the left column
	rightLeast  = 500  // of the right column
	rightMost   = 1000 // bars longer than this are hard to compare
	gutter      = 24   // between the columns
)

// twoColumns lays out composer, picture, verdict and reasons: two columns where there is room, one where there is not.
// It needs to know the width before it is asked for its smallest size, so the scroll around it tells it.
type twoColumns struct{ width float32 }

func (l *twoColumns) narrow() bool { return l.width < narrowBelow*kit.LetterScale() }

func (l *twoColumns) columns() (left, right float32) {
	room, scale := l.width-2*kit.Margin-gutter, kit.LetterScale()
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
	pad := float32(kit.Margin)
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
	pad := float32(kit.Margin)
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
	verdict += max(0, min(spare*0.3, 26*kit.LetterScale()))
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
