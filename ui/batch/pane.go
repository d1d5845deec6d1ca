// Package batch draws the Batch pane: whole files are opened, scored, and read row by row.
package batch

import (
	"path/filepath"
	"strings"

	"duotone/app/present/score"
	alike "duotone/app/present/similar"
	"duotone/ui/kit"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Pane draws states of score.Presenter and sends commands to it.
type Pane struct {
	window    fyne.Window
	presenter *score.Presenter
	near      *alike.Presenter // of similar posts
	state     *score.State     // that is drawn
	quiet     bool             // the pane itself is setting a control
	seen      bool             // it is the pane that is seen
	fresh     bool             // a result was opened, and its rows come next

	content *fyne.Container
	tabs    *kit.Tabs
	setup   *setup
	results *results
	report  *report
}

// New makes the pane.
func New(w fyne.Window, p *score.Presenter, near *alike.Presenter) *Pane {
	b := &Pane{window: w, presenter: p, near: near, state: &score.State{}}
	b.setup, b.results, b.report = newSetup(b), newResults(b), newReport(b)
	hints := []string{lang.L("Choose a file and let the model read it"), lang.L("What it said of each row"), lang.L("What it said of all of them, in charts")}
	b.tabs = kit.NewTabs([]string{lang.L("Score"), lang.L("Results"), lang.L("Report")}, b.setup.content, b.results.content, b.report.content)
	b.tabs.Changed = b.report.draw
	for i, hint := range hints {
		b.tabs.Names[i].Button.Tip = hint
	}
	b.content = container.New(kit.Margins{Width: kit.Margin}, b.tabs.Content)
	b.Draw(p.State())
	return b
}

// Title is the tab's name.
func (b *Pane) Title() string { return lang.L("Batch") }

// Content is the pane.
func (b *Pane) Content() fyne.CanvasObject { return b.content }

// Shown takes over what another pane may have changed.
func (b *Pane) Shown() {
	b.seen = true
	b.presenter.Shown()
	b.toList()
}

// Hidden is told that another pane is seen, which has the keyboard now.
func (b *Pane) Hidden() { b.seen = false }

// toList gives the keyboard to the list where that is what is seen, so that the arrows and the label keys work at once.
func (b *Pane) toList() {
	if b.seen && b.tabs.SelectedIndex() == 1 && len(b.state.View) > 0 && !kit.Covered(b.window) {
		b.results.table.focus()
	}
}

// TypedKey hears the keys that no control took: they are the list's.
func (b *Pane) TypedKey(k *fyne.KeyEvent) {
	if b.tabs.SelectedIndex() != 1 {
		return
	}
	if name := []rune(k.Name); len(name) == 1 {
		b.results.table.list.TypedRune(name[0])
		return
	}
	b.results.table.list.TypedKey(k)
}

// Drop opens a file or a folder, and shows what there is to set for it whatever was shown before.
func (b *Pane) Drop(paths []string) bool {
	if len(paths) == 0 {
		return false
	}
	b.presenter.Drop(paths)
	b.Show(0)
	return true
}

// openRow opens the row that is read in the Analyse pane.
func (b *Pane) openRow() {
	if b.state.Place != score.NoRow {
		b.presenter.OpenRow(b.state.Place)
	}
}

// showFailed shows the rows that could not be scored.
func (b *Pane) showFailed() {
	b.presenter.Choose(func(c *score.Choice) { *c = score.Choice{Errors: true, By: c.By} })
	b.Show(1)
	b.toList()
}

// Show shows one of the tabs: what is scored, the rows, the charts.
func (b *Pane) Show(tab int) { b.tabs.SelectIndex(tab) }

// Draw shows a state.
func (b *Pane) Draw(st *score.State) {
	old := b.state
	if old == st {
		return
	}
	b.state = st
	b.quiet = true
	defer func() { b.quiet = false }()
	b.setup.draw(st, old)
	b.results.draw(st, old)
	b.report.draw()
	switch {
	case st.Phase == score.PhaseLooking && old.Phase != score.PhaseLooking:
		b.Show(0)
	case st.Listed != old.Listed && len(st.Rows) > 0: // not by phases, some of which may never be seen
		b.Show(1)
		b.fresh = true
	case b.fresh && st.Chosen == st.Turn: // only now there is a list
		b.fresh = false
		b.toList()
	}
}

// setup is where a file is looked at and scored.
type setup struct {
	pane                     *Pane
	content                  *fyne.Container
	open, folder, run, pause *kit.PressButton
	resume, stop             *kit.PressButton
	name, found, letterless  *widget.Label
	nameTip                  *tip.Tip
	reads                    *readChoices
	explain, letters         *kit.Check
	preview                  *kit.Grid
	progress                 *progress
	waiting                  *waiting
	top, welcome             *fyne.Container
}

func newSetup(b *Pane) *setup {
	s := &setup{pane: b}
	s.open = kit.NewButton(lang.L("Open file…"), lang.L("A table of posts, or a result that was written before"), theme.FileIcon(), s.onOpen)
	s.folder = kit.NewButton(lang.L("Open folder…"), lang.L("A folder of pictures with texts beside them"), theme.FolderOpenIcon(), s.onFolder)
	s.run = kit.NewButton(lang.L("Score…"), lang.L("Let the model read every post of the file"), theme.MediaPlayIcon(), s.onRun)
	s.run.Importance = widget.HighImportance
	s.pause = kit.NewButton(lang.L("Pause"), lang.L("Stop for now; it goes on where it was, even after a restart"), theme.MediaPauseIcon(), b.presenter.Pause)
	s.stop = kit.NewButton(lang.L("Stop here"), lang.L("Score no more: the rows that are scored become the result"), theme.MediaStopIcon(), b.presenter.Stop)
	s.resume = kit.NewButton("", lang.L("Go on with what was paused"), theme.MediaPlayIcon(), b.presenter.Resume)
	s.name = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	s.name.Truncation = fyne.TextTruncateEllipsis
	s.nameTip = tip.New(s.name, "")
	s.found, s.letterless = kit.NewParagraph(""), kit.NewLettersNote()
	s.explain = kit.NewCheck(lang.L("Add the weight of each word and patch (much slower)"), lang.L("The result then says of every post why"), nil)
	s.letters = kit.NewCheck(lang.L("Read the words in the pictures (several times slower)"), lang.L("They are scored with the post, and stand in a column of the result"), nil)
	s.reads, s.progress, s.waiting = newReadChoices(s), newProgress(b.showFailed), newWaiting()
	s.buildPreview()
	s.lay()
	return s
}

func (s *setup) buildPreview() {
	s.preview = kit.NewGrid(s.previewSize, func() fyne.CanvasObject {
		l := widget.NewLabel("")
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}, s.previewCell)
	s.preview.ShowHeaderRow = true
	s.preview.CreateHeader = func() fyne.CanvasObject {
		return widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	}
	s.preview.UpdateHeader = func(id widget.TableCellID, o fyne.CanvasObject) {
		if in := s.pane.state.Input; in != nil && id.Col >= 0 && id.Col < len(in.Columns) {
			o.(*widget.Label).SetText(short(in.Columns[id.Col].Name, 24))
		}
	}
}

func (s *setup) lay() {
	s.top = container.NewVBox(
		container.NewBorder(nil, nil, container.NewHBox(s.open, s.folder), container.NewHBox(s.resume, s.stop, s.pause, s.run), s.nameTip),
		s.found, s.letterless, s.reads.text, s.reads.named, s.explain, s.letters)
	hint := kit.NewParagraph(lang.L("Drop a table of posts here: JSON lines, CSV, TSV, Excel or Parquet, or a folder of pictures with texts beside them. A result that was written before opens too."))
	hint.Alignment = fyne.TextAlignCenter
	s.welcome = container.NewVBox(layout.NewSpacer(), hint, container.NewCenter(container.NewHBox(
		kit.NewButton(lang.L("Open file…"), lang.L("A table of posts, or a result that was written before"), theme.FileIcon(), s.onOpen),
		kit.NewButton(lang.L("Open folder…"), lang.L("A folder of pictures with texts beside them"), theme.FolderOpenIcon(), s.onFolder))), layout.NewSpacer())
	s.content = container.New(layout.NewBorderLayout(s.top, s.progress.content, nil, nil), s.top, // Tab goes in this order
		container.NewStack(s.preview, s.welcome, s.waiting.content), s.progress.content)
}

// tableEndings are those a table is listed by; what it is, is read from its content.
var tableEndings = []string{".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".parquet", ".zip", ".gz"}

func (s *setup) onOpen() {
	kit.ChooseFile(s.pane.window, lang.L("Open file…"), s.pane.state.Folder(), tableEndings, s.pane.presenter.Open)
}

func (s *setup) onFolder() {
	kit.ChooseFolder(s.pane.window, lang.L("Open folder…"), lang.L("Open"), s.pane.state.Folder(), s.pane.presenter.Open)
}

// onRun asks where the result shall be, or goes on.
func (s *setup) onRun() {
	p, st := s.pane.presenter, s.pane.state
	if st.CanGoOn() {
		p.GoOn()
		return
	}
	if st.Input == nil {
		return
	}
	name := score.Suggested(st.Input.Path)
	kit.ChooseNew(s.pane.window, lang.L("Where shall the result be?"), filepath.Dir(name), filepath.Base(name), score.ResultEndings, func(path string) { p.Run(path, score.Wanted{Explain: s.explain.Checked, Letters: s.letters.Checked}) })
}

// resumeText names the job that was left.
func resumeText(job *score.Job) string {
	return lang.L("Go on with {{.Name}}", map[string]any{"Name": short(filepath.Base(job.Out), 30)})
}

// short is the beginning of a text on one line.
func short(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' || r == 0 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s[:min(len(s), 4*most)], "\uFFFD"))
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
