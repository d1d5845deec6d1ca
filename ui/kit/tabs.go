package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// Tab is one page's name in a bar.
type Tab struct {
	Button *PressButton
	Line   *Underline
}

// NewTab makes a name with a line under it; chosen is called when it is pressed.
func NewTab(name string, chosen func()) *Tab {
	t := &Tab{Line: NewUnderline()}
	t.Button = NewPressButton(name, nil, chosen)
	t.Button.Importance = widget.LowImportance
	return t
}

// Content is the name with its line.
func (t *Tab) Content() fyne.CanvasObject {
	return container.NewBorder(nil, t.Line, nil, nil, t.Button)
}

// Tabs are pages within a pane. Unlike Fyne's, their names take the keyboard.
type Tabs struct {
	Names   []*Tab
	body    *fyne.Container
	at      int
	Content fyne.CanvasObject
	Changed func() // another room is shown; may be nil
}

// NewTabs makes tabs; each has a name and what it shows.
func NewTabs(names []string, bodies ...fyne.CanvasObject) *Tabs {
	t := &Tabs{body: container.NewStack(bodies...), at: -1}
	bar := container.NewHBox()
	for i, n := range names {
		made := NewTab(n, func() { t.SelectIndex(i) })
		t.Names = append(t.Names, made)
		bar.Add(made.Content())
	}
	top := container.NewVBox(bar, widget.NewSeparator())
	t.Content = container.New(layout.NewBorderLayout(top, nil, nil, nil), top, t.body) // Tab goes in this order
	t.SelectIndex(0)
	return t
}

// SelectIndex shows one page.
func (t *Tabs) SelectIndex(at int) {
	t.at = at
	for i, n := range t.Names {
		n.Line.Set(i == at)
		Show(t.body.Objects[i], i == at)
	}
	if t.Changed != nil {
		t.Changed()
	}
}

// SelectedIndex is the page that is shown.
func (t *Tabs) SelectedIndex() int { return t.at }
