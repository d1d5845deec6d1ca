package kit

import (
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// KeyScroll is a scroller that takes the keyboard: what is below the window's edge is seen without a mouse.
type KeyScroll struct {
	container.Scroll
	AltKeys
	Ring FocusRing
}

// NewKeyScroll makes content scroll.
func NewKeyScroll(content fyne.CanvasObject) *KeyScroll {
	s := &KeyScroll{}
	s.Content, s.Direction = content, container.ScrollVerticalOnly
	s.OnScrolled = func(fyne.Position) { dropTip(s) }
	s.ExtendBaseWidget(s)
	return s
}

// NewScroll makes content scroll up and down. A tooltip goes with what it explained.
func NewScroll(content fyne.CanvasObject) *container.Scroll {
	s := container.NewVScroll(content)
	s.OnScrolled = func(fyne.Position) { dropTip(s) }
	return s
}

// dropTip takes the tooltip away that the window of an object shows.
func dropTip(o fyne.CanvasObject) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.Content() != nil {
		tip.Drop(c)
	}
}

// FocusGained shows that the arrows scroll.
func (s *KeyScroll) FocusGained() { s.Ring.Set(true) }

// FocusLost shows that they don't.
func (s *KeyScroll) FocusLost() { s.Ring.Set(false) }

// TypedRune pages on with Space.
func (s *KeyScroll) TypedRune(r rune) {
	if r == ' ' {
		s.by(s.Size().Height * 0.9)
	}
}

// TypedKey scrolls.
func (s *KeyScroll) TypedKey(k *fyne.KeyEvent) {
	if winkey.Type(k) {
		return
	}
	page := s.Size().Height * 0.9
	switch k.Name {
	case fyne.KeyUp:
		s.by(-40)
	case fyne.KeyDown:
		s.by(40)
	case fyne.KeyPageUp:
		s.by(-page)
	case fyne.KeyPageDown:
		s.by(page)
	case fyne.KeyHome:
		s.ScrollToTop()
	case fyne.KeyEnd:
		s.ScrollToBottom()
	}
}

func (s *KeyScroll) by(dy float32) { s.ScrollToOffset(s.Offset.AddXY(0, dy)) }

// PostList lists posts. Enter opens one, as Space and a click do.
type PostList struct {
	widget.List
	AltKeys
	OnEscape func()            // nil: the key is the window's
	at       widget.ListItemID // under the keyboard
	text     func(i int) string
}

// NewPostList lists n posts; text is what the line of one says, open is called for the one that is chosen.
func NewPostList(n int, text func(i int) string, open func(i int)) *PostList {
	l := &PostList{text: text}
	l.Length = func() int { return n }
	l.CreateItem = func() fyne.CanvasObject {
		line := widget.NewLabel("")
		line.Truncation = fyne.TextTruncateEllipsis
		return line
	}
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) {
		if line, ok := o.(*widget.Label); ok {
			line.SetText(text(i))
		}
	}
	l.OnHighlighted = func(i widget.ListItemID) { l.at = i }
	l.OnSelected = func(i widget.ListItemID) { l.UnselectAll(); open(i) }
	l.ExtendBaseWidget(l)
	return l
}

// Tapped is a click between two rows, which Fyne keeps a padding apart: it opens the one above.
func (l *PostList) Tapped(e *fyne.PointEvent) {
	pitch := l.CreateItem().MinSize().Height + theme.Padding()
	if at := int((l.GetScrollOffset() + e.Position.Y) / pitch); at >= 0 && at < l.Length() {
		l.Select(at)
	}
}

// TypedKey opens the post under the keyboard.
func (l *PostList) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter:
		l.Select(l.at)
	case k.Name == fyne.KeyEscape && l.OnEscape != nil:
		l.OnEscape()
	case !winkey.Type(k):
		l.List.TypedKey(k)
	}
}

// mostNoted is how many lines of a list are looked at for letters that can't be drawn.
const mostNoted = 500

// NewLettersNote is the caption of the list's posts.
func (l *PostList) NewLettersNote() *widget.Label {
	texts := make([]string, min(l.Length(), mostNoted))
	for i := range texts {
		texts[i] = l.text(i)
	}
	return NewLettersNote(texts...)
}
