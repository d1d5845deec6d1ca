package batch

import (
	"fmt"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/present/score"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/plot"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// progress tells how far scoring has come, and what came of it so far.
type progress struct {
	bar     *widget.ProgressBar
	told    *widget.Label
	spread  *plot.Distribution
	failed  *kit.PressButton
	content *fyne.Container
}

func newProgress(showFailed func()) *progress {
	b := &progress{}
	b.failed = kit.NewButton("", lang.L("Show the rows that could not be scored"), theme.WarningIcon(), showFailed)
	b.bar = widget.NewProgressBar()
	b.bar.TextFormatter = func() string { return "" } // it is told below, where every theme lets it be read
	b.told = widget.NewLabel("")
	b.spread = plot.NewDistribution()
	b.told.Truncation = fyne.TextTruncateEllipsis
	b.content = container.NewVBox(b.bar, container.NewBorder(nil, nil, nil, b.failed, b.told), b.spread)
	return b
}

func (b *progress) draw(st *score.State) {
	p := st.Progress
	b.bar.SetValue(st.Fraction())
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
	b.failed.SetText(lang.L("Failed: {{.N}}", map[string]any{"N": grouped(st.Failed)}))
	kit.Show(b.failed, st.Failed > 0)
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
	kit.SetLabel(b.told, strings.Join(parts, " · "))
	b.spread.Set([3]int{int(p.Summary.Labels["negative"]), int(p.Summary.Labels["neutral"]), int(p.Summary.Labels["positive"])})
}

// waiting is what is seen while a file is being read that takes its time.
type waiting struct {
	name    *widget.Label
	turning *widget.Activity
	content *fyne.Container
}

func newWaiting() *waiting {
	w := &waiting{}
	w.name, w.turning = widget.NewLabel(""), widget.NewActivity()
	w.content = container.NewCenter(container.NewHBox(w.turning, w.name))
	return w
}

// draw tells that a file is being read.
func (w *waiting) draw(st *score.State, slow bool) {
	kit.SetLabel(w.name, lang.L("Reading {{.Name}}…", map[string]any{"Name": short(filepath.Base(st.Path), 60)}))
	if slow && !w.content.Visible() {
		w.turning.Start()
	} else if !slow && w.content.Visible() {
		w.turning.Stop()
	}
	kit.Show(w.content, slow)
}
