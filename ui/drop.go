package ui

import (
	"context"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/present"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
)

// arrivals are files that were dropped on the window or chosen.
type arrivals struct{ frame *frame }

// drop takes files that were dropped on the window, or chosen: what they are is asked beside the UI thread, as a disk may be slow.
func (a *arrivals) drop(paths []string) {
	if len(paths) == 0 || a.frame.closed {
		return
	}
	a.frame.log.Info("drop", "files", len(paths), "pane", a.frame.names[a.frame.at])
	go func() {
		kind := kindOf(paths)
		fyne.Do(func() {
			if !a.frame.closed {
				a.place(kind, paths)
			}
		})
	}()
}

// kindOf asks the disk what all of the files are.
func kindOf(paths []string) present.Kind {
	kind := present.KindOf(paths[0])
	for _, p := range paths[1:] {
		if present.KindOf(p) != kind {
			return present.Unknown
		}
	}
	if kind == present.Rows && len(paths) == 1 && batch.IsResult(context.Background(), paths[0]) {
		return present.Result
	}
	return kind
}

// place hands files to the pane that they are for, or asks where that is not plain.
func (a *arrivals) place(kind present.Kind, paths []string) {
	at := a.frame.names[a.frame.at]
	to := func(pane string) {
		a.frame.showNamed(pane)
		a.frame.panes[a.frame.at].Drop(paths)
	}
	switch {
	case kind == present.Project && at != "measure" && at != "learn":
		to("label")
	case kind == present.Pack:
		to("models")
	case kind == present.Result && at != "label":
		to("batch")
	case kind == present.Rows && at != "batch" && at != "label":
		a.askRows(paths)
	case kind == present.Picture && len(paths) == 1 && (at == "start" || at == "models" || at == "measure" || at == "learn"):
		to("analyse")
	case kind == present.Picture && len(paths) > 1 && (at == "start" || at == "analyse"):
		a.askRows(paths)
	case at == "start":
		to("analyse") // which says what is wrong with them
	default:
		if !a.frame.panes[a.frame.at].Drop(paths) {
			a.frame.session.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("This pane has no use for files."),
				Hint: app.Say("Drop a picture on Analyse, or a table or folder on Batch.")})
		}
	}
}

// askRows asks what many posts are wanted for.
func (a *arrivals) askRows(paths []string) {
	to := func(pane string) func() {
		return func() {
			kit.CloseTop(a.frame.window)
			a.frame.showNamed(pane)
			a.frame.panes[a.frame.at].Drop(paths)
		}
	}
	score := kit.NewButton(lang.L("Score it"), lang.L("The model reads every post, and the result is a table"), theme.MediaPlayIcon(), to("batch"))
	label := kit.NewButton(lang.L("Label it"), lang.L("You read every post and say what it is"), theme.ListIcon(), to("label"))
	body := container.NewVBox(kit.NewParagraph(lang.L("These are many posts. What shall be done with them?")), container.NewHBox(score, label))
	kit.ShowDialog(a.frame.window, baseNames(paths), body, fyne.NewSize(440, 200), score)
}

// openAny asks for anything that can be opened.
func (a *arrivals) openAny() {
	kit.ChooseFile(a.frame.window, lang.L("Open…"), a.frame.folder(), nil, func(path string) { a.drop([]string{path}) }).Either = true
}

func pathsOf(uris []fyne.URI) []string {
	paths := make([]string, 0, len(uris))
	for _, u := range uris {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		} else {
			paths = append(paths, u.String())
		}
	}
	return paths
}
