package menu

import (
	"duotone/ui/kit"
	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// menuEntry is a line of an open menu; the entries of a menu within it stand below its name.
type menuEntry struct {
	item *fyne.MenuItem
	head bool // the name of a menu within: nothing to choose
	in   bool // belongs to the one above
}

// menuPanel is an open menu.
type menuPanel struct {
	widget.BaseWidget
	bar     *Bar
	at      int
	pop     *widget.PopUp
	back    fyne.Focusable
	entries []menuEntry
	marked  int
	rows    []*menuRow
}

func newMenuPanel(b *Bar, at int, back fyne.Focusable) *menuPanel {
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
	for kit.CloseTop(p.bar.window) { // what was open over the window is left, as by Escape
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
