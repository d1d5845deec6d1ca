package menu

import (
	"image/color"
	"runtime"
	"strings"

	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// menuRow is one entry with its shortcut.
type menuRow struct {
	widget.BaseWidget
	p *menuPanel
	i int
}

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
