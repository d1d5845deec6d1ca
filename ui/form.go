package ui

import (
	"image/color"

	"duotone/app"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// form is a dialog that asks for some things and is answered by keyboard alone: the first control has the keyboard, Tab
// goes on to the next, Enter in any of them does what the form is for, Escape closes it and does nothing. Fyne's own forms
// hear neither key on their selects, checks and buttons.
type form struct {
	window fyne.Window
	dialog dialog.Dialog
	size   fyne.Size // of the content
	items  []*widget.FormItem
	first  fyne.Focusable
	checks []func() error
	wrong  *widget.Label // why it could not be confirmed
	ok     *formButton
	cancel *formButton
	then   func()
	after  func() // what happens when it is closed either way
}

// newForm makes a form; then is called when it is confirmed, after it has gone away.
func newForm(w fyne.Window, confirm string, then func()) *form {
	f := &form{window: w, then: then, wrong: widget.NewLabel("")}
	f.wrong.Wrapping = fyne.TextWrapWord
	f.wrong.Importance = widget.DangerImportance
	f.wrong.Hide()
	f.ok, f.cancel = &formButton{form: f}, &formButton{form: f}
	for _, b := range []*formButton{f.cancel, f.ok} {
		b.ExtendBaseWidget(b)
	}
	f.cancel.Text, f.cancel.Icon, f.cancel.OnTapped = lang.L("Cancel"), theme.CancelIcon(), f.hide
	f.ok.Text, f.ok.Icon, f.ok.OnTapped, f.ok.Importance = confirm, theme.ConfirmIcon(), f.submit, widget.HighImportance
	return f
}

func (f *form) add(name string, control fyne.CanvasObject) {
	if at, ok := control.(fyne.Focusable); ok && f.first == nil {
		f.first = at
	}
	f.items = append(f.items, widget.NewFormItem(name, control))
}

// entry asks for a text. check may be nil.
func (f *form) entry(name, text string, check func(string) error) *formEntry {
	e := f.newEntry()
	e.SetText(text)
	e.atEnd()
	if check != nil {
		f.checks = append(f.checks, func() error { return check(e.Text) })
	}
	f.add(name, e)
	return e
}

// newEntry makes an entry that knows the form's keys, for a place within another control.
func (f *form) newEntry() *formEntry {
	e := &formEntry{form: f}
	e.ExtendBaseWidget(e)
	e.OnSubmitted = func(string) { f.submit() }
	return e
}

// atEnd puts the cursor after the text.
func (e *formEntry) atEnd() {
	e.CursorColumn = len([]rune(e.Text))
	e.Refresh()
}

// choice asks for one of several.
func (f *form) choice(name string, options []string, at int) *formSelect {
	s := &formSelect{form: f}
	s.Options = options
	s.ExtendBaseWidget(s)
	s.SetSelectedIndex(max(at, 0))
	f.add(name, s)
	return s
}

// check asks yes or no. Several of them may stand beside one name.
func (f *form) check(text string, on bool) *formCheck {
	c := &formCheck{form: f}
	c.Text, c.Checked = text, on
	c.ExtendBaseWidget(c)
	return c
}

// show shows the form. It is as wide as asked for, where the window is.
func (f *form) show(title string, wide float32) {
	all := widget.NewForm(f.items...)
	f.showAround(title, container.NewVScroll(all), fyne.NewSize(wide, all.MinSize().Height))
}

// showAround shows the form around content of its own.
func (f *form) showAround(title string, content fyne.CanvasObject, size fyne.Size) {
	buttons := container.NewHBox(layout.NewSpacer(), f.cancel.ring.around(f.cancel), f.ok.ring.around(f.ok))
	f.dialog = dialog.NewCustomWithoutButtons(title, container.NewBorder(nil, container.NewVBox(f.wrong, container.NewPadded(buttons)), nil, nil, content), f.window)
	f.size = size
	f.fit()
	f.dialog.Show()
	if f.first == nil {
		f.first = f.ok
	}
	f.window.Canvas().Focus(f.first)
}

// fit gives the dialog its size, with room for what is wrong, as far as the window goes.
func (f *form) fit() {
	const frame, rows = 60, 120 // around the content: the dialog's own edges, title and buttons
	room := f.window.Canvas().Size()
	high := f.size.Height + rows
	if f.wrong.Visible() {
		high += f.wrong.MinSize().Height + 3*theme.Padding()
	}
	f.dialog.Resize(fyne.NewSize(min(f.size.Width+frame, room.Width-20), min(high, room.Height-20)))
}

// submit confirms the form, or says what is wrong with it.
func (f *form) submit() {
	for _, check := range f.checks {
		if err := check(); err != nil {
			text := err.Error()
			if hint := app.HintOf(err); hint != "" {
				text += " " + translated(hint)
			}
			f.wrong.SetText(text)
			f.wrong.Show()
			f.fit()
			return
		}
	}
	f.hide()
	f.then()
}

func (f *form) hide() {
	f.dialog.Hide()
	if f.after != nil {
		f.after()
	}
}

// key does what a key means in every control of the form, and tells whether it means anything.
func (f *form) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape:
		f.hide()
	case fyne.KeyReturn, fyne.KeyEnter:
		f.submit()
	default:
		return false
	}
	return true
}

// formEntry is an entry of a form.
type formEntry struct {
	widget.Entry
	form  *form
	onKey func(fyne.KeyName) bool // nil: no keys of its own
}

// TypedKey hands everything but the form's keys to the entry.
func (e *formEntry) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyEscape:
		e.form.hide()
	case e.onKey != nil && e.onKey(k.Name):
	default:
		e.Entry.TypedKey(k)
	}
}

// AcceptsTab says no where there are several lines, too: Tab goes on, or the keyboard would be caught in it.
func (e *formEntry) AcceptsTab() bool { return false }

// formSelect is a select of a form.
type formSelect struct {
	widget.Select
	form *form
}

// TypedKey hands everything but the form's keys to the select.
func (s *formSelect) TypedKey(k *fyne.KeyEvent) {
	if !s.form.key(k.Name) {
		s.Select.TypedKey(k)
	}
}

// formCheck is a check of a form.
type formCheck struct {
	widget.Check
	form *form
}

// TypedKey hears the form's keys.
func (c *formCheck) TypedKey(k *fyne.KeyEvent) {
	if !c.form.key(k.Name) {
		c.Check.TypedKey(k)
	}
}

// formButton is a button of a form. Enter presses it, as Space does.
type formButton struct {
	widget.Button
	form *form
	ring focusRing
}

// FocusGained shows that the button has the keyboard.
func (b *formButton) FocusGained() { b.Button.FocusGained(); b.ring.set(true) }

// FocusLost shows that it has not.
func (b *formButton) FocusLost() { b.Button.FocusLost(); b.ring.set(false) }

// TypedKey presses the button, or closes the form.
func (b *formButton) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape:
		b.form.hide()
	case fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	default:
		b.Button.TypedKey(k)
	}
}

// focusRing is drawn around a button that has the keyboard: Fyne shades it, which can't be seen on one that stands out
// already.
type focusRing struct{ line *canvas.Rectangle }

// around lays the ring over a button.
func (r *focusRing) around(b fyne.CanvasObject) fyne.CanvasObject {
	r.line = canvas.NewRectangle(color.Transparent)
	r.line.StrokeWidth = 2
	r.line.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	r.line.Hide()
	return container.NewStack(b, r.line)
}

func (r *focusRing) set(on bool) {
	if r.line == nil {
		return
	}
	r.line.StrokeColor = theme.Color(theme.ColorNameForeground)
	show(r.line, on)
}
