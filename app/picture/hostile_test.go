package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"duotone/app"
)

// goldenFiles are drawn pictures in more containers than Go can write.
func goldenFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	paths, _ := filepath.Glob("../../inference/testdata/golden/pixels/*")
	for _, path := range paths {
		switch filepath.Ext(path) {
		case ".npy", ".json":
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = data
	}
	if len(files) < 20 {
		t.Fatalf("%d golden pictures", len(files))
	}
	return files
}

func TestTooLarge(t *testing.T) {
	bomb := func(w, h uint32) []byte { // few bytes, many pixels, all of them there
		var body bytes.Buffer
		z := zlib.NewWriter(&body)
		line := make([]byte, 1+w/8)
		for range h {
			if _, err := z.Write(line); err != nil {
				t.Fatal(err)
			}
		}
		z.Close()
		head := pngHeader(w, h, 1, 0)
		return append(append(bytes.Clone(head[:33]), chunk("IDAT", body.Bytes())...), chunk("IEND", nil)...)
	}
	canvas := []byte("GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00;")
	webpCanvas := []byte("RIFF\x1e\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xffVP8 \x00\x00\x00\x00")
	lossless := []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\xff\xff\xff\x0f\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	// Dimensions that a format's own decoder takes for nonsense are not told as too large.
	nonsense := map[string]bool{"2³¹−1 a side": true, "WebP canvas": true, "TIFF of 2³¹ × 2³¹": true}
	for name, data := range map[string][]byte{
		"16,384 × 16,384 WebP":     lossless,
		"animated WebP canvas":     animatedWebP(goldenFiles(t)["lossless.webp"], 0, 0, 8, 8, 1<<24, 1<<24),
		"20,000 × 20,000 in 50 KB": bomb(20000, 20000),
		"60,000 × 1":               pngHeader(60000, 1, 8, 2),
		"60,000 × 60,000":          pngHeader(60000, 60000, 8, 2),
		"2³¹−1 a side":             pngHeader(1<<31-1, 1<<31-1, 8, 2),
		"16 bits × 4 × 100 MP":     pngHeader(10000, 10000, 16, 6),
		"GIF canvas":               canvas,
		"WebP canvas":              webpCanvas,
		"65,535 × 65,535 JPEG":     jpegHeader(65535, 65535, false, 1),
		"300 scans":                jpegHeader(1000, 1000, true, 300),
		"150 scans over 100 MP":    jpegHeader(10000, 10000, true, 150),
		"TIFF of 2³¹ × 2³¹":        tiffFile([][2]uint32{{256, 1 << 31}, {257, 1 << 31}, {258, 8}, {259, 1}, {262, 1}, {273, 8}, {277, 1}, {278, 1}, {279, 8}}),
		"BMP of 40,000 × 40,000":   append([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x40\x9c\x00\x00\x40\x9c\x00\x00\x01\x00\x18\x00\x00\x00\x00\x00"), make([]byte, 40)...),
	} {
		p, err := New(name, data, Limits{})
		want := app.KindTooLarge
		if nonsense[name] {
			want = app.KindPicture
		}
		if kind := app.KindOf(err); p != nil || kind != want || app.HintOf(err) == "" {
			t.Errorf("%s: %v, kind %s", name, err, kind)
		}
	}
	// The same limits, set lower, hold too.
	good := encoded(t, drawn(100, 50))["colour.png"]
	for _, lim := range []Limits{{Bytes: 100}, {Pixels: 4999}, {Side: 99}, {Memory: 19999}} {
		if _, err := New("x", good, lim); app.KindOf(err) != app.KindTooLarge {
			t.Errorf("%+v: %v", lim, err)
		}
	}
}

func TestNoPixels(t *testing.T) {
	for name, data := range map[string][]byte{
		"png": pngHeader(0, 0, 8, 2), "png 0 × 5": pngHeader(0, 5, 8, 2), "jpeg": jpegHeader(0, 0, false, 1), "jpeg 8 × 0": jpegHeader(8, 0, false, 1),
		"gif": []byte("GIF89a\x00\x00\x00\x00\x00\x00\x00;"), "jpeg without a frame": {0xff, 0xd8, 0xff, 0xd9},
	} {
		if _, err := New(name, data, Limits{}); app.KindOf(err) != app.KindPicture {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTruncated cuts every format at many points: a clear error or, where only what follows the pixels is gone, the
// picture; never a picture with a part missing.
func TestTruncated(t *testing.T) {
	files := encoded(t, drawn(90, 70))
	for name, data := range goldenFiles(t) {
		files[name] = data
	}
	for name, data := range files {
		whole, err := Decode(t.Context(), mustNew(t, name, data), Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		for part := range 41 {
			cut := bytes.Clone(data[:len(data)*part/41])
			p, err := New(name, cut, Limits{})
			if err == nil {
				var m *image.NRGBA
				if m, err = Decode(t.Context(), p, Options{}); err == nil && difference(t, m, whole) > 0 {
					t.Errorf("%s cut at %d of %d: a part is missing", name, len(cut), len(data))
				}
			}
			if err != nil && (app.KindOf(err) != app.KindPicture || app.HintOf(err) == "" || strings.Contains(err.Error(), "EOF")) {
				t.Errorf("%s cut at %d of %d: %v", name, len(cut), len(data), err)
			}
		}
	}
}

// TestDamaged changes bytes of every format: anything may come of it but a panic, a hang or an error of another kind.
func TestDamaged(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, data := range goldenFiles(t) {
		for range 60 {
			bad := bytes.Clone(data)
			for range 1 + rng.IntN(4) {
				bad[rng.IntN(len(bad))] = byte(rng.Uint32())
			}
			decodeAnything(t, bad)
		}
	}
}

// decodeAnything is what must hold for any bytes at all.
func decodeAnything(t testing.TB, data []byte) {
	t.Helper()
	p, err := New("x", data, Limits{Pixels: 1 << 16})
	if err != nil {
		if kind := app.KindOf(err); kind != app.KindPicture && kind != app.KindTooLarge || app.HintOf(err) == "" {
			t.Fatalf("kind %s, hint %q: %v", kind, app.HintOf(err), err)
		}
		return
	}
	if p.Width < 1 || p.Height < 1 || p.Width*p.Height > 1<<16 {
		t.Fatalf("%d × %d", p.Width, p.Height)
	}
	m, err := Decode(t.Context(), p, Options{})
	if err != nil {
		if app.KindOf(err) != app.KindPicture || app.HintOf(err) == "" {
			t.Fatalf("kind %s, hint %q: %v", app.KindOf(err), app.HintOf(err), err)
		}
		return
	}
	if m.Bounds() != image.Rect(0, 0, p.Width, p.Height) {
		t.Fatalf("%v, want %d × %d", m.Bounds(), p.Width, p.Height)
	}
	small, err := Decode(t.Context(), p, Options{MinWidth: 9, MinHeight: 7, Over: &color.NRGBA{A: 255}})
	if err != nil || small.Bounds().Dx() > p.Width {
		t.Fatalf("whole, but not reduced: %v", err)
	}
	for i := 3; i < len(small.Pix); i += 4 {
		if small.Pix[i] != 255 {
			t.Fatal("transparent over a background")
		}
	}
	var scaled [4 * 7 * 5]byte
	if _, err := Stretch(t.Context(), p, scaled[:], 7, 5, 14, 10, [3]uint8{255, 255, 255}); err != nil {
		t.Fatalf("whole, but not for scaling: %v", err)
	}
	for i := 3; i < len(scaled); i += 4 {
		if scaled[i] != 255 {
			t.Fatal("transparent after scaling")
		}
	}
}

func TestWrongChecksum(t *testing.T) {
	data := bytes.Clone(goldenFiles(t)["rgb.png"])
	data[len(data)-20]++ // in the pixels or their sum
	p, err := New("x.png", data, Limits{})
	if err == nil {
		_, err = Decode(t.Context(), p, Options{})
	}
	if app.KindOf(err) != app.KindPicture || app.HintOf(err) == "" {
		t.Error(err)
	}
}

// TestIndexOutOfPalette: such a picture crashes imaging's resize, in a goroutine of its own where nobody can recover.
func TestIndexOutOfPalette(t *testing.T) {
	m := image.NewPaletted(image.Rect(0, 0, 2, 1), color.Palette{color.White, color.Black})
	m.Pix = []uint8{1, 200}
	r := &raster{Width: 2, Height: 1, img: m}
	row := r.row(0, make([]byte, 8))
	if want := []byte{0, 0, 0, 255, 0, 0, 0, 0}; !bytes.Equal(row, want) {
		t.Errorf("%v, want %v", row, want)
	}
}

func TestFrameOnCanvas(t *testing.T) {
	frame := image.NewPaletted(image.Rect(3, 2, 5, 4), color.Palette{color.White, color.RGBA{255, 0, 0, 255}})
	frame.Pix = []uint8{1, 1, 1, 1}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{frame}, Delay: []int{0},
		Config: image.Config{Width: 8, Height: 6, ColorModel: frame.Palette}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := Decode(t.Context(), mustNew(t, "a.gif", b.Bytes()), Options{})
	if err != nil || m.Bounds().Size() != image.Pt(8, 6) {
		t.Fatal(m, err)
	}
	for y := range 6 {
		for x := range 8 {
			want := color.NRGBA{}
			if image.Pt(x, y).In(frame.Rect) {
				want = color.NRGBA{255, 0, 0, 255}
			}
			if got := m.NRGBAAt(x, y); got != want {
				t.Fatalf("(%d,%d) is %v, want %v", x, y, got, want)
			}
		}
	}
}

// animatedWebP wraps a still lossy or lossless file into an animation of one frame at (x, y) of w × h.
func animatedWebP(still []byte, x, y, fw, fh, w, h int) []byte {
	u24 := func(v int) []byte { return []byte{byte(v), byte(v >> 8), byte(v >> 16)} }
	frame := bytes.Join([][]byte{u24(x / 2), u24(y / 2), u24(fw - 1), u24(fh - 1), u24(100), {0}, still[12:]}, nil)
	size := func(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }
	body := bytes.Join([][]byte{[]byte("WEBPVP8X"), size(10), {2, 0, 0, 0}, u24(w - 1), u24(h - 1),
		[]byte("ANIM"), size(6), make([]byte, 6), []byte("ANMF"), size(len(frame)), frame}, nil)
	return append(append([]byte("RIFF"), size(len(body))...), body...)
}

func TestAnimatedWebP(t *testing.T) {
	still := goldenFiles(t)["lossless.webp"]
	want, err := Decode(t.Context(), mustNew(t, "a.webp", still), Options{})
	if err != nil {
		t.Fatal(err)
	}
	fw, fh := want.Bounds().Dx(), want.Bounds().Dy()
	m, err := Decode(t.Context(), mustNew(t, "b.webp", animatedWebP(still, 4, 6, fw, fh, fw+10, fh+10)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds().Size() != image.Pt(fw+10, fh+10) || m.NRGBAAt(3, 6).A != 0 || m.NRGBAAt(4, 6) != want.NRGBAAt(0, 0) ||
		m.NRGBAAt(3+fw, 5+fh) != want.NRGBAAt(fw-1, fh-1) {
		t.Errorf("%v", m.Bounds())
	}
	p := mustNew(t, "c.webp", animatedWebP(still, 0, 0, fw, fh, 5, 5)) // the frame is larger than it says
	if _, err := Decode(t.Context(), p, Options{}); app.KindOf(err) != app.KindPicture {
		t.Error(err)
	}
}

// TestMemory: a picture whose header promises the most that is allowed, and that has nothing behind it, may cost that
// much and no more.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("needs some hundred megabytes")
	}
	for name, data := range map[string][]byte{
		"png": pngHeader(9000, 9000, 8, 2), "jpeg": jpegHeader(9000, 9000, false, 1), "progressive": jpegHeader(9000, 9000, true, 8),
	} {
		p := mustNew(t, name, data)
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Decode(t.Context(), p, Options{MinWidth: 100, MinHeight: 100})
		runtime.ReadMemStats(&after)
		if app.KindOf(err) != app.KindPicture {
			t.Errorf("%s: %v", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 500<<20 {
			t.Errorf("%s: %d MB", name, used>>20)
		}
	}
}

// TestBudget: decoders wait for each other's memory, and a cancel ends the wait.
func TestBudget(t *testing.T) {
	release, err := reserve(t.Context(), decodeBudget)
	if err != nil {
		t.Fatal(err)
	}
	p := mustNew(t, "a.png", encoded(t, drawn(10, 10))["colour.png"])
	done := make(chan error)
	go func() {
		_, err := Decode(t.Context(), p, Options{})
		done <- err
	}()
	select {
	case err := <-done:
		t.Errorf("did not wait: %v", err)
	default:
	}
	release()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if errors.Is(err, errTruncated) {
		t.Error(err)
	}
}

func FuzzPicture(f *testing.F) {
	for _, data := range goldenFiles(f) {
		f.Add(data)
	}
	for _, data := range encoded(f, drawn(9, 7)) {
		f.Add(data)
	}
	f.Add(pngHeader(3, 3, 16, 6))
	f.Add(jpegHeader(16, 16, true, 3))
	f.Add(tiffFile([][2]uint32{{256, 4}, {257, 4}, {258, 8}, {259, 1}, {262, 1}, {273, 8}, {277, 1}, {278, 4}, {279, 16}}))
	f.Add(animatedWebP(goldenFiles(f)["alpha.webp"], 0, 0, 8, 8, 16, 16))
	f.Fuzz(func(t *testing.T, data []byte) { decodeAnything(t, data) })
}
