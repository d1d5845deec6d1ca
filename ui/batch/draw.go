package batch

import (
	"fmt"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/present/score"
	"duotone/app/table"
	"duotone/app/table/source"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// noColumn stands for none.
const noColumn = "–"

func (s *setup) draw(st, old *score.State) {
	in, busy, slow := st.Input, st.Busy(), st.Slow && st.Opening()
	for _, o := range []fyne.CanvasObject{s.open, s.folder, s.found, s.choose, s.explain} {
		kit.Show(o, in != nil)
	}
	s.drawReading(st, slow)
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
	kit.Show(s.progress, busy || st.Phase == score.PhasePaused || st.Progress.Read > 0)
	kit.Show(s.resume, st.Left != nil && !busy && st.Phase != score.PhasePaused)
	if st.Left != nil && st.Left != old.Left {
		s.resume.SetText(resumeText(st.Left))
	}
	if in != nil && in != old.Input {
		s.drawInput(in)
	}
	text := in != nil && in.Encoding != ""
	kit.Show(s.reads, text)
	for i, c := range s.readAs {
		kit.Enable(c, text && !busy && (i == 0 || in.Format == source.CSV || in.Format == source.TSV))
	}
	for _, c := range s.columns {
		kit.Enable(c, in != nil && !busy && in.Format != source.Folder && in.Format != source.ZIP)
	}
	if st.Job != old.Job && st.Job.Out != "" {
		s.explain.SetChecked(st.Job.Explain)
	}
	s.drawProgress(st)
	if st.Phase != old.Phase || in != old.Input { // what is shown and hidden moves the rest
		s.top.Refresh()
		s.content.Refresh()
	}
}

// drawReading tells that a file is being read.
func (s *setup) drawReading(st *score.State, slow bool) {
	kit.SetLabel(s.readingName, lang.L("Reading {{.Name}}…", map[string]any{"Name": short(filepath.Base(st.Path), 60)}))
	if slow && !s.reading.Visible() {
		s.turning.Start()
	} else if !slow && s.reading.Visible() {
		s.turning.Stop()
	}
	kit.Show(s.reading, slow)
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
		s.columns[i].SetOptions(names)
		if chosen == "" {
			chosen = noColumn
		}
		s.columns[i].SetSelected(chosen)
	}
	s.drawReadAs(in)
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

func (s *setup) drawProgress(st *score.State) {
	p := st.Progress
	s.bar.SetValue(st.Fraction())
	parts := []string{lang.L("{{.N}} rows", map[string]any{"N": grouped(int(p.Read))})}
	if p.Total > 0 && st.Phase != score.PhaseDone {
		parts = append(parts, fmt.Sprintf("%.0f %%", 100*st.Fraction()))
	}
	if secs := p.Elapsed.Seconds(); secs > 0 && p.Read > p.Resumed && st.Phase == score.PhaseRunning {
		rate := float64(p.Read-p.Resumed) / secs
		parts = append(parts, lang.L("{{.N}} a second", map[string]any{"N": paint.Decimal(fmt.Sprintf("%.1f", rate))}))
		if p.Total > p.Read && rate > 0 {
			parts = append(parts, lang.L("{{.Time}} left", map[string]any{"Time": paint.Stretch(float64(p.Total-p.Read) / rate)}))
		}
	}
	if st.Failed == 0 {
		parts = append(parts, lang.L("{{.N}} errors", map[string]any{"N": p.Summary.Failed}))
	}
	s.failed.SetText(lang.L("Failed: {{.N}}", map[string]any{"N": grouped(st.Failed)}))
	kit.Show(s.failed, st.Failed > 0)
	if n := p.Summary.Sarcastic; n > 0 {
		parts = append(parts, lang.L("{{.N}} probably sarcastic", map[string]any{"N": grouped(int(n))}))
	}
	if n := p.Summary.Warnings[app.WarningLanguage]; n > 0 {
		parts = append(parts, lang.L("{{.N}} in another language than the model's", map[string]any{"N": grouped(int(n))}))
	}
	if st.Phase == score.PhaseRunning && p.Read == p.Resumed {
		parts = append(parts, lang.L("reading the first row…"))
	}
	if st.Phase == score.PhasePaused {
		parts = append(parts, lang.L("paused"))
	}
	kit.SetLabel(s.told, strings.Join(parts, " · "))
	s.spread.Set([3]int{int(p.Summary.Labels["negative"]), int(p.Summary.Labels["neutral"]), int(p.Summary.Labels["positive"])})
}

func (s *setup) previewSize() (rows, columns int) {
	in := s.pane.state.Input
	if in == nil {
		return 0, 0
	}
	return min(20, len(in.Sample)), len(in.Columns)
}

func (s *setup) previewCell(id widget.TableCellID, o fyne.CanvasObject) {
	text := ""
	if in := s.pane.state.Input; in != nil && id.Row < len(in.Sample) {
		text = in.CellText(in.Sample[id.Row], id.Col)
	}
	o.(*widget.Label).SetText(short(text, 200))
}
