package app_test

import (
	"strings"
	"testing"

	"duotone/app"
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
		{0.9, app.Positive, app.Negative, "pull apart: the words read positive, the picture negative", false},
		{0.9, app.Positive, app.Positive, "although each by itself reads positive", false},
		{0.5, app.Positive, app.Negative, "pull apart, but only just", true},
		{0.5, app.Neutral, app.Neutral, "pull apart, but only just; each", true},
		{0.45, app.Positive, app.Negative, "go together, but only just: the words read positive, the picture negative", true},
		{0.45, app.Positive, app.Positive, "go together, but only just.", true},
		{0.2, app.Positive, app.Negative, "doesn't take them to pull apart", false},
		{0.2, app.Positive, app.Neutral, "Words and picture go together.", false},
	} {
		got := app.PullSentence(p(c.v, 0, c.words, c.picture), 0.5).String()
		if !strings.Contains(got, c.want) || strings.Contains(got, "only just") != c.just || strings.Contains(got, "{{") {
			t.Errorf("%v %v %v: %q", c.v, c.words, c.picture, got)
		}
	}
	for v, want := range map[float64]string{0.9: "ironic.", 0.5: "ironic, but only just.", 0.45: "written, but only just.", 0.1: "written."} {
		if got := app.IronySentence(p(0, v, 0, 0), 0.5).String(); !strings.HasSuffix(got, want) {
			t.Errorf("irony %v: %q", v, got)
		}
	}
}

func TestTheMeaningIsAPlainSentence(t *testing.T) {
	for _, c := range []struct {
		says, means app.Label
		scores      app.Scores // of the meaning
		want        string
	}{
		{app.Positive, app.Positive, app.Scores{0.1, 0.1, 0.8}, "It means what it says."},
		{app.Positive, app.Negative, app.Scores{0.8, 0.1, 0.1}, "Says positive, means negative: probably sarcastic."},
		{app.Positive, app.Negative, app.Scores{0.48, 0.1, 0.42}, "Says positive, means negative, but only just."},
		{app.Positive, app.Neutral, app.Scores{0.1, 0.8, 0.1}, "Says positive, means neutral."},
		{app.Negative, app.Positive, app.Scores{0.1, 0.1, 0.8}, "Says negative, means positive: probably sarcastic."},
	} {
		got := app.MeaningSentence(&app.Prediction{Label: c.says, Meant: &app.Opinion{Label: c.means, Scores: c.scores}}).String()
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got := app.MeaningSentence(&app.Prediction{}).String() + app.MeaningSentence(nil).String(); got != "" {
		t.Errorf("a pack that doesn't tell is said to mean %q", got)
	}
}
