package ui

import (
	"image"
	"image/color"
	"image/draw"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// keyScroll is a scroller that takes the keyboard: what is below the window's edge is seen without a mouse.
type keyScroll struct {
	container.Scroll
	ring focusRing
}

func newKeyScroll(content fyne.CanvasObject) *keyScroll {
	s := &keyScroll{}
	s.Content, s.Direction = content, container.ScrollVerticalOnly
	s.ExtendBaseWidget(s)
	return s
}

// FocusGained shows that the arrows scroll.
func (s *keyScroll) FocusGained() { s.ring.set(true) }

// FocusLost shows that they don't.
func (s *keyScroll) FocusLost() { s.ring.set(false) }

// TypedRune pages on with Space.
func (s *keyScroll) TypedRune(r rune) {
	if r == ' ' {
		s.by(s.Size().Height * 0.9)
	}
}

// TypedKey scrolls.
func (s *keyScroll) TypedKey(k *fyne.KeyEvent) {
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

func (s *keyScroll) by(dy float32) { s.ScrollToOffset(s.Offset.AddXY(0, dy)) }

// postList lists posts. Enter opens one, as Space and a click do.
type postList struct {
	widget.List
	at widget.ListItemID // under the keyboard
}

func newPostList(n int, text func(i int) string, open func(i int)) *postList {
	l := &postList{}
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

// TypedKey opens the post under the keyboard.
func (l *postList) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter {
		l.Select(l.at)
		return
	}
	l.List.TypedKey(k)
}

// pressButton is a button that Enter presses, as Space does.
type pressButton struct{ widget.Button }

func newPressButton(text string, icon fyne.Resource, tapped func()) *pressButton {
	b := &pressButton{}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey presses the button.
func (b *pressButton) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter {
		b.Tapped(nil)
		return
	}
	b.Button.TypedKey(k)
}

// plotted shows a plot on the window's background, light or dark as that is now.
type plotted struct {
	widget.BaseWidget
	image *canvas.Image
	drawn image.Image // dark on white
}

func newPlotted() *plotted {
	p := &plotted{image: canvas.NewImageFromImage(nil)}
	p.image.FillMode = canvas.ImageFillContain
	p.ExtendBaseWidget(p)
	return p
}

func (p *plotted) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.image) }

func (p *plotted) set(drawn image.Image) {
	p.drawn = drawn
	p.Refresh()
}

// Refresh is what a change of the theme comes to.
func (p *plotted) Refresh() {
	p.image.Image = onPaper(p.drawn, theme.ColorForWidget(theme.ColorNameBackground, p))
	p.BaseWidget.Refresh()
}

// lightInk is the light of letters in the dark.
const lightInk = 236

// onPaper is a plot, dark on white, as it is drawn on the window's own background: in a dark theme light and dark change
// places, and colours stay what they are.
func onPaper(plot image.Image, paper color.Color) image.Image {
	if plot == nil {
		return nil
	}
	r, g, b, _ := paper.RGBA()
	back := [3]int{int(r >> 8), int(g >> 8), int(b >> 8)}
	dark := back[0]+back[1]+back[2] < 3*128
	box := plot.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, plot, box.Min, draw.Over)
	for i := 0; i < len(out.Pix); i += 4 {
		p := out.Pix[i : i+3]
		// What a pixel has of white becomes paper, its colour stays, and what it has of black becomes light ink: in greys all
		// of it, in a colour, whose shade it is, next to nothing.
		white, most := int(min(p[0], p[1], p[2])), int(max(p[0], p[1], p[2]))
		light := (255 - most) * (255 - most) / max(255-white, 1) * lightInk / 255
		for k, c := range p {
			if dark {
				p[k] = uint8(min(max(int(c)-white+white*back[k]/255+light, back[k]), 255)) //nolint:gosec // it is between 0 and 255
			} else {
				p[k] = uint8(int(c) * back[k] / 255) //nolint:gosec // likewise
			}
		}
	}
	return out
}
