package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"duotone/ui/kit"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/winkey"
	uimodels "duotone/ui/models"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
)

// everywhere visits every named state of every pane (or only some), and every dialog that can be opened from them.
func everywhere(t *testing.T, language string, only []string, visit func(t *testing.T, f *frame, where string, content fyne.CanvasObject)) {
	posed := func(name, pane string, dialogs map[string]func(f *frame)) {
		if only != nil && !slices.Contains(only, name) {
			return
		}
		t.Run(name, func(t *testing.T) {
			f := standIn(t, fakes{}, language)
			if pane != "analyse" {
				f.window.Resize(fyne.NewSize(1280, 800))
			}
			if err := f.pose(t.Context(), shot{state: name}); err != nil {
				t.Fatal(err)
			}
			if pane == "analyse" {
				f.showNamed(pane)
			}
			f.draw(f.session.State())
			f.window.Canvas().Capture()
			if _, content := kit.TopDialog(f.window); content != nil { // some stories are dialogs
				visit(t, f, name, content)
				kit.CloseTop(f.window)
			}
			visit(t, f, name, f.window.Content())
			for title, open := range dialogs {
				open(f)
				_, content := kit.TopDialog(f.window)
				if content == nil {
					t.Errorf("%s: there is no dialog", title)
					continue
				}
				visit(t, f, name+", "+title, content)
				for kit.CloseTop(f.window) {
				}
			}
		})
	}
	for _, s := range stories {
		if !slices.Contains([]string{"empty", "pull-apart", "what-if", "error-picture", "settings", "keys", "about"}, s.name) {
			continue // which have the same controls
		}
		var dialogs map[string]func(f *frame)
		if s.name == "pull-apart" {
			dialogs = map[string]func(f *frame){
				"settings": (*frame).showSettings, "history": (*frame).showHistory, "name": (*frame).namePost, "forget": (*frame).forgetPosts,
				"open": (*frame).openAny, "summary": (*frame).showSummary, "pack": func(f *frame) { uimodels.ChoosePack(f.window, f.models) },
				"rows": func(f *frame) { f.askRows([]string{"a.csv"}) }, "export": func(f *frame) { f.analyse.Actions.OnExport() },
			}
		}
		posed(s.name, "analyse", dialogs)
	}
	press := func(text string) func(f *frame) {
		return func(f *frame) {
			if b := find[*kit.PressButton](f.panes[f.at].Content(), speech.Text(text)); b != nil {
				test.Tap(b)
			}
		}
	}
	for _, s := range paneStories() {
		var dialogs map[string]func(f *frame)
		switch s.name {
		case "batch-ready":
			dialogs = map[string]func(f *frame){"score": press("Score…"), "open": press("Open file…"), "folder": press("Open folder…")}
		case "batch-results":
			dialogs = map[string]func(f *frame){"columns": press("Columns…"), "project": press("Make a project…"), "export": press("Export these…"),
				"into": func(f *frame) { press("1  " + speech.Text("negative"))(f) }}
		case "batch-report":
			dialogs = map[string]func(f *frame){"page": press("Save as a page…")}
		case "labelling":
			dialogs = map[string]func(f *frame){}
			for _, name := range []string{"New project…", "Open project…", "Import posts…", "Export labels…", "Choose a codebook…", "Change the codebook…", "Save the codebook…",
				"Share the posts out…", "Draw some posts…", "Known answers…", "Agreement report…", "Erase this post…", "Merge…", "Find pictures…", "Settings of the project…", "Another annotator…"} {
				dialogs[name] = func(f *frame) { chooseOf(f.panes[f.at].(paneMenu).Menu(), lang.L(name)) }
			}
		case "learned":
			dialogs = map[string]func(f *frame){"keep": press("Keep…")}
		case "measure-model":
			dialogs = map[string]func(f *frame){"save": press("Save tables and plots…")}
		}
		posed(s.name, s.pane, dialogs)
	}
}

// chooseOf does what an entry of a menu, or of one within it, is for.
func chooseOf(items []*fyne.MenuItem, name string) {
	for _, item := range items {
		if item.Label == name {
			item.Action()
		}
		if item.ChildMenu != nil {
			chooseOf(item.ChildMenu.Items, name)
		}
	}
}

// What holds for every control of every pane and dialog: it hears the window's keys, it says what it is for, and it can be read as text.
func TestEverywhere(t *testing.T) {
	everywhere(t, "en", nil, func(t *testing.T, f *frame, where string, content fyne.CanvasObject) {
		hearsTheWindowsKeys(t, where, content)
		for _, o := range unexplained(content) {
			t.Errorf("%s: %s has no tooltip", where, o)
		}
		canBeRead(t, f, where)
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
	walk(content, func(o fyne.CanvasObject) {
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

// canBeRead holds that F9 has what is seen as text.
func canBeRead(t *testing.T, f *frame, where string) {
	t.Helper()
	if f.names[f.at] == "analyse" && !kit.Covered(f.window) && f.session.State().Prediction == nil {
		return
	}
	title, text := f.summary()
	if title == "" || len(strings.Fields(text)) < 3 {
		t.Errorf("%s: %q says %q", where, title, text)
	}
	for name, words := range map[string][]string{
		"batch-results": {"together:", "In the file", "[1  negative]"}, "measure-model": {"accuracy", "people / the model"}, "learned": {"macro F1", "labels look wrong"},
		"settings": {"Theme: [", "[ ] Keep posts over restarts"}, "labelling": {"[1  negative]", "What a lovely day!"},
	} {
		for _, w := range words {
			if where == name && kit.Covered(f.window) == (name == "settings") && !strings.Contains(text, w) {
				t.Errorf("%s: no %q in\n%s", where, w, text)
			}
		}
	}
}

// The menus are reached over a dialog as well; what is chosen in them leaves it.
func TestMenusAreReachedOverADialog(t *testing.T) {
	f := stand(t, fakes{})
	f.showSettings()
	f.windowKey(fyne.KeyF10)
	if n := len(f.window.Canvas().Overlays().List()); n != 2 {
		t.Fatalf("%d things lie over the window", n)
	}
	f.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if n := len(f.window.Canvas().Overlays().List()); n != 1 {
		t.Errorf("Escape in the menu leaves %d", n)
	}
	f.windowKey(fyne.KeyF10)
	f.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // New post
	if kit.Covered(f.window) || f.names[f.at] != "analyse" {
		t.Errorf("the dialog is there still, over %s", f.names[f.at])
	}
}

// Numbers are written as the language of the window writes them, in every pane and dialog.
func TestNumbersAreOfTheLanguageEverywhere(t *testing.T) {
	point := regexp.MustCompile(`(^|[^0-9.@])-?[0-9]+\.[0-9]+([^0-9.]|$)`)
	for language, names := range map[string][]string{
		"de": {"what-if", "batch-results", "learned", "measure-people", "measure-model", "labelling"}, "fr": {"what-if", "learned"},
	} {
		everywhere(t, language, names, func(t *testing.T, f *frame, where string, _ fyne.CanvasObject) {
			_, text := f.summary()
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
