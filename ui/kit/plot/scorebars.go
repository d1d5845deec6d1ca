package plot

import (
	"fmt"
	"image/color"

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

// ScoreRow is what one source says: words, picture or both together; or what is meant.
type ScoreRow struct {
	Name    string
	Hint    string // what the row is, for the tooltip over its name
	Present bool
	Note    string    // shown in place of bars when not Present: "no picture"
	Whole   bool      // it speaks for the whole post, and is written bold
	Mark    string    // at the right end: "reads", "means"; empty: none
	Scores  []float64 // one a column, 0 to 1
	Top     int       // the column with the highest score
	Before  []float64 // the scores before a what-if, marked by a tick; nil: none
}

// Column is one label of the bars.
type Column struct {
	Name  string
	Color fyne.ThemeColorName // "": one that stands for no sentiment
	Shape int                 // of its mark: 0 to 2 as paint.NewMark has them; -1: none
}

// Sentiments are the columns of negative, neutral and positive.
func Sentiments() []Column {
	all := make([]Column, len(theme.LabelColors))
	for i := range all {
		all[i] = Column{Name: paint.LabelName(i), Color: theme.LabelColors[i], Shape: i}
	}
	return all
}

// ScoreBars shows rows of bars whose columns line up, so that the eye compares them.
type ScoreBars struct {
	widget.BaseWidget
	columns []Column
	rows    []ScoreRow
	dimmed  bool
	at      fyne.Position // of the pointer, while it is over the bars
	tips    tip.Pointer
}

var _ desktop.Hoverable = (*ScoreBars)(nil)

// NewScoreBars makes bars of the three sentiments, without rows.
func NewScoreBars() *ScoreBars {
	b := &ScoreBars{columns: Sentiments()}
	b.ExtendBaseWidget(b)
	return b
}

// SetColumns changes what the bars stand for. It comes before rows of that many scores.
func (b *ScoreBars) SetColumns(columns []Column) {
	b.columns, b.rows = append([]Column(nil), columns...), nil
	b.Refresh()
}

// SetRows replaces all rows. The slice is copied.
func (b *ScoreBars) SetRows(rows []ScoreRow) {
	b.rows = append([]ScoreRow(nil), rows...)
	b.Refresh()
	b.tips.Now(b.explain(b.at)) // the number under the pointer is another one
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
	b.at = e.Position
	b.tips.Over(b, e.AbsolutePosition, b.explain(b.at))
}

// MouseOut ends the explanation.
func (b *ScoreBars) MouseOut() { b.tips.Leave() }

// Tip is what the bars as a whole are.
func (b *ScoreBars) Tip() string {
	return lang.L("How sure the model is of each label, in percent: by the words alone, by the picture alone, by both together, and of what is meant.")
}

func (b *ScoreBars) explain(at fyne.Position) string {
	g := b.grid(paint.Of(b.Theme()), b.Size())
	row := int((at.Y - g.head) / g.row)
	if at.Y < g.head || row >= len(b.rows) {
		return b.Tip()
	}
	r := b.rows[row]
	if at.X < g.name || !r.Present {
		return r.Hint
	}
	for i := range min(len(b.columns), len(r.Scores)) {
		if x := g.x(i); at.X >= x && at.X < x+g.col {
			said := map[string]any{"source": r.Name, "label": b.columns[i].Name, "percent": paint.Percent(r.Scores[i])}
			if b.columns[i].Name == "" { // its row says it all
				return r.Hint
			}
			if i >= len(r.Before) {
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
	name, col, num, gap, mark float32 // widths: of the names, a column, the number in it, between columns, the marks at the end
	head, row                 float32 // heights
}

func (g barGrid) x(i int) float32 { return g.name + float32(i)*(g.col+g.gap) }

func (b *ScoreBars) grid(p paint.Brush, size fyne.Size) barGrid {
	g := barGrid{gap: p.Unit(20), num: paint.Widest(p.Text(), paint.Bold, ">99", "00") + p.Unit(6)}
	for _, r := range b.rows {
		g.name = max(g.name, paint.TextSize(r.Name, p.Text(), paint.Bold).Width)
		if r.Mark != "" {
			g.mark = max(g.mark, paint.TextSize(r.Mark, p.Caption(), paint.Plain).Width+p.Unit(12))
		}
	}
	g.name = max(g.name, p.Unit(48)) + p.Unit(12)
	g.head = paint.TextSize("x", p.Caption(), paint.Plain).Height + p.Unit(4)
	g.row = paint.TextSize("x", p.Text(), paint.Bold).Height + p.Unit(8)
	if spare := (size.Height - g.head) / float32(max(3, len(b.rows))); spare > g.row {
		g.row = min(spare, g.row+p.Unit(26))
	}
	n := float32(max(1, len(b.columns)))
	g.col = (size.Width - g.name - g.mark - (n-1)*g.gap) / n
	return g
}

// CreateRenderer draws the bars.
func (b *ScoreBars) CreateRenderer() fyne.WidgetRenderer {
	r := &barsRenderer{b: b}
	r.Refresh()
	return r
}

// columnHead is the name of a column with its mark.
type columnHead struct {
	name *canvas.Text
	mark *canvas.ArbitraryPolygon
}

type barsRow struct {
	name, note, mark *canvas.Text
	cells            []*barCell
}

// barCell is one bar.
type barCell struct {
	track, bar, tick *canvas.Rectangle
	num              *canvas.Text
}

func newBarCell() *barCell {
	return &barCell{canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewText("", nil)}
}

type barsRenderer struct {
	b     *ScoreBars
	heads []*columnHead
	rows  []*barsRow

	objects []fyne.CanvasObject // asked for with each frame
}

func (r *barsRenderer) Destroy() {}

func (r *barsRenderer) Objects() []fyne.CanvasObject { return r.objects }

// collect makes the list of what is drawn anew, as the one before may be walked through.
func (r *barsRenderer) collect() {
	var o []fyne.CanvasObject
	for _, h := range r.heads[:len(r.b.columns)] {
		o = append(o, h.name, h.mark)
	}
	for _, row := range r.rows[:len(r.b.rows)] {
		o = append(o, row.name, row.note, row.mark)
		for _, c := range row.cells[:len(r.b.columns)] {
			o = append(o, c.track, c.bar, c.tick, c.num)
		}
	}
	r.objects = o
}

func (r *barsRenderer) MinSize() fyne.Size {
	p := paint.Of(r.b.Theme())
	g := r.b.grid(p, fyne.Size{})
	head := float32(0)
	for _, c := range r.b.columns {
		head = max(head, p.Unit(16)+paint.TextSize(c.Name, p.Caption(), paint.Plain).Width)
	}
	n := float32(len(r.b.columns))
	return fyne.NewSize(g.name+g.mark+n*max(p.Unit(28)+g.num, head)+(n-1)*g.gap, g.head+float32(max(3, len(r.b.rows)))*g.row)
}

func (r *barsRenderer) Refresh() {
	p, columns := paint.Of(r.b.Theme()), r.b.columns
	for len(r.heads) < len(columns) {
		r.heads = append(r.heads, &columnHead{canvas.NewText("", nil), paint.NewMark(0, nil)})
	}
	for len(r.rows) < len(r.b.rows) {
		r.rows = append(r.rows, &barsRow{name: canvas.NewText("", nil), note: canvas.NewText("", nil), mark: canvas.NewText("", nil)})
	}
	for i, c := range columns {
		paint.SetText(r.heads[i].name, c.Name, p.Quiet(), p.Caption(), paint.Plain)
		paint.SetVisible(r.heads[i].mark, c.Shape >= 0)
		if c.Shape >= 0 {
			paint.SetMark(r.heads[i].mark, c.Shape, columnColor(p, columns, i))
		}
	}
	for n, row := range r.b.rows {
		r.rows[n].refresh(p, row, columns, r.b.dimmed)
	}
	r.collect()
	r.Layout(r.b.Size())
}

func columnColor(p paint.Brush, columns []Column, i int) color.NRGBA {
	if name := columns[i].Color; name != "" {
		return p.Color(name)
	}
	return p.Color(fynetheme.ColorNamePrimary)
}

func (w *barsRow) refresh(p paint.Brush, row ScoreRow, columns []Column, dimmed bool) {
	for len(w.cells) < len(columns) {
		w.cells = append(w.cells, newBarCell())
	}
	style := paint.Plain
	if row.Whole {
		style = paint.Bold
	}
	ink := p.Ink()
	if dimmed {
		ink = p.Quiet()
	}
	paint.SetText(w.name, row.Name, ink, p.Text(), style)
	paint.SetText(w.note, row.Note, p.Quiet(), p.Text(), paint.Plain)
	paint.SetText(w.mark, row.Mark, p.Quiet(), p.Caption(), paint.Plain)
	paint.SetVisible(w.note, !row.Present)
	paint.SetVisible(w.mark, row.Present)
	for i, cell := range w.cells[:len(columns)] {
		shown := row.Present && i < len(row.Scores)
		paint.SetVisible(cell.track, shown)
		paint.SetVisible(cell.bar, shown)
		paint.SetVisible(cell.num, shown)
		paint.SetVisible(cell.tick, shown && i < len(row.Before))
		if !shown {
			continue
		}
		c := columnColor(p, columns, i)
		if dimmed {
			c = theme.Mix(p.Ground(), c, 0.45)
		}
		paint.SetFill(cell.track, p.Color(theme.ColorNameTrack))
		paint.SetFill(cell.bar, c)
		paint.SetFill(cell.tick, p.Ink())
		cell.track.CornerRadius, cell.bar.CornerRadius = 2, 2
		num := paint.Plain
		if i == row.Top {
			num = paint.Bold
		}
		paint.SetText(cell.num, paint.Percent(row.Scores[i]), ink, p.Text(), num)
	}
}

func (r *barsRenderer) Layout(size fyne.Size) {
	p := paint.Of(r.b.Theme())
	g := r.b.grid(p, size)
	mark := p.Unit(9)
	for i := range r.b.columns {
		at := g.x(i)
		if r.b.columns[i].Shape >= 0 {
			paint.Place(r.heads[i].mark, at, (g.head-p.Unit(4)-mark)/2, mark, mark)
			at += mark + p.Unit(5)
		}
		paint.PlaceText(r.heads[i].name, at, 0, g.head-p.Unit(4))
	}
	for n, row := range r.b.rows {
		r.rows[n].layout(p, g, row, size.Width, g.head+float32(n)*g.row)
	}
}

func (w *barsRow) layout(p paint.Brush, g barGrid, row ScoreRow, width, y float32) {
	paint.PlaceText(w.name, 0, y, g.row)
	paint.PlaceText(w.note, g.x(0), y, g.row)
	paint.PlaceTextRight(w.mark, width, y, g.row)
	h := max(p.Unit(12), min(g.row-p.Unit(14), p.Unit(26)))
	top := y + (g.row-h)/2
	long := g.col - g.num
	for i, cell := range w.cells {
		if i >= len(row.Scores) {
			break
		}
		paint.Place(cell.track, g.x(i), top, long, h)
		paint.Place(cell.bar, g.x(i), top, long*float32(paint.Clamp01(row.Scores[i])), h)
		paint.PlaceTextRight(cell.num, g.x(i)+g.col, y, g.row)
		if i < len(row.Before) {
			x := g.x(i) + long*float32(paint.Clamp01(row.Before[i]))
			paint.Place(cell.tick, x-1, top-p.Unit(3), 2, h+p.Unit(6))
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
		s += r.Name + ":"
		for _, v := range r.Scores {
			s += " " + paint.Percent(v)
		}
		s += "\n"
	}
	return s
}
