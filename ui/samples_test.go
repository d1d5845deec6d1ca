package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/picture"
	"duotone/assets"
	"duotone/inference"
)

// told is what the shipped model says of a sample.
type told struct {
	post app.Post
	app.Prediction
	limits app.Thresholds
	engine app.Engine
}

// means tells whether the sample is taken to mean label.
func (s told) means(label app.Label) bool { return s.Meant != nil && s.Meant.Label == label }

// without scores the post with parts taken away.
func (s told) without(t *testing.T, w app.WhatIf) app.Prediction {
	t.Helper()
	post := s.post
	post.WhatIf = w
	p, err := s.engine.Score(context.Background(), post)
	if err != nil {
		t.Fatal(err)
	}
	if p[0].Err != nil {
		t.Fatal(p[0].Err)
	}
	return p[0]
}

// TestSamplesTellTheirStories holds each sample to the shipped model: what its note says must be so. DUOTONE_STORY_PACK
// names another pack to try.
func TestSamplesTellTheirStories(t *testing.T) {
	dir := os.Getenv("DUOTONE_STORY_PACK")
	if dir == "" {
		dir = filepath.Join("..", "models", "duotone-small")
	}
	engine, err := inference.NewOpener().Open(t.Context(), dir, "cpu")
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	stories := map[string]func(*testing.T, told){
		"Disagreeing": func(t *testing.T, s told) {
			if s.Incongruity < s.limits.Incongruity || s.Words.Label != app.Positive || s.Picture.Label == app.Positive || s.Balance.Words*s.Balance.Picture >= 0 {
				t.Error("words and picture do not pull apart")
			}
			if !s.means(app.Negative) {
				t.Errorf("praise of solitude over a crowd means %v", s.Meant)
			}
		},
		"Agreeing": func(t *testing.T, s told) {
			if s.Incongruity >= s.limits.Incongruity || s.Words.Label != s.Label || s.Picture.Label != s.Label || s.Balance.Words <= 0 || s.Balance.Picture <= 0 {
				t.Error("words and picture do not agree")
			}
			if !s.means(app.Positive) {
				t.Errorf("praise of a sunset over a sunset means %v", s.Meant)
			}
		},
		"Sarcasm": func(t *testing.T, s told) {
			if s.Irony < s.limits.Irony || s.Label != app.Positive || !s.means(app.Negative) {
				t.Errorf("it says %s and means %v, irony %.2f", s.Label, s.Meant, s.Irony)
			}
			at := strings.Index(s.post.Text, "lovely")
			p := s.without(t, app.WhatIf{Struck: []app.Span{{Start: at, End: at + len("lovely")}}})
			if p.Scores[app.Positive] >= s.Scores[app.Positive] {
				t.Errorf("striking “lovely” leaves %.2f positive of %.2f", p.Scores[app.Positive], s.Scores[app.Positive])
			}
		},
		"Words only": func(t *testing.T, s told) {
			if s.Picture != nil || s.Label != app.Negative || s.Dominant != app.Words {
				t.Error("the words do not carry it")
			}
		},
		"Picture only": func(t *testing.T, s told) {
			if s.Words != nil || s.Label != app.Positive || s.Dominant != app.Image {
				t.Error("the picture does not carry it")
			}
		},
		"Neutral": func(t *testing.T, s told) {
			if s.Label != app.Neutral || s.Words.Label != app.Neutral || s.Picture.Label != app.Neutral || s.Incongruity >= s.limits.Incongruity {
				t.Error("something takes a side")
			}
		},
	}
	for _, sample := range assets.Samples() {
		t.Run(sample.Name, func(t *testing.T) {
			s := told{post: app.Post{Text: sample.Text}, engine: engine, limits: engine.Info().Pack.Thresholds}
			if sample.Picture != nil {
				if s.post.Picture, err = picture.New(sample.PictureName, sample.Picture, picture.Limits{}); err != nil {
					t.Fatal(err)
				}
			}
			s.Prediction = s.without(t, app.WhatIf{})
			tell, ok := stories[sample.Name]
			if !ok {
				t.Fatal("a sample without a story")
			}
			tell(t, s)
			if t.Failed() {
				t.Logf("%v: words %+v, picture %+v, both %.2f, balance %+.2f, incongruity %.2f (line %.2f), irony %.2f (line %.2f)",
					s.Label, s.Words, s.Picture, s.Scores, s.Balance, s.Incongruity, s.limits.Incongruity, s.Irony, s.limits.Irony)
			}
		})
	}
}
