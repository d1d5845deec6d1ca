package learn

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"duotone/app"
)

// Question is what a head is to answer.
type Question struct {
	Key, Title string
	Kind       app.QuestionKind
	Asked      app.Asked
	Labels     []string // keys; those of a scale from low to high
	Titles     []string // what people read; nil or "" is the key
}

// Example is a post with what people said of it.
type Example struct {
	Post   app.PostID
	X      []float32 // the pack's embedding of what the question is asked of
	Labels []int     // by Question.Labels: one, but for ManyOf, where there may be any number, none too
	Like   Likeness
	Own    int // what the pack itself says, where it has the same label; −1: it doesn't tell
}

// Options say how to learn.
type Options struct {
	Seed  uint64
	Plain bool // each post weighs the same; else a rare label's weigh more, see weights
	Least int  // posts that each label must have; 0: Least
}

// Least is how many posts a label must have before a head is worth its figures.
const Least = 20

// Task is all that a head is learned from.
type Task struct {
	Question
	Examples []Example
	Options
	// Earlier are the posts that an earlier head was fitted on; nil: there is none.
	Earlier map[app.PostID]bool
}

const opLearn = "learn"

// Check tells why a head can't be learned, or nil. Notes tell what was left out.
func (t *Task) Check() error {
	least := t.Least
	if least == 0 {
		least = Least
	}
	n := len(t.Labels)
	name := func(s app.Sentence) app.Sentence { return s.Text("question", t.name()) }
	switch {
	case len(t.Examples) == 0:
		return refuse(name(app.Say("Nobody has answered the question “{{.question}}” yet.")), "Label some posts first.")
	case n < 2 && t.Kind != app.ManyOf || n < 1:
		return refuse(name(app.Say("The question “{{.question}}” has one label, so there is nothing to tell apart.")), "Give the question a second label.")
	case n > app.MaxHeadLabels:
		return refuse(name(app.Say("The question “{{.question}}” has {{.n}} labels; a head can have {{.most}}.")).With("n", n).With("most", app.MaxHeadLabels), "Merge some of them.")
	}
	counts, used := t.Counts(), 0
	for _, have := range counts {
		if have > 0 {
			used++
		}
	}
	if used < 2 && t.Kind != app.ManyOf {
		return refuse(name(app.Say("All {{.n}} answers to “{{.question}}” are the same, so there is nothing to tell apart.")).With("n", len(t.Examples)), "Label posts of other kinds too.")
	}
	var few []string
	for c, n := range counts {
		if n < least && (n > 0 || t.Kind != app.Scale) {
			few = append(few, fmt.Sprintf("%s %d", t.LabelName(c), n))
		} else if left := len(t.Examples) - n; t.Kind == app.ManyOf && left < least {
			few = append(few, fmt.Sprintf("¬ %s %d", t.LabelName(c), left))
		}
	}
	if len(few) > 0 {
		return refuse(app.Say("Too few posts to learn from: {{.labels}}. Each label needs {{.least}}.").With("labels", strings.Join(few, ", ")).With("least", least),
			"Label more of them, merge labels, or leave the rare ones out (--leave-out).")
	}
	return nil
}

// refuse tells why there is nothing to be learned.
func refuse(why app.Sentence, hint string) error {
	return &app.Error{Op: opLearn, Kind: app.KindInput, Hint: hint, Err: errors.New(why.String()), Told: why}
}

func (q Question) name() string {
	if q.Title != "" {
		return q.Title
	}
	return q.Key
}

// LabelName is what people read of a label.
func (q Question) LabelName(c int) string {
	if c < len(q.Titles) && q.Titles[c] != "" {
		return q.Titles[c]
	}
	return q.Labels[c]
}

// Counts are the posts that have each label.
func (t *Task) Counts() []int {
	counts := make([]int, len(t.Labels))
	for _, e := range t.Examples {
		for _, c := range e.Labels {
			counts[c]++
		}
	}
	return counts
}

// LeaveOut takes a label out of the question, and the posts that have it; of ManyOf the posts stay.
func (t *Task) LeaveOut(label string) error {
	at := slices.Index(t.Labels, label)
	if at < 0 {
		return app.Errorf(opLearn, "", app.KindUsage, "Its labels are "+strings.Join(t.Labels, ", ")+".", "the question %q has no label %q", t.name(), label)
	}
	t.Labels = slices.Delete(slices.Clone(t.Labels), at, at+1)
	if at < len(t.Titles) {
		t.Titles = slices.Delete(slices.Clone(t.Titles), at, at+1)
	}
	moved := func(c int) int {
		if c > at {
			return c - 1
		}
		return c
	}
	var kept []Example
	for _, e := range t.Examples {
		has := slices.Contains(e.Labels, at)
		if has && t.Kind != app.ManyOf {
			continue
		}
		var labels []int
		for _, c := range e.Labels {
			if c != at {
				labels = append(labels, moved(c))
			}
		}
		e.Labels = labels
		if e.Own == at {
			e.Own = -1
		} else {
			e.Own = moved(e.Own)
		}
		kept = append(kept, e)
	}
	t.Examples = kept
	return nil
}

// DropContradictions leaves out posts with the same words and picture that people gave different labels: whatever the head said of
// them would be wrong half of the time. It returns how many.
func (t *Task) DropContradictions() int {
	said := map[Likeness]map[string]bool{}
	key := func(e Example) Likeness { return Likeness{Plain(e.Like.Words), e.Like.Picture} }
	for _, e := range t.Examples {
		k := key(e)
		if said[k] == nil {
			said[k] = map[string]bool{}
		}
		said[k][fmt.Sprint(sorted(e.Labels))] = true
	}
	n := len(t.Examples)
	t.Examples = slices.DeleteFunc(slices.Clone(t.Examples), func(e Example) bool {
		k := key(e)
		return (k.Words != "" || k.Picture != "") && len(said[k]) > 1
	})
	return n - len(t.Examples)
}

func sorted(x []int) []int {
	y := slices.Clone(x)
	slices.Sort(y)
	return y
}

// answers are what people said of the examples, laid out to be counted.
type answers struct {
	kind    app.QuestionKind
	n       int
	classes int
	target  []float64 // [n, classes], 0 or 1
	group   []int     // [n]
	labels  [][]int
	counts  []int // of examples with each label
}

func answersOf(t *Task) *answers {
	a := &answers{kind: t.Kind, n: len(t.Examples), classes: len(t.Labels), counts: t.Counts()}
	a.target = make([]float64, a.n*a.classes)
	like := make([]Likeness, a.n)
	for i, e := range t.Examples {
		like[i] = e.Like
		for _, c := range e.Labels {
			a.target[i*a.classes+c] = 1
		}
		a.labels = append(a.labels, sorted(e.Labels))
	}
	a.group = Twins(like)
	return a
}

// data is a task laid out for fitting.
type data struct {
	*answers
	task  *Task
	x     *matrix
	space *space
}

func (t *Task) data() (*data, error) {
	vectors := make([][]float32, len(t.Examples))
	for i, e := range t.Examples {
		if len(e.X) != len(t.Examples[0].X) {
			return nil, fmt.Errorf("the embedding of post %s has %d numbers, others have %d", e.Post, len(e.X), len(t.Examples[0].X))
		}
		vectors[i] = e.X
	}
	s, err := newSpace(vectors, t.Seed)
	if errors.Is(err, errSame) {
		return nil, refuse(app.Say("All posts have the same embedding."), "Label posts that differ.")
	}
	if err != nil {
		return nil, err
	}
	return &data{answersOf(t), t, s.project(vectors), s}, nil
}

// repeats is after how many posts of a label a further one tells little that those before did not. On feelings in 134 to 9,000 comments it is
// best near 300 (ADR 0870).
const repeats = 300

// told is what n posts of a label tell together: each of a few tells something new, of many the further ones repeat the others (the
// effective number of samples of Cui et al. 2019, whose 1/(1−β) is repeats here).
func told(n float64) float64 { return -math.Expm1(-n / repeats) }

// weights are [n, classes]: of each row's loss, or for ManyOf of each label's. Unless plain, they make up for how much less is told of a
// rare label: of labels with few posts each counts the same, as "balanced" of scikit-learn has it, and of those with many a commoner one
// counts more. They are 1 in the mean over rows.
func (a *answers) weights(rows []int, plain bool) []float64 {
	w := make([]float64, a.n*a.classes)
	for i := range w {
		w[i] = 1
	}
	if plain {
		return w
	}
	counts := make([]float64, a.classes)
	for _, i := range rows {
		for c := range counts {
			counts[c] += a.target[i*a.classes+c]
		}
	}
	all := float64(len(rows))
	with, without := make([]float64, a.classes), make([]float64, a.classes) // of a row that has the label, and of one that has not
	sum := 0.0
	for c, n := range counts {
		if n == 0 {
			with[c], without[c] = 1, 1
			continue
		}
		with[c] = 1 / told(n)
		sum += n * with[c]
		if a.kind == app.ManyOf {
			rest := max(all-n, 1)
			without[c] = 1 / told(rest)
			scale := all / (n*with[c] + rest*without[c])
			with[c], without[c] = with[c]*scale, without[c]*scale
		}
	}
	for _, i := range rows {
		for c := range counts {
			at := i*a.classes + c
			switch {
			case a.kind != app.ManyOf:
				w[at] = with[c] * all / sum
			case a.target[at] > 0:
				w[at] = with[c]
			default:
				w[at] = without[c]
			}
		}
	}
	return w
}
