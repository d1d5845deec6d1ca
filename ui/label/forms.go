package label

import (
	"errors"
	"path/filepath"
	"strings"

	"duotone/app/project"
	"duotone/app/project/exchange"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
)

// onRelink asks where pictures are to be looked for.
func (l *projects) onRelink() {
	kit.ChooseFolder(l.window, lang.L("Find pictures…"), lang.L("Look here"), l.state.Folder(), l.presenter.Relink).Form.After = l.focus
}

// exports are the formats of an export with the ends of their names.
var exports = []struct{ format, ext string }{
	{exchange.FormatCSV, ".csv"}, {exchange.FormatJSONL, ".jsonl"}, {exchange.FormatLabelStudio, ".json"}, {exchange.FormatDoccano, ".doccano.jsonl"},
	{exchange.FormatImageFolder, ""},
}

// exportForm asks for the name, the format and whose label counts.
type exportForm struct {
	*kit.Form
	name             *kit.FormEntry
	format, final    *kit.FormSelect
	scores, labelled *kit.FormCheck
	finals           []project.Final
	ext              string // of the format that is chosen
	warned           string // the name of a file that is there, and of which that was said
}

func newExportForm(w fyne.Window, path string, people []string, then func(path string, o exchange.ExportOptions)) *exportForm {
	e := &exportForm{ext: exports[0].ext}
	e.Form = kit.NewForm(w, lang.L("Export"), func() { then(e.path(), e.options()) })
	e.name = e.Entry(lang.L("Name"), path+e.ext, kit.NeedsName)
	e.format = e.Choice(lang.L("Format"), []string{"CSV", "JSON lines", "Label Studio", "doccano", "Hugging Face imagefolder"}, 0)
	e.finals = project.Finals(people)
	names := make([]string, len(e.finals))
	for i, f := range e.finals {
		names[i] = speech.Final(f.By, f.Annotator)
	}
	e.final = e.Choice(lang.L("Final label"), names, 0)
	e.labelled = e.Check(lang.L("only those with a final label"), false)
	e.scores = e.Check(lang.L("with the model's scores"), true)
	e.Add(lang.L("Posts"), container.NewVBox(e.labelled, e.scores))
	e.format.OnChanged = func(string) {
		ext := exports[e.format.SelectedIndex()].ext
		e.name.SetText(strings.TrimSuffix(e.name.Text, e.ext) + ext)
		e.name.AtEnd()
		e.ext = ext
	}
	e.Checks = append(e.Checks, e.mayWrite)
	return e
}

func (e *exportForm) path() string { return kit.ExpandHome(strings.TrimSpace(e.name.Text)) }

// mayWrite says once that a file is there already. A folder is never written over.
func (e *exportForm) mayWrite() error {
	taken, folder := kit.Taken(e.path())
	switch {
	case !taken || e.warned == e.path():
		return nil
	case folder || e.ext == "":
		return errors.New(lang.L("There is a folder of this name already. Choose another name."))
	}
	e.warned = e.path()
	return errors.New(lang.L("There is a file of this name already. Export once more to write over it."))
}

func (e *exportForm) options() exchange.ExportOptions {
	return exchange.ExportOptions{Format: exports[e.format.SelectedIndex()].format, Final: e.finals[max(e.final.SelectedIndex(), 0)], Log: true,
		Scores: e.scores.Checked, Labelled: e.labelled.Checked, Force: e.warned == e.path()}
}

func (l *projects) onExport() {
	e := newExportForm(l.window, filepath.Join(l.state.Folder(), "labels"), l.state.View.Annotators, l.presenter.Export)
	e.After = l.focus
	e.Show(lang.L("Export labels…"), 560)
}
