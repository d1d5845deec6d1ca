package plot

import (
	"strconv"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// Distribution shows how many posts have each label: one bar in three parts, and under it each label's shape, name, count
// and share.
type Distribution struct {
	widget.BaseWidget
	// OnLabel is told which label was clicked; nil makes it no button.
	OnLabel func(label int)

	counts [3]int
	tips   tip.Pointer
}

var (
	_ fyne.Tappable     = (*Distribution)(nil)
	_ desktop.Hoverable = (*Distribution)(nil)
)

// NewDistribution makes one without posts.
func NewDistribution() *Distribution {
	d := &Distribution{}
	d.ExtendBaseWidget(d)
	return d
}

// Set gives the counts of negative, neutral and positive; a negative count is zero.
func (d *Distribution) Set(counts [3]int) {
	for i, n := range counts {
		d.counts[i] = max(0, n)
	}
	d.Refresh()
}

func (d *Distribution) total() int { return d.counts[0] + d.counts[1] + d.counts[2] }

// part is the label at a position: by the bar's parts in the bar, by thirds below it; −1 for none.
func (d *Distribution) part(at fyne.Position) int {
	p, size := paint.Of(d.Theme()), d.Size()
	if size.Width <= 0 || at.X < 0 || at.X >= size.Width {
		return -1
	}
	if at.Y > p.Unit(20) {
		return int(at.X / size.Width * 3)
	}
	total := d.total()
	x := float32(0)
	for i, n := range d.counts {
		if total > 0 {
			x += size.Width * float32(n) / float32(total)
		}
		if at.X < x {
			return i
		}
	}
	return -1
}

// Tapped picks a label.
func (d *Distribution) Tapped(e *fyne.PointEvent) {
	if i := d.part(e.Position); i >= 0 && d.OnLabel != nil {
		d.OnLabel(i)
	}
}

// MouseIn explains the part under the pointer.
func (d *Distribution) MouseIn(e *desktop.MouseEvent) { d.MouseMoved(e) }

// MouseMoved explains the part under the pointer.
func (d *Distribution) MouseMoved(e *desktop.MouseEvent) {
	text := ""
	if i := d.part(e.Position); i >= 0 && d.total() > 0 {
		text = lang.L("{{.count}} of {{.all}} posts are {{.label}}.",
			map[string]any{"count": d.counts[i], "all": d.total(), "label": paint.LabelName(i)})
	}
	d.tips.Over(d, e.AbsolutePosition, text)
}

// MouseOut ends the explanation.
func (d *Distribution) MouseOut() { d.tips.Leave() }

// CreateRenderer draws the bar.
func (d *Distribution) CreateRenderer() fyne.WidgetRenderer {
	r := &distributionRenderer{d: d, track: canvas.NewRectangle(nil)}
	for i := range 3 {
		r.bars[i] = canvas.NewRectangle(nil)
		r.marks[i] = paint.NewMark(i, nil)
		r.names[i], r.nums[i] = canvas.NewText("", nil), canvas.NewText("", nil)
	}
	r.Refresh()
	return r
}

type distributionRenderer struct {
	d           *Distribution
	track       *canvas.Rectangle
	bars        [3]*canvas.Rectangle
	marks       [3]*canvas.ArbitraryPolygon
	names, nums [3]*canvas.Text
}

func (r *distributionRenderer) Destroy() {}

func (r *distributionRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.track}
	for i := range 3 {
		o = append(o, r.bars[i], r.marks[i], r.names[i], r.nums[i])
	}
	return o
}

func (r *distributionRenderer) MinSize() fyne.Size {
	p := paint.Of(r.d.Theme())
	col := p.Unit(16) + max(paint.Widest(p.Text(), paint.Plain, paint.LabelName(0), paint.LabelName(1), paint.LabelName(2)),
		paint.Widest(p.Text(), paint.Bold, "00000 · 100 %")) + p.Unit(8)
	return fyne.NewSize(3*col, p.Unit(22)+2*paint.TextSize("x", p.Text(), paint.Bold).Height)
}

func (r *distributionRenderer) Refresh() {
	p, d := paint.Of(r.d.Theme()), r.d
	paint.SetFill(r.track, p.Color(theme.ColorNameTrack))
	r.track.CornerRadius = 3
	for i := range 3 {
		paint.SetFill(r.bars[i], p.Label(i))
		paint.SetMark(r.marks[i], i, p.Label(i))
		paint.SetText(r.names[i], paint.LabelName(i), p.Quiet(), p.Text(), paint.Plain)
		text := "–"
		if total := d.total(); total > 0 {
			text = strconv.Itoa(d.counts[i]) + " · " + percentOf(d.counts[i], total) + " %"
		}
		paint.SetText(r.nums[i], text, p.Ink(), p.Text(), paint.Bold)
	}
	r.Layout(d.Size())
}

func (r *distributionRenderer) Layout(size fyne.Size) {
	p, d := paint.Of(r.d.Theme()), r.d
	h := p.Unit(14)
	paint.Place(r.track, 0, 0, size.Width, h)
	x, total := float32(0), d.total()
	line := paint.TextSize("x", p.Text(), paint.Bold).Height
	for i, n := range d.counts {
		w := float32(0)
		if total > 0 {
			w = size.Width * float32(n) / float32(total)
		}
		gap := float32(0)
		if x > 0 && w > 2 { // a thin line between two parts, which colour alone would not part
			gap = 1.5
		}
		paint.Place(r.bars[i], x+gap, 0, w-gap, h)
		x += w
		left := size.Width / 3 * float32(i)
		mark := p.Unit(10)
		paint.Place(r.marks[i], left, h+p.Unit(6)+(line-mark)/2, mark, mark)
		paint.PlaceText(r.names[i], left+p.Unit(16), h+p.Unit(6), line)
		paint.PlaceText(r.nums[i], left+p.Unit(16), h+p.Unit(6)+line, line)
	}
}
