package ui

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/labels"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
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

func (l *label) onExport() {
	l.saveAs("labels.csv", func(path string) {
		l.long(lang.L("Exporting…"), func(ctx context.Context, p *labels.Project) (string, error) {
			format := map[string]string{".csv": labels.FormatCSV, ".jsonl": labels.FormatJSONL, ".json": labels.FormatLabelStudio,
				"": labels.FormatImageFolder}[strings.ToLower(filepath.Ext(path))]
			packs, err := p.Packs(ctx)
			if err != nil {
				return "", err
			}
			r, err := p.Export(ctx, path, labels.ExportOptions{Format: format, Final: labels.Final{By: "adjudication"}, Log: true, Scores: len(packs) > 0})
			return lang.L("{{.posts}} posts exported, {{.labelled}} of them with a final label.",
				map[string]any{"posts": r.Posts, "labelled": r.Labelled}), err
		})
	})
}
