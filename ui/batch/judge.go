package batch

import (
	"path/filepath"
	"strconv"

	"duotone/app"
	"duotone/app/present/score"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// judge is where a person says what the row that is read is, by a button or its key, and where it is told into which project that goes.
type judge struct {
	pane    *Pane
	buttons [len(app.Labels)]*kit.PressButton
	back    *kit.PressButton
	told    *widget.Label
	stop    *kit.PressButton // of a project that is being made
	content fyne.CanvasObject
}

func newJudge(b *Pane) *judge {
	j := &judge{pane: b}
	row := container.NewGridWithColumns(len(app.Labels))
	for i, l := range app.Labels {
		key := strconv.Itoa(i + 1)
		j.buttons[i] = kit.NewButton(key+"  "+speech.Label(l), lang.L("Say so yourself, and go on to the next row (key {{.Key}})", map[string]any{"Key": key}), nil, func() { j.say(&l) })
		row.Add(j.buttons[i])
	}
	j.back = kit.NewButton("", lang.L("Take back what you said of this row (key 0)"), theme.ContentUndoIcon(), func() { j.say(nil) })
	j.stop = kit.NewButton(lang.L("Stop"), lang.L("Give it up; the file goes away again"), theme.MediaStopIcon(), b.presenter.StopMaking)
	j.told = kit.NewQuietLabel("")
	j.told.Wrapping, j.told.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	j.content = container.NewVBox(container.NewBorder(nil, nil, nil, j.back, row), container.NewBorder(nil, nil, nil, j.stop, j.told))
	return j
}

// onRune judges by a key.
func (j *judge) onRune(r rune) {
	switch {
	case r == ' ':
		j.pane.presenter.Mark()
	case r == '0':
		j.say(nil)
	case r >= '1' && int(r-'1') < len(app.Labels):
		j.say(&app.Labels[r-'1'])
	}
}

// say says what the row that is read is; nil takes it back. Where nobody has said yet into which project it goes, that is asked first.
func (j *judge) say(l *app.Label) {
	st := j.pane.state
	switch {
	case st.At == score.NoRow:
	case st.Into.Agreed:
		j.pane.presenter.Judge(l)
	case l != nil:
		j.ask(l)
	}
}

// ask asks into which project what is said of these rows goes. What was said already is written there then; it is told where it is not.
func (j *judge) ask(l *app.Label) {
	b := j.pane
	text := kit.NewParagraph(lang.L("What you say of these rows is kept in a labelling project. Into which one shall it go? You said {{.Label}} of this row, which is written down then.",
		map[string]any{"Label": speech.Label(*l)}))
	choose := func(name, hint string, icon fyne.Resource, do func()) *kit.PressButton {
		return kit.NewButton(name, hint, icon, func() {
			kit.CloseTop(b.window)
			do()
		})
	}
	first := choose(lang.L("A new one, made of these rows…"), lang.L("The rows that are picked out, or else all that are shown, become posts of a project of their own"), theme.DocumentCreateIcon(), func() { b.makeProject(l) })
	box := container.NewVBox(text, first)
	if path := b.state.Into.Path; path != "" {
		box.Add(choose(lang.L("{{.File}}, which is open", map[string]any{"File": filepath.Base(path)}), path, theme.ListIcon(), func() { b.presenter.Agree(l) }))
	}
	box.Add(choose(lang.L("Open project…"), lang.L("A project that is there already; posts that it doesn't have come in"), theme.FolderOpenIcon(), func() { b.joinProject(l) }))
	kit.ShowDialog(b.window, lang.L("Into which project?"), box, fyne.NewSize(520, 120+box.MinSize().Height+2*theme.TextSize()), first)
}

// makeProject asks where a project of the rows that are shown shall be; label, if there is one, is said of the row that is read then.
func (b *Pane) makeProject(label *app.Label) {
	kit.ChooseNew(b.window, lang.L("Make a labelling project of these rows"), b.state.Folder(), b.state.MadeName(), []string{project.Ext}, func(path string) {
		b.withAnnotator(func(name string) { b.presenter.Make(path, name, label) })
	}).Form.After = b.results.table.focus
}

func (b *Pane) joinProject(label *app.Label) {
	kit.ChooseFile(b.window, lang.L("Open project…"), b.state.Folder(), []string{project.Ext}, func(path string) {
		b.withAnnotator(func(name string) { b.presenter.Join(path, name, label) })
	}).Form.After = b.results.table.focus
}

// withAnnotator asks for the person's name where it is not known.
func (b *Pane) withAnnotator(then func(name string)) {
	if name := b.presenter.Annotator(); name != "" {
		then(name)
		return
	}
	var name *kit.FormEntry
	f := kit.NewForm(b.window, lang.L("Begin"), func() {
		if clean, err := ledger.CleanName(name.Text); err == nil {
			then(clean)
		}
	})
	f.After = b.results.table.focus
	name = f.Entry(lang.L("Your name"), "", func(s string) error { _, err := ledger.CleanName(s); return err })
	f.Show(lang.L("Who labels?"), 320)
}

func (j *judge) draw(st *score.State) {
	said := st.Yours[st.At]
	for i, l := range app.Labels {
		importance := widget.MediumImportance
		if said == l.String() {
			importance = widget.HighImportance
		}
		if j.buttons[i].Importance != importance {
			j.buttons[i].Importance = importance
			j.buttons[i].Refresh()
		}
	}
	kit.Enable(j.back, said != "" && st.Into.Agreed)
	kit.SetLabel(j.told, intoText(st))
	kit.Show(j.stop, st.Making != nil)
}

// intoText tells where what is said goes, and what was written last.
func intoText(st *score.State) string {
	into := st.Into
	file := map[string]any{"File": filepath.Base(into.Path), "Name": into.Annotator, "N": into.Waiting, "ID": short(into.Last, 30)}
	switch {
	case st.Making != nil:
		return lang.L("Making {{.File}}: {{.Done}} of {{.Total}} rows", map[string]any{"File": filepath.Base(st.Making.Path), "Done": grouped(st.Making.Done), "Total": grouped(st.Making.Total)})
	case !into.Agreed:
		return lang.L("Press 1, 2 or 3 to say what you think; where it goes is asked the first time.")
	case into.Waiting > 0:
		return lang.L("Being written into {{.File}}: {{.N}}", file)
	case into.Last != "" && into.Label == "":
		return lang.L("{{.ID}}: taken back in {{.File}}, as {{.Name}}", file)
	case into.Last != "":
		file["Label"] = lang.L(into.Label)
		return lang.L("{{.ID}}: {{.Label}}, written into {{.File}} as {{.Name}}", file)
	}
	return lang.L("What you say goes into {{.File}}, as {{.Name}}", file)
}
