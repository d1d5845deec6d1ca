package kit_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"duotone/ui/kit"
	"duotone/ui/kit/kittest"
	"duotone/ui/kit/script"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func composer(t *testing.T) (*kit.Composer, *[]string) {
	t.Helper()
	test.NewTempApp(t)
	c := kit.NewComposer()
	w := test.NewTempWindow(t, c)
	w.Resize(fyne.NewSize(400, 150))
	var said []string
	c.OnChanged = func(s string) { said = append(said, s) }
	w.Canvas().Focus(c.Focusable())
	if w.Canvas().Focused() != c.Focusable() {
		t.Fatal("the composer does not take the focus")
	}
	return c, &said
}

func TestTypingIsTold(t *testing.T) {
	c, said := composer(t)
	c.SetText("no")
	test.Type(c.Focusable(), "ab")
	if want := []string{"ano", "abno"}; !slices.Equal(*said, want) {
		t.Errorf("told %q, want %q: typing and nothing else", *said, want)
	}
	if tab, ok := c.Focusable().(fyne.Tabbable); !ok || tab.AcceptsTab() {
		t.Error("Tab does not leave the composer")
	}
}

func paste(c *kit.Composer, text string) {
	board := test.NewClipboard()
	board.SetContent(text)
	c.Focusable().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
}

func TestPasteOfTenMegabytes(t *testing.T) {
	c, said := composer(t)
	long := 0
	c.OnTooLong = func(n int) { long = n }
	paste(c, strings.Repeat("день ", 1<<20))
	if n := utf8.RuneCountInString(c.Text()); n != kit.MaxText || !utf8.ValidString(c.Text()) {
		t.Errorf("%d characters kept, want %d", n, kit.MaxText)
	}
	if long != 5<<20 || len(*said) != 1 {
		t.Errorf("told of %d characters and of %d changes", long, len(*said))
	}
	paste(c, "more")
	if n := utf8.RuneCountInString(c.Text()); n != kit.MaxText {
		t.Errorf("%d characters after one more paste", n)
	}
	c.SetText(strings.Repeat("x", 1<<20))
	if len(c.Text()) != kit.MaxText {
		t.Errorf("SetText kept %d characters", len(c.Text()))
	}
}

func TestPasteOfAPicture(t *testing.T) {
	c, said := composer(t)
	taken := true
	c.OnPaste = func() bool { return taken }
	paste(c, "words")
	if c.Text() != "" {
		t.Errorf("a picture was pasted and %q with it", c.Text())
	}
	taken = false
	paste(c, "words")
	if c.Text() != "words" || len(*said) != 1 {
		t.Errorf("the paste became %q, told %q", c.Text(), *said)
	}
}

func TestTokenCount(t *testing.T) {
	c, _ := composer(t)
	c.SetTokens(9, 128, "")
	if got := kittest.ShownText(c); !strings.Contains(got, "9 of 128") || strings.Contains(got, "not read") {
		t.Errorf("shown: %q", got)
	}
	c.SetTokens(140, 128, "tail\nof it")
	if got := kittest.ShownText(c); !strings.Contains(got, "140 of 128") || !strings.Contains(got, "not read: “tail of it”") {
		t.Errorf("shown: %q", got)
	}
}

func TestCaretStaysInItsWordWhenLinesBreakElsewhere(t *testing.T) {
	a := test.NewTempApp(t)
	c := kit.NewComposer()
	w := test.NewTempWindow(t, c)
	w.Resize(fyne.NewSize(600, 200))
	c.SetText("Perfect solitude is what I found here on the beach today, and more of it than I can bear")
	e := c.Focusable().(interface {
		fyne.Focusable
		CursorTextOffset() int
	})
	w.Canvas().Focus(e)
	for range 70 {
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	at := e.CursorTextOffset()
	if at < 60 {
		t.Fatalf("the caret stands at %d", at)
	}
	for _, change := range []func(){
		func() { w.Resize(fyne.NewSize(260, 300)) },
		func() { a.Settings().SetTheme(theme.New(theme.Light, 1.6)) },
		func() { w.Resize(fyne.NewSize(800, 200)) },
		func() { a.Settings().SetTheme(theme.New(theme.Light, 1)) },
	} {
		change()
		if got := e.CursorTextOffset(); got != at {
			t.Errorf("the caret went from %d to %d", at, got)
		}
	}
}

// below are the texts that the composer shows beside its field: the count, and what stands to its left.
func below(c *kit.Composer) (all []string) {
	for _, t := range kittest.Texts(c) {
		if t.Text != "" {
			all = append(all, t.Text)
		}
	}
	return all
}

// Where the field draws words out of order they stand below it as they are read, as long as they do; what is not read goes before.
func TestWordsOutOfOrderStandBelowTheField(t *testing.T) {
	c, _ := composer(t)
	for _, text := range []string{"القطار late مرة", "יום יפה 😍 #דבי", "שלום!"} {
		c.SetText(text)
		if got := below(c); !slices.Contains(got, script.Visual(text)) {
			t.Errorf("%q: below the field stands %q", text, got)
		}
	}
	c.SetText("שלום עולם") // which the field draws rightly
	if got := below(c); len(got) > 0 {
		t.Errorf("below the field stands %q", got)
	}
	c.SetText("שלום")
	test.Type(c.Focusable(), "a ")
	if got := below(c); len(got) != 1 || !strings.Contains(got[0], "a") {
		t.Errorf("once a letter is typed, below the field stands %q", got)
	}
	c.SetTokens(130, 128, "שלום")
	if got := strings.Join(below(c), "|"); !strings.Contains(got, "not read") || strings.Contains(got, "a ש") {
		t.Errorf("what is not read is told as %q", got)
	}
	c.SetText("a plain day")
	c.SetTokens(0, 0, "")
	if got := below(c); len(got) > 0 {
		t.Errorf("below plain words stands %q", got)
	}
}
