package learn

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"duotone/app"
)

// made is a task whose labels can be told from the embeddings, but for a share of them that is wrong.
func made(kind app.QuestionKind, n, labels int, wrong float64, seed uint64) *Task {
	rng := rand.New(rand.NewPCG(seed, 1))
	t := &Task{Question: Question{Key: "topic", Kind: kind, Asked: app.AskedOfPost}, Options: Options{Seed: 1}}
	for c := range labels {
		t.Labels = append(t.Labels, fmt.Sprint("label", c))
	}
	for i := range n {
		x := make([]float32, 24)
		for k := range x {
			x[k] = float32(rng.NormFloat64()) * 0.1
		}
		var said []int
		switch kind {
		case app.ManyOf:
			for c := range labels {
				if rng.Float64() < 0.4 {
					x[c] += 0.4
					said = append(said, c)
				}
			}
		case app.Scale:
			c := rng.IntN(labels)
			x[0] += 0.2 * float32(c)
			said = []int{c}
		default:
			c := rng.IntN(labels)
			x[c] += 0.4
			said = []int{c}
			if rng.Float64() < wrong {
				said = []int{(c + 1) % labels}
			}
		}
		t.Examples = append(t.Examples, Example{Post: app.PostID(fmt.Sprint(i)), X: x, Labels: said, Own: -1, Like: Likeness{Words: fmt.Sprintf("post %d %d %d", i, i*7, i*13)}})
	}
	return t
}

func mustLearn(t *testing.T, task *Task) *Result {
	t.Helper()
	r, err := Learn(context.Background(), task, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestLearns: what can be told is told, for each kind of question, by the head itself too, and twice the same.
func TestLearns(t *testing.T) {
	for kind, least := range map[app.QuestionKind]float64{app.OneOf: 0.95, app.ManyOf: 0.95, app.Scale: 0.5} {
		task := made(kind, 400, 4, 0, 1)
		r := mustLearn(t, task)
		if r.Own.MacroF1.Value < least || r.Own.MacroF1.Low > r.Own.MacroF1.Value || r.Own.MacroF1.High < r.Own.MacroF1.Value {
			t.Errorf("%s: macro F1 is %v", kind, r.Own.MacroF1)
		}
		if m := r.Majority.MacroF1.Value; m > 0.3 {
			t.Errorf("%s: always the commonest has %v", kind, m)
		}
		right := 0
		for _, e := range made(kind, 400, 4, 0, 2).Examples {
			a := app.Answer{Head: r.Head, Scores: r.Head.Probabilities(e.X)}
			if slices.Equal(a.Given(), e.Labels) {
				right++
			}
		}
		if share := float64(right) / 400; math.Abs(share-r.Own.Accuracy.Value) > 0.08 {
			t.Errorf("%s: new posts are right in %v, it says %v", kind, share, r.Own.Accuracy)
		}
		again := mustLearn(t, task)
		if !reflect.DeepEqual(r.Head, again.Head) {
			t.Errorf("%s: the same task gave another head", kind)
		}
	}
}

// TestScaleKnowsNearMisses: the steps of a scale lie in a row, so what is wrong is wrong by little.
func TestScaleKnowsNearMisses(t *testing.T) {
	r := mustLearn(t, made(app.Scale, 500, 5, 0, 1))
	far, all := 0, 0
	for truth, row := range r.Own.Confusion {
		for told, n := range row {
			all += n
			if max(truth-told, told-truth) > 1 {
				far += n
			}
		}
	}
	if far*20 > all {
		t.Errorf("%d of %d are wrong by more than a step: %v", far, all, r.Own.Confusion)
	}
}

// TestRefusals: each says in a sentence what is missing, and what to do.
func TestRefusals(t *testing.T) {
	one := made(app.OneOf, 100, 3, 0, 1)
	for i := range one.Examples {
		one.Examples[i].Labels = []int{1}
	}
	two := made(app.OneOf, 100, 3, 0, 1)
	kept := 0
	two.Examples = slices.DeleteFunc(two.Examples, func(e Example) bool {
		if e.Labels[0] == 2 {
			kept++
		}
		return e.Labels[0] == 2 && kept > 2
	})
	copies := made(app.OneOf, 90, 3, 0, 1)
	for i := range copies.Examples {
		if copies.Examples[i].Labels[0] == 0 {
			copies.Examples[i].Like = Likeness{Words: "the same words again and again"}
		}
	}
	same := made(app.OneOf, 90, 3, 0, 1)
	for i := range same.Examples {
		same.Examples[i].X = make([]float32, 24)
	}
	single := made(app.OneOf, 90, 3, 0, 1)
	single.Labels = single.Labels[:1]
	for name, c := range map[string]struct {
		task *Task
		want string
	}{
		"nothing":    {&Task{Question: two.Question}, "Nobody has answered"},
		"one class":  {one, "are the same"},
		"two posts":  {two, "label2 2"},
		"few":        {made(app.OneOf, 30, 3, 0, 1), "Too few posts"},
		"many-of":    {made(app.ManyOf, 30, 3, 0, 1), "Too few posts"},
		"copies":     {copies, "copies of one"},
		"no vectors": {same, "the same embedding"},
		"one label":  {single, "nothing to tell apart"},
	} {
		_, err := Learn(context.Background(), c.task, nil)
		var e *app.Error
		if !errors.As(err, &e) || e.Kind != app.KindInput || e.Hint == "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestContradictions: copies with different answers are left out, those with the same stay.
func TestContradictions(t *testing.T) {
	task := &Task{Question: Question{Kind: app.OneOf, Labels: []string{"a", "b"}}}
	for _, e := range []struct {
		words string
		label int
	}{{"Good morning!", 0}, {"good morning @ana", 1}, {"Good night", 0}, {"good night", 0}, {"", 0}, {"", 1}} {
		task.Examples = append(task.Examples, Example{Labels: []int{e.label}, Like: Likeness{Words: e.words}})
	}
	if n := task.DropContradictions(); n != 2 || len(task.Examples) != 4 {
		t.Errorf("%d left out, %d stay", n, len(task.Examples))
	}
}

func TestLeaveOut(t *testing.T) {
	task := made(app.OneOf, 100, 3, 0, 1)
	n := task.Counts()
	if err := task.LeaveOut("label1"); err != nil {
		t.Fatal(err)
	}
	if got := task.Counts(); !slices.Equal(got, []int{n[0], n[2]}) {
		t.Errorf("%v of %v", got, n)
	}
	if err := task.LeaveOut("nothing"); app.KindOf(err) != app.KindUsage {
		t.Error(err)
	}
}

// TestTwinsStayTogether: posts that are nearly the same are never on both sides of a fold, so they flatter nobody.
func TestTwinsStayTogether(t *testing.T) {
	long := "the council decided last night to close the old bridge over the river for all cars until the spring of next year"
	got := Twins([]Likeness{{Words: "Won the match today"}, {Words: "won the MATCH today! https://t.co/x"}, {Words: "lost the match today"},
		{Words: long}, {Words: long + " sadly"}, {Words: "x", Picture: "p"}, {Words: "y", Picture: "p"}, {}, {}})
	if want := []int{0, 0, 2, 3, 3, 5, 5, 7, 8}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	// Labels by chance, each post three times: without groups a copy would give its label away.
	task := made(app.OneOf, 100, 2, 0, 3)
	rng := rand.New(rand.NewPCG(5, 5))
	for i := range task.Examples {
		task.Examples[i].Labels = []int{rng.IntN(2)}
	}
	task.Examples = slices.Concat(task.Examples, task.Examples, task.Examples)
	if r := mustLearn(t, task); r.Groups != 100 || r.Own.Accuracy.Value > 0.65 {
		t.Errorf("%d groups, accuracy %v of labels by chance", r.Groups, r.Own.Accuracy)
	}
}

// TestGradients holds the slopes that the optimizer is given against differences of the value, for each kind.
func TestGradients(t *testing.T) {
	for _, kind := range []app.QuestionKind{app.OneOf, app.ManyOf, app.Scale} {
		task := made(kind, 40, 3, 0, 1)
		d, err := task.data()
		if err != nil {
			t.Fatal(err)
		}
		rows := []int{0, 3, 4, 7, 8, 20, 33}
		p := &problem{ctx: context.Background(), kind: kind, x: d.x, rows: rows, target: d.target, weight: d.weights(rows, false), classes: 3,
			strength: 0.1, total: float64(len(rows))}
		p.precondition(d.space.variance)
		x, rng := make([]float64, p.size()), rand.New(rand.NewPCG(1, 1))
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		p.grad = make([]float64, len(x))
		p.at(x)
		grad := slices.Clone(p.grad)
		const h = 1e-5
		for i := range x {
			up, down := slices.Clone(x), slices.Clone(x)
			up[i] += h
			down[i] -= h
			p.at(up)
			high := p.value
			p.at(down)
			if want := (high - p.value) / (2 * h); math.Abs(want-grad[i]) > 1e-6 {
				t.Errorf("%s: slope %d is %v, want %v", kind, i, grad[i], want)
			}
		}
	}
}

// TestSuspects: labels that were turned on purpose are most of those that look wrong.
func TestSuspects(t *testing.T) {
	clean, task := made(app.OneOf, 600, 3, 0, 4), made(app.OneOf, 600, 3, 0, 4)
	turned := map[app.PostID]bool{}
	for i := 0; i < 600; i += 20 {
		e := &task.Examples[i]
		e.Labels = []int{(clean.Examples[i].Labels[0] + 1) % 3}
		turned[e.Post] = true
	}
	r := mustLearn(t, task)
	found := 0
	for _, s := range r.Suspects {
		if turned[s.Post] {
			found++
		}
	}
	if found < 15 || 10*found < 9*len(r.Suspects) {
		t.Errorf("%d of %d turned labels are among the %d that look wrong", found, len(turned), len(r.Suspects))
	}
}

// TestEarlier: more labels of the same posts are held against the fewer of before, on the same folds.
func TestEarlier(t *testing.T) {
	task := made(app.OneOf, 500, 5, 0.1, 6)
	task.Earlier = map[app.PostID]bool{}
	for _, e := range task.Examples[:30] {
		task.Earlier[e.Post] = true
	}
	r := mustLearn(t, task)
	if r.Earlier == nil || r.Earlier.Other.Accuracy.Value >= r.Own.Accuracy.Value || r.Earlier.Test.OnlyA <= r.Earlier.Test.OnlyB {
		t.Errorf("%+v", r.Earlier)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Learn(ctx, made(app.OneOf, 400, 4, 0, 1), func(p Progress) {
		if p.Done > 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestRareLabelsWeighMore: of labels with few posts each counts the same in all; of labels with many a commoner one counts more, but
// its posts never weigh more than a rarer one's; the mean over rows is 1.
func TestRareLabelsWeighMore(t *testing.T) {
	for _, kind := range []app.QuestionKind{app.OneOf, app.ManyOf, app.Scale} {
		for _, size := range []int{10, 10_000} {
			d := &answers{kind: kind, n: 10 * size, classes: 2, target: make([]float64, 20*size)}
			rows := make([]int, d.n)
			for i := range rows {
				rows[i] = i
				d.target[2*i+min(i/size, 1)] = 1 // one in ten has the first label, the others the second
			}
			w := d.weights(rows, false)
			rare, common := w[0], w[2*size+1]
			if kind == app.ManyOf {
				common = w[2*size] // of the first label's absence
			}
			told := common * 9 / rare // how much the common one counts in all, beside the rare one
			if few := size == 10; few && (told < 1 || told > 1.2) || !few && (told < 3 || common > rare) {
				t.Errorf("%s, %d and %d posts: the common one counts %.2f times as much in all", kind, size, 9*size, told)
			}
			mean := 0.0
			for i := range rows {
				at := 2 * i
				if kind != app.ManyOf {
					at += min(i/size, 1)
				}
				mean += w[at] / float64(d.n)
			}
			if math.Abs(mean-1) > 1e-9 {
				t.Errorf("%s, %d posts: the mean weight is %v", kind, d.n, mean)
			}
		}
	}
}
