package learn

import (
	"math"
	"slices"

	"duotone/app"
	"duotone/app/measure"
)

// LabelFigures are those of one label. A figure whose denominator is 0 is 0.
type LabelFigures struct {
	Precision, Recall float64
	F1                measure.Interval
	Posts             int // that have it
}

// Figures say how often posts are told right. Intervals hold the posts that are nearly the same together.
type Figures struct {
	Accuracy  measure.Interval // posts whose labels are all right
	MacroF1   measure.Interval
	ECE       measure.Interval // expected calibration error in 10 bins; NaN where there are no probabilities
	Labels    []LabelFigures
	Confusion [][]int // [people's label][the model's]; nil for ManyOf
}

// given are the labels that scores give; a post has several only for ManyOf.
func given(kind app.QuestionKind, scores []float64) []int {
	a := app.Answer{Head: &app.Head{Kind: kind}, Scores: scores}
	return a.Given()
}

// told are the labels that scores give each example.
func (a *answers) told(scores [][]float64) [][]int {
	out := make([][]int, len(scores))
	for i, s := range scores {
		out[i] = given(a.kind, s)
	}
	return out
}

// calibration is the calibration error with its interval.
func (a *answers) calibration(beliefs []belief, drawn []float64) measure.Interval {
	i := measure.Interval{N: a.n, Value: ece(beliefs, nil, a.perRow())}
	i.Low, i.High = measure.Middle(drawn)
	i.Low = min(i.Low, i.Value) // posts drawn twice make bins look worse than they are
	return i
}

// figuresOf are those of verdicts on all examples, from what they come to.
func (a *answers) figuresOf(told [][]int, n counts) Figures {
	f := Figures{Labels: make([]LabelFigures, a.classes), Accuracy: n.interval(tally.accuracy), MacroF1: n.interval(tally.macro)}
	all := n.whole
	for c := range f.Labels {
		l := &f.Labels[c]
		l.Posts = all.right[c] + all.missed[c]
		l.Precision, l.Recall = ratio(all.right[c], all.right[c]+all.extra[c]), ratio(all.right[c], l.Posts)
		l.F1 = n.interval(func(t tally) float64 { return t.f1(c) })
	}
	f.ECE = measure.Interval{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
	if a.kind != app.ManyOf {
		f.Confusion = make([][]int, a.classes)
		for c := range f.Confusion {
			f.Confusion[c] = make([]int, a.classes)
		}
		for i, labels := range a.labels {
			f.Confusion[labels[0]][told[i][0]]++
		}
	}
	return f
}

// majority is always giving the commonest labels.
func (a *answers) majority() [][]int {
	var usual []int
	if a.kind == app.ManyOf {
		for c, n := range a.counts {
			if 2*n > a.n {
				usual = append(usual, c)
			}
		}
	} else {
		usual = []int{slices.Index(a.counts, slices.Max(a.counts))}
	}
	told := make([][]int, a.n)
	for i := range told {
		told[i] = usual
	}
	return told
}

// tally counts labels given rightly, wrongly and not at all.
type tally struct {
	right, extra, missed []int
	exact, n             int
}

// counted counts over rows; nil is all of them.
func (a *answers) counted(told [][]int, rows []int) tally {
	t := tally{right: make([]int, a.classes), extra: make([]int, a.classes), missed: make([]int, a.classes)}
	one := func(i int) {
		t.n++
		if slices.Equal(told[i], a.labels[i]) {
			t.exact++
		}
		for _, c := range told[i] {
			if a.target[i*a.classes+c] > 0 {
				t.right[c]++
			} else {
				t.extra[c]++
			}
		}
		for _, c := range a.labels[i] {
			if !slices.Contains(told[i], c) {
				t.missed[c]++
			}
		}
	}
	if rows == nil {
		for i := range told {
			one(i)
		}
	}
	for _, i := range rows {
		one(i)
	}
	return t
}

func (t tally) accuracy() float64 { return ratio(t.exact, t.n) }

func (t tally) f1(c int) float64 { return ratio(2*t.right[c], 2*t.right[c]+t.extra[c]+t.missed[c]) }

// macro is the mean F1 of the labels that are there or were given.
func (t tally) macro() float64 {
	sum, n := 0.0, 0
	for c := range t.right {
		if t.right[c]+t.missed[c]+t.extra[c] > 0 {
			sum += t.f1(c)
			n++
		}
	}
	return sum / float64(max(n, 1))
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// members are the rows of each group.
func (a *answers) members() [][]int {
	at := map[int]int{}
	var out [][]int
	for i, g := range a.group {
		if _, known := at[g]; !known {
			at[g] = len(out)
			out = append(out, nil)
		}
		out[at[g]] = append(out[at[g]], i)
	}
	return out
}

// belief is how sure a model was of something, and whether it was so.
type belief struct {
	sure float64
	so   bool
}

// perRow is how many beliefs each example has in sureness.
func (a *answers) perRow() int {
	if a.kind == app.ManyOf {
		return a.classes
	}
	return 1
}

// sureness lists what was believed of each example: its top label, or for ManyOf each label's verdict.
func (a *answers) sureness(scores [][]float64) []belief {
	var out []belief
	for i, s := range scores {
		if a.kind != app.ManyOf {
			top := given(a.kind, s)[0]
			out = append(out, belief{s[top], top == a.labels[i][0]})
			continue
		}
		for c, p := range s {
			out = append(out, belief{max(p, 1-p), (p >= 0.5) == (a.target[i*a.classes+c] > 0)})
		}
	}
	return out
}

// ece is the expected calibration error (Naeini et al. 2015) in ten bins of equal width, of examples that count as often as times says;
// nil is once each.
func ece(beliefs []belief, times []int32, perRow int) float64 {
	var sure, so [10]float64
	n := 0
	for k, b := range beliefs {
		often := 1
		if times != nil {
			often = int(times[k/perRow])
		}
		at := min(int(b.sure*10), 9)
		sure[at] += b.sure * float64(often)
		if b.so {
			so[at] += float64(often)
		}
		n += often
	}
	sum := 0.0
	for k := range sure {
		sum += math.Abs(sure[k] - so[k])
	}
	return sum / float64(max(n, 1))
}
