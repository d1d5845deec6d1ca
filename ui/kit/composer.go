package kit

import (
	"image/color"
	"unicode/utf8"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// MaxText is how many characters a composer takes. A model reads a few hundred; an entry with millions stands still.
const MaxText = 10_000

// Composer is where the words of a post are typed, with a count of the tokens that a model reads and what it will not.
type Composer struct {
	widget.BaseWidget
	// OnChanged is told the text each time a person changes it; not for SetText.
	OnChanged func(text string)
	// OnPaste is asked first when a person pastes: true means that it took the paste (a picture), and no text follows.
	OnPaste func() bool
	// OnTooLong is told how many characters were pasted when only MaxText were kept.
	OnTooLong func(characters int)

	entry      *composerEntry
	used, max  int
	cut        string
	quiet      bool // SetText is at work
	outOfOrder bool // the field draws the words in another order than they are read in, and they stand below it as they are read
}

// NewComposer makes an empty one.
func NewComposer() *Composer {
	c := &Composer{entry: &composerEntry{}}
	c.entry.owner = c
	c.entry.MultiLine = true
	c.entry.Wrapping = fyne.TextWrapWord
	c.entry.Scroll = fyne.ScrollVerticalOnly
	c.entry.ExtendBaseWidget(c.entry)
	c.entry.OnChanged = c.changed
	c.entry.OnCursorChanged = c.entry.noteCaret
	c.ExtendBaseWidget(c)
	return c
}

// SetText replaces the text without calling OnChanged. More than MaxText characters are cut off.
func (c *Composer) SetText(text string) {
	if c.entry.Text == text {
		return
	}
	c.quiet = true
	if c.entry.SelectedText() != "" {
		c.entry.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome}) // ends the selection, which Fyne keeps for the text that comes
	}
	c.entry.SetText(clip(text))
	c.quiet = false
	c.order()
}

// order shows the words as they are read below the field where the field can't, and takes them away again.
func (c *Composer) order() {
	if out := script.OutOfOrder(c.entry.Text); out || c.outOfOrder {
		c.outOfOrder = out
		c.Refresh()
	}
}

// SelectAll selects all words, so that typing replaces them.
func (c *Composer) SelectAll() { c.entry.Entry.TypedShortcut(&fyne.ShortcutSelectAll{}) }

// Text is what is typed.
func (c *Composer) Text() string { return c.entry.Text }

// SetPlaceHolder sets what an empty composer says.
func (c *Composer) SetPlaceHolder(text string) { c.entry.SetPlaceHolder(text) }

// SetTokens shows how many of max tokens the text has, and the part of it that is not read; max 0 shows no count.
func (c *Composer) SetTokens(used, max int, cut string) {
	if c.used == used && c.max == max && c.cut == cut {
		return
	}
	c.used, c.max, c.cut = used, max, cut
	c.Refresh()
}

// Focusable is what takes the keyboard, for Canvas.Focus.
func (c *Composer) Focusable() fyne.Focusable { return c.entry }

func (c *Composer) changed(text string) {
	if c.quiet {
		return
	}
	if kept := clip(text); kept != text {
		c.quiet = true
		c.entry.SetText(kept)
		c.quiet = false
		if c.OnTooLong != nil {
			c.OnTooLong(utf8.RuneCountInString(text))
		}
		text = kept
	}
	c.order()
	if c.OnChanged != nil {
		c.OnChanged(text)
	}
}

// clip keeps the first MaxText characters.
func clip(text string) string {
	if len(text) <= MaxText {
		return text
	}
	n := 0
	for i := range text {
		if n == MaxText {
			return text[:i]
		}
		n++
	}
	return text
}

// composerEntry is an entry whose Tab moves on, and whose paste may be a picture or far too long.
type composerEntry struct {
	widget.Entry
	owner *Composer

	letters  float32 // the size they were drawn with last
	caret    int     // letters before it
	wrapping bool    // the words are being wrapped anew
}

// Resize keeps the caret at its place in the text: an entry keeps the row and column, which are elsewhere once the words
// wrap otherwise.
func (e *composerEntry) Resize(size fyne.Size) {
	if size == e.Size() {
		e.Entry.Resize(size)
		return
	}
	e.keepCaret(func() { e.Entry.Resize(size) })
}

// Refresh keeps the caret too when the letters have become larger or smaller.
func (e *composerEntry) Refresh() {
	letters := e.Theme().Size(fynetheme.SizeNameText)
	if e.letters == letters || e.letters == 0 {
		e.letters = letters
		e.Entry.Refresh()
		return
	}
	e.keepCaret(e.Entry.Refresh)
	e.letters = letters
}

// noteCaret remembers where the caret stands, unless the words have been wrapped anew and it has not been put right yet.
func (e *composerEntry) noteCaret() {
	if !e.wrapping && e.letters == e.Theme().Size(fynetheme.SizeNameText) {
		e.caret = e.CursorTextOffset()
	}
}

func (e *composerEntry) keepCaret(change func()) {
	e.wrapping = true
	change()
	if at := e.caret; at != e.CursorTextOffset() {
		row, column := 0, at
		for r := range len(e.Text) + 1 { // there are no more rows than letters
			e.CursorRow, e.CursorColumn = r, 0
			begin := e.CursorTextOffset()
			if begin > at || begin == 0 && r > 0 {
				break
			}
			row, column = r, at-begin
		}
		e.CursorRow, e.CursorColumn = row, column
		e.Entry.Refresh()
	}
	e.wrapping = false
}

// TypedKey hears the window's own keys first.
func (e *composerEntry) TypedKey(k *fyne.KeyEvent) {
	if !winkey.Type(k) {
		e.Entry.TypedKey(k)
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (e *composerEntry) KeyDown(k *fyne.KeyEvent) { winkey.Down(k); e.Entry.KeyDown(k) }

// KeyUp is as KeyDown.
func (e *composerEntry) KeyUp(k *fyne.KeyEvent) { winkey.Up(k); e.Entry.KeyUp(k) }

// AcceptsTab lets Tab move the focus: a post has no tabs.
func (e *composerEntry) AcceptsTab() bool { return false }

// TypedShortcut looks at a paste before the entry does.
func (e *composerEntry) TypedShortcut(s fyne.Shortcut) {
	if winkey.Shorten(s) {
		return
	}
	if k, ok := s.(*desktop.CustomShortcut); ok && k.Modifier == fyne.KeyModifierShortcutDefault && (k.KeyName == fyne.KeyHome || k.KeyName == fyne.KeyEnd) {
		page := map[fyne.KeyName]fyne.KeyName{fyne.KeyHome: fyne.KeyPageUp, fyne.KeyEnd: fyne.KeyPageDown}[k.KeyName]
		e.TypedKey(&fyne.KeyEvent{Name: page}) // which go to the very ends
		return
	}
	paste, ok := s.(*fyne.ShortcutPaste)
	if !ok {
		e.Entry.TypedShortcut(s)
		return
	}
	if e.owner.OnPaste != nil && e.owner.OnPaste() {
		return
	}
	if paste.Clipboard == nil {
		return
	}
	text := paste.Clipboard.Content()
	room := MaxText - utf8.RuneCountInString(e.Text) + utf8.RuneCountInString(e.SelectedText())
	if len(text) > room && utf8.RuneCountInString(text) > room {
		pasted := utf8.RuneCountInString(text)
		if room <= 0 {
			text = ""
		} else {
			text = clipTo(text, room)
		}
		e.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: fixedClipboard(text)})
		if e.owner.OnTooLong != nil {
			e.owner.OnTooLong(pasted)
		}
		return
	}
	e.Entry.TypedShortcut(s)
}

func clipTo(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// fixedClipboard hands the entry a shortened paste.
type fixedClipboard string

func (f fixedClipboard) Content() string { return string(f) }
func (fixedClipboard) SetContent(string) {}

// CreateRenderer draws the composer.
func (c *Composer) CreateRenderer() fyne.WidgetRenderer {
	r := &composerRenderer{
		c: c, count: canvas.NewText("", nil), cut: canvas.NewText("", nil),
		track: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil),
	}
	r.tip = tip.New(r.count, lang.L("Tokens are the pieces of words that the model reads. It reads no more than this many."))
	r.Refresh()
	return r
}

type composerRenderer struct {
	c          *Composer
	ground     color.NRGBA // of the entry, as it is drawn
	count, cut *canvas.Text
	tip        *tip.Tip
	track, bar *canvas.Rectangle
}

func (r *composerRenderer) Destroy() {}

func (r *composerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.entry, r.track, r.bar, r.cut, r.tip}
}

func (r *composerRenderer) foot(p paint.Brush) float32 {
	return paint.TextSize("x", p.Caption(), paint.Plain).Height + p.Unit(4)
}

func (r *composerRenderer) MinSize() fyne.Size {
	p := paint.Of(r.c.Theme())
	line := paint.TextSize("x", p.Text(), paint.Plain).Height
	return fyne.NewSize(p.Unit(160), 3*line+2*p.Size(fynetheme.SizeNameInnerPadding)+r.foot(p))
}

func (r *composerRenderer) Refresh() {
	p, c := paint.Of(r.c.Theme()), r.c
	if ground := p.Color(fynetheme.ColorNameInputBackground); ground != r.ground || p.Text() != c.entry.letters {
		r.ground = ground
		c.entry.Refresh() // for another theme; at other times it sees to itself
	}
	over := c.cut != ""
	text, ink, style := "", p.Quiet(), paint.Plain
	if c.max > 0 {
		text = lang.L("{{.used}} of {{.max}}", map[string]any{"used": c.used, "max": c.max})
	}
	if over {
		ink, style = p.Color(fynetheme.ColorNameWarning), paint.Bold
	}
	paint.SetText(r.count, text, ink, p.Caption(), style)
	paint.SetFill(r.track, p.Color(theme.ColorNameTrack))
	fill := p.Quiet()
	if over {
		fill = p.Color(fynetheme.ColorNameWarning)
	}
	paint.SetFill(r.bar, fill)
	paint.SetVisible(r.track, c.max > 0)
	paint.SetVisible(r.bar, c.max > 0)
	r.cut.Color = color.Transparent
	r.Layout(c.Size())
}

// Layout puts the count in the lower right corner, and what is cut to its left.
func (r *composerRenderer) Layout(size fyne.Size) {
	p, c := paint.Of(r.c.Theme()), r.c
	foot := r.foot(p)
	paint.Place(c.entry, 0, 0, size.Width, size.Height-foot)
	y := size.Height - foot + p.Unit(2)
	text := r.count.MinSize()
	paint.Place(r.tip, size.Width-text.Width, y, text.Width, text.Height)
	long := p.Unit(60)
	x := size.Width - text.Width - long - p.Unit(8)
	mid := y + text.Height/2 - p.Unit(2)
	paint.Place(r.track, x, mid, long, p.Unit(4))
	share := float32(0)
	if c.max > 0 {
		share = min(1, float32(c.used)/float32(c.max))
	}
	paint.Place(r.bar, x, mid, long*share, p.Unit(4))
	said := ""
	if c.cut != "" {
		measure := func(s string) float32 { return paint.TextSize(s, p.Caption(), paint.Bold).Width }
		room := x - p.Unit(12) - measure(lang.L("not read:")+" "+speech.Quote(""))
		if room > p.Unit(20) {
			said = script.Sentence(lang.L("not read:") + " " + speech.Quote(script.Fit(script.Drawable(c.cut), room, measure)))
		}
	}
	ink, style := p.Color(fynetheme.ColorNameWarning), paint.Bold
	if said == "" && c.outOfOrder { // the entry draws its runs as they were typed
		ink, style = p.Quiet(), paint.Plain
		said = script.Visual(script.Fit(script.Drawable(c.entry.Text), x-p.Unit(12), func(s string) float32 { return paint.TextSize(s, p.Caption(), paint.Plain).Width }))
	}
	paint.SetText(r.cut, said, ink, p.Caption(), style)
	paint.PlaceText(r.cut, 0, y, text.Height)
}
