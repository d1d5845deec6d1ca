package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Fold is a part that is seen when a person opens it by its name.
type Fold struct {
	// OnToggle is told that a person opened or closed it; it is open or closed already.
	OnToggle func(open bool)
	Head     *PressButton
	Body     fyne.CanvasObject
	Content  *fyne.Container
}

// NewFold makes a part that is closed. hint is the tooltip over its name.
func NewFold(name, hint string, body fyne.CanvasObject) *Fold {
	f := &Fold{Body: body}
	f.Head = NewPressButton(name, theme.MenuExpandIcon(), func() {
		f.Set(!f.Open())
		if f.OnToggle != nil {
			f.OnToggle(f.Open())
		}
	})
	f.Head.Importance = widget.LowImportance
	f.Head.Alignment = widget.ButtonAlignLeading
	f.Head.Tip = hint
	body.Hide()
	f.Content = container.NewBorder(container.NewHBox(f.Head), nil, nil, nil, body)
	return f
}

// Open tells whether the part is seen.
func (f *Fold) Open() bool { return f.Body.Visible() }

// Set opens or closes it. OnToggle is not called.
func (f *Fold) Set(open bool) {
	if f.Open() == open {
		return
	}
	icon := theme.MenuExpandIcon()
	if open {
		icon = theme.MenuDropDownIcon()
	}
	f.Head.SetIcon(icon)
	Show(f.Body, open)
}

// Need is the height of it all when it is open.
func (f *Fold) Need() float32 {
	return f.Head.MinSize().Height + theme.Padding() + f.Body.MinSize().Height
}
