package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"duotone/app"
)

func mustNew(t testing.TB, name string, data []byte) *app.Picture {
	t.Helper()
	p, err := New(name, data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// difference is the mean absolute one of R, G and B of two pictures of one size.
func difference(t testing.TB, a, b *image.NRGBA) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("%v against %v", a.Bounds().Size(), b.Bounds().Size())
	}
	var sum, n float64
	for i := range a.Pix {
		if i%4 != 3 {
			sum += max(float64(a.Pix[i])-float64(b.Pix[i]), float64(b.Pix[i])-float64(a.Pix[i]))
			n++
		}
	}
	return sum / n
}

func TestEveryFormat(t *testing.T) {
	m := drawn(61, 47)
	for name, data := range encoded(t, m) {
		t.Run(name, func(t *testing.T) {
			p := mustNew(t, name, data)
			if p.Width != 61 || p.Height != 47 || p.Name != name {
				t.Errorf("%s %d × %d", p.Name, p.Width, p.Height)
			}
			got, err := Decode(t.Context(), p, Options{})
			if err != nil {
				t.Fatal(err)
			}
			want, tolerance := m, 0.0
			switch {
			case strings.HasPrefix(name, "gray"):
				want, tolerance = grayed(m), 2
			case strings.HasPrefix(name, "palette"), strings.HasSuffix(name, "gif"): // few colours, strewn
				tolerance = 20
			case strings.HasSuffix(name, "jpg"):
				tolerance = 3
			}
			if d := difference(t, got, want); d > tolerance {
				t.Errorf("differs by %.2f in the mean", d)
			}
		})
	}
}

func grayed(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(m.Rect)
	for i := range m.Rect.Dx() * m.Rect.Dy() {
		x, y := i%m.Rect.Dx(), i/m.Rect.Dx()
		out.Set(x, y, color.GrayModel.Convert(m.At(x, y)))
	}
	return out
}

func TestOrientation(t *testing.T) {
	m := drawn(48, 32)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 98}); err != nil {
		t.Fatal(err)
	}
	upright, err := Decode(t.Context(), mustNew(t, "a.jpg", b.Bytes()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Where the stored pixel (x, y) of w × h is seen, by the table in the EXIF specification.
	seen := map[uint16]func(x, y, w, h int) (int, int){
		1: func(x, y, _, _ int) (int, int) { return x, y },
		2: func(x, y, w, _ int) (int, int) { return w - 1 - x, y },
		3: func(x, y, w, h int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y, _, h int) (int, int) { return x, h - 1 - y },
		5: func(x, y, _, _ int) (int, int) { return y, x },
		6: func(x, y, _, h int) (int, int) { return h - 1 - y, x },
		7: func(x, y, w, h int) (int, int) { return h - 1 - y, w - 1 - x },
		8: func(x, y, w, _ int) (int, int) { return y, w - 1 - x },
	}
	for o, at := range seen {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			p := mustNew(t, "a.jpg", withExif(b.Bytes(), o, order))
			got, err := Decode(t.Context(), p, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if size := got.Bounds().Size(); size != image.Pt(p.Width, p.Height) {
				t.Fatalf("orientation %d: %v, want %d × %d", o, size, p.Width, p.Height)
			}
			for y := range 32 {
				for x := range 48 {
					sx, sy := at(x, y, 48, 32)
					if got.NRGBAAt(sx, sy) != upright.NRGBAAt(x, y) {
						t.Fatalf("orientation %d: stored (%d,%d) is not seen at (%d,%d)", o, x, y, sx, sy)
					}
				}
			}
		}
	}
	for _, wrong := range []uint16{0, 9, 65535} {
		if p := mustNew(t, "a.jpg", withExif(b.Bytes(), wrong, binary.BigEndian)); p.Width != 48 {
			t.Errorf("orientation %d turns the picture", wrong)
		}
	}
}

func TestTransparency(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	m.SetNRGBA(0, 0, color.NRGBA{200, 100, 0, 128})
	m.SetNRGBA(1, 0, color.NRGBA{9, 9, 9, 0})
	p := mustNew(t, "a.png", encoded(t, m)["colour.png"])
	kept, err := Decode(t.Context(), p, Options{})
	if err != nil || kept.NRGBAAt(0, 0) != m.NRGBAAt(0, 0) || kept.NRGBAAt(1, 0).A != 0 {
		t.Errorf("kept: %v %v", kept.Pix, err)
	}
	over, err := Decode(t.Context(), p, Options{Over: &color.NRGBA{R: 255, G: 255, B: 255, A: 255}})
	// 200·128/255 + 255·127/255 = 227.4 and so on
	if want := []uint8{227, 177, 127, 255, 255, 255, 255, 255}; err != nil || !bytes.Equal(over.Pix, want) {
		t.Errorf("over white: %v, want %v, %v", over.Pix, want, err)
	}
}

func TestReducedDecoding(t *testing.T) {
	p := mustNew(t, "a.jpg", withExif(encoded(t, drawn(801, 603))["colour.jpg"], 6, binary.LittleEndian))
	whole, err := Decode(t.Context(), p, Options{})
	if err != nil || whole.Bounds().Dx() != 603 || whole.Bounds().Dy() != 801 {
		t.Fatal(whole.Bounds(), err)
	}
	for _, c := range []struct{ w, h, eighths int }{{75, 100, 1}, {76, 100, 2}, {60, 101, 2}, {150, 201, 4}, {300, 400, 4}, {302, 3, 8}, {0, 5, 8}} {
		m, err := Decode(t.Context(), p, Options{MinWidth: c.w, MinHeight: c.h})
		if err != nil {
			t.Fatal(err)
		}
		e := c.eighths
		if !Turbo {
			e = 8
		}
		if got := m.Bounds().Size(); got != image.Pt((603*e+7)/8, (801*e+7)/8) {
			t.Errorf("at least %d × %d: %v", c.w, c.h, got)
		}
	}
	small, err := Thumbnail(t.Context(), p, 90)
	if err != nil || small.Bounds().Size() != image.Pt(68, 90) {
		t.Errorf("thumbnail %v %v", small.Bounds(), err)
	}
	if m, err := Thumbnail(t.Context(), p, 5000); err != nil || m.Bounds().Dx() != 603 {
		t.Errorf("a thumbnail is never enlarged: %v %v", m.Bounds(), err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, data := range encoded(t, drawn(64, 64)) {
		if m, err := Decode(ctx, mustNew(t, name, data), Options{}); m != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(ctx, "x.jpg", Limits{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := encoded(t, drawn(20, 10))["colour.png"]
	named := file("really a png.jpg", good)
	if p, err := Read(t.Context(), named, Limits{}); err != nil || p.Format != "png" || p.Name != "really a png.jpg" {
		t.Error(p, err)
	}
	if p, err := Read(t.Context(), "file://"+filepath.ToSlash(strings.ReplaceAll(named, " ", "%20")), Limits{}); err != nil || p.Width != 20 {
		t.Error(p, err)
	}
	cases := map[string]app.Kind{
		"":                              app.KindInput,
		filepath.Join(dir, "not there"): app.KindMissing,
		"a\x00b":                        app.KindMissing,
		strings.Repeat("x", 10000):      app.KindMissing,
		dir:                             app.KindPicture,
		file("empty", nil):              app.KindPicture,
		"http://example.org/a.jpg":      app.KindNetwork,
		"HTTPS://example.org/a.jpg":     app.KindNetwork,
		"ftp://example.org/a.jpg":       app.KindNetwork,
		"file://server/share/a.jpg":     app.KindNetwork,
		"data:image/png;base64,AAAA":    app.KindNetwork,
		file("long", append(bytes.Clone(good), make([]byte, 1<<20)...)): app.KindTooLarge,
	}
	if runtime.GOOS != "windows" {
		cases["/dev/zero"] = app.KindPicture
		if os.Getuid() != 0 {
			path := file("forbidden", good)
			if err := os.Chmod(path, 0); err != nil {
				t.Fatal(err)
			}
			cases[path] = app.KindMissing
		}
	}
	for path, want := range cases {
		p, err := Read(t.Context(), path, Limits{Bytes: 1 << 20})
		if p != nil || app.KindOf(err) != want || app.HintOf(err) == "" {
			t.Errorf("%.60q: %v, kind %s, hint %q; want kind %s", path, err, app.KindOf(err), app.HintOf(err), want)
		}
	}
}

func TestSharesOnWindows(t *testing.T) {
	for path, want := range map[string]bool{
		`\\server\share\a.jpg`: true, `//server/share/a.jpg`: true, `\\?\UNC\server\a.jpg`: true, `\\.\pipe\x`: true,
		`C:\a.jpg`: false, `\\?\C:\a.jpg`: false, `a.jpg`: false, `\a.jpg`: false,
	} {
		if isShare("windows", path) != want {
			t.Errorf("%s: %v", path, !want)
		}
		if isShare("linux", path) {
			t.Errorf("%s is a share on Linux", path)
		}
	}
}

func TestForeignFormats(t *testing.T) {
	for data, want := range map[string]string{
		"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic": "HEIC", "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif": "AVIF",
		"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp41": "film", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>": "SVG",
		"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- x --><svg/>": "SVG", "%PDF-1.7\n": "PDF", "<!DOCTYPE html><html>": "web page",
		"\x00\x00\x00\x0cJXL \r\n\x87\n": "JPEG XL", "\x00\x00\x00\x0cjP  \r\n\x87\n": "JPEG 2000", "8BPS\x00\x01": "Photoshop",
		"I am no picture — at all": "text", "PK\x03\x04": "ZIP", "\x00\x01\x02\x03\x04": "known format", "MM\x00+\x00\x08": "BigTIFF",
		"\x00\x00\x01\x00\x01\x00": "icon",
	} {
		_, err := New("x", []byte(data), Limits{})
		if app.KindOf(err) != app.KindPicture || !strings.Contains(fmt.Sprint(err), want) || app.HintOf(err) == "" {
			t.Errorf("%.20q: %v (%s), want %s", data, err, app.HintOf(err), want)
		}
	}
}
