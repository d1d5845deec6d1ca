package measure

import (
	"fmt"
	"io"
	"math"

	"duotone/app"

	"github.com/go-analyze/charts"
)

// The colours of Okabe and Ito, and what stands for nothing.
var (
	blue  = charts.Color{R: 0, G: 114, B: 178, A: 255}
	grey  = charts.Color{R: 130, G: 130, B: 130, A: 255}
	lines = charts.Color{R: 225, G: 225, B: 225, A: 255}
	ink   = charts.Color{R: 40, G: 40, B: 40, A: 255}
)

const (
	plotWidth, plotHeight              = 480, 384 // pixels
	left, right, top, bottom           = 62, 16, 36, 50
	titleSize, nameSize, small float64 = 13, 11, 10 // of letters
)

// sheet is an empty plot on white, with places as fractions of what lies between the axes: 0, 0 is at its lower left.
type sheet struct{ *charts.Painter }

func newSheet(format string) sheet {
	s := sheet{charts.NewPainter(charts.PainterOptions{OutputFormat: format, Width: plotWidth, Height: plotHeight})}
	s.FilledRect(0, 0, plotWidth, plotHeight, charts.ColorWhite, charts.ColorWhite, 0)
	return s
}

func (s sheet) x(v float64) int { return left + int(math.Round(v*(plotWidth-left-right))) }
func (s sheet) y(v float64) int { return top + int(math.Round((1-v)*(plotHeight-top-bottom))) }

// write puts a text with its middle at a point, moved by shares of its width: 0.5 ends it there, −0.5 begins it.
func (s sheet) write(text string, x, y int, shift, size float64, c charts.Color, turned bool) {
	style := charts.FontStyle{FontSize: size, FontColor: c}
	box := s.MeasureText(text, 0, style)
	w, h := box.Width(), box.Height()
	if turned { // to be read from below
		s.Text(text, x+h/2, y+w/2, -math.Pi/2, style)
		return
	}
	s.Text(text, x-int((0.5+shift)*float64(w)), y+h/2, 0, style)
}

// name writes the title and what the axes are.
func (s sheet) name(title, across, up string) {
	s.write(title, plotWidth/2, top/2, 0, titleSize, ink, false)
	s.write(across, (s.x(0)+s.x(1))/2, plotHeight-13, 0, nameSize, ink, false)
	s.write(up, 14, (s.y(0)+s.y(1))/2, 0, nameSize, ink, true)
}

func (s sheet) line(x0, y0, x1, y1 float64, c charts.Color, dash ...float64) {
	from, to := charts.Point{X: s.x(x0), Y: s.y(y0)}, charts.Point{X: s.x(x1), Y: s.y(y1)}
	if len(dash) > 0 {
		s.DashedLineStroke([]charts.Point{from, to}, c, 1, dash)
		return
	}
	s.LineStroke([]charts.Point{from, to}, c, 1)
}

func (s sheet) writeTo(w io.Writer) error {
	data, err := s.Bytes()
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
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
		ece = app.Decimal(say, fmt.Sprintf("%.2f", c.ECE))
	}
	s := newSheet(format)
	s.name(fmt.Sprintf(say("Reliability of %s, ECE %s"), title, ece), say("confidence"), say("accuracy"))
	for i := range 6 {
		v := float64(i) / 5
		s.line(v, 0, v, 1, lines)
		s.line(0, v, 1, v, lines)
		at := app.Decimal(say, fmt.Sprintf("%.1f", v))
		s.write(at, s.x(v), s.y(0)+12, 0, small, ink, false)
		s.write(at, s.x(0)-7, s.y(v), 0.5, small, ink, false)
	}
	for _, b := range c.Bins {
		if b.N > 0 {
			s.FilledRect(s.x(b.Low), s.y(b.Accuracy), s.x(b.High), s.y(0), charts.Color{R: blue.R, G: blue.G, B: blue.B, A: 90}, blue, 1)
		}
	}
	s.line(0, 0, 1, 1, grey, 4, 3)
	for _, b := range c.Bins {
		if b.N == 0 {
			continue
		}
		s.Dots([]charts.Point{{X: s.x(b.Confidence), Y: s.y(b.Accuracy)}}, blue, blue, 1, 2.5)
		at := s.y(b.Accuracy) - 11
		if b.Accuracy > 0.95 { // the title is near
			at += 18
		}
		s.write(fmt.Sprint(b.N), s.x((b.Low+b.High)/2), at, 0, small, ink, false)
	}
	s.line(0, 0, 1, 0, grey)
	s.line(0, 0, 0, 1, grey)
	return s.writeTo(w)
}

// PlotConfusion draws a confusion matrix, true labels down, predicted ones across; shades are shares of the row. format is "png" or
// "svg".
func PlotConfusion(w io.Writer, format, title string, names []string, counts [][]int) error {
	s := newSheet(format)
	s.name("Confusion of "+title, "predicted", "true")
	side := 1 / float64(len(names))
	for i, name := range names {
		sum := 0
		for _, n := range counts[i] {
			sum += n
		}
		down := 1 - (float64(i)+0.5)*side
		s.write(name, s.x((float64(i)+0.5)*side), s.y(0)+12, 0, small, ink, false)
		s.write(name, 34, s.y(down), 0, small, ink, true)
		for k, n := range counts[i] {
			across, share := float64(k)*side, ratio(n, sum)
			mix := func(c uint8) uint8 { return uint8(255 + share*(float64(c)-255)) }
			shade := charts.Color{R: mix(blue.R), G: mix(blue.G), B: mix(blue.B), A: 255}
			s.FilledRect(s.x(across), s.y(down+side/2), s.x(across+side), s.y(down-side/2), shade, charts.ColorWhite, 1)
			letters := ink
			if share > 0.6 {
				letters = charts.ColorWhite
			}
			s.write(fmt.Sprintf("%d (%.0f %%)", n, 100*share), s.x(across+side/2), s.y(down), 0, nameSize, letters, false)
		}
	}
	return s.writeTo(w)
}
