package label

import (
	"image"
	"strings"
	"unicode"

	"duotone/ui/kit"
	"duotone/ui/kit/winkey"
	"duotone/ui/kit/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// stage shows a post's words and picture as large as they go, and takes the keys. A key that is held down counts once: a
// post is never judged by a key press that was meant for the one before.
type stage struct {
	widget.BaseWidget
	onRune func(r rune)
	onKey  func(name fyne.KeyName)
	onUndo func()
	onRedo func()
	onRoom func() // there is another amount of room
	onMove func() // the post is scrolled or dragged

	text   *words.Paragraph
	scroll *container.Scroll
	zoomPicture
	note    *widget.Label        // instead of a picture: why there is none
	letters *widget.Label        // below the words: that some can't be drawn
	ring    [4]*canvas.Rectangle // thin ones: a frame in one piece costs as much to draw as all that it frames

	words, pict bool // what of the post may be seen

	heldKeys
	focused bool
}

var (
	_ fyne.Focusable  = (*stage)(nil)
	_ fyne.Tappable   = (*stage)(nil)
	_ fyne.Draggable  = (*stage)(nil)
	_ fyne.Scrollable = (*stage)(nil)
	_ desktop.Keyable = (*stage)(nil)
)

func newStage() *stage {
	s := &stage{heldKeys: heldKeys{held: map[fyne.KeyName]bool{}}, zoomPicture: zoomPicture{zoom: 1, cx: 0.5, cy: 0.5}}
	s.zoomPicture.stage = s
	s.text = words.New("")
	s.text.SizeName = theme.SizeNameHeadingText
	s.scroll = container.NewVScroll(s.text)
	s.picture = canvas.NewImageFromImage(nil)
	s.picture.FillMode, s.picture.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
	s.note = widget.NewLabel("")
	s.note.Wrapping, s.note.Alignment = fyne.TextWrapWord, fyne.TextAlignCenter
	s.letters = kit.NewLettersNote()
	for i := range s.ring {
		s.ring[i] = canvas.NewRectangle(nil)
	}
	s.ExtendBaseWidget(s)
	return s
}

// show puts a post on the stage. words and pict say what of it may be seen.
func (s *stage) show(text string, words, pict bool) {
	s.words, s.pict = words, pict
	s.text.Say(text)
	kit.NoteLetters(s.letters, text)
	s.scroll.ScrollToTop()
	s.screen, s.full, s.zoom, s.cx, s.cy = nil, nil, 1, 0.5, 0.5
	s.note.SetText("")
	s.Refresh()
}

// setPicture shows a decoded picture, or why there is none.
func (s *stage) setPicture(m image.Image, note string) {
	s.screen = m
	s.note.SetText(note)
	s.crop()
}

// setFull hands in the picture in full size, for zooming.
func (s *stage) setFull(m image.Image) {
	s.full = m
	s.crop()
}

// Dragged pans a zoomed picture.
func (s *stage) Dragged(e *fyne.DragEvent) {
	s.moved()
	if s.zoomed() {
		size := s.picture.Size()
		s.pan(-float64(e.Dragged.DX/max(size.Width, 1)), -float64(e.Dragged.DY/max(size.Height, 1)))
	}
}

func (s *stage) moved() {
	if s.onMove != nil {
		s.onMove()
	}
}

// DragEnd ends a pan.
func (s *stage) DragEnd() {}

// Scrolled zooms over the picture and scrolls over the words.
func (s *stage) Scrolled(e *fyne.ScrollEvent) {
	s.moved()
	if s.pict && e.Position.X >= s.picture.Position().X && e.Position.Y >= s.picture.Position().Y {
		factor := 1.25
		if e.Scrolled.DY < 0 {
			factor = 0.8
		}
		s.zoomBy(factor)
		return
	}
	s.scroll.Scrolled(e)
}

// Tapped takes the keyboard.
func (s *stage) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
		c.Focus(s)
	}
}

// FocusGained shows that keys go to the stage.
func (s *stage) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost forgets which keys are held.
func (s *stage) FocusLost() { s.focused = false; clear(s.held); s.Refresh() }

// Spoken is what of the post may be seen, as text.
func (s *stage) Spoken() string {
	parts := []string{}
	if s.words {
		parts = append(parts, s.text.Spoken())
		if s.letters.Text != "" {
			parts = append(parts, s.letters.Text)
		}
	}
	if s.note.Visible() && s.note.Text != "" {
		parts = append(parts, s.note.Text)
	} else if s.pict && s.screen != nil {
		parts = append(parts, lang.L("(a picture)"))
	}
	return strings.Join(parts, "\n")
}

// TypedRune takes letters and digits.
func (s *stage) TypedRune(r rune) {
	if s.repeated() {
		return
	}
	if s.onRune != nil {
		s.onRune(unicode.ToLower(r))
	}
}

// TypedKey takes the other keys. The arrows may be held down.
func (s *stage) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown:
		s.fresh = false
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10:
		if s.repeated() {
			return
		}
	}
	if s.onKey != nil {
		s.onKey(e.Name)
	}
}

// TypedShortcut takes undo and redo; the others are the window's.
func (s *stage) TypedShortcut(c fyne.Shortcut) {
	switch c.(type) {
	case *fyne.ShortcutUndo:
		s.onUndo()
	case *fyne.ShortcutRedo:
		s.onRedo()
	default:
		winkey.Shorten(c)
	}
}

// CreateRenderer is for Fyne.
func (s *stage) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{s.scroll, s.picture, s.note, s.letters}
	for _, side := range s.ring {
		objects = append(objects, side)
	}
	return &stageRenderer{s: s, objects: objects}
}

type stageRenderer struct {
	s       *stage
	objects []fyne.CanvasObject
	room    fyne.Size
}

func (r *stageRenderer) Destroy()                     {}
func (r *stageRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *stageRenderer) MinSize() fyne.Size           { return fyne.NewSize(320, 160) }

// part is a place on the stage.
type part struct {
	at   fyne.Position
	size fyne.Size
}

// split puts words and picture side by side where there is room, else one below the other.
func split(size fyne.Size, words, pict bool) (text, picture part) {
	pad := theme.Padding()
	inner := fyne.NewSize(max(size.Width-2*pad, 0), max(size.Height-2*pad, 0))
	whole := part{fyne.NewPos(pad, pad), inner}
	switch {
	case words && pict && size.Width > size.Height*1.2:
		left := inner.Width * 0.42
		return part{fyne.NewPos(pad, pad), fyne.NewSize(left, inner.Height)},
			part{fyne.NewPos(pad+left+pad, pad), fyne.NewSize(inner.Width-left-pad, inner.Height)}
	case words && pict:
		third := inner.Height * 0.35
		return part{fyne.NewPos(pad, pad), fyne.NewSize(inner.Width, third)},
			part{fyne.NewPos(pad, pad+third+pad), fyne.NewSize(inner.Width, inner.Height-third-pad)}
	}
	return whole, whole
}

// Layout places words, picture and the frame around them.
func (r *stageRenderer) Layout(size fyne.Size) {
	const line = 2
	s := r.s
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	place(s.ring[0], 0, 0, size.Width, line)
	place(s.ring[1], 0, size.Height-line, size.Width, line)
	place(s.ring[2], 0, 0, line, size.Height)
	place(s.ring[3], size.Width-line, 0, line, size.Height)
	text, picture := split(size, s.words, s.pict)
	under := float32(0) // the note on letters stands below the words, wherever they are scrolled to
	if s.letters.Visible() {
		s.letters.Resize(fyne.NewSize(text.size.Width, 1))
		under = s.letters.MinSize().Height
		place(s.letters, text.at.X, text.at.Y+text.size.Height-under, text.size.Width, under)
	}
	place(s.scroll, text.at.X, text.at.Y, text.size.Width, max(text.size.Height-under, 0))
	place(s.picture, picture.at.X, picture.at.Y, picture.size.Width, picture.size.Height)
	s.note.Move(s.picture.Position())
	s.note.Resize(s.picture.Size())
	if r.room != size && s.onRoom != nil {
		r.room = size
		s.onRoom()
	}
}

func (r *stageRenderer) Refresh() {
	s := r.s
	show := func(o fyne.CanvasObject, yes bool) {
		if yes {
			o.Show()
		} else {
			o.Hide()
		}
	}
	show(s.scroll, s.words)
	show(s.picture, s.pict && s.screen != nil)
	show(s.note, s.note.Text != "")
	show(s.letters, s.words && s.letters.Text != "")
	colour := theme.Color(theme.ColorNameSeparator)
	if s.focused {
		colour = theme.Color(theme.ColorNameFocus)
	}
	for _, side := range s.ring {
		side.FillColor = colour
		side.Refresh()
	}
	r.Layout(s.Size())
	s.text.Refresh()
}
