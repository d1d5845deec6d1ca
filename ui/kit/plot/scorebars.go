package plot

import (
	"fmt"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// ScoreRow is what one source says: words, picture or both; or what is meant.
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
	tips   tip.Pointer
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
	b.tips.Over(b, e.AbsolutePosition, b.explain(e.Position))
}

// MouseOut ends the explanation.
func (b *ScoreBars) MouseOut() { b.tips.Leave() }

func (b *ScoreBars) explain(at fyne.Position) string {
	g := b.grid(paint.Of(b.Theme()), b.Size())
	row := int((at.Y - g.head) / g.row)
	if at.Y < g.head || row >= len(b.rows) || !b.rows[row].Present {
		return ""
	}
	for i := range 3 {
		if x := g.x(i); at.X >= x && at.X < x+g.col {
			r := b.rows[row]
			said := map[string]any{"source": r.Name, "label": paint.LabelName(i), "percent": paint.Percent(r.Scores[i])}
			if r.Before == nil {
				return lang.L("{{.source}}: {{.percent}} % sure of “{{.label}}”", said)
			}
			said["before"] = paint.Percent(r.Before[i])
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

func (b *ScoreBars) grid(p paint.Brush, size fyne.Size) barGrid {
	g := barGrid{gap: p.Unit(20), num: paint.Widest(p.Text(), paint.Bold, ">99", "00") + p.Unit(6)}
	for _, r := range b.rows {
		g.name = max(g.name, paint.TextSize(r.Name, p.Text(), paint.Bold).Width)
	}
	g.name = max(g.name, p.Unit(48)) + p.Unit(12)
	g.head = paint.TextSize("x", p.Caption(), paint.Plain).Height + p.Unit(4)
	g.row = paint.TextSize("x", p.Text(), paint.Bold).Height + p.Unit(8)
	if spare := (size.Height - g.head) / float32(max(3, len(b.rows))); spare > g.row {
		g.row = min(spare, g.row+p.Unit(8))
	}
	g.col = (size.Width - g.name - 2*g.gap) / 3
	return g
}

// CreateRenderer draws the bars.
func (b *ScoreBars) CreateRenderer() fyne.WidgetRenderer {
	r := &barsRenderer{b: b}
	for i := range r.heads {
		r.heads[i] = canvas.NewText("", nil)
		r.marks[i] = paint.NewMark(i, nil)
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
	p := paint.Of(r.b.Theme())
	g := r.b.grid(p, fyne.Size{})
	head := p.Unit(16) + paint.Widest(p.Caption(), paint.Plain, paint.LabelName(0), paint.LabelName(1), paint.LabelName(2))
	col := max(p.Unit(28)+g.num, head)
	return fyne.NewSize(g.name+3*col+2*g.gap, g.head+float32(max(3, len(r.b.rows)))*g.row)
}

func (r *barsRenderer) Refresh() {
	p := paint.Of(r.b.Theme())
	for len(r.rows) < len(r.b.rows) {
		r.rows = append(r.rows, newBarsRow())
	}
	for i := range 3 {
		paint.SetText(r.heads[i], paint.LabelName(i), p.Quiet(), p.Caption(), paint.Plain)
		paint.SetMark(r.marks[i], i, p.Label(i))
	}
	for n, row := range r.b.rows {
		r.rows[n].refresh(p, row, n == len(r.b.rows)-1 || n >= wholePost, r.b.dimmed)
	}
	r.Layout(r.b.Size())
}

// wholePost is the first row that is of the whole post, behind those of the words and of the picture.
const wholePost = 2

func (w *barsRow) refresh(p paint.Brush, row ScoreRow, whole, dimmed bool) {
	style := paint.Plain
	if whole {
		style = paint.Bold
	}
	ink := p.Ink()
	if dimmed {
		ink = p.Quiet()
	}
	paint.SetText(w.name, row.Name, ink, p.Text(), style)
	paint.SetText(w.note, row.Note, p.Quiet(), p.Text(), paint.Italic)
	paint.SetVisible(w.note, !row.Present)
	for i := range 3 {
		paint.SetVisible(w.track[i], row.Present)
		paint.SetVisible(w.bar[i], row.Present)
		paint.SetVisible(w.num[i], row.Present)
		paint.SetVisible(w.tick[i], row.Present && row.Before != nil)
		c := p.Label(i)
		if dimmed {
			c = theme.Mix(p.Ground(), c, 0.45)
		}
		paint.SetFill(w.track[i], p.Color(theme.ColorNameTrack))
		paint.SetFill(w.bar[i], c)
		paint.SetFill(w.tick[i], p.Ink())
		w.track[i].CornerRadius, w.bar[i].CornerRadius = 2, 2
		num := paint.Plain
		if i == row.Top {
			num = paint.Bold
		}
		paint.SetText(w.num[i], paint.Percent(row.Scores[i]), ink, p.Text(), num)
	}
}

func (r *barsRenderer) Layout(size fyne.Size) {
	p := paint.Of(r.b.Theme())
	g := r.b.grid(p, size)
	mark := p.Unit(9)
	for i := range 3 {
		paint.Place(r.marks[i], g.x(i), (g.head-p.Unit(4)-mark)/2, mark, mark)
		paint.PlaceText(r.heads[i], g.x(i)+mark+p.Unit(5), 0, g.head-p.Unit(4))
	}
	for n, row := range r.b.rows {
		r.rows[n].layout(p, g, row, g.head+float32(n)*g.row)
	}
}

func (w *barsRow) layout(p paint.Brush, g barGrid, row ScoreRow, y float32) {
	paint.PlaceText(w.name, 0, y, g.row)
	paint.PlaceText(w.note, g.x(0), y, g.row)
	h := max(p.Unit(12), g.row-p.Unit(14))
	top := y + (g.row-h)/2
	for i := range 3 {
		long := g.col - g.num
		paint.Place(w.track[i], g.x(i), top, long, h)
		paint.Place(w.bar[i], g.x(i), top, long*float32(paint.Clamp01(row.Scores[i])), h)
		paint.PlaceTextRight(w.num[i], g.x(i)+g.col, y, g.row)
		if row.Before != nil {
			x := g.x(i) + long*float32(paint.Clamp01(row.Before[i]))
			paint.Place(w.tick[i], x-1, top-p.Unit(3), 2, h+p.Unit(6))
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
		s += fmt.Sprintf("%s: %s %s %s\n", r.Name, paint.Percent(r.Scores[0]), paint.Percent(r.Scores[1]), paint.Percent(r.Scores[2]))
	}
	return s
}
