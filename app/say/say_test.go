package say_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/say"
)

var update = flag.Bool("update", false, "write the golden file anew")

// languages are those that there are translations to, English first.
func languages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "assets", "translations", "*.json"))
	if err != nil || len(files) < 2 {
		t.Fatalf("translations: %v, %v", files, err)
	}
	codes := []string{"en"}
	for _, f := range files {
		if code := strings.TrimSuffix(filepath.Base(f), ".json"); code != "en" {
			codes = append(codes, code)
		}
	}
	return codes
}

// in puts sentences into a language, as the window does.
func in(t *testing.T, language string) func(app.Sentence) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "assets", "translations", language+".json"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	if err := json.Unmarshal(data, &texts); err != nil {
		t.Fatal(err)
	}
	know := func(key string) string {
		if key != "" && texts[key] == "" {
			t.Errorf("%s.json has no %q", language, key)
		}
		return texts[key]
	}
	return func(s app.Sentence) string {
		out := know(s.Key)
		for name, l := range s.Labels {
			out = strings.ReplaceAll(out, "{{."+name+"}}", know(l.String()))
		}
		for name, text := range s.Texts {
			if strings.Contains(out, "{{."+name+"}}") {
				out = strings.ReplaceAll(out, "{{."+name+"}}", know(text))
			}
		}
		for name, v := range s.Values {
			out = strings.ReplaceAll(out, "{{."+name+"}}", v)
		}
		if strings.Contains(out, "{{") {
			t.Errorf("%s: %q has a place that nothing is put in", language, out)
		}
		return out
	}
}

// scores are those of a label that is as sure as that, with a second one.
func scores(sure say.Sureness, l, second app.Label) (s app.Scores) {
	for i := range s {
		s[i] = 0.1
	}
	s[l] = map[say.Sureness]float64{say.Clear: 0.8, say.Probable: 0.6, say.Undecided: 0.45}[sure]
	s[second] = map[say.Sureness]float64{say.Clear: 0.1, say.Probable: 0.3, say.Undecided: 0.45 - 0.01}[sure]
	return s
}

var sures = map[say.Sureness]string{say.Clear: "clear", say.Probable: "probable", say.Undecided: "undecided"}

// everyPrediction are all kinds of results that a headline tells apart, by name.
func everyPrediction() (names []string, all []*app.Prediction) {
	add := func(name string, p app.Prediction) {
		meet := map[string]func(*app.Prediction){
			"words alone": func(p *app.Prediction) { p.Words = &app.Opinion{Label: p.Label} },
			"agree": func(p *app.Prediction) {
				p.Words, p.Picture = &app.Opinion{Label: p.Label}, &app.Opinion{Label: p.Label}
			},
			"together": func(p *app.Prediction) { p.Words, p.Picture = &app.Opinion{Label: p.Label}, &app.Opinion{} },
			"near": func(p *app.Prediction) {
				p.Words, p.Picture, p.Incongruity = &app.Opinion{Label: p.Label}, &app.Opinion{}, 0.45
			},
			"apart": func(p *app.Prediction) {
				p.Words, p.Picture, p.Incongruity = &app.Opinion{Label: p.Label}, &app.Opinion{}, 0.9
			},
			"apart, the same": func(p *app.Prediction) {
				p.Words, p.Picture, p.Incongruity = &app.Opinion{Label: p.Label}, &app.Opinion{Label: p.Label}, 0.9
			},
		}
		for _, how := range []string{"words alone", "agree", "together", "near", "apart", "apart, the same"} {
			q := p
			meet[how](&q)
			names, all = append(names, name+"; "+how), append(all, &q)
		}
	}
	for _, says := range []say.Sureness{say.Clear, say.Probable, say.Undecided} {
		p := app.Prediction{Label: app.Positive, Scores: scores(says, app.Positive, app.Neutral)}
		add("says "+sures[says], p)
		for _, means := range []say.Sureness{say.Clear, say.Probable, say.Undecided} {
			for _, l := range []app.Label{app.Positive, app.Negative, app.Neutral} {
				p.Meant = &app.Opinion{Label: l, Scores: scores(means, l, (l+1)%3)}
				add(fmt.Sprintf("says %s, means %s %s", sures[says], sures[means], l), p)
			}
		}
	}
	return names, all
}

// whys are explanations of every form that a line of reasons has.
func whys() (names []string, all []app.Sentence) {
	text := "lovely, soaked"
	word := func(at int, w float64) app.Span {
		return []app.Span{{Start: 0, End: 7, Weight: w}, {Start: 8, End: 14, Weight: w}}[at]
	}
	grid := func(cell int, w float64) *app.Grid {
		g := &app.Grid{W: 3, H: 3, Weight: make([]float64, 9)}
		g.Weight[cell] = w
		return g
	}
	opinion := &app.Opinion{Label: app.Positive}
	plain := app.Prediction{Label: app.Positive, Scores: app.Scores{0, 0, 1}, Words: opinion, Picture: opinion}
	undecided := plain
	undecided.Scores = app.Scores{0.44, 0.1, 0.46}
	for _, p := range []app.Prediction{plain, undecided} {
		for _, w := range []float64{0, 0.4, -0.4} {
			for _, g := range []float64{0, 0.2, -0.2} {
				a := &app.Attribution{Label: app.Positive, Words: []app.Span{word(0, w)}, Picture: grid(4, g)}
				names = append(names, fmt.Sprintf("%.2f: word %+.1f, picture %+.1f", p.Scores[2], w, g))
				all = append(all, say.Why(&p, a, app.Post{Text: text}))
			}
		}
	}
	for i, p := range []app.Prediction{{Label: app.Positive, Scores: plain.Scores, Words: opinion}, {Label: app.Positive, Scores: plain.Scores, Picture: opinion}} {
		names = append(names, []string{"words alone, nothing", "picture alone, nothing"}[i])
		all = append(all, say.Why(&p, &app.Attribution{Label: app.Positive}, app.Post{Text: text}))
	}
	sarcastic := plain
	sarcastic.Meant = &app.Opinion{Label: app.Negative, Scores: app.Scores{0.9, 0.05, 0.05}}
	for _, c := range []struct {
		name        string
		says, means app.Contributions
	}{
		{"a word says, another and the picture turn it", app.Contributions{Words: []app.Span{word(0, 0.3)}}, app.Contributions{Words: []app.Span{word(1, 0.3)}, Picture: grid(7, 0.1)}},
		{"a word says, another turns it", app.Contributions{Words: []app.Span{word(0, 0.3)}}, app.Contributions{Words: []app.Span{word(1, 0.3)}}},
		{"a word says, the picture turns it", app.Contributions{Words: []app.Span{word(0, 0.3)}}, app.Contributions{Words: []app.Span{word(0, 0.3)}, Picture: grid(0, 0.1)}},
		{"a word says, nothing turns it", app.Contributions{Words: []app.Span{word(0, 0.3)}}, app.Contributions{}},
		{"the picture says, a word turns it", app.Contributions{Picture: grid(2, 0.1)}, app.Contributions{Words: []app.Span{word(1, 0.3)}}},
		{"nothing says, a word turns it", app.Contributions{}, app.Contributions{Words: []app.Span{word(1, 0.3)}}},
	} {
		a := &app.Attribution{Label: app.Positive, Words: c.says.Words, Picture: c.says.Picture, Meaning: &app.Meaning{Label: app.Negative, Meant: c.means}}
		names, all = append(names, c.name), append(all, say.Why(&sarcastic, a, app.Post{Text: text}))
	}
	return names, all
}

// TestEverySentence writes out all that is said of a post, in every language. Read testdata/sentences.txt aloud before it is replaced
// (-update): each line is a sentence that a person would say.
func TestEverySentence(t *testing.T) {
	var b strings.Builder
	for _, language := range languages(t) {
		speak := in(t, language)
		fmt.Fprintf(&b, "== %s\n", language)
		names, predictions := everyPrediction()
		seen := map[string]bool{}
		for i, p := range predictions {
			line := say.Line(say.Verdict(p, 0.5), speak)
			if tag := speak(say.Sarcasm(p)); tag != "" {
				line += "   [" + tag + "]"
			}
			if !seen[line] {
				seen[line] = true
				fmt.Fprintf(&b, "%s\n\t(%s)\n", line, names[i])
			}
		}
		names, sentences := whys()
		for i, s := range sentences {
			fmt.Fprintf(&b, "%s\n\t(%s)\n", speak(s), names[i])
		}
		for _, s := range slices.Concat(notes(), rests(), answers()) {
			if line := speak(s); !seen[line] {
				seen[line] = true
				fmt.Fprintf(&b, "%s\n", line)
			}
		}
	}
	golden := filepath.Join("testdata", "sentences.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		for i, line := range strings.Split(got, "\n") {
			if lines := strings.Split(string(want), "\n"); i >= len(lines) || lines[i] != line {
				t.Fatalf("line %d is %q (go test ./app/say -update writes it anew)", i+1, line)
			}
		}
		t.Fatal("lines are missing at the end")
	}
}

func notes() (all []app.Sentence) {
	foreign := func(language string, reads ...string) {
		p := &app.Prediction{Language: language, Warnings: []app.Warning{{Code: app.WarningLanguage}}}
		all = append(all, say.Notes(p, "", app.TokenView{CutFrom: -1}, reads)...)
	}
	foreign("de", "en")
	foreign("und-Cyrl", "en")
	foreign("my", "en")
	foreign("fr", "en", "de")
	foreign("my", "en", "de")
	return append(all, say.Notes(nil, "one two three four", app.TokenView{CutFrom: 8}, nil)...)
}

// rests are all sentences of the details: what mattered more, whether words and picture disagree, irony, and what taking parts away changed.
func rests() (all []app.Sentence) {
	opinion := func(l app.Label) *app.Opinion { return &app.Opinion{Label: l} }
	for _, l := range []app.Label{app.Positive, app.Negative} {
		for _, d := range []app.Modality{app.Words, app.Image, app.Both} {
			all = append(all, say.Balance(&app.Prediction{Label: app.Positive, Words: opinion(l), Picture: opinion(l), Dominant: d}))
		}
		for _, v := range []float64{0.1, 0.45, 0.55, 0.9} {
			p := &app.Prediction{Label: app.Positive, Words: opinion(app.Positive), Picture: opinion(l), Incongruity: v, Irony: v}
			all = append(all, say.Disagreement(p, 0.5, false), say.Disagreement(p, 0.5, true), say.Irony(p, 0.5))
		}
	}
	words, picture := &app.Prediction{Words: opinion(app.Positive)}, &app.Prediction{Picture: opinion(app.Positive)}
	neither := &app.Prediction{Words: opinion(app.Positive), Picture: opinion(app.Positive), Dominant: app.Both, Balance: app.Balance{Words: -1, Picture: -1}}
	all = append(all, say.Balance(words), say.Balance(picture), say.Balance(neither), say.Disagreement(words, 0.5, false), say.Irony(picture, 0.5))
	before := app.Prediction{Label: app.Positive, Scores: app.Scores{0, 0, 1}, Meant: opinion(app.Positive)}
	said, meant := before, before
	said.Label, meant.Meant = app.Neutral, opinion(app.Negative)
	return append(all, say.WhatIf(&before, &said), say.WhatIf(&before, &meant), say.WhatIf(&before, &before))
}

// answers are all sentences about a head of somebody's own.
func answers() (all []app.Sentence) {
	one := &app.Head{Question: "Which is it?", Kind: app.OneOf, Labels: []string{"positive", "negative"}, Titles: []string{"", ""}}
	many := &app.Head{Question: "Which is it?", Kind: app.ManyOf, Labels: []string{"positive", "negative"}, Titles: []string{"", ""}}
	for _, a := range []*app.Answer{
		{Head: one, Scores: []float64{0.9, 0.1}}, {Head: one, Scores: []float64{0.7, 0.3}}, {Head: one, Scores: []float64{0.51, 0.49}},
		{Head: many, Scores: []float64{0.1, 0.1}},
	} {
		all = append(all, say.Answer(a))
	}
	a := &app.Answer{Head: one, Scores: []float64{0.9, 0.1}}
	for _, word := range []float64{1, 0, -1} {
		for _, part := range []float64{1, 0, -1} {
			w := &app.Attribution{Words: []app.Span{{Start: 0, End: 5, Weight: word}}, Picture: &app.Grid{W: 2, H: 1, Weight: []float64{part, 0}}}
			all = append(all, say.WhyAnswer(a, 0, w, app.Post{Text: "water everywhere"}))
		}
	}
	for _, b := range []app.Balance{{Words: 1}, {Picture: 1}, {Words: 1, Picture: 1}, {Words: -1, Picture: -1}} {
		all = append(all, say.AnswerBalance(a, 0, b, 0.05))
	}
	return all
}

// A headline never says more than the bars below it.
func TestTheHeadlineAgreesWithTheBars(t *testing.T) {
	names, predictions := everyPrediction()
	for i, p := range predictions {
		line := say.Line(say.Verdict(p, 0.5), app.Sentence.String)
		says, _ := say.Sure(p.Scores)
		if strings.HasPrefix(line, "Clearly") && (says != say.Clear || p.Meant != nil && p.Meant.Label != p.Label) {
			t.Errorf("%s: %q", names[i], line)
		}
		if says == say.Undecided && !strings.HasPrefix(line, "Undecided") {
			t.Errorf("%s is undecided and called %q", names[i], line)
		}
		if say.Sarcasm(p).Key != "" && !strings.Contains(line, "negative") {
			t.Errorf("%s: what it means is left out of %q", names[i], line)
		}
		if strings.Contains(line, "words and picture") && p.Picture == nil {
			t.Errorf("%s: a picture in %q", names[i], line)
		}
	}
	if all := say.Verdict(nil, 0.5); all != nil {
		t.Errorf("of nothing it says %v", all)
	}
}

func TestNotesLeaveOutWhatIsOfTheComputer(t *testing.T) {
	p := &app.Prediction{Warnings: []app.Warning{{Code: app.WarningFallback}, {Code: app.WarningCut}, {Code: "new", Message: "Something new."}}}
	got := say.Notes(p, "all of it", app.TokenView{CutFrom: -1}, nil)
	if len(got) != 1 || got[0].String() != "Something new." {
		t.Errorf("noted are %v", got)
	}
}

// The word that is named is the heaviest, without the marks around it.
func TestTheHeaviestIsNamed(t *testing.T) {
	p := &app.Prediction{Label: app.Negative, Scores: app.Scores{0.9, 0.05, 0.05}, Words: &app.Opinion{}}
	text := "so #tired, of “waiting”…"
	spans := app.WordSpans(text)
	for i, want := range []string{"so", "#tired", "of", "waiting"} {
		heavy := slices.Clone(spans)
		for k := range heavy {
			heavy[k].Weight = 0.04
		}
		heavy[i].Weight = 0.2
		got := say.Why(p, &app.Attribution{Label: app.Negative, Words: heavy}, app.Post{Text: text}).String()
		if !strings.Contains(got, "“"+want+"”") {
			t.Errorf("word %d is %q in %q", i, want, got)
		}
	}
	if got := say.Why(p, &app.Attribution{Words: []app.Span{{Start: 90, End: 99, Weight: 1}}}, app.Post{Text: text}).String(); got != "No single word decides it." {
		t.Errorf("weights of another text: %q", got)
	}
}

// TestPointsHaveASignWhereThereIsOne: a weight that rounds to nothing is neither for nor against.
func TestPointsHaveASignWhereThereIsOne(t *testing.T) {
	for weight, want := range map[float64]string{0.25: "+25", -0.25: "-25", 0: "0", 0.004: "0", -0.004: "0", 0.006: "+1", -0.006: "-1", math.Copysign(0, -1): "0"} {
		if got := say.Points(weight); got != want {
			t.Errorf("%v: %q, want %q", weight, got, want)
		}
	}
}
