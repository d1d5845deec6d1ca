package kit

import (
	"duotone/ui/kit/paint"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Mat is the quiet area that a picture lies on, so that what its shape leaves free looks meant.
type Mat struct{ widget.BaseWidget }

// NewMat makes one.
func NewMat() *Mat {
	m := &Mat{}
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer draws the mat.
func (m *Mat) CreateRenderer() fyne.WidgetRenderer {
	r := &matRenderer{m: m, box: canvas.NewRectangle(nil)}
	r.box.CornerRadius = 6
	r.Refresh()
	return r
}

type matRenderer struct {
	m   *Mat
	box *canvas.Rectangle
}

func (r *matRenderer) Destroy()                     {}
func (r *matRenderer) Layout(size fyne.Size)        { r.box.Resize(size) }
func (r *matRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *matRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.box} }

func (r *matRenderer) Refresh() {
	p := paint.Of(r.m.Theme())
	paint.SetFill(r.box, theme.Mix(p.Ground(), p.Color(theme.ColorNameTrack), 0.5))
}
