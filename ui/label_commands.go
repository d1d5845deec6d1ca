package ui

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/project"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
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
		l.command(func(ctx context.Context, d *project.Desk) error { return d.Accept(ctx) })
	case 's':
		l.onSkip()
	case 'l':
		l.onLater()
	case 'b':
		l.onBack()
	case 'g':
		l.command(func(ctx context.Context, d *project.Desk) error { return d.NextOpen(ctx) })
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
	l.command(func(ctx context.Context, d *project.Desk) error { return d.Label(ctx, k) })
	l.focus()
}

func (l *label) onSkip() {
	l.keepNote()
	l.command(func(ctx context.Context, d *project.Desk) error { return d.Skip(ctx) })
	l.focus()
}

func (l *label) onLater() {
	l.keepNote()
	l.command(func(ctx context.Context, d *project.Desk) error { return d.Later(ctx) })
	l.focus()
}

func (l *label) onBack() {
	l.keepNote()
	l.command(func(ctx context.Context, d *project.Desk) error { return d.Back(ctx) })
	l.focus()
}

func (l *label) onForward() {
	l.keepNote()
	l.command(func(ctx context.Context, d *project.Desk) error { return d.Forward(ctx) })
	l.focus()
}

func (l *label) onUndo() {
	l.command(func(ctx context.Context, d *project.Desk) error { return d.Undo(ctx) })
	l.focus()
}

func (l *label) onRedo() {
	l.command(func(ctx context.Context, d *project.Desk) error { return d.Redo(ctx) })
	l.focus()
}

func (l *label) onFlag(flag string) {
	if !l.quiet {
		l.flag(flag)
		l.focus()
	}
}

func (l *label) flag(flag string) {
	l.command(func(ctx context.Context, d *project.Desk) error { return d.Flag(ctx, flag) })
}

// keepNote writes the note down before the post goes away.
func (l *label) keepNote() {
	if text := l.noteText.Text; l.desk != nil && !l.view.Empty && text != l.view.Note {
		l.view.Note = text
		l.command(func(ctx context.Context, d *project.Desk) error { return d.Note(ctx, text) })
	}
}

func (l *label) onOrder(string) {
	at := l.order.SelectedIndex()
	if l.quiet || l.desk == nil || at < 0 {
		return
	}
	l.change(func(s *project.Settings) { s.Order = project.Orders[at] })
}

// change changes the project's settings and lays out the queue again. An order that can't be had leaves all as it was.
func (l *label) change(change func(*project.Settings)) {
	p := l.project
	l.command(func(ctx context.Context, d *project.Desk) error {
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
	if name, err := project.CleanName(l.deps.Settings().Annotator); err == nil {
		then(name)
		return
	}
	l.askName(then)
}

func (l *label) askName(then func(name string)) {
	var name *kit.FormEntry
	f := kit.NewForm(l.deps.Window, lang.L("Begin"), func() {
		if clean, err := project.CleanName(name.Text); err == nil {
			then(clean)
		}
	})
	f.After = l.focus
	name = f.Entry(lang.L("Your name"), l.deps.Settings().Annotator, func(s string) error { _, err := project.CleanName(s); return err })
	f.Show(lang.L("Who labels?"), 320)
}

func (l *label) onNew() {
	l.saveAs(lang.L("New project…"), "posts"+project.Ext, func(path string) {
		if filepath.Ext(path) == "" {
			path += project.Ext
		}
		l.withAnnotator(func(name string) {
			l.commands <- func(ctx context.Context) {
				p, err := project.Create(ctx, path, project.DefaultSettings())
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
	l.choose(lang.L("Open project…"), []string{project.Ext}, l.open)
}

// choose asks for a file that is there.
func (l *label) choose(title string, exts []string, then func(path string)) *kit.Chooser {
	c := kit.ChooseFile(l.deps.Window, title, startFolder(l), exts, then)
	c.Form.After = l.focus
	return c
}

// saveAs asks for a name.
func (l *label) saveAs(title, name string, then func(path string)) {
	var entry *kit.FormEntry
	f := kit.NewForm(l.deps.Window, lang.L("OK"), func() { then(kit.ExpandHome(strings.TrimSpace(entry.Text))) })
	f.After = l.focus
	entry = f.Entry(lang.L("Name"), filepath.Join(startFolder(l), name), kit.NeedsName)
	f.Show(title, 560)
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
		item(lang.L("Import posts…"), true, l.onImport),
		item(lang.L("Export labels…"), true, l.onExport),
		item(lang.L("Merge…"), true, func() { l.choose(lang.L("Merge…"), []string{project.Ext}, l.merge) }),
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

// onImport asks what to import: a file, or a folder of pictures.
func (l *label) onImport() {
	l.choose(lang.L("Import posts…"), nil, func(path string) { l.importFiles([]string{path}) }).Either = true
}

// showSettings shows the project's settings.
func (l *label) showSettings() {
	s := l.view.Settings
	schemes := []project.Scheme{project.SchemeSingle, project.SchemeThree}
	suggestions := []project.Suggestion{project.SuggestHidden, project.SuggestAfter, project.SuggestBefore}
	var chosen func(*project.Settings)
	f := kit.NewForm(l.deps.Window, lang.L("OK"), func() { l.change(chosen) })
	f.After = l.focus
	whole := func(text string) error {
		if _, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32); err != nil {
			return errors.New(lang.L("“{{.text}}” is not a whole number.", map[string]any{"text": text}))
		}
		return nil
	}
	scheme := f.Choice(lang.L("Asked"), []string{lang.L("One label a post"), lang.L("Words, picture, both")}, slices.Index(schemes, s.Scheme))
	suggest := f.Choice(lang.L("Model's label"), []string{lang.L("Hidden"), lang.L("After judging"), lang.L("Before judging")},
		slices.Index(suggestions, s.Suggestion))
	seed := f.Entry(lang.L("Seed"), fmt.Sprint(s.Seed), whole)
	repeat := f.Entry(lang.L("Ask one in"), fmt.Sprint(s.Repeat), whole)
	block := f.Entry(lang.L("Posts a pass"), fmt.Sprint(s.Block), whole)
	keys := f.Entry(lang.L("Keys"), s.Key(app.Negative)+s.Key(app.Neutral)+s.Key(app.Positive), nil)
	flags := f.Entry(lang.L("Flags"), strings.Join(s.Flags, ", "), nil)
	guide := f.NewEntry()
	guide.MultiLine, guide.Wrapping = true, fyne.TextWrapWord
	guide.SetMinRowsVisible(2)
	guide.SetText(s.Guidelines)
	f.Add(lang.L("Guidelines (?)"), guide)
	number := func(e *kit.FormEntry) int {
		n, _ := strconv.Atoi(strings.TrimSpace(e.Text)) //nolint:errcheck // the form has checked it
		return n
	}
	chosen = func(s *project.Settings) {
		s.Scheme, s.Suggestion = schemes[max(scheme.SelectedIndex(), 0)], suggestions[max(suggest.SelectedIndex(), 0)]
		s.Seed, s.Repeat, s.Block = int64(number(seed)), number(repeat), number(block)
		s.Keys, s.Flags, s.Guidelines = keysOf(keys.Text), flagsOf(flags.Text), strings.TrimSpace(guide.Text)
	}
	f.Checks = append(f.Checks, func() error {
		if n := len([]rune(keys.Text)); n != len(app.Labels) {
			return errors.New(lang.L("Give three keys, as 123: for negative, neutral and positive."))
		}
		set := s
		chosen(&set)
		return set.Check()
	})
	f.Show(lang.L("Settings of the project…"), 460)
}

// keysOf reads the keys of the labels, one character each.
func keysOf(text string) map[string]string {
	keys := map[string]string{}
	for i, r := range []rune(text) {
		if i < len(app.Labels) {
			keys[app.Labels[i].String()] = string(r)
		}
	}
	return keys
}

// flagsOf reads flags with commas between them.
func flagsOf(text string) []string {
	var flags []string
	for f := range strings.SplitSeq(text, ",") {
		if f = strings.TrimSpace(f); f != "" {
			flags = append(flags, f)
		}
	}
	return flags
}
