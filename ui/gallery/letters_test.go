package gallery

import (
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/present/measure"
	"duotone/ui/kit/kittest"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// rare are letters of the scripts that are written least.
var rare = []string{"𒀀𒁀", "𐌰𐌱", "𞤀𞤁", "ዛሬ", "ꦲꦤ", "ᚠᚢ"}

// drawnIn are all texts that are drawn, one below the other.
func drawnIn(o fyne.CanvasObject) string {
	var b strings.Builder
	kittest.Walk(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok {
			b.WriteString(t.Text + "\n")
		}
	})
	return b.String()
}

// Wherever words of a post are shown, and no font has their letters, it is said why they look like this, and that they are read all the same.
func TestLettersWithoutAFontAreToldEverywhere(t *testing.T) {
	at := slices.IndexFunc(rare, theme.Lacks)
	if at < 0 {
		t.Skip("this computer has fonts for all letters")
	}
	posts, topics := slices.Clone(madePosts), madeTopics[0].who
	t.Cleanup(func() { copy(madePosts, posts); madeTopics[0].who = topics })
	madeTopics[0].who = nil
	for _, who := range topics {
		madeTopics[0].who = append(madeTopics[0].who, rare[at]+" "+who)
	}
	for i := range madePosts {
		madePosts[i].text = rare[at] + " " + madePosts[i].text // where it isn't cut off
	}
	for _, name := range []string{"labelling", "labelling-similar", "batch-ready", "batch-results", "batch-similar", "measure-model", "learned"} {
		t.Run(name, func(t *testing.T) {
			f := stand(t, "en", 1280, 800)
			for i := range f.Samples {
				f.Samples[i].Text = rare[at] + " " + f.Samples[i].Text
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
			seen := drawnIn(f.Pane().Content())
			if !strings.Contains(seen, rare[at]) {
				t.Errorf("there are no such letters:\n%s", seen)
			}
			if !strings.Contains(seen, "No font here has the letters") {
				t.Errorf("there are letters that no font has, and nothing is said of it:\n%s", seen)
			}
		})
	}
}
