// Package faithfulness asks whether explanations tell what a model does look at.
//
// Deletion takes words (or patches) away, the weightiest first, and follows the label's probability: a faithful order
// makes it fall fast, so the area under the curve is small. Insertion starts with all of them gone and puts them back in
// the same order: a faithful order makes it rise fast, so the area is large (Petsiuk, Das & Saenko 2018, RISE). Each way
// to weigh is compared with random orders on the same posts. Words are struck from the text and it is read again; patches
// are painted over and the picture is seen again, so that nothing rests on the masks that made the weights.
package faithfulness

import (
	"context"
	"math/rand/v2"
	"slices"

	"duotone/app"
	"duotone/app/measure"
)

// The ways to weigh that are compared.
const (
	Contribution = "contribution" // leave-one-out of words, occlusion of patches
	Attention    = "attention"
	Random       = "random"
)

// Methods lists them in the order of a report.
var Methods = []string{Contribution, Attention, Random}

// Options say how thoroughly to look; zero values take the defaults.
type Options struct {
	Steps    int    // points on a curve after the first: 10
	Shuffles int    // random orders a post, whose curves are averaged: 2
	Seed     uint64 // of the random orders and of the intervals
	MinWords int    // posts with fewer words do not count for words: 4
	Progress func(done, of int)
}

// Area is the mean area under the two curves of one method, 0 to 1.
type Area struct {
	Deletion  float64 `json:"deletion"`
	Insertion float64 `json:"insertion"`
	// Gain is the mean of (random deletion − deletion + insertion − random insertion) over posts, with its 95 % bootstrap
	// interval: over 0 is better than chance. It is 0 for random itself.
	Gain float64 `json:"gain"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Report holds one area a method for words and for patches.
type Report struct {
	Words    map[string]Area `json:"words"`
	Picture  map[string]Area `json:"picture"`
	NWords   int             `json:"n_words"`
	NPicture int             `json:"n_picture"`
	Skipped  int             `json:"skipped"` // posts that could not be scored
}

// areas are the two numbers of one post and method.
type areas struct{ deletion, insertion float64 }

// Measure explains each post for its verdict and follows both curves. A cancel is an error.
func Measure(ctx context.Context, e app.Engine, posts []app.Post, o Options) (Report, error) {
	o = o.filled()
	rng := rand.New(rand.NewPCG(o.Seed, 0x66616974))
	words, picture := map[string][]areas{}, map[string][]areas{}
	var r Report
	for i, p := range posts {
		if o.Progress != nil {
			o.Progress(i, len(posts))
		}
		ok, err := measureOne(ctx, e, p, o, rng, words, picture)
		if err != nil {
			return r, err
		}
		if !ok {
			r.Skipped++
		}
	}
	r.NWords, r.NPicture = len(words[Random]), len(picture[Random])
	r.Words, r.Picture = summarise(words, o.Seed), summarise(picture, o.Seed)
	return r, nil
}

func (o Options) filled() Options {
	set := func(v *int, to int) {
		if *v <= 0 {
			*v = to
		}
	}
	set(&o.Steps, 10)
	set(&o.Shuffles, 2)
	set(&o.MinWords, 4)
	return o
}

func measureOne(ctx context.Context, e app.Engine, p app.Post, o Options, rng *rand.Rand, words, picture map[string][]areas) (bool, error) {
	scored, err := e.Score(ctx, p)
	if err != nil {
		return false, err
	}
	if scored[0].Err != nil {
		return false, nil
	}
	label := scored[0].Label
	why, err := e.Explain(ctx, p, label)
	if err != nil {
		return false, ctx.Err()
	}
	if n := len(why.Words); n >= o.MinWords {
		take := func(gone []int) app.Post {
			q := p
			q.WhatIf.Struck = slices.Clone(p.WhatIf.Struck)
			for _, i := range gone {
				q.WhatIf.Struck = append(q.WhatIf.Struck, app.Span{Start: why.Words[i].Start, End: why.Words[i].End})
			}
			return q
		}
		err := follow(ctx, e, label, take, o, rng, words, spanWeights(why.Words), spanWeights(why.WordAttention))
		if err != nil {
			return false, err
		}
	}
	if g := why.Picture; g != nil {
		take := func(gone []int) app.Post {
			q := p
			q.WhatIf.Covered = slices.Clone(p.WhatIf.Covered)
			for _, i := range gone {
				x, y, w, h := float64(i%g.W), float64(i/g.W), float64(g.W), float64(g.H)
				q.WhatIf.Covered = append(q.WhatIf.Covered, app.Rect{X0: x / w, Y0: y / h, X1: (x + 1) / w, Y1: (y + 1) / h})
			}
			return q
		}
		err := follow(ctx, e, label, take, o, rng, picture, g.Weight, why.PictureAttention.Weight)
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

func spanWeights(spans []app.Span) []float64 {
	w := make([]float64, len(spans))
	for i, s := range spans {
		w[i] = s.Weight
	}
	return w
}

// follow adds one post's areas of all methods.
func follow(ctx context.Context, e app.Engine, l app.Label, take func([]int) app.Post, o Options, rng *rand.Rand,
	into map[string][]areas, contribution, attention []float64) error {
	byMethod := map[string]areas{}
	for method, weights := range map[string][]float64{Contribution: contribution, Attention: attention} {
		a, err := curves(ctx, e, l, take, order(weights), o.Steps)
		if err != nil {
			return err
		}
		byMethod[method] = a
	}
	var random areas
	for range o.Shuffles {
		a, err := curves(ctx, e, l, take, rng.Perm(len(contribution)), o.Steps)
		if err != nil {
			return err
		}
		random.deletion += a.deletion / float64(o.Shuffles)
		random.insertion += a.insertion / float64(o.Shuffles)
	}
	byMethod[Random] = random
	for method, a := range byMethod {
		into[method] = append(into[method], a)
	}
	return nil
}

// order lists the parts, the weightiest first, equal ones in their order.
func order(weights []float64) []int {
	all := make([]int, len(weights))
	for i := range all {
		all[i] = i
	}
	slices.SortStableFunc(all, func(a, b int) int {
		switch {
		case weights[a] > weights[b]:
			return -1
		case weights[a] < weights[b]:
			return 1
		}
		return 0
	})
	return all
}

// curves scores all points of both curves in one call.
func curves(ctx context.Context, e app.Engine, l app.Label, take func([]int) app.Post, order []int, steps int) (areas, error) {
	n := len(order)
	steps = min(steps, n)
	var posts []app.Post
	for s := range steps + 1 {
		posts = append(posts, take(order[:n*s/steps])) // deletion: the first are gone
	}
	for s := range steps + 1 {
		posts = append(posts, take(order[n*s/steps:])) // insertion: the first are there
	}
	scored, err := e.Score(ctx, posts...)
	if err != nil {
		return areas{}, err
	}
	return areas{area(scored[:steps+1], l), area(scored[steps+1:], l)}, nil
}

// area is that under the label's probability by the trapezoid rule over [0, 1]. Where nothing is left to score (all words
// struck, no picture) nothing is known, and the label has a third.
func area(points []app.Prediction, l app.Label) float64 {
	at := func(p app.Prediction) float64 {
		if p.Err != nil {
			return 1.0 / 3
		}
		return p.Scores[l]
	}
	sum := 0.0
	for i := 1; i < len(points); i++ {
		sum += (at(points[i-1]) + at(points[i])) / 2
	}
	return sum / float64(len(points)-1)
}

// summarise takes the means, and the gain over random orders post by post.
func summarise(all map[string][]areas, seed uint64) map[string]Area {
	out := map[string]Area{}
	random := all[Random]
	for _, method := range Methods {
		list := all[method]
		if len(list) == 0 {
			continue
		}
		var a Area
		gains := make([]float64, len(list))
		for i, x := range list {
			a.Deletion += x.deletion / float64(len(list))
			a.Insertion += x.insertion / float64(len(list))
			gains[i] = random[i].deletion - x.deletion + x.insertion - random[i].insertion
		}
		mean := func(units []int) float64 {
			sum := 0.0
			for _, i := range units {
				sum += gains[i]
			}
			return sum / float64(len(units))
		}
		for _, g := range gains {
			a.Gain += g / float64(len(gains))
		}
		if method != Random && len(list) > 1 {
			a.Low, a.High = measure.Bootstrap(len(gains), seed, mean)
		}
		out[method] = a
	}
	return out
}
