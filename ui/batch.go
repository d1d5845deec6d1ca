package ui

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/table"
	"duotone/ui/kit"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// batchPane scores whole files: it draws states of a batch.Desk and sends commands to it.
type batchPane struct {
	deps   Deps
	desk   *batch.Desk
	state  batch.DeskState
	latest atomic.Pointer[batch.DeskState] // the newest state, drawn or not
	do     func(func())                    // hops to the UI thread
	quiet  bool                            // the pane itself is setting a control
	goOn   *batchJob                       // to be run once its input is open
	said   error                           // the last error shown
	listed []batch.Verdict                 // the rows that the results show
	calls  chan func()                     // of a picture of the window: what waits for the UI thread; nil otherwise
	made   string                          // a folder that goes when the pane is closed

	open, folder, run, pause *widget.Button
	resume                   *widget.Button
	name, found              *widget.Label
	nameTip                  *tip.Tip
	columns                  [3]*widget.Select // words, picture, id
	readAs                   [3]*widget.Select // encoding, delimiter, header
	explain                  *widget.Check
	preview                  *widget.Table
	bar                      *widget.ProgressBar
	told                     *widget.Label
	spread                   *plot.Distribution
	progress, top, setup     *fyne.Container
	choose, reads, welcome   *fyne.Container
	hint                     *widget.Label
	reading                  *fyne.Container // what is seen while a file is being read that takes its time
	readingName              *widget.Label
	turning                  *widget.Activity
	slow                     *time.Timer // shows reading

	content *fyne.Container
	tabs    *kit.Tabs
	results *batchResults
	report  *batchReport
}

// batchJob is what the settings keep of a job, so that it can go on after a restart.
type batchJob struct {
	Input   string        `json:"input"`
	Options table.Options `json:"options"`
	Out     string        `json:"out"`
	Explain bool          `json:"explain"`
}

func newBatch(deps Deps) pane {
	if !deps.still {
		return makeBatch(deps, fyne.Do)
	}
	calls := make(chan func(), 64)
	b := makeBatch(deps, func(f func()) { calls <- f })
	b.calls = calls
	return b
}

func makeBatch(deps Deps, do func(func())) *batchPane {
	b := &batchPane{deps: deps, do: do}
	b.desk = batch.NewDesk(b.watch)
	b.buildUI()
	b.draw(b.desk.State())
	return b
}

func (b *batchPane) Title() string              { return lang.L("Batch") }
func (b *batchPane) Content() fyne.CanvasObject { return b.content }
func (b *batchPane) Shown()                     {}
func (b *batchPane) Close()                     { b.desk.Close(); kit.RemoveFolder(b.made) }
func (b *batchPane) EngineChanged(app.Engine)   { b.draw(b.desk.State()) }

// Drop opens a file or a folder.
func (b *batchPane) Drop(paths []string) bool {
	if len(paths) == 0 {
		return false
	}
	if len(paths) > 1 {
		b.deps.Message(app.MessageWarning, lang.L("Drop one file or one folder."), "")
		return true
	}
	b.onOpen(paths[0])
	return true
}

// watch takes states from the desk's goroutine; only the newest is drawn.
func (b *batchPane) watch(s batch.DeskState) {
	if b.latest.Swap(&s) == nil {
		b.do(func() {
			if now := b.latest.Swap(nil); now != nil {
				b.draw(*now)
			}
		})
	}
}

func (b *batchPane) buildUI() {
	b.open = widget.NewButtonWithIcon(lang.L("Open file…"), theme.FileIcon(), b.onOpenDialog)
	b.folder = widget.NewButtonWithIcon(lang.L("Open folder…"), theme.FolderOpenIcon(), b.onFolderDialog)
	b.run = widget.NewButtonWithIcon(lang.L("Score…"), theme.MediaPlayIcon(), b.onRun)
	b.run.Importance = widget.HighImportance
	b.pause = widget.NewButtonWithIcon(lang.L("Pause"), theme.MediaPauseIcon(), func() { b.desk.Pause() })
	b.resume = widget.NewButtonWithIcon("", theme.MediaPlayIcon(), b.onResume)
	b.name = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	b.name.Truncation = fyne.TextTruncateEllipsis
	b.nameTip = tip.New(b.name, "")
	b.found = widget.NewLabel("")
	b.found.Wrapping = fyne.TextWrapWord
	b.hint = widget.NewLabel(lang.L("Drop a table of posts here: JSON lines, CSV, TSV, Excel or Parquet, or a folder of pictures with texts beside them. A result that was written before opens too."))
	b.hint.Wrapping = fyne.TextWrapWord
	b.hint.Alignment = fyne.TextAlignCenter
	for i := range b.columns {
		b.columns[i] = widget.NewSelect(nil, func(string) { b.onColumns() })
		b.columns[i].PlaceHolder = "–"
	}
	for i := range b.readAs {
		b.readAs[i] = widget.NewSelect(nil, func(string) { b.onReadAs() })
		b.readAs[i].PlaceHolder = "–"
	}
	b.readAs[1].SetOptions(delimiterTexts())
	b.readAs[2].SetOptions([]string{lang.L("the first row names the columns"), lang.L("the first row is a post")})
	b.explain = widget.NewCheck(lang.L("Add the weight of each word and patch (much slower)"), nil)
	b.preview = widget.NewTable(b.previewSize, func() fyne.CanvasObject {
		l := widget.NewLabel("")
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}, b.previewCell)
	b.preview.ShowHeaderRow = true
	b.preview.CreateHeader = func() fyne.CanvasObject {
		return widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	}
	b.preview.UpdateHeader = func(id widget.TableCellID, o fyne.CanvasObject) {
		if in := b.state.Input; in != nil && id.Col >= 0 && id.Col < len(in.Columns) {
			o.(*widget.Label).SetText(short(in.Columns[id.Col].Name, 24))
		}
	}
	b.bar = widget.NewProgressBar()
	b.bar.TextFormatter = func() string { return "" } // it is told below, where every theme lets it be read
	b.told = widget.NewLabel("")
	b.spread = plot.NewDistribution()
	b.progress = container.NewVBox(b.bar, b.told, b.spread)
	b.reads = container.New(layout.NewGridLayout(3), b.readAs[0], b.readAs[1], b.readAs[2])
	b.choose = container.New(layout.NewGridLayout(3),
		container.NewVBox(widget.NewLabel(lang.L("Words")), b.columns[0]),
		container.NewVBox(widget.NewLabel(lang.L("Picture")), b.columns[1]),
		container.NewVBox(widget.NewLabel(lang.L("Identifier")), b.columns[2]))
	b.top = container.NewVBox(
		container.NewBorder(nil, nil, container.NewHBox(b.open, b.folder), container.NewHBox(b.resume, b.pause, b.run), b.nameTip),
		b.found, b.reads, b.choose, b.explain)
	b.welcome = container.NewVBox(layout.NewSpacer(), b.hint, container.NewCenter(container.NewHBox(
		widget.NewButtonWithIcon(lang.L("Open file…"), theme.FileIcon(), b.onOpenDialog),
		widget.NewButtonWithIcon(lang.L("Open folder…"), theme.FolderOpenIcon(), b.onFolderDialog))), layout.NewSpacer())
	b.readingName, b.turning = widget.NewLabel(""), widget.NewActivity()
	b.reading = container.NewCenter(container.NewHBox(b.turning, b.readingName))
	b.reading.Hide()
	b.setup = container.New(layout.NewBorderLayout(b.top, b.progress, nil, nil), b.top, // Tab goes in this order
		container.NewStack(b.preview, b.welcome, b.reading), b.progress)
	b.results = newBatchResults(b)
	b.report = newBatchReport(b)
	b.tabs = kit.NewTabs([]string{lang.L("Score"), lang.L("Results"), lang.L("Report")}, b.setup, b.results.content, b.report.content)
	b.content = container.New(kit.Margins{Width: kit.Margin}, b.tabs.Content)
}

// draw shows a state.
func (b *batchPane) draw(s batch.DeskState) {
	before := b.state
	b.state = s
	b.quiet = true
	defer func() { b.quiet = false }()
	busy := s.Phase == batch.PhaseRunning || s.Phase == batch.PhasePausing
	for _, o := range []fyne.CanvasObject{b.open, b.folder, b.found, b.choose, b.explain} {
		kit.Show(o, s.Input != nil)
	}
	b.drawReading(s)
	kit.Show(b.welcome, s.Input == nil && !busy && !b.reading.Visible())
	kit.Show(b.pause, busy)
	kit.Show(b.run, !busy && s.Input != nil)
	kit.Show(b.progress, busy || s.Phase == batch.PhasePaused || s.Progress.Read > 0)
	kit.Show(b.preview, s.Input != nil && !b.reading.Visible())
	b.drawResume(busy)
	if s.Input != nil && s.Input != before.Input {
		b.drawInput(s.Input)
	}
	ready := s.Input != nil && !isReading(s) && (s.Input.Mapping.TextName != "" || s.Input.Mapping.ImageName != "") && b.deps.Engine() != nil
	kit.Enable(b.run, ready)
	kit.Enable(b.pause, s.Phase == batch.PhaseRunning)
	text := s.Input != nil && s.Input.Encoding != ""
	kit.Show(b.reads, text)
	for i, c := range b.readAs {
		kit.Enable(c, text && !busy && (i == 0 || s.Input.Format == table.CSV || s.Input.Format == table.TSV))
	}
	for _, c := range b.columns {
		kit.Enable(c, s.Input != nil && !busy && s.Input.Format != table.Folder && s.Input.Format != table.ZIP)
	}
	b.run.SetText(lang.L("Score…"))
	if s.Phase == batch.PhasePaused {
		b.run.SetText(lang.L("Go on"))
	}
	b.drawProgress(s)
	if s.Phase != before.Phase || s.Input != before.Input { // what is shown and hidden moves the rest
		b.top.Refresh()
		b.setup.Refresh()
	}
	if s.Err != nil && s.Err != b.said {
		b.deps.Fail(s.Err)
	}
	b.said = s.Err
	if s.Phase == batch.PhaseDone && s.Result != "" && !sameRows(b.listed, s.Rows) {
		b.listed = s.Rows
		if job := b.kept(); job != nil && job.Out == s.Result { // a job that was paused is still to be done
			b.remember(nil)
			b.drawResume(busy)
		}
		b.results.set(s)
		b.report.set(s.Result, s.Rows, b.results.threshold())
		b.tabs.SelectIndex(1)
	}
	if b.goOn != nil && s.Phase == batch.PhaseReady && s.Input != nil && s.Input.Path == b.goOn.Input {
		job := *b.goOn
		b.goOn = nil
		b.start(job, false)
	}
}

func isReading(s batch.DeskState) bool {
	return s.Phase == batch.PhaseLooking || s.Phase == batch.PhaseLoading
}

// slowFile is how long a file may take to be read without a word.
const slowFile = 300 * time.Millisecond

// drawReading tells that a file is being read once it takes long: said at once, it would flicker.
func (b *batchPane) drawReading(s batch.DeskState) {
	b.readingName.SetText(lang.L("Reading {{.Name}}…", map[string]any{"Name": short(filepath.Base(s.Path), 60)}))
	switch on := isReading(s); {
	case on && b.slow == nil:
		b.slow = time.AfterFunc(slowFile, func() {
			b.do(func() {
				if isReading(b.state) && !b.reading.Visible() {
					b.turning.Start()
					b.reading.Show()
					b.draw(b.state)
				}
			})
		})
	case !on && b.slow != nil:
		b.slow.Stop()
		b.slow = nil
		b.turning.Stop()
		b.reading.Hide()
	}
}

func sameRows(a, b []batch.Verdict) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func (b *batchPane) drawInput(in *table.Input) {
	b.name.SetText(filepath.Base(in.Path))
	b.nameTip.SetText(in.Path)
	rows := ""
	if in.Total >= 0 {
		rows = lang.L("about {{.N}} rows", map[string]any{"N": in.Total})
		if in.Exact {
			rows = lang.L("{{.N}} rows", map[string]any{"N": in.Total})
		}
		rows += " · "
	}
	b.found.SetText(rows + foundText(in))
	names := []string{noColumn()}
	for _, c := range in.Columns {
		names = append(names, c.Name)
	}
	for i, chosen := range []string{in.Mapping.TextName, in.Mapping.ImageName, in.Mapping.IDName} {
		b.columns[i].SetOptions(names)
		if chosen == "" {
			chosen = noColumn()
		}
		b.columns[i].SetSelected(chosen)
	}
	b.drawReadAs(in)
	for i, c := range in.Columns {
		width := float32(160)
		switch c.Name {
		case in.Mapping.TextName:
			width = 420
		case in.Mapping.ImageName:
			width = 240
		}
		b.preview.SetColumnWidth(i, width)
	}
	b.preview.Refresh()
}

func noColumn() string { return "–" }

func (b *batchPane) drawProgress(s batch.DeskState) {
	p := s.Progress
	switch {
	case p.Total > 0:
		b.bar.SetValue(min(1, float64(p.Read)/float64(p.Total)))
	case s.Phase == batch.PhaseDone:
		b.bar.SetValue(1)
	}
	parts := []string{lang.L("{{.N}} rows", map[string]any{"N": p.Read})}
	if p.Total > 0 && s.Phase != batch.PhaseDone {
		parts = append(parts, fmt.Sprintf("%.0f %%", 100*b.bar.Value))
	}
	if secs := p.Elapsed.Seconds(); secs > 0.5 && s.Phase == batch.PhaseRunning {
		rate := float64(p.Read-p.Resumed) / secs
		parts = append(parts, lang.L("{{.N}} a second", map[string]any{"N": fmt.Sprintf("%.1f", rate)}))
		if p.Total > p.Read && rate > 0 {
			parts = append(parts, lang.L("{{.Time}} left", map[string]any{"Time": leftTime(float64(p.Total-p.Read) / rate)}))
		}
	}
	parts = append(parts, lang.L("{{.N}} errors", map[string]any{"N": p.Summary.Failed}))
	if s.Phase == batch.PhasePaused {
		parts = append(parts, lang.L("paused"))
	}
	b.told.SetText(strings.Join(parts, " · "))
	b.spread.Set([3]int{int(p.Summary.Labels["negative"]), int(p.Summary.Labels["neutral"]), int(p.Summary.Labels["positive"])})
}

// leftTime is a stretch of seconds in words that need no translation.
func leftTime(seconds float64) string {
	n := int(seconds + 0.5)
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d h", n/3600, n/60%60)
	}
	return fmt.Sprintf("%d:%02d min", n/60, n%60)
}

func (b *batchPane) previewSize() (rows, columns int) {
	if b.state.Input == nil {
		return 0, 0
	}
	return min(20, len(b.state.Input.Sample)), len(b.state.Input.Columns)
}

func (b *batchPane) previewCell(id widget.TableCellID, o fyne.CanvasObject) {
	text := ""
	if in := b.state.Input; in != nil && id.Row < len(in.Sample) {
		text = in.CellText(in.Sample[id.Row], id.Col)
	}
	o.(*widget.Label).SetText(short(text, 200))
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

// onOpen looks at a file.
func (b *batchPane) onOpen(path string) {
	if b.state.Phase == batch.PhaseRunning || b.state.Phase == batch.PhasePausing {
		b.deps.Message(app.MessageWarning, lang.L("A file is being scored. Pause it first."), "")
		return
	}
	b.tabs.SelectIndex(0)
	b.desk.Open(path, table.Options{})
}

func (b *batchPane) onOpenDialog() {
	kit.ChooseFile(b.deps.Window, lang.L("Open file…"), b.startFolder(), tableEndings, b.onOpen)
}

func (b *batchPane) onFolderDialog() {
	kit.ChooseFolder(b.deps.Window, lang.L("Open folder…"), lang.L("Open"), b.startFolder(), b.onOpen)
}

// tableEndings are those a table is listed by; what it is, is read from its content.
var tableEndings = []string{".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".parquet", ".zip", ".gz"}

// startFolder is where the last file was, or the person's own folder.
func (b *batchPane) startFolder() string {
	if at := b.state.Path; at != "" {
		return filepath.Dir(at)
	}
	if home, err := os.UserHomeDir(); err == nil {
		return home
	}
	return "."
}

// onColumns reads the file again with the columns that the person chose.
func (b *batchPane) onColumns() {
	in := b.state.Input
	if b.quiet || in == nil {
		return
	}
	o := in.Options
	for i, to := range []*string{&o.TextColumn, &o.ImageColumn, &o.IDColumn} {
		if *to = b.columns[i].Selected; *to == noColumn() || *to == "" {
			*to = "-"
		}
	}
	b.desk.Open(in.Path, o)
}

// onRun asks where the result shall be, or goes on.
func (b *batchPane) onRun() {
	in := b.state.Input
	if in == nil {
		return
	}
	if b.state.Phase == batch.PhasePaused && b.state.Out != "" {
		b.start(batchJob{in.Path, in.Options, b.state.Out, b.explain.Checked}, false)
		return
	}
	var at *kit.FormEntry
	var replace *kit.FormCheck
	f := kit.NewForm(b.deps.Window, lang.L("Score"), func() {
		b.start(batchJob{in.Path, in.Options, strings.TrimSpace(at.Text), b.explain.Checked}, replace.Checked)
	})
	at = f.Entry(lang.L("Result"), suggested(in.Path), kit.NeedsName)
	f.Items[0].HintText = lang.L(".jsonl, .csv, .tsv, .xlsx or .parquet")
	f.Checks = append(f.Checks, func() error {
		if replace.Checked {
			return nil
		}
		return kit.IsFree(at.Text)
	})
	replace = f.Check(lang.L("Replace a result that is there"), false)
	f.Add("", replace)
	f.Show(lang.L("Where shall the result be?"), 640)
}

// suggested is a name for a result, which the person sees and may change before anything is written.
func suggested(in string) string {
	ext := filepath.Ext(in)
	switch strings.ToLower(ext) {
	case ".csv", ".tsv", ".xlsx", ".parquet":
	case "":
		return in + "-scored.jsonl"
	default:
		return strings.TrimSuffix(in, ext) + "-scored.jsonl"
	}
	return strings.TrimSuffix(in, ext) + "-scored" + ext
}

// start runs a job.
func (b *batchPane) start(job batchJob, replace bool) {
	engine := b.deps.Engine()
	if engine == nil {
		b.deps.Message(app.MessageWarning, lang.L("There is no model to score with."), lang.L("See the Models pane."))
		return
	}
	b.remember(&job)
	b.desk.Run(engine, job.Out, batch.Output{Explain: job.Explain}, "window", replace)
}

// remember keeps a job in the settings until it is done.
func (b *batchPane) remember(job *batchJob) {
	text := ""
	if job != nil {
		data, err := json.Marshal(job)
		if err != nil {
			return
		}
		text = string(data)
	}
	b.deps.ChangeSettings(func(s *app.Settings) { s.Batch = text })
}

// kept is the job in the settings; nil: none.
func (b *batchPane) kept() *batchJob {
	var job batchJob
	if json.Unmarshal([]byte(b.deps.Settings().Batch), &job) != nil || job.Out == "" {
		return nil
	}
	return &job
}

// unfinished is the job that an earlier session of the program left, where it can still go on.
func (b *batchPane) unfinished() *batchJob {
	job := b.kept()
	if job == nil {
		return nil
	}
	if _, err := os.Stat(job.Out + ".journal"); err != nil {
		return nil
	}
	return job
}

func (b *batchPane) drawResume(busy bool) {
	job := b.unfinished()
	kit.Show(b.resume, job != nil && !busy && b.state.Phase != batch.PhasePaused)
	if job != nil {
		b.resume.SetText(lang.L("Go on with {{.Name}}", map[string]any{"Name": short(filepath.Base(job.Out), 30)}))
	}
}

// onResume goes on with the job of an earlier session.
func (b *batchPane) onResume() {
	if job := b.unfinished(); job != nil {
		b.goOn = job
		b.explain.SetChecked(job.Explain)
		b.desk.Open(job.Input, job.Options)
	}
}
