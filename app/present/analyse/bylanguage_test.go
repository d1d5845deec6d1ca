package analyse_test

import (
	"context"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/bylanguage"
	"duotone/app/present/analyse"
)

// TestThePackThatReadThePost: its name and its threshold are shown, and those of the main one again for a post that that one reads.
func TestThePackThatReadThePost(t *testing.T) {
	pack := func(name string, threshold float64, languages ...string) app.PackInfo {
		return app.PackInfo{Dir: "/" + name, Name: name, Version: "1", Languages: languages, Thresholds: app.Thresholds{Incongruity: threshold, Irony: 0.5, DominanceMargin: 0.05}}
	}
	many := pack("many", 0.8, "de", "fr")
	s := sit(t, bylanguage.New(&apptest.Fake{Pack: pack("small", 0.4, "en")}, []app.PackInfo{many}, func(context.Context, string) (app.Engine, error) {
		return &apptest.Fake{Pack: many}, nil
	}), analyse.Options{})
	for _, c := range []struct {
		text, pack string
		threshold  float64
	}{
		{"The train is forty minutes late again, and nobody says why", "small@1", 0.4},
		{"Der Zug hat schon wieder vierzig Minuten Verspätung, und niemand sagt warum", "many@1", 0.8},
		{"What a lovely day at the beach with all of you", "small@1", 0.4},
	} {
		s.SetText(c.text)
		if st := s.settled(c.text); st.Prediction.Pack != c.pack || st.Threshold != c.threshold || len(analyse.Notes(st)) > 0 {
			t.Errorf("%q is read by %s at %v, notes %v", c.text, st.Prediction.Pack, st.Threshold, analyse.Notes(st))
		}
	}
}
