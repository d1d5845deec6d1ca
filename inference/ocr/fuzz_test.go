package ocr

import (
	"context"
	"encoding/binary"
	"image"
	"math"
	"slices"
	"testing"
)

// FuzzReading takes any map, and crops and orders whatever boxes come of it: nothing panics, and all lies within the picture.
func FuzzReading(f *testing.F) {
	f.Add([]byte{0, 255, 255, 0, 255, 255, 255, 255, 0}, uint8(3), uint16(40), uint16(30))
	f.Add(slices.Repeat([]byte{200, 200, 200, 0, 0, 90}, 64), uint8(16), uint16(1), uint16(900))
	f.Fuzz(func(t *testing.T, data []byte, width uint8, w, h uint16) {
		if width == 0 || len(data) < int(width) || len(data) > 1<<14 || w == 0 || h == 0 || int(w)*int(h) > 1<<18 {
			return
		}
		m := Map{Width: int(width), Height: len(data) / int(width)}
		for _, b := range data[:m.Width*m.Height] {
			p := float32(b) / 200
			if b == 13 {
				p = float32(math.NaN())
			}
			m.P = append(m.P, p)
		}
		boxes, err := Boxes(context.Background(), m, int(w), int(h), usual)
		if err != nil {
			t.Fatal(err)
		}
		picture := image.NewNRGBA(image.Rect(0, 0, int(w), int(h)))
		for _, b := range boxes {
			for _, p := range b.Quad {
				if !(p.X >= 0 && p.X <= float64(w) && p.Y >= 0 && p.Y <= float64(h)) {
					t.Fatalf("a corner at %v of %d × %d", p, w, h)
				}
			}
			Crop(t.Context(), picture, b.Quad)
		}
		order := Order(boxes)
		slices.Sort(order)
		for i, at := range order {
			if i != at {
				t.Fatalf("the order of %d boxes is %v", len(boxes), order)
			}
		}
	})
}

// FuzzCrop takes any corners.
func FuzzCrop(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 0, 50, 0, 0, 0, 50, 0, 20, 0, 0, 0, 20})
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 0, 20, 0, 9, 0, 20})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 16 {
			return
		}
		var q Quad
		for i := range q {
			q[i] = Point{float64(int16(binary.BigEndian.Uint16(data[4*i:])) % 300), float64(int16(binary.BigEndian.Uint16(data[4*i+2:])) % 300)}
		}
		if strip, _ := Crop(t.Context(), image.NewNRGBA(image.Rect(0, 0, 64, 48)), q); strip != nil && strip.Rect.Empty() {
			t.Fatal("an empty strip")
		}
	})
}

// FuzzLetters takes any probabilities: words have letters, and stand in order within the line.
func FuzzLetters(f *testing.F) {
	f.Add([]byte{1, 0, 1, 4, 2, 2}, 0.5)
	f.Fuzz(func(t *testing.T, classes []byte, filled float64) {
		a := Alphabet{"", "a", "b", "c", " "}
		if !(filled > 0 && filled <= 1) || len(classes) > 4096 {
			return
		}
		var p []float32
		for _, c := range classes {
			row := make([]float32, len(a))
			row[int(c)%len(a)] = float32(c) / 255
			p = append(p, row...)
		}
		line, err := a.Read(p, len(classes), filled)
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range line.Words {
			if w.Text == "" || !(w.From >= 0 && w.To <= 1) || i > 0 && w.From < line.Words[i-1].To-1e-9 {
				t.Fatalf("word %d is %+v of %+v", i, w, line.Words)
			}
		}
	})
}

// FuzzAlphabet takes any file of letters: what is read is one letter a class, between none and the space.
func FuzzAlphabet(f *testing.F) {
	f.Add([]byte("a\nb\r\nß\n"))
	f.Add([]byte("a\n\nb"))
	f.Add([]byte{0xff, '\n'})
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ParseAlphabet(data)
		if err != nil {
			return
		}
		if len(a) < 3 || len(a) > maxLetters+2 || a[0] != "" || a[len(a)-1] != " " || slices.Contains(a[1:], "") {
			t.Fatalf("%d letters, %q", len(a), a)
		}
	})
}
