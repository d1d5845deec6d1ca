package label

import (
	"image/color"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/app/project/find"
	"duotone/ui/kit"
	"duotone/ui/kit/script"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// finder is a list of posts beside the stage: those that a search finds. One is shown by choosing it, several are labelled at once.
type finder struct {
	l      *Pane
	box    *fyne.Container
	entry  *homeEntry
	said   *widget.Label // how many were found, or what is wrong with the query
	under  *widget.Label // letters of those that can't be drawn
	list   *homeList
	all    *homeCheck
	labels *homeSelect

	found  *label.Found
	chosen map[app.PostID]bool
	ids    []string // labels that can be given, as the select has them
	book   *codebook.Codebook
	asks   codebook.QuestionID
	quiet  bool
}

const finderWidth = 300

func newFinder(l *Pane) *finder {
	f := &finder{l: l, chosen: map[app.PostID]bool{}}
	f.entry = newEntry(lang.L("Words, label:positive, is:open, #17"),
		lang.L("Words of the post, or label:, by:, flag:, note:, is:open, is:disputed, is:known, a column's name with a colon, or #17 for the place"), func() { f.l.finder.onFind() })
	f.entry.OnChanged = func(text string) { l.presenter.Find(text) }
	f.entry.OnSubmitted = func(string) { f.first() }
	f.said, f.under = kit.NewParagraph(""), kit.NewLettersNote()
	f.list = l.newList(f.count, f.row, f.fill)
	f.list.OnSelected = func(at widget.ListItemID) {
		f.list.UnselectAll()
		if at < f.count() {
			l.keepNote()
			l.await(l.presenter.Goto(f.found.Hits[at].Post))
			l.focus()
		}
	}
	f.all = l.newCheck(lang.L("All"), lang.L("Choose all that were found, or none"), f.onAll)
	f.labels = l.newSelect(lang.L("Answer the question for all that are chosen; Undo takes it back in one"), nil, f.onLabel)
	f.labels.PlaceHolder = lang.L("Label the chosen…")
	edge := canvas.NewRectangle(color.Transparent)
	edge.SetMinSize(fyne.NewSize(finderWidth, 0))
	f.box = container.NewStack(edge, container.NewBorder(container.NewVBox(f.entry, f.said, f.under),
		container.NewBorder(nil, nil, f.all, nil, f.labels), nil, nil, f.list))
	f.box.Hide()
	return f
}

// onFind shows the list and takes the keyboard to it, or puts it away.
func (f *finder) onFind() {
	if f.box.Visible() {
		f.box.Hide()
		clear(f.chosen)
		f.l.presenter.Unfind()
		f.l.focus()
		return
	}
	f.l.likes.showLikes(false)
	f.box.Show()
	f.l.presenter.Find(f.entry.Text)
	f.l.window.Canvas().Focus(f.entry)
}

func (f *finder) count() int {
	if f.found == nil {
		return 0
	}
	return len(f.found.Hits)
}

func (f *finder) first() {
	if f.count() > 0 {
		f.list.OnSelected(0)
	}
}

func (f *finder) row() fyne.CanvasObject {
	text := widget.NewLabel("")
	text.Truncation = fyne.TextTruncateEllipsis
	return container.NewBorder(nil, nil, widget.NewCheck("", nil), nil, text)
}

func (f *finder) fill(at widget.ListItemID, o fyne.CanvasObject) {
	if at >= f.count() {
		return
	}
	hit := f.found.Hits[at]
	parts := o.(*fyne.Container).Objects
	text, check := parts[0].(*widget.Label), parts[1].(*widget.Check)
	kit.SetLabel(text, hitText(hit))
	check.OnChanged = nil
	check.SetChecked(f.chosen[hit.Post])
	check.OnChanged = func(on bool) {
		if f.chosen[hit.Post] = on; !on {
			delete(f.chosen, hit.Post)
		}
		f.tell()
	}
}

func hitText(h find.Hit) string {
	words := strings.Join(strings.Fields(app.Short(h.Text, 200)), " ")
	if words == "" && h.Picture {
		words = lang.L("(a picture)")
	}
	return lang.L("{{.n}}  {{.text}}", map[string]any{"n": h.At + 1, "text": script.Line(words, 60)})
}

// draw shows what was found, and which labels can be given.
func (f *finder) draw(st *label.State) {
	if !f.box.Visible() {
		return
	}
	if v := &st.View; v.Question != nil && (f.book != v.Codebook || f.asks != v.Question.ID) {
		f.book, f.asks, f.ids = v.Codebook, v.Question.ID, nil
		var names []string
		for _, one := range v.Question.Offered() {
			f.ids, names = append(f.ids, one.ID), append(names, labelName(v.Question, one))
		}
		f.labels.SetOptions(names)
	}
	if st.Found != f.found {
		f.found = st.Found
		f.list.Refresh()
		f.tell()
		texts := make([]string, f.count())
		for i := range texts {
			texts[i] = hitText(f.found.Hits[i])
		}
		kit.NoteLetters(f.under, texts...)
	}
}

// tell says how many were found and chosen.
func (f *finder) tell() {
	text := ""
	switch {
	case f.found == nil:
	case f.found.Err != nil:
		text = speech.Complaint(f.found.Err)
	case len(f.chosen) > 0:
		text = lang.L("{{.n}} posts found, {{.chosen}} chosen", map[string]any{"n": f.count(), "chosen": len(f.chosen)})
	default:
		text = lang.L("{{.n}} posts found", map[string]any{"n": f.count()})
	}
	kit.SetLabel(f.said, text)
	kit.Enable(f.labels, len(f.chosen) > 0)
	f.quiet = true
	f.all.SetChecked(f.count() > 0 && len(f.chosen) >= f.count())
	f.quiet = false
}

// onAll chooses all that were found, or none.
func (f *finder) onAll(on bool) {
	if f.quiet {
		return
	}
	clear(f.chosen)
	if on && f.found != nil {
		for _, h := range f.found.Hits {
			f.chosen[h.Post] = true
		}
	}
	f.list.Refresh()
	f.tell()
}

// onLabel gives a label to all that are chosen.
func (f *finder) onLabel(string) {
	at := f.labels.SelectedIndex()
	if at < 0 || f.found == nil {
		return
	}
	f.labels.ClearSelected()
	var posts []app.PostID
	for _, h := range f.found.Hits { // in their order; what is chosen and not found any more is left
		if f.chosen[h.Post] {
			posts = append(posts, h.Post)
		}
	}
	clear(f.chosen)
	f.list.Refresh()
	f.tell()
	f.l.await(f.l.presenter.LabelAll(posts, f.ids[at]))
	f.l.focus()
}

// searchButton opens and closes the list.
func (f *finder) searchButton() *homeButton {
	return f.l.newButton("", lang.L("Find posts by their words and what was said of them (/)"), theme.SearchIcon(), f.onFind)
}
