package learn

import (
	"context"
	"math"
	"slices"

	"duotone/app"
	"duotone/app/measure"
)

// Point is a place on the learning curve.
type Point struct {
	Labels  int // posts that were learned from, in the mean over the folds
	MacroF1 float64
}

// measured is a point with what the models of it told, so that its uncertainty can be known.
type measured struct {
	Point
	told [][]int
}

func (a *answers) point(n int, scores [][]float64) measured {
	told := a.told(scores)
	return measured{Point{n, a.counted(told, nil).macro()}, told}
}

// curve measures models that learned from a part of the labels, on the same folds.
func (j *job) curve(ctx context.Context, chosen []fold, full measured) ([]measured, error) {
	var out []measured
	for _, share := range shares {
		scores := make([][]float64, j.n)
		counts := make([]int, len(j.folds))
		err := j.each(ctx, func(ctx context.Context, f int, test, train []int) error {
			part := j.some(train, share, j.task.Seed)
			counts[f] = len(part)
			if len(part) == 0 {
				part = train[:1]
			}
			model, err := j.fit(ctx, part, chosen[f].strength, chosen[f].model)
			if err != nil {
				return err
			}
			for _, i := range test {
				scores[i] = j.logitsOf(model, i)
				scores[i] = probabilities(j.kind, scores[i], 1)
			}
			j.step(1, nil)
			return nil
		})
		if err != nil {
			return nil, err
		}
		sum := 0
		for _, n := range counts {
			sum += n
		}
		p := j.point(sum/len(counts), scores)
		out = append(out, p)
		j.step(0, []Point{p.Point})
	}
	return append(out, full), nil
}

// Gain is what more labels would bring.
type Gain struct {
	More            int     // labels more
	Points          float64 // of macro F1, in percent
	PointsLow, High float64 // 95 %, by drawing posts again
}

// Little tells whether more labels would bring little: less than half a point.
func (g Gain) Little() bool { return g.Points < 0.5 }

const moreLabels = 200

// gain reads on along the curve F1 = a − b/√labels, which is fitted by least squares.
func (a *answers) gain(curve []measured, worth []counts) Gain {
	n := make([]float64, len(curve))
	for k, p := range curve {
		n[k] = 1 / math.Sqrt(float64(max(p.Labels, 1)))
	}
	all := float64(a.n)
	ahead := 100 * (1/math.Sqrt(all) - 1/math.Sqrt(all+moreLabels))
	of := func(tallies func(counts) tally) float64 {
		f := make([]float64, len(curve))
		for k := range curve {
			f[k] = tallies(worth[k]).macro()
		}
		return min(max(-slope(n, f), 0)*ahead, 100*(1-f[len(f)-1])) // there is nothing beyond all
	}
	g := Gain{More: moreLabels, Points: of(func(c counts) tally { return c.whole })}
	drawn := make([]float64, len(worth[0].drawn))
	for d := range drawn {
		drawn[d] = of(func(c counts) tally { return c.drawn[d] })
	}
	g.PointsLow, g.High = measure.Middle(drawn)
	return g
}

// slope is that of the line of least squares.
func slope(x, y []float64) float64 {
	var mx, my, xy, xx float64
	for i := range x {
		mx += x[i] / float64(len(x))
		my += y[i] / float64(len(x))
	}
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
	}
	if xx == 0 {
		return 0
	}
	return xy / xx
}

// Versus is the head beside something else, on the same posts.
type Versus struct {
	Posts int          // that both speak of
	Other Figures      // of the other
	Test  measure.Test // McNemar's of which of the two is right: A is the new head
}

// before fits models on the labels that an earlier head knew, on the same folds.
func (j *job) before(ctx context.Context, chosen []fold) ([][]int, error) {
	scores := make([][]float64, j.n)
	err := j.each(ctx, func(ctx context.Context, f int, test, train []int) error {
		known := slices.DeleteFunc(slices.Clone(train), func(i int) bool { return !j.task.Earlier[j.task.Examples[i].Post] })
		if len(known) == 0 {
			known = train[:1]
		}
		model, err := j.fit(ctx, known, chosen[f].strength, chosen[f].model)
		if err != nil {
			return err
		}
		for _, i := range test {
			scores[i] = probabilities(j.kind, j.logitsOf(model, i), 1)
		}
		j.step(1, nil)
		return nil
	})
	return j.told(scores), err
}

// byPack is what the pack itself says of the examples; nil where it doesn't say anything of all of them.
func (j *job) byPack() (told [][]int) {
	for _, e := range j.task.Examples {
		if e.Own < 0 || j.kind != app.OneOf {
			return nil
		}
		told = append(told, []int{e.Own})
	}
	return told
}

// right tells of which examples verdicts are all right, by 1 and 0.
func (a *answers) right(told [][]int) []int {
	out := make([]int, len(told))
	for i := range told {
		if slices.Equal(told[i], a.labels[i]) {
			out[i] = 1
		}
	}
	return out
}

func (a *answers) versus(own, other [][]int, n counts) *Versus {
	ones := slices.Repeat([]int{1}, a.n)
	return &Versus{Posts: a.n, Other: a.figuresOf(other, n), Test: measure.McNemar(ones, a.right(own), a.right(other))}
}
