package app

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
)

var scoredPost = Prediction{ID: "17", Label: Positive, Scores: Scores{0.18001, 0.07, 0.74999},
	Meant: &Opinion{Label: Negative, Scores: Scores{0.81234567, 0.06, 0.12765433}},
	Words: &Opinion{Label: Positive, Scores: Scores{0.05, 0.15, 0.8}}, Dominant: Words, Balance: Balance{Base: 0.3333333, Words: 0.5, Picture: -0.00001},
	Attention: Share{Words: 1}, Irony: 0.91, Language: "en", Pack: "duotone-small@3", Device: "cpu",
	Warnings: []Warning{{WarningCut, "The words go on after the 128 tokens that the model reads."}}}

// TestScoredPostAsJSON: both versions, byte for byte, as scripts rely on them.
func TestScoredPostAsJSON(t *testing.T) {
	plain := scoredPost
	plain.Meant, plain.Words, plain.Language, plain.Warnings = nil, nil, "", nil
	failed := Prediction{ID: "18", Pack: "p@1", Device: "cpu", Err: Errorf("score the post", "", KindInput, "Give it words.", "it is empty")}
	for _, c := range []struct {
		what    string
		p       Prediction
		version int
		want    string
	}{
		{"all there is", scoredPost, 2, `{"v":2,"id":"17","label":"positive","scores":{"negative":0.18,"neutral":0.07,"positive":0.75},` +
			`"meant":{"label":"negative","scores":{"negative":0.8123,"neutral":0.06,"positive":0.1277}},` +
			`"words":{"label":"positive","scores":{"negative":0.05,"neutral":0.15,"positive":0.8}},"picture":null,"dominant":"words",` +
			`"balance":{"base":0.3333,"words":0.5,"picture":0},"attention":{"words":1,"picture":0},"incongruity":null,"irony":0.91,` +
			`"language":"en","warnings":["cut: The words go on after the 128 tokens that the model reads."],"pack":"duotone-small@3",` +
			`"device":"cpu","error":null}`},
		{"a pack without a meaning", plain, 2, `{"v":2,"id":"17","label":"positive","scores":{"negative":0.18,"neutral":0.07,"positive":0.75},` +
			`"meant":null,"words":null,"picture":null,"dominant":"words","balance":{"base":0.3333,"words":0.5,"picture":0},` +
			`"attention":{"words":1,"picture":0},"incongruity":null,"irony":null,"language":null,"warnings":[],"pack":"duotone-small@3",` +
			`"device":"cpu","error":null}`},
		{"an error", failed, 2, `{"v":2,"id":"18","label":null,"scores":null,"meant":null,"words":null,"picture":null,"dominant":null,` +
			`"balance":null,"attention":null,"incongruity":null,"irony":null,"language":null,"warnings":[],"pack":"p@1","device":"cpu",` +
			`"error":{"kind":"input","message":"score the post: it is empty","hint":"Give it words."}}`},
		{"the old form", scoredPost, 1, `{"v":1,"id":"17","label":"positive","scores":{"negative":0.18001,"neutral":0.07,"positive":0.74999},` +
			`"words":{"label":"positive","scores":{"negative":0.05,"neutral":0.15,"positive":0.8}},"picture":null,"dominant":"words",` +
			`"balance":{"base":0.3333333,"words":0.5,"picture":-0.00001},"attention":{"words":1,"picture":0},"incongruity":null,"irony":0.91,` +
			`"pack":"duotone-small@3","device":"cpu","notices":[{"kind":"cut","message":"The words go on after the 128 tokens that the model reads."}],` +
			`"error":null}`},
	} {
		got, err := c.p.JSON(c.version, nil)
		if err != nil || string(got) != c.want {
			t.Errorf("%s:\n%s\nwant\n%s\n%v", c.what, got, c.want, err)
		}
	}
	if got, err := json.Marshal(scoredPost); err != nil || got[5] != '2' {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := scoredPost.JSON(3, nil); KindOf(err) != KindUsage {
		t.Errorf("version 3: %v", err)
	}
	broken := scoredPost
	broken.Irony = math.NaN()
	var unsupported *json.UnsupportedValueError
	if got, err := broken.JSON(2, nil); !errors.As(err, &unsupported) {
		t.Errorf("not a number became %s, %v", got, err)
	}
}

func TestSarcasm(t *testing.T) {
	says := Scores{0.1, 0.1, 0.8}
	for _, c := range []struct {
		label     Label
		meant     *Opinion
		sarcastic bool
		turn      float64
	}{
		{Positive, nil, false, 0},
		{Positive, &Opinion{Positive, says}, false, 0},
		{Positive, &Opinion{Negative, Scores{0.8, 0.1, 0.1}}, true, 0.7},
		{Positive, &Opinion{Neutral, Scores{0.1, 0.8, 0.1}}, false, 0.35},
		{Negative, &Opinion{Positive, says}, true, 0},
		{Neutral, &Opinion{Negative, Scores{0.8, 0.1, 0.1}}, false, 0.7},
	} {
		p := Prediction{Label: c.label, Scores: says, Meant: c.meant}
		if p.Sarcastic() != c.sarcastic || math.Abs(p.Turn()-c.turn) > 1e-9 {
			t.Errorf("says %v, means %+v: sarcastic %v, turned by %v", c.label, c.meant, p.Sarcastic(), p.Turn())
		}
	}
}

// TestWordsInThePictureAsJSON: with weights only where the post was explained and they reach the verdict, and never in version 1.
func TestWordsInThePictureAsJSON(t *testing.T) {
	p := scoredPost
	p.PictureWords = []PictureWord{{Text: "no", Confidence: 0.98765}, {Text: "way", Confidence: 1, Line: 1}}
	for i := range p.PictureWords {
		p.PictureWords[i].Box[2].X, p.PictureWords[i].Box[2].Y = 0.5, 0.12345
	}
	const box = `"box":[[0,0],[0,0],[0.5,0.1235],[0,0]]`
	words := func(first, second string) string {
		return `"picture_words":[{"text":"no",` + box + `,"confidence":0.9877,"line":0,"weight":` + first + `},{"text":"way",` + box + `,"confidence":1,"line":1,"weight":` + second + `}]`
	}
	for what, c := range map[string]struct {
		why  *Attribution
		want string
	}{
		"not explained":             {nil, words("null", "null")},
		"they do not reach it":      {&Attribution{}, words("null", "null")},
		"explained":                 {&Attribution{PictureWords: []float64{0.123456, -0.00001}}, words("0.1235", "0")},
		"explained with other ones": {&Attribution{PictureWords: []float64{1, 2, 3}}, words("null", "null")},
	} {
		if got, err := p.JSON(2, c.why); err != nil || !strings.Contains(string(got), c.want) {
			t.Errorf("%s: %s, %v", what, got, err)
		}
		if got, err := p.JSON(1, c.why); err != nil || strings.Contains(string(got), "picture_words") {
			t.Errorf("%s, version 1: %s, %v", what, got, err)
		}
	}
}
