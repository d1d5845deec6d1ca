package label

import (
	"errors"
	"image"
	"maps"
	"slices"
	"strings"

	"duotone/app/codebook"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// editor is a form in which the codebook is changed: what is asked, the labels with their keys and colours, and the guidelines. It works on
// a copy; what is typed is in it at once.
type editor struct {
	l    *projects
	form *kit.Form
	book *codebook.Codebook
	old  *codebook.Codebook // as it is: what has an answer keeps its id
	box  *fyne.Container

	pictures map[string]image.Image // of examples, by name
}

// onEdit opens the editor.
func (l *projects) onEdit() {
	book := l.state.View.Codebook
	if book == nil {
		return
	}
	e := l.newEditor(book)
	e.form.Show(lang.L("The codebook"), 820)
}

func (l *projects) newEditor(book *codebook.Codebook) *editor {
	e := &editor{l: l, book: book.Clone(), old: book, box: container.NewVBox(), pictures: maps.Clone(l.state.Examples)}
	if e.pictures == nil {
		e.pictures = map[string]image.Image{}
	}
	e.form = kit.NewForm(l.window, lang.L("Use it"), func() { l.presenter.UseCodebook(e.book) })
	e.form.After = l.focus
	e.form.Checks = append(e.form.Checks, func() error {
		if err := e.book.Check(); err != nil {
			lines := strings.Split(err.Error(), "\n") // as many as can be read at once
			return errors.New(strings.Join(lines[:min(4, len(lines))], "\n"))
		}
		return nil
	})
	title := e.form.Entry(lang.L("Title"), book.Title, nil)
	title.OnChanged = func(text string) { e.book.Title = strings.TrimSpace(text) }
	e.form.Add(lang.L("Guidelines"), e.long(string(book.Guidelines), 5, func(text string) { e.book.Guidelines = codebook.Markdown(text) }))
	e.fill()
	e.form.Add(lang.L("Asked"), e.box)
	return e
}

// long is an entry of several lines.
func (e *editor) long(text string, rows int, changed func(string)) *kit.FormEntry {
	entry := e.form.NewEntry()
	entry.MultiLine, entry.Wrapping = true, fyne.TextWrapWord
	entry.SetMinRowsVisible(rows)
	entry.SetText(text)
	entry.OnChanged = changed
	return entry
}

// short is an entry of one line.
func (e *editor) short(text, holder string, changed func(string)) *kit.FormEntry {
	entry := e.form.NewEntry()
	entry.SetPlaceHolder(holder)
	entry.SetText(text)
	entry.OnChanged = changed
	return entry
}

// fill writes the questions anew, after one was added.
func (e *editor) fill() {
	e.box.RemoveAll()
	for i := range e.book.Questions {
		e.box.Add(e.question(i))
		e.box.Add(widget.NewSeparator())
	}
	kinds := []string{lang.L("One of several labels"), lang.L("Any of several labels"), lang.L("A scale"), lang.L("A sentiment")}
	add := e.form.NewChoice(kinds)
	add.PlaceHolder = lang.L("Another question…")
	add.OnChanged = func(string) {
		if at := add.SelectedIndex(); at >= 0 {
			var ids []string
			for _, q := range e.book.Questions {
				ids = append(ids, string(q.ID))
			}
			e.book.Questions = append(e.book.Questions, codebook.NewQuestion(lang.L("What is it?"), codebook.Kinds[at], codebook.OfPost, ids))
			e.fill()
		}
	}
	e.box.Add(add)
	e.box.Refresh()
}

// question is the part of the form about one question. It is held by its place: adding one moves them all.
func (e *editor) question(i int) fyne.CanvasObject {
	q := &e.book.Questions[i]
	ask := e.short(speech.Text(q.Ask), lang.L("What is asked"), func(text string) { e.book.Questions[i].Ask = strings.TrimSpace(text) })
	of := e.form.NewChoice([]string{lang.L("of the words"), lang.L("of the picture"), lang.L("of the post")})
	of.SetSelectedIndex(slices.Index(codebook.Parts, q.Of))
	of.OnChanged = func(string) { e.book.Questions[i].Of = codebook.Parts[max(of.SelectedIndex(), 0)] }
	if _, there := e.old.Question(q.ID); there { // its answers were given to what was shown then
		of.Disable()
	}
	asked := e.form.Check(lang.L("asked"), !q.Retired)
	asked.OnChanged = func(on bool) { e.book.Questions[i].Retired = !on }
	help := e.long(string(q.Help), 1, func(text string) { e.book.Questions[i].Help = codebook.Markdown(text) })
	help.SetPlaceHolder(lang.L("Help with it, in Markdown"))
	rows := container.NewVBox(container.NewBorder(nil, nil, nil, container.NewHBox(of, asked), ask),
		help)
	for k := range q.Labels {
		rows.Add(e.label(i, k))
	}
	if q.Kind != codebook.Sentiment {
		rows.Add(container.NewHBox(e.form.NewButton(lang.L("Another label"), lang.L("Put a label at the end of this question"), theme.ContentAddIcon(), func() { e.add(i) })))
	}
	return rows
}

// add gives a question another label.
func (e *editor) add(i int) {
	e.book.Questions[i].AddLabel(lang.L("new label"))
	e.fill()
}
