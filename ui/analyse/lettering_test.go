package analyse

import (
	"context"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
	"duotone/app/present/presenttest"
)

// reads is a reader of one word, or one that is not there.
type reads struct{ missing bool }

func (r reads) ReadPicture(context.Context, *app.Picture) ([]app.PictureWord, error) {
	if r.missing {
		return nil, app.Errorf("open the reader", "", app.KindMissing, "", "no reader was found")
	}
	return []app.PictureWord{{Text: "stop", Box: app.Corners{{X: 0.1, Y: 0.1}, {X: 0.5, Y: 0.1}, {X: 0.5, Y: 0.3}, {X: 0.1, Y: 0.3}}, Confidence: 0.9}}, nil
}

// TestTheHeatOfWordsInThePictureIsOfWhatIsAskedAbout, as that of the post's own words is.
func TestTheHeatOfWordsInThePictureIsOfWhatIsAskedAbout(t *testing.T) {
	read := []app.PictureWord{{Text: "stop"}}
	st := &analyse.State{Post: app.Post{PictureWords: read}, AttrAnswer: -1, Answer: -1, Attribution: &app.Attribution{PictureWords: []float64{1}, Meaning: &app.Meaning{
		Meant: app.Contributions{PictureWords: []float64{2}}, Irony: app.Contributions{PictureWords: []float64{3}}, Incongruity: app.Contributions{PictureWords: []float64{4}}}}}
	st.Explained = st.Attribution.Label
	for about, want := range map[analyse.About]float64{analyse.AboutLabel: 1, analyse.AboutMeaning: 2, analyse.AboutIrony: 3, analyse.AboutPull: 4} {
		st.About = about
		if got := letteringWeights(st); len(got) != 1 || got[0] != want {
			t.Errorf("about %v: %v, want %v", about, got, want)
		}
	}
}

func TestWordsInThePictureAreShown(t *testing.T) {
	for _, missing := range []bool{false, true} {
		s := newStand(t, &apptest.Fake{})
		s.Presenter = analyse.New(analyse.Options{Settings: presenttest.Settings(t), Reader: reads{missing}}, nil)
		t.Cleanup(s.Presenter.Close)
		s.pane.presenter = s.Presenter
		s.Use(app.EngineState{Phase: app.PhaseReady, Loaded: true, Engine: &apptest.Fake{}})
		s.Open(app.Post{Text: "one", Picture: apptest.Drawn(1, 60, 40)})
		s.draws("read", func(st *analyse.State) bool {
			return st.Preview != nil && !st.Lettering.Reading && (st.Lettering.NoReader || len(st.Lettering.Words) > 0)
		})
		l := &s.pane.lettering
		if l.row.Visible() == missing || l.says.Visible() != missing || missing && l.says.Text == "" {
			t.Errorf("missing %v: the strip is shown %v, the note %v %q", missing, l.row.Visible(), l.says.Visible(), l.says.Text)
		}
		s.RemovePicture()
		s.draws("removed", func(st *analyse.State) bool { return st.Preview == nil })
		if l.row.Visible() || l.says.Visible() {
			t.Errorf("missing %v: it stays without a picture", missing)
		}
	}
}
