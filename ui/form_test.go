package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app/project"

	"fyne.io/fyne/v2"
)

// press sends a key to what has the keyboard.
func press(t *testing.T, f *frame, names ...fyne.KeyName) {
	t.Helper()
	for _, name := range names {
		at := f.window.Canvas().Focused()
		if at == nil {
			t.Fatalf("%s: nothing has the keyboard", name)
		}
		if name == fyne.KeySpace {
			at.TypedRune(' ')
		}
		at.TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func typeText(t *testing.T, f *frame, text string) {
	t.Helper()
	for _, r := range text {
		f.window.Canvas().Focused().TypedRune(r)
	}
}

// Every dialog of the Label and the Measure pane is left by Escape, whichever of its controls has the keyboard, and gives
// it back to the post.
func TestEscapeLeavesEveryDialog(t *testing.T) {
	f, l := labelling(t)
	open := map[string]func(){"keys": l.showKeys}
	for _, item := range l.Menu() {
		if item.Label != "Back up" && item.Label != "Let the model score the posts" {
			open[item.Label] = item.Action
		}
	}
	holdCommands(t, l)
	m := paneOf[*measurePane](t, f)
	m.path, m.found = l.project.Path(), &measured{}
	open["save"] = m.onSave
	for name, do := range open {
		do()
		var chain []fyne.Focusable
		for at := f.window.Canvas().Focused(); at != nil; at = f.window.Canvas().Focused() {
			if len(chain) > 0 && at == chain[0] {
				break
			}
			if chain = append(chain, at); len(chain) > 40 {
				t.Fatalf("%s: Tab leads nowhere", name)
			}
			f.window.Canvas().FocusNext()
		}
		f.closeTop()
		for i := range chain {
			l.focus()
			do()
			for range i {
				f.window.Canvas().FocusNext()
			}
			press(t, f, fyne.KeyEscape)
			if f.covered() {
				t.Errorf("%s: Escape is not heard by control %d, %T", name, i, chain[i])
				f.closeTop()
			}
			if f.window.Canvas().Focused() != l.stage {
				t.Errorf("%s: the keyboard is with %T afterwards", name, f.window.Canvas().Focused())
			}
		}
		if len(chain) == 0 {
			t.Errorf("%s: nothing in it takes the keyboard", name)
		}
	}
}

func paneOf[P pane](t *testing.T, f *frame) (found P) {
	t.Helper()
	for _, p := range f.panes {
		if is, ok := p.(P); ok {
			return is
		}
	}
	t.Fatal("there is no such pane")
	return found
}

// A form is confirmed by Enter from any control, and says what is wrong instead.
func TestFormsAreConfirmedByEnter(t *testing.T) {
	f, l := labelling(t)
	holdCommands(t, l)
	before := l.view.Settings
	l.showSettings()
	form := func(keys string) {
		press(t, f, fyne.KeyRight) // the other scheme
		for range 5 {
			f.window.Canvas().FocusNext()
		}
		for range 3 {
			press(t, f, fyne.KeyBackspace)
		}
		typeText(t, f, keys)
		f.window.Canvas().FocusNext()
	}
	form("ss")
	press(t, f, fyne.KeyReturn)
	if !f.covered() {
		t.Fatal("two keys for three labels were taken")
	}
	f.closeTop()
	l.showSettings()
	form("sjk") // s skips
	press(t, f, fyne.KeyReturn)
	if !f.covered() {
		t.Fatal("a key that is in use was taken")
	}
	f.closeTop()
	l.showSettings()
	form("jkö")
	press(t, f, fyne.KeyReturn)
	if f.covered() || len(l.commands) != 1 {
		t.Fatalf("the form is still there, or %d commands", len(l.commands))
	}
	(<-l.commands)(t.Context())
	after, err := l.project.Settings(t.Context())
	if err != nil || after.Scheme == before.Scheme || after.Keys["positive"] != "ö" {
		t.Errorf("%+v, %v", after, err)
	}
}

// A file is chosen by the beginning of its name and Enter, by the arrows, and with the mouse.
func TestChoosingAFile(t *testing.T) {
	f := stand(t, fakes{})
	dir := t.TempDir()
	for _, name := range []string{"b.duotone", "a.DUOTONE", "notes.txt", "deep/c.duotone", ".hidden.duotone"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := ""
	choose := func() *chooser {
		got = ""
		return chooseFile(f.window, "Open", dir, []string{project.Ext}, func(path string) { got = path })
	}
	names := func(c *chooser) string {
		var all []string
		for _, one := range c.shown {
			all = append(all, one.name)
		}
		return strings.Join(all, " ")
	}
	c := choose()
	if n := names(c); n != ".. deep a.DUOTONE b.duotone" {
		t.Errorf("it lists %s", n)
	}
	typeText(t, f, "b")
	if n := names(c); n != "b.duotone" {
		t.Errorf("it lists %s", n)
	}
	press(t, f, fyne.KeyReturn)
	if got != filepath.Join(dir, "b.duotone") || f.covered() {
		t.Errorf("chose %q", got)
	}
	choose()
	press(t, f, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn) // into deep
	press(t, f, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if got != filepath.Join(dir, "deep", "c.duotone") {
		t.Errorf("chose %q", got)
	}
	c = choose()
	typeText(t, f, "nothing.duotone")
	press(t, f, fyne.KeyReturn)
	if got != "" || !c.form.wrong.Visible() {
		t.Errorf("chose %q, which isn't there, and said %q", got, c.form.wrong.Text)
	}
	c.form.hide()
	c = choose()
	c.list.Select(2) // a click takes the name, the button the file
	c.form.ok.Tapped(nil)
	if got != filepath.Join(dir, "a.DUOTONE") {
		t.Errorf("chose %q", got)
	}
	got = ""
	in := chooseFolder(f.window, "Look", "Here", dir, func(path string) { got = path })
	if n := names(in); n != ".. deep" {
		t.Errorf("it lists %s", n)
	}
	in.list.Select(1)
	press(t, f, fyne.KeyReturn)
	if got != filepath.Join(dir, "deep") {
		t.Errorf("chose %q", got)
	}
	got = ""
	in = chooseFolder(f.window, "Save", "Here", dir, func(path string) { got = path })
	in.fresh = true
	typeText(t, f, "new/deeper")
	press(t, f, fyne.KeyReturn)
	if got != "" {
		t.Errorf("chose %q, whose parent isn't there", got)
	}
	for range len("/deeper") {
		press(t, f, fyne.KeyBackspace)
	}
	press(t, f, fyne.KeyReturn)
	if got != filepath.Join(dir, "new") {
		t.Errorf("chose %q", got)
	}
}

// Keys are heard by the post wherever Tab has led, and one that is held down counts once.
func TestKeysAreHeardBesideTheStage(t *testing.T) {
	f, l := labelling(t)
	holdCommands(t, l)
	c := f.window.Canvas()
	for _, at := range []fyne.Focusable{l.undo, l.review, l.order, l.buttons[0]} {
		for name, do := range map[string]func(){
			"1":      func() { at.TypedRune('1'); l.stage.TypedRune('1'); l.stage.TypedRune('1') },
			"F2":     func() { press(t, f, fyne.KeyF2) },
			"Escape": func() { press(t, f, fyne.KeyEscape) },
		} {
			c.Focus(at)
			do()
			want := 1
			if name == "Escape" {
				want = 0
			}
			if n := len(l.commands); n != want {
				t.Errorf("%T, %s: %d commands, want %d", at, name, n, want)
			}
			for len(l.commands) > 0 {
				<-l.commands
			}
			if c.Focused() != l.stage {
				t.Errorf("%T, %s: the keyboard is with %T", at, name, c.Focused())
			}
			l.stage.KeyUp(&fyne.KeyEvent{Name: fyne.Key1})
		}
	}
}
