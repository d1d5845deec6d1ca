package kit

import (
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// AltKeys tells the window of Alt. It is embedded by what takes the keyboard and hears no single keys itself.
type AltKeys struct{}

// KeyDown tells of a key that goes down.
func (AltKeys) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp tells of a key that goes up.
func (AltKeys) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }

// List is Fyne's, which the window's keys reach as well.
type List struct {
	widget.List
	AltKeys
}

// NewList makes a list, as widget.NewList does.
func NewList(length func() int, create func() fyne.CanvasObject, update func(widget.ListItemID, fyne.CanvasObject)) *List {
	l := &List{}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey hears the window's own keys first.
func (l *List) TypedKey(k *fyne.KeyEvent) {
	if !winkey.Type(k) {
		l.List.TypedKey(k)
	}
}

// Grid is Fyne's table, which the window's keys reach as well.
type Grid struct {
	widget.Table
	AltKeys
}

// NewGrid makes a grid of cells, as widget.NewTable does.
func NewGrid(length func() (rows, columns int), create func() fyne.CanvasObject, update func(widget.TableCellID, fyne.CanvasObject)) *Grid {
	g := &Grid{}
	g.Length, g.CreateCell, g.UpdateCell = length, create, update
	g.ExtendBaseWidget(g)
	return g
}

// TypedKey hears the window's own keys first.
func (g *Grid) TypedKey(k *fyne.KeyEvent) {
	if !winkey.Type(k) {
		g.Table.TypedKey(k)
	}
}
