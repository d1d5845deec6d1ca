package kit

import (
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Fyne's controls take the pointer for themselves, so that a tip.Tip around one never hears of it. These say what they are for by
// themselves: Tip is shown when the pointer rests on them.

var _, _, _, _ desktop.Hoverable = (*PressButton)(nil), (*Check)(nil), (*Select)(nil), (*Slider)(nil)
var _, _, _, _ tip.Explained = (*PressButton)(nil), (*Check)(nil), (*Select)(nil), (*Slider)(nil)

// PressButton is a button that Enter presses, as Space does.
type PressButton struct {
	widget.Button
	Tip  string
	tips tip.Pointer
}

// NewPressButton makes a button.
func NewPressButton(text string, icon fyne.Resource, tapped func()) *PressButton {
	b := &PressButton{}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// NewButton makes a button with a tooltip.
func NewButton(text, hint string, icon fyne.Resource, tapped func()) *PressButton {
	b := NewPressButton(text, icon, tapped)
	b.Tip = hint
	return b
}

// TypedKey presses the button.
func (b *PressButton) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter:
		b.Tapped(nil)
	case !winkey.Type(k):
		b.Button.TypedKey(k)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (b *PressButton) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (b *PressButton) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// Tapped does what the button is for; its tooltip has said so.
func (b *PressButton) Tapped(e *fyne.PointEvent) {
	b.tips.Leave()
	if e == nil {
		e = &fyne.PointEvent{}
	}
	b.Button.Tapped(e)
}

// Explains is the tooltip.
func (b *PressButton) Explains() string { return b.Tip }

// MouseIn starts the wait for the tooltip.
func (b *PressButton) MouseIn(e *desktop.MouseEvent) {
	b.Button.MouseIn(e)
	b.tips.Over(b, e.AbsolutePosition, b.Tip)
}

// MouseOut takes it away.
func (b *PressButton) MouseOut() { b.Button.MouseOut(); b.tips.Leave() }

// Check is Fyne's with a tooltip.
type Check struct {
	widget.Check
	Tip  string
	tips tip.Pointer
}

// NewCheck makes a check with a tooltip.
func NewCheck(text, hint string, changed func(bool)) *Check {
	c := &Check{Tip: hint}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey hears the window's own keys first.
func (c *Check) TypedKey(k *fyne.KeyEvent) {
	if !winkey.Type(k) {
		c.Check.TypedKey(k)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (c *Check) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (c *Check) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// Explains is the tooltip.
func (c *Check) Explains() string { return c.Tip }

// MouseIn starts the wait for the tooltip.
func (c *Check) MouseIn(e *desktop.MouseEvent) {
	c.Check.MouseIn(e)
	c.tips.Over(c, e.AbsolutePosition, c.Tip)
}

// MouseOut takes it away.
func (c *Check) MouseOut() { c.Check.MouseOut(); c.tips.Leave() }

// Select is Fyne's on a ground that can be told from the window's, with a tooltip: Fyne draws it on that of an entry, which has a border.
// A container that overrides the theme would do as well, but Fyne keeps fonts of its own, 20 MB, for each of them and each time that one
// is refreshed.
type Select struct {
	widget.Select
	Tip  string
	tips tip.Pointer
}

// NewSelect makes a select; changed is called for what a person or the program chooses.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws Fyne's select on the other ground.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return onTrack(s.Select.CreateRenderer(), s.Theme)
}

// TypedKey hears the window's own keys first.
func (s *Select) TypedKey(k *fyne.KeyEvent) {
	if !winkey.Type(k) {
		s.Select.TypedKey(k)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (s *Select) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (s *Select) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// Explains is the tooltip.
func (s *Select) Explains() string { return s.Tip }

// MouseIn starts the wait for the tooltip.
func (s *Select) MouseIn(e *desktop.MouseEvent) {
	s.Select.MouseIn(e)
	s.tips.Over(s, e.AbsolutePosition, s.Tip)
}

// MouseOut takes it away.
func (s *Select) MouseOut() { s.Select.MouseOut(); s.tips.Leave() }

// Tapped opens the list, which would lie under the tooltip.
func (s *Select) Tapped(e *fyne.PointEvent) { s.tips.Leave(); s.Select.Tapped(e) }

// Slider is Fyne's with a track that can be told from the window's ground, and a tooltip.
type Slider struct {
	widget.Slider
	Tip  string
	tips tip.Pointer
}

// NewSlider makes a slider.
func NewSlider(least, most, step float64) *Slider {
	s := &Slider{}
	s.Min, s.Max, s.Step, s.Value = least, most, step, least
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws Fyne's slider with the other track.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return onTrack(s.Slider.CreateRenderer(), s.Theme)
}

// TypedKey hears the window's own keys first.
func (s *Slider) TypedKey(k *fyne.KeyEvent) {
	if !winkey.Type(k) {
		s.Slider.TypedKey(k)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (s *Slider) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (s *Slider) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// Explains is the tooltip.
func (s *Slider) Explains() string { return s.Tip }

// MouseIn starts the wait for the tooltip.
func (s *Slider) MouseIn(e *desktop.MouseEvent) {
	s.Slider.MouseIn(e)
	s.tips.Over(s, e.AbsolutePosition, s.Tip)
}

// MouseOut takes it away.
func (s *Slider) MouseOut() { s.Slider.MouseOut(); s.tips.Leave() }
