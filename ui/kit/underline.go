package kit

import (
	"image/color"

	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Underline is the line under the tab of the pane that is shown. It is a widget, and no mere rectangle, so that it follows
// when the desktop goes from light to dark.
type Underline struct {
	widget.BaseWidget
	on bool
}

// NewUnderline makes one that is not seen.
func NewUnderline() *Underline {
	u := &Underline{}
	u.ExtendBaseWidget(u)
	return u
}

// Set shows the line or not. Its room stays.
func (u *Underline) Set(on bool) {
	u.on = on
	u.Refresh()
}

// CreateRenderer draws the line.
func (u *Underline) CreateRenderer() fyne.WidgetRenderer {
	r := &underlineRenderer{u: u, line: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type underlineRenderer struct {
	u    *Underline
	line *canvas.Rectangle
}

func (r *underlineRenderer) Destroy()                     {}
func (r *underlineRenderer) Layout(size fyne.Size)        { r.line.Resize(size) }
func (r *underlineRenderer) MinSize() fyne.Size           { return fyne.NewSize(0, 2) }
func (r *underlineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }

func (r *underlineRenderer) Refresh() {
	var c color.Color = color.Transparent
	if r.u.on {
		c = paint.Of(r.u.Theme()).Color(fynetheme.ColorNamePrimary)
	}
	paint.SetFill(r.line, c)
}
