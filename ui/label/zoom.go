package label

import (
	"image"
	"image/draw"

	"fyne.io/fyne/v2/canvas"
)

// zoomPicture is the picture on the stage, of which a part can be seen in full size.
type zoomPicture struct {
	stage   *stage
	onZoom  func() // the picture is to be seen in full size
	picture *canvas.Image
	screen  image.Image // at the size of the screen
	full    image.Image // in full size; nil: not decoded
	zoom    float64     // 1: the whole picture
	cx, cy  float64     // middle of what is seen, 0 to 1
}

// crop shows the part of the picture that zoom and pan have chosen.
func (z *zoomPicture) crop() {
	m := z.screen
	if z.zoom > 1 && z.full != nil {
		m = z.full
	}
	sub, ok := m.(interface {
		SubImage(image.Rectangle) image.Image
	})
	if m != nil && z.zoom > 1 && ok {
		b := m.Bounds()
		w, h := float64(b.Dx())/z.zoom, float64(b.Dy())/z.zoom
		x, y := float64(b.Min.X)+z.cx*float64(b.Dx())-w/2, float64(b.Min.Y)+z.cy*float64(b.Dy())-h/2
		m = sub.SubImage(image.Rect(int(x), int(y), int(x+max(w, 1)), int(y+max(h, 1))).Intersect(b))
	}
	if part, ok := m.(*image.RGBA); ok && part.Stride != 4*part.Rect.Dx() {
		m = compact(part) // Fyne takes it that nothing lies between the rows
	}
	if m == nil {
		z.picture.Hide()
	} else {
		z.picture.Image = m
		z.picture.Show()
	}
	z.stage.Refresh()
	z.picture.Refresh()
}

func compact(m *image.RGBA) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: m.Rect.Size()})
	draw.Draw(out, out.Rect, m, m.Rect.Min, draw.Src)
	return out
}

// zoomBy makes the picture larger or smaller; 0 shows the whole of it again.
func (z *zoomPicture) zoomBy(factor float64) {
	if !z.stage.pict || z.screen == nil {
		return
	}
	if z.zoom = min(max(z.zoom*factor, 1), 16); z.zoom > 1 && z.full == nil && z.onZoom != nil {
		z.onZoom()
	}
	z.pan(0, 0)
}

// pan moves what is seen by fractions of it.
func (z *zoomPicture) pan(dx, dy float64) {
	half := 0.5 / z.zoom
	z.cx = min(max(z.cx+dx/z.zoom, half), 1-half)
	z.cy = min(max(z.cy+dy/z.zoom, half), 1-half)
	z.crop()
}

func (z *zoomPicture) zoomed() bool { return z.zoom > 1 }
