package batch

import (
	"path/filepath"

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

// results shows the rows of a result, and beside them the one that is read.
type results struct {
	pane                  *Pane
	filters               *filters
	table                 *rowTable
	reading               *reading
	name, count, empty    *widget.Label
	letters               *widget.Label // of the rows that can't be drawn
	export, makes, unmark *kit.PressButton
	nothing, title, desk  *fyne.Container
	between               *sideBySide // the layout of desk
	content               fyne.CanvasObject
}

func newResults(b *Pane) *results {
	r := &results{pane: b}
	r.filters, r.table, r.letters = newFilters(r), newRowTable(r), kit.NewLettersNote()
	r.count, r.name = widget.NewLabel(""), widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.export = kit.NewPressButton(lang.L("Export these…"), theme.DownloadIcon(), r.onExport)
	r.export.Tip = lang.L("Write the rows that are picked out, or else all that are shown, in this order into a file")
	r.reading = newReading(b)
	r.table.list.onRune = r.reading.judge.onRune
	r.unmark = kit.NewButton("", lang.L("Let all rows go again that are picked out"), theme.CancelIcon(), b.presenter.Unmark)
	r.makes = kit.NewButton(lang.L("Make a project…"), lang.L("Make a labelling project of the rows that are picked out, or else of all that are shown"), theme.DocumentCreateIcon(), func() { b.makeProject(nil) })
	r.empty = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{})
	r.nothing = container.NewCenter(container.NewVBox(r.empty, container.NewCenter(r.filters.all)))
	r.unmark.Hide()
	r.lay()
	return r
}

func (r *results) lay() {
	r.title = container.NewBorder(nil, nil, nil, container.NewHBox(r.count, r.unmark, r.table.columns, r.makes, r.export), r.name)
	head := r.table.newHead()
	list := container.New(layout.NewBorderLayout(head, nil, nil, nil), head, container.NewStack(r.table.list.ring.Around(r.table.list), r.nothing))
	r.between = newSideBySide(r)
	r.desk = container.New(r.between, list, r.between.divider, r.reading.content)
	r.content = container.New(below{}, container.NewVBox(r.title, r.filters.bar(), r.letters), r.desk) // Tab goes in this order
}

// draw shows what is chosen, and the rows that are.
func (r *results) draw(st, old *score.State) {
	kit.SetLabel(r.name, resultName(st.Result))
	r.filters.draw(st, old)
	r.table.drawHead(st, old)
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
		kit.Show(r.filters.all, len(st.Rows) > 0)
		kit.Show(r.nothing, len(st.View) == 0)
		r.noteLetters(st)
	}
	r.table.drawList(st, old)
}

// mostNoted is how many rows are looked at for letters that can't be drawn; one that is read says it of itself.
const mostNoted = 500

func (r *results) noteLetters(st *score.State) {
	was, texts := r.letters.Visible(), make([]string, min(len(st.View), mostNoted))
	for i := range texts {
		texts[i] = st.Rows[st.View[i]].Text
	}
	if kit.NoteLetters(r.letters, texts...); r.letters.Visible() != was {
		r.content.Refresh()
	}
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
	kit.ChooseNew(r.pane.window, lang.L("Export these…"), filepath.Dir(name), filepath.Base(name), []string{filepath.Ext(name)}, r.pane.presenter.Export).Form.After = r.table.focus
}
