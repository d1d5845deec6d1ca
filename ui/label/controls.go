package label

import (
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// The controls around the stage give the keyboard back: Escape returns to the post, and a key that means something there
// is heard wherever Tab has led.

// homeKey does what a key means to the post while a control has the keyboard; false: it is for the control.
func (l *Pane) homeKey(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape:
		l.focus()
	case fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10:
		l.focus()
		l.stage.adopt()
		l.stage.TypedKey(&fyne.KeyEvent{Name: name})
	default:
		return false
	}
	return true
}

// homeRune is homeKey for letters and digits.
func (l *Pane) homeRune(r rune) bool {
	if r == ' ' {
		return false
	}
	l.focus()
	l.stage.adopt()
	l.stage.TypedRune(r)
	return true
}

// homeButton is a button beside the stage. Enter presses it, as Space does.
type homeButton struct {
	widget.Button
	l    *Pane
	ring kit.FocusRing
}

// FocusGained shows that the button has the keyboard.
func (b *homeButton) FocusGained() { b.Button.FocusGained(); b.ring.Set(true) }

// FocusLost shows that it has not.
func (b *homeButton) FocusLost() { b.Button.FocusLost(); b.ring.Set(false) }

func (l *Pane) newButton(text string, icon fyne.Resource, tapped func()) *homeButton {
	b := &homeButton{l: l}
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
	l *Pane
}

func (l *Pane) newCheck(text string, changed func(bool)) *homeCheck {
	c := &homeCheck{l: l}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

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
	l *Pane
}

func (l *Pane) newSelect(options []string, changed func(string)) *homeSelect {
	s := &homeSelect{l: l}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

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
