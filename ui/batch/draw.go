package batch

import (
	"path/filepath"

	"duotone/app/present/score"
	"duotone/app/table"
	"duotone/app/table/source"
	"duotone/ui/kit"
	"duotone/ui/kit/script"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

func (s *setup) draw(st, old *score.State) {
	in, busy, slow := st.Input, st.Busy(), st.Slow && st.Opening()
	for _, o := range []fyne.CanvasObject{s.open, s.folder, s.found, s.reads.named, s.explain, s.letters} {
		kit.Show(o, in != nil)
	}
	s.waiting.draw(st, slow)
	kit.Show(s.letterless, in != nil && s.letterless.Text != "")
	kit.Show(s.welcome, in == nil && !busy && !slow)
	kit.Show(s.preview, in != nil && !slow)
	kit.Show(s.pause, busy)
	kit.Enable(s.pause, st.Phase == score.PhaseRunning)
	kit.Show(s.stop, busy || st.CanGoOn())
	kit.Enable(s.stop, st.Phase == score.PhaseRunning || st.CanGoOn())
	kit.Show(s.run, !busy && in != nil)
	kit.Enable(s.run, st.CanRun())
	run := lang.L("Score…")
	if st.CanGoOn() {
		run = lang.L("Go on")
	}
	if s.run.Text != run {
		s.run.SetText(run)
	}
	kit.Show(s.progress.content, busy || st.Phase == score.PhasePaused || st.Progress.Read > 0)
	kit.Show(s.resume, st.Left != nil && !busy && st.Phase != score.PhasePaused)
	if st.Left != nil && st.Left != old.Left {
		s.resume.SetText(resumeText(st.Left))
	}
	if in != nil && in != old.Input {
		s.drawInput(in)
	}
	text := in != nil && in.Encoding != ""
	kit.Show(s.reads.text, text)
	for i, c := range s.reads.readAs {
		kit.Enable(c, text && !busy && (i == 0 || in.Format == source.CSV || in.Format == source.TSV))
	}
	for _, c := range s.reads.columns {
		kit.Enable(c, in != nil && !busy && in.Format != source.Folder && in.Format != source.ZIP)
	}
	if st.Job != old.Job && st.Job.Out != "" {
		s.explain.SetChecked(st.Job.Explain)
		s.letters.SetChecked(st.Job.Letters)
	}
	s.progress.draw(st)
	if st.Phase != old.Phase || in != old.Input { // what is shown and hidden moves the rest
		s.top.Refresh()
		s.content.Refresh()
	}
}

func (s *setup) drawInput(in *table.Input) {
	s.name.SetText(filepath.Base(in.Path))
	s.nameTip.SetText(in.Path)
	rows := ""
	if in.Total >= 0 {
		rows = lang.L("about {{.N}} rows", map[string]any{"N": grouped(int(in.Total))})
		if in.Exact {
			rows = lang.L("{{.N}} rows", map[string]any{"N": grouped(int(in.Total))})
		}
		rows += " · "
	}
	s.found.SetText(rows + foundText(in))
	names := []string{noColumn}
	for _, c := range in.Columns {
		names = append(names, c.Name)
	}
	for i, chosen := range []string{in.Mapping.TextName, in.Mapping.ImageName, in.Mapping.IDName} {
		s.reads.columns[i].SetOptions(names)
		if chosen == "" {
			chosen = noColumn
		}
		s.reads.columns[i].SetSelected(chosen)
	}
	var cells []string
	for row := range min(previewRows, len(in.Sample)) {
		for column := range in.Columns {
			cells = append(cells, short(in.CellText(in.Sample[row], column), 200))
		}
	}
	kit.NoteLetters(s.letterless, cells...)
	s.reads.draw(in)
	for i, c := range in.Columns {
		width := float32(160)
		switch c.Name {
		case in.Mapping.TextName:
			width = 420
		case in.Mapping.ImageName:
			width = 240
		}
		s.preview.SetColumnWidth(i, width)
	}
	s.preview.Refresh()
}

// previewRows is how many rows of a file are shown before it is scored.
const previewRows = 20

func (s *setup) previewSize() (rows, columns int) {
	in := s.pane.state.Input
	if in == nil {
		return 0, 0
	}
	return min(previewRows, len(in.Sample)), len(in.Columns)
}

func (s *setup) previewCell(id widget.TableCellID, o fyne.CanvasObject) {
	text := ""
	if in := s.pane.state.Input; in != nil && id.Row < len(in.Sample) {
		text = in.CellText(in.Sample[id.Row], id.Col)
	}
	o.(*widget.Label).SetText(script.Line(short(text, 200), 50))
}
