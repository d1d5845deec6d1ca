package batch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app/present/score"
	duotheme "duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// rowsOf are the words of the rows that are drawn, with where they begin and end.
func rowsOf(s *stand) map[string][2]float32 {
	out := map[string][2]float32{}
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if r, ok := o.(*row); ok && r.Visible() {
			out[r.line.words] = [2]float32{r.words.Position().X, r.words.Position().X + r.words.MinSize().Width}
		}
		var inside []fyne.CanvasObject
		switch o := o.(type) {
		case *fyne.Container:
			inside = o.Objects
		case fyne.Widget:
			inside = test.WidgetRenderer(o).Objects()
		}
		for _, c := range inside {
			walk(c)
		}
	}
	walk(s.pane.results.table.list)
	return out
}

// Words that run to the left begin at the right of their column, whatever their length; others at its left. Of letters that no font has a row
// that is read tells it.
func TestWordsThatRunToTheLeftBeginAtTheRight(t *testing.T) {
	s := newStand(t)
	rare := []string{"𒀀𒁀", "𐌰𐌱", "𞤀𞤁", "ዛሬ", "ꦲꦤ", "ᚠᚢ"} // letters of the scripts that are written least
	at := slices.IndexFunc(rare, duotheme.Lacks)
	if at < 0 {
		t.Skip("this computer has fonts for all letters")
	}
	odd := "a lovely day " + rare[at]
	texts := []string{odd, "יום יפה", "יום יפה מאוד היום, תודה", "a lovely day", "a day"}
	in := filepath.Join(t.TempDir(), "posts.csv")
	if err := os.WriteFile(in, []byte("text\n\""+strings.Join(texts, "\"\n\"")+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.pane.Show(1)
	s.pane.Drop([]string{in})
	s.draws("the file is looked at", phase(score.PhaseReady))
	s.Run(filepath.Join(filepath.Dir(in), "scored.csv"), score.Wanted{})
	s.draws("all is scored", shown(len(texts)))
	s.draws("the first row is read", func(st *score.State) bool {
		return st.At == 0 && st.Reading != nil && !st.Reading.Busy && st.Reading.Prediction != nil
	})
	if got := s.pane.results.reading.head.Note.Text; !strings.Contains(got, "No font here has the letters") {
		t.Errorf("beside the verdict stands %q", got)
	}
	begins := rowsOf(s)
	if len(begins) < len(texts) {
		t.Fatalf("the rows are %v", begins)
	}
	if a, b := begins[texts[1]], begins[texts[2]]; a[1] != b[1] || a[0] <= b[0] {
		t.Errorf("words that run to the left stand at %v and %v", a, b)
	}
	if a, b := begins[texts[3]], begins[texts[4]]; a[0] != b[0] || a[0] >= begins[texts[2]][0] {
		t.Errorf("words that run to the right stand at %v and %v", a, b)
	}
}
