package plot

import (
	"image/color"
	"strconv"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Confusion is a matrix of counts, labels given by people down, labels given by the model across. A cell can be clicked to
// see its posts. A cell's shade is its share of its row; its count and share are written in it.
type Confusion struct {
	widget.BaseWidget
	// OnCell is told which cell was clicked.
	OnCell func(row, col int)

	names              []string
	counts             [][]int
	rowTitle, colTitle string
	focused            bool
	row, col           int // under the keyboard
	overRow, overCol   int // under the pointer
	tips               tip.Pointer
}

var (
	_ fyne.Tappable     = (*Confusion)(nil)
	_ fyne.Focusable    = (*Confusion)(nil)
	_ desktop.Hoverable = (*Confusion)(nil)
)

// NewConfusion makes an empty matrix whose sides are called as given: who said what.
func NewConfusion(rowTitle, colTitle string) *Confusion {
	c := &Confusion{rowTitle: rowTitle, colTitle: colTitle, overRow: -1, overCol: -1}
	c.ExtendBaseWidget(c)
	return c
}

// Set gives the labels' names and counts[row][col]; rows that are too short are filled with zero. All is copied.
func (c *Confusion) Set(names []string, counts [][]int) {
	c.names = append([]string(nil), names...)
	c.counts = make([][]int, len(names))
	for r := range c.counts {
		c.counts[r] = make([]int, len(names))
		if r < len(counts) {
			copy(c.counts[r], counts[r])
		}
	}
	c.row, c.col = min(c.row, max(0, len(names)-1)), min(c.col, max(0, len(names)-1))
	c.Refresh()
}

func (c *Confusion) rowSum(r int) (sum int) {
	for _, n := range c.counts[r] {
		sum += n
	}
	return sum
}

func (c *Confusion) pick(r, col int) {
	if r >= 0 && r < len(c.names) && col >= 0 && col < len(c.names) && c.OnCell != nil {
		c.OnCell(r, col)
	}
}

// Tapped picks the cell under the pointer.
func (c *Confusion) Tapped(e *fyne.PointEvent) {
	if cv := fyne.CurrentApp().Driver().CanvasForObject(c); cv != nil {
		cv.Focus(c)
	}
	if r, col, on := c.cellAt(e.Position); on {
		c.row, c.col = r, col
		c.Refresh()
		c.pick(r, col)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (c *Confusion) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (c *Confusion) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// TypedKey moves between cells and picks one with Return.
func (c *Confusion) TypedKey(e *fyne.KeyEvent) {
	if winkey.Type(e) {
		return
	}
	last := len(c.names) - 1
	switch e.Name {
	case fyne.KeyUp:
		c.row = max(0, c.row-1)
	case fyne.KeyDown:
		c.row = max(0, min(last, c.row+1))
	case fyne.KeyLeft:
		c.col = max(0, c.col-1)
	case fyne.KeyRight:
		c.col = max(0, min(last, c.col+1))
	case fyne.KeyReturn, fyne.KeyEnter:
		c.pick(c.row, c.col)
	}
	c.Refresh()
}

// TypedRune picks a cell with Space.
func (c *Confusion) TypedRune(r rune) {
	if r == ' ' {
		c.pick(c.row, c.col)
	}
}

// FocusGained shows the focus.
func (c *Confusion) FocusGained() { c.focused = true; c.Refresh() }

// FocusLost hides it.
func (c *Confusion) FocusLost() { c.focused = false; c.Refresh() }

// MouseIn explains the cell under the pointer.
func (c *Confusion) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved explains the cell under the pointer.
func (c *Confusion) MouseMoved(e *desktop.MouseEvent) {
	r, col, on := c.cellAt(e.Position)
	text := ""
	if on {
		text = lang.L("{{.count}} of {{.all}} posts: {{.rows}} “{{.row}}”, {{.cols}} “{{.col}}”. Click to see them.",
			map[string]any{
				"count": c.counts[r][col], "all": c.rowSum(r), "rows": c.rowTitle, "cols": c.colTitle,
				"row": c.names[r], "col": c.names[col],
			})
	} else {
		r, col = -1, -1
	}
	if r != c.overRow || col != c.overCol {
		c.overRow, c.overCol = r, col
		c.Refresh()
	}
	c.tips.Over(c, e.AbsolutePosition, text)
}

// MouseOut ends the explanation.
func (c *Confusion) MouseOut() {
	c.tips.Leave()
	c.overRow, c.overCol = -1, -1
	c.Refresh()
}

// confusionGrid is where the cells lie.
type confusionGrid struct{ left, top, w, h float32 }

func (c *Confusion) grid(p paint.Brush, size fyne.Size) confusionGrid {
	n := float32(max(1, len(c.names)))
	g := confusionGrid{
		left: max(paint.Widest(p.Text(), paint.Plain, c.names...), paint.TextSize(c.rowTitle, p.Caption(), paint.Bold).Width) + p.Unit(12),
		top:  paint.TextSize("x", p.Caption(), paint.Bold).Height + paint.TextSize("x", p.Text(), paint.Plain).Height + p.Unit(8),
	}
	g.w, g.h = (size.Width-g.left)/n, (size.Height-g.top)/n
	return g
}

func (c *Confusion) cellAt(at fyne.Position) (row, col int, on bool) {
	g := c.grid(paint.Of(c.Theme()), c.Size())
	if at.X < g.left || at.Y < g.top || g.w <= 0 || g.h <= 0 {
		return 0, 0, false
	}
	row, col = int((at.Y-g.top)/g.h), int((at.X-g.left)/g.w)
	return row, col, row < len(c.names) && col < len(c.names)
}

// CreateRenderer draws the matrix.
func (c *Confusion) CreateRenderer() fyne.WidgetRenderer {
	r := &confusionRenderer{c: c, rows: canvas.NewText("", nil), cols: canvas.NewText("", nil), ring: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type confusionCell struct {
	box          *canvas.Rectangle
	count, share *canvas.Text
}

type confusionRenderer struct {
	c          *Confusion
	rows, cols *canvas.Text
	down, over []*canvas.Text
	cells      []*confusionCell
	ring       *canvas.Rectangle
}

func (r *confusionRenderer) Destroy() {}

func (r *confusionRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.rows, r.cols}
	for _, c := range r.cells {
		o = append(o, c.box, c.count, c.share)
	}
	for i := range r.down {
		o = append(o, r.down[i], r.over[i])
	}
	return append(o, r.ring)
}

func (r *confusionRenderer) MinSize() fyne.Size {
	p := paint.Of(r.c.Theme())
	g := r.c.grid(p, fyne.Size{})
	n := float32(max(1, len(r.c.names)))
	w := max(p.Unit(64), paint.Widest(p.Text(), paint.Plain, r.c.names...)+p.Unit(8))
	return fyne.NewSize(g.left+n*w, g.top+n*p.Unit(46))
}

func (r *confusionRenderer) Refresh() {
	p, c := paint.Of(r.c.Theme()), r.c
	n := len(c.names)
	for len(r.cells) < n*n {
		r.cells = append(r.cells, &confusionCell{canvas.NewRectangle(nil), canvas.NewText("", nil), canvas.NewText("", nil)})
	}
	r.cells = r.cells[:n*n]
	for len(r.down) < n {
		r.down, r.over = append(r.down, canvas.NewText("", nil)), append(r.over, canvas.NewText("", nil))
	}
	r.down, r.over = r.down[:n], r.over[:n]
	paint.SetText(r.rows, c.rowTitle, p.Quiet(), p.Caption(), paint.Bold)
	paint.SetText(r.cols, c.colTitle, p.Quiet(), p.Caption(), paint.Bold)
	for i, name := range c.names {
		paint.SetText(r.down[i], name, p.Ink(), p.Text(), paint.Plain)
		paint.SetText(r.over[i], name, p.Ink(), p.Text(), paint.Plain)
	}
	for i, cell := range r.cells {
		row, col := i/n, i%n
		count, sum := c.counts[row][col], c.rowSum(row)
		share := 0.0
		if sum > 0 {
			share = float64(count) / float64(sum)
		}
		fill := theme.Mix(p.Color(theme.ColorNameSurface), p.Color(fynetheme.ColorNamePrimary), share*0.85)
		paint.SetFill(cell.box, fill)
		stroke, width := p.Color(fynetheme.ColorNameSeparator), float32(1)
		style := paint.Plain
		if row == col { // where both agree
			stroke, width, style = p.Ink(), 1.5, paint.Bold
		}
		if row == c.overRow && col == c.overCol {
			width = 2.5
			stroke = p.Ink()
		}
		cell.box.StrokeColor, cell.box.StrokeWidth, cell.box.CornerRadius = stroke, width, 3
		cell.box.Refresh()
		ink := theme.Ink(fill, p.Ink())
		paint.SetText(cell.count, strconv.Itoa(count), ink, p.Text(), style)
		text := ""
		if sum > 0 {
			text = percentOf(count, sum) + " %"
		}
		paint.SetText(cell.share, text, ink, p.Caption(), paint.Plain)
	}
	paint.SetFrame(r.ring, p.Color(fynetheme.ColorNamePrimary), 2.5, color.Transparent)
	r.ring.CornerRadius = 5
	paint.SetVisible(r.ring, c.focused && n > 0)
	r.Layout(c.Size())
}

// percentOf writes a counted share, which may be 0 or 100.
func percentOf(count, sum int) string {
	switch {
	case count == 0:
		return "0"
	case count == sum:
		return "100"
	}
	return paint.Percent(float64(count) / float64(sum))
}

func (r *confusionRenderer) Layout(size fyne.Size) {
	p, c := paint.Of(r.c.Theme()), r.c
	g := c.grid(p, size)
	caption, line := paint.TextSize("x", p.Caption(), paint.Bold).Height, paint.TextSize("x", p.Text(), paint.Plain).Height
	paint.PlaceText(r.cols, g.left, 0, caption)
	paint.PlaceText(r.rows, 0, caption+p.Unit(2), line)
	n := len(c.names)
	for i := range n {
		over := r.over[i].MinSize()
		paint.PlaceText(r.over[i], g.left+float32(i)*g.w+(g.w-over.Width)/2, caption+p.Unit(2), line)
		paint.PlaceText(r.down[i], 0, g.top+float32(i)*g.h, g.h)
	}
	gap := p.Unit(2)
	for i, cell := range r.cells {
		x, y := g.left+float32(i%n)*g.w, g.top+float32(i/n)*g.h
		paint.Place(cell.box, x+gap, y+gap, g.w-2*gap, g.h-2*gap)
		count, share := cell.count.MinSize(), cell.share.MinSize()
		top := y + (g.h-count.Height-share.Height)/2
		paint.Place(cell.count, x+(g.w-count.Width)/2, top, count.Width, count.Height)
		paint.Place(cell.share, x+(g.w-share.Width)/2, top+count.Height, share.Width, share.Height)
	}
	paint.Place(r.ring, g.left+float32(c.col)*g.w, g.top+float32(c.row)*g.h, g.w, g.h)
}
