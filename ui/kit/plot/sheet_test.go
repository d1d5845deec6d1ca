package plot

import (
	"image"
	"image/color"
	"testing"
)

func TestPlotsLieOnTheWindowsPaper(t *testing.T) {
	plot := image.NewNRGBA(image.Rect(0, 0, 4, 1))
	ink := []color.NRGBA{{255, 255, 255, 255}, {0, 0, 0, 255}, {0, 114, 178, 255}, {}}
	for x, c := range ink {
		plot.SetNRGBA(x, 0, c)
	}
	for _, paper := range []color.NRGBA{{0xfa, 0xf9, 0xf5, 255}, {0x16, 0x16, 0x18, 255}} {
		got := onPaper(plot, paper)
		at := func(x int) color.NRGBA { return color.NRGBAModel.Convert(got.At(x, 0)).(color.NRGBA) }
		if at(0) != paper || at(3) != paper {
			t.Errorf("on %v white is %v, nothing is %v", paper, at(0), at(3))
		}
		if d := int(at(1).R) - int(paper.R); d > -150 && d < 150 {
			t.Errorf("on %v black is %v", paper, at(1))
		}
		if b := at(2); b.B <= b.R || b.B <= b.G {
			t.Errorf("on %v blue is %v", paper, b)
		}
	}
	if onPaper(nil, color.White) != nil {
		t.Error("a plot of nothing")
	}
}
