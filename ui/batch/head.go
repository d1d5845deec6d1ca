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

// newHead names the columns of the rows. A name that is pressed sorts them.
func (r *results) newHead() fyne.CanvasObject {
	r.head = container.New(headLayout{r})
	return r.head
}

// headLayout lays the names over the columns of the rows.
type headLayout struct{ r *results }

func (headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	if len(o) == 0 {
		return fyne.Size{}
	}
	return fyne.NewSize(240, o[0].MinSize().Height)
}

func (h headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	at := h.r.spread(size.Width, h.r.pane.state.Columns)
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
func (r *results) drawHead(st, old *score.State) {
	if len(r.names) == 0 || !slices.Equal(st.Columns, old.Columns) {
		r.names = []*kit.PressButton{r.headName(lang.L("Words"), lang.L("In the order of the file"), []batch.Order{""})}
		for _, c := range st.Columns {
			look := columnOf(c)
			r.names = append(r.names, r.headName(look.name, look.hint, look.orders))
		}
		r.head.Objects = nil
		for _, b := range r.names {
			r.head.Add(b)
		}
		r.head.Refresh()
	}
	for i, b := range r.names {
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
func (r *results) headName(name, hint string, orders []batch.Order) *kit.PressButton {
	b := kit.NewPressButton(name, nil, func() {
		if len(orders) > 0 {
			r.choose(func(c *score.Choice) { c.By = orders[(slices.Index(orders, c.By)+1)%len(orders)] })
		}
	})
	b.Importance, b.Alignment, b.IconPlacement, b.Tip = widget.LowImportance, widget.ButtonAlignLeading, widget.ButtonIconTrailingText, hint
	return b
}

// onColumns asks which columns are shown.
func (r *results) onColumns() {
	st := r.pane.state
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
			r.pane.presenter.ShowColumns(slices.Clone(chosen))
		})
		check.Checked = slices.Contains(st.Columns, c)
		if first == nil {
			first = check
		}
		box.Add(check)
	}
	kit.ShowDialog(r.pane.window, lang.L("Columns"), container.NewVScroll(box), fyne.NewSize(360, 560), first)
}
