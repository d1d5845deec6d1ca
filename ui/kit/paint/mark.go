package paint

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// A label's shape: negative points down, neutral is level, positive points up. It is drawn beside every use of the
// label's colour.
var labelShapes = [3][]fyne.Position{
	{{X: 0.04, Y: 0.12}, {X: 0.96, Y: 0.12}, {X: 0.5, Y: 0.92}},
	{{X: 0.04, Y: 0.32}, {X: 0.96, Y: 0.32}, {X: 0.96, Y: 0.68}, {X: 0.04, Y: 0.68}},
	{{X: 0.04, Y: 0.88}, {X: 0.5, Y: 0.08}, {X: 0.96, Y: 0.88}},
}

// NewMark makes the shape of a label, to be placed in a square.
func NewMark(label int, c color.Color) *canvas.ArbitraryPolygon {
	m := &canvas.ArbitraryPolygon{NormalizedPoints: true}
	SetMark(m, label, c)
	return m
}

// SetMark changes the shape; a label that is none hides it.
func SetMark(m *canvas.ArbitraryPolygon, label int, c color.Color) {
	if label < 0 || label > 2 {
		m.Hide()
		return
	}
	m.Points = labelShapes[label]
	m.FillColor = c
	m.Show()
	m.Refresh()
}
