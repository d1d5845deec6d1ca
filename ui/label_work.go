package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/exchange"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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
func (l *label) long(what string, do func(context.Context, *project.Project) (string, error)) {
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
				l.command(func(ctx context.Context, d *project.Desk) error { return d.Reload(ctx) })
			}
		})
	})
}

func (l *label) importFiles(paths []string) {
	l.long(lang.L("Importing…"), func(ctx context.Context, p *project.Project) (string, error) {
		var posts, twice, failed int
		for _, path := range paths {
			r, err := exchange.Import(ctx, p, path, exchange.ImportOptions{Progress: func(rows int) { l.tell(lang.L("Importing…"), rows, 0) }})
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
	l.long(lang.L("Merging…"), func(ctx context.Context, p *project.Project) (string, error) {
		m, err := p.Merge(ctx, path)
		return lang.L("{{.posts}} posts and {{.events}} judgements merged.", map[string]any{"posts": m.Posts, "events": m.Events}), err
	})
}

func (l *label) backup() {
	l.long(lang.L("Backing up…"), func(ctx context.Context, p *project.Project) (string, error) {
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
	l.long(lang.L("The model scores the posts…"), func(ctx context.Context, p *project.Project) (string, error) {
		r, err := p.ScoreAll(app.Unhurried(ctx), engine.Info().Pack.Ref(), engine,
			func(done, total int) { l.tell(lang.L("The model scores the posts…"), done, total) })
		return lang.L("{{.posts}} posts scored, {{.failed}} could not be.", map[string]any{"posts": r.Posts, "failed": r.Failed}), err
	})
}

func (l *label) relink() {
	kit.ChooseFolder(l.deps.Window, lang.L("Find pictures…"), lang.L("Look here"), startFolder(l), func(path string) {
		l.long(lang.L("Looking for pictures…"), func(ctx context.Context, p *project.Project) (string, error) {
			found, missing, err := p.Pictures.Relink(ctx, path)
			return lang.L("{{.found}} pictures found again, {{.missing}} still missing.", map[string]any{"found": found, "missing": missing}), err
		})
	}).Form.After = l.focus
}

// finals are the ways to a final label, as a person chooses them.
func finals(people []string) []string {
	return append([]string{lang.L("By adjudication"), lang.L("By majority")}, people...)
}

// chosenFinal is the way that was chosen of finals.
func chosenFinal(s *widget.Select) project.Final {
	switch at := s.SelectedIndex(); {
	case at == 1:
		return project.Final{By: "majority"}
	case at > 1:
		return project.Final{By: "annotator", Annotator: s.Selected}
	}
	return project.Final{By: "adjudication"}
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
	ext              string // of the format that is chosen
	warned           string // the name of a file that is there, and of which that was said
}

func newExportForm(w fyne.Window, path string, people []string, then func(path string, o exchange.ExportOptions)) *exportForm {
	e := &exportForm{ext: exports[0].ext}
	e.Form = kit.NewForm(w, lang.L("Export"), func() { then(e.path(), e.options()) })
	e.name = e.Entry(lang.L("Name"), path+e.ext, kit.NeedsName)
	e.format = e.Choice(lang.L("Format"), []string{"CSV", "JSON lines", "Label Studio", "doccano", "Hugging Face imagefolder"}, 0)
	e.final = e.Choice(lang.L("Final label"), finals(people), 0)
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
	info, err := os.Stat(e.path())
	switch {
	case err != nil || e.warned == e.path():
		return nil
	case info.IsDir() || e.ext == "":
		return errors.New(lang.L("There is a folder of this name already. Choose another name."))
	}
	e.warned = e.path()
	return errors.New(lang.L("There is a file of this name already. Export once more to write over it."))
}

func (e *exportForm) options() exchange.ExportOptions {
	return exchange.ExportOptions{Format: exports[e.format.SelectedIndex()].format, Final: chosenFinal(&e.final.Select), Log: true,
		Scores: e.scores.Checked, Labelled: e.labelled.Checked, Force: e.warned == e.path()}
}

func (l *label) onExport() {
	e := newExportForm(l.deps.Window, filepath.Join(startFolder(l), "labels"), l.view.Annotators, l.export)
	e.After = l.focus
	e.Show(lang.L("Export labels…"), 560)
}

func (l *label) export(path string, o exchange.ExportOptions) {
	l.long(lang.L("Exporting…"), func(ctx context.Context, p *project.Project) (string, error) {
		packs, err := p.Scores.Packs(ctx)
		if err != nil {
			return "", err
		}
		o.Scores = o.Scores && len(packs) > 0
		r, err := exchange.Export(ctx, p, path, o)
		return lang.L("{{.posts}} posts exported, {{.labelled}} of them with a final label.",
			map[string]any{"posts": r.Posts, "labelled": r.Labelled}), err
	})
}
