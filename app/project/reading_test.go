package project_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/app/project/projecttest"
)

// signs reads what is set down for a picture of a width.
type signs map[int][]app.PictureWord

func (s signs) ReadPicture(_ context.Context, p *app.Picture) ([]app.PictureWord, error) {
	return s[p.Width], nil
}

// heard is a model that remembers which words in pictures it was given.
type heard struct {
	apptest.Fake
	mu        sync.Mutex
	lettering map[string]string // by the post's words: those surely read / the others; "-": not read
}

func (h *heard) Score(ctx context.Context, posts ...app.Post) ([]app.Prediction, error) {
	out, err := h.Fake.Score(ctx, posts...)
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, p := range posts {
		if h.lettering[p.Text] = "-"; p.PictureWords == nil {
			continue
		}
		var sure, unsure []string
		for _, w := range p.PictureWords {
			if w.Confidence >= app.SurelyRead {
				sure = append(sure, w.Text)
			} else {
				unsure = append(unsure, w.Text)
			}
		}
		h.lettering[p.Text], out[i].PictureWords = strings.Join(sure, " ")+"/"+strings.Join(unsure, " "), p.PictureWords
	}
	return out, err
}

func withSigns(t *testing.T) *project.Project {
	t.Helper()
	p := projecttest.New(t, project.DefaultSettings(), "only words")
	a, err := p.Posts.Adder(t.Context(), true)
	projecttest.Must(t, err)
	for name, width := range map[string]int{"meme": 60, "plain": 70} {
		path := filepath.Join(t.TempDir(), name+".png")
		projecttest.Must(t, os.WriteFile(path, apptest.PNG(1, width, 40), 0o644))
		pic, err := picture.Read(t.Context(), path, picture.Limits{})
		projecttest.Must(t, err)
		projecttest.Must(t, a.Add(project.Incoming{Post: app.Post{ID: name, Text: name, Picture: pic}, Path: path}))
	}
	projecttest.Must(t, a.Commit())
	return p
}

var meme = signs{60: {{Text: "so", Confidence: 0.99}, {Text: "wat", Confidence: 0.6}, {Text: "lovely", Confidence: 0.8, Line: 1}}}

// score scores what is unscored; the model's ear is empty before.
func score(t *testing.T, p *project.Project) (*heard, project.Scored) {
	t.Helper()
	h := &heard{lettering: map[string]string{}}
	r, err := p.ScoreAll(t.Context(), "fake@1", h, nil)
	projecttest.Must(t, err)
	return h, r
}

// TestPostsAreScoredWithTheWordsReadInTheirPictures: those that were scored before are scored again, and no others; what was read unsurely is told from the
// rest, and reading the same again changes nothing.
func TestPostsAreScoredWithTheWordsReadInTheirPictures(t *testing.T) {
	p := withSigns(t)
	if h, r := score(t, p); r.Posts != 3 || r.Worded != 0 || r.Unread != 2 || h.lettering["meme"] != "-" {
		t.Fatalf("%+v, it heard %v", r, h.lettering)
	}
	read, err := p.ReadPictures(t.Context(), meme, false, nil, nil)
	if err != nil || read.Unscored != 1 {
		t.Fatalf("%+v, %v", read, err)
	}
	h, r := score(t, p)
	if r.Posts != 1 || r.Worded != 1 || r.Unread != 0 || h.lettering["meme"] != "so lovely/wat" {
		t.Errorf("%+v, it heard %v", r, h.lettering)
	}
	found, err := p.Posts.Find(t.Context(), "meme")
	projecttest.Must(t, err)
	if s, err := p.Scores.Of(t.Context(), "fake@1", true); err != nil || strings.Contains(string(s[found[0].ID].Prediction), "picture_words") {
		t.Errorf("words without places are kept as if they had some: %s, %v", s[found[0].ID].Prediction, err)
	}
	if again, err := p.ReadPictures(t.Context(), meme, true, nil, nil); err != nil || again.Unscored != 0 || again.Pictures != 2 {
		t.Errorf("read the same again: %+v, %v", again, err)
	}
	if again, err := p.ReadPictures(t.Context(), signs{}, true, nil, nil); err != nil || again.Unscored != 1 {
		t.Errorf("another reader finds none: %+v, %v", again, err)
	}
	if h, r := score(t, p); r.Posts != 1 || r.Worded != 0 || r.Unread != 0 || h.lettering["meme"] != "/" {
		t.Errorf("%+v, it heard %v", r, h.lettering)
	}
}

// TestScoresWithoutReadWordsGoByAMerge, whichever side has read the picture; a picture that has no words takes no score away.
func TestScoresWithoutReadWordsGoByAMerge(t *testing.T) {
	for _, into := range []string{"who scored", "who read"} {
		scored, read := withSigns(t), withSigns(t)
		score(t, scored)
		if _, err := read.ReadPictures(t.Context(), meme, false, nil, nil); err != nil {
			t.Fatal(err)
		}
		if into == "who read" {
			scored, read = read, scored
		}
		if _, err := scored.Merge(t.Context(), read.Path()); err != nil {
			t.Fatal(err)
		}
		if h, r := score(t, scored); r.Posts != 1 || h.lettering["meme"] != "so lovely/wat" {
			t.Errorf("into the copy of %s: %+v, it heard %v", into, r, h.lettering)
		}
	}
}
