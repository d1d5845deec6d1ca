package plot_test

import (
	"testing"

	"duotone/ui/kit/kittest"
	"duotone/ui/kit/plot"

	"fyne.io/fyne/v2"
)

func TestLooks(t *testing.T) {
	size := fyne.NewSize
	before := []float64{0.20, 0.30, 0.50}
	kittest.Golden(t, "scorebars", size(560, 160), size(370, 160), func() fyne.CanvasObject {
		b := plot.NewScoreBars()
		b.SetRows([]plot.ScoreRow{
			{Name: "words", Present: true, Scores: []float64{0.05, 0.15, 0.80}, Top: 2},
			{Name: "picture", Present: true, Scores: []float64{0.66, 0.30, 0.04}, Top: 0},
			{Name: "together", Present: true, Whole: true, Mark: "reads", Scores: []float64{0.71, 0.21, 0.08}, Top: 0, Before: before},
			{Name: "meaning", Present: true, Whole: true, Mark: "means", Scores: []float64{0.91, 0.01, 0.08}, Top: 0},
		})
		return b
	})
	kittest.Golden(t, "scorebars_missing", size(520, 130), size(330, 130), func() fyne.CanvasObject {
		b := plot.NewScoreBars()
		b.SetRows([]plot.ScoreRow{
			{Name: "words", Present: true, Scores: []float64{0.001, 0.001, 0.998}, Top: 2},
			{Name: "picture", Note: "no picture"},
			{Name: "together", Present: true, Whole: true, Scores: []float64{0.001, 0.001, 0.998}, Top: 2},
		})
		return b
	})
	kittest.Golden(t, "balance", size(520, 60), size(300, 60), func() fyne.CanvasObject {
		b := plot.NewBalance()
		b.Set(-0.12, 0.49, 0.34, true)
		return b
	})
	kittest.Golden(t, "balance_three", size(520, 60), size(430, 60), func() fyne.CanvasObject {
		b := plot.NewBalance()
		b.SetThree(0.08, -0.12, 0.49, 0.34, true)
		return b
	})
	kittest.Golden(t, "gauge", size(260, 70), size(180, 70), func() fyne.CanvasObject {
		g := plot.NewGauge("pull apart")
		g.Set(0.87, 0.5, true)
		return g
	})
	kittest.Golden(t, "sign", size(120, 40), size(90, 40), func() fyne.CanvasObject {
		v := plot.NewSign()
		v.Set(2, 0, true, false)
		return v
	})
	kittest.Golden(t, "scorebars_labels", size(640, 130), size(420, 130), func() fyne.CanvasObject {
		b := plot.NewScoreBars()
		b.SetColumns([]plot.Column{{Name: "angry", Shape: -1}, {Name: "sad", Shape: -1}, {Name: "glad", Shape: -1}, {Name: "none", Shape: -1}})
		b.SetRows([]plot.ScoreRow{
			{Name: "words", Present: true, Scores: []float64{0.05, 0.15, 0.70, 0.1}, Top: 2},
			{Name: "picture", Note: "no picture"},
			{Name: "together", Present: true, Whole: true, Scores: []float64{0.05, 0.15, 0.70, 0.1}, Top: 2},
		})
		return b
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
