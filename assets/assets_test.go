package assets_test

import (
	"bytes"
	"image/jpeg"
	"image/png"
	"os"
	"strings"
	"testing"

	"duotone/assets"
)

func TestSamplesAreWhole(t *testing.T) {
	samples := assets.Samples()
	if len(samples) != 6 {
		t.Fatalf("%d samples, want 6", len(samples))
	}
	sources, err := os.ReadFile("samples/SOURCES.md")
	if err != nil {
		t.Fatal(err)
	}
	wordsOnly, pictureOnly := 0, 0
	for _, s := range samples {
		if s.Name == "" || s.Story == "" {
			t.Errorf("%+v has no name or no story", s.Name)
		}
		switch {
		case s.Picture == nil && s.Text != "":
			wordsOnly++
		case s.Text == "" && s.Picture != nil:
			pictureOnly++
		}
		if s.PictureName == "" {
			continue
		}
		img, err := jpeg.Decode(bytes.NewReader(s.Picture))
		if err != nil {
			t.Errorf("%s: %v", s.PictureName, err)
			continue
		}
		if len(s.Picture) > 150_000 {
			t.Errorf("%s has %d bytes, want at most 150,000", s.PictureName, len(s.Picture))
		}
		if b := img.Bounds(); b.Dx() < 400 || b.Dx() > 1100 {
			t.Errorf("%s is %v", s.PictureName, b)
		}
		if !strings.Contains(string(sources), "`"+s.PictureName+"`") {
			t.Errorf("SOURCES.md does not say where %s is from", s.PictureName)
		}
	}
	if wordsOnly != 1 || pictureOnly != 1 {
		t.Errorf("%d posts of words alone and %d of a picture alone, want one of each", wordsOnly, pictureOnly)
	}
}

func TestIcon(t *testing.T) {
	img, err := png.Decode(bytes.NewReader(assets.Icon))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 512 || b.Dy() != 512 {
		t.Errorf("the icon is %v, want 512×512", b)
	}
}
