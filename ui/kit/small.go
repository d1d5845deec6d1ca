package kit

import (
	"duotone/app"
	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Disableable is a control that can be switched off.
type Disableable interface {
	Enable()
	Disable()
	Disabled() bool
}

// Enable switches a control on or off, and draws it only where that changes it. So does Show.
func Enable(w Disableable, on bool) {
	switch {
	case on && w.Disabled():
		w.Enable()
	case !on && !w.Disabled():
		w.Disable()
	}
}

// Show shows an object or hides it.
func Show(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}

// SetLabel leaves a label alone that says so already: setting it costs a layout.
func SetLabel(l *widget.Label, text string) {
	if l.Text != text {
		l.SetText(text)
	}
}

// ToastKindOf is how a message of the program is shown.
func ToastKindOf(k app.MessageKind) ToastKind {
	switch k {
	case app.MessageInfo:
		return Info
	case app.MessageWarning:
		return Warning
	default:
		return Problem
	}
}

// NewQuietLabel is a caption of the second rank that wraps.
func NewQuietLabel(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	l.SizeName = theme.SizeNameCaptionText
	return l
}

// NewParagraph is a text that wraps.
func NewParagraph(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// NewLettersNote is a caption that says so where letters of texts can't be drawn here, and is hidden where all of them can.
func NewLettersNote(texts ...string) *widget.Label {
	l := NewQuietLabel("")
	NoteLetters(l, texts...)
	return l
}

// NoteLetters has such a caption speak of other texts.
func NoteLetters(l *widget.Label, texts ...string) {
	SetLabel(l, paint.NoLetters(texts...))
	Show(l, l.Text != "")
}
