package kit

import (
	"image/color"
	"runtime"
	"strings"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// MenuBar is the window's menus in a row, drawn by ourselves: Fyne's writes shortcuts at a contrast of 1.8 to 1, and can't be reached by F10.
// F10 or Alt opens the first menu, over a dialog too; arrows, Enter and Escape do the rest.
type MenuBar struct {
	window fyne.Window
	menus  []*fyne.Menu
	Row    *fyne.Container
	titles []*menuTitle
	open   *menuPanel // nil: none
}

// NewMenuBar makes a bar without menus.
func NewMenuBar(w fyne.Window) *MenuBar {
	return &MenuBar{window: w, Row: container.NewHBox()}
}

// Set changes the menus.
func (b *MenuBar) Set(menus []*fyne.Menu) {
	b.Close()
	b.menus, b.titles = menus, nil
	b.Row.RemoveAll()
	for i, m := range menus {
		t := &menuTitle{bar: b, at: i, name: m.Label}
		t.ExtendBaseWidget(t)
		b.titles = append(b.titles, t)
		b.Row.Add(t)
	}
}

// Show opens a menu; its first entry has the keyboard.
func (b *MenuBar) Show(at int) {
	b.Close()
	if len(b.menus) == 0 {
		return
	}
	tip.Drop(b.window.Canvas())
	at = (at + len(b.menus)) % len(b.menus)
	back := b.window.Canvas().Focused()
	p := newMenuPanel(b, at, back)
	b.open = p
	under := fyne.CurrentApp().Driver().AbsolutePositionForObject(b.titles[at])
	p.pop = widget.NewPopUp(p, b.window.Canvas())
	p.pop.ShowAtPosition(under.AddXY(0, b.titles[at].Size().Height))
	b.window.Canvas().Focus(p)
}

// Toggle opens the first menu, or closes the one that is open.
func (b *MenuBar) Toggle() {
	if b.open != nil && b.open.pop.Visible() {
		b.Close()
		return
	}
	b.Show(0)
}

// Close closes the menu that is open and gives the keyboard back.
func (b *MenuBar) Close() {
	if b.open == nil {
		return
	}
	p := b.open
	b.open = nil
	p.pop.Hide()
	if p.back != nil {
		b.window.Canvas().Focus(p.back)
	}
}

// menuTitle is the name of a menu in the bar.
type menuTitle struct {
	widget.BaseWidget
	bar     *MenuBar
	at      int
	name    string
	hovered bool
	tips    tip.Pointer
}

var (
	_ fyne.Tappable     = (*menuTitle)(nil)
	_ desktop.Hoverable = (*menuTitle)(nil)
	_ tip.Explained     = (*menuTitle)(nil)
)

// Tapped opens the menu.
func (t *menuTitle) Tapped(*fyne.PointEvent) { t.tips.Leave(); t.bar.Show(t.at) }

// Explains is the tooltip.
func (t *menuTitle) Explains() string { return lang.L("Menu (F10)") }

// MouseIn shows that it can be pressed.
func (t *menuTitle) MouseIn(e *desktop.MouseEvent) {
	t.hovered = true
	t.Refresh()
	t.tips.Over(t, e.AbsolutePosition, t.Explains())
}

// MouseMoved changes nothing.
func (t *menuTitle) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends that.
func (t *menuTitle) MouseOut() { t.hovered = false; t.Refresh(); t.tips.Leave() }

// CreateRenderer draws the name.
func (t *menuTitle) CreateRenderer() fyne.WidgetRenderer {
	r := &titleRenderer{t: t, ground: canvas.NewRectangle(nil), name: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type titleRenderer struct {
	t      *menuTitle
	ground *canvas.Rectangle
	name   *canvas.Text
}

func (r *titleRenderer) Destroy()                     {}
func (r *titleRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.ground, r.name} }

func (r *titleRenderer) MinSize() fyne.Size {
	p := paint.Of(r.t.Theme())
	return r.name.MinSize().AddWidthHeight(p.Unit(16), p.Unit(8))
}

func (r *titleRenderer) Refresh() {
	p := paint.Of(r.t.Theme())
	paint.SetText(r.name, r.t.name, p.Ink(), p.Text(), paint.Plain)
	var ground color.Color = color.Transparent
	if r.t.hovered {
		ground = p.Color(fynetheme.ColorNameHover)
	}
	paint.SetFill(r.ground, ground)
	r.Layout(r.t.Size())
}

func (r *titleRenderer) Layout(size fyne.Size) {
	paint.Place(r.ground, 0, 0, size.Width, size.Height)
	paint.PlaceText(r.name, paint.Of(r.t.Theme()).Unit(8), 0, size.Height)
}

// menuEntry is a line of an open menu; the entries of a menu within it stand below its name.
type menuEntry struct {
	item *fyne.MenuItem
	head bool // the name of a menu within: nothing to choose
	in   bool // belongs to the one above
}

// menuPanel is an open menu.
type menuPanel struct {
	widget.BaseWidget
	bar     *MenuBar
	at      int
	pop     *widget.PopUp
	back    fyne.Focusable
	entries []menuEntry
	marked  int
	rows    []*menuRow
}

var (
	_ fyne.Focusable = (*menuPanel)(nil)
)

func newMenuPanel(b *MenuBar, at int, back fyne.Focusable) *menuPanel {
	p := &menuPanel{bar: b, at: at, back: back, marked: -1}
	for _, item := range b.menus[at].Items {
		if item.ChildMenu == nil {
			p.entries = append(p.entries, menuEntry{item: item})
			continue
		}
		p.entries = append(p.entries, menuEntry{item: item, head: true})
		for _, child := range item.ChildMenu.Items {
			p.entries = append(p.entries, menuEntry{item: child, in: true})
		}
	}
	for i := range p.entries {
		p.rows = append(p.rows, newMenuRow(p, i))
	}
	p.ExtendBaseWidget(p)
	p.mark(0, 1)
	return p
}

// mark marks the first entry from at on that can be chosen.
func (p *menuPanel) mark(at, step int) {
	n := len(p.entries)
	for k := range n {
		i := ((at+k*step)%n + n) % n
		if p.choosable(i) {
			p.marked = i
			p.Refresh()
			return
		}
	}
}

func (p *menuPanel) choosable(i int) bool {
	e := p.entries[i]
	return !e.head && !e.item.IsSeparator && !e.item.Disabled && e.item.Action != nil
}

func (p *menuPanel) choose(i int) {
	if i < 0 || !p.choosable(i) {
		return
	}
	do := p.entries[i].item.Action
	p.bar.Close()
	for CloseTop(p.bar.window) { // what was open over the window is left, as by Escape
	}
	do()
}

// TypedKey goes through the entries and the menus.
func (p *menuPanel) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyDown:
		p.mark(p.marked+1, 1)
	case fyne.KeyUp:
		p.mark(p.marked-1, -1)
	case fyne.KeyHome:
		p.mark(0, 1)
	case fyne.KeyEnd:
		p.mark(len(p.entries)-1, -1)
	case fyne.KeyLeft:
		p.bar.move(p, -1)
	case fyne.KeyRight:
		p.bar.move(p, 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.choose(p.marked)
	case fyne.KeyEscape, fyne.KeyF10:
		p.bar.Close()
	}
}

// move shows a neighbour of a menu; the keyboard goes back to where it was before all of them.
func (b *MenuBar) move(p *menuPanel, by int) {
	back := p.back
	b.open = nil
	p.pop.Hide()
	b.Show(p.at + by)
	b.open.back = back
}

// TypedRune does nothing.
func (p *menuPanel) TypedRune(rune) {}

// FocusGained changes nothing: what is marked shows where the keyboard is.
func (p *menuPanel) FocusGained() {}

// FocusLost changes nothing.
func (p *menuPanel) FocusLost() {}

// CreateRenderer draws the entries.
func (p *menuPanel) CreateRenderer() fyne.WidgetRenderer {
	box := container.NewVBox()
	for i, e := range p.entries {
		if e.item.IsSeparator {
			box.Add(widget.NewSeparator())
			continue
		}
		box.Add(p.rows[i])
	}
	box.Layout = tight{}
	return &panelRenderer{widget.NewSimpleRenderer(box), p}
}

type panelRenderer struct {
	fyne.WidgetRenderer
	p *menuPanel
}

func (r *panelRenderer) Refresh() {
	for _, row := range r.p.rows {
		row.Refresh()
	}
}

// tight stacks lines without room between them.
type tight struct{}

func (tight) MinSize(o []fyne.CanvasObject) (s fyne.Size) {
	for _, c := range o {
		m := c.MinSize()
		s = fyne.NewSize(max(s.Width, m.Width), s.Height+m.Height)
	}
	return s
}

func (tight) Layout(o []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, c := range o {
		h := c.MinSize().Height
		paint.Place(c, 0, y, size.Width, h)
		y += h
	}
}

// menuRow is one entry with its shortcut.
type menuRow struct {
	widget.BaseWidget
	p *menuPanel
	i int
}

var (
	_ fyne.Tappable     = (*menuRow)(nil)
	_ desktop.Hoverable = (*menuRow)(nil)
)

func newMenuRow(p *menuPanel, i int) *menuRow {
	r := &menuRow{p: p, i: i}
	r.ExtendBaseWidget(r)
	return r
}

// Tapped does what the entry is for.
func (r *menuRow) Tapped(*fyne.PointEvent) { r.p.choose(r.i) }

// MouseIn marks the entry.
func (r *menuRow) MouseIn(*desktop.MouseEvent) {
	if r.p.choosable(r.i) && r.p.marked != r.i {
		r.p.marked = r.i
		r.p.Refresh()
	}
}

// MouseMoved changes nothing.
func (r *menuRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut changes nothing: the mark is the keyboard's as well.
func (r *menuRow) MouseOut() {}

// CreateRenderer draws the entry.
func (r *menuRow) CreateRenderer() fyne.WidgetRenderer {
	d := &rowRenderer{r: r, ground: canvas.NewRectangle(nil), name: canvas.NewText("", nil), key: canvas.NewText("", nil)}
	d.Refresh()
	return d
}

type rowRenderer struct {
	r         *menuRow
	ground    *canvas.Rectangle
	name, key *canvas.Text
}

func (d *rowRenderer) Destroy() {}

func (d *rowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{d.ground, d.name, d.key}
}

func (d *rowRenderer) MinSize() fyne.Size {
	p := paint.Of(d.r.Theme())
	return fyne.NewSize(d.left(p)+d.name.MinSize().Width+p.Unit(36)+d.key.MinSize().Width+p.Unit(14), d.name.MinSize().Height+p.Unit(9))
}

func (d *rowRenderer) left(p paint.Brush) float32 {
	if d.r.p.entries[d.r.i].in {
		return p.Unit(28)
	}
	return p.Unit(14)
}

func (d *rowRenderer) Refresh() {
	p, e := paint.Of(d.r.Theme()), d.r.p.entries[d.r.i]
	ink := p.Ink()
	if !d.r.p.choosable(d.r.i) {
		ink = p.Quiet()
	}
	style := paint.Plain
	if e.head {
		style = paint.Bold
	}
	paint.SetText(d.name, e.item.Label, ink, p.Text(), style)
	paint.SetText(d.key, ShortcutName(e.item.Shortcut), p.Quiet(), p.Text(), paint.Plain)
	var ground color.Color = color.Transparent
	if d.r.p.marked == d.r.i {
		ground = p.Color(fynetheme.ColorNameHover)
	}
	paint.SetFill(d.ground, ground)
	d.Layout(d.r.Size())
}

func (d *rowRenderer) Layout(size fyne.Size) {
	p := paint.Of(d.r.Theme())
	paint.Place(d.ground, 0, 0, size.Width, size.Height)
	paint.PlaceText(d.name, d.left(p), 0, size.Height)
	paint.PlaceTextRight(d.key, size.Width-p.Unit(14), 0, size.Height)
}

// ShortcutName writes a shortcut as the platform does.
func ShortcutName(s fyne.Shortcut) string {
	k, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return ""
	}
	return KeyName(k.KeyName, k.Modifier)
}

// KeyName writes a key with its modifiers as the platform does.
func KeyName(key fyne.KeyName, mod fyne.KeyModifier) string {
	var b strings.Builder
	write := func(m fyne.KeyModifier, mac, other string) {
		switch {
		case mod&m == 0:
		case runtime.GOOS == "darwin":
			b.WriteString(mac)
		default:
			b.WriteString(other + "+")
		}
	}
	write(fyne.KeyModifierShortcutDefault, "⌘", lang.L("Ctrl"))
	write(fyne.KeyModifierAlt, "⌥", "Alt")
	write(fyne.KeyModifierShift, "⇧", lang.L("Shift"))
	name := string(key)
	if arrow := map[fyne.KeyName]string{fyne.KeyLeft: "←", fyne.KeyRight: "→", fyne.KeyHome: lang.L("Home")}[key]; arrow != "" {
		name = arrow
	}
	return b.String() + name
}
