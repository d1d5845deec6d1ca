package label

import (
	"path/filepath"
	"slices"
	"strings"

	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// pictureEndings are those a picture file is listed by; what it is, is read from its content.
var pictureEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff"}

// examples is a form in which the examples of one label are written.
type examples struct {
	e    *editor
	form *kit.Form
	all  []*codebook.Example
	box  *fyne.Container
	wait map[*codebook.Example]string // whose pictures are being read, from where
	said *widget.Label                // why a picture can't be taken
}

// onExamples opens it.
func (e *editor) onExamples(i, k int) {
	l := &e.book.Questions[i].Labels[k]
	e.newExamples(i, k).form.Show(lang.L("Examples of “{{.label}}”", map[string]any{"label": labelName(&e.book.Questions[i], l)}), 640)
}

func (e *editor) newExamples(i, k int) *examples {
	x := &examples{e: e, wait: map[*codebook.Example]string{}, box: container.NewVBox(), said: kit.NewParagraph("")}
	for _, one := range e.book.Questions[i].Labels[k].Examples {
		x.all = append(x.all, &one)
	}
	x.said.Importance = widget.DangerImportance
	x.said.Hide()
	x.form = kit.NewForm(e.l.window, lang.L("Keep them"), func() {
		var kept []codebook.Example
		for _, one := range x.all {
			if *one != (codebook.Example{}) {
				kept = append(kept, *one)
			}
		}
		e.book.Questions[i].Labels[k].Examples = kept
		e.fill()
	})
	x.form.After = func() { e.l.onPicked = nil }
	e.l.onPicked = x.picked
	x.fill()
	room := canvas.NewRectangle(nil) // for two of them
	room.SetMinSize(fyne.NewSize(0, 300))
	x.form.Add("", container.NewHBox(
		x.form.NewButton(lang.L("Another example"), lang.L("Write an example of your own"), theme.ContentAddIcon(), func() { x.add(codebook.Example{}) }),
		x.form.NewButton(lang.L("This post"), lang.L("Take the post that is shown as an example"), theme.ContentCopyIcon(), x.addPost)))
	x.form.Add("", x.said)
	x.form.Add("", container.NewStack(room, x.box))
	return x
}

func (x *examples) add(one codebook.Example) {
	x.all = append(x.all, &one)
	x.fill()
}

// addPost takes the post that is shown.
func (x *examples) addPost() {
	v := &x.e.l.state.View
	if v.Empty {
		return
	}
	x.add(codebook.Example{Text: strings.TrimSpace(v.Item.Text)})
	if ref := v.Item.Picture; ref != nil && len(ref.Paths) > 0 {
		x.pick(x.all[len(x.all)-1], ref.Paths[0])
	}
}

// pick takes a picture for an example, when it was read. Of several for one example the last counts.
func (x *examples) pick(one *codebook.Example, path string) {
	x.wait[one] = path
	x.e.l.presenter.PickExample(path)
}

// picked takes a picture that was read to the examples that wait for it, wherever they stand by now.
func (x *examples) picked(p label.Picked) {
	came := false
	for one, path := range x.wait {
		if path != p.Source {
			continue
		}
		came = true
		delete(x.wait, one)
		if p.Err == nil {
			one.Picture = p.Name
			x.e.pictures[p.Name] = p.Picture
		}
	}
	if !came {
		return
	}
	x.said.SetText("")
	if p.Err != nil {
		x.said.SetText(speech.Complaint(p.Err))
	}
	kit.Show(x.said, p.Err != nil)
	x.fill()
}

func (x *examples) fill() {
	x.box.RemoveAll()
	texts := make([]string, len(x.all))
	for i, one := range x.all {
		texts[i] = one.Text + one.Note
		x.box.Add(x.row(one))
		x.box.Add(widget.NewSeparator())
	}
	x.box.Add(kit.NewLettersNote(texts...))
	x.box.Refresh()
}

// row is one example: its picture, its words, and why it is one.
func (x *examples) row(one *codebook.Example) fyne.CanvasObject {
	text := x.e.long(one.Text, 2, func(text string) { one.Text = strings.TrimSpace(text) })
	text.SetPlaceHolder(lang.L("The words of the example"))
	note := x.e.short(one.Note, lang.L("Why it is one"), func(text string) { one.Note = strings.TrimSpace(text) })
	place := canvas.NewRectangle(nil)
	place.SetMinSize(fyne.NewSize(120, 90))
	picture := container.NewStack(place)
	if m := x.e.pictures[one.Picture]; m != nil {
		pic := canvas.NewImageFromImage(m)
		pic.FillMode = canvas.ImageFillContain
		picture.Add(pic)
	} else if one.Picture != "" {
		picture.Add(kit.NewQuietLabel(one.Picture))
	}
	choose := x.form.NewButton(lang.L("Picture…"), lang.L("Choose a picture; one from elsewhere is copied beside the project"), theme.FileImageIcon(), func() {
		kit.ChooseFile(x.e.l.window, lang.L("Choose a picture…"), x.e.l.state.Folder(), pictureEndings, func(path string) {
			if abs, err := filepath.Abs(path); err == nil {
				path = abs
			}
			x.pick(one, path)
		})
	})
	without := x.form.NewButton(lang.L("No picture"), lang.L("Take the picture out of the example"), nil, func() {
		delete(x.wait, one) // the one that is being read isn't wanted either
		one.Picture = ""
		x.fill()
	})
	out := x.form.NewButton("", lang.L("Take this example out"), theme.DeleteIcon(), func() {
		delete(x.wait, one)
		x.all = slices.DeleteFunc(x.all, func(other *codebook.Example) bool { return other == one })
		x.fill()
	})
	buttons := container.NewHBox(choose)
	if one.Picture != "" {
		buttons.Add(without)
	}
	return container.NewBorder(nil, nil, picture, container.NewVBox(out), container.NewVBox(text, note, buttons))
}
