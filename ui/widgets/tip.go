package widgets

import (
	"time"

	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tipDelay is how long the pointer rests on something before it is explained.
const tipDelay = 500 * time.Millisecond

// WithTips lays a layer for tooltips over a window's content. Without it, tooltips are silently not shown. A pop-up would
// not do: it takes the pointer from what it explains, so that it flickers.
func WithTips(content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(content, newTipLayer())
}

// DropTip takes the tooltip away that a window shows, because what it explains has gone.
func DropTip(c fyne.Canvas) {
	if l := findTipLayer(c.Content(), 3); l != nil {
		l.show("", fyne.Position{})
	}
}

// TipLayer draws one tooltip where it is asked for.
type TipLayer struct {
	widget.BaseWidget
	text string
	at   fyne.Position
}

func newTipLayer() *TipLayer {
	l := &TipLayer{}
	l.ExtendBaseWidget(l)
	return l
}

// Text is what is shown now, or empty.
func (l *TipLayer) Text() string { return l.text }

func (l *TipLayer) show(text string, at fyne.Position) {
	if l.text == text && l.at == at {
		return
	}
	l.text, l.at = text, at
	l.Refresh()
}

// MinSize asks for nothing: the layer lies over what is there.
func (l *TipLayer) MinSize() fyne.Size { return fyne.Size{} }

// CreateRenderer draws the layer.
func (l *TipLayer) CreateRenderer() fyne.WidgetRenderer {
	r := &tipRenderer{l: l, box: canvas.NewRectangle(nil), text: widget.NewLabel("")}
	r.text.Wrapping = fyne.TextWrapWord
	r.text.SizeName = fynetheme.SizeNameCaptionText
	r.Refresh()
	return r
}

type tipRenderer struct {
	l    *TipLayer
	box  *canvas.Rectangle
	text *widget.Label
}

func (r *tipRenderer) Destroy()                     {}
func (r *tipRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *tipRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.box, r.text} }

func (r *tipRenderer) Refresh() {
	p := paintOf(r.l.Theme())
	r.box.FillColor = p.color(theme.ColorNameSurface)
	r.box.StrokeColor = p.color(fynetheme.ColorNameInputBorder)
	r.box.StrokeWidth = 1
	r.box.CornerRadius = 4
	setVisible(r.box, r.l.text != "")
	setVisible(r.text, r.l.text != "")
	r.text.SetText(r.l.text)
	r.box.Refresh()
	r.Layout(r.l.Size())
}

// Layout keeps the tooltip within the window, under the pointer where there is room, else above it.
func (r *tipRenderer) Layout(size fyne.Size) {
	if r.l.text == "" {
		return
	}
	p := paintOf(r.l.Theme())
	one := textSize(r.l.text, p.caption(), plain).Width + 2*p.size(fynetheme.SizeNameInnerPadding) + 2
	w := min(one, p.unit(300), size.Width-8)
	r.text.Resize(fyne.NewSize(w, 1))
	h := r.text.MinSize().Height
	x := max(4, min(r.l.at.X, size.Width-w-4))
	y := r.l.at.Y + 18
	if y+h > size.Height-4 {
		y = max(4, r.l.at.Y-h-8)
	}
	place(r.box, x, y, w, h)
	place(r.text, x, y, w, h)
}

// tips is what a widget keeps to explain the part of it that the pointer rests on.
type tips struct {
	stop  func()
	want  string
	at    fyne.Position // of the pointer when it was asked for or came along
	layer *TipLayer
}

// along is how far the pointer goes before a tooltip that still says the same goes with it.
const along = 24

// over says what is under the pointer now; empty is nothing.
func (t *tips) over(w fyne.CanvasObject, at fyne.Position, text string) {
	if text == t.want {
		gone := at.Subtract(t.at)
		if text == "" || t.layer == nil || max(gone.X, -gone.X, gone.Y, -gone.Y) <= along {
			return
		}
		if t.layer.text == text { // of another patch or word that has the same to say
			t.at = at
			t.layer.show(text, t.onLayer(at))
			return
		}
	}
	t.leave()
	if text == "" {
		return
	}
	t.want, t.at = text, at
	t.layer = tipLayerOf(w)
	if t.layer == nil {
		return
	}
	at = t.onLayer(at)
	layer := t.layer
	t.stop = after(tipDelay, func() {
		if t.want == text && t.layer == layer {
			layer.show(text, at)
		}
	})
}

func (t *tips) onLayer(at fyne.Position) fyne.Position {
	return at.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(t.layer))
}

// now says what has become of the part that the pointer still rests on.
func (t *tips) now(text string) {
	if t.layer == nil || text == t.want {
		return
	}
	if text == "" {
		t.leave()
		return
	}
	if t.layer.text == t.want {
		t.layer.show(text, t.layer.at)
		t.want = text
		return
	}
	t.leave() // it was still to come, with a text that is out of date
}

// leave takes the tooltip away.
func (t *tips) leave() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
	if t.layer != nil && t.layer.text == t.want {
		t.layer.show("", fyne.Position{})
	}
	t.want, t.layer = "", nil
}

// tipLayerOf finds the layer in the content of the window that an object is in.
func tipLayerOf(o fyne.CanvasObject) *TipLayer {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil || c.Content() == nil {
		return nil
	}
	return findTipLayer(c.Content(), 3)
}

func findTipLayer(o fyne.CanvasObject, depth int) *TipLayer {
	switch o := o.(type) {
	case *TipLayer:
		return o
	case *fyne.Container:
		if depth == 0 {
			return nil
		}
		for i := len(o.Objects) - 1; i >= 0; i-- {
			if l := findTipLayer(o.Objects[i], depth-1); l != nil {
				return l
			}
		}
	}
	return nil
}

// Tip explains an object that does not explain itself: a label, a number.
type Tip struct {
	widget.BaseWidget
	content fyne.CanvasObject
	text    string
	tips    tips
}

var _ desktop.Hoverable = (*Tip)(nil)

// NewTip wraps an object. What it wraps must not be hoverable itself.
func NewTip(content fyne.CanvasObject, text string) *Tip {
	t := &Tip{content: content, text: text}
	t.ExtendBaseWidget(t)
	return t
}

// SetText changes what is said; empty says nothing.
func (t *Tip) SetText(text string) { t.text = text }

// MouseIn starts the wait.
func (t *Tip) MouseIn(e *desktop.MouseEvent) { t.tips.over(t, e.AbsolutePosition, t.text) }

// MouseMoved changes nothing.
func (t *Tip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the tooltip away.
func (t *Tip) MouseOut() { t.tips.leave() }

// CreateRenderer draws what is wrapped.
func (t *Tip) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.content) }
