package gallery

import (
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/present/measure"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// rare are letters of the scripts that are written least.
var rare = []string{"𒀀𒁀", "𐌰𐌱", "𞤀𞤁", "ዛሬ", "ꦲꦤ", "ᚠᚢ"}

// drawnIn are all texts that are drawn, one below the other, but those in fields where one types.
func drawnIn(o fyne.CanvasObject) string {
	if o == nil || !o.Visible() {
		return ""
	}
	inside := []fyne.CanvasObject{}
	switch o := o.(type) {
	case *canvas.Text:
		return o.Text + "\n"
	case *fyne.Container:
		inside = o.Objects
	case interface{ SetPlaceHolder(string) }: // a field, whatever it is made of
		return ""
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	var b strings.Builder
	for _, c := range inside {
		b.WriteString(drawnIn(c))
	}
	return b.String()
}

// withWords poses states that show posts, all of which begin with some words.
func withWords(t *testing.T, words string, visit func(t *testing.T, seen string)) {
	posts, topics := slices.Clone(madePosts), madeTopics[0].who
	t.Cleanup(func() { copy(madePosts, posts); madeTopics[0].who = topics })
	madeTopics[0].who = nil
	for _, who := range topics {
		madeTopics[0].who = append(madeTopics[0].who, words+" "+who)
	}
	for i := range madePosts {
		madePosts[i].text = words + " " + madePosts[i].text // where it isn't cut off
	}
	for _, name := range []string{"labelling", "labelling-similar", "batch-ready", "batch-results", "batch-similar", "measure-model", "learned"} {
		t.Run(name, func(t *testing.T) {
			f := stand(t, "en", 1280, 800)
			for i := range f.Samples {
				f.Samples[i].Text = words + " " + f.Samples[i].Text
			}
			if err := f.pose(t.Context(), shot{state: name}); err != nil {
				t.Fatal(err)
			}
			if name == "measure-model" {
				f.Measure.Choose(app.Negative, app.Negative)
				if _, err := f.Measure.Wait(t.Context(), func(st *measure.State) bool { return st.Cell != nil }); err != nil {
					t.Fatal(err)
				}
			}
			f.Draw()
			f.Window.Canvas().Capture()
			visit(t, drawnIn(f.Pane().Content()))
		})
	}
}

// Wherever words of a post are shown, and no font has their letters, it is said why they look like this, and that they are read all the same.
func TestLettersWithoutAFontAreToldEverywhere(t *testing.T) {
	at := slices.IndexFunc(rare, theme.Lacks)
	if at < 0 {
		t.Skip("this computer has fonts for all letters")
	}
	withWords(t, rare[at], func(t *testing.T, seen string) {
		if !strings.Contains(seen, rare[at]) {
			t.Errorf("there are no such letters:\n%s", seen)
		}
		if !strings.Contains(seen, "No font here has the letters") {
			t.Errorf("there are letters that no font has, and nothing is said of it:\n%s", seen)
		}
	})
}

// Wherever words of a post are shown, those that run to the left are in the order in which they are read.
func TestWordsAreInTheirOrderEverywhere(t *testing.T) {
	withWords(t, "שלום, 24", func(t *testing.T, seen string) {
		seen = strings.NewReplacer("\u200e", "", "\u200f", "").Replace(seen)
		if strings.Contains(seen, "שלום,") || !strings.Contains(seen, ",שלום") {
			t.Errorf("it is drawn as typed, or isn't there:\n%s", seen)
		}
	})
}
