package kit

import (
	"image/color"

	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// DropWell is what stands where a picture would be: that one may be dropped, opened or pasted.
type DropWell struct {
	widget.BaseWidget
	OnOpen  func()
	OnPaste func()

	open, paste *PressButton
}

// NewDropWell makes a well.
func NewDropWell() *DropWell {
	w := &DropWell{}
	w.open = NewButton(lang.L("Open…"), lang.L("Choose a picture from a file"), fynetheme.FolderOpenIcon(), func() {
		if w.OnOpen != nil {
			w.OnOpen()
		}
	})
	w.paste = NewButton(lang.L("Paste"), lang.L("Take the picture on the clipboard"), fynetheme.ContentPasteIcon(), func() {
		if w.OnPaste != nil {
			w.OnPaste()
		}
	})
	w.ExtendBaseWidget(w)
	return w
}

// CreateRenderer draws the well.
func (w *DropWell) CreateRenderer() fyne.WidgetRenderer {
	r := &wellRenderer{
		w: w, box: canvas.NewRectangle(nil), title: canvas.NewText("", nil), hint: canvas.NewText("", nil),
		icon: widget.NewIcon(fynetheme.MediaPhotoIcon()),
	}
	r.Refresh()
	return r
}

type wellRenderer struct {
	w           *DropWell
	box         *canvas.Rectangle
	icon        *widget.Icon
	title, hint *canvas.Text
	dashes      []*canvas.Rectangle
}

func (r *wellRenderer) Destroy() {}

func (r *wellRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.box}
	for _, d := range r.dashes {
		o = append(o, d)
	}
	return append(o, r.icon, r.title, r.hint, r.w.open, r.w.paste)
}

func (r *wellRenderer) MinSize() fyne.Size {
	p := paint.Of(r.w.Theme())
	buttons := r.w.open.MinSize().Add(r.w.paste.MinSize())
	line := paint.TextSize("x", p.Text(), paint.Bold).Height
	w := max(r.title.MinSize().Width, r.w.open.MinSize().Width+r.w.paste.MinSize().Width+p.Unit(8))
	return fyne.NewSize(w+p.Unit(24), line+buttons.Height/2+p.Unit(30))
}

func (r *wellRenderer) Refresh() {
	p := paint.Of(r.w.Theme())
	fill := p.Color(fynetheme.ColorNameInputBackground)
	r.box.FillColor, r.box.CornerRadius, r.box.StrokeColor = fill, 8, color.Transparent
	r.box.Refresh()
	paint.SetText(r.title, lang.L("Drop a picture here"), p.Ink(), p.Text(), paint.Bold)
	paint.SetText(r.hint, lang.L("JPEG, PNG, GIF, WebP, BMP or TIFF"), p.Quiet(), p.Caption(), paint.Plain)
	r.w.open.Refresh()
	r.w.paste.Refresh()
	for _, d := range r.dashes {
		paint.SetFill(d, p.Color(fynetheme.ColorNameInputBorder))
	}
	r.Layout(r.w.Size())
}

// Layout centres what is said; the icon and the hint give way where there is no room for them.
func (r *wellRenderer) Layout(size fyne.Size) {
	p := paint.Of(r.w.Theme())
	paint.Place(r.box, 0, 0, size.Width, size.Height)
	r.dash(p, size)
	icon, gap := p.Unit(40), p.Unit(8)
	title, hint := r.title.MinSize(), r.hint.MinSize()
	open, paste := r.w.open.MinSize(), r.w.paste.MinSize()
	total := title.Height + gap + open.Height
	withHint := total+hint.Height <= size.Height-2*gap && hint.Width < size.Width-2*gap
	if withHint {
		total += hint.Height
	}
	withIcon := total+icon+gap <= size.Height-2*gap
	if withIcon {
		total += icon + gap
	}
	paint.SetVisible(r.hint, withHint)
	paint.SetVisible(r.icon, withIcon)
	y := (size.Height - total) / 2
	if withIcon {
		paint.Place(r.icon, (size.Width-icon)/2, y, icon, icon)
		y += icon + gap
	}
	paint.PlaceText(r.title, (size.Width-title.Width)/2, y, title.Height)
	y += title.Height
	if withHint {
		paint.PlaceText(r.hint, (size.Width-hint.Width)/2, y, hint.Height)
		y += hint.Height
	}
	y += gap
	x := (size.Width - open.Width - paste.Width - gap) / 2
	paint.Place(r.w.open, x, y, open.Width, open.Height)
	paint.Place(r.w.paste, x+open.Width+gap, y, paste.Width, paste.Height)
}

// dash draws the dashed edge that says "drop here".
func (r *wellRenderer) dash(p paint.Brush, size fyne.Size) {
	const thick, long = 1.5, 10
	n := 0
	next := func(x, y, w, h float32) {
		if n == len(r.dashes) {
			r.dashes = append(r.dashes, canvas.NewRectangle(p.Color(fynetheme.ColorNameInputBorder)))
		}
		paint.Place(r.dashes[n], x, y, w, h)
		n++
	}
	for x := float32(8); x+long/2 < size.Width-8; x += long {
		next(x, 0, long/2, thick)
		next(x, size.Height-thick, long/2, thick)
	}
	for y := float32(8); y+long/2 < size.Height-8; y += long {
		next(0, y, thick, long/2)
		next(size.Width-thick, y, thick, long/2)
	}
	r.dashes = r.dashes[:n]
}
