package batch

import (
	"path/filepath"
	"slices"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/present/score"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// orders are those that rows can be sorted by, and dominants what can have carried them, as the choices list them.
var (
	orders    = []batch.Order{"", batch.ByIncongruity, batch.ByNegative, batch.ByPositive, batch.ByPicture, batch.ByIrony, batch.BySarcasm, batch.ByOwn, batch.ByAnswer, batch.ByUnsure}
	dominants = []app.Modality{"", app.Words, app.Image, app.Both}
)

// results shows the rows of a result, and beside them the one that is read.
type results struct {
	pane                           *Pane
	label, dominant, order         *kit.Select
	apart, errors                  *kit.Check
	words                          *kit.EscapeEntry
	name, count, empty             *widget.Label
	export, columns, makes, unmark *kit.PressButton
	all                            *kit.PressButton // shows every row again
	nothing, title                 *fyne.Container
	head                           *fyne.Container
	names                          []*kit.PressButton // of the columns in head
	list                           *rowList
	places                         places // where the parts of its rows lie
	reading                        *reading
	desk                           *fyne.Container
	between                        *sideBySide // its layout
	content                        fyne.CanvasObject
}

func newResults(b *Pane) *results {
	r := &results{pane: b}
	r.label = kit.NewSelect([]string{lang.L("All labels"), lang.L("negative"), lang.L("neutral"), lang.L("positive")}, func(string) { r.onLabel() })
	r.dominant = kit.NewSelect([]string{lang.L("Carried by any"), lang.L("words"), lang.L("picture"), lang.L("both")}, func(string) {
		chosen := dominants[max(r.dominant.SelectedIndex(), 0)] // here: the presenter must not ask the controls
		r.choose(func(c *score.Choice) { c.Dominant = chosen })
	})
	r.order = kit.NewSelect([]string{lang.L("In the file's order"), lang.L("Disagreeing most"), lang.L("Most negative"), lang.L("Most positive"),
		lang.L("Moved most by the picture"), lang.L("Most ironic"), lang.L("Sarcastic first"), lang.L("Other than in the file"),
		lang.L("By the head's answer"), lang.L("Where the head is unsure")}, func(string) {
		by := orders[max(r.order.SelectedIndex(), 0)]
		r.choose(func(c *score.Choice) { c.By = by })
	})
	r.apart = kit.NewCheck(lang.L("Disagree"), lang.L("Only posts whose words and picture disagree (incongruity)"), func(on bool) { r.choose(func(c *score.Choice) { c.Apart = on }) })
	r.errors = kit.NewCheck(failedText(0), lang.L("Only rows that could not be scored"), func(on bool) { r.choose(func(c *score.Choice) { c.Errors = on }) })
	r.label.Tip, r.dominant.Tip, r.order.Tip = lang.L("Only posts of this label"), lang.L("Only posts in which this mattered more"), lang.L("The order of the rows, which an export keeps")
	r.words = kit.NewEscapeEntry(func() { r.words.SetText("") })
	r.words.SetPlaceHolder(lang.L("Find words or an id"))
	r.words.OnChanged = func(text string) { r.choose(func(c *score.Choice) { c.Words = text }) }
	r.count, r.name = widget.NewLabel(""), widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.export = kit.NewPressButton(lang.L("Export these…"), theme.DownloadIcon(), r.onExport)
	r.columns = kit.NewButton(lang.L("Columns…"), lang.L("What the list tells of each row"), theme.ListIcon(), r.onColumns)
	r.export.Tip = lang.L("Write the rows that are picked out, or else all that are shown, in this order into a file")
	r.list = newRowList(func() int { return len(b.state.View) }, r.newRow, r.drawRow)
	r.list.to, r.list.open = b.presenter, b.openRow
	r.reading = newReading(b)
	r.list.onRune = r.reading.judge.onRune
	r.unmark = kit.NewButton("", lang.L("Let all rows go again that are picked out"), theme.CancelIcon(), b.presenter.Unmark)
	r.makes = kit.NewButton(lang.L("Make a project…"), lang.L("Make a labelling project of the rows that are picked out, or else of all that are shown"), theme.DocumentCreateIcon(), func() { b.makeProject(nil) })
	r.empty = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{})
	r.all = kit.NewPressButton(lang.L("Show all rows"), nil, func() {
		r.words.SetText("")
		r.choose(func(c *score.Choice) { *c = score.Choice{By: c.By} })
	})
	r.all.Tip = lang.L("Take all filters away")
	r.nothing = container.NewCenter(container.NewVBox(r.empty, container.NewCenter(r.all)))
	r.unmark.Hide()
	r.lay()
	return r
}

func (r *results) lay() {
	wide := func(s *kit.Select) fyne.CanvasObject { return container.New(kit.ForOptions{}, s) }
	find := container.NewGridWrap(fyne.NewSize(theme.TextSize()*17, r.words.MinSize().Height), r.words)
	bar := container.New(wrapRow{row: layout.NewRowWrapLayout()}, find, wide(r.label), wide(r.dominant), wide(r.order), r.apart, r.errors)
	r.title = container.NewBorder(nil, nil, nil, container.NewHBox(r.count, r.unmark, r.columns, r.makes, r.export), r.name)
	head := r.newHead()
	list := container.New(layout.NewBorderLayout(head, nil, nil, nil), head, container.NewStack(r.list.ring.Around(r.list), r.nothing))
	r.between = newSideBySide(r)
	r.desk = container.New(r.between, list, r.between.divider, r.reading.content)
	r.content = container.New(below{}, container.NewVBox(r.title, bar), r.desk) // Tab goes in this order
}

// choose asks for other rows.
func (r *results) choose(change func(*score.Choice)) {
	if !r.pane.quiet {
		r.pane.presenter.Choose(change)
	}
}

func (r *results) onLabel() {
	var chosen *app.Label
	if i := r.label.SelectedIndex(); i > 0 {
		chosen = &app.Labels[i-1]
	}
	r.choose(func(c *score.Choice) { c.Label = chosen })
}

// draw shows what is chosen, and the rows that are.
func (r *results) draw(st, old *score.State) {
	kit.SetLabel(r.name, resultName(st.Result))
	c := st.Choice
	label := 0
	if c.Label != nil {
		label = 1 + int(*c.Label)
	}
	set := func(s *kit.Select, at int) {
		if s.SelectedIndex() != at {
			s.SetSelectedIndex(at)
		}
	}
	set(r.label, label)
	set(r.dominant, slices.Index(dominants, c.Dominant))
	set(r.order, slices.Index(orders, c.By))
	r.apart.SetChecked(c.Apart)
	r.errors.SetChecked(c.Errors)
	if text := failedText(st.Failed); r.errors.Text != text {
		r.errors.SetText(text)
	}
	kit.Enable(r.errors, st.Failed > 0)
	if st.Result != old.Result { // while it is typed in, the entry is ahead of the state
		r.words.SetText(c.Words)
	}
	for _, w := range []kit.Disableable{r.label, r.dominant, r.apart} {
		kit.Enable(w, !c.Errors) // a row with an error has none of these
	}
	r.drawHead(st, old)
	r.between.take(st)
	if n := len(st.Marked); n != len(old.Marked) {
		r.unmark.SetText(lang.L("{{.N}} picked out", map[string]any{"N": grouped(n)}))
		kit.Show(r.unmark, n > 0)
		r.title.Refresh()
	}
	these := len(st.View) + len(st.Marked)
	kit.Enable(r.export, these > 0)
	kit.Enable(r.makes, these > 0 && st.Making == nil)
	r.reading.draw(st, old)
	if (st.Reading == nil) != (old.Reading == nil) {
		r.desk.Refresh()
	}
	if st.Chosen != old.Chosen || len(st.Rows) != len(old.Rows) || r.empty.Text == "" {
		r.drawCount(st)
		kit.Show(r.all, len(st.Rows) > 0)
		kit.Show(r.nothing, len(st.View) == 0)
	}
	r.drawList(st, old)
}

// failedText names the choice of rows that failed, with how many there are.
func failedText(n int) string {
	if n == 0 {
		return lang.L("Failed")
	}
	return lang.L("Failed: {{.N}}", map[string]any{"N": grouped(n)})
}

func resultName(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(path)
}

func (r *results) drawCount(st *score.State) {
	count, empty := "", lang.L("Score a file, or open a result, to see its rows.")
	if len(st.Rows) > 0 {
		count = lang.L("{{.N}} of {{.All}}", map[string]any{"N": grouped(len(st.View)), "All": grouped(len(st.Rows))})
		empty = lang.L("No row is like that.")
	}
	kit.SetLabel(r.empty, empty)
	if r.count.Text != count {
		r.count.SetText(count)
		r.title.Refresh() // it takes another width
	}
}

// grouped is a number whose thousands the eye can count, with a space that every language knows.
func grouped(n int) string { return paint.Grouped(n) }

// onExport asks where the rows that are shown shall be.
func (r *results) onExport() {
	name := r.pane.state.Selection()
	kit.ChooseNew(r.pane.window, lang.L("Export these…"), filepath.Dir(name), filepath.Base(name), []string{filepath.Ext(name)}, r.pane.presenter.Export).Form.After = r.focus
}

// focus gives the keyboard to the list.
func (r *results) focus() { r.pane.window.Canvas().Focus(r.list) }
