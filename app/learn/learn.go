package learn

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"

	"duotone/app"

	"golang.org/x/sync/errgroup"
)

const (
	outerFolds = 5
	innerFolds = 3
	manyPosts  = 5000 // from so many on, one inner fold tells the strengths apart as well as three do
)

// strengths are those that inner folds choose among: how strongly weights are held down, for numbers of variance 1 and a mean loss.
var strengths = []float64{10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003}

// shares of the labels at which the learning curve is measured, beside all of them.
var shares = []float64{0.25, 0.5, 0.75}

// Progress is how far Learn has come.
type Progress struct {
	Done, Total int     // fits
	Curve       []Point // what is known of the learning curve, the fewest labels first
}

// Result is a head and how good it is. All figures are of posts that the model asked was not fitted on.
type Result struct {
	Head     *app.Head
	Question Question
	Examples []Example
	Groups   int   // of posts that are nearly the same, single ones too
	Counts   []int // posts with each label
	Strength float64
	Scores   [][]float64 // of each example, by a model of other folds
	Own      Figures
	Majority Figures
	Pack     *Versus // what the pack itself says; nil: its labels are others
	Earlier  *Versus // what the earlier head's labels give on the same folds; nil: there is none
	Curve    []Point
	Gain     Gain
	Suspects []Suspect
}

// job is a run of Learn.
type job struct {
	*data
	folds    [][]int
	mu       sync.Mutex
	progress func(Progress)
	at       Progress
}

// fold is what one outer fold gave.
type fold struct {
	strength    float64
	temperature float64
	model       *fitted // one that is near: of its inner folds
}

// Learn fits a head and measures it. progress may be nil; it is called from several goroutines, one at a time. A cancelled context
// ends it with the context's error.
func Learn(ctx context.Context, t *Task, progress func(Progress)) (*Result, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	d, err := t.data()
	if err != nil {
		return nil, err
	}
	j := &job{data: d, progress: progress}
	if j.folds, err = j.outer(); err != nil {
		return nil, err
	}
	steps := len(shares) + 1
	if t.Earlier != nil {
		steps++
	}
	j.at.Total = len(j.folds)*(steps+innerFolds*len(strengths)) + 1
	r := &Result{Question: t.Question, Examples: t.Examples, Counts: t.Counts()}
	single := map[int]bool{}
	for _, g := range d.group {
		single[g] = true
	}
	r.Groups = len(single)
	return r, j.run(ctx, r)
}

// outer deals the examples into folds, each of which has posts of every label.
func (j *job) outer() ([][]int, error) {
	rows := make([]int, j.n)
	for i := range rows {
		rows[i] = i
	}
	folds := j.dealt(rows, outerFolds, j.task.Seed)
	for _, f := range folds {
		rest := without(rows, f)
		for c, n := range j.counts {
			have := 0
			for _, i := range rest {
				have += int(j.target[i*j.classes+c])
			}
			if n > 0 && (have == 0 || len(f) == 0) {
				return nil, refuse(app.Say("Nearly all posts with “{{.label}}” are copies of one, so it can't be told how well it is learned.").Text("label", j.task.LabelName(c)),
					"Label more of them that differ.")
			}
		}
	}
	return folds, nil
}

func (j *job) run(ctx context.Context, r *Result) error {
	all := make([]int, j.n)
	for i := range all {
		all[i] = i
	}
	chosen := make([]fold, len(j.folds))
	logits := make([][]float64, j.n)
	r.Scores = make([][]float64, j.n)
	err := j.each(ctx, func(ctx context.Context, f int, test, train []int) error {
		var err error
		if chosen[f], err = j.choose(ctx, train, j.task.Seed+uint64(f)+1); err != nil {
			return err
		}
		model, err := j.fit(ctx, train, chosen[f].strength, chosen[f].model)
		if err != nil {
			return err
		}
		for _, i := range test {
			logits[i] = j.logitsOf(model, i)
			r.Scores[i] = probabilities(j.kind, logits[i], chosen[f].temperature)
		}
		j.step(1, nil)
		return nil
	})
	if err != nil {
		return err
	}
	full := j.point(len(all)-len(all)/len(j.folds), r.Scores)
	j.step(0, []Point{full.Point})
	sets := [][][]int{full.told, j.majority()}
	pack := j.byPack()
	if pack != nil {
		sets = append(sets, pack)
	}
	if j.task.Earlier != nil {
		told, err := j.before(ctx, chosen)
		if err != nil {
			return err
		}
		sets = append(sets, told)
	}
	curve, err := j.curve(ctx, chosen, full)
	if err != nil {
		return err
	}
	j.judge(r, sets, curve, pack != nil)
	r.Strength = middle(chosen)
	model, err := j.fit(ctx, all, r.Strength, chosen[0].model)
	if err != nil {
		return err
	}
	r.Head = j.head(model, j.temperature(all, logits))
	r.Suspects = j.suspects(r.Scores)
	if err := r.Head.Check(); err != nil {
		return err
	}
	j.step(j.at.Total-j.at.Done, nil)
	return ctx.Err()
}

// judge works out all figures. sets are the head's verdicts and the commonest labels, then the pack's where it has the same labels, then
// those of the earlier head's labels.
func (j *job) judge(r *Result, sets [][][]int, curve []measured, byPack bool) {
	n := len(sets)
	for _, p := range curve {
		sets = append(sets, p.told)
		r.Curve = append(r.Curve, p.Point)
	}
	beliefs := j.sureness(r.Scores)
	worth, errors := j.drawn(beliefs, sets...)
	r.Own, r.Majority = j.figuresOf(sets[0], worth[0]), j.figuresOf(sets[1], worth[1])
	r.Own.ECE = j.calibration(beliefs, errors)
	if byPack {
		r.Pack = j.versus(sets[0], sets[2], worth[2])
	}
	if j.task.Earlier != nil {
		r.Earlier = j.versus(sets[0], sets[n-1], worth[n-1])
	}
	r.Gain = j.gain(curve, worth[n:])
}

// middle is the strength in the middle of those that the outer folds chose.
func middle(chosen []fold) float64 {
	var s []float64
	for _, f := range chosen {
		s = append(s, f.strength)
	}
	slices.Sort(s)
	return s[len(s)/2]
}

// each does a piece of work for each outer fold, on all cores.
func (j *job) each(ctx context.Context, do func(ctx context.Context, f int, test, train []int) error) error {
	all := make([]int, j.n)
	for i := range all {
		all[i] = i
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for f, test := range j.folds {
		g.Go(func() error { return do(ctx, f, test, without(all, test)) })
	}
	return g.Wait()
}

// step tells of fits that are done and of what is known of the curve by now.
func (j *job) step(n int, curve []Point) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.at.Done = min(j.at.Done+n, j.at.Total)
	j.at.Curve = append(slices.Clone(j.at.Curve), curve...)
	slices.SortFunc(j.at.Curve, func(a, b Point) int { return cmp.Compare(a.Labels, b.Labels) })
	if j.progress != nil {
		j.progress(j.at)
	}
}

// fit fits rows, beginning at a model that is near, or from nothing.
func (d *data) fit(ctx context.Context, rows []int, strength float64, near *fitted) (*fitted, error) {
	p := &problem{ctx: ctx, kind: d.kind, x: d.x, rows: rows, target: d.target, weight: d.weights(rows, d.task.Plain), classes: d.classes,
		strength: strength}
	p.precondition(d.space.variance)
	return p.fit(near)
}

func (d *data) logitsOf(model *fitted, i int) []float64 {
	out := make([]float64, d.classes)
	model.logits(d.x.row(i), out)
	return out
}

// probabilities are those of app.Head.
func probabilities(kind app.QuestionKind, logits []float64, temperature float64) []float64 {
	p := make([]float64, len(logits))
	for c, f := range logits {
		p[c] = f / temperature
	}
	if kind == app.ManyOf {
		for c, f := range p {
			p[c] = 1 / (1 + math.Exp(-f))
		}
		return p
	}
	app.Softmax(p)
	return p
}

// head brings a model back to the embedding's own numbers.
func (d *data) head(model *fitted, temperature float64) *app.Head {
	q := d.task.Question
	h := &app.Head{Question: q.Key, Title: q.Title, Kind: q.Kind, Asked: q.Asked, Labels: slices.Clone(q.Labels), Temperature: temperature}
	for c := range q.Labels {
		title, weights := "", make([]float64, d.space.k)
		if c < len(q.Titles) {
			title = q.Titles[c]
		}
		if d.kind == app.Scale {
			dblas.Daxpy(d.space.k, step(c, d.classes), model.weights, 1, weights, 1)
		} else {
			copy(weights, model.weights[c*d.space.k:])
		}
		row, bias := d.space.back(weights, model.bias[c])
		h.Titles, h.Weights, h.Bias = append(h.Titles, title), append(h.Weights, row), append(h.Bias, bias)
	}
	return h
}
