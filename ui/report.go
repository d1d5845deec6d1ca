package ui

import (
	"bytes"
	"image"
	_ "image/png" // the charts are drawn as PNG

	"duotone/app/batch"
	charts "duotone/app/batch/report"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// batchReport shows the charts of `duotone report` for the rows of a result.
type batchReport struct {
	do      func(func())
	turn    int // of the last result; an older one's charts are dropped
	charts  *fyne.Container
	content fyne.CanvasObject
}

func newBatchReport(do func(func())) *batchReport {
	r := &batchReport{do: do, charts: container.NewVBox(widget.NewLabel(lang.L("Score a file, or open a result, to see its charts.")))}
	r.content = container.NewVScroll(r.charts)
	return r
}

// set draws the charts of a result, away from the UI thread; threshold is the incongruity from which a pair pulls apart.
func (r *batchReport) set(rows []batch.Verdict, threshold float64) {
	r.turn++
	turn := r.turn
	go func() {
		t := charts.NewTally(threshold)
		for _, v := range rows {
			t.Add(v)
		}
		objects := []fyne.CanvasObject{}
		for _, c := range t.Charts(func(text string) string { return lang.L(text) }) {
			data, err := c.PNG()
			if err != nil {
				continue
			}
			m, _, err := image.Decode(bytes.NewReader(data))
			if err != nil {
				continue
			}
			objects = append(objects, chartBox(c, m))
		}
		r.do(func() {
			if turn == r.turn {
				r.charts.Objects = objects
				r.charts.Refresh()
			}
		})
	}()
}

func chartBox(c charts.Chart, m image.Image) fyne.CanvasObject {
	picture := newPlot()
	picture.set(m)
	picture.image.SetMinSize(fyne.NewSize(float32(m.Bounds().Dx())*0.75, float32(m.Bounds().Dy())*0.75))
	caption := widget.NewLabel(c.Caption)
	caption.Wrapping = fyne.TextWrapWord
	return container.NewVBox(widget.NewLabelWithStyle(c.Title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true}), picture, caption)
}
