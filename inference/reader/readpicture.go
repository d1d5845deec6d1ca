package reader

import (
	"context"
	"image"
	"image/color"
	"math"
	"sync"

	"duotone/app"
	"duotone/app/picture"
	"duotone/inference/ocr"
	"duotone/inference/pack"
	"duotone/inference/session"

	"github.com/disintegration/imaging"
	"golang.org/x/image/draw"
	"golang.org/x/sync/errgroup"
)

// Reader is an open reader. It implements app.PictureReader.
type Reader struct {
	pack                   *readerPack
	cores                  int
	find, read             *session.Session
	findValues, readValues [3][256]float32
	look                   look

	mu     sync.RWMutex // held for reading by what runs
	closed bool
}

// look is how large the finding graph sees a picture: its short side at least short pixels, unless its long side would be over long, or
// it would be enlarged more than so many times.
type look struct {
	short, long int
	times       float64
}

var usualLook = look{short: 736, long: 1280, times: 4}

// Sizes in pixels.
const (
	longSide  = 2000 // of what is cropped from: a larger picture is made smaller
	findStep  = 32   // the sides of what the finding graph sees are multiples of this
	glanceAt  = 384  // the long side of a first look
	lineAt    = 40   // how high the lowest line's box is to be in what the finding graph sees
	maxStrip  = 2400 // width of a line for the reading graph, at its height
	minStrip  = 320  // the reference has it too: with 160, 9 letters of 1,088 were other ones than its, with this 2
	stripStep = 8    // pixels that become one column
)

// Ref keeps app.PictureReader.
func (r *Reader) Ref() string { return r.pack.manifest.Name + "@" + r.pack.manifest.Version }

// Close keeps app.PictureReader.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.closed = true
		r.find.Close()
		r.read.Close()
	}
	return nil
}

// ReadPicture keeps app.PictureReader.
func (r *Reader) ReadPicture(ctx context.Context, p *app.Picture) ([]app.PictureWord, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		return nil, app.ErrClosed
	}
	first, err := r.glance(ctx, p)
	if err != nil {
		return nil, err
	}
	rules := r.pack.manifest.Find.rules()
	maybe := rules
	maybe.Sure = min(rules.Sure, rules.Threshold) // a second look decides
	seen, err := ocr.Boxes(ctx, first, p.Width, p.Height, maybe)
	if err != nil || len(seen) == 0 {
		return nil, err
	}
	m, err := readable(ctx, p)
	if err != nil {
		return nil, err
	}
	if lowest(seen)*glanceRatio(p.Width, p.Height) < lineAt { // else the first look was as large already

		w, h := r.look.closer(p.Width, p.Height, seen)
		if first, err = r.lookAt(ctx, m, w, h); err != nil {
			return nil, err
		}
	}
	lines, err := r.lines(ctx, m, first)
	if err != nil {
		return nil, err
	}
	var words []app.PictureWord
	size := m.Rect.Size()
	for i, l := range lines {
		for _, w := range l.Words {
			word := app.PictureWord{Text: w.Text, Confidence: w.Confidence, Line: i}
			for c, corner := range l.word(w) {
				word.Box[c].X, word.Box[c].Y = corner.X/float64(size.X), corner.Y/float64(size.Y)
			}
			words = append(words, word)
		}
	}
	return words, nil
}

// readable is the picture upright over white, its sides not over longSide.
func readable(ctx context.Context, p *app.Picture) (*image.NRGBA, error) {
	w, h := within(p.Width, p.Height, longSide)
	m, err := picture.Decode(ctx, p, picture.Options{MinWidth: w, MinHeight: h, Over: &color.NRGBA{R: 255, G: 255, B: 255, A: 255}})
	if err != nil {
		return nil, err
	}
	if max(m.Rect.Dx(), m.Rect.Dy()) > longSide {
		m = imaging.Resize(m, w, h, imaging.Linear)
	}
	return m, nil
}

// within is the size of w × h with its aspect kept and no side over long.
func within(w, h, long int) (int, int) {
	if n := max(w, h); n > long {
		w, h = (w*long+n/2)/n, (h*long+n/2)/n
	}
	return max(w, 1), max(h, 1)
}

// most is by how much a picture of w × h may be enlarged.
func (l look) most(w, h int) float64 {
	ratio := max(float64(l.short)/float64(min(w, h)), 1)
	return min(ratio, l.times, float64(l.long)/float64(max(w, h)))
}

// size is the size at which lines are looked for in a picture of w × h of which nothing is known.
func (l look) size(w, h int) (int, int) { return scaled(w, h, l.most(w, h)) }

// closer is the size at which they are looked for once something was seen at a glance: small letters need more pixels, and large ones are
// torn into single words by them.
func (l look) closer(w, h int, seen []ocr.Box) (int, int) {
	return scaled(w, h, min(max(lineAt/lowest(seen), glanceRatio(w, h)), l.most(w, h)))
}

// lowest is how high the lowest of the boxes is.
func lowest(boxes []ocr.Box) float64 {
	least := math.Inf(1)
	for _, b := range boxes {
		least = min(least, float64(b.Width()), float64(b.Height()))
	}
	return least
}

// glanceRatio is by how much a picture of w × h is made smaller, or larger, for a first look.
func glanceRatio(w, h int) float64 { return min(2, glanceAt/float64(max(w, h))) }

// scaled is w × h times a ratio, in the steps of the finding graph.
func scaled(w, h int, ratio float64) (int, int) {
	side := func(n int) int {
		return max(int(math.RoundToEven(float64(int(float64(n)*ratio))/findStep))*findStep, findStep)
	}
	return side(w), side(h)
}

// glance looks at the whole picture made small: most pictures hold no words, and that is seen with a tenth of the work.
func (r *Reader) glance(ctx context.Context, p *app.Picture) (ocr.Map, error) {
	w, h := scaled(p.Width, p.Height, glanceRatio(p.Width, p.Height))
	bytes := make([]byte, 4*w*h)
	orientation, err := picture.Stretch(ctx, p, bytes, w, h, w, h, [3]uint8{255, 255, 255})
	if err != nil {
		return ocr.Map{}, err
	}
	pixels := session.Borrow(3 * w * h)
	defer session.GiveBack(pixels)
	at := pack.Turned(orientation, w, h)
	for c := range 3 {
		plane, value := (*pixels)[c*w*h:][:w*h], &r.findValues[c]
		for y := range at.Height {
			i := at.First + y*at.Down
			for row := bytes[4*y*at.Width:][:4*at.Width]; len(row) >= 4; row, i = row[4:], i+at.Right {
				plane[i] = value[row[2-c]]
			}
		}
	}
	return r.letterMap(ctx, *pixels, w, h)
}

// readLine is a line with its box.
type readLine struct {
	ocr.Box
	ocr.Line
	turned, round bool // the strip was turned left; and then upside down
}

// word is where a word of the line stands in the picture.
func (l readLine) word(w ocr.Word) ocr.Quad {
	q := l.Quad
	if l.turned { // the strip's left is the box's top
		q = ocr.Quad{q[1], q[2], q[3], q[0]}
	}
	if l.round {
		q = ocr.Quad{q[2], q[3], q[0], q[1]}
	}
	return q.Part(w.From, w.To)
}

// lookAt runs the finding graph on a picture at w × h.
func (r *Reader) lookAt(ctx context.Context, m *image.NRGBA, w, h int) (ocr.Map, error) {
	pixels := session.Borrow(3 * w * h)
	defer session.GiveBack(pixels)
	planes(*pixels, w, stretched(m, w, h), &r.findValues)
	return r.letterMap(ctx, *pixels, w, h)
}

// lines finds the lines of a picture by a map of it and reads them, in the order of reading.
func (r *Reader) lines(ctx context.Context, m *image.NRGBA, probabilities ocr.Map) ([]readLine, error) {
	size := m.Rect.Size()
	boxes, err := ocr.Boxes(ctx, probabilities, size.X, size.Y, r.pack.manifest.Find.rules())
	if err != nil {
		return nil, err
	}
	read := make([]readLine, len(boxes))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(r.cores)
	for i, box := range boxes {
		group.Go(func() (err error) {
			read[i], err = r.line(ctx, m, box)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var lines []readLine
	for _, i := range ocr.Order(boxes) {
		if l := read[i]; len(l.Words) > 0 && l.Confidence >= r.pack.manifest.Read.Confidence {
			lines = append(lines, l)
		}
	}
	return lines, nil
}

func stretched(m *image.NRGBA, w, h int) *image.NRGBA {
	if m.Rect.Dx() == w && m.Rect.Dy() == h {
		return m
	}
	return imaging.Resize(m, w, h, imaging.Linear)
}

// sampled is a strip at another size. Each pixel is that of the four nearest, also where it shrinks: so the reading graph was trained.
func sampled(m *image.NRGBA, w, h int) *image.NRGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	opaque := &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect} // the same bytes, and a quicker way
	draw.ApproxBiLinear.Scale(out, out.Rect, opaque, m.Rect, draw.Src, nil)
	return &image.NRGBA{Pix: out.Pix, Stride: out.Stride, Rect: out.Rect}
}

// letterMap runs the finding graph on planes of w × h.
func (r *Reader) letterMap(ctx context.Context, pixels []float32, w, h int) (ocr.Map, error) {
	out := session.Room(1, 1, int64(h), int64(w))
	err := r.find.Run(ctx, []session.Array{session.Floats(pixels, 1, 3, int64(h), int64(w))}, []session.Array{out})
	return ocr.Map{Width: w, Height: h, P: out.Floats}, err
}

// planes fills the planes B, G, R of a tensor that is wide pixels wide; what the picture does not fill is 0.
func planes(dst []float32, wide int, m *image.NRGBA, values *[3][256]float32) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for c := range 3 {
		plane, value := dst[c*wide*h:(c+1)*wide*h], &values[c]
		for y := range h {
			row, from := plane[y*wide:][:wide], m.Pix[y*m.Stride:][:4*w]
			for x := range w {
				row[x] = value[from[4*x+2-c]]
			}
			clear(row[w:])
		}
	}
}

// A line that is read with less confidence than doubtful may be upside down; it is if it is then read with more than sure.
const doubtful, sure = 0.7, 0.9

// line reads the line in a box. One that is read badly, or that runs up or down, is read upside down as well.
func (r *Reader) line(ctx context.Context, m *image.NRGBA, box ocr.Box) (readLine, error) {
	strip, turned := ocr.Crop(ctx, m, box.Quad)
	out := readLine{Box: box, turned: turned}
	if strip == nil {
		return out, ctx.Err()
	}
	height := r.pack.manifest.Read.Height
	width := int(math.Ceil(float64(height) * float64(strip.Rect.Dx()) / float64(strip.Rect.Dy())))
	strip = sampled(strip, min(max(width, 1), maxStrip), height)
	var err error
	if out.Line, err = r.strip(ctx, strip); err != nil || out.Confidence >= doubtful && !turned {
		return out, err
	}
	ocr.TurnRound(strip)
	other, err := r.strip(ctx, strip)
	if other.Confidence > out.Confidence && (turned || other.Confidence > sure) {
		out.Line, out.round = other, true
	}
	return out, err
}

// strip runs the reading graph.
func (r *Reader) strip(ctx context.Context, m *image.NRGBA) (ocr.Line, error) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	wide := max((w+stripStep-1)/stripStep*stripStep, minStrip)
	pixels := session.Borrow(3 * wide * h)
	defer session.GiveBack(pixels)
	planes(*pixels, wide, m, &r.readValues)
	columns := wide / stripStep
	out := session.Room(1, int64(columns), int64(len(r.pack.alphabet)))
	if err := r.read.Run(ctx, []session.Array{session.Floats(*pixels, 1, 3, int64(h), int64(wide))}, []session.Array{out}); err != nil {
		return ocr.Line{}, err
	}
	return r.pack.alphabet.Read(out.Floats, columns, float64(w)/float64(wide))
}
