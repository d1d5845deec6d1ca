package figures

import (
	"cmp"
	"context"
	"math"
	"slices"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/measure"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// Case is a post with a final label and a model's scores.
type Case struct {
	Item           project.Item
	Truth          app.Label
	Words, Picture *app.Label // people's final labels of the words and of the picture alone; nil: none
	Score          project.Score
}

// Cases pairs final labels with a pack's scores, in the order as given, and counts labelled posts without scores.
func Cases(ctx context.Context, p *project.Project, final ledger.Final, pack string) (cases []Case, unscored int, err error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return nil, 0, err
	}
	scores, err := p.Scores.Of(ctx, pack, true)
	if err != nil {
		return nil, 0, err
	}
	err = p.Posts.Each(ctx, func(i project.Item) error {
		truth, ok := final.Sentiment(l, i.ID, codebook.Both)
		if !ok {
			return nil
		}
		s, ok := scores[i.ID]
		if !ok {
			unscored++
			return nil
		}
		s.Prediction = nil
		c := Case{Item: i, Truth: truth, Score: s}
		if label, ok := final.Sentiment(l, i.ID, codebook.Words); ok {
			c.Words = &label
		}
		if label, ok := final.Sentiment(l, i.ID, codebook.Picture); ok {
			c.Picture = &label
		}
		cases = append(cases, c)
		return nil
	})
	return cases, unscored, err
}

// Gold is a label of one row of a file. The same post may have several.
type Gold struct {
	Post   app.PostID
	Labels map[codebook.QuestionID]app.Label
}

// CasesOf pairs the labels of a file's rows with a pack's scores, in their order, and counts rows with a label without scores.
func CasesOf(ctx context.Context, p *project.Project, gold []Gold, pack string) (cases []Case, unscored int, err error) {
	scores, err := p.Scores.Of(ctx, pack, true)
	if err != nil {
		return nil, 0, err
	}
	items := map[app.PostID]project.Item{}
	if err := p.Posts.Each(ctx, func(i project.Item) error { items[i.ID] = i; return nil }); err != nil {
		return nil, 0, err
	}
	for _, g := range gold {
		truth, ok := g.Labels[codebook.Both]
		if !ok {
			continue
		}
		s, ok := scores[g.Post]
		if !ok {
			unscored++
			continue
		}
		s.Prediction = nil
		c := Case{Item: items[g.Post], Truth: truth, Score: s}
		if label, ok := g.Labels[codebook.Words]; ok {
			c.Words = &label
		}
		if label, ok := g.Labels[codebook.Picture]; ok {
			c.Picture = &label
		}
		cases = append(cases, c)
	}
	return cases, unscored, nil
}

// Slice is a part of the posts with its figures.
type Slice struct {
	Group string // what it is cut by
	Name  string
	measure.Metrics
	Accuracy measure.Interval
}

// Evaluation is a model against people's labels.
type Evaluation struct {
	Pack                          string
	Metrics                       measure.Metrics
	Accuracy, MacroF1, WeightedF1 measure.Interval // with bootstrap intervals
	Calibration                   measure.Calibration
	Slices                        []Slice
}

// Bins is the number of bars of a reliability plot.
const Bins = 10

// Evaluate computes all figures.
func Evaluate(pack string, cases []Case) Evaluation {
	truth, predicted := vectors(cases)
	scores := make([][3]float64, len(cases))
	for i, c := range cases {
		scores[i] = c.Score.Scores
	}
	e := Evaluation{Pack: pack, Metrics: measure.Score(truth, predicted, len(app.Labels)), Calibration: measure.Calibrate(truth, scores, Bins)}
	e.Accuracy, e.MacroF1, e.WeightedF1 = intervals(truth, predicted, e.Metrics)
	for _, cut := range cuts {
		parts := map[string][]Case{}
		for _, c := range cases {
			if name := cut.of(c); name != "" {
				parts[name] = append(parts[name], c)
			}
		}
		for _, name := range cut.names {
			part := parts[name]
			if len(parts) == 0 {
				break
			}
			t, p := vectors(part)
			s := Slice{Group: cut.group, Name: name, Metrics: measure.Score(t, p, len(app.Labels))}
			s.Accuracy, _, _ = intervals(t, p, s.Metrics)
			e.Slices = append(e.Slices, s)
		}
	}
	return e
}

// EvaluateMeaning holds what is meant against the same labels, over the posts that a pack told it of; nil where it told it of none.
func EvaluateMeaning(pack string, cases []Case) (*Evaluation, []Case) {
	var meant []Case
	for _, c := range cases {
		if c.Score.Meant != nil {
			c.Score.Scores = *c.Score.Meant
			meant = append(meant, c)
		}
	}
	if len(meant) == 0 {
		return nil, nil
	}
	e := Evaluate(pack, meant)
	return &e, meant
}

func vectors(cases []Case) (truth, predicted []int) {
	truth, predicted = make([]int, len(cases)), make([]int, len(cases))
	for i, c := range cases {
		truth[i], predicted[i] = int(c.Truth), int(c.Score.Label())
	}
	return truth, predicted
}

func intervals(truth, predicted []int, m measure.Metrics) (accuracy, macro, weighted measure.Interval) {
	t, p := make([]int, len(truth)), make([]int, len(truth))
	interval := func(value float64, figure func(measure.Metrics) float64) measure.Interval {
		i := measure.Interval{Value: value, N: len(truth)}
		i.Low, i.High = measure.Bootstrap(len(truth), 1, func(units []int) float64 {
			for k, u := range units {
				t[k], p[k] = truth[u], predicted[u]
			}
			return figure(measure.Score(t, p, len(app.Labels)))
		})
		return i
	}
	return interval(m.Accuracy, func(m measure.Metrics) float64 { return m.Accuracy }),
		interval(m.MacroF1, func(m measure.Metrics) float64 { return m.MacroF1 }),
		interval(m.WeightedF1, func(m measure.Metrics) float64 { return m.WeightedF1 })
}

// cuts are the ways in which posts are cut into slices. An empty name leaves a post out.
var cuts = []struct {
	group string
	names []string
	of    func(Case) string
}{
	{"modalities, by people's labels of each", combinations, func(c Case) string {
		if c.Words == nil && c.Item.HasWords() || c.Picture == nil && c.Item.Picture != nil {
			if c.Item.HasWords() && c.Item.Picture != nil {
				return ""
			}
		}
		return combination(c, c.Words, c.Picture)
	}},
	{"modalities, by the model's view of each", combinations, func(c Case) string {
		return combination(c, topOf(c.Score.Words), topOf(c.Score.Picture))
	}},
	{"intensity, by people's labels of each", []string{"strong", "weak", "none"}, func(c Case) string {
		if c.Words == nil || c.Picture == nil {
			return ""
		}
		switch n := int(*c.Words) - 1 + int(*c.Picture) - 1; n {
		case 2, -2:
			return "strong"
		case 1, -1:
			return "weak"
		}
		return "none"
	}},
	{"intensity, by the final label", []string{"neutral", "polar"}, func(c Case) string {
		if c.Truth == app.Neutral {
			return "neutral"
		}
		return "polar"
	}},
	{"intensity, by the model's |p⁺ − p⁻|", []string{"weak, under 1/3", "medium", "strong, over 2/3"}, func(c Case) string {
		switch d := math.Abs(c.Score.Scores[app.Positive] - c.Score.Scores[app.Negative]); {
		case d < 1.0/3:
			return "weak, under 1/3"
		case d > 2.0/3:
			return "strong, over 2/3"
		}
		return "medium"
	}},
}

var combinations = []string{"agree", "one neutral", "disagree", "words only", "picture only"}

func combination(c Case, words, picture *app.Label) string {
	switch {
	case c.Item.Picture == nil:
		return "words only"
	case !c.Item.HasWords():
		return "picture only"
	case words == nil || picture == nil:
		return ""
	case *words == *picture:
		return "agree"
	case *words == app.Neutral || *picture == app.Neutral:
		return "one neutral"
	}
	return "disagree"
}

func topOf(s *app.Scores) *app.Label {
	if s == nil {
		return nil
	}
	l := s.Top()
	return &l
}

// Compare tests two packs on the posts that both have scored.
func Compare(a, b []Case) (test measure.Test, n int) {
	other := map[app.PostID]int{}
	for _, c := range b {
		other[c.Item.ID] = int(c.Score.Label())
	}
	var truth, x, y []int
	for _, c := range a {
		if label, ok := other[c.Item.ID]; ok {
			truth, x, y = append(truth, int(c.Truth)), append(x, int(c.Score.Label())), append(y, label)
		}
	}
	return measure.McNemar(truth, x, y), len(truth)
}

// Cell lists the posts behind a cell of the confusion matrix, the ones that the model is surest of first.
func Cell(cases []Case, truth, predicted app.Label) []Case {
	var out []Case
	for _, c := range cases {
		if c.Truth == truth && c.Score.Label() == predicted {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Case) int { return cmp.Compare(b.Score.Scores[predicted], a.Score.Scores[predicted]) })
	return out
}
