// Package paint is what a widget draws with: colours and sizes of its theme, texts and where they lie, a label's shape, numbers
// as they are written.
package paint

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Brush is a theme with its variant, as a renderer reads it.
type Brush struct {
	th fyne.Theme
	v  fyne.ThemeVariant
}

// Of reads a theme as it is now, light or dark.
func Of(th fyne.Theme) Brush {
	return Brush{th: th, v: fyne.CurrentApp().Settings().ThemeVariant()}
}

// Color is a colour of the theme.
func (p Brush) Color(name fyne.ThemeColorName) color.NRGBA { return theme.Color(p.th, name, p.v) }

// Size is a size of the theme, in device-independent pixels.
func (p Brush) Size(name fyne.ThemeSizeName) float32 { return p.th.Size(name) }

// Ground is the background's colour.
func (p Brush) Ground() color.NRGBA { return p.Color(fynetheme.ColorNameBackground) }

// Ink is the colour of text and marks.
func (p Brush) Ink() color.NRGBA { return p.Color(fynetheme.ColorNameForeground) }

// Quiet is the colour of what is said beside.
func (p Brush) Quiet() color.NRGBA { return p.Color(theme.ColorNameQuiet) }

// Text is the size of plain text.
func (p Brush) Text() float32 { return p.Size(fynetheme.SizeNameText) }

// Caption is the size of captions.
func (p Brush) Caption() float32 { return p.Size(fynetheme.SizeNameCaptionText) }

// Unit is a length that grows with the text, for what must stay in proportion to it.
func (p Brush) Unit(n float32) float32 { return n * p.Text() / 14 }

// Label is the colour of a label: 0 negative, 1 neutral, 2 positive; quiet for any other.
func (p Brush) Label(i int) color.NRGBA {
	if i < 0 || i >= len(theme.LabelColors) {
		return p.Quiet()
	}
	return p.Color(theme.LabelColors[i])
}

// The styles of texts. There is no third: the toolkit reads every font anew for each style, which takes 13 MB.
var (
	Plain = fyne.TextStyle{}
	Bold  = fyne.TextStyle{Bold: true}
)

// SetText changes a text, and draws it anew only where it differs. So do SetFill, SetFrame and SetVisible.
func SetText(t *canvas.Text, s string, c color.Color, size float32, style fyne.TextStyle) {
	if t.Text == s && t.Color == c && t.TextSize == size && t.TextStyle == style {
		return
	}
	t.Text, t.Color, t.TextSize, t.TextStyle = s, c, size, style
	t.Refresh()
}

// SetFill changes the colour of a rectangle.
func SetFill(r *canvas.Rectangle, c color.Color) {
	if r.FillColor != c {
		r.FillColor = c
		r.Refresh()
	}
}

// SetFrame changes the edge of a rectangle and what is within it; nil: nothing.
func SetFrame(r *canvas.Rectangle, stroke color.Color, width float32, fill color.Color) {
	if fill == nil {
		fill = color.Transparent
	}
	if r.StrokeColor != stroke || r.StrokeWidth != width || r.FillColor != fill {
		r.StrokeColor, r.StrokeWidth, r.FillColor = stroke, width, fill
		r.Refresh()
	}
}

// SetVisible shows an object or hides it.
func SetVisible(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// Place moves and resizes an object.
func Place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(0, w), max(0, h)))
}

// PlaceText puts a text with its left edge at x, in the middle of a line from y to y+h, and returns its width.
func PlaceText(t *canvas.Text, x, y, h float32) float32 {
	s := t.MinSize()
	Place(t, x, y+(h-s.Height)/2, s.Width, s.Height)
	return s.Width
}

// PlaceTextRight puts a text with its right edge at x.
func PlaceTextRight(t *canvas.Text, x, y, h float32) {
	s := t.MinSize()
	Place(t, x-s.Width, y+(h-s.Height)/2, s.Width, s.Height)
}

// TextSize is the room that a text takes.
func TextSize(s string, size float32, style fyne.TextStyle) fyne.Size {
	return fyne.MeasureText(s, size, style)
}

// Widest is the room that the widest of some texts takes.
func Widest(size float32, style fyne.TextStyle, texts ...string) float32 {
	var w float32
	for _, s := range texts {
		w = max(w, TextSize(s, size, style).Width)
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

// Stretch is a stretch of seconds in words that need no translation.
func Stretch(seconds float64) string {
	n := int(seconds + 0.5)
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d h", n/3600, n/60%60)
	}
	return fmt.Sprintf("%d:%02d min", n/60, n%60)
}

// Grouped is a whole number as people read it: from 10,000 on with narrow spaces between thousands.
func Grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && n > 9999; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// Decimal writes a number that has a point in it as the reader's language does: "0,87".
func Decimal(number string) string {
	if sign := strings.Trim(lang.L("0.5"), "05"); sign != "." {
		return strings.Replace(number, ".", sign, 1)
	}
	return number
}

// Signed writes a difference of probabilities with two digits and its sign: "+0.49", "−0.12", "0.00".
func Signed(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	s := strconv.FormatFloat(math.Abs(x), 'f', 2, 64)
	switch {
	case s == "0.00":
		return Decimal(s)
	case x < 0:
		return "−" + Decimal(s)
	default:
		return "+" + Decimal(s)
	}
}

// Fraction writes a value from 0 to 1 with two digits: "0.87".
func Fraction(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return Decimal(strconv.FormatFloat(x, 'f', 2, 64))
}

// Clamp01 brings a value into 0 to 1; not-a-number is 0.
func Clamp01(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return max(0, min(1, x))
}

// LabelName is a label's name in the reader's language.
func LabelName(i int) string {
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
