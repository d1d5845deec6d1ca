package heat

import (
	"image/color"
	"math"

	"duotone/ui/kit/paint"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
)

// heat is the colour behind a word: the ground at 0, one hue at ±1.
func heat(p paint.Brush, ground color.NRGBA, share float64) color.NRGBA {
	name := theme.ColorNameHeatFor
	if share < 0 {
		name = theme.ColorNameHeatAgainst
	}
	return theme.Mix(ground, p.Color(name), 0.9*math.Pow(math.Abs(share), 0.8))
}

// CreateRenderer draws the strip.
func (s *WordStrip) CreateRenderer() fyne.WidgetRenderer {
	r := &stripRenderer{s: s, ring: canvas.NewRectangle(nil), more: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

// drawnWord is the canvas objects of one word: the heat, the text, a line through it, and under it the sign and a bar as
// long as the weight, so that neither needs colour.
type drawnWord struct {
	heat, strike, bar, minus, plus *canvas.Rectangle
	text                           *canvas.Text
}

func newDrawnWord() *drawnWord {
	return &drawnWord{
		heat: canvas.NewRectangle(nil), strike: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil),
		minus: canvas.NewRectangle(nil), plus: canvas.NewRectangle(nil), text: canvas.NewText("", nil),
	}
}

type stripRenderer struct {
	s       *WordStrip
	words   []*drawnWord
	ring    *canvas.Rectangle
	more    *canvas.Text
	objects []fyne.CanvasObject
}

func (r *stripRenderer) Destroy() {}

func (r *stripRenderer) Objects() []fyne.CanvasObject { return r.objects }

// MinSize is the height that the words take at the present width.
func (r *stripRenderer) MinSize() fyne.Size {
	p := paint.Of(r.s.Theme())
	if w := r.s.Size().Width; w > 0 {
		r.s.arrange(p, w)
	}
	h := max(r.s.height, paint.TextSize("x", p.Text(), paint.Plain).Height+p.Unit(9))
	if r.s.hidden > 0 {
		h += paint.TextSize("x", p.Caption(), paint.Plain).Height + p.Unit(6)
	}
	return fyne.NewSize(p.Unit(80), h)
}

func (r *stripRenderer) Refresh() {
	p := paint.Of(r.s.Theme())
	n := len(r.s.words)
	for len(r.words) < n {
		r.words = append(r.words, newDrawnWord())
	}
	r.objects = r.objects[:0]
	for _, w := range r.words[:n] {
		r.objects = append(r.objects, w.heat, w.text, w.strike, w.bar, w.minus, w.plus)
	}
	r.objects = append(r.objects, r.ring, r.more)
	if r.s.Size().Width > 0 {
		r.s.arrange(p, r.s.Size().Width)
	}
	for i := range r.s.words {
		r.words[i].refresh(p, r.s, i)
	}
	more := ""
	if r.s.hidden > 0 {
		more = lang.L("… and {{.count}} more words", map[string]any{"count": r.s.hidden})
	}
	paint.SetText(r.more, more, p.Quiet(), p.Caption(), paint.Plain)
	r.ring.FillColor = color.Transparent
	r.ring.StrokeColor, r.ring.StrokeWidth = p.Color(fynetheme.ColorNamePrimary), 2
	r.ring.CornerRadius = 4
	paint.SetVisible(r.ring, r.s.focused && n > 0)
	r.ring.Refresh()
	r.Layout(r.s.Size())
}

func (w *drawnWord) refresh(p paint.Brush, s *WordStrip, i int) {
	word, share := s.words[i], s.share(i)
	ground := p.Ground()
	fill := heat(p, ground, share)
	ink := theme.Ink(fill, p.Ink())
	if word.Struck || word.Cut || s.inactive {
		ink = p.Quiet()
	}
	paint.SetFill(w.heat, fill)
	w.heat.CornerRadius = 4
	w.heat.StrokeColor, w.heat.StrokeWidth = color.Transparent, 0
	if i == s.hovered {
		w.heat.StrokeColor, w.heat.StrokeWidth = p.Color(fynetheme.ColorNameInputBorder), 1.5
	}
	w.heat.Refresh()
	text := word.Text
	if i < len(s.boxes) {
		text = s.boxes[i].text
	}
	paint.SetText(w.text, text, ink, p.Text(), paint.Plain)
	paint.SetFill(w.strike, p.Ink())
	paint.SetVisible(w.strike, word.Struck)
	signed := s.mode == Contribution
	shown := math.Abs(share) >= 0.06
	for _, o := range []*canvas.Rectangle{w.bar, w.minus, w.plus} {
		paint.SetFill(o, ink)
	}
	paint.SetVisible(w.bar, shown)
	paint.SetVisible(w.minus, shown && signed)
	paint.SetVisible(w.plus, shown && signed && share > 0)
}

func (r *stripRenderer) Layout(size fyne.Size) {
	p := paint.Of(r.s.Theme())
	if size.Width <= 0 {
		return
	}
	r.s.arrange(p, size.Width)
	for i, b := range r.s.boxes {
		r.words[i].layout(p, b, r.s.share(i), r.s.mode == Contribution)
	}
	if r.s.current < len(r.s.boxes) {
		b := r.s.boxes[r.s.current]
		paint.Place(r.ring, b.x-1, b.y, b.w+2, b.h)
	}
	paint.PlaceText(r.more, 0, r.s.height+p.Unit(3), r.more.MinSize().Height)
}

func (w *drawnWord) layout(p paint.Brush, b wordBox, share float64, signed bool) {
	pad := p.Unit(3)
	text := w.text.MinSize()
	paint.Place(w.heat, b.x, b.y+1, b.w, b.h-2)
	paint.Place(w.text, b.x+pad, b.y+1, text.Width, text.Height)
	paint.Place(w.strike, b.x+1, b.y+1+text.Height*0.55, b.w-2, p.Unit(1.5))
	y := b.y + 1 + text.Height + p.Unit(1)
	sign := p.Unit(5)
	x := b.x + pad
	room := b.w - 2*pad
	if signed {
		paint.Place(w.minus, x, y, sign, 1)
		paint.Place(w.plus, x+(sign-1)/2, y-(sign-1)/2, 1, sign)
		x += sign + p.Unit(2)
		room -= sign + p.Unit(2)
	}
	paint.Place(w.bar, x, y-0.5, max(1, room*float32(math.Abs(share))), 2)
}
