package say_test

import (
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/say"
)

func TestSentencesClaimLessNearTheThreshold(t *testing.T) {
	p := func(incongruity, irony float64, words, picture app.Label) *app.Prediction {
		return &app.Prediction{Incongruity: incongruity, Irony: irony, Words: &app.Opinion{Label: words}, Picture: &app.Opinion{Label: picture}}
	}
	for _, c := range []struct {
		v              float64
		words, picture app.Label
		want           string
		just           bool
	}{
		{0.9, app.Positive, app.Negative, "disagree: the words are positive, the picture negative", false},
		{0.9, app.Positive, app.Positive, "although each by itself is positive", false},
		{0.5, app.Positive, app.Negative, "disagree, but only just", true},
		{0.5, app.Neutral, app.Neutral, "disagree, but only just; each", true},
		{0.45, app.Positive, app.Negative, "go together, but only just: the words are positive, the picture negative", true},
		{0.45, app.Positive, app.Positive, "go together, but only just.", true},
		{0.2, app.Positive, app.Negative, "doesn't take them to disagree", false},
		{0.2, app.Positive, app.Neutral, "Words and picture go together.", false},
	} {
		got := say.Disagreement(p(c.v, 0, c.words, c.picture), 0.5, false).String()
		if !strings.Contains(got, c.want) || strings.Contains(got, "only just") != c.just || strings.Contains(got, "{{") {
			t.Errorf("%v %v %v: %q", c.v, c.words, c.picture, got)
		}
	}
	for v, want := range map[float64]string{0.9: "ironic.", 0.5: "ironic, but only just.", 0.45: "written, but only just.", 0.1: "written."} {
		if got := say.Irony(p(0, v, 0, 0), 0.5).String(); !strings.HasSuffix(got, want) {
			t.Errorf("irony %v: %q", v, got)
		}
	}
}

func TestALineThatAPersonSetIsNotTheModels(t *testing.T) {
	p := &app.Prediction{Incongruity: 0.5, Words: &app.Opinion{Label: app.Positive}, Picture: &app.Opinion{Label: app.Negative}}
	if got := say.Disagreement(p, 0.9, true).String(); strings.Contains(got, "model") || !strings.Contains(got, "you set") {
		t.Errorf("a line that the person moved: %q", got)
	}
	if got := say.Disagreement(p, 0.9, false).String(); !strings.Contains(got, "the model doesn't") {
		t.Errorf("the pack's own line: %q", got)
	}
}
