package gallery

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"duotone/ui/kit"
	"duotone/ui/kit/kittest"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// everywhere visits every named state of every pane (or only some), and every dialog that can be opened from them.
func everywhere(t *testing.T, language string, only []string, visit func(t *testing.T, f *scene, where string, content fyne.CanvasObject)) {
	posed := func(name, pane string, dialogs map[string]func(f *scene)) {
		if only != nil && !slices.Contains(only, name) {
			return
		}
		t.Run(name, func(t *testing.T) {
			f := stand(t, language, 1200, 800)
			if pane != "analyse" {
				f.Window.Resize(fyne.NewSize(1280, 800))
			}
			if err := f.pose(t.Context(), shot{state: name}); err != nil {
				t.Fatal(err)
			}
			if pane == "analyse" {
				f.Show(pane)
			}
			f.Draw()
			f.Window.Canvas().Capture()
			if _, content := kit.TopDialog(f.Window); content != nil { // some stories are dialogs
				visit(t, f, name, content)
				kit.CloseTop(f.Window)
			}
			visit(t, f, name, f.Window.Content())
			for title, open := range dialogs {
				f.Show(pane)
				open(f)
				_, content := kit.TopDialog(f.Window)
				if content == nil {
					t.Errorf("%s: there is no dialog", title)
					continue
				}
				visit(t, f, name+", "+title, content)
				for kit.CloseTop(f.Window) {
				}
			}
		})
	}
	press := func(text string) func(f *scene) {
		return func(f *scene) {
			if b := buttonIn(f.Pane().Content(), speech.Text(text)); b != nil {
				test.Tap(b)
			}
		}
	}
	choose := func(entry string) func(f *scene) {
		return func(f *scene) {
			if !f.Choose(entry) {
				t.Errorf("no menu has %q", entry)
			}
		}
	}
	for _, s := range stories {
		if !slices.Contains([]string{"empty", "pull-apart", "what-if", "error-picture", "settings", "keys", "about"}, s.name) {
			continue // which have the same controls
		}
		var dialogs map[string]func(f *scene)
		if s.name == "pull-apart" {
			dialogs = map[string]func(f *scene){
				"settings": choose("Settings…"), "history": choose("All posts…"), "name": choose("Name this post…"), "forget": choose("Forget all posts…"),
				"open": choose("Open…"), "summary": choose("The result as text"), "export": choose("Export picture…"),
				"rows": func(f *scene) { f.Drop([]string{"a.csv"}) }, "pack": func(f *scene) { f.Show("models"); press("Open another pack…")(f) },
			}
		}
		posed(s.name, "analyse", dialogs)
	}
	for _, s := range paneStories() {
		var dialogs map[string]func(f *scene)
		switch s.name {
		case "batch-ready":
			dialogs = map[string]func(f *scene){"score": press("Score…"), "open": press("Open file…"), "folder": press("Open folder…")}
		case "batch-results":
			dialogs = map[string]func(f *scene){"columns": press("Columns…"), "project": press("Make a project…"), "export": press("Export these…"),
				"into": func(f *scene) { press("1  " + speech.Text("negative"))(f) }}
		case "batch-report":
			dialogs = map[string]func(f *scene){"page": press("Save as a page…")}
		case "labelling":
			dialogs = map[string]func(f *scene){}
			for _, name := range []string{"New project…", "Open project…", "Import posts…", "Export labels…", "Choose a codebook…", "Change the codebook…", "Save the codebook…",
				"Share the posts out…", "Draw some posts…", "Known answers…", "Agreement report…", "Erase this post…", "Merge…", "Find pictures…", "Settings of the project…", "Another annotator…"} {
				dialogs[name] = choose(name)
			}
		case "learned":
			dialogs = map[string]func(f *scene){"keep": press("Keep…")}
		case "measure-model":
			dialogs = map[string]func(f *scene){"save": press("Save tables and plots…")}
		}
		posed(s.name, s.pane, dialogs)
	}
}

// What holds for every control of every pane and dialog: it hears the window's keys, it says what it is for, and it can be read as text.
func TestEverywhere(t *testing.T) {
	everywhere(t, "en", nil, func(t *testing.T, f *scene, where string, content fyne.CanvasObject) {
		hearsTheWindowsKeys(t, where, content)
		for _, o := range unexplained(content) {
			t.Errorf("%s: %s has no tooltip", where, o)
		}
		canBeRead(t, f, where)
		namesNoFlags(t, f, where)
	})
}

// hearsTheWindowsKeys holds that F9, F10 and Alt by itself come to the window wherever the keyboard is.
func hearsTheWindowsKeys(t *testing.T, where string, content fyne.CanvasObject) {
	t.Helper()
	was, menu := winkey.Typed, winkey.Menu
	defer func() { winkey.Typed, winkey.Menu = was, menu }()
	var heard []fyne.KeyName
	alts := 0
	winkey.Typed = func(k fyne.KeyName) bool { heard = append(heard, k); return true }
	winkey.Menu = func() { alts++ }
	kittest.Walk(content, func(o fyne.CanvasObject) {
		at, ok := o.(fyne.Focusable)
		if kind := fmt.Sprintf("%T", o); !ok || kind == "*widget.Hyperlink" || kind == "*widget.listItem" {
			return // which the toolkit makes
		}
		heard, alts = nil, 0
		at.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF9})
		at.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF10})
		if len(heard) != 2 {
			t.Errorf("%s: %T keeps F9 or F10 for itself: %v", where, o, heard)
		}
		if k, ok := o.(desktop.Keyable); ok {
			k.KeyDown(&fyne.KeyEvent{Name: desktop.KeyAltLeft})
			k.KeyUp(&fyne.KeyEvent{Name: desktop.KeyAltLeft})
		}
		if alts != 1 {
			t.Errorf("%s: %T keeps Alt for itself", where, o)
		}
	})
}

// namesNoFlags holds that what is seen speaks of buttons, not of the command line.
func namesNoFlags(t *testing.T, f *scene, where string) {
	t.Helper()
	if _, text := f.Summary(); flag.MatchString(text) {
		t.Errorf("%s: it names %q in\n%s", where, flag.FindString(text), text)
	}
}

var flag = regexp.MustCompile(`(?m)(^| |\()--[a-z][a-z-]*`)

// canBeRead holds that F9 has what is seen as text.
func canBeRead(t *testing.T, f *scene, where string) {
	t.Helper()
	if f.PaneName() == "analyse" && !kit.Covered(f.Window) && f.Analyse.State().Prediction == nil {
		return
	}
	title, text := f.Summary()
	if title == "" || len(strings.Fields(text)) < 3 {
		t.Errorf("%s: %q says %q", where, title, text)
	}
	for name, words := range map[string][]string{
		"batch-results": {"together:", "In the file", "[1  negative]"}, "measure-model": {"accuracy", "people / the model"}, "learned": {"macro F1", "labels look wrong"},
		"settings": {"Theme: [", "[ ] Keep posts over restarts"}, "labelling": {"[1  negative]", "What a lovely day!"},
	} {
		for _, w := range words {
			if where == name && kit.Covered(f.Window) == (name == "settings") && !strings.Contains(text, w) {
				t.Errorf("%s: no %q in\n%s", where, w, text)
			}
		}
	}
}

// Numbers are written as the language of the window writes them, in every pane and dialog.
func TestNumbersAreOfTheLanguageEverywhere(t *testing.T) {
	point := regexp.MustCompile(`(^|[^0-9.@])-?[0-9]+\.[0-9]+([^0-9.]|$)`)
	for language, names := range map[string][]string{
		"de": {"what-if", "batch-results", "learned", "measure-people", "measure-model", "labelling"}, "fr": {"what-if", "learned"},
	} {
		everywhere(t, language, names, func(t *testing.T, f *scene, where string, _ fyne.CanvasObject) {
			namesNoFlags(t, f, language+", "+where)
			_, text := f.Summary()
			if strings.Contains(text, "“") && language == "fr" || strings.Contains(text, "”") {
				t.Errorf("%s, %s: quotes are English in\n%s", language, where, text)
			}
			for _, line := range strings.Split(text, "\n") {
				if point.MatchString(line) {
					t.Errorf("%s, %s: %s", language, where, line)
				}
			}
		})
	}
}
