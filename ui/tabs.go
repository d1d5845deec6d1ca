package ui

import (
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// tab is one room's name in a bar.
type tab struct {
	button *widget.Button
	line   *kit.Underline
}

// newTab makes a name with a line under it; chosen is called when it is pressed.
func newTab(name string, chosen func()) *tab {
	t := &tab{line: kit.NewUnderline()}
	t.button = widget.NewButton(name, chosen)
	t.button.Importance = widget.LowImportance
	return t
}

func (t *tab) content() fyne.CanvasObject {
	return container.NewBorder(nil, t.line, nil, nil, t.button)
}

// tabs are rooms within a pane. Unlike Fyne's, their names take the keyboard.
type tabs struct {
	names   []*tab
	body    *fyne.Container
	at      int
	content fyne.CanvasObject
}

func newTabs(names []string, rooms ...fyne.CanvasObject) *tabs {
	t := &tabs{body: container.NewStack(rooms...), at: -1}
	bar := container.NewHBox()
	for i, n := range names {
		made := newTab(n, func() { t.SelectIndex(i) })
		t.names = append(t.names, made)
		bar.Add(made.content())
	}
	top := container.NewVBox(bar, widget.NewSeparator())
	t.content = container.New(layout.NewBorderLayout(top, nil, nil, nil), top, t.body) // Tab goes in this order
	t.SelectIndex(0)
	return t
}

// SelectIndex shows one room.
func (t *tabs) SelectIndex(at int) {
	t.at = at
	for i, n := range t.names {
		n.line.Set(i == at)
		show(t.body.Objects[i], i == at)
	}
}

// SelectedIndex is the room that is shown.
func (t *tabs) SelectedIndex() int { return t.at }
