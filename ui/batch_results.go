package ui

import (
	"context"
	"fmt"
	"image/color"
	"path/filepath"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/picture"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	duotheme "duotone/ui/theme"
)

// batchResults shows the rows of a result. A widget.List draws only what is seen, so that 100,000 rows scroll smoothly;
// choosing and sorting are done once a change, not once a row.
type batchResults struct {
	pane   *batchPane
	state  batch.DeskState
	view   []int // positions in state.Rows
	orders []batch.Order

	label, dominant, order *widget.Select
	apart, errors          *widget.Check
	words                  *widget.Entry
	count                  *widget.Label
	export                 *widget.Button
	list                   *widget.List
	content                fyne.CanvasObject
}

func newBatchResults(b *batchPane) *batchResults {
	r := &batchResults{pane: b, orders: []batch.Order{batch.ByRow, batch.ByIncongruity, batch.ByNegative, batch.ByPositive, batch.ByPicture, batch.ByIrony}}
	changed := func() {
		r.choose()
		if len(r.state.Rows) > 0 {
			r.list.ScrollToTop() // whoever chooses or sorts wants the first of them
		}
	}
	r.label = widget.NewSelect([]string{lang.L("All labels"), lang.L("negative"), lang.L("neutral"), lang.L("positive")}, func(string) { changed() })
	r.dominant = widget.NewSelect([]string{lang.L("Carried by any"), lang.L("words"), lang.L("picture"), lang.L("both")}, func(string) { changed() })
	r.order = widget.NewSelect([]string{lang.L("In the file's order"), lang.L("Pulling apart most"), lang.L("Most negative"), lang.L("Most positive"),
		lang.L("Moved most by the picture"), lang.L("Most ironic")}, func(string) { changed() })
	r.apart = widget.NewCheck(lang.L("Pull apart"), func(bool) { changed() })
	r.errors = widget.NewCheck(lang.L("Errors"), func(bool) { changed() })
	r.words = widget.NewEntry()
	r.words.SetPlaceHolder(lang.L("Find words or an id"))
	r.words.OnChanged = func(string) { changed() }
	r.count = widget.NewLabel("")
	r.export = widget.NewButtonWithIcon(lang.L("Export these…"), theme.DownloadIcon(), r.onExport)
	r.list = widget.NewList(func() int { return len(r.view) }, newResultRow, r.drawRow)
	r.list.OnSelected = func(id widget.ListItemID) {
		r.list.Unselect(id)
		if id < len(r.view) {
			r.onOpen(r.state.Rows[r.view[id]])
		}
	}
	r.label.SetSelectedIndex(0)
	r.dominant.SetSelectedIndex(0)
	r.order.SetSelectedIndex(0)
	wide := func(s *widget.Select) fyne.CanvasObject {
		return container.NewGridWrap(fyne.NewSize(theme.TextSize()*15, s.MinSize().Height), s)
	}
	bar := container.New(layout.NewRowWrapLayout(), wide(r.label), wide(r.dominant), wide(r.order), r.apart, r.errors, r.export)
	r.content = container.NewBorder(container.NewVBox(bar, container.NewBorder(nil, nil, nil, r.count, r.words), newResultHead()), nil, nil, nil, r.list)
	return r
}

// set shows another result.
func (r *batchResults) set(s batch.DeskState) {
	r.state = s
	r.choose()
	r.list.ScrollToTop()
}

func (r *batchResults) filter() batch.Filter {
	f := batch.Filter{Errors: r.errors.Checked, Words: r.words.Text}
	if i := r.label.SelectedIndex(); i > 0 {
		l := app.Labels[i-1]
		f.Label = &l
	}
	if i := r.dominant.SelectedIndex(); i > 0 {
		f.Dominant = []app.Modality{app.Words, app.Image, app.Both}[i-1]
	}
	if r.apart.Checked {
		f.Apart = r.threshold()
	}
	return f
}

// threshold is the incongruity from which a pair pulls apart: the person's, or the pack's.
func (r *batchResults) threshold() float64 {
	if t := r.pane.deps.Settings().Threshold; t > 0 {
		return t
	}
	if e := r.pane.deps.Engine(); e != nil {
		if t := e.Info().Pack.Thresholds.Incongruity; t > 0 {
			return t
		}
	}
	return 0.5
}

// choose filters and sorts anew.
func (r *batchResults) choose() {
	if r.list == nil {
		return
	}
	r.view = batch.View(r.state.Rows, r.filter(), r.orders[max(0, r.order.SelectedIndex())])
	r.count.SetText(lang.L("{{.N}} of {{.All}}", map[string]any{"N": grouped(len(r.view)), "All": grouped(len(r.state.Rows))}))
	enable(r.export, len(r.view) > 0)
	r.list.Refresh()
}

// grouped is a number whose thousands the eye can count, with a space that every language knows.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && n > 9999; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// A row of the list: label, words, what carried it, incongruity.
const (
	rowMark = iota
	rowLabel
	rowText
	rowCarried
	rowApart
)

// resultColumns lays a row out in columns of fixed width around the words.
type resultColumns struct{}

func (resultColumns) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(320, theme.TextSize()*2)
}

func (resultColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	unit := theme.TextSize()
	widths := []float32{unit * 0.6, unit * 7.5, size.Width - unit*(0.6+7.5+8+7.5), unit * 8, unit * 7.5}
	x := float32(0)
	for i, w := range widths {
		o[i].Move(fyne.NewPos(x, 0))
		o[i].Resize(fyne.NewSize(max(0, w), size.Height))
		x += w
	}
}

func newResultRow() fyne.CanvasObject {
	text := func() *widget.Label {
		l := widget.NewLabel("")
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}
	return container.New(resultColumns{}, canvas.NewRectangle(color.Transparent), text(), text(), text(), text())
}

// newResultHead names the columns of the rows.
func newResultHead() fyne.CanvasObject {
	name := func(s string) fyne.CanvasObject {
		l := widget.NewLabelWithStyle(s, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}
	return container.New(resultColumns{}, canvas.NewRectangle(color.Transparent), name(lang.L("Verdict")), name(lang.L("Words")), name(lang.L("Carried by")),
		name(lang.L("Pull apart")))
}

func (r *batchResults) drawRow(id widget.ListItemID, o fyne.CanvasObject) {
	if id >= len(r.view) {
		return
	}
	v := r.state.Rows[r.view[id]]
	parts := o.(*fyne.Container).Objects
	label, text, carried, apart := lang.L(v.Label.String()), short(v.Text, 200), "", ""
	name := duotheme.ColorNameNeutral
	switch {
	case v.Failed():
		label, text = lang.L("error"), short(v.Message, 200)
		name = theme.ColorNameDisabled
	case v.Label == app.Negative:
		name = duotheme.ColorNameNegative
	case v.Label == app.Positive:
		name = duotheme.ColorNamePositive
	}
	if text == "" {
		text = short(v.Image, 200)
	}
	if v.Words != nil && v.Picture != nil {
		carried, apart = lang.L(string(v.Dominant)), fmt.Sprintf("%.2f", v.Incongruity)
	}
	mark := parts[rowMark].(*canvas.Rectangle)
	mark.FillColor = theme.Color(name)
	mark.Refresh()
	parts[rowLabel].(*widget.Label).SetText(label)
	parts[rowText].(*widget.Label).SetText(text)
	parts[rowCarried].(*widget.Label).SetText(carried)
	parts[rowApart].(*widget.Label).SetText(apart)
}

// onOpen opens a row in the Analyse pane.
func (r *batchResults) onOpen(v batch.Verdict) {
	if v.Failed() {
		r.pane.deps.Message(app.MessageWarning, short(v.Message, 300), "")
		return
	}
	in := r.state.Input
	result := r.state.Result
	go func() {
		post := app.Post{ID: v.ID, Text: v.Text}
		if v.Image != "" {
			pic, err := loadPicture(in, result, v.Image)
			if err != nil {
				r.pane.do(func() { r.pane.deps.Fail(err) })
				return
			}
			post.Picture = pic
		}
		r.pane.do(func() { r.pane.deps.Analyse(post) })
	}()
}

// loadPicture reads a row's picture: from where the input's pictures are, or from the result's folder.
func loadPicture(in *batch.Input, result, ref string) (*app.Picture, error) {
	if in == nil {
		in = &batch.Input{Path: result, Options: batch.Options{Pictures: filepath.Dir(result)}}
	}
	load, err := batch.NewLoader(in, picture.DefaultLimits)
	if err != nil {
		return nil, err
	}
	return load.Load(context.Background(), ref)
}

// onExport writes the rows that are shown into a file of their own.
func (r *batchResults) onExport() {
	ext := filepath.Ext(r.state.Result)
	if ext != ".jsonl" && ext != ".tsv" {
		ext = ".csv"
	}
	at := widget.NewEntry()
	at.SetText(strings.TrimSuffix(r.state.Result, filepath.Ext(r.state.Result)) + "-selection" + ext)
	d := dialog.NewForm(lang.L("Where shall these rows be?"), lang.L("Export"), lang.L("Cancel"),
		[]*widget.FormItem{widget.NewFormItem(lang.L("File"), at)}, func(ok bool) {
			if ok {
				r.exportTo(strings.TrimSpace(at.Text))
			}
		}, r.pane.deps.Window)
	d.Resize(fyne.NewSize(640, 200))
	d.Show()
}

func (r *batchResults) exportTo(out string) {
	chosen := make(map[int64]bool, len(r.view))
	for _, i := range r.view {
		chosen[r.state.Rows[i].Row] = true
	}
	result := r.state.Result
	go func() {
		err := batch.Export(context.Background(), result, out, chosen)
		r.pane.do(func() {
			if err != nil {
				r.pane.deps.Fail(err)
				return
			}
			r.pane.deps.Message(app.MessageInfo, lang.L("{{.N}} rows are in {{.File}}.", map[string]any{"N": len(chosen), "File": out}), "")
		})
	}()
}
