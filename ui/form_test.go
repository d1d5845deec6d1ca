package ui

import (
	"testing"

	"duotone/ui/kit"

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
		kit.CloseTop(f.window)
		for i := range chain {
			l.focus()
			do()
			for range i {
				f.window.Canvas().FocusNext()
			}
			press(t, f, fyne.KeyEscape)
			if kit.Covered(f.window) {
				t.Errorf("%s: Escape is not heard by control %d, %T", name, i, chain[i])
				kit.CloseTop(f.window)
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
	if !kit.Covered(f.window) {
		t.Fatal("two keys for three labels were taken")
	}
	kit.CloseTop(f.window)
	l.showSettings()
	form("sjk") // s skips
	press(t, f, fyne.KeyReturn)
	if !kit.Covered(f.window) {
		t.Fatal("a key that is in use was taken")
	}
	kit.CloseTop(f.window)
	l.showSettings()
	form("jkö")
	press(t, f, fyne.KeyReturn)
	if kit.Covered(f.window) || len(l.commands) != 1 {
		t.Fatalf("the form is still there, or %d commands", len(l.commands))
	}
	(<-l.commands)(t.Context())
	after, err := l.project.Settings(t.Context())
	if err != nil || after.Scheme == before.Scheme || after.Keys["positive"] != "ö" {
		t.Errorf("%+v, %v", after, err)
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
