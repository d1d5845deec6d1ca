package ocr

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"slices"
	"testing"
)

var usual = Rules{Threshold: 0.3, Sure: 0.5, Unclip: 1.6}

// bar is a map with one bar of letters: centre, sides, and its angle in degrees.
func bar(w, h int, at Point, long, short, degrees float64) Map {
	m := Map{Width: w, Height: h, P: make([]float32, w*h)}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range h {
		for x := range w {
			d := Point{float64(x), float64(y)}.minus(at)
			if math.Abs(d.X*cos+d.Y*sin) <= long/2 && math.Abs(d.Y*cos-d.X*sin) <= short/2 {
				m.P[y*w+x] = 0.9
			}
		}
	}
	return m
}

func TestBoxesAreWhereTheLettersAre(t *testing.T) {
	for _, degrees := range []float64{0, 10, -30, 44} {
		const long, short = 120.0, 20.0
		boxes, err := Boxes(context.Background(), bar(256, 192, Point{128, 96}, long, short, degrees), 512, 384, usual)
		if err != nil || len(boxes) != 1 {
			t.Fatalf("%v°: %d boxes, %v", degrees, len(boxes), err)
		}
		margin := long * short * usual.Unclip / (2 * (long + short))
		b := boxes[0]
		wide, high := 2*(long+2*margin), 2*(short+2*margin) // the picture is twice the map
		if math.Abs(float64(b.Width())-wide) > 8 || math.Abs(float64(b.Height())-high) > 8 {
			t.Errorf("%v°: %d × %d, want about %.0f × %.0f", degrees, b.Width(), b.Height(), wide, high)
		}
		up := b.Quad[1].minus(b.Quad[0])
		if got := math.Atan2(up.Y, up.X) * 180 / math.Pi; math.Abs(got-degrees) > 2 {
			t.Errorf("%v°: the box is turned by %.1f°", degrees, got)
		}
	}
}

func TestSpecksAndDoubtAreNoLines(t *testing.T) {
	weak := bar(64, 64, Point{32, 32}, 40, 12, 0)
	for i := range weak.P {
		weak.P[i] *= 0.4 / 0.9 // over the threshold, and nowhere sure
	}
	for name, m := range map[string]Map{"nothing": {64, 64, make([]float32, 64*64)}, "a speck": bar(64, 64, Point{32, 32}, 1, 1, 0), "doubt": weak} {
		if boxes, err := Boxes(context.Background(), m, 640, 640, usual); err != nil || len(boxes) != 0 {
			t.Errorf("%s: %v, %v", name, boxes, err)
		}
	}
}

func TestAMapMustBeWhole(t *testing.T) {
	if _, err := Boxes(context.Background(), Map{8, 8, make([]float32, 63)}, 8, 8, usual); err == nil {
		t.Error("a map with a value too few is taken")
	}
}

func TestAHostileMapGivesFewBoxesAndIsCancelled(t *testing.T) {
	m := Map{Width: 800, Height: 800, P: make([]float32, 800*800)}
	for i := range m.P {
		if x, y := i%800, i/800; x%16 < 10 && y%16 < 10 {
			m.P[i] = 0.99
		}
	}
	boxes, err := Boxes(context.Background(), m, 800, 800, usual)
	if err != nil || len(boxes) != MaxLines {
		t.Errorf("%d boxes, want %d; %v", len(boxes), MaxLines, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Boxes(ctx, m, 800, 800, usual); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want a cancel", err)
	}
}

// asked is a context that counts how often it is asked whether it was cancelled, and is from the time after the last on.
type asked struct {
	context.Context
	times, last int
}

func (a *asked) Err() error {
	if a.times++; a.times > a.last {
		return context.Canceled
	}
	return nil
}

// nested is a map of so many letters U, one in the other, that all begin in its first row; their rectangles have together a hundred times its pixels.
func nested(side, n int) Map {
	m := Map{Width: side, Height: side, P: make([]float32, side*side)}
	for k := range n {
		left, right, bottom := 4*k, side-1-4*k, side-1-4*k
		for y := range bottom + 1 {
			m.P[y*side+left], m.P[y*side+right] = 0.99, 0.99
		}
		for x := left; x <= right; x++ {
			m.P[bottom*side+x] = 0.99
		}
	}
	return m
}

// TestACancelIsHeardBetweenPatches, and between the rows of a strip: what a hostile picture makes long is cut short.
func TestACancelIsHeardBetweenPatches(t *testing.T) {
	const patches = 40
	never := &asked{Context: t.Context(), last: 1 << 30}
	if _, err := Boxes(never, nested(400, patches), 400, 400, usual); err != nil || never.times < patches {
		t.Errorf("asked %d times over %d patches of one row, %v", never.times, patches, err)
	}
	soon := &asked{Context: t.Context(), last: 3}
	if _, err := Boxes(soon, nested(400, patches), 400, 400, usual); !errors.Is(err, context.Canceled) || soon.times != 4 {
		t.Errorf("%v after it was asked %d times", err, soon.times)
	}
	soon = &asked{Context: t.Context(), last: 2}
	m := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	if strip, _ := Crop(soon, m, Quad{{100, 0}, {299, 150}, {200, 299}, {0, 150}}); strip != nil || soon.times > 4 {
		t.Errorf("a strip of %v after it was asked %d times", strip.Rect, soon.times)
	}
}

// TestCropTakesTheTurnOut paints a turned bar with a light left and a dark right half, and looks at the strip.
func TestCropTakesTheTurnOut(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 200, 200))
	const degrees = 25.0
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	at := func(along, across float64) Point {
		return Point{100 + along*cos - across*sin, 100 + along*sin + across*cos}
	}
	for y := range 200 {
		for x := range 200 {
			v := uint8(200)
			if (float64(x)-100)*cos+(float64(y)-100)*sin > 0 {
				v = 30
			}
			m.SetNRGBA(x, y, color.NRGBA{v, v, v, 255})
		}
	}
	strip, turned := Crop(t.Context(), m, Quad{at(-60, -15), at(60, -15), at(60, 15), at(-60, 15)})
	if turned || strip.Rect.Dx() < 118 || strip.Rect.Dx() > 121 || strip.Rect.Dy() < 29 || strip.Rect.Dy() > 31 {
		t.Fatalf("a strip of %v, turned %v", strip.Rect, turned)
	}
	for _, y := range []int{2, 15, 27} {
		if l, r := strip.NRGBAAt(20, y).R, strip.NRGBAAt(100, y).R; l != 200 || r != 30 {
			t.Errorf("row %d is %d and %d, want 200 and 30", y, l, r)
		}
	}
}

func TestCropLaysWhatStandsUp(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 20, 60))
	m.SetNRGBA(19, 0, color.NRGBA{255, 0, 0, 255}) // the top right becomes the top left
	strip, turned := Crop(t.Context(), m, Quad{{0, 0}, {20, 0}, {20, 60}, {0, 60}})
	if !turned || strip.Rect.Dx() != 60 || strip.NRGBAAt(0, 0).R != 255 {
		t.Errorf("turned %v, %v, top left %v", turned, strip.Rect, strip.NRGBAAt(0, 0))
	}
	TurnRound(strip)
	if strip.NRGBAAt(59, 19).R != 255 {
		t.Error("turned round, it is not in the last corner")
	}
}

func columnsOf(a Alphabet, classes ...int) []float32 {
	p := make([]float32, len(classes)*len(a))
	for c, class := range classes {
		p[c*len(a)+class] = 0.8
	}
	return p
}

func TestLettersBecomeWords(t *testing.T) {
	a, err := ParseAlphabet([]byte("a\nb\nß\n"))
	if err != nil {
		t.Fatal(err)
	}
	const space = 4
	classes := []int{0, 1, 1, 0, 1, 3, 0, space, space, 0, 2, 2, 0, 0, 0, 0} // "aaß b", the last quarter is padding
	line, err := a.Read(columnsOf(a, classes...), len(classes), 0.75)
	if err != nil || line.Text() != "aaß b" || math.Abs(line.Confidence-0.8) > 1e-6 {
		t.Fatalf("%q, %v, %v", line.Text(), line.Confidence, err)
	}
	first, last := line.Words[0], line.Words[1]
	if first.From < 0 || first.From > 0.15 || first.To > last.From || last.From > 0.85 || last.To < 0.9 {
		t.Errorf("words at %v to %v and %v to %v of the line", first.From, first.To, last.From, last.To)
	}
	for _, bad := range []string{"a\n\nb\n", "a\n\xff\n"} {
		if _, err := ParseAlphabet([]byte(bad)); err == nil {
			t.Errorf("%q is taken for letters", bad)
		}
	}
}

func level(x, y, w, h float64) Box {
	return Box{Quad: Quad{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}}
}

func TestOrderOfReading(t *testing.T) {
	columns := []Box{level(40, 20, 400, 40)}
	for i := range 5 {
		y := 100 + 30*float64(i)
		columns = append(columns, level(40, y, 350, 20), level(480, y+2, 340, 20))
	}
	slanted := []Box{level(300, 10, 90, 30), level(10, 10, 90, 30), level(150, 12, 90, 30), level(10, 70, 300, 30)}
	for i := range slanted {
		for c, p := range slanted[i].Quad { // by 20° against the clock
			slanted[i].Quad[c] = Point{p.X*0.94 + p.Y*0.34, 400 - p.X*0.34 + p.Y*0.94}
		}
	}
	for name, c := range map[string]struct {
		boxes []Box
		want  []int
	}{
		"two slanting lines":            {slanted, []int{1, 2, 0, 3}},
		"none":                          {nil, []int{}},
		"a headline over two columns":   {columns, []int{0, 1, 3, 5, 7, 9, 2, 4, 6, 8, 10}},
		"words of two rows":             {[]Box{level(300, 12, 90, 30), level(10, 10, 90, 30), level(12, 60, 90, 30), level(200, 8, 80, 30)}, []int{1, 3, 0, 2}},
		"a meme, words above and below": {[]Box{level(50, 500, 300, 50), level(380, 505, 200, 50), level(60, 10, 500, 50)}, []int{2, 0, 1}},
	} {
		if got := Order(c.boxes); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
