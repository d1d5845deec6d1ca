// Package tip explains what the pointer rests on.
package tip

import (
	"slices"
	"time"

	"duotone/ui/kit/clock"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
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

// lifeOf is how long a tooltip stays: the time to read it, and some more.
func lifeOf(text string) time.Duration {
	return 8*time.Second + time.Duration(len(text))*60*time.Millisecond
}

// With lays a layer for tooltips over a window's content. Without it, tooltips are silently not shown. A pop-up would
// not do: it takes the pointer from what it explains, so that it flickers.
func With(content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(content, newLayer())
}

// Drop takes the tooltips away that a window shows, because what they explain has gone.
func Drop(c fyne.Canvas) {
	for _, l := range layersOf(c) {
		l.show("", fyne.Position{})
	}
}

// Check takes the tooltips away whose objects are no longer where they were: hidden, scrolled, or under a dialog. It is called after what is shown
// has changed.
func Check(c fyne.Canvas) {
	for _, l := range layersOf(c) {
		if l.text != "" && l.of != nil && (positionOf(l.of) != l.home || layerOver(c) != l) {
			l.show("", fyne.Position{})
		}
	}
}

// Shown is the tooltip that a window shows over what can be reached now, or empty.
func Shown(c fyne.Canvas) string {
	if l := layerOver(c); l != nil {
		return l.text
	}
	return ""
}

// positionOf is where an object is seen in its window; the zero position: it is not.
func positionOf(o fyne.CanvasObject) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
}

// Layer draws one tooltip where it is asked for.
type Layer struct {
	widget.BaseWidget
	text string
	at   fyne.Position
	of   fyne.CanvasObject // that is explained
	home fyne.Position     // where that was
}

func newLayer() *Layer {
	l := &Layer{}
	l.ExtendBaseWidget(l)
	return l
}

// Text is what is shown now, or empty.
func (l *Layer) Text() string { return l.text }

func (l *Layer) show(text string, at fyne.Position) {
	if l.text == text && l.at == at {
		return
	}
	l.text, l.at = text, at
	l.Refresh()
}

// MinSize asks for nothing: the layer lies over what is there.
func (l *Layer) MinSize() fyne.Size { return fyne.Size{} }

// CreateRenderer draws the layer.
func (l *Layer) CreateRenderer() fyne.WidgetRenderer {
	r := &tipRenderer{l: l, box: canvas.NewRectangle(nil), text: widget.NewLabel("")}
	r.text.Wrapping = fyne.TextWrapWord
	r.text.SizeName = fynetheme.SizeNameCaptionText
	r.Refresh()
	return r
}

type tipRenderer struct {
	l    *Layer
	box  *canvas.Rectangle
	text *widget.Label
}

func (r *tipRenderer) Destroy()                     {}
func (r *tipRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *tipRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.box, r.text} }

func (r *tipRenderer) Refresh() {
	p := paint.Of(r.l.Theme())
	r.box.FillColor = p.Color(theme.ColorNameSurface)
	r.box.StrokeColor = p.Color(fynetheme.ColorNameInputBorder)
	r.box.StrokeWidth = 1
	r.box.CornerRadius = 4
	paint.SetVisible(r.box, r.l.text != "")
	paint.SetVisible(r.text, r.l.text != "")
	r.box.Refresh()
	r.Layout(r.l.Size())
}

// Layout keeps the tooltip within the window, under the pointer where there is room, else above it.
func (r *tipRenderer) Layout(size fyne.Size) {
	if r.l.text == "" {
		return
	}
	p := paint.Of(r.l.Theme())
	text, around := r.l.text, 2*p.Size(fynetheme.SizeNameInnerPadding)+2
	if note := paint.NoLetters(text); note != "" {
		text += "\n" + note
	}
	measure := func(s string) float32 { return paint.TextSize(s, p.Caption(), paint.Plain).Width }
	w := min(measure(text)+around, p.Unit(300), size.Width-8)
	r.text.SetText(script.Paragraphs(text, w-around, measure))
	r.text.Resize(fyne.NewSize(w, 1))
	h := r.text.MinSize().Height
	x := max(4, min(r.l.at.X, size.Width-w-4))
	y := r.l.at.Y + 18
	if y+h > size.Height-4 {
		y = max(4, r.l.at.Y-h-8)
	}
	paint.Place(r.box, x, y, w, h)
	paint.Place(r.text, x, y, w, h)
}

// Pointer is what a widget keeps to explain the part of it that the pointer rests on.
type Pointer struct {
	stop  func()
	want  string
	at    fyne.Position // of the pointer when it was asked for or came along
	layer *Layer
}

// along is how far the pointer goes before a tooltip that still says the same goes with it.
const along = 24

// Over says what is under the pointer now; empty is nothing.
func (t *Pointer) Over(w fyne.CanvasObject, at fyne.Position, text string) {
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
	t.Leave()
	if text == "" {
		return
	}
	t.want, t.at = text, at
	t.layer = tipLayerOf(w)
	if t.layer == nil {
		return
	}
	home := positionOf(w)
	at = t.onLayer(at)
	layer := t.layer
	t.stop = clock.After(tipDelay, func() {
		if t.want != text || t.layer != layer || positionOf(w) != home || tipLayerOf(w) != layer {
			return // it has gone meanwhile, or a dialog lies over it
		}
		layer.of, layer.home = w, home
		layer.show(text, at)
		// The toolkit does not tell when the pointer leaves the window.
		t.stop = clock.After(lifeOf(text), func() {
			if t.layer == layer && layer.text == t.want {
				layer.show("", fyne.Position{})
			}
		})
	})
}

func (t *Pointer) onLayer(at fyne.Position) fyne.Position {
	return at.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(t.layer))
}

// Now says what has become of the part that the pointer still rests on.
func (t *Pointer) Now(text string) {
	if t.layer == nil || text == t.want {
		return
	}
	if text == "" {
		t.Leave()
		return
	}
	if t.layer.text == t.want {
		t.layer.show(text, t.layer.at)
		t.want = text
		return
	}
	t.Leave() // it was still to come, with a text that is out of date
}

// Leave takes the tooltip away.
func (t *Pointer) Leave() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
	if t.layer != nil && t.layer.text == t.want {
		t.layer.show("", fyne.Position{})
	}
	t.want, t.layer = "", nil
}

// tipLayerOf finds the layer that lies over an object.
func tipLayerOf(o fyne.CanvasObject) *Layer {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil || c.Content() == nil {
		return nil
	}
	return layerOver(c)
}

// layerOver is the layer over what can be reached now: the dialog on top, or the window's content.
func layerOver(c fyne.Canvas) *Layer {
	if top := c.Overlays().Top(); top != nil {
		return layerIn(top)
	}
	return findTipLayer(c.Content(), 3)
}

// layersOf are all layers of a window and its dialogs.
func layersOf(c fyne.Canvas) (list []*Layer) {
	if l := findTipLayer(c.Content(), 3); l != nil {
		list = append(list, l)
	}
	for _, o := range c.Overlays().List() {
		if l := layerIn(o); l != nil {
			list = append(list, l)
		}
	}
	return list
}

// dialogs are the layers of dialogs, by what the toolkit lays over the window for them: it doesn't let one look inside.
var dialogs = map[fyne.CanvasObject]*Layer{}

// OnTop lays the tooltips of the dialog that lies on top over its content, which is one of With.
func OnTop(c fyne.Canvas, content fyne.CanvasObject) {
	open := c.Overlays().List()
	for o := range dialogs {
		if !slices.Contains(open, o) {
			delete(dialogs, o)
		}
	}
	if top := c.Overlays().Top(); top != nil {
		dialogs[top] = findTipLayer(content, 1)
	}
}

// layerIn is the layer of a dialog; a menu has none.
func layerIn(overlay fyne.CanvasObject) *Layer { return dialogs[overlay] }

func findTipLayer(o fyne.CanvasObject, depth int) *Layer {
	switch o := o.(type) {
	case *Layer:
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

// Explained is a control that says what it is for when the pointer rests on it.
type Explained interface{ Explains() string }

// Tip explains an object that does not explain itself: a label, a number.
type Tip struct {
	widget.BaseWidget
	content fyne.CanvasObject
	text    string
	tips    Pointer
}

var _ desktop.Hoverable = (*Tip)(nil)

// New wraps an object. What it wraps must not be hoverable itself.
func New(content fyne.CanvasObject, text string) *Tip {
	t := &Tip{content: content, text: text}
	t.ExtendBaseWidget(t)
	return t
}

// Explains is what is said.
func (t *Tip) Explains() string { return t.text }

// Inside is what is wrapped.
func (t *Tip) Inside() fyne.CanvasObject { return t.content }

// SetText changes what is said; empty says nothing.
func (t *Tip) SetText(text string) { t.text = text }

// MouseIn starts the wait.
func (t *Tip) MouseIn(e *desktop.MouseEvent) { t.tips.Over(t, e.AbsolutePosition, t.text) }

// MouseMoved changes nothing.
func (t *Tip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the tooltip away.
func (t *Tip) MouseOut() { t.tips.Leave() }

// CreateRenderer draws what is wrapped.
func (t *Tip) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.content) }
