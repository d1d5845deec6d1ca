package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/score"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	analysis "duotone/app/present/analyse"
)

// comes waits for what the window has come to, on the UI thread or elsewhere.
func comes(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never came: %s", what)
		}
	}
}

func TestAFirstRunBeginsWithTheStartPage(t *testing.T) {
	f := stand(t, fakes{})
	f.begin(nil)
	if f.names[f.at] != "start" || !f.panes[f.at].Content().Visible() {
		t.Errorf("%s is shown", f.names[f.at])
	}
	if !f.settings.Get().Seen {
		t.Error("the next run would begin with it too")
	}
	f.showNamed("analyse")
	if f.begin(nil); f.names[f.at] != "analyse" {
		t.Errorf("a second run begins with %s", f.names[f.at])
	}
}

// Whatever is dropped on whatever pane goes to the one that it is for, or is asked about.
func TestDropsFindTheirPane(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	table, photo, result := file("posts.csv", []byte("id,text\n1,good\n")), file("a.jpg", apptest.JPEG(1, 40, 30)), file("scored.jsonl", []byte(scored))
	for _, c := range []struct {
		on, path, to string
		asked        bool
	}{
		{"start", photo, "analyse", false}, {"models", photo, "analyse", false}, {"analyse", photo, "analyse", false},
		{"start", table, "start", true}, {"analyse", table, "analyse", true}, {"measure", dir, "measure", true},
		{"batch", table, "batch", false}, {"label", table, "label", true},
		{"analyse", filepath.Join(dir, "mine.duotone"), "label", true},
		{"start", result, "batch", false}, {"measure", result, "batch", false}, {"label", result, "label", true},
	} {
		f := stand(t, fakes{})
		f.showNamed(c.on)
		paths := []string{c.path}
		f.place(kindOf(paths), paths) // as drop does, which asks the disk beside the thread that draws
		if f.names[f.at] != c.to || kit.Covered(f.window) != c.asked {
			t.Errorf("%s with %s: %s is shown", c.on, filepath.Base(c.path), f.names[f.at])
		}
		f.close()
	}
}

// scored is a row of a result.
const scored = `{"v":2,"id":"1","label":"positive","scores":{"negative":0.0292,"neutral":0.035,"positive":0.9358},"meant":{"label":"positive","scores":{"negative":0.0205,"neutral":0.0122,"positive":0.9673}},"words":{"label":"positive","scores":{"negative":0.0292,"neutral":0.035,"positive":0.9358}},"picture":null,"dominant":"words","balance":{"base":0.3333,"words":0.6025,"picture":0},"attention":{"words":1,"picture":0},"incongruity":null,"irony":0.1464,"language":"en","warnings":[],"pack":"small@1","device":"cpu","error":null,"input":{"text":"My favourite food is anything I didn't have to cook myself."},"text":"good"}`

// What the window was opened for comes as if it was dropped, but for a post's picture: a table isn't taken for one.
func TestTheWindowOpensWhatItIsGiven(t *testing.T) {
	for want, files := range map[string][][]string{
		"analyse": {{"a.jpg"}, {"a"}},
		"start":   {{"posts.csv"}, {"a.jpg", "b.jpg"}, {"mine.duotone"}, {t.TempDir()}},
	} {
		for _, some := range files {
			if got := beginsOn(some); got != want {
				t.Errorf("with %q the window begins on %s", some, got)
			}
		}
	}
}

// "Score it" and "Label it" do so.
func TestAskedAboutATableItIsScored(t *testing.T) {
	f := stand(t, fakes{})
	path := filepath.Join(t.TempDir(), "posts.csv")
	if err := os.WriteFile(path, []byte("id,text\n1,good\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f.askRows([]string{path})
	press := func(name string) {
		t.Helper()
		for _, b := range buttonsIn(f.window.Canvas().Overlays().Top()) {
			if b.Text == name {
				test.Tap(b)
				return
			}
		}
		t.Fatalf("there is no %q", name)
	}
	press("Score it")
	st, err := f.score.Wait(t.Context(), func(st *score.State) bool { return st.Phase == score.PhaseReady })
	if err != nil || st.Input.Path != path || f.names[f.at] != "batch" {
		t.Errorf("%v, %v", st, err)
	}
	comes(t, "it is remembered", func() bool { return strings.Join(f.settings.Get().Recent, "") == path })
	f.askRows([]string{path})
	press("Label it")
	if f.names[f.at] != "label" || !kit.Covered(f.window) {
		t.Error("no project is offered")
	}
}

func buttonsIn(o fyne.CanvasObject) (all []*kit.PressButton) {
	switch o := o.(type) {
	case *kit.PressButton:
		return []*kit.PressButton{o}
	case *fyne.Container:
		for _, c := range o.Objects {
			all = append(all, buttonsIn(c)...)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			all = append(all, buttonsIn(c)...)
		}
	}
	return all
}

// A new post is empty and has the keyboard; the one before is in the history, once.
func TestANewPost(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	f.shows(t, (*analysis.State).Settled)
	f.newPost()
	f.shows(t, func(st *analysis.State) bool { return st.Post.Text == "" && st.Post.Picture == nil && st.Settled() })
	if n := len(f.session.State().History); n != 1 {
		t.Errorf("%d posts in the history", n)
	}
	if f.window.Canvas().Focused() == nil {
		t.Error("nothing has the keyboard")
	}
}

// What is typed at a sample takes its place, letter by letter and from the first one on.
func TestTypingReplacesTheSample(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	f.shows(t, (*analysis.State).Settled)
	f.showNamed("analyse")
	for _, r := range "hello" {
		f.window.Canvas().Focused().TypedRune(r)
	}
	f.shows(t, func(st *analysis.State) bool { return st.Post.Text == "hello" })
}

// The menu's shortcuts are heard while words are being typed.
func TestShortcutsAreHeardWhileTyping(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	f.shows(t, (*analysis.State).Settled)
	f.showNamed("analyse")
	before := f.window.Canvas().Focused()
	entry, ok := before.(fyne.Shortcutable)
	if !ok {
		t.Fatal("nothing that takes shortcuts has the keyboard")
	}
	entry.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierShortcutDefault})
	f.shows(t, func(st *analysis.State) bool { return st.Post.Text == "" && st.Post.Picture == nil })
	f.showNamed("start")
	if f.window.Canvas().Focused() == before {
		t.Error("what is no longer seen still has the keyboard")
	}
}

func TestF9ShowsTheResultAsText(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	f.shows(t, (*analysis.State).Settled)
	f.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyF9})
	if !kit.Covered(f.window) {
		t.Fatal("F9 shows nothing")
	}
	said := analysis.Summary(f.session.State(), func(s app.Sentence) string { return s.String() })
	for _, want := range []string{"together:", "words:", "in percent:", f.samples[0].Text} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in %q", want, said)
		}
	}
	kit.CloseTop(f.window)
	f.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyF10})
	if !kit.Covered(f.window) {
		t.Error("F10 opens no menu")
	}
}

// TestEscapeClosesADialogWhateverHasTheKeyboard: Fyne gives the key to the control that has the keyboard, and to nobody else.
func TestEscapeClosesADialogWhateverHasTheKeyboard(t *testing.T) {
	f := stand(t, fakes{})
	for name, open := range map[string]func(){
		"many posts": func() { f.askRows([]string{"posts.csv"}) },
		"settings":   f.showSettings,
	} {
		open()
		c := f.window.Canvas()
		if c.Focused() == nil || !kit.Covered(f.window) {
			t.Fatalf("%s: nothing in it has the keyboard", name)
		}
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if kit.Covered(f.window) {
			t.Errorf("%s: Escape leaves it there", name)
			kit.CloseTop(f.window)
		}
	}
}
