package say

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"duotone/app"
)

// TestAnswers: what a head says is a sentence in every case, and every one is there in every language.
func TestAnswers(t *testing.T) {
	files, err := filepath.Glob("../../assets/translations/*.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("translations: %v, %v", files, err)
	}
	in := map[string]int{} // how many languages have a sentence
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
		for key, text := range texts {
			if text != "" {
				in[key]++
			}
		}
	}
	known := func(key string) bool { return in[key] == len(files) }
	one := &app.Head{Question: "topic", Kind: app.OneOf, Labels: []string{"flood", "party"}, Titles: []string{"Flood", ""}}
	many := &app.Head{Question: "tone", Kind: app.ManyOf, Labels: []string{"loud", "sad"}, Titles: []string{"", ""}}
	for want, a := range map[string]*app.Answer{
		"topic Flood.":                       {Head: one, Scores: []float64{0.9, 0.1}},
		"topic Probably party.":              {Head: one, Scores: []float64{0.3, 0.7}},
		"topic party or Flood, it is close.": {Head: one, Scores: []float64{0.49, 0.51}},
		"tone loud, sad.":                    {Head: many, Scores: []float64{0.9, 0.6}},
		"tone None of the labels.":           {Head: many, Scores: []float64{0.1, 0.2}},
	} {
		if got := Answer(a); got.String() != want || !known(got.Key) {
			t.Errorf("%q, want %q, in %d languages", got, want, in[got.Key])
		}
	}
	a := &app.Answer{Head: one, Scores: []float64{0.9, 0.1}}
	seen := map[string]bool{}
	for _, word := range []float64{-1, 0, 1} {
		for _, part := range []float64{-1, 0, 1} {
			w := &app.Attribution{Words: []app.Span{{Start: 0, End: 5, Weight: word}}, Picture: &app.Grid{W: 2, H: 1, Weight: []float64{part, 0}}}
			s := WhyAnswer(a, 0, w, app.Post{Text: "water everywhere"})
			if seen[s.Key] = true; !known(s.Key) || s.Texts["Label"] != "Flood" {
				t.Errorf("%q is missing in a language, or has no label", s.Key)
			}
		}
	}
	if len(seen) != 9 {
		t.Errorf("%d sentences for 9 cases: %v", len(seen), seen)
	}
	for _, b := range []app.Balance{{Words: 1}, {Picture: 1}, {Words: 1, Picture: 1}, {Words: -1, Picture: -1}} {
		if s := AnswerBalance(a, 1, b, 0.05); !known(s.Key) || s.Texts["Label"] != "party" {
			t.Errorf("%+v: %q", b, s)
		}
	}
}

// TestAWordInThePictureIsNamedWhereItWeighsMost, for what is said and for what is meant; weights of other words than the post's name none.
func TestAWordInThePictureIsNamedWhereItWeighsMost(t *testing.T) {
	of := app.Post{Text: "fine", PictureWords: []app.PictureWord{{Text: "BEST"}, {Text: "THANKS,"}}}
	p := &app.Prediction{Label: app.Positive, Scores: app.Scores{0.1, 0, 0.9}, Words: &app.Opinion{}, Picture: &app.Opinion{}, Meant: &app.Opinion{Label: app.Negative}}
	own := []app.Span{{Start: 0, End: 4, Weight: 0.05}}
	a := &app.Attribution{Label: app.Positive, Words: own, PictureWords: []float64{0.3, 0},
		Meaning: &app.Meaning{Label: app.Negative, Meant: app.Contributions{Words: own, PictureWords: []float64{0, 0.4}}}}
	if got := Why(p, a, of).String(); got != "“BEST” says positive, “THANKS” turns it to negative." {
		t.Error(got)
	}
	of.PictureWords = of.PictureWords[:1]
	if got := Why(p, a, of).String(); got != "“fine” says positive; nothing by itself turns it to negative." {
		t.Error(got)
	}
}
