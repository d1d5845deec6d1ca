package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/score"
	"duotone/ui/kit"
	"duotone/ui/kit/kittest"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	analysis "duotone/app/present/analyse"
	"duotone/ui/kit/menu"
)

// typeInto types into what has the keyboard, and presses keys.
func typeInto(f *frame, text string, keys ...fyne.KeyName) {
	at := f.window.Canvas().Focused()
	for _, r := range text {
		at.TypedRune(r)
	}
	for _, k := range keys {
		f.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

// A post is given a name, and found again by it with the keyboard alone.
func TestAPostIsFoundByItsName(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Open(app.Post{Text: "a good day at the sea"})
	f.shows(t, func(st *analysis.State) bool { return st.Post.Text != "" && st.Settled() && st.Engine.Loaded })
	f.namePost()
	f.window.Canvas().Capture()
	typeInto(f, "Holiday", fyne.KeyReturn)
	f.shows(t, func(st *analysis.State) bool { return st.Named() != nil && st.Named().Name == "Holiday" })
	f.session.Open(app.Post{Text: "something else"})
	f.shows(t, func(st *analysis.State) bool { return st.Post.Text == "something else" && st.Settled() })

	f.showHistory()
	f.window.Canvas().Capture()
	typeInto(f, "holi", fyne.KeyReturn)
	f.shows(t, func(st *analysis.State) bool { return st.Post.Text == "a good day at the sea" && st.Settled() })
	if kit.Covered(f.window) {
		t.Error("the list stays")
	}
	f.showHistory()
	f.window.Canvas().Capture()
	typeInto(f, "", fyne.KeyDown, fyne.KeyDown, fyne.KeyEscape)
	if kit.Covered(f.window) {
		t.Error("Escape leaves the list there")
	}
}

// Whether posts are kept is a choice in the settings; the button beside it erases them.
func TestThePersonSaysWhetherPostsAreKept(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Open(app.Post{Text: "a good day"})
	f.shows(t, func(st *analysis.State) bool { return st.Post.Text == "a good day" && st.Settled() && st.Engine.Loaded })
	f.session.Name("mine")
	f.shows(t, func(st *analysis.State) bool { return len(st.History) > 0 })
	if f.settings.Get().KeepHistory {
		t.Error("posts are kept without having been asked for")
	}
	f.showSettings()
	keep := find[*kit.Check](f.window.Canvas().Overlays().Top(), "Keep posts")
	test.Tap(keep)
	if !f.settings.Get().KeepHistory {
		f.shows(t, func(*analysis.State) bool { return f.settings.Get().KeepHistory })
	}
	test.Tap(find[*kit.PressButton](f.window.Canvas().Overlays().Top(), "Forget all"))
	f.window.Canvas().Capture()
	f.window.Canvas().FocusNext() // from Cancel, where what can't be undone begins
	typeInto(f, "", fyne.KeyReturn)
	f.shows(t, func(st *analysis.State) bool { return len(st.History) == 0 && st.Post.Text == "" })
}

// find is the control below an object whose text begins so.
func find[C fyne.CanvasObject](o fyne.CanvasObject, text string) (found C) {
	kittest.Walk(o, func(o fyne.CanvasObject) {
		if c, ok := o.(C); ok && strings.HasPrefix(textOf(o), text) {
			found = c
		}
	})
	return found
}

func textOf(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *kit.Check:
		return o.Text
	case *kit.PressButton:
		return o.Text
	}
	return ""
}

// The keys of the menus are none that an entry takes for itself: undo, redo, copying and the like would come instead.
func TestMenuKeysAreHeardWhileOneTypes(t *testing.T) {
	f := stand(t, fakes{})
	seen := map[string]string{}
	for _, m := range f.actions() {
		for _, a := range m.list {
			if a.key == "" {
				continue
			}
			if a.mod == ctrl && strings.Contains("ACVXYZ", string(a.key)) {
				t.Errorf("%s has a key of entries", a.name)
			}
			key := menu.KeyName(a.key, a.mod)
			if other := seen[key]; other != "" {
				t.Errorf("%s and %s have the same key", a.name, other)
			}
			seen[key] = a.name
		}
	}
}

// unending opens engines that never come to the end of a post, unless they are told to.
type unending struct{ noPack }

func (unending) Open(context.Context, string, string) (app.Engine, error) {
	return &apptest.Fake{Delay: time.Hour}, nil
}

// Quitting in mid-run asks once: Escape goes on, and to say it once more ends the program.
func TestQuittingInMidRunAsksOnce(t *testing.T) {
	f := stand(t, unending{})
	in := filepath.Join(t.TempDir(), "posts.csv")
	if err := os.WriteFile(in, []byte("id,text\n1,a lovely day\n2,a sad one\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ends := 0
	f.leave = func() { ends++ }
	wait := func(ok func(*score.State) bool) {
		t.Helper()
		if _, err := f.score.Wait(t.Context(), ok); err != nil {
			t.Fatal(err)
		}
	}
	f.score.Open(in)
	wait(func(st *score.State) bool { return st.Phase == score.PhaseReady && st.Engine })
	f.score.Run(in+".out.csv", score.Wanted{})
	wait((*score.State).Busy)
	f.quit()
	f.window.Canvas().Capture()
	if !kit.Covered(f.window) || ends > 0 {
		t.Fatal("it doesn't ask")
	}
	typeInto(f, "", fyne.KeyEscape)
	if kit.Covered(f.window) || ends > 0 {
		t.Error("Escape does not go on")
	}
	f.quit()
	f.quit()
	if ends != 1 {
		t.Errorf("it ends %d times", ends)
	}
}

// Words that run to the left are listed in the order in which they are read, between a name and a label that run to the right.
func TestAllPostsAreListedInTheirOrder(t *testing.T) {
	line := entryLine(analysis.Entry{Name: "The train", Post: app.Post{Text: "שלום, 24\nעולם"}, Known: true, Label: app.Positive})
	if got := strings.ReplaceAll(line, "\u200e", ""); got != "The train · עולם 24 ,שלום · positive" {
		t.Errorf("it is listed as %q", got)
	}
}
