// Package menu is the window's menu bar, drawn by ourselves (decision 0281).
package menu

import (
	"image/color"

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

// Bar is the window's menus in a row, drawn by ourselves: Fyne's writes shortcuts at a contrast of 1.8 to 1, and can't be reached by F10.
// F10 or Alt opens the first menu, over a dialog too; arrows, Enter and Escape do the rest.
type Bar struct {
	window fyne.Window
	menus  []*fyne.Menu
	Row    *fyne.Container
	titles []*menuTitle
	open   *menuPanel // nil: none
}

// NewBar makes a bar without menus.
func NewBar(w fyne.Window) *Bar {
	return &Bar{window: w, Row: container.NewHBox()}
}

// Set changes the menus.
func (b *Bar) Set(menus []*fyne.Menu) {
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
func (b *Bar) Show(at int) {
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
func (b *Bar) Toggle() {
	if b.open != nil && b.open.pop.Visible() {
		b.Close()
		return
	}
	b.Show(0)
}

// Close closes the menu that is open and gives the keyboard back.
func (b *Bar) Close() {
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
	bar     *Bar
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

var (
	_ fyne.Focusable = (*menuPanel)(nil)
)

// move shows a neighbour of a menu; the keyboard goes back to where it was before all of them.
func (b *Bar) move(p *menuPanel, by int) {
	back := p.back
	b.open = nil
	p.pop.Hide()
	b.Show(p.at + by)
	b.open.back = back
}

var (
	_ fyne.Tappable     = (*menuRow)(nil)
	_ desktop.Hoverable = (*menuRow)(nil)
)
