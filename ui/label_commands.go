package ui

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/labels"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"
)

// onRune does what a letter or digit stands for. A label's own key comes first.
func (l *label) onRune(r rune) {
	if l.desk == nil {
		return
	}
	if k, ok := l.view.Settings.LabelOf(string(r)); ok {
		l.onLabel(k)
		return
	}
	switch r {
	case 'a':
		l.command(func(ctx context.Context, d *labels.Desk) error { return d.Accept(ctx) })
	case 's':
		l.onSkip()
	case 'l':
		l.onLater()
	case 'b':
		l.onBack()
	case 'g':
		l.command(func(ctx context.Context, d *labels.Desk) error { return d.NextOpen(ctx) })
	case 'u', 'z':
		l.onUndo()
	case 'r', 'y':
		l.onRedo()
	case 'n':
		l.deps.Window.Canvas().Focus(l.noteText)
	case '+', '=':
		l.stage.zoomBy(1.5)
	case '-':
		l.stage.zoomBy(1 / 1.5)
	case '0':
		l.stage.zoomBy(0)
	case '?':
		l.showKeys()
	}
}

func (l *label) onKey(name fyne.KeyName) {
	if l.desk == nil {
		return
	}
	const step = 0.2
	zoomed := l.stage.zoomed()
	switch name {
	case fyne.KeyLeft:
		if zoomed {
			l.stage.pan(-step, 0)
		} else {
			l.onBack()
		}
	case fyne.KeyRight:
		if zoomed {
			l.stage.pan(step, 0)
		} else {
			l.onForward()
		}
	case fyne.KeyUp, fyne.KeyDown:
		dy := float32(40)
		if name == fyne.KeyDown {
			dy = -40
		}
		if zoomed {
			l.stage.pan(0, -float64(dy)/200)
		} else {
			l.stage.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, dy)})
		}
	default:
		keys := []fyne.KeyName{fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10}
		if i := slices.Index(keys, name); i >= 0 && i < len(l.view.Settings.Flags) {
			l.flag(l.view.Settings.Flags[i])
		}
	}
}

func (l *label) onLabel(k app.Label) {
	l.keepNote()
	l.command(func(ctx context.Context, d *labels.Desk) error { return d.Label(ctx, k) })
	l.focus()
}

func (l *label) onSkip() {
	l.keepNote()
	l.command(func(ctx context.Context, d *labels.Desk) error { return d.Skip(ctx) })
	l.focus()
}

func (l *label) onLater() {
	l.keepNote()
	l.command(func(ctx context.Context, d *labels.Desk) error { return d.Later(ctx) })
	l.focus()
}

func (l *label) onBack() {
	l.keepNote()
	l.command(func(ctx context.Context, d *labels.Desk) error { return d.Back(ctx) })
	l.focus()
}

func (l *label) onForward() {
	l.keepNote()
	l.command(func(ctx context.Context, d *labels.Desk) error { return d.Forward(ctx) })
	l.focus()
}

func (l *label) onUndo() {
	l.command(func(ctx context.Context, d *labels.Desk) error { return d.Undo(ctx) })
	l.focus()
}

func (l *label) onRedo() {
	l.command(func(ctx context.Context, d *labels.Desk) error { return d.Redo(ctx) })
	l.focus()
}

func (l *label) onFlag(flag string) {
	if !l.quiet {
		l.flag(flag)
		l.focus()
	}
}

func (l *label) flag(flag string) {
	l.command(func(ctx context.Context, d *labels.Desk) error { return d.Flag(ctx, flag) })
}

// keepNote writes the note down before the post goes away.
func (l *label) keepNote() {
	if text := l.noteText.Text; l.desk != nil && !l.view.Empty && text != l.view.Note {
		l.view.Note = text
		l.command(func(ctx context.Context, d *labels.Desk) error { return d.Note(ctx, text) })
	}
}

func (l *label) onOrder(string) {
	at := l.order.SelectedIndex()
	if l.quiet || l.desk == nil || at < 0 {
		return
	}
	l.change(func(s *labels.Settings) { s.Order = labels.Orders[at] })
}

// change changes the project's settings and lays out the queue again. An order that can't be had leaves all as it was.
func (l *label) change(change func(*labels.Settings)) {
	p := l.project
	l.command(func(ctx context.Context, d *labels.Desk) error {
		old, err := p.Settings(ctx)
		if err != nil {
			return err
		}
		set := old
		change(&set)
		if err = p.SetSettings(ctx, set); err == nil {
			if err = d.Reload(ctx); err != nil {
				if e := p.SetSettings(ctx, old); e != nil {
					return e
				}
			}
		}
		view := d.View()
		fyne.Do(func() {
			if l.desk == d {
				l.setUp(view.Settings)
				l.focus()
			}
		})
		return err
	})
}

func (l *label) onReview(on bool) {
	if l.quiet || l.project == nil {
		return
	}
	p, name := l.project, l.view.Annotator
	l.commands <- func(ctx context.Context) { l.beginOrFail(ctx, p, name, on) }
}

// withAnnotator asks for the person's name where it is not known.
func (l *label) withAnnotator(then func(name string)) {
	if name, err := labels.CleanName(l.deps.Settings().Annotator); err == nil {
		then(name)
		return
	}
	l.askName(then)
}

func (l *label) askName(then func(name string)) {
	var d *dialog.FormDialog
	entry := newEscapeEntry(func() { d.Hide() })
	entry.Text = l.deps.Settings().Annotator
	entry.Validator = func(s string) error { _, err := labels.CleanName(s); return err }
	d = dialog.NewForm(lang.L("Who labels?"), lang.L("Begin"), lang.L("Cancel"),
		[]*widget.FormItem{widget.NewFormItem(lang.L("Your name"), entry)}, func(ok bool) {
			if name, err := labels.CleanName(entry.Text); ok && err == nil {
				then(name)
			}
		}, l.deps.Window)
	entry.OnSubmitted = func(string) { d.Submit() }
	d.Resize(fyne.NewSize(360, 0))
	d.Show()
	l.deps.Window.Canvas().Focus(entry)
}

func (l *label) onNew() {
	l.saveAs("posts"+labels.Ext, func(path string) {
		if filepath.Ext(path) == "" {
			path += labels.Ext
		}
		l.withAnnotator(func(name string) {
			l.commands <- func(ctx context.Context) {
				p, err := labels.Create(ctx, path, labels.DefaultSettings())
				if err != nil {
					fyne.Do(func() { l.deps.Fail(err) })
					return
				}
				l.beginOrFail(ctx, p, name, false)
			}
		})
	})
}

func (l *label) onOpen() {
	l.choose([]string{labels.Ext}, l.open)
}

// choose asks for a file that is there.
func (l *label) choose(exts []string, then func(path string)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		path := r.URI().Path()
		r.Close()
		then(path)
	}, l.deps.Window)
	if len(exts) > 0 {
		d.SetFilter(storage.NewExtensionFileFilter(exts))
	}
	beginIn(d, startFolder(l), l.deps.Window)
}

// beginIn shows a dialog for files or folders large, and in a folder.
func beginIn(d *dialog.FileDialog, folder string, w fyne.Window) {
	if at, err := storage.ListerForURI(storage.NewFileURI(folder)); err == nil {
		d.SetLocation(at)
	}
	d.SetView(dialog.ListView)
	d.Show()
	size := w.Canvas().Size() // it has a size only when it is shown
	d.Resize(fyne.NewSize(min(900, size.Width-40), min(640, size.Height-40)))
}

// saveAs asks for a name.
func (l *label) saveAs(name string, then func(path string)) {
	var d *dialog.FormDialog
	entry := newEscapeEntry(func() { d.Hide() })
	entry.SetText(filepath.Join(startFolder(l), name))
	d = dialog.NewForm(lang.L("File"), lang.L("OK"), lang.L("Cancel"), []*widget.FormItem{widget.NewFormItem(lang.L("Name"), entry)},
		func(ok bool) {
			if ok && strings.TrimSpace(entry.Text) != "" {
				then(entry.Text)
			}
		}, l.deps.Window)
	entry.OnSubmitted = func(string) { d.Submit() }
	d.Resize(fyne.NewSize(560, 0))
	d.Show()
	l.deps.Window.Canvas().Focus(entry)
}

func startFolder(l *label) string {
	if l.project != nil {
		return l.project.Dir()
	}
	home, err := filepath.Abs(".")
	if err != nil {
		return ""
	}
	return home
}

func (l *label) showMenu() {
	items := l.Menu()
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), l.deps.Window.Canvas())
	menu.ShowAtPosition(fyne.CurrentApp().Driver().AbsolutePositionForObject(l.content).Add(fyne.NewPos(0, 40)))
}

// Menu is what can be done with a project.
func (l *label) Menu() []*fyne.MenuItem {
	item := func(text string, needs bool, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(text, do)
		m.Disabled = needs && l.project == nil
		return m
	}
	return []*fyne.MenuItem{
		item(lang.L("New project…"), false, l.onNew), item(lang.L("Open project…"), false, l.onOpen),
		item(lang.L("Import posts…"), true, func() { l.choose(nil, func(path string) { l.importFiles([]string{path}) }) }),
		item(lang.L("Export labels…"), true, l.onExport),
		item(lang.L("Merge…"), true, func() { l.choose([]string{labels.Ext}, l.merge) }),
		item(lang.L("Back up"), true, l.backup),
		item(lang.L("Let the model score the posts"), true, l.score),
		item(lang.L("Find pictures…"), true, l.relink),
		item(lang.L("Settings of the project…"), true, l.showSettings),
		item(lang.L("Another annotator…"), true, func() {
			p := l.project
			l.askName(func(name string) { l.commands <- func(ctx context.Context) { l.beginOrFail(ctx, p, name, false) } })
		}),
	}
}

// showSettings shows the project's settings.
func (l *label) showSettings() {
	s := l.view.Settings
	var d *dialog.FormDialog
	away := func() { d.Hide() }
	scheme := widget.NewSelect([]string{lang.L("One label a post"), lang.L("Words, picture, both")}, nil)
	scheme.SetSelectedIndex(slices.Index([]labels.Scheme{labels.SchemeSingle, labels.SchemeThree}, s.Scheme))
	suggestions := []labels.Suggestion{labels.SuggestHidden, labels.SuggestAfter, labels.SuggestBefore}
	suggest := widget.NewSelect([]string{lang.L("Hidden"), lang.L("After judging"), lang.L("Before judging")}, nil)
	suggest.SetSelectedIndex(slices.Index(suggestions, s.Suggestion))
	number := func(n int64) *escapeEntry {
		e := newEscapeEntry(away)
		e.Text = fmt.Sprint(n)
		e.Validator = func(s string) error { _, err := strconv.ParseInt(s, 10, 64); return err }
		return e
	}
	seed, repeat, block := number(s.Seed), number(int64(s.Repeat)), number(int64(s.Block))
	keys, flags := newEscapeEntry(away), newEscapeEntry(away)
	keys.SetText(s.Key(app.Negative) + s.Key(app.Neutral) + s.Key(app.Positive))
	flags.SetText(strings.Join(s.Flags, ", "))
	guide := newEscapeEntry(away)
	guide.MultiLine, guide.Wrapping = true, fyne.TextWrapWord
	guide.SetMinRowsVisible(2)
	guide.SetText(s.Guidelines)
	item := widget.NewFormItem
	items := []*widget.FormItem{
		item(lang.L("Asked"), scheme), item(lang.L("Model's label"), suggest), item(lang.L("Seed"), seed),
		item(lang.L("Ask one in"), repeat), item(lang.L("Posts a pass"), block),
		item(lang.L("Keys"), keys), item(lang.L("Flags"), flags),
		item(lang.L("Guidelines (?)"), guide),
	}
	d = dialog.NewForm(lang.L("Settings of the project…"), lang.L("OK"), lang.L("Cancel"), items, func(ok bool) {
		if !ok {
			return
		}
		l.change(func(s *labels.Settings) {
			s.Scheme = []labels.Scheme{labels.SchemeSingle, labels.SchemeThree}[max(scheme.SelectedIndex(), 0)]
			s.Suggestion = suggestions[max(suggest.SelectedIndex(), 0)]
			s.Seed, _ = strconv.ParseInt(seed.Text, 10, 64) // the form has checked them
			s.Repeat, _ = strconv.Atoi(repeat.Text)
			s.Block, _ = strconv.Atoi(block.Text)
			s.Keys = map[string]string{}
			for i, r := range []rune(keys.Text) {
				if i < len(app.Labels) {
					s.Keys[app.Labels[i].String()] = string(r)
				}
			}
			s.Guidelines = strings.TrimSpace(guide.Text)
			s.Flags = nil
			for f := range strings.SplitSeq(flags.Text, ",") {
				if f = strings.TrimSpace(f); f != "" {
					s.Flags = append(s.Flags, f)
				}
			}
		})
	}, l.deps.Window)
	d.Resize(fyne.NewSize(460, 0))
	d.Show()
}
