package label

import (
	"duotone/ui/kit"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// The controls around the stage give the keyboard back: Escape returns to the post, and a key that means something there
// is heard wherever Tab has led. Each says what it is for when the pointer rests on it.

var _, _, _, _ tip.Explained = (*homeButton)(nil), (*homeCheck)(nil), (*homeSelect)(nil), (*homeEntry)(nil)

// home makes the controls beside the stage, which hand on to the post what they have no use for.
type home struct{ pane *Pane }

// homeKey does what a key means to the post while a control has the keyboard; false: it is for the control.
func (h *home) homeKey(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape:
		h.pane.focus()
	case fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10:
		h.pane.focus()
		h.pane.stage.adopt()
		h.pane.stage.TypedKey(&fyne.KeyEvent{Name: name})
	default:
		return false
	}
	return true
}

// homeRune is homeKey for letters and digits.
func (h *home) homeRune(r rune) bool {
	if r == ' ' {
		return false
	}
	h.pane.focus()
	h.pane.stage.adopt()
	h.pane.stage.TypedRune(r)
	return true
}

// hint is what a control says of itself.
type hint struct {
	text string
	tips tip.Pointer
}

// Explains is the tooltip.
func (h *hint) Explains() string { return h.text }

// homeButton is a button beside the stage. Enter presses it, as Space does.
type homeButton struct {
	widget.Button
	kit.AltKeys
	hint
	l    *Pane
	ring kit.FocusRing
}

// FocusGained shows that the button has the keyboard.
func (b *homeButton) FocusGained() { b.Button.FocusGained(); b.ring.Set(true) }

// FocusLost shows that it has not.
func (b *homeButton) FocusLost() { b.Button.FocusLost(); b.ring.Set(false) }

// MouseIn starts the wait for the tooltip.
func (b *homeButton) MouseIn(e *desktop.MouseEvent) {
	b.Button.MouseIn(e)
	b.tips.Over(b, e.AbsolutePosition, b.text)
}

// MouseOut takes it away.
func (b *homeButton) MouseOut() { b.Button.MouseOut(); b.tips.Leave() }

// Tapped does what the button is for; its tooltip has said so.
func (b *homeButton) Tapped(e *fyne.PointEvent) { b.tips.Leave(); b.Button.Tapped(e) }

func (h *home) newButton(text, explains string, icon fyne.Resource, tapped func()) *homeButton {
	b := &homeButton{l: h.pane, hint: hint{text: explains}}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey hears what the button and the post have use for.
func (b *homeButton) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter:
		b.Tapped(nil)
	case !b.l.homeKey(k.Name):
		b.Button.TypedKey(k)
	}
}

// TypedRune hands letters and digits to the post.
func (b *homeButton) TypedRune(r rune) {
	if !b.l.homeRune(r) {
		b.Button.TypedRune(r)
	}
}

// homeCheck is a check beside the stage.
type homeCheck struct {
	widget.Check
	kit.AltKeys
	hint
	l *Pane
}

func (h *home) newCheck(text, explains string, changed func(bool)) *homeCheck {
	c := &homeCheck{l: h.pane, hint: hint{text: explains}}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// MouseIn starts the wait for the tooltip.
func (c *homeCheck) MouseIn(e *desktop.MouseEvent) {
	c.Check.MouseIn(e)
	c.tips.Over(c, e.AbsolutePosition, c.text)
}

// MouseOut takes it away.
func (c *homeCheck) MouseOut() { c.Check.MouseOut(); c.tips.Leave() }

// TypedKey hears what the post has use for.
func (c *homeCheck) TypedKey(k *fyne.KeyEvent) {
	if !c.l.homeKey(k.Name) {
		c.Check.TypedKey(k)
	}
}

// TypedRune hands letters and digits to the post.
func (c *homeCheck) TypedRune(r rune) {
	if !c.l.homeRune(r) {
		c.Check.TypedRune(r)
	}
}

// homeSelect is a select beside the stage.
type homeSelect struct {
	widget.Select
	kit.AltKeys
	hint
	l *Pane
}

func (h *home) newSelect(explains string, options []string, changed func(string)) *homeSelect {
	s := &homeSelect{l: h.pane, hint: hint{text: explains}}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

// MouseIn starts the wait for the tooltip.
func (s *homeSelect) MouseIn(e *desktop.MouseEvent) {
	s.Select.MouseIn(e)
	s.tips.Over(s, e.AbsolutePosition, s.text)
}

// MouseOut takes it away.
func (s *homeSelect) MouseOut() { s.Select.MouseOut(); s.tips.Leave() }

// Tapped opens the list, which would lie under the tooltip.
func (s *homeSelect) Tapped(e *fyne.PointEvent) { s.tips.Leave(); s.Select.Tapped(e) }

// TypedKey hears what the select and the post have use for.
func (s *homeSelect) TypedKey(k *fyne.KeyEvent) {
	if !s.l.homeKey(k.Name) {
		s.Select.TypedKey(k)
	}
}

// TypedRune hands letters and digits to the post.
func (s *homeSelect) TypedRune(r rune) {
	if !s.l.homeRune(r) {
		s.Select.TypedRune(r)
	}
}

// homeEntry is an entry beside the stage, which Escape leaves.
type homeEntry struct {
	kit.EscapeEntry
	hint
}

func newEntry(holder, explains string, left func()) *homeEntry {
	e := &homeEntry{hint: hint{text: explains}}
	e.OnEscape = left
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(holder)
	return e
}

// MouseIn starts the wait for the tooltip.
func (e *homeEntry) MouseIn(m *desktop.MouseEvent) { e.tips.Over(e, m.AbsolutePosition, e.text) }

// FocusGained takes the tooltip away: whoever writes knows what the entry is for.
func (e *homeEntry) FocusGained() { e.tips.Leave(); e.Entry.FocusGained() }

// MouseMoved changes nothing.
func (e *homeEntry) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the tooltip away.
func (e *homeEntry) MouseOut() { e.tips.Leave() }

// homeList is a list beside the stage.
type homeList struct {
	widget.List
	kit.AltKeys
	l *Pane
}

func (h *home) newList(length func() int, row func() fyne.CanvasObject, fill func(widget.ListItemID, fyne.CanvasObject)) *homeList {
	l := &homeList{l: h.pane}
	l.Length, l.CreateItem, l.UpdateItem = length, row, fill
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey hears what the post has use for; the arrows and Space are the list's.
func (h *homeList) TypedKey(k *fyne.KeyEvent) {
	if !h.l.homeKey(k.Name) {
		h.List.TypedKey(k)
	}
}

// thin gives its one object the whole width and little height.
type thin struct{ height float32 }

// MinSize is for Fyne.
func (t thin) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(10, t.height) }

// Layout is for Fyne.
func (t thin) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(fyne.NewSize(size.Width, t.height))
	}
}
