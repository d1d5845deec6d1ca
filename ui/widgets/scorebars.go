package widgets

import (
	"fmt"

	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// ScoreRow is what one source says: words, picture or both.
type ScoreRow struct {
	Name    string
	Present bool
	Note    string      // shown in place of bars when not Present: "no picture"
	Scores  [3]float64  // negative, neutral, positive; 0 to 1
	Top     int         // the label with the highest score
	Before  *[3]float64 // the scores before a what-if, marked by a tick; nil: none
}

// ScoreBars shows rows of three bars whose columns line up, so that the eye compares them.
type ScoreBars struct {
	widget.BaseWidget
	rows   []ScoreRow
	dimmed bool
	tips   tips
}

var _ desktop.Hoverable = (*ScoreBars)(nil)

// NewScoreBars makes bars without rows.
func NewScoreBars() *ScoreBars {
	b := &ScoreBars{}
	b.ExtendBaseWidget(b)
	return b
}

// SetRows replaces all rows. The slice is copied.
func (b *ScoreBars) SetRows(rows []ScoreRow) {
	b.rows = append([]ScoreRow(nil), rows...)
	b.Refresh()
}

// SetDimmed pales the bars while something newer is computed.
func (b *ScoreBars) SetDimmed(dimmed bool) {
	if b.dimmed != dimmed {
		b.dimmed = dimmed
		b.Refresh()
	}
}

// MouseIn explains the number under the pointer.
func (b *ScoreBars) MouseIn(e *desktop.MouseEvent) { b.MouseMoved(e) }

// MouseMoved explains the number under the pointer.
func (b *ScoreBars) MouseMoved(e *desktop.MouseEvent) {
	b.tips.over(b, e.AbsolutePosition, b.explain(e.Position))
}

// MouseOut ends the explanation.
func (b *ScoreBars) MouseOut() { b.tips.leave() }

func (b *ScoreBars) explain(at fyne.Position) string {
	g := b.grid(paintOf(b.Theme()), b.Size())
	row := int((at.Y - g.head) / g.row)
	if at.Y < g.head || row >= len(b.rows) || !b.rows[row].Present {
		return ""
	}
	for i := range 3 {
		if x := g.x(i); at.X >= x && at.X < x+g.col {
			r := b.rows[row]
			said := map[string]any{"source": r.Name, "label": labelName(i), "percent": Percent(r.Scores[i])}
			if r.Before == nil {
				return lang.L("{{.source}}: {{.percent}} % sure of “{{.label}}”", said)
			}
			said["before"] = Percent(r.Before[i])
			return lang.L("{{.source}}: {{.percent}} % sure of “{{.label}}”; before the change {{.before}} %", said)
		}
	}
	return ""
}

// barGrid is where the columns and rows lie.
type barGrid struct {
	name, col, num, gap float32 // widths: of the names, a column, the number in it, the space between columns
	head, row           float32 // heights
}

func (g barGrid) x(i int) float32 { return g.name + float32(i)*(g.col+g.gap) }

func (b *ScoreBars) grid(p paint, size fyne.Size) barGrid {
	g := barGrid{gap: p.unit(20), num: widest(p.text(), bold, ">99", "00") + p.unit(6)}
	for _, r := range b.rows {
		g.name = max(g.name, textSize(r.Name, p.text(), bold).Width)
	}
	g.name = max(g.name, p.unit(48)) + p.unit(12)
	g.head = textSize("x", p.caption(), plain).Height + p.unit(4)
	g.row = textSize("x", p.text(), bold).Height + p.unit(8)
	if spare := (size.Height - g.head) / float32(max(3, len(b.rows))); spare > g.row {
		g.row = min(spare, g.row+p.unit(8))
	}
	g.col = (size.Width - g.name - 2*g.gap) / 3
	return g
}

// CreateRenderer draws the bars.
func (b *ScoreBars) CreateRenderer() fyne.WidgetRenderer {
	r := &barsRenderer{b: b}
	for i := range r.heads {
		r.heads[i] = canvas.NewText("", nil)
		r.marks[i] = newLabelMark(i, nil)
	}
	r.Refresh()
	return r
}

type barsRow struct {
	name, note *canvas.Text
	track, bar [3]*canvas.Rectangle
	tick       [3]*canvas.Rectangle
	num        [3]*canvas.Text
}

func newBarsRow() *barsRow {
	w := &barsRow{name: canvas.NewText("", nil), note: canvas.NewText("", nil)}
	for i := range 3 {
		w.track[i], w.bar[i], w.tick[i] = canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
		w.num[i] = canvas.NewText("", nil)
	}
	return w
}

func (w *barsRow) objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{w.name, w.note}
	for i := range 3 {
		o = append(o, w.track[i], w.bar[i], w.tick[i], w.num[i])
	}
	return o
}

type barsRenderer struct {
	b     *ScoreBars
	heads [3]*canvas.Text
	marks [3]*canvas.ArbitraryPolygon
	rows  []*barsRow
}

func (r *barsRenderer) Destroy() {}

func (r *barsRenderer) Objects() []fyne.CanvasObject {
	var o []fyne.CanvasObject
	for i := range 3 {
		o = append(o, r.heads[i], r.marks[i])
	}
	for _, row := range r.rows[:len(r.b.rows)] {
		o = append(o, row.objects()...)
	}
	return o
}

func (r *barsRenderer) MinSize() fyne.Size {
	p := paintOf(r.b.Theme())
	g := r.b.grid(p, fyne.Size{})
	head := p.unit(16) + widest(p.caption(), plain, labelName(0), labelName(1), labelName(2))
	col := max(p.unit(28)+g.num, head)
	return fyne.NewSize(g.name+3*col+2*g.gap, g.head+float32(max(3, len(r.b.rows)))*g.row)
}

func (r *barsRenderer) Refresh() {
	p := paintOf(r.b.Theme())
	for len(r.rows) < len(r.b.rows) {
		r.rows = append(r.rows, newBarsRow())
	}
	for i := range 3 {
		setText(r.heads[i], labelName(i), p.quiet(), p.caption(), plain)
		setLabelMark(r.marks[i], i, p.label(i))
	}
	for n, row := range r.b.rows {
		r.rows[n].refresh(p, row, n == len(r.b.rows)-1, r.b.dimmed)
	}
	r.Layout(r.b.Size())
}

func (w *barsRow) refresh(p paint, row ScoreRow, last, dimmed bool) {
	style := plain
	if last { // the verdict's own row
		style = bold
	}
	ink := p.ink()
	if dimmed {
		ink = p.quiet()
	}
	setText(w.name, row.Name, ink, p.text(), style)
	setText(w.note, row.Note, p.quiet(), p.text(), italic)
	setVisible(w.note, !row.Present)
	for i := range 3 {
		setVisible(w.track[i], row.Present)
		setVisible(w.bar[i], row.Present)
		setVisible(w.num[i], row.Present)
		setVisible(w.tick[i], row.Present && row.Before != nil)
		c := p.label(i)
		if dimmed {
			c = theme.Mix(p.ground(), c, 0.45)
		}
		setFill(w.track[i], p.color(theme.ColorNameTrack))
		setFill(w.bar[i], c)
		setFill(w.tick[i], p.ink())
		w.track[i].CornerRadius, w.bar[i].CornerRadius = 2, 2
		num := plain
		if i == row.Top {
			num = bold
		}
		setText(w.num[i], Percent(row.Scores[i]), ink, p.text(), num)
	}
}

func (r *barsRenderer) Layout(size fyne.Size) {
	p := paintOf(r.b.Theme())
	g := r.b.grid(p, size)
	mark := p.unit(9)
	for i := range 3 {
		place(r.marks[i], g.x(i), (g.head-p.unit(4)-mark)/2, mark, mark)
		placeText(r.heads[i], g.x(i)+mark+p.unit(5), 0, g.head-p.unit(4))
	}
	for n, row := range r.b.rows {
		r.rows[n].layout(p, g, row, g.head+float32(n)*g.row)
	}
}

func (w *barsRow) layout(p paint, g barGrid, row ScoreRow, y float32) {
	placeText(w.name, 0, y, g.row)
	placeText(w.note, g.x(0), y, g.row)
	h := max(p.unit(12), g.row-p.unit(14))
	top := y + (g.row-h)/2
	for i := range 3 {
		long := g.col - g.num
		place(w.track[i], g.x(i), top, long, h)
		place(w.bar[i], g.x(i), top, long*float32(clamp01(row.Scores[i])), h)
		placeTextRight(w.num[i], g.x(i)+g.col, y, g.row)
		if row.Before != nil {
			x := g.x(i) + long*float32(clamp01(row.Before[i]))
			place(w.tick[i], x-1, top-p.unit(3), 2, h+p.unit(6))
		}
	}
}

// String is for logs and tests: the numbers as they are shown.
func (b *ScoreBars) String() string {
	s := ""
	for _, r := range b.rows {
		if !r.Present {
			s += fmt.Sprintf("%s: %s\n", r.Name, r.Note)
			continue
		}
		s += fmt.Sprintf("%s: %s %s %s\n", r.Name, Percent(r.Scores[0]), Percent(r.Scores[1]), Percent(r.Scores[2]))
	}
	return s
}
