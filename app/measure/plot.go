package measure

import (
	"fmt"
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// blue and grey of Okabe and Ito.
var (
	blue = color.NRGBA{R: 0, G: 114, B: 178, A: 255}
	grey = color.NRGBA{R: 130, G: 130, B: 130, A: 255}
)

// The window's letters have no serifs either.
func init() {
	plot.DefaultFont.Variant, plotter.DefaultFont.Variant = "Sans", "Sans"
}

// PlotReliability draws accuracy over confidence with the diagonal of a perfectly calibrated model, and how many posts
// each bar rests on. format is "png" or "svg"; say gives its texts, which hold the verbs of fmt, in the reader's language, nil
// in English.
func PlotReliability(w io.Writer, format, title string, c Calibration, say func(english string) string) error {
	if say == nil {
		say = func(text string) string { return text }
	}
	ece := say("not known")
	if !math.IsNaN(c.ECE) {
		ece = fmt.Sprintf("%.2f", c.ECE)
	}
	p := plot.New()
	p.Title.Text = fmt.Sprintf(say("Reliability of %s, ECE %s"), title, ece)
	p.X.Label.Text, p.Y.Label.Text = say("confidence"), say("accuracy")
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	diagonal, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
	if err != nil {
		return err
	}
	diagonal.Color, diagonal.Dashes = grey, []vg.Length{vg.Points(4), vg.Points(3)}
	p.Add(plotter.NewGrid(), diagonal)
	var points plotter.XYs
	var counts []string
	for _, b := range c.Bins {
		if b.N == 0 {
			continue
		}
		bar, err := plotter.NewPolygon(plotter.XYs{{X: b.Low, Y: 0}, {X: b.Low, Y: b.Accuracy}, {X: b.High, Y: b.Accuracy}, {X: b.High, Y: 0}})
		if err != nil {
			return err
		}
		bar.Color = color.NRGBA{R: blue.R, G: blue.G, B: blue.B, A: 90}
		bar.LineStyle.Color = blue
		p.Add(bar)
		points = append(points, plotter.XY{X: b.Confidence, Y: b.Accuracy})
		counts = append(counts, fmt.Sprint(b.N))
	}
	if len(points) > 0 {
		dots, err := plotter.NewScatter(points)
		if err != nil {
			return err
		}
		dots.Color = blue
		names, err := plotter.NewLabels(plotter.XYLabels{XYs: points, Labels: counts})
		if err != nil {
			return err
		}
		names.Offset = vg.Point{X: vg.Points(4), Y: vg.Points(4)}
		p.Add(dots, names)
	}
	return write(p, w, format, 5*vg.Inch, 4*vg.Inch)
}

// matrix draws a confusion matrix from the top.
type matrix [][]int

func (m matrix) Dims() (c, r int)   { return len(m), len(m) }
func (m matrix) X(c int) float64    { return float64(c) }
func (m matrix) Y(r int) float64    { return float64(r) }
func (m matrix) Z(c, r int) float64 { return m.share(len(m)-1-r, c) }
func (m matrix) share(r, c int) float64 {
	sum := 0
	for _, n := range m[r] {
		sum += n
	}
	return ratio(m[r][c], sum)
}

// PlotConfusion draws a confusion matrix, true labels down, predicted ones across; shades are shares of the row.
func PlotConfusion(w io.Writer, format, title string, names []string, counts [][]int) error {
	p := plot.New()
	p.Title.Text = "Confusion of " + title
	p.X.Label.Text, p.Y.Label.Text = "predicted", "true"
	m := matrix(counts)
	shades := make(shades, 32)
	for i := range shades {
		t := float64(i) / float64(len(shades)-1)
		mix := func(c uint8) uint8 { return uint8(255 + t*(float64(c)-255)) }
		shades[i] = color.NRGBA{R: mix(blue.R), G: mix(blue.G), B: mix(blue.B), A: 255}
	}
	heat := plotter.NewHeatMap(m, palette.Palette(shades))
	heat.Min, heat.Max = 0, 1
	p.Add(heat)
	var at plotter.XYs
	var texts []string
	var ticksX, ticksY []plot.Tick
	for i, name := range names {
		ticksX = append(ticksX, plot.Tick{Value: float64(i), Label: name})
		ticksY = append(ticksY, plot.Tick{Value: float64(len(names) - 1 - i), Label: name})
		for k, n := range counts[i] {
			at = append(at, plotter.XY{X: float64(k), Y: float64(len(names) - 1 - i)})
			texts = append(texts, fmt.Sprintf("%d (%.0f %%)", n, 100*m.share(i, k)))
		}
	}
	labels, err := plotter.NewLabels(plotter.XYLabels{XYs: at, Labels: texts})
	if err != nil {
		return err
	}
	for i := range labels.TextStyle {
		labels.TextStyle[i].XAlign, labels.TextStyle[i].YAlign = -0.5, -0.5
		if m.share(i/len(names), i%len(names)) > 0.6 {
			labels.TextStyle[i].Color = color.White
		}
	}
	p.Add(labels)
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.ConstantTicks(ticksX), plot.ConstantTicks(ticksY)
	return write(p, w, format, 5*vg.Inch, 4*vg.Inch)
}

type shades []color.Color

func (s shades) Colors() []color.Color { return s }

func write(p *plot.Plot, w io.Writer, format string, width, height vg.Length) error {
	out, err := p.WriterTo(width, height, format)
	if err != nil {
		return err
	}
	_, err = out.WriteTo(w)
	return err
}
