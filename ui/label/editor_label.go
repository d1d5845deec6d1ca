package label

import (
	"errors"
	"fmt"
	"image/color"
	"slices"
	"strings"

	"duotone/app/codebook"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// label is the row of one label: colour, name, what it means, key, whether it is offered, and what else can be done with it.
func (e *editor) label(i, k int) fyne.CanvasObject {
	label := func() *codebook.Label { return &e.book.Questions[i].Labels[k] }
	one, kind := label(), e.book.Questions[i].Kind
	var chip *swatch
	paint := func() {
		c, ok := parseColour(label().Colour)
		if !ok {
			c = nil
		}
		chip.set(c)
	}
	chip = newSwatch(e.form, nil, lang.L("Choose its colour"), func() {
		e.onColour(label().Colour, func(text string) { label().Colour = text; paint() })
	})
	paint()
	name := e.short(one.Name, lang.L("Name"), func(text string) { label().Name = strings.TrimSpace(text) })
	key := e.short(one.Key, lang.L("Key"), func(text string) { label().Key = strings.ToLower(strings.TrimSpace(text)) })
	means := e.short(string(one.Description), lang.L("What it means"), func(text string) { label().Description = codebook.Markdown(text) })
	offered := e.form.Check(lang.L("offered"), !one.Retired)
	offered.OnChanged = func(on bool) { label().Retired = !on }
	if kind == codebook.Sentiment { // which has its three
		offered.Disable()
	}
	examples := lang.L("Examples…")
	if n := len(one.Examples); n > 0 {
		examples = lang.L("Examples ({{.n}})…", map[string]any{"n": n})
	}
	show := e.form.NewButton(examples, lang.L("Posts that this label fits, with their pictures; they stand beside the post"), nil, func() { e.onExamples(i, k) })
	var more fyne.CanvasObject
	more = e.form.NewButton("", lang.L("Merge, split, move or take out this label"), theme.MoreVerticalIcon(), func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(more)
		widget.NewPopUpMenu(fyne.NewMenu("", e.labelMenu(i, k)...), e.l.window.Canvas()).ShowAtPosition(at.AddXY(0, more.Size().Height))
	})
	return container.NewBorder(nil, nil, chip, container.NewHBox(narrow(key, 48), offered, show, more), container.NewGridWithColumns(2, name, means))
}

// labelMenu is what can be done with a label beside naming it.
func (e *editor) labelMenu(i, k int) []*fyne.MenuItem {
	q := &e.book.Questions[i]
	item := func(text string, can bool, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(text, do)
		m.Disabled = !can
		return m
	}
	free := q.Kind == codebook.OneOf || q.Kind == codebook.ManyOf
	return []*fyne.MenuItem{
		item(lang.L("Merge into another label…"), q.Kind != codebook.Sentiment && len(q.Labels) > 2, func() { e.onMerge(i, k) }),
		item(lang.L("Split into several…"), free, func() { e.onSplit(i, k) }),
		item(lang.L("Move up"), free && k > 0, func() {
			q.Labels[k-1], q.Labels[k] = q.Labels[k], q.Labels[k-1]
			e.fill()
		}),
		item(lang.L("Take it out"), q.Kind != codebook.Sentiment && len(q.Labels) > 2, func() {
			q.Labels = slices.Delete(q.Labels, k, k+1)
			e.fill()
		}),
	}
}

// onMerge asks which label has the answers of this one from now on.
func (e *editor) onMerge(i, k int) {
	q := &e.book.Questions[i]
	from := q.Labels[k]
	var ids, names []string
	for _, l := range q.Labels {
		if l.ID != from.ID {
			ids, names = append(ids, l.ID), append(names, labelName(q, &l))
		}
	}
	var into *kit.FormSelect
	f := kit.NewForm(e.l.window, lang.L("Merge"), func() {
		if err := q.MergeInto(e.before(q.ID), from.ID, ids[max(into.SelectedIndex(), 0)]); err != nil {
			dialog.ShowError(err, e.l.window)
		}
		e.fill()
	})
	into = f.Choice(lang.L("“{{.label}}” becomes", map[string]any{"label": labelName(q, &from)}), names, 0)
	f.Add("", kit.NewParagraph(lang.L("The answers of both are that one's from then on. Who said what at the time stays in each post's history.")))
	f.Show(lang.L("Merge into another label…"), 480)
}

// onSplit asks into which labels this one falls.
func (e *editor) onSplit(i, k int) {
	q := &e.book.Questions[i]
	from := q.Labels[k]
	var names *kit.FormEntry
	parts := func() (all []string) {
		for name := range strings.SplitSeq(names.Text, ",") {
			if name = strings.TrimSpace(name); name != "" && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
		return all
	}
	f := kit.NewForm(e.l.window, lang.L("Split"), func() {
		if err := q.SplitInto(e.before(q.ID), from.ID, parts()...); err != nil {
			dialog.ShowError(err, e.l.window)
		}
		e.fill()
	})
	names = f.Entry(lang.L("“{{.label}}” becomes", map[string]any{"label": labelName(q, &from)}), from.Name+", ", func(string) error {
		if len(parts()) < 2 {
			return errors.New(lang.L("Name two labels or more, with commas between them."))
		}
		return nil
	})
	f.Add("", kit.NewParagraph(lang.L("Nobody knows which of them an answer would be now: the posts that have it are asked again. Its own name may be among them.")))
	f.Show(lang.L("Split into several…"), 520)
}

// before is a question as it is while the editor is open; nil: it is new.
func (e *editor) before(id codebook.QuestionID) *codebook.Question {
	q, ok := e.old.Question(id)
	if !ok {
		return nil
	}
	return q
}

// palette are colours that people with any sight can tell apart (Okabe and Ito 2008), and some more.
var palette = []string{"#0072b2", "#56b4e9", "#009e73", "#2e7d32", "#e69f00", "#d55e00", "#c62828", "#cc79a7", "#6b5b95", "#5d4037", "#757575", "#f0e442"}

// onColour asks for a colour: one of the palette, any other, or none.
func (e *editor) onColour(now string, then func(string)) {
	var text *kit.FormEntry
	f := kit.NewForm(e.l.window, lang.L("Use it"), func() { then(strings.ToLower(strings.TrimSpace(text.Text))) })
	shown := newSwatch(f, nil, lang.L("The colour that is chosen"), func() {})
	var cells []fyne.CanvasObject
	for _, hex := range palette {
		c, _ := parseColour(hex)
		cells = append(cells, newSwatch(f, c, hex, func() { text.SetText(hex) }))
	}
	f.Add("", container.NewGridWithColumns(6, cells...))
	text = f.NewEntry()
	text.SetPlaceHolder("#2e7d32")
	text.OnChanged = func(hex string) {
		c, ok := parseColour(strings.TrimSpace(hex))
		if !ok {
			c = nil
		}
		shown.set(c)
	}
	text.SetText(now)
	f.Checks = append(f.Checks, func() error {
		if _, ok := parseColour(strings.TrimSpace(text.Text)); strings.TrimSpace(text.Text) != "" && !ok {
			return errors.New(lang.L("Write a colour as #2e7d32, or nothing."))
		}
		return nil
	})
	f.Add(lang.L("Colour"), container.NewBorder(nil, nil, shown, container.NewHBox(
		f.NewButton(lang.L("Any other…"), lang.L("Choose a colour on a wheel"), theme.ColorPaletteIcon(), func() { e.wheel(text) }),
		f.NewButton(lang.L("None"), lang.L("The label has no colour"), nil, func() { text.SetText("") })), text))
	f.Show(lang.L("Choose its colour"), 520)
}

// wheel asks for any colour and writes it into an entry.
func (e *editor) wheel(text *kit.FormEntry) {
	p := dialog.NewColorPicker(lang.L("Choose its colour"), "", func(c color.Color) {
		r, g, b, _ := c.RGBA()
		text.SetText(fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8))
	}, e.l.window)
	p.Advanced = true
	p.Show()
	if c, ok := parseColour(strings.TrimSpace(text.Text)); ok {
		p.SetColor(c)
	}
}
