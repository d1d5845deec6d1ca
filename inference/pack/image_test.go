package pack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"duotone/app"
	"duotone/app/picture"

	"github.com/disintegration/imaging"
)

// plainSpec has no normalisation: values are samples over 255.
func plainSpec(w, h int) ImageSpec {
	return ImageSpec{Size: [2]int{w, h}, Grid: [2]int{1, 1}, Resize: StretchBilinear, Background: [3]uint8{255, 255, 255}, Std: [3]float32{1, 1, 1}}
}

// photo is a drawn JPEG with slopes, edges and noise.
func photo(t testing.TB, w, h int) *app.Picture {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := float64(x)/float64(w), float64(y)/float64(h)
			v := 100 + 80*math.Sin(7*fx+3*fy) + 8*rng.NormFloat64()
			if math.Hypot(fx-0.6, fy-0.4) < 0.2 {
				v += 60
			}
			clip := func(v float64) uint8 { return uint8(max(0, min(255, v))) }
			m.SetNRGBA(x, y, color.NRGBA{clip(v), clip(v*fx + 40), clip(255 - v*fy), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	p, err := picture.New("photo.jpg", b.Bytes(), picture.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTurned(t *testing.T) {
	// Stored pictures of the same upright one, 2 × 3: 1 2 / 3 4 / 5 6.
	stored := map[uint8][]int{
		0: {1, 2, 3, 4, 5, 6}, 1: {1, 2, 3, 4, 5, 6}, 2: {2, 1, 4, 3, 6, 5}, 3: {6, 5, 4, 3, 2, 1}, 4: {5, 6, 3, 4, 1, 2},
		5: {1, 3, 5, 2, 4, 6}, 6: {2, 4, 6, 1, 3, 5}, 7: {6, 4, 2, 5, 3, 1}, 8: {5, 3, 1, 6, 4, 2},
	}
	for o, pixels := range stored {
		at := Turned(o, 2, 3)
		upright := make([]int, 6)
		for i, v := range pixels {
			upright[at.First+i%at.Width*at.Right+i/at.Width*at.Down] = v
		}
		if !slices.Equal(upright, []int{1, 2, 3, 4, 5, 6}) || at.Width*at.Height != 6 || (at.Width == 3) != (o >= 5) {
			t.Errorf("orientation %d: %v of %d × %d", o, upright, at.Width, at.Height)
		}
	}
}

func TestCovered(t *testing.T) {
	spec := plainSpec(20, 10)
	spec.Mean, spec.Std = [3]float32{0.1, 0.2, 0.3}, [3]float32{0.5, 0.5, 0.5}
	p := newPreprocessor(t, spec)
	pic := photo(t, 40, 20)
	whole, err := p.Pixels(t.Context(), pic, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rect           app.Rect
		x0, y0, x1, y1 int
	}{
		{app.Rect{X0: 0.25, Y0: 0.5, X1: 0.5, Y1: 1}, 5, 5, 10, 10},
		{app.Rect{X0: -3, Y0: math.Inf(-1), X1: 9, Y1: math.Inf(1)}, 0, 0, 20, 10},
		{app.Rect{X0: 0.5, Y0: 0, X1: 0.25, Y1: 1}, 0, 0, 0, 0},
		{app.Rect{X0: 0.5, Y0: 0.9, X1: 0.7, Y1: 0.2}, 0, 0, 0, 0},
		{app.Rect{X0: 0, Y0: 0, X1: math.NaN(), Y1: 1}, 0, 0, 0, 0},
		{app.Rect{X0: 0.37, Y0: 0.11, X1: 0.42, Y1: 0.18}, 7, 1, 8, 2},
	} {
		got, err := p.Pixels(t.Context(), pic, []app.Rect{c.rect})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			x, y := i%20, i/20%10
			want := whole[i]
			if x >= c.x0 && x < c.x1 && y >= c.y0 && y < c.y1 {
				want = 0
			}
			if v != want {
				t.Fatalf("%v: value %d at (%d,%d) is %v, want %v", c.rect, i, x, y, v, want)
			}
		}
	}
	// All the cells of a grid that does not divide the size leave nothing uncovered.
	var cells []app.Rect
	for i := range 9 * 7 {
		x, y := float64(i%9), float64(i/9)
		cells = append(cells, app.Rect{X0: x / 9, Y0: y / 7, X1: (x + 1) / 9, Y1: (y + 1) / 7})
	}
	got, err := p.Pixels(t.Context(), pic, cells)
	if err != nil || slices.ContainsFunc(got, func(v float32) bool { return v != 0 }) {
		t.Error("a gap between cells", err)
	}
}

func TestBackground(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 3, 3)) // all transparent
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	pic, err := picture.New("a.png", b.Bytes(), picture.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	spec := plainSpec(2, 2)
	spec.Background = [3]uint8{255, 51, 0}
	got, err := newPreprocessor(t, spec).Pixels(t.Context(), pic, nil)
	if want := []float32{1, 1, 1, 1, 0.2, 0.2, 0.2, 0.2, 0, 0, 0, 0}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, want %v, %v", got, want, err)
	}
}

// TestReducedPixels: a picture that its decoder may shrink hardly differs.
func TestReducedPixels(t *testing.T) {
	spec := plainSpec(64, 64)
	all := newPreprocessor(t, spec)
	spec.Reduce = 4
	p := newPreprocessor(t, spec)
	for _, size := range [][2]int{{1201, 899}, {517, 1603}, {2049, 600}} {
		pic := photo(t, size[0], size[1])
		whole := make([]float32, p.Len())
		if err := all.PixelsInto(t.Context(), whole, pic, nil); err != nil {
			t.Fatal(err)
		}
		reduced, err := p.Pixels(t.Context(), pic, nil)
		if err != nil {
			t.Fatal(err)
		}
		largest, mean := levels(whole, reduced, spec)
		t.Logf("%v: %.2f at most, %.3f in the mean", size, largest, mean)
		if picture.Turbo && largest == 0 || largest > 5 || mean > 0.5 {
			t.Errorf("%v: %.2f levels at most, %.3f in the mean", size, largest, mean)
		}
	}
}

func TestImageSpecProblems(t *testing.T) {
	if got := plainSpec(3, 3).Problems(); len(got) != 0 {
		t.Error(got)
	}
	bad := ImageSpec{Size: [2]int{0, 1 << 20}, Resize: "crop", Mean: [3]float32{float32(math.NaN()), 0, 0}, Std: [3]float32{1, 0, float32(math.Inf(1))}}
	if got := bad.Problems(); len(got) != 5 {
		t.Errorf("%d problems: %v", len(got), got)
	}
	if _, err := NewImagePreprocessor(bad); err == nil || !strings.Contains(err.Error(), "crop") {
		t.Error(err)
	}
	grid := plainSpec(3, 3)
	grid.Grid = [2]int{4, 1}
	if len(grid.Problems()) != 1 {
		t.Error(grid.Problems())
	}
}

func TestPixelsErrors(t *testing.T) {
	p := newPreprocessor(t, plainSpec(8, 8))
	good := photo(t, 60, 40)
	cut := *good
	cut.Data = good.Data[:len(good.Data)/2]
	if _, err := p.Pixels(t.Context(), &cut, nil); app.KindOf(err) != app.KindPicture || app.HintOf(err) == "" {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Pixels(ctx, good, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := p.PixelsInto(t.Context(), make([]float32, 5), good, nil); err == nil {
		t.Error("a tensor of the wrong length")
	}
}

// TestPixelsConcurrently: goroutines that share a preprocessor get what one alone gets, and memory does not grow.
func TestPixelsConcurrently(t *testing.T) {
	p := newPreprocessor(t, plainSpec(48, 48))
	var pics []*app.Picture
	var want [][]float32
	for i := range 6 {
		pics = append(pics, photo(t, 60+80*i, 50+45*i))
		x, err := p.Pixels(t.Context(), pics[i], nil)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, x)
	}
	run := func(rounds int) {
		var wg sync.WaitGroup
		for g := range 4 {
			wg.Go(func() {
				dst := make([]float32, p.Len())
				for i := range rounds {
					k := (i + g) % len(pics)
					if err := p.PixelsInto(t.Context(), dst, pics[k], nil); err != nil || !slices.Equal(dst, want[k]) {
						t.Errorf("picture %d: %v", k, err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	run(12)
	before := heap()
	run(100)
	if after := heap(); after > before+8<<20 {
		t.Errorf("the heap grew from %d to %d KB", before>>10, after>>10)
	}
}

// BenchmarkPixels decodes JPEG files into tensors of 260 × 260: as it is done, where the pack allows less than all pixels, and with
// image/jpeg and imaging as others would do it. Compare within one run.
func BenchmarkPixels(b *testing.B) {
	spec := plainSpec(260, 260)
	p := newPreprocessor(b, spec)
	spec.Reduce = 4
	reduced := newPreprocessor(b, spec)
	dst := make([]float32, p.Len())
	for _, size := range [][2]int{{500, 375}, {1200, 900}, {4000, 3000}} {
		pic := photo(b, size[0], size[1])
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		for kind, p := range map[string]*ImagePreprocessor{"/reduced": reduced, "/whole": p} {
			b.Run(name+kind, func(b *testing.B) {
				for b.Loop() {
					if err := p.PixelsInto(b.Context(), dst, pic, nil); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(name+"/pure", func(b *testing.B) {
			for b.Loop() {
				if err := pureGo(p, dst, pic); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// pureGo is the common way in Go: image/jpeg and imaging.
func pureGo(p *ImagePreprocessor, dst []float32, pic *app.Picture) error {
	m, err := jpeg.Decode(bytes.NewReader(pic.Data))
	if err != nil {
		return err
	}
	w, h := p.spec.Size[0], p.spec.Size[1]
	small := imaging.Resize(m, w, h, imaging.Linear)
	for i := range w * h {
		for c := range 3 {
			dst[c*w*h+i] = p.value[c][small.Pix[4*i+c]]
		}
	}
	return nil
}
