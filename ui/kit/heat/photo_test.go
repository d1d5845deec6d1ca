package heat_test

import (
	"image"
	"image/color"
	"testing"

	"duotone/ui/kit/heat"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// TestPhotoIsDrawnAtTheSizeOnTheScreen: what is handed to the driver has the pixels of the screen or up to twice as many a
// side, and looks like the picture.
func TestPhotoIsDrawnAtTheSizeOnTheScreen(t *testing.T) {
	test.NewTempApp(t)
	for _, size := range []image.Point{{1400, 1050}, {1401, 333}, {97, 1400}, {40, 30}, {1, 1400}, {1400, 1}, {1, 1}} {
		img := image.NewNRGBA(image.Rectangle{Max: size})
		for i := range size.X * size.Y {
			c := color.NRGBA{R: 0xE0, G: 0x80, B: 0x20, A: 0xFF}
			if i%size.X >= size.X/2 {
				c = color.NRGBA{B: 0xC0, A: 0xFF}
			}
			img.SetNRGBA(i%size.X, i/size.X, c)
		}
		photo := heat.NewPhoto(img)
		for _, width := range []float32{1300, 514, 240, 90} {
			h, w := heated(t, fyne.NewSize(width, width), photo)
			drawn := test.WidgetRenderer(h).Objects()[0].(*canvas.Image)
			have, want := drawn.Image.Bounds().Dx(), int(drawn.Size().Width*w.Canvas().Scale())
			if have != size.X && have < want {
				t.Errorf("%v in %v: %d pixels are drawn %d wide", size, width, have, want)
			}
			if have > 2*want+2 && max(size.X, size.Y) > 320 && drawn.Image.Bounds().Dy() > 1 && have > 1 && max(have, drawn.Image.Bounds().Dy()) >= 320 {
				t.Errorf("%v in %v: %d pixels are drawn only %d wide", size, width, have, want)
			}
			b := drawn.Image.Bounds()
			if got := color.NRGBAModel.Convert(drawn.Image.At(b.Dx()-1, b.Dy()-1)); got != img.At(size.X-1, size.Y-1) {
				t.Errorf("%v in %v: the last pixel is %v, want %v", size, width, got, img.At(size.X-1, size.Y-1))
			}
			grey := test.WidgetRenderer(h).Objects()[1].(*canvas.Image)
			if grey.Image != nil {
				t.Errorf("%v in %v: a grey picture is held that nobody sees", size, width)
			}
			h.SetHeat(1, 1, []float64{1}, true)
			if grey.Image == nil || grey.Image.Bounds() != b || !grey.Visible() || drawn.Visible() {
				t.Errorf("%v in %v: under the heat lies not the grey picture of the same size", size, width)
			}
		}
	}
}
