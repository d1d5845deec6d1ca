package label

import (
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/app/present/presenttest"
	"duotone/app/project/desk"
	"duotone/app/project/find"
	"duotone/ui/theme"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// Letters that no font here draws are told below the words that are judged, in the codebook, and where posts are found.
func TestLettersWithoutAFontAreTold(t *testing.T) {
	rare := []string{"𒀀𒁀", "𐌰𐌱", "𞤀𞤁", "ዛሬ", "ꦲꦤ", "ᚠᚢ"}
	at := slices.IndexFunc(rare, theme.Lacks)
	if at < 0 {
		t.Skip("this computer has fonts for all letters")
	}
	test.NewTempApp(t)
	for text, want := range map[string]bool{"a lovely day, יום יפה 😍": false, "a lovely day " + rare[at]: true} {
		said := map[string]*widget.Label{}
		s := newStage()
		s.show(text, true, true)
		s.Resize(s.MinSize())
		if said["stage"] = s.letters; s.letters.Visible() && s.scroll.Position().Y+s.scroll.Size().Height > s.letters.Position().Y+0.5 {
			t.Errorf("the note on letters lies over the words: %v and %v", s.scroll.Size(), s.letters.Position())
		}
		if spoken := s.Spoken(); strings.Contains(spoken, "No font") != want {
			t.Errorf("of %q is read out %q", text, spoken)
		}
		if s.show(text, false, true); s.letters.Visible() {
			t.Error("there is a note on letters of words that are hidden")
		}
		s.show(text, true, true)

		book := &codebook.Codebook{Questions: []codebook.Question{{ID: "q", Ask: "What?", Of: codebook.OfPost, Kind: codebook.OneOf,
			Labels: []codebook.Label{{ID: "a", Examples: []codebook.Example{{Text: text}}}}}}}
		g := newGuide(func() {})
		g.open, g.chosen = true, true
		g.draw(&label.State{View: desk.View{Codebook: book, Question: &book.Questions[0]}})
		said["guide"] = &widget.Label{}
		for _, o := range g.text.Objects {
			if l, ok := o.(*widget.Label); ok && strings.Contains(l.Text, "No font") {
				said["guide"] = l
			}
		}
		presenter := label.New(label.Options{Settings: presenttest.Settings(t), Reader: presenttest.NoReader(), Tell: func(app.Message) {}}, nil)
		defer presenter.Close()
		f := New(test.NewTempWindow(t, nil), presenter, nil, nil).finder
		f.box.Show()
		f.draw(&label.State{Found: &label.Found{Hits: []find.Hit{{Text: text}}}})
		said["finder"] = f.under
		for where, l := range said {
			if has := l.Visible() && strings.Contains(l.Text, "No font here has the letters"); has != want {
				t.Errorf("%s, %q: it is told: %v", where, text, has)
			}
		}
	}
}
