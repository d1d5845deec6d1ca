package ui

import (
	"context"
	"fmt"
	"image/color"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
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
	name, count, empty     *widget.Label
	export                 *kit.PressButton
	all                    *kit.PressButton // shows every row again
	nothing, title         *fyne.Container
	head                   [rowApart + 1]*widget.Button
	list                   *kit.PostList
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
	r.count, r.name = widget.NewLabel(""), widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.export = kit.NewPressButton(lang.L("Export these…"), theme.DownloadIcon(), r.onExport)
	r.list = kit.NewPostList(0, nil, func(id int) {
		if id < len(r.view) {
			r.onOpen(r.state.Rows[r.view[id]])
		}
	})
	r.list.Length, r.list.CreateItem, r.list.UpdateItem = func() int { return len(r.view) }, newResultRow, r.drawRow
	r.empty = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{})
	r.all = kit.NewPressButton(lang.L("Show all rows"), nil, r.showAll)
	r.nothing = container.NewCenter(container.NewVBox(r.empty, container.NewCenter(r.all)))
	r.label.SetSelectedIndex(0)
	r.dominant.SetSelectedIndex(0)
	r.order.SetSelectedIndex(0)
	wide := func(s *widget.Select) fyne.CanvasObject {
		return container.NewGridWrap(fyne.NewSize(theme.TextSize()*15, s.MinSize().Height), s)
	}
	bar := container.New(wrapRow{row: layout.NewRowWrapLayout()}, wide(r.label), wide(r.dominant), wide(r.order), r.apart, r.errors, r.export)
	// No room between the rows: a click there would open none.
	rows := container.NewThemeOverride(r.list, tightTheme{})
	r.title = container.NewBorder(nil, nil, nil, r.count, r.name)
	top := container.NewVBox(r.title, bar, r.words, r.newHead())
	r.content = container.New(layout.NewBorderLayout(top, nil, nil, nil), top, container.NewStack(rows, r.nothing)) // Tab goes in this order
	r.choose()
	return r
}

// wrapRow is Fyne's row that wraps. Once laid out, that asks for the width it was given, and the window could not be made
// narrower.
type wrapRow struct{ row fyne.Layout }

// MinSize is as wide as the widest object.
func (w wrapRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, w.row.MinSize(objects).Height)
	for _, o := range objects {
		size.Width = max(size.Width, o.MinSize().Width)
	}
	return size
}

// Layout is Fyne's.
func (w wrapRow) Layout(objects []fyne.CanvasObject, size fyne.Size) { w.row.Layout(objects, size) }

// tightTheme is the program's theme without padding.
type tightTheme struct{}

func currentTheme() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

func (tightTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	return currentTheme().Color(n, v)
}
func (tightTheme) Font(s fyne.TextStyle) fyne.Resource     { return currentTheme().Font(s) }
func (tightTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return currentTheme().Icon(n) }

func (tightTheme) Size(n fyne.ThemeSizeName) float32 {
	if n == theme.SizeNamePadding {
		return 0
	}
	return currentTheme().Size(n)
}

// showAll takes every choice back.
func (r *batchResults) showAll() {
	r.errors.SetChecked(false)
	r.apart.SetChecked(false)
	r.label.SetSelectedIndex(0)
	r.dominant.SetSelectedIndex(0)
	r.words.SetText("")
}

// set shows another result.
func (r *batchResults) set(s batch.DeskState) {
	r.state = s
	r.name.SetText(filepath.Base(s.Result))
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
	r.view = batch.View(r.state.Rows, r.filter(), r.by())
	count := ""
	if len(r.state.Rows) > 0 {
		count = lang.L("{{.N}} of {{.All}}", map[string]any{"N": grouped(len(r.view)), "All": grouped(len(r.state.Rows))})
	}
	if r.count.Text != count {
		r.count.SetText(count)
		r.title.Refresh() // it takes another width
	}
	kit.Enable(r.export, len(r.view) > 0)
	for _, w := range []kit.Disableable{r.label, r.dominant, r.apart} {
		kit.Enable(w, !r.errors.Checked) // a row with an error has none of these
	}
	r.empty.SetText(lang.L("No row is like that."))
	if len(r.state.Rows) == 0 {
		r.empty.SetText(lang.L("Score a file, or open a result, to see its rows."))
	}
	kit.Show(r.all, len(r.state.Rows) > 0)
	kit.Show(r.nothing, len(r.view) == 0)
	r.drawHead()
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
	return fyne.NewSize(320, theme.TextSize()*2.3)
}

func (resultColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	unit := theme.TextSize()
	widths := []float32{unit * 0.6, unit * 9, size.Width - unit*(0.6+9+8.5+8.5), unit * 8.5, unit * 8.5}
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

// sorts are the orders that a column's name goes through when it is pressed; words have that of the file.
var sorts = [rowApart + 1][]batch.Order{
	rowLabel: {batch.ByNegative, batch.ByPositive}, rowText: {batch.ByRow}, rowCarried: {batch.ByPicture}, rowApart: {batch.ByIncongruity, batch.ByIrony},
}

// newHead names the columns of the rows. A name that is pressed sorts them.
func (r *batchResults) newHead() fyne.CanvasObject {
	parts := []fyne.CanvasObject{canvas.NewRectangle(color.Transparent)}
	for i := rowLabel; i <= rowApart; i++ {
		b := kit.NewPressButton("", nil, func() { r.sortBy(i) })
		b.Importance, b.Alignment = widget.LowImportance, widget.ButtonAlignLeading
		b.IconPlacement = widget.ButtonIconTrailingText
		r.head[i] = &b.Button
		parts = append(parts, b)
	}
	return container.New(resultColumns{}, parts...)
}

// sortBy takes a column's next order.
func (r *batchResults) sortBy(column int) {
	list := sorts[column]
	next := list[(slices.Index(list, r.by())+1)%len(list)]
	r.order.SetSelectedIndex(slices.Index(r.orders, next))
}

func (r *batchResults) by() batch.Order { return r.orders[max(0, r.order.SelectedIndex())] }

// drawHead names the columns, and marks the one that the rows are sorted by. The last one is what they are sorted by where
// no other shows it.
func (r *batchResults) drawHead() {
	names := [rowApart + 1]string{rowLabel: lang.L("Verdict"), rowText: lang.L("Words"), rowCarried: lang.L("Carried by"), rowApart: lang.L("Pull apart")}
	marked := rowApart
	switch r.by() {
	case batch.ByRow:
		marked = -1
	case batch.ByPicture:
		marked = rowCarried
	case batch.ByNegative:
		names[rowApart] = lang.L("negative")
	case batch.ByPositive:
		names[rowApart] = lang.L("positive")
	case batch.ByIrony:
		names[rowApart] = lang.L("Irony")
	}
	for i := rowLabel; i <= rowApart; i++ {
		if r.head[i] == nil {
			return
		}
		var icon fyne.Resource
		if i == marked {
			icon = theme.MenuDropDownIcon()
		}
		if r.head[i].Text != names[i] || r.head[i].Icon != icon {
			r.head[i].Text = names[i]
			r.head[i].SetIcon(icon)
		}
	}
}

func (r *batchResults) drawRow(id widget.ListItemID, o fyne.CanvasObject) {
	if id >= len(r.view) {
		return
	}
	v := r.state.Rows[r.view[id]]
	parts := o.(*fyne.Container).Objects
	label, text, carried, apart := lang.L(v.Label.String())+" "+percentOf(v, v.Label), short(v.Text, 200), "", ""
	name := duotheme.ColorNameNeutral
	switch {
	case v.Failed():
		label, text = lang.L("error"), short(failure(v), 200)
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
	switch by := r.by(); {
	case v.Failed():
	case by == batch.ByPicture && carried != "":
		carried += " " + signed(v.Balance.Picture-v.Balance.Words)
	case by == batch.ByNegative:
		apart = percentOf(v, app.Negative)
	case by == batch.ByPositive:
		apart = percentOf(v, app.Positive)
	case by == batch.ByIrony && v.Words != nil:
		apart = fmt.Sprintf("%.2f", v.Irony)
	case by == batch.ByIrony:
		apart = ""
	}
	mark := parts[rowMark].(*canvas.Rectangle)
	mark.FillColor = theme.Color(name)
	mark.Refresh()
	parts[rowLabel].(*widget.Label).SetText(label)
	parts[rowText].(*widget.Label).SetText(text)
	parts[rowCarried].(*widget.Label).SetText(carried)
	parts[rowApart].(*widget.Label).SetText(apart)
}

// failure is why a row has no scores: its kind in the language of the window, and the result's own words.
func failure(v batch.Verdict) string {
	return strings.TrimSpace(speech.Say(app.KindSentence(v.Kind)) + " " + v.Message)
}

func percentOf(v batch.Verdict, l app.Label) string { return fmt.Sprintf("%.0f %%", 100*v.Scores[l]) }

func signed(v float64) string { return strings.Replace(fmt.Sprintf("%+.2f", v), "-", "−", 1) }

// onOpen opens a row in the Analyse pane.
func (r *batchResults) onOpen(v batch.Verdict) {
	if v.Failed() {
		r.pane.deps.Message(app.MessageWarning, short(failure(v), 300), "")
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
func loadPicture(in *table.Input, result, ref string) (*app.Picture, error) {
	if in == nil {
		in = &table.Input{Path: result, Options: table.Options{Pictures: filepath.Dir(result)}}
	}
	load, err := table.NewLoader(in, picture.DefaultLimits)
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
	var at *kit.FormEntry
	f := kit.NewForm(r.pane.deps.Window, lang.L("Export"), func() { r.exportTo(strings.TrimSpace(at.Text)) })
	at = f.Entry(lang.L("File"), strings.TrimSuffix(r.state.Result, filepath.Ext(r.state.Result))+"-selection"+ext, kit.IsFree)
	f.Show(lang.L("Where shall these rows be?"), 640)
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
