package kit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// A file is chosen by the beginning of its name and Enter, by the arrows, and with the mouse.
func TestChoosingAFile(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, widget.NewLabel(""))
	w.Resize(fyne.NewSize(800, 600))
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
	choose := func() *Chooser {
		got = ""
		return ChooseFile(w, "Open", dir, []string{".duotone"}, func(path string) { got = path })
	}
	names := func(c *Chooser) string {
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
	typed(w, "b")
	if n := names(c); n != "b.duotone" {
		t.Errorf("it lists %s", n)
	}
	pressed(t, w, fyne.KeyReturn)
	if got != filepath.Join(dir, "b.duotone") || Covered(w) {
		t.Errorf("chose %q", got)
	}
	choose()
	pressed(t, w, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn) // into deep
	pressed(t, w, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if got != filepath.Join(dir, "deep", "c.duotone") {
		t.Errorf("chose %q", got)
	}
	c = choose()
	typed(w, "nothing.duotone")
	pressed(t, w, fyne.KeyReturn)
	if got != "" || !c.Form.wrong.Visible() {
		t.Errorf("chose %q, which isn't there, and said %q", got, c.Form.wrong.Text)
	}
	c.Form.Close()
	c = choose()
	c.list.Select(2) // a click takes the name, the button the file
	c.Form.ok.Tapped(nil)
	if got != filepath.Join(dir, "a.DUOTONE") {
		t.Errorf("chose %q", got)
	}
	got = ""
	in := ChooseFolder(w, "Look", "Here", dir, func(path string) { got = path })
	if n := names(in); n != ".. deep" {
		t.Errorf("it lists %s", n)
	}
	in.list.Select(1)
	pressed(t, w, fyne.KeyReturn)
	if got != filepath.Join(dir, "deep") {
		t.Errorf("chose %q", got)
	}
	got = ""
	in = ChooseFolder(w, "Save", "Here", dir, func(path string) { got = path })
	in.Fresh = true
	typed(w, "new/deeper")
	pressed(t, w, fyne.KeyReturn)
	if got != "" {
		t.Errorf("chose %q, whose parent isn't there", got)
	}
	for range len("/deeper") {
		pressed(t, w, fyne.KeyBackspace)
	}
	pressed(t, w, fyne.KeyReturn)
	if got != filepath.Join(dir, "new") {
		t.Errorf("chose %q", got)
	}
}

// pressed sends keys to what has the keyboard.
func pressed(t *testing.T, w fyne.Window, names ...fyne.KeyName) {
	t.Helper()
	for _, name := range names {
		at := w.Canvas().Focused()
		if at == nil {
			t.Fatalf("%s: nothing has the keyboard", name)
		}
		at.TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func typed(w fyne.Window, text string) {
	for _, r := range text {
		w.Canvas().Focused().TypedRune(r)
	}
}

// A whole path that is typed or pasted behind the proposed folder is what is meant.
func TestAPathBehindAnotherCounts(t *testing.T) {
	for text, want := range map[string]string{
		"/home/ana//media/stick": "/media/stick", "/home/ana/~/Pictures": "~/Pictures", "~//x//y.csv": "/y.csv", "/home/ana/": "/home/ana/", "": "", "a": "a",
	} {
		if got := lastPath(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
