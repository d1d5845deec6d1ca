package label

import (
	"duotone/app/codebook"
	"duotone/ui/kit"

	"fyne.io/fyne/v2/lang"
)

// onCodebook asks what the project is to ask: a template, or a file.
func (l *projects) onCodebook() {
	names := codebook.Templates()
	var titles []string
	for _, name := range names {
		if b, err := codebook.Template(name); err == nil {
			titles = append(titles, lang.L(b.Title))
		}
	}
	titles = append(titles, lang.L("From a file…"))
	var choice *kit.FormSelect
	f := kit.NewForm(l.window, lang.L("Use it"), func() {
		if at := choice.SelectedIndex(); at >= 0 && at < len(names) {
			l.presenter.SetCodebook(names[at])
			return
		}
		l.choose(lang.L("Choose a codebook…"), []string{".toml"}, func(path string) { l.presenter.SetCodebook(path) })
	})
	f.After = l.focus
	choice = f.Choice(lang.L("Codebook"), titles, 0)
	f.Add("", kit.NewParagraph(lang.L("Answers that were given stay: labels and questions that it does not have are kept, and not offered any more.")))
	f.Show(lang.L("Choose a codebook…"), 520)
}

// onSaveCodebook writes the codebook as a file, to be changed and chosen again.
func (l *projects) onSaveCodebook() {
	l.saveAs(lang.L("Save the codebook…"), "codebook.toml", l.presenter.SaveCodebook)
}
