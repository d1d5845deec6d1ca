package batch

import (
	"slices"

	"duotone/app/batch"
	"duotone/app/present/score"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// rowTable is the list of rows under the names of its columns.
type rowTable struct {
	results *results
	columns *kit.PressButton // asks which are shown
	head    *fyne.Container
	names   []*kit.PressButton // of the columns in head
	list    *rowList
	places  places // where the parts of its rows lie
}

func newRowTable(r *results) *rowTable {
	t := &rowTable{results: r}
	t.columns = kit.NewButton(lang.L("Columns…"), lang.L("What the list tells of each row"), theme.ListIcon(), t.onColumns)
	t.list = newRowList(func() int { return len(r.pane.state.View) }, t.newRow, t.drawRow)
	t.list.to, t.list.open = r.pane.presenter, r.pane.openRow
	return t
}

// focus gives the keyboard to the list.
func (t *rowTable) focus() { t.results.pane.window.Canvas().Focus(t.list) }

// newHead names the columns of the rows. A name that is pressed sorts them.
func (t *rowTable) newHead() fyne.CanvasObject {
	t.head = container.New(headLayout{t})
	return t.head
}

// headLayout lays the names over the columns of the rows.
type headLayout struct{ table *rowTable }

func (headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	if len(o) == 0 {
		return fyne.Size{}
	}
	return fyne.NewSize(240, o[0].MinSize().Height)
}

func (h headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	at := h.table.spread(size.Width, h.table.results.pane.state.Columns)
	for i, c := range o {
		switch {
		case i == 0:
			place(c, at.words, 0, at.wordsWide, size.Height)
		case i <= len(at.columns):
			place(c, at.columns[i-1], 0, at.widths[i-1], size.Height)
		}
	}
}

// drawHead names the columns, and marks the one that the rows are sorted by.
func (t *rowTable) drawHead(st, old *score.State) {
	if len(t.names) == 0 || !slices.Equal(st.Columns, old.Columns) {
		t.names = []*kit.PressButton{t.headName(lang.L("Words"), lang.L("In the order of the file"), []batch.Order{""})}
		for _, c := range st.Columns {
			look := columnOf(c)
			t.names = append(t.names, t.headName(look.name, look.hint, look.orders))
		}
		t.head.Objects = nil
		for _, b := range t.names {
			t.head.Add(b)
		}
		t.head.Refresh()
	}
	for i, b := range t.names {
		orders := []batch.Order{}
		if i > 0 {
			orders = columnOf(st.Columns[i-1]).orders
		}
		var icon fyne.Resource
		if at := slices.Index(orders, st.Choice.By); at == 1 {
			icon = theme.MenuDropUpIcon()
		} else if at == 0 {
			icon = theme.MenuDropDownIcon()
		}
		if b.Icon != icon {
			b.SetIcon(icon)
		}
	}
}

// headName is the name of a column; pressed, it goes through its orders.
func (t *rowTable) headName(name, hint string, orders []batch.Order) *kit.PressButton {
	b := kit.NewPressButton(name, nil, func() {
		if len(orders) > 0 {
			t.results.filters.choose(func(c *score.Choice) { c.By = orders[(slices.Index(orders, c.By)+1)%len(orders)] })
		}
	})
	b.Importance, b.Alignment, b.IconPlacement, b.Tip = widget.LowImportance, widget.ButtonAlignLeading, widget.ButtonIconTrailingText, hint
	return b
}

// onColumns asks which columns are shown.
func (t *rowTable) onColumns() {
	st := t.results.pane.state
	chosen := slices.Clone(st.Columns)
	box := container.NewVBox()
	var first *kit.Check
	for _, c := range score.Columns {
		look := columnOf(c)
		check := kit.NewCheck(look.name, look.hint, func(on bool) {
			if at := slices.Index(chosen, c); on && at < 0 {
				chosen = append(chosen, c)
			} else if !on && at >= 0 {
				chosen = slices.Delete(chosen, at, at+1)
			}
			t.results.pane.presenter.ShowColumns(slices.Clone(chosen))
		})
		check.Checked = slices.Contains(st.Columns, c)
		if first == nil {
			first = check
		}
		box.Add(check)
	}
	kit.ShowDialog(t.results.pane.window, lang.L("Columns"), container.NewVScroll(box), fyne.NewSize(360, 560), first)
}
