package widgets

import (
	"strings"

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
	tips            tips
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
	v.tips.over(v, e.AbsolutePosition, lang.L("The model is {{.percent}} % sure that the post as a whole is {{.label}}.",
		map[string]any{"percent": Percent(v.probability), "label": labelName(v.label)}))
}

// MouseMoved changes nothing.
func (v *Verdict) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends the explanation.
func (v *Verdict) MouseOut() { v.tips.leave() }

// CreateRenderer draws the verdict.
func (v *Verdict) CreateRenderer() fyne.WidgetRenderer {
	r := &verdictRenderer{v: v, mark: newLabelMark(0, nil), name: canvas.NewText("", nil), num: canvas.NewText("", nil)}
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

func (r *verdictRenderer) heading(p paint) float32 { return p.size(fynetheme.SizeNameHeadingText) }

// MinSize has room for the longest label, so that a new verdict moves nothing.
func (r *verdictRenderer) MinSize() fyne.Size {
	p := paintOf(r.v.Theme())
	size := r.heading(p)
	w := widest(size, bold, upper(0), upper(1), upper(2)) + widest(size, plain, ">99 %") + size*1.4
	return fyne.NewSize(w, textSize("X", size, bold).Height)
}

func upper(label int) string { return strings.ToUpper(labelName(label)) }

func (r *verdictRenderer) Refresh() {
	p, v := paintOf(r.v.Theme()), r.v
	c, ink := p.label(v.label), p.ink()
	if v.dimmed {
		c, ink = theme.Mix(p.ground(), c, 0.45), p.quiet()
	}
	if !v.present {
		setText(r.name, "–", p.quiet(), r.heading(p), bold)
		setText(r.num, "", p.quiet(), r.heading(p), plain)
		r.mark.Hide()
	} else {
		setText(r.name, upper(v.label), ink, r.heading(p), bold)
		setText(r.num, Percent(v.probability)+" %", ink, r.heading(p), plain)
		setLabelMark(r.mark, v.label, c)
	}
	r.Layout(v.Size())
}

func (r *verdictRenderer) Layout(size fyne.Size) {
	p := paintOf(r.v.Theme())
	h := r.heading(p)
	mark := h * 0.72
	place(r.mark, 0, (size.Height-mark)/2, mark, mark)
	x := mark + h*0.35
	if !r.v.present {
		x = 0
	}
	x += placeText(r.name, x, 0, size.Height)
	placeText(r.num, x+h*0.4, 0, size.Height)
}
