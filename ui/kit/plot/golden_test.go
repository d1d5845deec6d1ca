package plot_test

import (
	"testing"

	"duotone/ui/kit/kittest"
	"duotone/ui/kit/plot"

	"fyne.io/fyne/v2"
)

func TestLooks(t *testing.T) {
	size := fyne.NewSize
	before := &[3]float64{0.20, 0.30, 0.50}
	kittest.Golden(t, "scorebars", size(520, 130), size(330, 130), func() fyne.CanvasObject {
		b := plot.NewScoreBars()
		b.SetRows([]plot.ScoreRow{
			{Name: "words", Present: true, Scores: [3]float64{0.05, 0.15, 0.80}, Top: 2},
			{Name: "picture", Present: true, Scores: [3]float64{0.66, 0.30, 0.04}, Top: 0},
			{Name: "both", Present: true, Scores: [3]float64{0.71, 0.21, 0.08}, Top: 0, Before: before},
		})
		return b
	})
	kittest.Golden(t, "scorebars_missing", size(520, 130), size(330, 130), func() fyne.CanvasObject {
		b := plot.NewScoreBars()
		b.SetRows([]plot.ScoreRow{
			{Name: "words", Present: true, Scores: [3]float64{0.001, 0.001, 0.998}, Top: 2},
			{Name: "picture", Note: "no picture"},
			{Name: "both", Present: true, Scores: [3]float64{0.001, 0.001, 0.998}, Top: 2},
		})
		return b
	})
	kittest.Golden(t, "balance", size(520, 60), size(300, 60), func() fyne.CanvasObject {
		b := plot.NewBalance()
		b.Set(-0.12, 0.49, 0.34, true)
		return b
	})
	kittest.Golden(t, "gauge", size(260, 70), size(180, 70), func() fyne.CanvasObject {
		g := plot.NewGauge("pull apart")
		g.Set(0.87, 0.5, true)
		return g
	})
	kittest.Golden(t, "verdict", size(400, 60), size(320, 60), func() fyne.CanvasObject {
		v := plot.NewVerdict()
		v.Set(0, 0.71, true, false)
		return v
	})
	kittest.Golden(t, "confusion", size(420, 220), size(300, 220), func() fyne.CanvasObject {
		c := plot.NewConfusion("people", "model")
		c.Set([]string{"negative", "neutral", "positive"}, [][]int{{62, 21, 3}, {18, 140, 22}, {1, 30, 214}})
		return c
	})
	kittest.Golden(t, "distribution", size(420, 80), size(380, 80), func() fyne.CanvasObject {
		d := plot.NewDistribution()
		d.Set([3]int{86, 180, 245})
		return d
	})
}
