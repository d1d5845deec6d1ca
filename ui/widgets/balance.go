package widgets

import (
	"math"

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
// that the side always tells the source and the fill and sign tell the direction.
type Balance struct {
	widget.BaseWidget
	words, picture, base float64
	present, dimmed      bool
	tips                 tips
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
	b.words, b.picture, b.base, b.present = words, picture, base, present
	b.Refresh()
}

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
			"words": Signed(b.words), "picture": Signed(b.picture),
			"base": Fraction(b.base), "sum": Fraction(b.base + b.words + b.picture),
		}
		text = lang.L("Without words and picture the verdict would have {{.base}}. "+
			"The words move it by {{.words}}, the picture by {{.picture}}: {{.sum}}.", said)
	}
	b.tips.over(b, e.AbsolutePosition, text)
}

// MouseOut ends the explanation.
func (b *Balance) MouseOut() { b.tips.leave() }

// CreateRenderer draws the balance.
func (b *Balance) CreateRenderer() fyne.WidgetRenderer {
	r := &balanceRenderer{
		b: b, track: canvas.NewRectangle(nil), middle: canvas.NewRectangle(nil),
		left: canvas.NewRectangle(nil), right: canvas.NewRectangle(nil),
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
	leftName, rightName        *canvas.Text
	leftNum, rightNum          *canvas.Text
	leftArrow, rightArrow      *canvas.ArbitraryPolygon
}

func (r *balanceRenderer) Destroy() {}

func (r *balanceRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		r.track, r.left, r.right, r.middle, r.leftName, r.rightName, r.leftNum, r.rightNum, r.leftArrow, r.rightArrow,
	}
}

func (r *balanceRenderer) MinSize() fyne.Size {
	p := paintOf(r.b.Theme())
	side := r.nameWidth(p) + r.numWidth(p) + p.unit(24)
	return fyne.NewSize(2*side, r.lineHeight(p)+p.unit(30))
}

func (r *balanceRenderer) lineHeight(p paint) float32 { return textSize("x", p.text(), bold).Height }
func (r *balanceRenderer) nameWidth(p paint) float32 {
	return widest(p.text(), plain, lang.L("words"), lang.L("picture")) + p.unit(16)
}
func (r *balanceRenderer) numWidth(p paint) float32 {
	return widest(p.text(), bold, "+0.00", "−0.00")
}

func (r *balanceRenderer) Refresh() {
	p := paintOf(r.b.Theme())
	ink := p.ink()
	if r.b.dimmed || !r.b.present {
		ink = p.quiet()
	}
	setFill(r.track, p.color(theme.ColorNameTrack))
	r.track.CornerRadius = 3
	setFill(r.middle, ink)
	setText(r.leftName, lang.L("words"), ink, p.text(), plain)
	setText(r.rightName, lang.L("picture"), ink, p.text(), plain)
	left, right := Signed(r.b.words), Signed(r.b.picture)
	if !r.b.present {
		left, right = "–", "–"
	}
	setText(r.leftNum, left, ink, p.text(), bold)
	setText(r.rightNum, right, ink, p.text(), bold)
	r.leftArrow.FillColor, r.rightArrow.FillColor = ink, ink
	r.leftArrow.Refresh()
	r.rightArrow.Refresh()
	r.side(p, r.left, r.b.words)
	r.side(p, r.right, r.b.picture)
	r.Layout(r.b.Size())
}

// side fills a push for the verdict, and outlines one against it.
func (r *balanceRenderer) side(p paint, bar *canvas.Rectangle, by float64) {
	c := p.color(fynetheme.ColorNamePrimary)
	if r.b.dimmed {
		c = theme.Mix(p.ground(), c, 0.45)
	}
	bar.CornerRadius = 2
	bar.StrokeColor, bar.StrokeWidth = c, 2
	bar.FillColor = c
	if by < 0 {
		bar.FillColor = p.ground()
	}
	setVisible(bar, r.b.present && Signed(by) != "0.00")
	bar.Refresh()
}

func (r *balanceRenderer) Layout(size fyne.Size) {
	p := paintOf(r.b.Theme())
	line, mid := r.lineHeight(p), size.Width/2
	arrow := p.unit(9)
	place(r.leftArrow, 0, (line-arrow)/2, arrow, arrow)
	placeText(r.leftName, arrow+p.unit(5), 0, line)
	place(r.rightArrow, size.Width-arrow, (line-arrow)/2, arrow, arrow)
	placeTextRight(r.rightName, size.Width-arrow-p.unit(5), 0, line)
	placeTextRight(r.leftNum, mid-p.unit(10), 0, line)
	placeText(r.rightNum, mid+p.unit(10), 0, line)

	top, h := line+p.unit(4), p.unit(20)
	place(r.track, 0, top, size.Width, h)
	long := func(by float64) float32 { return float32(math.Min(1, math.Abs(by))) * mid }
	wl, wr := long(r.b.words), long(r.b.picture)
	place(r.left, mid-wl, top, wl, h)
	place(r.right, mid, top, wr, h)
	place(r.middle, mid-1, top-p.unit(3), 2, h+p.unit(6))
}
