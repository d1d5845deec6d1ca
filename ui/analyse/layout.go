package analyse

import (
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

const (
	narrowBelow = 900  // one column under this width
	leftLeast   = 330  // of the left column
	rightLeast  = 500  // of the right column
	rightMost   = 1000 // bars longer than this are hard to compare
	gutter      = 24   // between the columns
	widest      = 2060 // of both together: what belongs together is not drawn apart
	highest     = 1060 // likewise
	calm        = 90   // spare height from which the details open by themselves
)

// The parts that twoColumns lays out, in the order of its objects.
const (
	partComposer = iota
	partPicture
	partVerdict
	partTrial
	partDetails
)

// twoColumns lays out composer, picture, verdict, trial and details: two columns where there is room, one where there is not. It needs to
// know the width before it is asked for its smallest size, so the scroll around it tells it.
type twoColumns struct {
	width   float32
	height  float32 // of the window's part that is seen
	fold    *kit.Fold
	below   fyne.CanvasObject // stands below the fold
	details string            // as in the settings: "" opens the fold where there is room
}

func (l *twoColumns) narrow() bool { return l.width < narrowBelow*kit.LetterScale() }

func (l *twoColumns) columns() (left, right float32) {
	scale := kit.LetterScale()
	room := min(l.width, widest*scale) - 2*kit.Margin - gutter
	right = min(max(room*0.58, rightLeast*scale), rightMost*scale)
	left = room - right
	if left < leftLeast*scale {
		left = leftLeast * scale
		right = room - left
	}
	return left, right
}

// unfold opens or closes the details: as the person chose, else where there is room for all of it and some more.
func (l *twoColumns) unfold(o []fyne.CanvasObject) {
	switch l.details {
	case "open":
		l.fold.Set(true)
	case "closed":
		l.fold.Set(false)
	default:
		used := o[partVerdict].MinSize().Height + o[partTrial].MinSize().Height + l.fold.Need() + l.below.MinSize().Height + 5*kit.Margin
		l.fold.Set(!l.narrow() && min(l.height, highest*kit.LetterScale()) >= used+calm*kit.LetterScale())
	}
}

// MinSize is that of the last width.
func (l *twoColumns) MinSize(o []fyne.CanvasObject) fyne.Size {
	pad := float32(kit.Margin)
	composer, picture, verdict, trial, details := o[0].MinSize(), o[1].MinSize(), o[2].MinSize(), o[3].MinSize(), o[4].MinSize()
	if l.narrow() {
		return fyne.NewSize(300, composer.Height+l.pictureHeight(picture)+verdict.Height+trial.Height+details.Height+6*pad)
	}
	return fyne.NewSize(600, max(composer.Height+picture.Height+3*pad, verdict.Height+trial.Height+details.Height+4*pad))
}

func (l *twoColumns) pictureHeight(least fyne.Size) float32 {
	return max(least.Height, min(l.width*0.6, 420))
}

// Layout places the parts.
func (l *twoColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.unfold(o)
	if l.narrow() {
		l.stack(o, size)
		return
	}
	pad, scale := float32(kit.Margin), kit.LetterScale()
	left, right := l.columns()
	height := min(size.Height, max(highest*scale, l.MinSize(o).Height))
	x, y := (size.Width-left-right-gutter)/2, (size.Height-height)/2+pad
	composer := max(o[partComposer].MinSize().Height, min(height*0.22, 260))
	place(o[partComposer], x, y, left, composer)
	place(o[partPicture], x, y+composer+pad, left, height-composer-3*pad)

	x += left + gutter
	for _, part := range []int{partVerdict, partTrial, partDetails} {
		place(o[part], x, y, right, o[part].MinSize().Height) // sentences know their height once they know their width
	}
	verdict, trial, details := o[partVerdict].MinSize().Height, o[partTrial].MinSize().Height, o[partDetails].MinSize().Height
	spare := max(0, height-verdict-trial-details-4*pad)
	grow := min(spare*0.4, 4*26*scale) // the bars grow first
	air := min((spare-grow)*0.25, 36*scale)
	verdict += grow
	place(o[partVerdict], x, y, right, verdict)
	y += verdict + pad + air
	place(o[partTrial], x, y, right, trial)
	y += trial + pad + air
	place(o[partDetails], x, y, right, details)
}

// stack is the one column of a narrow window.
func (l *twoColumns) stack(o []fyne.CanvasObject, size fyne.Size) {
	pad := float32(kit.Margin)
	w, y := size.Width-2*pad, pad
	for _, part := range []int{partComposer, partVerdict, partPicture, partTrial, partDetails} {
		h := o[part].MinSize().Height
		if part == partPicture {
			h = l.pictureHeight(o[part].MinSize())
		} else {
			place(o[part], pad, y, w, h)
			h = o[part].MinSize().Height
		}
		place(o[part], pad, y, w, h)
		y += h + pad
	}
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// widthFirst is a vertical scroll that tells the layout within its width before it is asked for its height.
type widthFirst struct {
	columns *twoColumns
	scroll  *container.Scroll
}

func (w *widthFirst) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

func (w *widthFirst) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w.columns.width, w.columns.height = size.Width, size.Height
	o[0].Move(fyne.NewPos(0, 0))
	if o[0].Size() != size {
		o[0].Resize(size)
	}
	w.scroll.Refresh() // wrapped sentences have learned their width, and so the content its height
}

// stripRoom gives the words the height that they take, up to four rows; the rest is scrolled.
type stripRoom struct{ strip fyne.CanvasObject }

func (l *stripRoom) MinSize([]fyne.CanvasObject) fyne.Size {
	row := (theme.TextSize() + 16) * 1.15
	return fyne.NewSize(200, min(max(l.strip.MinSize().Height+2*theme.Padding(), row), 4*row))
}

func (l *stripRoom) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, c := range o {
		place(c, 0, 0, size.Width, size.Height)
	}
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
