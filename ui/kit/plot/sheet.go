package plot

import (
	"image"
	"image/color"
	"image/draw"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Sheet shows a plot on the window's background, light or dark as that is now.
type Sheet struct {
	widget.BaseWidget
	Image *canvas.Image
	drawn image.Image // dark on white
}

// NewSheet makes an empty one.
func NewSheet() *Sheet {
	p := &Sheet{Image: canvas.NewImageFromImage(nil)}
	p.Image.FillMode = canvas.ImageFillContain
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer draws the chart.
func (p *Sheet) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.Image) }

// Set shows a chart that is drawn dark on white.
func (p *Sheet) Set(drawn image.Image) {
	p.drawn = drawn
	p.Refresh()
}

// Refresh is what a change of the theme comes to.
func (p *Sheet) Refresh() {
	p.Image.Image = onPaper(p.drawn, theme.ColorForWidget(theme.ColorNameBackground, p))
	p.BaseWidget.Refresh()
}

// lightInk is the light of letters in the dark.
const lightInk = 236

// onPaper is a plot, dark on white, as it is drawn on the window's own background: in a dark theme light and dark change
// places, and colours stay what they are.
func onPaper(plot image.Image, paper color.Color) image.Image {
	if plot == nil {
		return nil
	}
	r, g, b, _ := paper.RGBA()
	back := [3]int{int(r >> 8), int(g >> 8), int(b >> 8)}
	dark := back[0]+back[1]+back[2] < 3*128
	box := plot.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, plot, box.Min, draw.Over)
	for i := 0; i < len(out.Pix); i += 4 {
		p := out.Pix[i : i+3]
		// What a pixel has of white becomes paper, its colour stays, and what it has of black becomes light ink: in greys all
		// of it, in a colour, whose shade it is, next to nothing.
		white, most := int(min(p[0], p[1], p[2])), int(max(p[0], p[1], p[2]))
		light := (255 - most) * (255 - most) / max(255-white, 1) * lightInk / 255
		for k, c := range p {
			if dark {
				p[k] = uint8(min(max(int(c)-white+white*back[k]/255+light, back[k]), 255)) //nolint:gosec // it is between 0 and 255
			} else {
				p[k] = uint8(int(c) * back[k] / 255) //nolint:gosec // likewise
			}
		}
	}
	return out
}
