package kit

import (
	"image/color"

	"duotone/ui/kit/speech"
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Form is a dialog that asks for some things and is answered by keyboard alone: the first control has the keyboard, Tab
// goes on to the next, Enter in any of them does what the form is for, Escape closes it and does nothing. Fyne's own forms
// hear neither key on their selects, checks and buttons.
type Form struct {
	window fyne.Window
	dialog dialog.Dialog
	size   fyne.Size // of the content
	Items  []*widget.FormItem
	first  fyne.Focusable
	Checks []func() error
	wrong  *widget.Label // why it could not be confirmed
	ok     *formButton
	cancel *formButton
	then   func()
	After  func() // what happens when it is closed either way
}

// NewForm makes a form; then is called when it is confirmed, after it has gone away.
func NewForm(w fyne.Window, confirm string, then func()) *Form {
	f := &Form{window: w, then: then, wrong: widget.NewLabel("")}
	f.wrong.Wrapping = fyne.TextWrapWord
	f.wrong.Importance = widget.DangerImportance
	f.wrong.Hide()
	f.ok, f.cancel = &formButton{form: f}, &formButton{form: f}
	for _, b := range []*formButton{f.cancel, f.ok} {
		b.ExtendBaseWidget(b)
	}
	f.cancel.Tip, f.ok.Tip = lang.L("Leave everything as it is (Escape)"), lang.L("Do it (Enter)")
	f.cancel.tip, f.ok.tip = lang.L("Leave everything as it is (Escape)"), lang.L("Do it (Enter)")
	f.cancel.Text, f.cancel.Icon, f.cancel.OnTapped = lang.L("Cancel"), theme.CancelIcon(), f.Close
	f.ok.Text, f.ok.Icon, f.ok.OnTapped, f.ok.Importance = confirm, theme.ConfirmIcon(), f.submit, widget.HighImportance
	return f
}

// Add puts a control into the form; the first one that can have the keyboard gets it.
func (f *Form) Add(name string, control fyne.CanvasObject) {
	if at, ok := control.(fyne.Focusable); ok && f.first == nil {
		f.first = at
	}
	f.Items = append(f.Items, widget.NewFormItem(name, control))
}

// Begin gives the keyboard to a control within another one, instead of to the first that was added.
func (f *Form) Begin(at fyne.Focusable) { f.first = at }

// Careful is for what can't be undone: the keyboard begins at Cancel, and the button that does it has the colour of danger.
func (f *Form) Careful() {
	f.first, f.ok.Importance = f.cancel, widget.DangerImportance
}

// Entry asks for a text. check may be nil.
func (f *Form) Entry(name, text string, check func(string) error) *FormEntry {
	e := f.NewEntry()
	e.SetText(text)
	e.AtEnd()
	if check != nil {
		f.Checks = append(f.Checks, func() error { return check(e.Text) })
	}
	f.Add(name, e)
	return e
}

// NewEntry makes an entry that knows the form's keys, for a place within another control.
func (f *Form) NewEntry() *FormEntry {
	e := &FormEntry{form: f}
	e.ExtendBaseWidget(e)
	e.OnSubmitted = func(string) { f.submit() }
	return e
}

// AtEnd puts the cursor after the text.
func (e *FormEntry) AtEnd() {
	e.CursorColumn = len([]rune(e.Text))
	e.Refresh()
}

// Choice asks for one of several.
func (f *Form) Choice(name string, options []string, at int) *FormSelect {
	s := f.NewChoice(options)
	s.SetSelectedIndex(max(at, 0))
	f.Add(name, s)
	return s
}

// NewChoice is Choice for a place within another control, with nothing chosen.
func (f *Form) NewChoice(options []string) *FormSelect {
	s := &FormSelect{form: f}
	s.Options = options
	s.ExtendBaseWidget(s)
	return s
}

// NewButton makes a button that knows the form's keys, for a place within another control.
func (f *Form) NewButton(text, hint string, icon fyne.Resource, tapped func()) fyne.CanvasObject {
	b := &formButton{form: f, tip: hint}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	b.ExtendBaseWidget(b)
	return b.ring.Around(b)
}

// Check asks yes or no. Several of them may stand beside one name.
func (f *Form) Check(text string, on bool) *FormCheck {
	c := &FormCheck{form: f}
	c.Text, c.Checked = text, on
	c.ExtendBaseWidget(c)
	return c
}

// Show shows the form. It is as wide as asked for, where the window is.
func (f *Form) Show(title string, wide float32) {
	all := widget.NewForm(f.Items...)
	all.Resize(fyne.NewSize(wide, all.MinSize().Height)) // texts that wrap are as high as their width makes them
	f.showAround(title, container.NewVScroll(all), fyne.NewSize(wide, all.MinSize().Height))
}

// showAround shows the form around content of its own.
func (f *Form) showAround(title string, content fyne.CanvasObject, size fyne.Size) {
	buttons := container.NewHBox(layout.NewSpacer(), f.cancel.ring.Around(f.cancel), f.ok.ring.Around(f.ok))
	all := tip.With(container.NewBorder(nil, container.NewVBox(f.wrong, container.NewPadded(buttons)), nil, nil, content))
	f.dialog = dialog.NewCustomWithoutButtons(title, all, f.window)
	f.size = size
	tip.Drop(f.window.Canvas())
	f.fit()
	f.dialog.Show()
	onTop(f.window, title, all)
	if f.first == nil {
		f.first = f.ok
	}
	f.window.Canvas().Focus(f.first)
}

// fit gives the dialog its size, with room for what is wrong, as far as the window goes.
func (f *Form) fit() {
	const frame, rows = 60, 120 // Around the content: the dialog's own edges, title and buttons
	room := f.window.Canvas().Size()
	high := f.size.Height + rows
	if f.wrong.Visible() {
		high += f.wrong.MinSize().Height + 3*theme.Padding()
	}
	f.dialog.Resize(fyne.NewSize(min(f.size.Width+frame, room.Width-20), min(high, room.Height-20)))
}

// submit confirms the form, or says what is wrong with it.
func (f *Form) submit() {
	for _, check := range f.Checks {
		if err := check(); err != nil {
			text := err.Error()
			if hint := speech.Advice(err); hint != "" {
				text += " " + hint
			}
			f.wrong.SetText(text)
			f.wrong.Show()
			f.fit()
			return
		}
	}
	f.Close()
	f.then()
}

// Close closes the form and does nothing else.
func (f *Form) Close() {
	f.dialog.Hide()
	if f.After != nil {
		f.After()
	}
}

// key does what a key means in every control of the form, and tells whether it means anything.
func (f *Form) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape:
		f.Close()
	case fyne.KeyReturn, fyne.KeyEnter:
		f.submit()
	default:
		return winkey.Type(&fyne.KeyEvent{Name: name})
	}
	return true
}

// FormEntry is an entry of a form.
type FormEntry struct {
	widget.Entry
	form  *Form
	onKey func(fyne.KeyName) bool // nil: no keys of its own
}

// TypedKey hands everything but the form's keys to the entry.
func (e *FormEntry) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyEscape:
		e.form.Close()
	case e.onKey != nil && e.onKey(k.Name), winkey.Type(k):
	default:
		e.Entry.TypedKey(k)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (e *FormEntry) KeyDown(k *fyne.KeyEvent) { winkey.Down(k); e.Entry.KeyDown(k) }

// KeyUp is as KeyDown.
func (e *FormEntry) KeyUp(k *fyne.KeyEvent) { winkey.Up(k); e.Entry.KeyUp(k) }

// TypedShortcut hears the window's own shortcuts first.
func (e *FormEntry) TypedShortcut(s fyne.Shortcut) {
	if !winkey.Shorten(s) {
		e.Entry.TypedShortcut(s)
	}
}

// AcceptsTab says no where there are several lines, too: Tab goes on, or the keyboard would be caught in it.
func (e *FormEntry) AcceptsTab() bool { return false }

// FormSelect is a select of a form.
type FormSelect struct {
	Select
	form *Form
}

// TypedKey hands everything but the form's keys to the select.
func (s *FormSelect) TypedKey(k *fyne.KeyEvent) {
	if !s.form.key(k.Name) {
		s.Select.Select.TypedKey(k)
	}
}

// FormCheck is a check of a form.
type FormCheck struct {
	Check
	form *Form
}

// TypedKey hears the form's keys.
func (c *FormCheck) TypedKey(k *fyne.KeyEvent) {
	if !c.form.key(k.Name) {
		c.Check.Check.TypedKey(k)
	}
}

// formButton is a button of a form. Enter presses it, as Space does.
type formButton struct {
	PressButton
	form *Form
	ring FocusRing
	tip  string
	tips tip.Pointer
}

// Explains is the tooltip.
func (b *formButton) Explains() string { return b.tip }

// MouseIn starts the wait for the tooltip.
func (b *formButton) MouseIn(e *desktop.MouseEvent) {
	b.Button.MouseIn(e)
	b.tips.Over(b, e.AbsolutePosition, b.tip)
}

// MouseOut takes it away.
func (b *formButton) MouseOut() { b.Button.MouseOut(); b.tips.Leave() }

// FocusGained shows that the button has the keyboard.
func (b *formButton) FocusGained() { b.Button.FocusGained(); b.ring.Set(true) }

// FocusLost shows that it has not.
func (b *formButton) FocusLost() { b.Button.FocusLost(); b.ring.Set(false) }

// TypedKey presses the button, or closes the form.
func (b *formButton) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyEscape:
		b.form.Close()
	case k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter:
		b.Tapped(nil)
	case !winkey.Type(k):
		b.Button.TypedKey(k)
	}
}

// FocusRing is drawn around a button that has the keyboard: Fyne shades it, which can't be seen on one that stands out
// already.
type FocusRing struct{ Line *canvas.Rectangle }

// Around lays the ring over a button.
func (r *FocusRing) Around(b fyne.CanvasObject) fyne.CanvasObject {
	r.Line = canvas.NewRectangle(color.Transparent)
	r.Line.StrokeWidth = 2
	r.Line.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	r.Line.Hide()
	return container.NewStack(b, r.Line)
}

// Set shows the ring or hides it.
func (r *FocusRing) Set(on bool) {
	if r.Line == nil {
		return
	}
	r.Line.StrokeColor = theme.Color(theme.ColorNameForeground)
	Show(r.Line, on)
}
