// Package kittest draws the kit's widgets in every look for golden pictures, and holds the clock that they wait by.
package kittest

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"duotone/ui/kit/clock"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// looks are the ways in which every widget is drawn: both themes, narrow, and large text.
var looks = []struct {
	name   string
	mode   theme.Mode
	scale  float32
	narrow bool
}{
	{"light", theme.Light, 1, false},
	{"dark", theme.Dark, 1, false},
	{"narrow", theme.Light, 1, true},
	{"large", theme.Light, 1.5, false},
}

// Golden draws a widget in every look and compares it with testdata. DUOTONE_SHOW=dir writes the pictures there instead.
func Golden(t *testing.T, name string, wide, narrow fyne.Size, build func() fyne.CanvasObject) {
	t.Helper()
	for _, look := range looks {
		t.Run(name+"/"+look.name, func(t *testing.T) {
			a := test.NewTempApp(t)
			a.Settings().SetTheme(theme.New(look.mode, look.scale))
			size := wide
			if look.narrow {
				size = narrow
			}
			size = fyne.NewSize(size.Width*look.scale, size.Height*look.scale)
			o := build()
			w := test.NewTempWindow(t, container.NewStack(o))
			w.Resize(size)
			file := name + "_" + look.name + ".png"
			if dir := os.Getenv("DUOTONE_SHOW"); dir != "" {
				writePNG(t, filepath.Join(dir, file), w.Canvas().Capture())
				return
			}
			test.AssertRendersToImage(t, file, w.Canvas())
		})
	}
}

// Scene is a picture with something in it: a sky, a sun, a sea.
func Scene(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: 0x80, G: uint8(0x90 + y*0x50/h), B: 0xD0, A: 0xFF}
			if y > h*6/10 {
				c = color.NRGBA{R: 0x20, G: 0x50, B: 0x70, A: 0xFF}
			}
			if dx, dy := x-w/3, y-h/3; dx*dx+dy*dy < h*h/50 {
				c = color.NRGBA{R: 0xFF, G: 0xF0, B: 0xA0, A: 0xFF}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func writePNG(t *testing.T, file string, img image.Image) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// Texts are the words that a strip shows, with the position of each, in their own order.
func Texts(o fyne.Widget) (list []*canvas.Text) {
	for _, o := range test.WidgetRenderer(o).Objects() {
		if t, ok := o.(*canvas.Text); ok && t.Visible() && t.Text != "" {
			list = append(list, t)
		}
	}
	return list
}

// Key types keys.
func Key(f fyne.Focusable, names ...fyne.KeyName) {
	for _, n := range names {
		f.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

// ShownText is all that a widget's texts say, those within wrapped objects too.
func ShownText(w fyne.Widget) string {
	said := test.RenderObjectToMarkup(w)
	return said
}

// FakeClock puts a clock into the kit that stands still until it is told to go on.
func FakeClock(cleanup func(func())) (pass func(time.Duration)) {
	type waiting struct {
		at      time.Duration
		f       func()
		stopped bool
	}
	var now time.Duration
	var all []*waiting
	old := clock.After
	cleanup(func() { clock.After = old })
	clock.After = func(d time.Duration, f func()) func() {
		w := &waiting{at: now + d, f: f}
		all = append(all, w)
		return func() { w.stopped = true }
	}
	return func(d time.Duration) {
		now += d
		for _, w := range all {
			if !w.stopped && w.at <= now {
				w.stopped = true
				w.f()
			}
		}
	}
}

// Walk visits all that is below an object.
func Walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			Walk(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			Walk(c, visit)
		}
	}
}
