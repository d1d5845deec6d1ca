package label

import (
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
func (l *Pane) onRune(r rune) {
	if !l.state.Open() {
		return
	}
	if k, ok := l.state.View.Settings.LabelOf(string(r)); ok {
		l.onLabel(k)
		return
	}
	switch r {
	case 'a':
		l.await(l.presenter.Accept())
	case 's':
		l.onSkip()
	case 'l':
		l.onLater()
	case 'b':
		l.onBack()
	case 'g':
		l.await(l.presenter.NextOpen())
	case 'u', 'z':
		l.onUndo()
	case 'r', 'y':
		l.onRedo()
	case 'n':
		l.window.Canvas().Focus(l.noteText)
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

func (l *Pane) onKey(name fyne.KeyName) {
	if !l.state.Open() {
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
		if i := slices.Index(keys, name); i >= 0 && i < len(l.state.View.Settings.Flags) {
			l.flag(l.state.View.Settings.Flags[i])
		}
	}
}

func (l *Pane) onLabel(k app.Label) {
	l.keepNote()
	l.await(l.presenter.Label(k))
	l.focus()
}

func (l *Pane) onSkip() {
	l.keepNote()
	l.await(l.presenter.Skip())
	l.focus()
}

func (l *Pane) onLater() {
	l.keepNote()
	l.await(l.presenter.Later())
	l.focus()
}

func (l *Pane) onBack() {
	l.keepNote()
	l.await(l.presenter.Back())
	l.focus()
}

func (l *Pane) onForward() {
	l.keepNote()
	l.await(l.presenter.Forward())
	l.focus()
}

func (l *Pane) onUndo() {
	l.await(l.presenter.Undo())
	l.focus()
}

func (l *Pane) onRedo() {
	l.await(l.presenter.Redo())
	l.focus()
}

func (l *Pane) onFlag(flag string) {
	if !l.quiet {
		l.flag(flag)
		l.focus()
	}
}

func (l *Pane) flag(flag string) {
	l.await(l.presenter.Flag(flag))
}

// keepNote writes the note down before the post goes away.
func (l *Pane) keepNote() {
	if text := l.noteText.Text; l.state.Open() && !l.state.View.Empty && text != l.noted {
		l.noted = text
		l.await(l.presenter.Note(text))
	}
}

func (l *Pane) onOrder(string) {
	if at := l.order.SelectedIndex(); !l.quiet && at >= 0 {
		l.presenter.Change(func(s *project.Settings) { s.Order = project.Orders[at] })
		l.focus()
	}
}

func (l *Pane) onReview(on bool) {
	if !l.quiet {
		l.presenter.Review(on)
		l.focus()
	}
}

// open opens a project.
func (l *Pane) open(path string) {
	l.withAnnotator(func(name string) {
		l.presenter.Open(path, name)
		l.focus()
	})
}

// withAnnotator asks for the person's name where it is not known.
func (l *Pane) withAnnotator(then func(name string)) {
	if name := l.presenter.Annotator(); name != "" {
		then(name)
		return
	}
	l.askName(then)
}

func (l *Pane) askName(then func(name string)) {
	var name *kit.FormEntry
	f := kit.NewForm(l.window, lang.L("Begin"), func() {
		if clean, err := project.CleanName(name.Text); err == nil {
			then(clean)
		}
	})
	f.After = l.focus
	name = f.Entry(lang.L("Your name"), l.presenter.Annotator(), func(s string) error { _, err := project.CleanName(s); return err })
	f.Show(lang.L("Who labels?"), 320)
}

func (l *Pane) onNew() {
	l.saveAs(lang.L("New project…"), "posts"+project.Ext, func(path string) {
		l.withAnnotator(func(name string) { l.presenter.Create(path, name) })
	})
}

func (l *Pane) onOpen() {
	l.choose(lang.L("Open project…"), []string{project.Ext}, l.open)
}

// choose asks for a file that is there.
func (l *Pane) choose(title string, exts []string, then func(path string)) *kit.Chooser {
	c := kit.ChooseFile(l.window, title, l.state.Folder(), exts, then)
	c.Form.After = l.focus
	return c
}

// saveAs asks for a name.
func (l *Pane) saveAs(title, name string, then func(path string)) {
	var entry *kit.FormEntry
	f := kit.NewForm(l.window, lang.L("OK"), func() { then(kit.ExpandHome(strings.TrimSpace(entry.Text))) })
	f.After = l.focus
	entry = f.Entry(lang.L("Name"), filepath.Join(l.state.Folder(), name), kit.NeedsName)
	f.Show(title, 560)
}

func (l *Pane) showMenu() {
	items := l.Menu()
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), l.window.Canvas())
	menu.ShowAtPosition(fyne.CurrentApp().Driver().AbsolutePositionForObject(l.content).Add(fyne.NewPos(0, 40)))
}

// Menu is what can be done with a project.
func (l *Pane) Menu() []*fyne.MenuItem {
	item := func(text string, needs bool, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(text, do)
		m.Disabled = needs && !l.state.Open()
		return m
	}
	return []*fyne.MenuItem{
		item(lang.L("New project…"), false, l.onNew), item(lang.L("Open project…"), false, l.onOpen),
		item(lang.L("Import posts…"), true, l.onImport),
		item(lang.L("Export labels…"), true, l.onExport),
		item(lang.L("Merge…"), true, func() { l.choose(lang.L("Merge…"), []string{project.Ext}, l.presenter.Merge) }),
		item(lang.L("Back up"), true, l.presenter.BackUp),
		item(lang.L("Let the model score the posts"), true, l.presenter.Score),
		item(lang.L("Find pictures…"), true, l.onRelink),
		item(lang.L("Settings of the project…"), true, l.showSettings),
		item(lang.L("Another annotator…"), true, func() { l.askName(l.presenter.Annotate) }),
	}
}

// onImport asks what to import: a file, or a folder of pictures.
func (l *Pane) onImport() {
	l.choose(lang.L("Import posts…"), nil, func(path string) { l.presenter.Import([]string{path}) }).Either = true
}

// showSettings shows the project's settings.
func (l *Pane) showSettings() {
	s := l.state.View.Settings
	schemes := []project.Scheme{project.SchemeSingle, project.SchemeThree}
	suggestions := []project.Suggestion{project.SuggestHidden, project.SuggestAfter, project.SuggestBefore}
	var chosen func(*project.Settings)
	f := kit.NewForm(l.window, lang.L("OK"), func() { l.presenter.Change(chosen) })
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
