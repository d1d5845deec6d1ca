package batch

import (
	"path/filepath"
	"strings"

	"duotone/app/present/score"
	"duotone/ui/kit"
	"duotone/ui/kit/plot"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// report shows the charts of `duotone report` for the rows of a result.
type report struct {
	pane    *Pane
	name    *widget.Label
	save    *kit.PressButton
	top     *fyne.Container
	charts  *fyne.Container
	content fyne.CanvasObject
	drawn   *score.Report
}

func newReport(b *Pane) *report {
	r := &report{pane: b, charts: container.NewVBox(widget.NewLabel(lang.L("Score a file, or open a result, to see its charts.")))}
	r.name = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.save = kit.NewPressButton(lang.L("Save as a page…"), theme.DocumentSaveIcon(), r.onSave)
	r.save.Tip = lang.L("One page that needs nothing else, to be handed on. It holds the words of the strongest posts.")
	r.top = container.NewBorder(nil, nil, nil, r.save, r.name)
	r.save.Hide()
	scroll := kit.NewKeyScroll(r.charts)
	r.content = container.New(layout.NewBorderLayout(r.top, nil, nil, nil), r.top, scroll.Ring.Around(scroll)) // Tab goes in this order
	return r
}

// onSave asks where the page shall be.
func (r *report) onSave() {
	result := r.pane.state.Result
	name := strings.TrimSuffix(filepath.Base(result), filepath.Ext(result)) + ".html"
	kit.ChooseNew(r.pane.window, lang.L("Save as a page…"), filepath.Dir(result), name, []string{".html"}, r.pane.presenter.SavePage)
}

// draw shows the charts once they are seen, as their pictures in the theme's colours take some megabytes.
func (r *report) draw() {
	st := r.pane.state
	if st.Report == r.drawn || st.Report == nil || r.pane.tabs.SelectedIndex() != 2 {
		return
	}
	r.drawn = st.Report
	r.name.SetText(filepath.Base(st.Result))
	r.save.Show()
	r.top.Refresh() // the button takes its width
	scale := theme.TextSize() / 14
	r.charts.Layout = layout.NewGridWrapLayout(fyne.NewSize(540, 290+100*scale)) // beside one another where there is room
	r.charts.Objects = nil
	for _, c := range st.Report.Charts {
		r.charts.Objects = append(r.charts.Objects, chartBox(c))
	}
	r.charts.Refresh()
}

func chartBox(c score.Chart) fyne.CanvasObject {
	picture := plot.NewSheet()
	picture.Set(c.Picture)
	size := c.Picture.Bounds().Size()
	picture.Image.SetMinSize(fyne.NewSize(float32(size.X)*0.75, float32(size.Y)*0.75))
	title := widget.NewLabelWithStyle(c.Title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	return container.NewBorder(title, kit.NewParagraph(c.Caption), nil, nil, picture)
}
