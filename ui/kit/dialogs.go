package kit

import (
	"maps"
	"slices"

	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// ShowDialog shows content in a dialog that Escape closes and whose first control has the keyboard; where there is none
// the arrow keys scroll it.
func ShowDialog(w fyne.Window, title string, content fyne.CanvasObject, size fyne.Size, first fyne.Focusable) {
	tip.Drop(w.Canvas())
	end := &EndButton{}
	end.ExtendBaseWidget(end)
	end.Text, end.Tip = lang.L("Close"), lang.L("Close this (Escape)")
	end.Scroll, _ = content.(*container.Scroll)
	all := tip.With(container.NewBorder(nil, container.NewCenter(end), nil, nil, content))
	d := dialog.NewCustomWithoutButtons(title, all, w)
	end.OnTapped = d.Hide
	c := w.Canvas().Size()
	d.Resize(fyne.NewSize(min(size.Width, c.Width-40), min(size.Height, c.Height-40)))
	d.Show()
	onTop(w, title, all)
	if first == nil {
		first = end
	}
	w.Canvas().Focus(first)
}

// contents are what lies in dialogs, by what the toolkit lays over the window for them: it doesn't let one look inside.
var contents = map[fyne.CanvasObject]dialogContent{}

type dialogContent struct {
	title string
	all   fyne.CanvasObject
}

// onTop notes what is in the dialog that was just shown, and lays its tooltips over it.
func onTop(w fyne.Window, title string, all fyne.CanvasObject) {
	tip.OnTop(w.Canvas(), all)
	open := w.Canvas().Overlays().List()
	maps.DeleteFunc(contents, func(o fyne.CanvasObject, _ dialogContent) bool { return !slices.Contains(open, o) })
	if top := w.Canvas().Overlays().Top(); top != nil {
		contents[top] = dialogContent{title, all}
	}
}

// TopDialog is the title and content of the dialog that lies over the window; nil: there is none, or it is a menu.
func TopDialog(w fyne.Window) (title string, content fyne.CanvasObject) {
	if top := w.Canvas().Overlays().Top(); top != nil {
		d := contents[top]
		return d.title, d.all
	}
	return "", nil
}

// EndButton closes a dialog.
type EndButton struct {
	PressButton
	Scroll *container.Scroll
}

// TypedKey closes the dialog on Escape and scrolls what it shows.
func (b *EndButton) TypedKey(e *fyne.KeyEvent) {
	by := func(dy float32) {
		if b.Scroll != nil {
			b.Scroll.ScrollToOffset(b.Scroll.Offset.AddXY(0, dy))
		}
	}
	switch e.Name {
	case fyne.KeyEscape:
		b.OnTapped()
	case fyne.KeyUp:
		by(-40)
	case fyne.KeyDown:
		by(40)
	case fyne.KeyPageUp:
		by(-b.page())
	case fyne.KeyPageDown:
		by(b.page())
	default:
		if !winkey.Type(e) {
			b.Button.TypedKey(e)
		}
	}
}

func (b *EndButton) page() float32 {
	if b.Scroll == nil {
		return 0
	}
	return b.Scroll.Size().Height * 0.9
}

// DialogSelect is a select that closes the dialog it is in on Escape.
type DialogSelect struct {
	Select
	window fyne.Window
}

// NewDialogSelect makes a select for a dialog that is no form.
func NewDialogSelect(w fyne.Window, options []string) *DialogSelect {
	s := &DialogSelect{window: w}
	s.Options = options
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey hands everything but Escape to the select.
func (s *DialogSelect) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		CloseTop(s.window)
		return
	}
	s.Select.TypedKey(e)
}

// DialogSlider is a slider that closes the dialog it is in on Escape.
type DialogSlider struct {
	Slider
	window fyne.Window
}

// NewDialogSlider makes a slider for one.
func NewDialogSlider(w fyne.Window, least, most, step, now float64) *DialogSlider {
	s := &DialogSlider{window: w}
	s.Min, s.Max, s.Step, s.Value = least, most, step, now
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey hands everything but Escape to the slider.
func (s *DialogSlider) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		CloseTop(s.window)
		return
	}
	s.Slider.TypedKey(e)
}

// CloseTop closes the dialog or menu that lies over the window, and says whether there was one.
func CloseTop(w fyne.Window) bool {
	overlays := w.Canvas().Overlays()
	top := overlays.Top()
	if top != nil {
		overlays.Remove(top) // hiding it would leave it there, unseen, and with the keyboard
	}
	return top != nil
}

// Covered tells whether a dialog or menu lies over the window.
func Covered(w fyne.Window) bool { return w.Canvas().Overlays().Top() != nil }

// EscapeEntry is an entry that is left by Escape.
type EscapeEntry struct {
	widget.Entry
	OnEscape func() // it is left
}

// NewEscapeEntry makes an entry; onEscape is called when it is left.
func NewEscapeEntry(onEscape func()) *EscapeEntry {
	e := &EscapeEntry{OnEscape: onEscape}
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey hands everything but Escape and the window's own keys to the entry.
func (e *EscapeEntry) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyEscape:
		e.OnEscape()
	case !winkey.Type(k):
		e.Entry.TypedKey(k)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (e *EscapeEntry) KeyDown(k *fyne.KeyEvent) { winkey.Down(k); e.Entry.KeyDown(k) }

// KeyUp is as KeyDown.
func (e *EscapeEntry) KeyUp(k *fyne.KeyEvent) { winkey.Up(k); e.Entry.KeyUp(k) }

// TypedShortcut hears the window's own shortcuts first.
func (e *EscapeEntry) TypedShortcut(s fyne.Shortcut) {
	if !winkey.Shorten(s) {
		e.Entry.TypedShortcut(s)
	}
}

// FindEntry is an entry above a list: down goes into the list.
type FindEntry struct {
	EscapeEntry
	OnDown func()
}

// NewFindEntry makes one; onEscape is called when it is left.
func NewFindEntry(onEscape func()) *FindEntry {
	e := &FindEntry{}
	e.OnEscape = onEscape
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey goes into the list.
func (e *FindEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyDown && e.OnDown != nil {
		e.OnDown()
		return
	}
	e.EscapeEntry.TypedKey(k)
}
