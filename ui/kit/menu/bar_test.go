package menu_test

import (
	"testing"

	"duotone/ui/kit"
	"duotone/ui/kit/menu"
	"duotone/ui/kit/paint"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// bar is a window with menus, an entry that has the keyboard, and what was chosen.
func bar(t *testing.T) (*menu.Bar, fyne.Window, *[]string) {
	t.Helper()
	chosen := &[]string{}
	item := func(name string) *fyne.MenuItem {
		i := fyne.NewMenuItem(name, func() { *chosen = append(*chosen, name) })
		i.Shortcut = &desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierControl}
		return i
	}
	off, more := item("off"), fyne.NewMenuItem("more", nil)
	off.Disabled = true
	more.ChildMenu = fyne.NewMenu("", item("within"))
	w := test.NewTempWindow(t, nil)
	b := menu.NewBar(w)
	entry := widget.NewEntry()
	w.SetContent(container.NewBorder(b.Row, nil, nil, nil, entry))
	w.Resize(fyne.NewSize(500, 400))
	b.Set([]*fyne.Menu{fyne.NewMenu("File", off, item("new"), fyne.NewMenuItemSeparator(), more), fyne.NewMenu("Help", item("about"))})
	w.Canvas().Focus(entry)
	return b, w, chosen
}

func press(w fyne.Window, keys ...fyne.KeyName) {
	for _, k := range keys {
		if f := w.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
}

func TestMenusAreReachedByKeys(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, 1))
	b, w, chosen := bar(t)
	before := w.Canvas().Focused()
	for _, c := range []struct {
		keys []fyne.KeyName
		want string
	}{
		{[]fyne.KeyName{fyne.KeyReturn}, "new"}, // what is switched off is passed by
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyReturn}, "within"},
		{[]fyne.KeyName{fyne.KeyRight, fyne.KeyReturn}, "about"},
		{[]fyne.KeyName{fyne.KeyLeft, fyne.KeySpace}, "about"},
		{[]fyne.KeyName{fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn}, "new"},
		{[]fyne.KeyName{fyne.KeyEscape}, ""},
	} {
		*chosen = nil
		b.Toggle()
		if !kit.Covered(w) {
			t.Fatal("no menu is open")
		}
		press(w, c.keys...)
		if kit.Covered(w) || w.Canvas().Focused() != before {
			t.Errorf("%v: the menu is still there, or the keyboard is elsewhere: %v", c.keys, w.Canvas().Focused())
		}
		if got := append(*chosen, "")[0]; got != c.want {
			t.Errorf("%v chose %q, want %q", c.keys, got, c.want)
		}
	}
	b.Toggle()
	if b.Toggle(); kit.Covered(w) {
		t.Error("F10 does not close the menu again")
	}
}

// What is written in an open menu, its keys too, stands out at 4.5 to 1 from the ground and from what marks a line.
func TestShortcutsCanBeRead(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		a := test.NewTempApp(t)
		a.Settings().SetTheme(theme.New(mode, 1))
		b, w, _ := bar(t)
		b.Toggle()
		p := paint.Of(a.Settings().Theme())
		ground := p.Color("overlayBackground")
		seen := 0
		var walk func(o fyne.CanvasObject)
		walk = func(o fyne.CanvasObject) {
			switch o := o.(type) {
			case *canvas.Text:
				if o.Text == "" {
					return
				}
				seen++
				if c := theme.Contrast(p.Color("foreground"), ground); c < 4.5 {
					t.Fatalf("the test asks for the wrong ground: %.1f", c)
				}
				r, g, bl, al := o.Color.RGBA()
				ink := theme.Mix(ground, rgbOf(r, g, bl), float64(al)/0xffff)
				if c := theme.Contrast(ink, ground); c < 4.5 {
					t.Errorf("mode %v: %q has contrast %.2f", mode, o.Text, c)
				}
			case *fyne.Container:
				for _, c := range o.Objects {
					walk(c)
				}
			case fyne.Widget:
				for _, c := range test.WidgetRenderer(o).Objects() {
					walk(c)
				}
			}
		}
		walk(w.Canvas().Overlays().Top())
		if seen < 5 {
			t.Errorf("only %d texts are seen", seen)
		}
	}
}
