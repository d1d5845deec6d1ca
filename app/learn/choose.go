package learn

import (
	"context"
	"math"
	"slices"

	"duotone/app"
)

// choose finds the strength that serves held-back posts best, from strong to weak, each fit beginning where the stronger one ended, and
// the temperature that their scores then want. Best is the least plain loss at that temperature: macro F1 is a lottery where a label
// has few posts, and a weighted loss, or one without the temperature, holds weights down too much. For ManyOf it is the loss without the
// temperature: between yes and no that scales the bias as well, and so hides weights that are held down (ADR 0870).
func (j *job) choose(ctx context.Context, rows []int, seed uint64) (fold, error) {
	inner := j.dealt(rows, innerFolds, seed)
	tested := rows
	if len(rows) >= manyPosts {
		j.step((len(inner)-1)*len(strengths), nil) // fits that are not made
		inner = inner[:1]
		tested = inner[0]
	}
	models := make([]*fitted, len(inner))
	best, least, since := fold{}, math.Inf(1), 0
	for at, strength := range strengths {
		logits := make([][]float64, j.n)
		for f, test := range inner {
			var err error
			if models[f], err = j.fit(ctx, without(rows, test), strength, models[f]); err != nil {
				return best, err
			}
			for _, i := range test {
				logits[i] = j.logitsOf(models[f], i)
			}
		}
		temperature := j.temperature(tested, logits)
		judged := temperature
		if j.kind == app.ManyOf {
			judged = 1
		}
		loss := j.loss(tested, logits, judged)
		j.step(len(inner), nil)
		if since++; loss < least {
			best, least, since = fold{strength, temperature, models[0]}, loss, 0
		}
		if since == 2 {
			j.step(len(inner)*(len(strengths)-at-1), nil)
			break
		}
	}
	return best, nil
}

// loss is the mean loss of rows at a temperature, each counting the same.
func (d *data) loss(rows []int, logits [][]float64, temperature float64) float64 {
	sum := 0.0
	ones := slices.Repeat([]float64{1}, d.classes)
	scaled := make([]float64, d.classes)
	for _, i := range rows {
		for c, f := range logits[i] {
			scaled[c] = f / temperature
		}
		sum += residuals(d.kind, scaled, d.target[i*d.classes:(i+1)*d.classes], ones)
	}
	return sum / float64(len(rows))
}

// temperature is the one at which held-back posts have the least loss (Guo et al. 2017), by golden section over its logarithm.
func (d *data) temperature(rows []int, logits [][]float64) float64 {
	const ratio = 0.6180339887498949
	at := func(x float64) float64 { return d.loss(rows, logits, math.Exp(x)) }
	low, high := math.Log(0.1), math.Log(10)
	a, b := high-ratio*(high-low), low+ratio*(high-low)
	fa, fb := at(a), at(b)
	for range 20 {
		if fa < fb {
			high, b, fb = b, a, fa
			a = high - ratio*(high-low)
			fa = at(a)
		} else {
			low, a, fa = a, b, fb
			b = low + ratio*(high-low)
			fb = at(b)
		}
	}
	return math.Exp((low + high) / 2)
}
