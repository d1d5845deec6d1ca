package ui

import (
	"image"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/batch"
	"duotone/ui/kit"
	"duotone/ui/kit/plot"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	charts "duotone/app/batch/report"
)

// batchReport shows the charts of `duotone report` for the rows of a result.
type batchReport struct {
	pane    *batchPane
	turn    int           // of the last result; an older one's charts are dropped
	tally   *charts.Tally // of the charts that are shown; nil: none
	result  string
	name    *widget.Label
	save    *kit.PressButton
	top     *fyne.Container
	charts  *fyne.Container
	content fyne.CanvasObject
}

func newBatchReport(b *batchPane) *batchReport {
	r := &batchReport{pane: b, charts: container.NewVBox(widget.NewLabel(lang.L("Score a file, or open a result, to see its charts.")))}
	r.name = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.save = kit.NewPressButton(lang.L("Save as a page…"), theme.DocumentSaveIcon(), r.onSave)
	r.top = container.NewBorder(nil, nil, nil, r.save, r.name)
	r.save.Hide()
	scroll := kit.NewKeyScroll(r.charts)
	r.content = container.New(layout.NewBorderLayout(r.top, nil, nil, nil), r.top, scroll.Ring.Around(scroll)) // Tab goes in this order
	return r
}

// onSave writes the page of `duotone report`, which holds the strongest posts as well.
func (r *batchReport) onSave() {
	page := charts.Page{Name: r.result, Tally: r.tally}
	var at *kit.FormEntry
	f := kit.NewForm(r.pane.deps.Window, lang.L("Save"), func() {
		path := strings.TrimSpace(at.Text)
		if err := page.Save(path, false); err != nil {
			r.pane.deps.Fail(err)
			return
		}
		r.pane.deps.Message(app.MessageInfo, lang.L("Saved as {{.File}}.", map[string]any{"File": filepath.Base(path)}), "")
	})
	at = f.Entry(lang.L("File"), strings.TrimSuffix(r.result, filepath.Ext(r.result))+".html", kit.IsFree)
	f.Items[0].HintText = lang.L("One page that needs nothing else. It holds the words of the strongest posts.")
	f.Show(lang.L("Where shall the page be?"), 640)
}

// set draws the charts of a result, away from the UI thread; threshold is the incongruity from which a pair pulls apart.
func (r *batchReport) set(result string, rows []batch.Verdict, threshold float64) {
	r.turn++
	turn := r.turn
	go func() {
		t := charts.NewTally(threshold)
		for _, v := range rows {
			t.Add(v)
		}
		var drawn []drawnChart
		var failed error
		for _, c := range t.Charts(func(text string) string { return lang.L(text) }) {
			m, err := c.Image()
			if err != nil {
				failed = app.Errorf("draw chart", c.Title, app.KindInternal, "", "%w", err)
				continue // the others are worth to be seen
			}
			drawn = append(drawn, drawnChart{c, m})
		}
		r.pane.do(func() {
			if turn == r.turn {
				if failed != nil {
					r.pane.deps.Fail(failed)
				}
				r.tally, r.result = t, result
				r.name.SetText(filepath.Base(result))
				r.save.Show()
				r.top.Refresh() // the button takes its width
				scale := theme.TextSize() / 14
				r.charts.Layout = layout.NewGridWrapLayout(fyne.NewSize(540, 290+100*scale)) // beside one another where there is room
				r.charts.Objects = nil
				for _, d := range drawn {
					r.charts.Objects = append(r.charts.Objects, chartBox(d.Chart, d.picture))
				}
				r.charts.Refresh()
			}
		})
	}()
}

// drawnChart is a chart with its picture, dark on white. Widgets are made of it on the UI thread alone.
type drawnChart struct {
	charts.Chart
	picture image.Image
}

func chartBox(c charts.Chart, m image.Image) fyne.CanvasObject {
	picture := plot.NewSheet()
	picture.Set(m)
	picture.Image.SetMinSize(fyne.NewSize(float32(m.Bounds().Dx())*0.75, float32(m.Bounds().Dy())*0.75))
	caption := widget.NewLabel(c.Caption)
	caption.Wrapping = fyne.TextWrapWord
	title := widget.NewLabelWithStyle(c.Title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	return container.NewBorder(title, caption, nil, nil, picture)
}
