package plot

import (
	"image/color"
	"strconv"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// CurvePoint is a figure at a number of labels.
type CurvePoint struct {
	Labels int
	Value  float64 // 0 to 1
}

// Curve is a learning curve: labels across, a figure up, with the number at each point.
type Curve struct {
	widget.BaseWidget
	title  string // of the figure
	points []CurvePoint
	tips   tip.Pointer
}

var _ desktop.Hoverable = (*Curve)(nil)

// NewCurve makes a curve of a figure, without points.
func NewCurve(title string) *Curve {
	c := &Curve{title: title}
	c.ExtendBaseWidget(c)
	return c
}

// Set gives the points, those with the fewest labels first. They are copied.
func (c *Curve) Set(points []CurvePoint) {
	c.points = append([]CurvePoint(nil), points...)
	c.Refresh()
}

// MouseIn explains the curve.
func (c *Curve) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved explains the curve.
func (c *Curve) MouseMoved(e *desktop.MouseEvent) {
	c.tips.Over(c, e.AbsolutePosition, lang.L("How good a head is that learned from a part of the labels, on posts that it did not see: where the line still climbs, more labels help."))
}

// MouseOut ends the explanation.
func (c *Curve) MouseOut() { c.tips.Leave() }

// CreateRenderer draws the curve.
func (c *Curve) CreateRenderer() fyne.WidgetRenderer {
	r := &curveRenderer{c: c, title: canvas.NewText("", nil), ground: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type curvePlace struct {
	dot           *canvas.Circle
	line          *canvas.Line // from the point before
	value, labels *canvas.Text
}

type curveRenderer struct {
	c      *Curve
	title  *canvas.Text
	ground *canvas.Rectangle
	places []*curvePlace
}

func (r *curveRenderer) Destroy() {}

func (r *curveRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.ground, r.title}
	for _, p := range r.places {
		o = append(o, p.line)
	}
	for _, p := range r.places {
		o = append(o, p.dot, p.value, p.labels)
	}
	return o
}

func (r *curveRenderer) MinSize() fyne.Size {
	p := paint.Of(r.c.Theme())
	return fyne.NewSize(p.Unit(300), p.Unit(180))
}

func (r *curveRenderer) Refresh() {
	p := paint.Of(r.c.Theme())
	for len(r.places) < len(r.c.points) {
		r.places = append(r.places, &curvePlace{canvas.NewCircle(nil), canvas.NewLine(nil), canvas.NewText("", nil), canvas.NewText("", nil)})
	}
	r.places = r.places[:len(r.c.points)]
	paint.SetText(r.title, r.c.title, p.Quiet(), p.Caption(), paint.Bold)
	paint.SetFrame(r.ground, p.Color(fynetheme.ColorNameSeparator), 1, color.Transparent)
	ink := p.Color(fynetheme.ColorNamePrimary)
	for i, place := range r.places {
		point := r.c.points[i]
		place.dot.FillColor, place.line.StrokeColor, place.line.StrokeWidth = ink, ink, p.Unit(2)
		place.dot.Refresh()
		place.line.Refresh()
		paint.SetText(place.value, paint.Decimal(strconv.FormatFloat(100*point.Value, 'f', 1, 64)), p.Ink(), p.Text(), paint.Bold)
		paint.SetText(place.labels, strconv.Itoa(point.Labels), p.Quiet(), p.Caption(), paint.Plain)
	}
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

// span is what is up and down: the values with some room around them, never so little that chance looks like a slope.
func (c *Curve) span() (low, high float64) {
	low, high = 1, 0
	for _, p := range c.points {
		low, high = min(low, p.Value), max(high, p.Value)
	}
	if room := 0.1 - (high - low); room > 0 {
		low, high = low-room/2, high+room/2
	}
	return low, high
}

func (r *curveRenderer) Layout(size fyne.Size) {
	p := paint.Of(r.c.Theme())
	caption := paint.TextSize("x", p.Caption(), paint.Plain).Height
	text := paint.TextSize("x", p.Text(), paint.Bold).Height
	paint.PlaceText(r.title, 0, 0, caption)
	left, top := p.Unit(24), caption+text+p.Unit(10)
	bottom := size.Height - caption - p.Unit(8)
	paint.Place(r.ground, 0, caption+p.Unit(4), size.Width, max(1, bottom-caption))
	most := 1
	for _, point := range r.c.points {
		most = max(most, point.Labels)
	}
	low, high := r.c.span()
	before := fyne.Position{}
	for i, place := range r.places {
		point := r.c.points[i]
		at := fyne.NewPos(left+(size.Width-2*left)*float32(point.Labels)/float32(most), bottom-p.Unit(8)-(bottom-p.Unit(8)-top)*float32((point.Value-low)/(high-low)))
		d := p.Unit(8)
		place.dot.Move(at.SubtractXY(d/2, d/2))
		place.dot.Resize(fyne.NewSize(d, d))
		paint.SetVisible(place.line, i > 0)
		place.line.Position1, place.line.Position2 = before, at
		center(place.value, at.X, at.Y-text-d/2, text, size.Width)
		center(place.labels, at.X, bottom+p.Unit(4), caption, size.Width)
		before = at
	}
}

// center places a text around x, within the width.
func center(t *canvas.Text, x, y, h, width float32) {
	w := t.MinSize().Width
	paint.PlaceText(t, max(0, min(x-w/2, width-w)), y, h)
}
