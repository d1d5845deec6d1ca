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
	"duotone/app/project/ledger"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// projects is what can be done with a project as a whole: it is opened, made, set up and carried about.
type projects struct{ *Pane }

// open opens a project.
func (l *projects) open(path string) {
	l.withAnnotator(func(name string) {
		l.presenter.Open(path, name)
		l.focus()
	})
}

// withAnnotator asks for the person's name where it is not known.
func (l *projects) withAnnotator(then func(name string)) {
	if name := l.presenter.Annotator(); name != "" {
		then(name)
		return
	}
	l.askName(then)
}

func (l *projects) askName(then func(name string)) {
	var name *kit.FormEntry
	f := kit.NewForm(l.window, lang.L("Begin"), func() {
		if clean, err := ledger.CleanName(name.Text); err == nil {
			then(clean)
		}
	})
	f.After = l.focus
	name = f.Entry(lang.L("Your name"), l.presenter.Annotator(), func(s string) error { _, err := ledger.CleanName(s); return err })
	f.Show(lang.L("Who labels?"), 320)
}

func (l *projects) onNew() {
	l.saveAs(lang.L("New project…"), "posts"+project.Ext, func(path string) {
		l.withAnnotator(func(name string) { l.presenter.Create(path, name) })
	})
}

// offer proposes a project of the posts that were dropped while none is open.
func (l *projects) offer(posts []string) {
	name := strings.TrimSuffix(posts[0], filepath.Ext(posts[0])) + project.Ext
	l.saveAs(lang.L("Make a project of these posts"), name, func(path string) {
		l.withAnnotator(func(who string) { l.presenter.CreateFrom(path, who, posts) })
	})
}

func (l *projects) onOpen() {
	l.choose(lang.L("Open project…"), []string{project.Ext}, l.open)
}

// choose asks for a file that is there.
func (l *projects) choose(title string, exts []string, then func(path string)) *kit.Chooser {
	c := kit.ChooseFile(l.window, title, l.state.Folder(), exts, then)
	c.Form.After = l.focus
	return c
}

// saveAs asks where a new file shall be; name is what is proposed, made free.
func (l *projects) saveAs(title, name string, then func(path string)) {
	folder := l.state.Folder()
	if filepath.IsAbs(name) {
		folder, name = filepath.Dir(name), filepath.Base(name)
	}
	kit.ChooseNew(l.window, title, folder, name, []string{filepath.Ext(name)}, then).Form.After = l.focus
}

func (l *projects) showMenu() {
	items := l.menu()
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), l.window.Canvas())
	menu.ShowAtPosition(fyne.CurrentApp().Driver().AbsolutePositionForObject(l.content).Add(fyne.NewPos(0, 40)))
}

func (l *projects) menu() []*fyne.MenuItem {
	item := func(text string, needs bool, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(text, do)
		m.Disabled = needs && !l.state.Open()
		return m
	}
	within := func(text string, items ...*fyne.MenuItem) *fyne.MenuItem {
		m := fyne.NewMenuItem(text, nil)
		m.ChildMenu = fyne.NewMenu("", items...)
		return m
	}
	return []*fyne.MenuItem{
		item(lang.L("New project…"), false, l.onNew), item(lang.L("Open project…"), false, l.onOpen),
		item(lang.L("Import posts…"), true, l.onImport),
		item(lang.L("Export labels…"), true, l.onExport),
		within(lang.L("Codebook"),
			item(lang.L("Choose a codebook…"), true, l.onCodebook),
			item(lang.L("Change the codebook…"), true, l.onEdit),
			item(lang.L("Save the codebook…"), true, l.onSaveCodebook)),
		within(lang.L("People"),
			item(lang.L("People and progress…"), true, l.team.ask),
			item(lang.L("Share the posts out…"), true, l.team.onShare),
			item(lang.L("Draw some posts…"), true, l.team.onSample),
			item(lang.L("Known answers…"), true, l.team.onKnown),
			item(lang.L("Take my answer as known"), true, func() { l.await(l.presenter.KnowThis()) }),
			item(lang.L("Agreement report…"), true, l.team.onReport)),
		item(lang.L("Find posts (/)"), true, l.finder.onFind),
		item(lang.L("About this post…"), true, l.onHistory),
		item(lang.L("Erase this post…"), true, l.onErase),
		item(lang.L("Merge…"), true, func() { l.choose(lang.L("Merge…"), []string{project.Ext}, l.presenter.Merge) }),
		item(lang.L("Back up"), true, l.presenter.BackUp),
		item(lang.L("Let the model score the posts"), true, l.presenter.Score),
		item(lang.L("Find pictures…"), true, l.onRelink),
		item(lang.L("Read the words in the pictures"), true, func() { l.presenter.ReadPictures() }),
		item(lang.L("Find near copies"), true, l.presenter.MarkCopies),
		item(lang.L("Settings of the project…"), true, l.showSettings),
		item(lang.L("Another annotator…"), true, func() { l.askName(l.presenter.Annotate) }),
	}
}

// onErase asks once more, as it can't be undone.
func (l *projects) onErase() {
	v := &l.state.View
	if v.Empty {
		return
	}
	post, text := v.Item.ID, app.Short(strings.Join(strings.Fields(v.Item.Text), " "), 200)
	if text == "" {
		text = lang.L("(a picture)")
	}
	f := kit.NewForm(l.window, lang.L("Erase it for good"), func() { l.presenter.Erase(post) })
	f.After = l.focus
	f.Careful()
	f.Add("", words.New(speech.Quote(text)))
	f.Add("", kit.NewLettersNote(text))
	f.Add("", kit.NewParagraph(lang.L("Its words, picture, columns and scores, and all that anybody said of it, leave the project and whatever is merged with it. It can't be undone, and no import brings it back.")))
	f.Show(lang.L("Erase this post…"), 480)
}

// onImport asks what to import: a file, or a folder of pictures.
func (l *projects) onImport() {
	l.choose(lang.L("Import posts…"), nil, func(path string) { l.presenter.Preview([]string{path}) }).Either = true
}

// showSettings shows the project's settings.
func (l *projects) showSettings() {
	s := l.state.View.Settings
	schemes := []project.Scheme{project.SchemeSingle, project.SchemeThree}
	suggestions := []ledger.Suggestion{ledger.SuggestHidden, ledger.SuggestAfter, ledger.SuggestBefore}
	var chosen func(*project.Settings)
	f := kit.NewForm(l.window, lang.L("OK"), func() {
		set := s
		chosen(&set) // here: the presenter must not ask the controls
		l.presenter.Change(func(now *project.Settings) {
			set.Order = now.Order
			*now = set
		})
	})
	f.After = l.focus
	whole := func(text string) error {
		if _, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32); err != nil {
			return errors.New(lang.L("“{{.text}}” is not a whole number.", map[string]any{"text": text}))
		}
		return nil
	}
	own := !l.state.View.Builtin // then the codebook says what is asked, and by which keys
	var scheme *kit.FormSelect
	if !own {
		scheme = f.Choice(lang.L("Asked"), []string{lang.L("One label a post"), lang.L("Words, picture, both")}, slices.Index(schemes, s.Scheme))
	}
	suggest := f.Choice(lang.L("Model's label"), []string{lang.L("Hidden"), lang.L("After judging"), lang.L("Before judging")},
		slices.Index(suggestions, s.Suggestion))
	seed := f.Entry(lang.L("Seed"), fmt.Sprint(s.Seed), whole)
	repeat := f.Entry(lang.L("Ask one in"), fmt.Sprint(s.Repeat), whole)
	block := f.Entry(lang.L("Posts a pass"), fmt.Sprint(s.Block), whole)
	var keys *kit.FormEntry
	if !own {
		keys = f.Entry(lang.L("Keys"), s.Key(app.Negative)+s.Key(app.Neutral)+s.Key(app.Positive), nil)
	}
	flags := f.Entry(lang.L("Flags"), strings.Join(s.Flags, ", "), nil)
	session := f.Entry(lang.L("A break after"), fmt.Sprint(s.Session), whole)
	session.SetPlaceHolder(lang.L("minutes; 0: never"))
	blind := f.Check(lang.L("without names: people are A, B …"), s.Blind)
	f.Add(lang.L("Deciding"), blind)
	guide := f.NewEntry()
	guide.MultiLine, guide.Wrapping = true, fyne.TextWrapWord
	guide.SetMinRowsVisible(2)
	guide.SetText(s.Guidelines)
	if !own {
		f.Add(lang.L("Guidelines (?)"), guide)
	}
	number := func(e *kit.FormEntry) int {
		n, _ := strconv.Atoi(strings.TrimSpace(e.Text)) //nolint:errcheck // the form has checked it
		return n
	}
	chosen = func(s *project.Settings) {
		s.Suggestion = suggestions[max(suggest.SelectedIndex(), 0)]
		s.Seed, s.Repeat, s.Block = int64(number(seed)), number(repeat), number(block)
		s.Flags, s.Session, s.Blind = flagsOf(flags.Text), number(session), blind.Checked
		if !own {
			s.Scheme, s.Keys, s.Guidelines = schemes[max(scheme.SelectedIndex(), 0)], keysOf(keys.Text), strings.TrimSpace(guide.Text)
		}
	}
	f.Checks = append(f.Checks, func() error {
		if !own && len([]rune(keys.Text)) != len(app.Labels) {
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
