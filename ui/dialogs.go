package ui

import (
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// showDialog shows content in a dialog that Escape closes and whose first control has the keyboard; where there is none
// the arrow keys scroll it.
func (f *frame) showDialog(title string, content fyne.CanvasObject, size fyne.Size, first fyne.Focusable) {
	tip.Drop(f.window.Canvas())
	end := &endButton{}
	end.ExtendBaseWidget(end)
	end.Text = lang.L("Close")
	end.scroll, _ = content.(*container.Scroll)
	d := dialog.NewCustomWithoutButtons(title, container.NewBorder(nil, container.NewCenter(end), nil, nil, content), f.window)
	end.OnTapped = d.Hide
	c := f.window.Canvas().Size()
	d.Resize(fyne.NewSize(min(size.Width, c.Width-40), min(size.Height, c.Height-40)))
	d.Show()
	if first == nil {
		first = end
	}
	f.window.Canvas().Focus(first)
}

// endButton closes a dialog.
type endButton struct {
	widget.Button
	scroll *container.Scroll
}

// TypedKey closes the dialog on Escape and scrolls what it shows.
func (b *endButton) TypedKey(e *fyne.KeyEvent) {
	by := func(dy float32) {
		if b.scroll != nil {
			b.scroll.ScrollToOffset(b.scroll.Offset.AddXY(0, dy))
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
		b.Button.TypedKey(e)
	}
}

func (b *endButton) page() float32 {
	if b.scroll == nil {
		return 0
	}
	return b.scroll.Size().Height * 0.9
}

// escapeSelect is a select that closes the dialog it is in on Escape.
type escapeSelect struct {
	widget.Select
	frame *frame
}

func (f *frame) newSelect(options []string) *escapeSelect {
	s := &escapeSelect{frame: f}
	s.Options = options
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey hands everything but Escape to the select.
func (s *escapeSelect) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.frame.closeTop()
		return
	}
	s.Select.TypedKey(e)
}

// escapeSlider is a slider that closes the dialog it is in on Escape.
type escapeSlider struct {
	widget.Slider
	frame *frame
}

func (f *frame) newSlider(least, most, step, now float64) *escapeSlider {
	s := &escapeSlider{frame: f}
	s.Min, s.Max, s.Step, s.Value = least, most, step, now
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey hands everything but Escape to the slider.
func (s *escapeSlider) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.frame.closeTop()
		return
	}
	s.Slider.TypedKey(e)
}

// closeTop closes the dialog or menu that lies over the window, and says whether there was one.
func (f *frame) closeTop() bool {
	overlays := f.window.Canvas().Overlays()
	top := overlays.Top()
	if top != nil {
		overlays.Remove(top) // hiding it would leave it there, unseen, and with the keyboard
	}
	return top != nil
}

// covered tells whether a dialog or menu lies over the window.
func (f *frame) covered() bool { return f.window.Canvas().Overlays().Top() != nil }

// escapeEntry is an entry that is left by Escape.
type escapeEntry struct {
	widget.Entry
	onEscape func()
}

func newEscapeEntry(onEscape func()) *escapeEntry {
	e := &escapeEntry{onEscape: onEscape}
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey hands everything but Escape to the entry.
func (e *escapeEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		e.onEscape()
		return
	}
	e.Entry.TypedKey(k)
}
