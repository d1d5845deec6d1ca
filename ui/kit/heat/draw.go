package heat

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"

	"duotone/ui/kit/paint"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
)

// texels is how many pixels of the heat's own picture a patch has on a side. The screen stretches it over the photograph.
const texels = 12

// Marks of sign stand on patches with at least this share of the full heat that no neighbour outdoes.
const markFrom = 0.35

// leastSeen is the share of the full heat below which there is nothing to be seen: a hint of colour.
const leastSeen = 0.2

// fullHeat is the weight that has the whole hue: the greatest, and at least a floor so that noise does not glow.
func fullHeat(weights []float64, signed bool) float64 {
	full := 0.02
	if !signed {
		full = 1.5 / float64(max(1, len(weights))) // half again an even spread
	}
	for _, w := range weights {
		if !math.IsNaN(w) {
			full = max(full, math.Abs(w))
		}
	}
	return full
}

// drawHeat draws weights as a picture, transparent at 0, bilinear between the middles of patches.
func drawHeat(cols, rows int, weights []float64, signed bool, forHue, againstHue color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, cols*texels, rows*texels))
	full := fullHeat(weights, signed)
	at := func(c, r int) float64 {
		w := weights[max(0, min(rows-1, r))*cols+max(0, min(cols-1, c))]
		if math.IsNaN(w) || (!signed && w < 0) {
			return 0
		}
		return w / full
	}
	for y := range rows * texels {
		fy := (float64(y)+0.5)/texels - 0.5
		r0 := int(math.Floor(fy))
		ty := fy - float64(r0)
		for x := range cols * texels {
			fx := (float64(x)+0.5)/texels - 0.5
			c0 := int(math.Floor(fx))
			tx := fx - float64(c0)
			v := (at(c0, r0)*(1-tx)+at(c0+1, r0)*tx)*(1-ty) + (at(c0, r0+1)*(1-tx)+at(c0+1, r0+1)*tx)*ty
			hue := forHue
			if v < 0 {
				hue = againstHue
			}
			hue.A = uint8(math.Round(255 * math.Min(1, math.Pow(math.Abs(v), 0.9))))
			img.SetNRGBA(x, y, hue)
		}
	}
	return img
}

// mute takes most of the colour out of a picture, which is taken to be opaque: orange heat on a sunset would not be seen otherwise.
func mute(img image.Image) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Bounds(), img, b.Min, draw.Src)
	for pix := out.Pix; len(pix) >= 4; pix = pix[4:] {
		grey := (299*int(pix[0]) + 587*int(pix[1]) + 114*int(pix[2])) / 1000
		for k, v := range pix[:3] {
			pix[k] = uint8((int(v) + 4*grey) / 5)
		}
	}
	return out
}

// signPeaks finds the patches that get a mark of their sign.
func signPeaks(cols, rows int, weights []float64) (peaks []int) {
	full := fullHeat(weights, true)
	for i, w := range weights {
		if !(math.Abs(w)/full >= markFrom) {
			continue
		}
		c, r := i%cols, i/cols
		peak := true
		for dr := -1; dr <= 1; dr++ {
			for dc := -1; dc <= 1; dc++ {
				nc, nr := c+dc, r+dr
				if nc < 0 || nr < 0 || nc >= cols || nr >= rows {
					continue
				}
				n := nr*cols + nc
				if math.Signbit(weights[n]) == math.Signbit(w) &&
					(math.Abs(weights[n]) > math.Abs(w) || (math.Abs(weights[n]) == math.Abs(w) && n < i)) {
					peak = false
				}
			}
		}
		if peak {
			peaks = append(peaks, i)
		}
	}
	return peaks
}

// CreateRenderer draws the picture.
func (h *Picture) CreateRenderer() fyne.WidgetRenderer {
	r := &heatRenderer{
		h: h, photo: canvas.NewImageFromImage(nil), muted: canvas.NewImageFromImage(nil), heat: canvas.NewImageFromImage(nil), veil: canvas.NewRectangle(nil),
		band: canvas.NewRectangle(nil), bandEdge: canvas.NewRectangle(nil), cell: canvas.NewRectangle(nil), cellEdge: canvas.NewRectangle(nil),
		patch: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil),
	}
	r.photo.FillMode, r.muted.FillMode, r.heat.FillMode = canvas.ImageFillStretch, canvas.ImageFillStretch, canvas.ImageFillStretch
	r.Refresh()
	return r
}

// coverDrawn is a covered part: dark, framed, and crossed out.
type coverDrawn struct {
	box  *canvas.Rectangle
	a, b *canvas.Line
}

// signDrawn is a mark of sign on a dark disc.
type signDrawn struct {
	disc        *canvas.Circle
	minus, plus *canvas.Rectangle
}

type heatRenderer struct {
	h              *Picture
	photo, muted   *canvas.Image // in colour, and nearly grey under the heat
	heat           *canvas.Image
	veil           *canvas.Rectangle
	covers         []*coverDrawn
	marks          [][2]*canvas.Rectangle // a dark edge, and the frame in it
	signs          []*signDrawn
	peaks          []int
	warm           bool // some of the heat can be seen: without any, a picture keeps its colours
	band, bandEdge *canvas.Rectangle
	cell, cellEdge *canvas.Rectangle
	patch, ring    *canvas.Rectangle
	objects        []fyne.CanvasObject

	version, heatVersion int
	hues                 [2]color.NRGBA
	translucency         float64
}

func (r *heatRenderer) Destroy() {}

func (r *heatRenderer) Objects() []fyne.CanvasObject { return r.objects }

// MinSize leaves the size to whoever lays the picture out.
func (r *heatRenderer) MinSize() fyne.Size {
	p := paint.Of(r.h.Theme())
	return fyne.NewSize(p.Unit(120), p.Unit(90))
}

func (r *heatRenderer) Refresh() {
	p, h := paint.Of(r.h.Theme()), r.h
	if r.version != h.version {
		r.version = h.version
		r.photo.Image, r.muted.Image = h.picture, nil
		r.photo.ScaleMode, r.muted.ScaleMode = canvas.ImageScaleSmooth, canvas.ImageScaleSmooth
		if _, ready := h.picture.(*Photo); ready {
			r.photo.ScaleMode, r.muted.ScaleMode = canvas.ImageScaleFastest, canvas.ImageScaleFastest
		}
		r.photo.Refresh()
	}
	r.refreshHeat(p)
	warm := r.heatShown() && r.warm
	paint.SetVisible(r.muted, warm)
	paint.SetVisible(r.photo, !warm)
	ground := p.Ground()
	ground.A = 0xB8
	paint.SetFill(r.veil, ground)
	paint.SetVisible(r.veil, h.dimmed && h.picture != nil)
	for len(r.covers) < len(h.covered) {
		r.covers = append(r.covers, &coverDrawn{canvas.NewRectangle(nil), canvas.NewLine(nil), canvas.NewLine(nil)})
	}
	for _, c := range r.covers[:len(h.covered)] {
		c.box.FillColor = p.Color(theme.ColorNameCover)
		c.box.StrokeColor, c.box.StrokeWidth = color.White, 1.5
		c.a.StrokeColor, c.b.StrokeColor = color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0x70}, color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0x70}
		c.a.StrokeWidth, c.b.StrokeWidth = 1, 1
		c.box.Refresh()
	}
	r.refreshMarks()
	paint.SetFrame(r.band, color.Black, 3, nil)
	paint.SetFrame(r.bandEdge, color.White, 1.5, color.NRGBA{R: 0x3A, G: 0x3A, B: 0x40, A: 0x90})
	paint.SetVisible(r.band, h.drag == dragging)
	paint.SetVisible(r.bandEdge, h.drag == dragging)
	paint.SetFrame(r.cell, color.Black, 4, nil)
	paint.SetFrame(r.cellEdge, color.White, 2, nil)
	keys := h.focused && h.picture != nil && h.cell != (Rect{}) && h.drag != dragging
	paint.SetVisible(r.cell, keys)
	paint.SetVisible(r.cellEdge, keys)
	paint.SetFrame(r.patch, color.White, 1, nil)
	paint.SetVisible(r.patch, h.col >= 0 && h.col < h.cols && h.row < h.rows && h.heatVisible && h.drag != dragging)
	paint.SetFrame(r.ring, p.Color(fynetheme.ColorNamePrimary), 2, nil)
	paint.SetVisible(r.ring, h.focused && h.picture != nil)
	r.collect()
	r.Layout(h.Size())
}

func (r *heatRenderer) refreshHeat(p paint.Brush) {
	h := r.h
	hues := [2]color.NRGBA{p.Color(theme.ColorNameHeatFor), p.Color(theme.ColorNameHeatAgainst)}
	fresh := r.heatVersion != h.heatVersion || r.hues != hues
	if fresh {
		r.heatVersion, r.hues = h.heatVersion, hues
		r.heat.Image, r.peaks, r.warm = nil, nil, false
		least := leastSeen * fullHeat(h.weights, h.signed)
		r.warm = slices.ContainsFunc(h.weights, func(w float64) bool { return math.Abs(w) >= least })
		if len(h.weights) > 0 {
			r.heat.Image = drawHeat(h.cols, h.rows, h.weights, h.signed, hues[0], hues[1])
			if h.signed {
				r.peaks = signPeaks(h.cols, h.rows, h.weights)
			}
		}
		for len(r.signs) < len(r.peaks) {
			r.signs = append(r.signs, &signDrawn{
				canvas.NewCircle(color.NRGBA{A: 0xA0}), canvas.NewRectangle(color.White), canvas.NewRectangle(color.White),
			})
		}
	}
	if t := 1 - h.strength; fresh || r.translucency != t {
		r.translucency, r.heat.Translucency = t, t
		r.heat.Refresh()
	}
	shown := r.heatShown()
	paint.SetVisible(r.heat, shown)
	for i, n := range r.peaks {
		paint.SetVisible(r.signs[i].disc, shown)
		paint.SetVisible(r.signs[i].minus, shown)
		paint.SetVisible(r.signs[i].plus, shown && h.weights[n] > 0)
	}
}

func (r *heatRenderer) heatShown() bool {
	return r.h.heatVisible && r.h.strength > 0 && len(r.h.weights) > 0 && r.h.picture != nil && !r.h.dimmed
}

func (r *heatRenderer) collect() {
	r.objects = append(r.objects[:0], r.photo, r.muted, r.heat)
	for i := range r.peaks {
		r.objects = append(r.objects, r.signs[i].disc, r.signs[i].minus, r.signs[i].plus)
	}
	for _, c := range r.covers[:len(r.h.covered)] {
		r.objects = append(r.objects, c.box, c.a, c.b)
	}
	for _, m := range r.marks[:len(r.h.marks)] {
		r.objects = append(r.objects, m[0], m[1])
	}
	r.objects = append(r.objects, r.veil, r.patch, r.band, r.bandEdge, r.cell, r.cellEdge, r.ring)
}

// pick takes the pictures out of a Photo that are right for a size on the screen.
func (r *heatRenderer) pick(in fyne.Size) {
	photo, ok := r.h.picture.(*Photo)
	if !ok || in.IsZero() {
		return
	}
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(r.h); c != nil {
		scale = c.Scale()
	}
	if l := photo.at(in.Width * scale); r.photo.Image != l {
		r.photo.Image, r.muted.Image = l, nil
		r.photo.Refresh()
	}
}

// grey makes the picture that lies under the heat, in the one size that is seen: all of them would hold as much again as the photograph. It
// takes a millisecond or two.
func (r *heatRenderer) grey() {
	if r.muted.Visible() && r.muted.Image == nil {
		r.muted.Image = mute(r.photo.Image)
		r.muted.Refresh()
	}
}

// Layout computes the picture's rectangle once and puts the photograph, the heat and all else into it.
func (r *heatRenderer) Layout(size fyne.Size) {
	h := r.h
	pos, in := h.fitted(size)
	r.pick(in)
	r.grey()
	paint.Place(r.photo, pos.X, pos.Y, in.Width, in.Height)
	paint.Place(r.muted, pos.X, pos.Y, in.Width, in.Height)
	paint.Place(r.heat, pos.X, pos.Y, in.Width, in.Height)
	paint.Place(r.veil, pos.X, pos.Y, in.Width, in.Height)
	put := func(o fyne.CanvasObject, c Rect) {
		x0, y0 := pos.X+float32(c.X0)*in.Width, pos.Y+float32(c.Y0)*in.Height
		x1, y1 := pos.X+float32(c.X1)*in.Width, pos.Y+float32(c.Y1)*in.Height
		paint.Place(o, x0, y0, x1-x0, y1-y0)
	}
	for i, c := range h.covered {
		d := r.covers[i]
		put(d.box, c)
		at, s := d.box.Position(), d.box.Size()
		d.a.Position1, d.a.Position2 = at, at.AddXY(s.Width, s.Height)
		d.b.Position1, d.b.Position2 = at.AddXY(s.Width, 0), at.AddXY(0, s.Height)
	}
	for i, m := range h.marks {
		put(r.marks[i][0], m.Rect)
		put(r.marks[i][1], m.Rect)
	}
	put(r.band, h.band())
	put(r.bandEdge, h.band())
	put(r.cell, h.cell)
	put(r.cellEdge, h.cell)
	if h.cols > 0 && h.col >= 0 {
		w, t := 1/float64(h.cols), 1/float64(h.rows)
		put(r.patch, Rect{float64(h.col) * w, float64(h.row) * t, float64(h.col+1) * w, float64(h.row+1) * t})
	}
	for i, n := range r.peaks {
		x := pos.X + (float32(n%h.cols)+0.5)/float32(h.cols)*in.Width
		y := pos.Y + (float32(n/h.cols)+0.5)/float32(h.rows)*in.Height
		d := min(14, max(8, min(in.Width/float32(h.cols), in.Height/float32(h.rows))*0.7))
		s := r.signs[i]
		paint.Place(s.disc, x-d/2, y-d/2, d, d)
		paint.Place(s.minus, x-d*0.3, y-0.75, d*0.6, 1.5)
		paint.Place(s.plus, x-0.75, y-d*0.3, 1.5, d*0.6)
	}
	paint.Place(r.ring, pos.X-3, pos.Y-3, in.Width+6, in.Height+6)
}
