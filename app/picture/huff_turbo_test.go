//go:build cgo && !noturbo && (linux || turbo)

package picture

import (
	"bytes"
	"context"
	"image"
	"math/rand/v2"
	"testing"
)

// sameCodes decodes with the quick way through Huffman codes and without it: the pixels or the errors are the same. It tells
// whether the quick way was taken.
func sameCodes(t testing.TB, data []byte, need image.Point) (quick bool) {
	t.Helper()
	j, err := scanJPEG(data)
	if err != nil || int64(j.width)*int64(j.height) > 1<<20 {
		return false
	}
	decode := func(with bool) (*Raster, string) {
		ownCodes = with
		defer func() { ownCodes = true }()
		r, err := decodeJPEG(context.Background(), data, j, need)
		if err != nil {
			return nil, err.Error()
		}
		return r, ""
	}
	a, errA := decode(true)
	b, errB := decode(false)
	if errA != errB {
		t.Fatalf("with the quick way %q, without %q", errA, errB)
	}
	if a == nil {
		return false
	}
	defer a.Release()
	defer b.Release()
	if b.ownCodes {
		t.Fatal("the quick way was taken though it was not asked for")
	}
	if !bytes.Equal(a.pix, b.pix) {
		t.Fatal("the pixels differ")
	}
	return a.ownCodes
}

func TestOwnCodes(t *testing.T) {
	files := someJPEGs(t)
	for name, data := range files {
		for _, need := range []image.Point{{}, {20, 20}, {1, 1}} {
			if quick := sameCodes(t, data, need); quick != (!bytes.Contains(data, []byte("\xff\xc2\x00\x11\x08"))) {
				t.Errorf("%s: read the quick way: %v", name, quick)
			}
		}
	}
}

// TestOwnCodesOfDamaged: whatever is wrong with a file, it is said or borne as if there were no quick way.
func TestOwnCodesOfDamaged(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	quick, all := 0, 0
	for _, name := range []string{"s411-restart.jpg", "s420-narrow.jpg", "s440.jpg", "cmyk.jpg", "gray.jpg", "(33,40)5", "(200,160)6"} {
		data := someJPEGs(t)[name]
		if data == nil {
			t.Fatal(name)
		}
		start := bytes.Index(data, []byte("\xff\xda"))
		for range 150 {
			at := start + rnd.IntN(len(data)-start)
			bad := bytes.Clone(data)
			switch rnd.IntN(4) {
			case 0:
				bad = bad[:at]
			case 1:
				bad[at] ^= 1 << rnd.IntN(8)
			case 2:
				bad[at] = 0xff
			case 3:
				bad = spliced(bad, at, min(at+1+rnd.IntN(40), len(bad)), []byte("\xff\xd3"))
			}
			all++
			if sameCodes(t, bad, image.Point{}) {
				quick++
			}
		}
	}
	if quick < all/20 || quick > all*19/20 {
		t.Errorf("%d of %d files were read the quick way: the test does not see both", quick, all)
	}
}

func FuzzOwnCodes(f *testing.F) {
	for _, data := range someJPEGs(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { sameCodes(t, data, image.Point{}) })
}
