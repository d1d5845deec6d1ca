package heat_test

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"testing"

	"duotone/ui/kit/heat"
	"duotone/ui/kit/kittest"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// block is a picture of one colour.
func block(w, h int, c color.Color) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		img.Set(i%w, i/w, c)
	}
	return img
}

func heated(t *testing.T, size fyne.Size, img image.Image) (*heat.Picture, fyne.Window) {
	t.Helper()
	h := heat.NewPicture()
	w := test.NewTempWindow(t, h)
	w.SetPadded(false)
	h.SetPicture(img)
	w.Resize(size)
	return h, w
}

var (
	aspects = []image.Point{{300, 200}, {200, 301}, {500, 37}, {37, 500}, {1, 1}, {511, 383}}
	sizes   = []fyne.Size{{Width: 420, Height: 300}, {Width: 121, Height: 90}, {Width: 333, Height: 401}, {Width: 640, Height: 123}}
)

// TestHeatLiesExactlyOverThePicture looks at the pixels: a white picture under even, full heat must be hot to its edges and
// nowhere else.
func TestHeatLiesExactlyOverThePicture(t *testing.T) {
	test.NewTempApp(t)
	for _, aspect := range aspects {
		picture := block(aspect.X, aspect.Y, color.White)
		for _, size := range sizes {
			h, w := heated(t, size, picture)
			h.SetHeatVisible(false)
			bare := extent(w.Canvas().Capture(), func(c color.NRGBA) bool { return c.R > 250 && c.G > 250 && c.B > 250 })
			weights := slices.Repeat([]float64{1}, 14*14)
			h.SetHeat(14, 14, weights, true)
			h.SetStrength(1)
			h.SetHeatVisible(true)
			hot := extent(w.Canvas().Capture(), func(c color.NRGBA) bool { return int(c.G)-int(c.R) > 60 })
			if bare != hot || bare.Empty() {
				t.Errorf("%v in %v: the picture covers %v, the heat %v", aspect, size, bare, hot)
			}
			want := float64(aspect.X) / float64(aspect.Y)
			if _, in := h.PictureRect(); in.Width > 8 && in.Height > 8 {
				if off := math.Abs(float64(in.Width) - want*float64(in.Height)); off > 1+want {
					t.Errorf("%v in %v is drawn as %v", aspect, size, in)
				}
			}
		}
	}
}

// extent is the smallest rectangle around all pixels that match.
func extent(img image.Image, match func(color.NRGBA) bool) (r image.Rectangle) {
	b := img.Bounds()
	px := image.NewNRGBA(b)
	draw.Draw(px, b, img, b.Min, draw.Src)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if match(px.NRGBAAt(x, y)) {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// TestPatchesLieWhereTheyBelong heats one patch at a time and finds its middle on the screen.
func TestPatchesLieWhereTheyBelong(t *testing.T) {
	test.NewTempApp(t)
	h, w := heated(t, fyne.NewSize(401, 307), block(300, 200, color.Black))
	pos, in := h.PictureRect()
	h.SetStrength(1)
	for _, cell := range []image.Point{{0, 0}, {13, 0}, {6, 7}, {0, 13}, {13, 13}} {
		weights := make([]float64, 14*14)
		weights[cell.Y*14+cell.X] = 1
		h.SetHeat(14, 14, weights, false)
		img := w.Canvas().Capture()
		sum, mx, my := 0.0, 0.0, 0.0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if float32(x) < pos.X || float32(x) >= pos.X+in.Width || float32(y) < pos.Y || float32(y) >= pos.Y+in.Height {
					continue
				}
				r, _, _, _ := img.At(x, y).RGBA()
				v := float64(r)
				sum, mx, my = sum+v, mx+v*(float64(x)+0.5), my+v*(float64(y)+0.5)
			}
		}
		wantX := float64(pos.X) + (float64(cell.X)+0.5)/14*float64(in.Width)
		wantY := float64(pos.Y) + (float64(cell.Y)+0.5)/14*float64(in.Height)
		// At an edge the heat does not fade beyond the picture, so its middle moves in by less than half a patch.
		tolX, tolY := 1.5, 1.5
		if cell.X == 0 || cell.X == 13 {
			tolX = float64(in.Width) / 28
		}
		if cell.Y == 0 || cell.Y == 13 {
			tolY = float64(in.Height) / 28
		}
		if math.Abs(mx/sum-wantX) > tolX || math.Abs(my/sum-wantY) > tolY {
			t.Errorf("patch %v has its heat at %.1f, %.1f, want %.1f, %.1f", cell, mx/sum, my/sum, wantX, wantY)
		}
	}
}

func TestPictureHeatAndCoversShareOneRectangle(t *testing.T) {
	test.NewTempApp(t)
	h, w := heated(t, fyne.NewSize(400, 300), block(300, 200, color.White))
	h.SetHeat(2, 2, []float64{1, -1, 0.5, 0}, true)
	h.SetCovered([]heat.Rect{{X0: 0, Y0: 0, X1: 1, Y1: 1}})
	for _, size := range sizes {
		w.Resize(size)
		pos, in := h.PictureRect()
		for _, o := range test.WidgetRenderer(h).Objects() {
			img, isImage := o.(*canvas.Image)
			box, isBox := o.(*canvas.Rectangle)
			if isImage && (img.Position() != pos || img.Size() != in || img.FillMode != canvas.ImageFillStretch) {
				t.Errorf("in %v an image lies at %v %v, want %v %v", size, img.Position(), img.Size(), pos, in)
			}
			if isBox && box.StrokeWidth == 1.5 && box.Visible() && (box.Position() != pos || box.Size() != in) {
				t.Errorf("in %v the cover lies at %v %v, want %v %v", size, box.Position(), box.Size(), pos, in)
			}
		}
	}
}

type mouse struct{ h *heat.Picture }

func (m mouse) at(x, y float64) fyne.Position {
	pos, in := m.h.PictureRect()
	return pos.AddXY(float32(x)*in.Width, float32(y)*in.Height)
}

func (m mouse) down(x, y float64) {
	m.h.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: m.at(x, y)}, Button: desktop.MouseButtonPrimary})
}

func (m mouse) drag(x, y float64) {
	m.h.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: m.at(x, y)}})
}

func (m mouse) tap(x, y float64) { m.h.Tapped(&fyne.PointEvent{Position: m.at(x, y)}) }

func TestCoveringByDrag(t *testing.T) {
	test.NewTempApp(t)
	h, _ := heated(t, fyne.NewSize(400, 300), block(300, 200, color.White))
	var got []heat.Rect
	h.OnCover = func(r heat.Rect) { got = append(got, r) }
	m := mouse{h}

	m.down(0.8, 0.9)
	m.drag(0.5, 0.5)
	m.drag(0.25, 0.5)
	h.DragEnd()
	m.down(0.5, 0.5) // out of the picture: as far as its edge
	m.drag(2, 3)
	h.DragEnd()
	want := []heat.Rect{{X0: 0.25, Y0: 0.5, X1: 0.8, Y1: 0.9}, {X0: 0.5, Y0: 0.5, X1: 1, Y1: 1}}
	if len(got) != len(want) {
		t.Fatalf("covered %v, want %v", got, want)
	}
	for i := range want {
		if !near(got[i], want[i]) {
			t.Errorf("covered %v, want %v", got[i], want[i])
		}
	}
}

func near(a, b heat.Rect) bool {
	return math.Abs(a.X0-b.X0)+math.Abs(a.Y0-b.Y0)+math.Abs(a.X1-b.X1)+math.Abs(a.Y1-b.Y1) < 1e-4
}

func TestWhatCoversNothing(t *testing.T) {
	test.NewTempApp(t)
	h, _ := heated(t, fyne.NewSize(400, 300), block(300, 200, color.White))
	h.OnCover = func(r heat.Rect) { t.Errorf("covered %v", r) }
	m := mouse{h}

	m.down(0.2, 0.2) // let go with Escape
	m.drag(0.6, 0.6)
	kittest.Key(h, fyne.KeyEscape)
	m.drag(0.8, 0.8)
	h.DragEnd()

	m.down(0.2, 0.2) // a slip of the hand
	m.drag(0.203, 0.6)
	h.DragEnd()

	m.down(-0.5, 0.5) // begun beside the picture
	m.drag(0.8, 0.8)
	h.DragEnd()

	m.down(0.2, 0.2) // the picture is replaced under the hand
	m.drag(0.6, 0.6)
	h.SetPicture(block(10, 90, color.Black))
	h.DragEnd()

	h.SetPicture(nil)
	m.down(0.2, 0.2)
	m.drag(0.6, 0.6)
	h.DragEnd()
	kittest.Key(h, fyne.KeyRight, fyne.KeyReturn)
}

func TestUncoveringByTap(t *testing.T) {
	test.NewTempApp(t)
	h, _ := heated(t, fyne.NewSize(400, 300), block(300, 200, color.White))
	h.SetCovered([]heat.Rect{{0, 0, 0.5, 0.5}, {0.25, 0.25, 0.75, 0.75}})
	var got []int
	h.OnTapCovered = func(i int) { got = append(got, i) }
	m := mouse{h}
	m.tap(0.1, 0.1)
	m.tap(0.4, 0.4) // in both: the upper one
	m.tap(0.9, 0.9) // in none
	m.tap(-1, 0.1)
	if want := []int{0, 1}; !slices.Equal(got, want) {
		t.Errorf("uncovered %v, want %v", got, want)
	}
}

func TestCoveringByKeyboard(t *testing.T) {
	test.NewTempApp(t)
	h, _ := heated(t, fyne.NewSize(400, 300), block(300, 200, color.White))
	h.SetHeat(10, 10, make([]float64, 100), true)
	var got []heat.Rect
	h.OnCover = func(r heat.Rect) {
		got = append(got, r)
		h.SetCovered(got)
	}
	uncovered := -1
	h.OnTapCovered = func(i int) { uncovered = i }
	h.FocusGained()
	kittest.Key(h, fyne.KeyRight) // shows the frame in the middle
	for range 20 {
		kittest.Key(h, fyne.KeyLeft, fyne.KeyUp) // to the corner and no further
	}
	h.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	kittest.Key(h, fyne.KeyRight, fyne.KeyRight, fyne.KeyDown)
	h.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	h.TypedRune(' ')
	if len(got) != 1 || !near(got[0], heat.Rect{X0: 0, Y0: 0, X1: 0.3, Y1: 0.2}) {
		t.Fatalf("covered %v", got)
	}
	kittest.Key(h, fyne.KeyReturn) // the frame lies in what it covered
	if uncovered != 0 || len(got) != 1 {
		t.Errorf("Return uncovered %d, covered %v", uncovered, got)
	}
}

func TestHoveringPatches(t *testing.T) {
	test.NewTempApp(t)
	h, _ := heated(t, fyne.NewSize(400, 300), block(300, 200, color.White))
	h.SetHeat(3, 2, []float64{0, 0.1, 0, 0, 0, -0.2}, true)
	var got []string
	h.OnHover = func(c, r int) { got = append(got, fmt.Sprint(c, ",", r)) }
	move := func(x, y float64) {
		h.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: mouse{h}.at(x, y)}})
	}
	move(0.5, 0.2)
	move(0.51, 0.3)
	move(0.99, 0.99)
	move(1.2, 0.99)
	if want := []string{"1,0", "2,1", "-1,-1"}; !slices.Equal(got, want) {
		t.Errorf("hovered %v, want %v", got, want)
	}
}

func TestHeatThatDoesNotFit(t *testing.T) {
	test.NewTempApp(t)
	h, w := heated(t, fyne.NewSize(400, 300), block(30, 20, color.White))
	before := w.Canvas().Capture()
	h.SetHeat(14, 14, []float64{1}, true)
	h.SetHeat(-1, -1, []float64{1}, true)
	h.SetHeat(1<<20, 1<<20, nil, true)
	h.SetHeat(2, 1, []float64{math.NaN(), 0}, true)
	h.SetStrength(math.NaN())
	if !same(before, w.Canvas().Capture()) {
		t.Error("heat that does not fit is drawn")
	}
	h.SetPicture(image.NewNRGBA(image.Rect(0, 0, 0, 0)))
	w.Canvas().Capture()
}

func same(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}
