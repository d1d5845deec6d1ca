package kit

import (
	"strings"

	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Table draws a small table of plain texts, wrapped within their columns. It is one widget and not a grid of labels, as
// Fyne lays out each label several times over whenever the theme changes.
type Table struct {
	widget.BaseWidget
	rows [][]string // the first is the head
}

// NewTable makes a table; all rows are as long as the first. A text between ** and ** is drawn bold.
func NewTable(rows [][]string) *Table {
	t := &Table{rows: rows}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer draws the table.
func (t *Table) CreateRenderer() fyne.WidgetRenderer { return &tableRenderer{t: t} }

type tableRenderer struct {
	t       *Table
	objects []fyne.CanvasObject
	width   float32 // that objects were made for
	height  float32
	text    float32
	paint   paint.Brush
}

func (r *tableRenderer) Destroy()                     {}
func (r *tableRenderer) Objects() []fyne.CanvasObject { return r.objects }

// MinSize has the height of the last layout: wrapped text has none before.
func (r *tableRenderer) MinSize() fyne.Size { return fyne.NewSize(200, r.height) }

func (r *tableRenderer) Refresh() {
	r.draw(r.t.Size().Width)
	canvas.Refresh(r.t)
}

func (r *tableRenderer) Layout(size fyne.Size) {
	if p := paint.Of(r.t.Theme()); size.Width != r.width || p.Text() != r.text {
		r.draw(size.Width)
	}
}

// cell is a text without its marks.
func cell(text string, head bool) (string, fyne.TextStyle) {
	style := paint.Plain
	if inner, ok := strings.CutPrefix(text, "**"); ok && strings.HasSuffix(inner, "**") || head {
		style = paint.Bold
	}
	return strings.NewReplacer("**", "", "`", "").Replace(text), style
}

func (r *tableRenderer) draw(width float32) {
	p := paint.Of(r.t.Theme())
	r.width, r.text, r.paint, r.objects = width, p.Text(), p, nil
	if len(r.t.rows) == 0 || width <= 0 {
		return
	}
	in := p.Size(fynetheme.SizeNameInnerPadding)
	wide := r.columns(p, width-2*in)
	y := float32(0)
	for n, row := range r.t.rows {
		size, high, x := p.Text(), float32(0), in
		if n == 0 {
			size = p.Caption()
		}
		for i, w := range wide {
			text, style := cell(row[i], n == 0)
			at := y + p.Unit(4)
			for _, line := range wrap(text, w-p.Unit(16), size, style) {
				o := canvas.NewText(line, p.Ink())
				o.TextSize, o.TextStyle = size, style
				o.Move(fyne.NewPos(x, at))
				o.Resize(o.MinSize())
				r.objects = append(r.objects, o)
				at += o.MinSize().Height
			}
			high, x = max(high, at-y+p.Unit(4)), x+w
		}
		y += high
		line := canvas.NewRectangle(p.Color(fynetheme.ColorNameSeparator))
		paint.Place(line, in, y, x-in, 1)
		r.objects = append(r.objects, line)
		y++
	}
	r.height = y
}

// columns are as wide as their texts; where there is no room for that, those that can break give way.
func (r *tableRenderer) columns(p paint.Brush, room float32) []float32 {
	n := len(r.t.rows[0])
	wide, least := make([]float32, n), make([]float32, n)
	spare, wish := room, float32(0)
	for i := range wide {
		for at, row := range r.t.rows {
			text, style := cell(row[i], at == 0)
			wide[i] = max(wide[i], paint.TextSize(text, p.Text(), style).Width+p.Unit(20))
			for _, word := range strings.Fields(text) {
				least[i] = max(least[i], paint.TextSize(word, p.Text(), style).Width+p.Unit(18))
			}
		}
		wide[i] = max(least[i], min(wide[i], max(p.Unit(340), room/2)))
		spare -= least[i]
		wish += wide[i] - least[i]
	}
	if wish <= spare {
		return wide
	}
	for i := range wide {
		wide[i] = least[i] + (wide[i]-least[i])*max(0, spare)/max(wish, 1)
	}
	return wide
}

// wrap breaks a text between words.
func wrap(text string, room, size float32, style fyne.TextStyle) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && paint.TextSize(longer, size, style).Width > room {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}
