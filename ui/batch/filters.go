package batch

import (
	"slices"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/present/score"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// orders are those that rows can be sorted by, and dominants what can have carried them, as the choices list them.
var (
	orders    = []batch.Order{"", batch.ByIncongruity, batch.ByNegative, batch.ByPositive, batch.ByPicture, batch.ByIrony, batch.BySarcasm, batch.ByOwn, batch.ByAnswer, batch.ByUnsure}
	dominants = []app.Modality{"", app.Words, app.Image, app.Both}
)

// filters choose which rows are shown, and in what order.
type filters struct {
	results                *results
	label, dominant, order *kit.Select
	apart, errors          *kit.Check
	words                  *kit.EscapeEntry
	all                    *kit.PressButton // shows every row again
}

func newFilters(r *results) *filters {
	f := &filters{results: r}
	f.label = kit.NewSelect([]string{lang.L("All labels"), lang.L("negative"), lang.L("neutral"), lang.L("positive")}, func(string) { f.onLabel() })
	f.dominant = kit.NewSelect([]string{lang.L("Carried by any"), lang.L("words"), lang.L("picture"), lang.L("both")}, func(string) {
		chosen := dominants[max(f.dominant.SelectedIndex(), 0)] // here: the presenter must not ask the controls
		f.choose(func(c *score.Choice) { c.Dominant = chosen })
	})
	f.order = kit.NewSelect([]string{lang.L("In the file's order"), lang.L("Disagreeing most"), lang.L("Most negative"), lang.L("Most positive"),
		lang.L("Moved most by the picture"), lang.L("Most ironic"), lang.L("Sarcastic first"), lang.L("Other than in the file"),
		lang.L("By the head's answer"), lang.L("Where the head is unsure")}, func(string) {
		by := orders[max(f.order.SelectedIndex(), 0)]
		f.choose(func(c *score.Choice) { c.By = by })
	})
	f.apart = kit.NewCheck(lang.L("Disagree"), lang.L("Only posts whose words and picture disagree (incongruity)"), func(on bool) { f.choose(func(c *score.Choice) { c.Apart = on }) })
	f.errors = kit.NewCheck(failedText(0), lang.L("Only rows that could not be scored"), func(on bool) { f.choose(func(c *score.Choice) { c.Errors = on }) })
	f.label.Tip, f.dominant.Tip, f.order.Tip = lang.L("Only posts of this label"), lang.L("Only posts in which this mattered more"), lang.L("The order of the rows, which an export keeps")
	f.words = kit.NewEscapeEntry(func() { f.words.SetText("") })
	f.words.SetPlaceHolder(lang.L("Find words or an id"))
	f.words.OnChanged = func(text string) { f.choose(func(c *score.Choice) { c.Words = text }) }
	f.all = kit.NewPressButton(lang.L("Show all rows"), nil, func() {
		f.words.SetText("")
		f.choose(func(c *score.Choice) { *c = score.Choice{By: c.By} })
	})
	f.all.Tip = lang.L("Take all filters away")
	return f
}

// bar lays the choices out.
func (f *filters) bar() fyne.CanvasObject {
	wide := func(s *kit.Select) fyne.CanvasObject { return container.New(kit.ForOptions{}, s) }
	find := container.NewGridWrap(fyne.NewSize(theme.TextSize()*17, f.words.MinSize().Height), f.words)
	return container.New(wrapRow{row: layout.NewRowWrapLayout()}, find, wide(f.label), wide(f.dominant), wide(f.order), f.apart, f.errors)
}

// choose asks for other rows.
func (f *filters) choose(change func(*score.Choice)) {
	if !f.results.pane.quiet {
		f.results.pane.presenter.Choose(change)
	}
}

func (f *filters) onLabel() {
	var chosen *app.Label
	if i := f.label.SelectedIndex(); i > 0 {
		chosen = &app.Labels[i-1]
	}
	f.choose(func(c *score.Choice) { c.Label = chosen })
}

// draw shows what is chosen.
func (f *filters) draw(st, old *score.State) {
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
	set(f.label, label)
	set(f.dominant, slices.Index(dominants, c.Dominant))
	set(f.order, slices.Index(orders, c.By))
	f.apart.SetChecked(c.Apart)
	f.errors.SetChecked(c.Errors)
	if text := failedText(st.Failed); f.errors.Text != text {
		f.errors.SetText(text)
	}
	kit.Enable(f.errors, st.Failed > 0)
	if st.Result != old.Result { // while it is typed in, the entry is ahead of the state
		f.words.SetText(c.Words)
	}
	for _, w := range []kit.Disableable{f.label, f.dominant, f.apart} {
		kit.Enable(w, !c.Errors) // a row with an error has none of these
	}
}

// failedText names the choice of rows that failed, with how many there are.
func failedText(n int) string {
	if n == 0 {
		return lang.L("Failed")
	}
	return lang.L("Failed: {{.N}}", map[string]any{"N": grouped(n)})
}
