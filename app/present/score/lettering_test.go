package score_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/app/picture"
	"duotone/app/present"
	"duotone/app/present/presenttest"
	"duotone/app/present/score"
	"duotone/app/table"
	"duotone/app/table/source"
)

// signs is an opener whose reader reads two words in every picture; without, it has none.
type signs struct {
	app.Opener
	missing bool
}

func (s signs) OpenReader(context.Context) (app.PictureReader, error) {
	if s.missing {
		return nil, app.Errorf("open the reader", "", app.KindMissing, "", "no reader was found")
	}
	return s, nil
}
func (signs) Ref() string  { return "fake@1" }
func (signs) Close() error { return nil }
func (signs) ReadPicture(context.Context, *app.Picture) ([]app.PictureWord, error) {
	return []app.PictureWord{{Text: "so", Confidence: 1}, {Text: "sad", Confidence: 1}}, nil
}

// swayed says positive of a post by itself and negative of one with words in its picture.
type swayed struct{ apptest.Fake }

func (s *swayed) Score(ctx context.Context, posts ...app.Post) ([]app.Prediction, error) {
	out, err := s.Fake.Score(ctx, posts...)
	for i, p := range posts {
		if len(p.PictureWords) > 0 && out[i].Err == nil {
			out[i].Label, out[i].Meant = app.Negative, nil
		} else {
			out[i].Label, out[i].Meant = app.Positive, nil
		}
	}
	return out, err
}

// TestARowIsReadWithTheWordsItWasScoredWith: the window says of it what the result says, or why it can't; a result that was made without them is read
// without them.
func TestARowIsReadWithTheWordsItWasScoredWith(t *testing.T) {
	for _, c := range []struct {
		what         string
		read, reader bool
		words        int
		note         string
	}{
		{"read, and read again", true, true, 2, ""},
		{"read, and no reader is left", true, false, 0, "no reader"},
		{"not read", false, true, 0, ""},
	} {
		for _, name := range []string{"scored.csv", "scored.jsonl"} {
			path := presenttest.Table(t, 4)
			in, err := table.Open(t.Context(), path, nil, source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			job := batch.Job{In: in, Out: filepath.Join(filepath.Dir(path), name), Limits: picture.DefaultLimits}
			if c.read {
				job.Reader = signs{}
			}
			if _, err := batch.Run(t.Context(), &swayed{}, job); err != nil {
				t.Fatal(err)
			}
			s := &stand{t: t, settings: presenttest.Settings(t), labels: &labels{}}
			s.Presenter = score.New(score.Options{Settings: s.settings, Translate: func(text string) string { return text }, Tell: func(app.Message) {},
				Labels: s.labels, Reader: present.NewReader(signs{missing: !c.reader})}, nil)
			t.Cleanup(s.Close)
			engine := &swayed{}
			s.Use(app.EngineState{Phase: app.PhaseReady, Loaded: true, Engine: engine, Info: engine.Info()})
			s.Open(job.Out)
			r := s.until("the first row", read(0)).Reading
			var notes []string
			for _, n := range r.Notes() {
				if strings.Contains(n.String(), "The result says") {
					notes = append(notes, n.String())
				}
			}
			if said := strings.Join(notes, "\n"); len(r.Post.PictureWords) != c.words || r.Err != nil || (said == "") != (c.note == "") || !strings.Contains(said, c.note) {
				t.Errorf("%s, %s: %d words, it notes %q, %v", c.what, name, len(r.Post.PictureWords), said, r.Err)
			}
		}
	}
}

// TestAFileIsScoredWithTheWordsInItsPictures where a person wants it; without a reader it says so and scores nothing.
func TestAFileIsScoredWithTheWordsInItsPictures(t *testing.T) {
	for _, missing := range []bool{false, true} {
		s := &stand{t: t, settings: presenttest.Settings(t), labels: &labels{}}
		s.Presenter = score.New(score.Options{Settings: s.settings, Translate: func(text string) string { return text }, Labels: s.labels, Reader: present.NewReader(signs{missing: missing}),
			Tell: func(m app.Message) { s.mu.Lock(); defer s.mu.Unlock(); s.told = append(s.told, m) }}, nil)
		t.Cleanup(s.Close)
		engine := &swayed{}
		s.Use(app.EngineState{Phase: app.PhaseReady, Loaded: true, Engine: engine, Info: engine.Info()})
		path := presenttest.Table(t, 4)
		s.Open(path)
		s.until("ready", func(st *score.State) bool { return st.CanRun() })
		s.Run(filepath.Join(filepath.Dir(path), "scored.csv"), score.Wanted{Letters: true})
		if missing {
			s.until("told", func(st *score.State) bool { return st.Phase == score.PhasePaused && len(s.messages()) > 0 })
			continue
		}
		st := s.until("read", read(0))
		if r := st.Reading; !r.Row.PictureRead || r.Row.Label != app.Negative || len(r.Post.PictureWords) != 2 || !st.Job.Letters {
			t.Errorf("%+v", r)
		}
	}
}
