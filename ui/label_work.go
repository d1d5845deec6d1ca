package ui

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/labels"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// stopWork stops the long work that is running. What it has kept stays.
func (l *label) stopWork() {
	if l.cancel != nil {
		l.cancel()
	}
}

// tell shows how far the long work is. total 0: nobody knows. It may be called from any goroutine, as often as one likes.
func (l *label) tell(what string, done, total int) {
	if now := time.Now(); total == 0 || done < total {
		if last := l.told.Load(); now.UnixMilli()-last < 100 || !l.told.CompareAndSwap(last, now.UnixMilli()) {
			return
		}
	}
	text := lang.L("{{.what}} {{.n}}", map[string]any{"what": what, "n": done})
	if total > 0 {
		text = lang.L("{{.what}} {{.n}} of {{.total}}", map[string]any{"what": what, "n": done, "total": total})
	}
	fyne.Do(func() {
		if l.cancel != nil {
			l.working.SetText(text)
		}
	})
}

// long runs work on the project beside the desk's commands, one at a time, and lays out the queue again after it.
func (l *label) long(what string, do func(context.Context, *labels.Project) (string, error)) {
	if l.cancel != nil {
		l.deps.Message(app.MessageWarning, lang.L("Something is running already. Stop it first, or wait for it."), "")
		return
	}
	p := l.project
	ctx, cancel := context.WithCancel(l.ctx)
	l.cancel = cancel
	l.working.SetText(what)
	l.workRow.Show()
	l.done.Go(func() {
		said, err := do(ctx, p)
		cancel()
		fyne.Do(func() {
			l.cancel = nil
			l.workRow.Hide()
			if l.ahead != nil {
				l.ahead.Retry()
			}
			if err != nil {
				l.deps.Fail(err)
			} else if said != "" {
				l.deps.Message(app.MessageInfo, said, "")
			}
			if l.project == p {
				l.command(func(ctx context.Context, d *labels.Desk) error { return d.Reload(ctx) })
			}
		})
	})
}

func (l *label) importFiles(paths []string) {
	l.long(lang.L("Importing…"), func(ctx context.Context, p *labels.Project) (string, error) {
		var posts, twice, failed int
		for _, path := range paths {
			r, err := p.Import(ctx, path, labels.ImportOptions{Progress: func(rows int) { l.tell(lang.L("Importing…"), rows, 0) }})
			if err != nil {
				return "", err
			}
			posts, twice, failed = posts+r.Posts, twice+r.Duplicates, failed+r.Failed+r.Strange
		}
		return lang.L("{{.posts}} posts imported, {{.twice}} were there already, {{.failed}} rows had a problem.",
			map[string]any{"posts": posts, "twice": twice, "failed": failed}), nil
	})
}

func (l *label) merge(path string) {
	l.long(lang.L("Merging…"), func(ctx context.Context, p *labels.Project) (string, error) {
		m, err := p.Merge(ctx, path)
		return lang.L("{{.posts}} posts and {{.events}} judgements merged.", map[string]any{"posts": m.Posts, "events": m.Events}), err
	})
}

func (l *label) backup() {
	l.long(lang.L("Backing up…"), func(ctx context.Context, p *labels.Project) (string, error) {
		target := p.DefaultBackup(time.Now())
		return lang.L("The backup is {{.path}}.", map[string]any{"path": target}), p.Backup(ctx, target)
	})
}

func (l *label) score() {
	engine := l.deps.Engine()
	if engine == nil {
		l.deps.Message(app.MessageWarning, lang.L("There is no model open."), lang.L("Choose one in the Models pane."))
		return
	}
	l.long(lang.L("The model scores the posts…"), func(ctx context.Context, p *labels.Project) (string, error) {
		r, err := p.ScoreAll(ctx, engine.Info().Pack.Ref(), engine,
			func(done, total int) { l.tell(lang.L("The model scores the posts…"), done, total) })
		return lang.L("{{.posts}} posts scored, {{.failed}} could not be.", map[string]any{"posts": r.Posts, "failed": r.Failed}), err
	})
}

func (l *label) relink() {
	d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
		if err != nil || u == nil {
			return
		}
		l.long(lang.L("Looking for pictures…"), func(ctx context.Context, p *labels.Project) (string, error) {
			found, missing, err := p.Relink(ctx, u.Path())
			return lang.L("{{.found}} pictures found again, {{.missing}} still missing.", map[string]any{"found": found, "missing": missing}), err
		})
	}, l.deps.Window)
	beginIn(d, startFolder(l), l.deps.Window)
}

// finals are the ways to a final label, as a person chooses them.
func finals(people []string) []string {
	return append([]string{lang.L("By adjudication"), lang.L("By majority")}, people...)
}

// chosenFinal is the way that was chosen of finals.
func chosenFinal(s *widget.Select) labels.Final {
	switch at := s.SelectedIndex(); {
	case at == 1:
		return labels.Final{By: "majority"}
	case at > 1:
		return labels.Final{By: "annotator", Annotator: s.Selected}
	}
	return labels.Final{By: "adjudication"}
}

// exports are the formats of an export with the ends of their names.
var exports = []struct{ format, ext string }{
	{labels.FormatCSV, ".csv"}, {labels.FormatJSONL, ".jsonl"}, {labels.FormatLabelStudio, ".json"}, {labels.FormatDoccano, ".doccano.jsonl"},
	{labels.FormatImageFolder, ""},
}

// exportForm asks for the name, the format and whose label counts.
type exportForm struct {
	name             *escapeEntry
	format, final    *widget.Select
	scores, labelled *widget.Check
	ext              string // of the format that is chosen
}

func newExportForm(path string, people []string, away func()) *exportForm {
	e := &exportForm{name: newEscapeEntry(away), ext: exports[0].ext,
		scores:   widget.NewCheck(lang.L("with the model's scores"), nil),
		labelled: widget.NewCheck(lang.L("only those with a final label"), nil),
		format:   widget.NewSelect([]string{"CSV", "JSON lines", "Label Studio", "doccano", "Hugging Face imagefolder"}, nil),
		final:    widget.NewSelect(finals(people), nil)}
	e.name.SetText(path + e.ext)
	e.format.SetSelectedIndex(0)
	e.format.OnChanged = func(string) {
		ext := exports[e.format.SelectedIndex()].ext
		e.name.SetText(strings.TrimSuffix(e.name.Text, e.ext) + ext)
		e.ext = ext
	}
	e.final.SetSelectedIndex(0)
	e.scores.SetChecked(true)
	return e
}

func (e *exportForm) options() labels.ExportOptions {
	return labels.ExportOptions{Format: exports[e.format.SelectedIndex()].format, Final: chosenFinal(e.final), Log: true,
		Scores: e.scores.Checked, Labelled: e.labelled.Checked}
}

func (l *label) onExport() {
	var d *dialog.FormDialog
	e := newExportForm(filepath.Join(startFolder(l), "labels"), l.view.Annotators, func() { d.Hide() })
	item := widget.NewFormItem
	d = dialog.NewForm(lang.L("Export labels…"), lang.L("OK"), lang.L("Cancel"), []*widget.FormItem{
		item(lang.L("Name"), e.name), item(lang.L("Format"), e.format), item(lang.L("Final label"), e.final),
		item(lang.L("Posts"), container.NewVBox(e.labelled, e.scores)),
	}, func(ok bool) {
		if path := strings.TrimSpace(e.name.Text); ok && path != "" {
			l.export(path, e.options())
		}
	}, l.deps.Window)
	e.name.OnSubmitted = func(string) { d.Submit() }
	d.Resize(fyne.NewSize(560, 0))
	d.Show()
	l.deps.Window.Canvas().Focus(e.name)
}

func (l *label) export(path string, o labels.ExportOptions) {
	l.long(lang.L("Exporting…"), func(ctx context.Context, p *labels.Project) (string, error) {
		packs, err := p.Packs(ctx)
		if err != nil {
			return "", err
		}
		o.Scores = o.Scores && len(packs) > 0
		r, err := p.Export(ctx, path, o)
		return lang.L("{{.posts}} posts exported, {{.labelled}} of them with a final label.",
			map[string]any{"posts": r.Posts, "labelled": r.Labelled}), err
	})
}
