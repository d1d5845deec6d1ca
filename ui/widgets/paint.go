package widgets

import (
	"image/color"
	"math"
	"strconv"

	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
)

// paint is a theme with its variant, as a renderer reads it.
type paint struct {
	th fyne.Theme
	v  fyne.ThemeVariant
}

func paintOf(th fyne.Theme) paint {
	return paint{th: th, v: fyne.CurrentApp().Settings().ThemeVariant()}
}

func (p paint) color(name fyne.ThemeColorName) color.NRGBA { return theme.Color(p.th, name, p.v) }
func (p paint) size(name fyne.ThemeSizeName) float32       { return p.th.Size(name) }
func (p paint) ground() color.NRGBA                        { return p.color(fynetheme.ColorNameBackground) }
func (p paint) ink() color.NRGBA                           { return p.color(fynetheme.ColorNameForeground) }
func (p paint) quiet() color.NRGBA                         { return p.color(theme.ColorNameQuiet) }
func (p paint) text() float32                              { return p.size(fynetheme.SizeNameText) }
func (p paint) caption() float32                           { return p.size(fynetheme.SizeNameCaptionText) }

// unit is a length that grows with the text, for what must stay in proportion to it.
func (p paint) unit(n float32) float32 { return n * p.text() / 14 }

func (p paint) label(i int) color.NRGBA {
	if i < 0 || i >= len(theme.LabelColors) {
		return p.quiet()
	}
	return p.color(theme.LabelColors[i])
}

var (
	plain  = fyne.TextStyle{}
	bold   = fyne.TextStyle{Bold: true}
	italic = fyne.TextStyle{Italic: true}
)

func setText(t *canvas.Text, s string, c color.Color, size float32, style fyne.TextStyle) {
	if t.Text == s && t.Color == c && t.TextSize == size && t.TextStyle == style {
		return
	}
	t.Text, t.Color, t.TextSize, t.TextStyle = s, c, size, style
	t.Refresh()
}

func setFill(r *canvas.Rectangle, c color.Color) {
	if r.FillColor != c {
		r.FillColor = c
		r.Refresh()
	}
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// place moves and resizes an object.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(0, w), max(0, h)))
}

// placeText puts a text with its left edge at x, in the middle of a line from y to y+h, and returns its width.
func placeText(t *canvas.Text, x, y, h float32) float32 {
	s := t.MinSize()
	place(t, x, y+(h-s.Height)/2, s.Width, s.Height)
	return s.Width
}

// placeTextRight puts a text with its right edge at x.
func placeTextRight(t *canvas.Text, x, y, h float32) {
	s := t.MinSize()
	place(t, x-s.Width, y+(h-s.Height)/2, s.Width, s.Height)
}

func textSize(s string, size float32, style fyne.TextStyle) fyne.Size {
	return fyne.MeasureText(s, size, style)
}

// widest is the room that the widest of some texts takes.
func widest(size float32, style fyne.TextStyle, texts ...string) float32 {
	var w float32
	for _, s := range texts {
		w = max(w, textSize(s, size, style).Width)
	}
	return w
}

// Percent writes a probability with two digits, and never as certain: "71", "<1", ">99".
func Percent(p float64) string {
	switch n := math.Round(p * 100); {
	case math.IsNaN(p):
		return "–"
	case n < 1:
		return "<1"
	case n > 99:
		return ">99"
	default:
		return strconv.Itoa(int(n))
	}
}

// Signed writes a difference of probabilities with two digits and its sign: "+0.49", "−0.12", "0.00".
func Signed(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	s := strconv.FormatFloat(math.Abs(x), 'f', 2, 64)
	switch {
	case s == "0.00":
		return s
	case x < 0:
		return "−" + s
	default:
		return "+" + s
	}
}

// Fraction writes a value from 0 to 1 with two digits: "0.87".
func Fraction(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

// clamp01 brings a value into 0 to 1; not-a-number is 0.
func clamp01(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return max(0, min(1, x))
}

// labelName is a label's name in the reader's language.
func labelName(i int) string {
	switch i {
	case 0:
		return lang.L("negative")
	case 1:
		return lang.L("neutral")
	case 2:
		return lang.L("positive")
	}
	return ""
}
