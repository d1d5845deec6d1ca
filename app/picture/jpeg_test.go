package picture

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
)

// someJPEGs are JPEGs of every sampling and kind of colours that are met.
func someJPEGs(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for name, data := range goldenFiles(t) {
		if filepath.Ext(name) == ".jpg" {
			files[name] = data
		}
	}
	paths, _ := filepath.Glob("testdata/*.jpg")
	if len(paths) < 6 {
		t.Fatal("testdata is not whole")
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = data
	}
	for _, size := range []image.Point{{1, 1}, {2, 9}, {3, 3}, {4, 2}, {5, 17}, {33, 40}, {200, 160}} {
		for _, quality := range []int{1, 40, 85, 100} {
			var b bytes.Buffer
			if err := jpeg.Encode(&b, drawn(size.X, size.Y), &jpeg.Options{Quality: quality}); err != nil {
				t.Fatal(err)
			}
			files[size.String()+string(rune('0'+quality/15))] = b.Bytes()
		}
	}
	adobe := func(transform byte) []byte {
		return append([]byte("\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00"), transform)
	}
	plain := files["(33,40)5"] // as Go writes it: no JFIF, so that the segment decides
	files["red, green and blue"] = spliced(plain, 2, 2, adobe(0))
	inks := files["cmyk.jpg"]
	at := bytes.Index(inks, []byte("\xff\xee\x00\x0eAdobe"))
	if at < 0 || plain == nil {
		t.Fatal("cmyk.jpg has no Adobe segment")
	}
	files["inks without a name"] = spliced(inks, at, at+16, nil)
	files["inks as luma and chroma"] = spliced(inks, at, at+16, adobe(2))
	files["inks as something else"] = spliced(inks, at, at+16, adobe(9))
	return files
}

// spliced has other bytes in place of [from, to).
func spliced(data []byte, from, to int, other []byte) []byte {
	return append(append(bytes.Clone(data[:from]), other...), data[to:]...)
}

// TestTurboAndGo: the standard library, which decodes where libjpeg-turbo is not linked, sees nearly the same: its inverse transform
// rounds otherwise. What nobody writes is further apart or refused: red, green and blue of which some are stored smaller, and four
// inks that nothing names.
func TestTurboAndGo(t *testing.T) {
	if !Turbo {
		t.Skip("this build has one way alone")
	}
	for name, data := range someJPEGs(t) {
		t.Run(name, func(t *testing.T) {
			if name == "inks without a name" {
				if _, err := decodeJPEGInGo(t.Context(), data, jpegFile{}); err == nil {
					t.Error("they can be read now: hold them against the others")
				}
				return
			}
			most, usual := 3, 0.1
			if name == "red, green and blue" {
				most, usual = 50, 2.5
			}
			if largest, mean := bothWays(t, data); largest > most || mean > usual {
				t.Errorf("at most %d levels apart, %.3f in the mean", largest, mean)
			}
		})
	}
}

// bothWays is how many levels of 255 the two ways are apart.
func bothWays(t testing.TB, data []byte) (largest int, mean float64) {
	t.Helper()
	j, err := scanJPEG(data)
	if err != nil {
		t.Fatal(err)
	}
	fast, err := decodeJPEG(t.Context(), data, j, image.Point{})
	if err != nil {
		t.Fatal("libjpeg-turbo: ", err)
	}
	defer fast.Release()
	slow, err := decodeJPEGInGo(t.Context(), data, j)
	if err != nil {
		t.Fatal("Go: ", err)
	}
	defer slow.Release()
	if fast.Width != slow.Width || fast.Height != slow.Height {
		t.Fatalf("%d × %d and %d × %d", fast.Width, fast.Height, slow.Width, slow.Height)
	}
	a, b := make([]byte, 4*fast.Width), make([]byte, 4*fast.Width)
	for y := range fast.Height {
		z := slow.row(y, b)
		for i, x := range fast.row(y, a) {
			d := max(x, z[i]) - min(x, z[i])
			largest, mean = max(largest, int(d)), mean+float64(d)
		}
	}
	return largest, mean / float64(4*fast.Width*fast.Height)
}

// TestInkSeen: the inverted inks that a JPEG holds come out as the colours that they print.
func TestInkSeen(t *testing.T) {
	for ink, want := range map[[4]uint8][3]uint8{
		{255, 255, 255, 255}: {255, 255, 255}, {0, 255, 255, 255}: {0, 255, 255}, {255, 255, 255, 0}: {0, 0, 0}, {255, 128, 0, 128}: {128, 64, 0},
	} {
		for c := range 3 {
			if got := cmykByte(ink[c], uint32(ink[3])); got != want[c] {
				t.Errorf("%v: channel %d is %d, want %d", ink, c, got, want[c])
			}
		}
	}
}
