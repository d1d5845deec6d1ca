package label

import (
	"duotone/app/project/exchange"
	"duotone/app/project/ledger"
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
	{exchange.FormatCSV, ".csv"}, {exchange.FormatXLSX, ".xlsx"}, {exchange.FormatParquet, ".parquet"}, {exchange.FormatTSV, ".tsv"}, {exchange.FormatJSONL, ".jsonl"},
	{exchange.FormatLabelStudio, ".json"}, {exchange.FormatDoccano, ".doccano.jsonl"}, {exchange.FormatImageFolder, ""},
}

// exportForm asks for the format and whose label counts; where the file shall be is asked after it.
type exportForm struct {
	*kit.Form
	format, final           *kit.FormSelect
	scores, labelled, embed *kit.FormCheck
	finals                  []ledger.Final
}

func newExportForm(w fyne.Window, people []string, then func(*exportForm)) *exportForm {
	e := &exportForm{}
	e.Form = kit.NewForm(w, lang.L("Next…"), func() { then(e) })
	e.format = e.Choice(lang.L("Format"), []string{"CSV", lang.L("Excel (XLSX)"), "Parquet", "TSV", "JSON lines", "Label Studio", "doccano", "Hugging Face imagefolder"}, 0)
	e.finals = ledger.Finals(people)
	names := make([]string, len(e.finals))
	for i, f := range e.finals {
		names[i] = speech.Final(f.By, f.Annotator)
	}
	e.final = e.Choice(lang.L("Final label"), names, 0)
	e.labelled = e.Check(lang.L("only those with a final label"), false)
	e.scores = e.Check(lang.L("with the model's scores"), true)
	e.embed = e.Check(lang.L("with the pictures in the file (Label Studio)"), false)
	e.embed.Disable()
	e.format.OnChanged = func(string) {
		kit.Enable(e.embed, exports[e.format.SelectedIndex()].format == exchange.FormatLabelStudio)
	}
	e.Add(lang.L("Posts"), container.NewVBox(e.labelled, e.scores, e.embed))
	return e
}

// name is the one that is proposed; a folder has no ending.
func (e *exportForm) name() string { return "labels" + exports[e.format.SelectedIndex()].ext }

func (e *exportForm) options() exchange.ExportOptions {
	return exchange.ExportOptions{Format: exports[e.format.SelectedIndex()].format, Final: e.finals[max(e.final.SelectedIndex(), 0)], Log: true,
		Scores: e.scores.Checked, Labelled: e.labelled.Checked, Embed: e.embed.Checked && !e.embed.Disabled()}
}

// onExport asks what is written, and then where.
func (l *projects) onExport() {
	e := newExportForm(l.window, l.state.View.Annotators, func(e *exportForm) {
		l.saveAs(lang.L("Export labels…"), e.name(), func(path string) { l.presenter.Export(path, e.options()) })
	})
	e.After = l.focus
	e.Show(lang.L("Export labels…"), 560)
}
