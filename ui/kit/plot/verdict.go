package plot

import (
	"strings"

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

// Verdict is the label in large letters with its shape and probability.
type Verdict struct {
	widget.BaseWidget
	label           int
	probability     float64
	present, dimmed bool
	tips            tip.Pointer
}

var _ desktop.Hoverable = (*Verdict)(nil)

// NewVerdict makes a verdict that has nothing to show yet.
func NewVerdict() *Verdict {
	v := &Verdict{}
	v.ExtendBaseWidget(v)
	return v
}

// Set gives the label (0 negative, 1 neutral, 2 positive) and its probability, 0 to 1. Dimmed is for a result that is
// being replaced.
func (v *Verdict) Set(label int, probability float64, present, dimmed bool) {
	v.label, v.probability, v.present, v.dimmed = label, probability, present, dimmed
	v.Refresh()
}

// MouseIn explains the number.
func (v *Verdict) MouseIn(e *desktop.MouseEvent) {
	if !v.present {
		return
	}
	v.tips.Over(v, e.AbsolutePosition, lang.L("The model is {{.percent}} % sure that the post as a whole is {{.label}}.",
		map[string]any{"percent": paint.Percent(v.probability), "label": paint.LabelName(v.label)}))
}

// MouseMoved changes nothing.
func (v *Verdict) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends the explanation.
func (v *Verdict) MouseOut() { v.tips.Leave() }

// CreateRenderer draws the verdict.
func (v *Verdict) CreateRenderer() fyne.WidgetRenderer {
	r := &verdictRenderer{v: v, mark: paint.NewMark(0, nil), name: canvas.NewText("", nil), num: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type verdictRenderer struct {
	v         *Verdict
	mark      *canvas.ArbitraryPolygon
	name, num *canvas.Text
}

func (r *verdictRenderer) Destroy() {}

func (r *verdictRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.mark, r.name, r.num}
}

func (r *verdictRenderer) heading(p paint.Brush) float32 {
	return p.Size(fynetheme.SizeNameHeadingText)
}

// MinSize has room for the longest label, so that a new verdict moves nothing.
func (r *verdictRenderer) MinSize() fyne.Size {
	p := paint.Of(r.v.Theme())
	size := r.heading(p)
	w := paint.Widest(size, paint.Bold, upper(0), upper(1), upper(2)) + paint.Widest(size, paint.Plain, ">99 %") + size*1.4
	return fyne.NewSize(w, paint.TextSize("X", size, paint.Bold).Height)
}

func upper(label int) string { return strings.ToUpper(paint.LabelName(label)) }

func (r *verdictRenderer) Refresh() {
	p, v := paint.Of(r.v.Theme()), r.v
	c, ink := p.Label(v.label), p.Ink()
	if v.dimmed {
		c, ink = theme.Mix(p.Ground(), c, 0.45), p.Quiet()
	}
	if !v.present {
		paint.SetText(r.name, "–", p.Quiet(), r.heading(p), paint.Bold)
		paint.SetText(r.num, "", p.Quiet(), r.heading(p), paint.Plain)
		r.mark.Hide()
	} else {
		paint.SetText(r.name, upper(v.label), ink, r.heading(p), paint.Bold)
		paint.SetText(r.num, paint.Percent(v.probability)+" %", ink, r.heading(p), paint.Plain)
		paint.SetMark(r.mark, v.label, c)
	}
	r.Layout(v.Size())
}

func (r *verdictRenderer) Layout(size fyne.Size) {
	p := paint.Of(r.v.Theme())
	h := r.heading(p)
	mark := h * 0.72
	paint.Place(r.mark, 0, (size.Height-mark)/2, mark, mark)
	x := mark + h*0.35
	if !r.v.present {
		x = 0
	}
	x += paint.PlaceText(r.name, x, 0, size.Height)
	paint.PlaceText(r.num, x+h*0.4, 0, size.Height)
}
