package label

import (
	"errors"
	"strings"

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
	titles = append(titles, lang.L("From a file"))
	var path *kit.FormEntry
	var choice *kit.FormSelect
	source := func() string {
		if at := choice.SelectedIndex(); at >= 0 && at < len(names) {
			return names[at]
		}
		return kit.ExpandHome(strings.TrimSpace(path.Text))
	}
	f := kit.NewForm(l.window, lang.L("Use it"), func() { l.presenter.SetCodebook(source()) })
	f.After = l.focus
	choice = f.Choice(lang.L("Codebook"), titles, 0)
	path = f.Entry(lang.L("File"), "", nil)
	path.SetPlaceHolder("codebook.toml")
	choice.OnChanged = func(string) { kit.Enable(path, choice.SelectedIndex() >= len(names)) }
	kit.Enable(path, false)
	f.Add("", kit.NewParagraph(lang.L("Answers that were given stay: labels and questions that it does not have are kept, and not offered any more.")))
	f.Checks = append(f.Checks, func() error {
		if choice.SelectedIndex() >= len(names) && strings.TrimSpace(path.Text) == "" {
			return errors.New(lang.L("Name the file."))
		}
		return nil
	})
	f.Show(lang.L("Choose a codebook…"), 520)
}

// onSaveCodebook writes the codebook as a file, to be changed and chosen again.
func (l *projects) onSaveCodebook() {
	l.saveAs(lang.L("Save the codebook…"), "codebook.toml", l.presenter.SaveCodebook)
}
