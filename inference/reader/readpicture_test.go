package reader

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/draw"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/picture"
	"duotone/inference/ocr"
	"duotone/inference/pack"
	"duotone/inference/session"
)

const shippedReader = "../../models/duotone-reader"

func openTestReader(t testing.TB) *Reader {
	t.Helper()
	r, err := Open(context.Background(), shippedReader)
	if app.KindOf(err) == app.KindRuntime && session.Version() == "" {
		t.Skip("the runtime library is not there: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func readerPicture(t testing.TB, name string) *app.Picture {
	t.Helper()
	p, err := picture.Read(context.Background(), filepath.Join("..", "testdata", "reader", name), picture.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// referenceLine is what the reference implementation found.
type referenceLine struct {
	Box    [4][2]float64 `json:"box"`
	Text   string        `json:"text"`
	Turned string        `json:"upside_down"`
}

// TestReadsAsTheReference holds boxes to two pixels and texts to the same letters. Where a box is a pixel off, the strip has other pixels, and
// one letter in two hundred may be another.
func TestReadsAsTheReference(t *testing.T) {
	r := openTestReader(t)
	r.look = look{short: 736, long: 1 << 14, times: 1 << 10} // the reference has no other bounds
	data, err := os.ReadFile(filepath.Join("..", "testdata", "reader", "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var reference map[string][]referenceLine
	if err := json.Unmarshal(data, &reference); err != nil {
		t.Fatal(err)
	}
	letters, other, boxes, most := 0, 0, 0, 0.0
	for _, name := range pack.SortedKeys(reference) {
		t.Run(name, func(t *testing.T) {
			m, err := readable(context.Background(), readerPicture(t, name))
			if err != nil {
				t.Fatal(err)
			}
			w, h := r.look.size(m.Rect.Dx(), m.Rect.Dy())
			seen, err := r.lookAt(context.Background(), m, w, h)
			if err != nil {
				t.Fatal(err)
			}
			lines, err := r.lines(context.Background(), m, seen)
			if err != nil {
				t.Fatal(err)
			}
			if len(lines) != len(reference[name]) {
				t.Errorf("%d lines, the reference has %d", len(lines), len(reference[name]))
			}
			for _, want := range reference[name] {
				i := slices.IndexFunc(lines, func(l readLine) bool { return farthest(l.Quad, want.Box) <= 2 })
				if i < 0 {
					near := math.Inf(1)
					for _, l := range lines {
						near = min(near, farthest(l.Quad, want.Box))
					}
					t.Errorf("%q at %v: the nearest box is %.0f pixels off", want.Text, want.Box, near)
					continue
				}
				boxes, most = boxes+1, max(most, farthest(lines[i].Quad, want.Box))
				got := lines[i].Text()
				off := min(edits(got, want.Text), edits(got, want.Turned))
				if letters, other = letters+len([]rune(got)), other+off; off > 1 {
					t.Errorf("%q (%.3f), the reference reads %q, and upside down %q", got, lines[i].Confidence, want.Text, want.Turned)
				} else if off > 0 {
					t.Logf("%q, the reference reads %q", got, want.Text)
				}
			}
		})
	}
	t.Logf("%d boxes within %.0f pixels of the reference's; %d of %d letters are other ones", boxes, most, other, letters)
	if letters < 400 || 200*other > letters {
		t.Errorf("%d of %d letters are other ones than the reference's", other, letters)
	}
}

// farthest is how far a corner of two boxes lies from the other's at most, along an axis.
func farthest(q ocr.Quad, box [4][2]float64) float64 {
	far := 0.0
	for i, p := range q {
		far = max(far, math.Abs(p.X-box[i][0]), math.Abs(p.Y-box[i][1]))
	}
	return far
}

// edits is how many letters have to be put in, left out or changed to make one text of the other (Levenshtein).
func edits(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		before := row[0]
		row[0] = i + 1
		for j, s := range to {
			change := before
			if r != s {
				change++
			}
			before, row[j+1] = row[j+1], min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}

// TestReadsWhatWasDrawn holds whole readings, in the order of reading, against what was drawn.
func TestReadsWhatWasDrawn(t *testing.T) {
	r := openTestReader(t)
	data, err := os.ReadFile(filepath.Join("..", "testdata", "reader", "drawn.json"))
	if err != nil {
		t.Fatal(err)
	}
	var drawn map[string][]string
	if err := json.Unmarshal(data, &drawn); err != nil {
		t.Fatal(err)
	}
	for _, name := range pack.SortedKeys(drawn) {
		words, err := r.ReadPicture(context.Background(), readerPicture(t, name))
		if err != nil {
			t.Fatal(err)
		}
		got, want := strings.Join(strings.Fields(app.PictureText(words)), " "), strings.Join(drawn[name], " ")
		if off := edits(got, want); 20*off > len([]rune(want)) || want == "" && got != "" {
			t.Errorf("%s: %d letters are off: %q, want %q", name, off, got, want)
		}
		for _, w := range words {
			if b := w.Box.Bounds(); !(b.X0 >= 0 && b.X0 < b.X1 && b.X1 <= 1 && b.Y0 >= 0 && b.Y0 < b.Y1 && b.Y1 <= 1) || !(w.Confidence > 0 && w.Confidence <= 1.0001) {
				t.Errorf("%s: %+v", name, w)
			}
		}
	}
}

func TestReadingIsCancelled(t *testing.T) {
	r := openTestReader(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		var err error
		for err == nil {
			_, err = r.ReadPicture(ctx, readerPicture(t, "meme.jpg"))
		}
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want a cancel", err)
	}
}

func TestAClosedReaderSaysSo(t *testing.T) {
	r := openTestReader(t)
	p := readerPicture(t, "accents.png")
	if err := errors.Join(r.Close(), r.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadPicture(context.Background(), p); !errors.Is(err, app.ErrClosed) {
		t.Errorf("%v, want ErrClosed", err)
	}
}

// TestHostileReadersAreRefused changes one thing of the shipped reader at a time.
func TestHostileReadersAreRefused(t *testing.T) {
	manifest, err := os.ReadFile(filepath.Join(shippedReader, ReaderFile))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"a file elsewhere":       {`"find.onnx": {`, `"../find.onnx": {`},
		"another hash":           {`"sha256": "`, `"sha256": "0`},
		"no number":              {`"threshold": 0.3`, `"threshold": 1.5`},
		"no height":              {`"height": 48`, `"height": 100000`},
		"another height":         {`"height": 48`, `"height": 64`},
		"letters of another set": {`"letters": "letters.txt"`, `"letters": "CARD.md"`},
		"a format to come":       {`"format": 1`, `"format": 2`},
		"a key twice":            {`"format": 1`, `"format": 1, "format": 1`},
		"no JSON":                {`{`, ``},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(shippedReader)); err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(manifest), change[0], change[1], 1)
		if changed == string(manifest) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if err := os.WriteFile(filepath.Join(dir, ReaderFile), []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := openReaderPack(dir); app.KindOf(err) != app.KindPack {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// crowded is a picture of 2,000 × 2,000 pixels with thousands of small words and a slanted one across it.
func crowded(b *testing.B) *app.Picture {
	const side = 2000
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	rng := rand.New(rand.NewPCG(1, 2))
	bar := func(x, y, w, h int) { draw.Draw(m, image.Rect(x, y, x+w, y+h), image.Black, image.Point{}, draw.Src) }
	for y := 4; y < side-20; y += 26 {
		for x := 4; x < side-60; x += 64 {
			for letter := range 4 { // what looks like letters: uprights and bars
				at := x + 11*letter
				bar(at, y, 2, 14)
				bar(at, y+rng.IntN(13), 7, 2)
				bar(at, y+rng.IntN(13), 7, 2)
			}
		}
	}
	for i := range 60 { // large letters, slanted
		bar(200+25*i, 300+20*i, 14, 160)
	}
	var data bytes.Buffer
	if err := png.Encode(&data, m); err != nil {
		b.Fatal(err)
	}
	p, err := picture.New("crowded.png", data.Bytes(), picture.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// BenchmarkCancel cancels the reading of a picture with thousands of words at moments spread over all of it, and tells how long it then takes to come back.
func BenchmarkCancel(b *testing.B) {
	r, p := openTestReader(b), crowded(b)
	begun := time.Now()
	if _, err := r.ReadPicture(b.Context(), p); err != nil {
		b.Fatal(err)
	}
	whole, sum, slowest, n := time.Since(begun), time.Duration(0), time.Duration(0), 0
	for b.Loop() {
		ctx, cancel := context.WithCancel(b.Context())
		stopped := make(chan time.Time, 1)
		timer := time.AfterFunc(whole*time.Duration(n*7%50)/50, func() { stopped <- time.Now(); cancel() })
		_, err := r.ReadPicture(ctx, p)
		back := time.Now()
		n++
		if timer.Stop() || err == nil {
			cancel()
			continue // it was quicker
		}
		took := back.Sub(<-stopped)
		sum, slowest = sum+took, max(slowest, took)
	}
	b.ReportMetric(float64(whole.Milliseconds()), "ms-whole")
	b.ReportMetric(float64(sum.Microseconds())/1e3/float64(n), "ms-mean")
	b.ReportMetric(float64(slowest.Microseconds())/1e3, "ms-slowest")
}

func BenchmarkReadPicture(b *testing.B) {
	r := openTestReader(b)
	for _, name := range []string{"photograph.jpg", "meme.jpg"} {
		p := readerPicture(b, name)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := r.ReadPicture(context.Background(), p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
