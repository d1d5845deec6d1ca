// Package theme is how Duotone looks: its palette in light and dark, its spacing, and a text scale that a person sets.
//
// The three labels have the Okabe–Ito colours, which people with any of the common kinds of colour blindness can tell
// apart (Okabe & Ito, Color Universal Design, 2008), and keep them in light and in dark. They are never the only sign of
// a label: each has a shape and its name too.
package theme

import (
	"image/color"
	"slices"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Mode says which variant is drawn.
type Mode int

// The modes. System follows the desktop.
const (
	System Mode = iota
	Light
	Dark
)

// Theme is a fyne.Theme. One is set when the window opens and then changed: for a new one Fyne would parse all fonts again, which takes
// longer than all else of a change, and keep them, 25 MB, for as long as the program runs.
type Theme struct {
	looks atomic.Pointer[looks]
	base  fyne.Theme
}

// looks are what a person can change.
type looks struct {
	mode  Mode
	scale float32
	icons sync.Map // fyne.ThemeIconName to fyne.Resource
}

var _ fyne.Theme = (*Theme)(nil)

// SizeNameHeadline is the size of the sentence that a pane is about.
const SizeNameHeadline fyne.ThemeSizeName = "duotone.headline"

// The scales of text that a person can set. Others are brought to the nearer end.
const (
	MinScale float32 = 0.8
	MaxScale float32 = 2
)

// New returns a theme with texts scale times as large as usual; a scale of 0 means 1.
func New(mode Mode, scale float32) *Theme {
	t := &Theme{base: fynetheme.DefaultTheme()}
	t.set(mode, scale)
	return t
}

func (t *Theme) set(mode Mode, scale float32) {
	if scale == 0 {
		scale = 1
	}
	t.looks.Store(&looks{mode: mode, scale: max(MinScale, min(MaxScale, scale))})
}

// Change changes the mode and the scale, and draws all windows of an app anew but for what lies in unseen: that is to be handed to Redraw before
// it is shown. It belongs to the UI thread.
func (t *Theme) Change(a fyne.App, mode Mode, scale float32, unseen ...fyne.CanvasObject) {
	before := t.looks.Load().scale
	t.set(mode, scale)
	forgetIcons(t)
	passes := 1
	if t.looks.Load().scale != before {
		passes = 2 // what wraps knows its height only once it has its width
	}
	for _, w := range a.Driver().AllWindows() {
		for _, o := range append([]fyne.CanvasObject{w.Content()}, w.Canvas().Overlays().List()...) {
			for range passes {
				redraw(o, unseen)
			}
		}
	}
}

// Redraw draws what a Change left out, which may be several of them. It belongs to the UI thread.
func Redraw(o fyne.CanvasObject) {
	redraw(o, nil)
	redraw(o, nil)
}

// redraw draws an object anew from the inside out, so that each container finds its children as large as they now want to be.
func redraw(o fyne.CanvasObject, unseen []fyne.CanvasObject) {
	if slices.Contains(unseen, o) {
		return
	}
	switch o := o.(type) {
	case nil:
		return
	case *fyne.Container:
		for _, child := range o.Objects {
			redraw(child, unseen)
		}
		if o.Layout != nil {
			o.Layout.Layout(o.Objects, o.Size())
		}
		canvas.Refresh(o)
		return
	case *container.Scroll:
		redraw(o.Content, unseen)
	case *container.Split:
		redraw(o.Leading, unseen)
		redraw(o.Trailing, unseen)
	case interface{ Content() fyne.CanvasObject }:
		redraw(o.Content(), unseen)
	}
	o.Refresh()
}

// forgetIcons lets icons be drawn anew: Fyne keeps them as they were drawn under the colours of before, by names that stay. Overriding
// the theme of anything that has icons of its own makes it forget them all.
func forgetIcons(t fyne.Theme) {
	if icon == nil {
		icon = widget.NewIcon(nil)
	}
	container.NewThemeOverride(icon, t)
}

var icon *widget.Icon

// Color is the palette's colour, in the theme's own variant unless it follows the system.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.drawn().mode {
	case Light:
		variant = fynetheme.VariantLight
	case Dark:
		variant = fynetheme.VariantDark
	}
	if c, ok := own(name, variant); ok {
		return c
	}
	return t.base.Color(name, variant)
}

// Icon is Fyne's own, as another resource after each change: Fyne's widgets draw an icon anew only where it is one.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	l := t.looks.Load()
	if known, ok := l.icons.Load(name); ok {
		return known.(fyne.Resource)
	}
	icon := t.base.Icon(name)
	if themed, ok := icon.(*fynetheme.ThemedResource); ok {
		again := *themed
		icon = &again
	}
	known, _ := l.icons.LoadOrStore(name, icon)
	return known.(fyne.Resource)
}

// Size scales texts, and what must grow with them; lines and paddings stay.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	scale := t.drawn().scale
	switch name {
	case fynetheme.SizeNameText:
		return 14 * scale
	case fynetheme.SizeNameHeadingText:
		return 30 * scale
	case fynetheme.SizeNameSubHeadingText:
		return 18 * scale
	case SizeNameHeadline:
		return 21 * scale
	case fynetheme.SizeNameCaptionText:
		return 12 * scale
	case fynetheme.SizeNameInlineIcon:
		return 20 * scale
	case fynetheme.SizeNameInputRadius, fynetheme.SizeNameButtonRadius:
		return 6
	case fynetheme.SizeNameSelectionRadius:
		return 3
	}
	return t.base.Size(name)
}
