package kit

import (
	"time"
	"unicode/utf8"

	"duotone/ui/kit/clock"
	"duotone/ui/kit/paint"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ToastKind is how a message is meant.
type ToastKind int

// The kinds of messages, each with its own icon.
const (
	Info ToastKind = iota
	Warning
	Problem
)

// toastTime is how long a message of some characters stays: four seconds, and time to read it.
func toastTime(characters int) time.Duration {
	return 4*time.Second + time.Duration(characters)*50*time.Millisecond
}

// Toast is a message that goes away by itself, or at a tap; not while the pointer rests on it.
type Toast struct {
	widget.BaseWidget
	// OnGone is told when the message has gone.
	OnGone func()

	text    string
	kind    ToastKind
	cancel  func()
	turn    int // of the message shown, so that an old timer hides no new one
	hovered bool
	late    bool // its time ran out under the pointer
}

var (
	_ fyne.Tappable     = (*Toast)(nil)
	_ desktop.Hoverable = (*Toast)(nil)
)

// NewToast makes one that is hidden.
func NewToast() *Toast {
	t := &Toast{}
	t.ExtendBaseWidget(t)
	t.Hide()
	return t
}

// Say shows a message in place of the one before.
func (t *Toast) Say(kind ToastKind, text string) {
	if text == "" {
		t.Dismiss()
		return
	}
	t.stop()
	t.kind, t.text, t.late = kind, text, false
	t.turn++
	turn := t.turn
	t.cancel = clock.After(toastTime(utf8.RuneCountInString(text)), func() {
		if t.turn != turn {
			return
		}
		if t.hovered {
			t.late = true
			return
		}
		t.Dismiss()
	})
	t.Show()
	t.Refresh()
}

// Text is what is said, or empty.
func (t *Toast) Text() string { return t.text }

// Dismiss takes the message away now.
func (t *Toast) Dismiss() {
	t.stop()
	if t.text == "" {
		return
	}
	t.text = ""
	t.turn++
	t.Hide()
	if t.OnGone != nil {
		t.OnGone()
	}
}

func (t *Toast) stop() {
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
}

// Tapped takes the message away.
func (t *Toast) Tapped(*fyne.PointEvent) { t.Dismiss() }

// MouseIn keeps the message.
func (t *Toast) MouseIn(*desktop.MouseEvent) { t.hovered = true }

// MouseMoved changes nothing.
func (t *Toast) MouseMoved(*desktop.MouseEvent) {}

// MouseOut lets a message go whose time is over.
func (t *Toast) MouseOut() {
	t.hovered = false
	if t.late {
		t.Dismiss()
	}
}

// CreateRenderer draws the message.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer {
	r := &toastRenderer{
		t: t, box: canvas.NewRectangle(nil), edge: canvas.NewRectangle(nil),
		icon: widget.NewIcon(nil), text: widget.NewLabel(""), close: widget.NewIcon(fynetheme.CancelIcon()),
	}
	r.text.Wrapping = fyne.TextWrapWord
	r.Refresh()
	return r
}

type toastRenderer struct {
	t           *Toast
	box, edge   *canvas.Rectangle
	icon, close *widget.Icon
	text        *widget.Label
}

func (r *toastRenderer) Destroy() {}

func (r *toastRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.box, r.edge, r.icon, r.text, r.close}
}

func (r *toastRenderer) MinSize() fyne.Size {
	p := paint.Of(r.t.Theme())
	return fyne.NewSize(p.Unit(200), max(r.text.MinSize().Height, p.Unit(34)))
}

func (r *toastRenderer) Refresh() {
	p := paint.Of(r.t.Theme())
	icon, name := fynetheme.InfoIcon(), fynetheme.ColorNamePrimary
	switch r.t.kind {
	case Warning:
		icon, name = fynetheme.WarningIcon(), fynetheme.ColorNameWarning
	case Problem:
		icon, name = fynetheme.ErrorIcon(), fynetheme.ColorNameError
	}
	r.icon.SetResource(fynetheme.NewColoredResource(icon, name))
	r.box.FillColor, r.box.CornerRadius = p.Color(theme.ColorNameSurface), 6
	r.box.StrokeColor, r.box.StrokeWidth = p.Color(name), 1.5
	r.box.Refresh()
	paint.SetFill(r.edge, p.Color(name))
	r.edge.CornerRadius = 3
	r.text.SetText(r.t.text)
	r.Layout(r.t.Size())
}

func (r *toastRenderer) Layout(size fyne.Size) {
	p := paint.Of(r.t.Theme())
	icon, gap := p.Size(fynetheme.SizeNameInlineIcon), p.Unit(8)
	paint.Place(r.box, 0, 0, size.Width, size.Height)
	paint.Place(r.edge, 0, 0, p.Unit(5), size.Height)
	paint.Place(r.icon, gap+p.Unit(5), (size.Height-icon)/2, icon, icon)
	shut := icon * 0.8
	paint.Place(r.close, size.Width-shut-gap, (size.Height-shut)/2, shut, shut)
	x := gap + p.Unit(5) + icon
	w := size.Width - x - shut - 2*gap
	r.text.Resize(fyne.NewSize(w, 1))
	h := r.text.MinSize().Height
	paint.Place(r.text, x, (size.Height-h)/2, w, h)
}
