package plot

import (
	"math"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Balance shows how far words and picture each moved the verdict: two signed bars from one middle line, the words' to the
// left and the picture's to the right. A push against the verdict is drawn hollow on the same side and has a minus, so
// that the side always tells the source and the fill and sign tell the direction. Words in the picture, where they count, are a bar of their own below
// that of the words.
type Balance struct {
	widget.BaseWidget
	words, picture, base float64
	lettering            float64 // of the words in the picture; 0: none
	present, dimmed      bool
	tips                 tip.Pointer
}

var _ desktop.Hoverable = (*Balance)(nil)

// NewBalance makes a balance that has nothing to show yet.
func NewBalance() *Balance {
	b := &Balance{}
	b.ExtendBaseWidget(b)
	return b
}

// Set gives the contributions in probability of the label shown, −1 to 1, and the base that they start from.
func (b *Balance) Set(words, picture, base float64, present bool) {
	b.SetThree(words, picture, 0, base, present)
}

// SetThree is Set with the words in the picture apart from the other words; 0: there are none.
func (b *Balance) SetThree(words, picture, lettering, base float64, present bool) {
	b.words, b.picture, b.lettering, b.base, b.present = words, picture, lettering, base, present
	b.Refresh()
}

// three tells whether words in the picture have a part.
func (b *Balance) three() bool { return b.present && b.lettering != 0 }

// SetDimmed pales the bars while something newer is computed.
func (b *Balance) SetDimmed(dimmed bool) {
	if b.dimmed != dimmed {
		b.dimmed = dimmed
		b.Refresh()
	}
}

// MouseIn explains the side under the pointer.
func (b *Balance) MouseIn(e *desktop.MouseEvent) { b.MouseMoved(e) }

// MouseMoved explains the side under the pointer.
func (b *Balance) MouseMoved(e *desktop.MouseEvent) {
	text := ""
	if b.present {
		said := map[string]any{
			"words": paint.Signed(b.words), "picture": paint.Signed(b.picture),
			"base": paint.Fraction(b.base), "sum": paint.Fraction(b.base + b.words + b.picture + b.lettering), "lettering": paint.Signed(b.lettering),
		}
		if text = lang.L("Without words and picture the verdict would have {{.base}}. "+
			"The words move it by {{.words}}, the picture by {{.picture}}: {{.sum}}.", said); b.three() {
			text = lang.L("Without words and picture the verdict would have {{.base}}. "+
				"The words move it by {{.words}}, the words in the picture by {{.lettering}}, the rest of the picture by {{.picture}}: {{.sum}}.", said)
		}
	}
	b.tips.Over(b, e.AbsolutePosition, text)
}

// MouseOut ends the explanation.
func (b *Balance) MouseOut() { b.tips.Leave() }

// CreateRenderer draws the balance.
func (b *Balance) CreateRenderer() fyne.WidgetRenderer {
	r := &balanceRenderer{
		b: b, track: canvas.NewRectangle(nil), middle: canvas.NewRectangle(nil),
		left: canvas.NewRectangle(nil), right: canvas.NewRectangle(nil), within: canvas.NewRectangle(nil),
		leftName: canvas.NewText("", nil), rightName: canvas.NewText("", nil),
		leftNum: canvas.NewText("", nil), rightNum: canvas.NewText("", nil),
		leftArrow:  &canvas.ArbitraryPolygon{NormalizedPoints: true, Points: []fyne.Position{{X: 1, Y: 0}, {X: 1, Y: 1}, {X: 0, Y: 0.5}}},
		rightArrow: &canvas.ArbitraryPolygon{NormalizedPoints: true, Points: []fyne.Position{{X: 0, Y: 0}, {X: 0, Y: 1}, {X: 1, Y: 0.5}}},
	}
	r.Refresh()
	return r
}

type balanceRenderer struct {
	b                          *Balance
	track, middle, left, right *canvas.Rectangle
	within                     *canvas.Rectangle // the words in the picture
	leftName, rightName        *canvas.Text
	leftNum, rightNum          *canvas.Text
	leftArrow, rightArrow      *canvas.ArbitraryPolygon
}

func (r *balanceRenderer) Destroy() {}

func (r *balanceRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		r.track, r.left, r.within, r.right, r.middle, r.leftName, r.rightName, r.leftNum, r.rightNum, r.leftArrow, r.rightArrow,
	}
}

func (r *balanceRenderer) MinSize() fyne.Size {
	p := paint.Of(r.b.Theme())
	side := r.nameWidth(p) + r.numWidth(p) + p.Unit(24)
	return fyne.NewSize(2*side, r.lineHeight(p)+p.Unit(30))
}

func (r *balanceRenderer) lineHeight(p paint.Brush) float32 {
	return paint.TextSize("x", p.Text(), paint.Bold).Height
}
func (r *balanceRenderer) nameWidth(p paint.Brush) float32 {
	return paint.Widest(p.Text(), paint.Plain, lang.L("words"), lang.L("picture")) + p.Unit(16)
}

// leftSays says whose the bars to the left are, where there is room for all of it.
func (r *balanceRenderer) leftSays(p paint.Brush, room float32) string {
	if long := lang.L("words, in the picture"); r.b.three() && paint.Widest(p.Text(), paint.Plain, long)+p.Unit(32)+r.numWidth(p) <= room {
		return long
	}
	return lang.L("words")
}

func (r *balanceRenderer) numWidth(p paint.Brush) float32 {
	if r.b.three() {
		return paint.Widest(p.Text(), paint.Bold, "+0.00, +0.00", "−0.00, −0.00")
	}
	return paint.Widest(p.Text(), paint.Bold, "+0.00", "−0.00")
}

func (r *balanceRenderer) Refresh() {
	p := paint.Of(r.b.Theme())
	ink := p.Ink()
	if r.b.dimmed || !r.b.present {
		ink = p.Quiet()
	}
	paint.SetFill(r.track, p.Color(theme.ColorNameTrack))
	r.track.CornerRadius = 3
	paint.SetFill(r.middle, ink)
	paint.SetText(r.leftName, r.leftSays(p, r.b.Size().Width/2), ink, p.Text(), paint.Plain)
	paint.SetText(r.rightName, lang.L("picture"), ink, p.Text(), paint.Plain)
	left, right := paint.Signed(r.b.words), paint.Signed(r.b.picture)
	switch {
	case !r.b.present:
		left, right = "–", "–"
	case r.b.three():
		left += ", " + paint.Signed(r.b.lettering)
	}
	paint.SetText(r.leftNum, left, ink, p.Text(), paint.Bold)
	paint.SetText(r.rightNum, right, ink, p.Text(), paint.Bold)
	r.leftArrow.FillColor, r.rightArrow.FillColor = ink, ink
	r.leftArrow.Refresh()
	r.rightArrow.Refresh()
	r.side(p, r.left, r.b.words)
	r.side(p, r.within, r.b.lettering)
	r.side(p, r.right, r.b.picture)
	r.Layout(r.b.Size())
}

// side fills a push for the verdict, and outlines one against it.
func (r *balanceRenderer) side(p paint.Brush, bar *canvas.Rectangle, by float64) {
	c := p.Color(fynetheme.ColorNamePrimary)
	if r.b.dimmed {
		c = theme.Mix(p.Ground(), c, 0.45)
	}
	bar.CornerRadius = 2
	bar.StrokeColor, bar.StrokeWidth = c, 2
	bar.FillColor = c
	if by < 0 {
		bar.FillColor = p.Ground()
	}
	paint.SetVisible(bar, r.b.present && paint.Signed(by) != paint.Signed(0))
	bar.Refresh()
}

func (r *balanceRenderer) Layout(size fyne.Size) {
	p := paint.Of(r.b.Theme())
	line, mid := r.lineHeight(p), size.Width/2
	arrow := p.Unit(9)
	if name := r.leftSays(p, mid); name != r.leftName.Text {
		r.leftName.Text = name
		r.leftName.Refresh()
	}
	paint.Place(r.leftArrow, 0, (line-arrow)/2, arrow, arrow)
	paint.PlaceText(r.leftName, arrow+p.Unit(5), 0, line)
	paint.Place(r.rightArrow, size.Width-arrow, (line-arrow)/2, arrow, arrow)
	paint.PlaceTextRight(r.rightName, size.Width-arrow-p.Unit(5), 0, line)
	paint.PlaceTextRight(r.leftNum, mid-p.Unit(10), 0, line)
	paint.PlaceText(r.rightNum, mid+p.Unit(10), 0, line)

	top, h := line+p.Unit(4), p.Unit(20)
	paint.Place(r.track, 0, top, size.Width, h)
	long := func(by float64) float32 { return float32(math.Min(1, math.Abs(by))) * mid }
	wl, wr := long(r.b.words), long(r.b.picture)
	if r.b.three() { // above one another
		within := long(r.b.lettering)
		paint.Place(r.left, mid-wl, top, wl, h/2-1)
		paint.Place(r.within, mid-within, top+h/2+1, within, h/2-1)
	} else {
		paint.Place(r.left, mid-wl, top, wl, h)
	}
	paint.Place(r.right, mid, top, wr, h)
	paint.Place(r.middle, mid-1, top-p.Unit(3), 2, h+p.Unit(6))
}
