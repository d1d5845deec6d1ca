package kit

import (
	"cmp"
	"image"
	"image/color"
	"strings"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
	"duotone/ui/kit/winkey"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// HistoryItem is a post of this sitting.
type HistoryItem struct {
	Thumbnail image.Image // small, about 100 pixels; nil for a post of words alone
	Text      string
	Name      string // that a person gave it; may be empty
	Label     int    // 0 negative, 1 neutral, 2 positive
	Scored    bool   // false: no label yet
}

// History is a strip of the sitting's posts around the current one, with a way back and forward. It draws no more than
// fit, however long the sitting.
type History struct {
	widget.BaseWidget
	Items
	// OnSelect is told which post was asked for; the strip waits for SetItems to show it as current.
	OnSelect func(i int)

	items         []HistoryItem
	current       int
	back, forward *PressButton
}

var (
	_ fyne.Tappable     = (*History)(nil)
	_ fyne.Focusable    = (*History)(nil)
	_ desktop.Hoverable = (*History)(nil)
)

// NewHistory makes an empty strip.
func NewHistory() *History {
	h := &History{current: -1}
	h.Items = NewItems(h, h.itemAt, h.hint)
	h.back = NewButton("", lang.L("The post before"), fynetheme.NavigateBackIcon(), func() { h.ask(h.current - 1) })
	h.forward = NewButton("", lang.L("The post after"), fynetheme.NavigateNextIcon(), func() { h.ask(h.current + 1) })
	h.back.Importance, h.forward.Importance = widget.LowImportance, widget.LowImportance
	h.ExtendBaseWidget(h)
	return h
}

// SetItems replaces the posts, oldest first, and says which is shown; −1 for none. The slice is copied.
func (h *History) SetItems(items []HistoryItem, current int) {
	h.items = append([]HistoryItem(nil), items...)
	h.current = max(-1, min(current, len(items)-1))
	h.Refresh()
}

func (h *History) ask(i int) {
	if i >= 0 && i < len(h.items) && i != h.current && h.OnSelect != nil {
		h.OnSelect(i)
	}
}

// Tapped asks for the post under the pointer.
func (h *History) Tapped(e *fyne.PointEvent) {
	h.TakeFocus()
	h.ask(h.itemAt(e.Position))
}

// TypedKey goes back and forward.
func (h *History) TypedKey(e *fyne.KeyEvent) {
	if winkey.Type(e) {
		return
	}
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		h.ask(h.current - 1)
	case fyne.KeyRight, fyne.KeyDown:
		h.ask(h.current + 1)
	case fyne.KeyHome:
		h.ask(0)
	case fyne.KeyEnd:
		h.ask(len(h.items) - 1)
	}
}

// hint is what the post says.
func (h *History) hint(i int) string {
	text := script.Own(script.Elide(script.Drawable(h.items[i].Text), 120))
	if name := h.items[i].Name; name != "" {
		text = strings.TrimSuffix(script.Own(script.Drawable(name))+"\n"+text, "\n")
	}
	if h.items[i].Scored {
		text += "\n" + paint.LabelName(h.items[i].Label)
	}
	return text
}

// historyGrid is where the thumbnails lie.
type historyGrid struct {
	left, side, step, count float32 // where they begin, one's side, from one to the next, the count's width
	fit, first, shown       int
}

func (h *History) grid(p paint.Brush, size fyne.Size) historyGrid {
	g := historyGrid{side: p.Unit(44)}
	g.step = g.side + p.Unit(6)
	g.left = h.back.MinSize().Width + p.Unit(4)
	g.count = paint.TextSize(lang.L("{{.at}} of {{.count}}", map[string]any{"at": 888, "count": 888}), p.Caption(), paint.Plain).Width + p.Unit(8)
	room := size.Width - g.left - h.forward.MinSize().Width - g.count - p.Unit(8)
	g.fit = max(0, int((room+p.Unit(6))/g.step))
	g.shown = min(g.fit, len(h.items))
	g.first = max(0, min(h.current-g.fit/2, len(h.items)-g.fit))
	return g
}

func (h *History) itemAt(at fyne.Position) int {
	g := h.grid(paint.Of(h.Theme()), h.Size())
	x := at.X - g.left
	if x < 0 || at.Y < 0 || at.Y > h.Size().Height {
		return -1
	}
	n := int(x / g.step)
	if n >= g.shown || x-float32(n)*g.step > g.side {
		return -1
	}
	return g.first + n
}

// CreateRenderer draws the strip.
func (h *History) CreateRenderer() fyne.WidgetRenderer {
	r := &historyRenderer{h: h, count: canvas.NewText("", nil), ring: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type thumb struct {
	box   *canvas.Rectangle
	image *canvas.Image
	text  *canvas.Text
	mark  *canvas.ArbitraryPolygon
	disc  *canvas.Circle
	edge  *canvas.Rectangle
}

type historyRenderer struct {
	h      *History
	thumbs []*thumb
	count  *canvas.Text
	ring   *canvas.Rectangle
}

func (r *historyRenderer) Destroy() {}

func (r *historyRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.h.back, r.h.forward, r.count}
	for _, t := range r.thumbs {
		o = append(o, t.box, t.image, t.text, t.disc, t.mark, t.edge)
	}
	return append(o, r.ring)
}

func (r *historyRenderer) MinSize() fyne.Size {
	p := paint.Of(r.h.Theme())
	g := r.h.grid(p, fyne.Size{})
	w := g.left + g.count + r.h.forward.MinSize().Width + g.side + p.Unit(8)
	return fyne.NewSize(w, max(g.side, r.h.back.MinSize().Height)+p.Unit(4))
}

func (r *historyRenderer) Refresh() {
	p, h := paint.Of(r.h.Theme()), r.h
	if h.current > 0 {
		h.back.Enable()
	} else {
		h.back.Disable()
	}
	if h.current >= 0 && h.current < len(h.items)-1 {
		h.forward.Enable()
	} else {
		h.forward.Disable()
	}
	h.back.Refresh() // which neither does where it was so already, though the theme is another one
	h.forward.Refresh()
	text := ""
	if len(h.items) > 0 && h.current >= 0 {
		text = lang.L("{{.at}} of {{.count}}", map[string]any{"at": h.current + 1, "count": len(h.items)})
	}
	paint.SetText(r.count, text, p.Quiet(), p.Caption(), paint.Plain)
	paint.SetFrame(r.ring, p.Color(fynetheme.ColorNamePrimary), 2, nil)
	r.ring.CornerRadius = 4
	paint.SetVisible(r.ring, h.Focused)
	r.Layout(h.Size())
}

func (r *historyRenderer) Layout(size fyne.Size) {
	p, h := paint.Of(r.h.Theme()), r.h
	g := h.grid(p, size)
	for len(r.thumbs) < g.shown {
		r.thumbs = append(r.thumbs, newThumb())
	}
	for _, t := range r.thumbs[g.shown:] {
		t.image.Image = nil
	}
	r.thumbs = r.thumbs[:g.shown]
	back, forward := h.back.MinSize(), h.forward.MinSize()
	paint.Place(h.back, 0, (size.Height-back.Height)/2, back.Width, back.Height)
	paint.Place(h.forward, size.Width-forward.Width, (size.Height-forward.Height)/2, forward.Width, forward.Height)
	paint.PlaceTextRight(r.count, size.Width-forward.Width-p.Unit(4), 0, size.Height)
	y := (size.Height - g.side) / 2
	for n, t := range r.thumbs {
		i := g.first + n
		t.show(p, h.items[i], i == h.current, i == h.Hovered)
		t.layout(p, g.left+float32(n)*g.step, y, g.side)
	}
	paint.Place(r.ring, 0, 0, size.Width, size.Height)
}

func newThumb() *thumb {
	t := &thumb{
		box: canvas.NewRectangle(nil), image: canvas.NewImageFromImage(nil), text: canvas.NewText("", nil),
		mark: paint.NewMark(0, nil), disc: canvas.NewCircle(nil), edge: canvas.NewRectangle(nil),
	}
	t.image.FillMode = canvas.ImageFillCover
	t.image.CornerRadius = 4
	return t
}

func (t *thumb) show(p paint.Brush, item HistoryItem, current, hovered bool) {
	paint.SetFill(t.box, p.Color(theme.ColorNameTrack))
	t.box.CornerRadius, t.edge.CornerRadius = 4, 4
	if t.image.Image != item.Thumbnail {
		t.image.Image = item.Thumbnail
		t.image.Refresh()
	}
	paint.SetVisible(t.image, item.Thumbnail != nil)
	text := ""
	if item.Thumbnail == nil {
		text = script.Line(script.Elide(cmp.Or(item.Name, item.Text), 4), 4)
	}
	paint.SetText(t.text, text, p.Ink(), p.Caption(), paint.Plain)
	t.disc.FillColor = p.Ground()
	t.disc.Refresh()
	paint.SetVisible(t.disc, item.Scored)
	if item.Scored {
		paint.SetMark(t.mark, item.Label, p.Label(item.Label))
	} else {
		t.mark.Hide()
	}
	switch {
	case current:
		paint.SetFrame(t.edge, p.Ink(), 2.5, nil)
	case hovered:
		paint.SetFrame(t.edge, p.Quiet(), 1.5, nil)
	default:
		paint.SetFrame(t.edge, color.Transparent, 0, nil)
	}
}

func (t *thumb) layout(p paint.Brush, x, y, side float32) {
	paint.Place(t.box, x, y, side, side)
	paint.Place(t.image, x, y, side, side)
	paint.Place(t.edge, x, y, side, side)
	text := t.text.MinSize()
	paint.Place(t.text, x+(side-text.Width)/2, y+(side-text.Height)/2-p.Unit(4), text.Width, text.Height)
	disc, mark := p.Unit(16), p.Unit(9)
	paint.Place(t.disc, x+side-disc-1, y+side-disc-1, disc, disc)
	paint.Place(t.mark, x+side-disc-1+(disc-mark)/2, y+side-disc-1+(disc-mark)/2, mark, mark)
}
