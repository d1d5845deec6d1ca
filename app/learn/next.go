package learn

import (
	"context"
	"math"
	"slices"

	"duotone/app"
	"duotone/app/project"

	"gonum.org/v1/gonum/blas/blas32"
)

// Unanswered is the same question with the posts that have no answer yet, at most as many as asked for, in the order as given.
func (s *Said) Unanswered(ctx context.Context, p *project.Project, most int) (*Said, error) {
	rest := &Said{Question: s.Question, Answers: map[app.PostID][]int{}}
	err := p.Posts.Each(ctx, func(i project.Item) error {
		if _, ok := s.Answers[i.ID]; !ok && len(rest.Answers) < most {
			rest.Answers[i.ID] = nil
		}
		return nil
	})
	return rest, err
}

// Next orders posts for labelling and gives the first n: those that the head is least sure of, but for near copies of ones before them,
// so that a hundred posts are not a hundred times the same doubt. Distance counts for no more than that: the plain product with it reached
// the goal no sooner than chance (ARCHITECTURE.md, Learning, measured).
func Next(h *app.Head, posts []Example, n int) []Example {
	unsure, near := make([]float64, len(posts)), make([]float64, len(posts))
	for i, e := range posts {
		unsure[i], near[i] = unsureness(h, e.X), 1
	}
	var out []Example
	for len(out) < min(n, len(posts)) {
		best := -1
		for i := range posts {
			if near[i] >= 0 && (best < 0 || unsure[i]*near[i] > unsure[best]*near[best]) {
				best = i
			}
		}
		out = append(out, posts[best])
		near[best] = -1
		for i, e := range posts {
			if near[i] >= 0 {
				near[i] = min(near[i], distance(e.X, posts[best].X)/copyWithin)
			}
		}
	}
	return out
}

// copyWithin is the distance from which a post is none of another's near copies.
const copyWithin = 0.2

// unsureness is 1 where two labels are equally likely and 0 where one is certain; of ManyOf that of the least certain label.
func unsureness(h *app.Head, x []float32) float64 {
	p := h.Probabilities(x)
	if h.Kind == app.ManyOf {
		most := 0.0
		for _, v := range p {
			most = max(most, 1-math.Abs(2*v-1))
		}
		return most
	}
	slices.Sort(p)
	return 1 - (p[len(p)-1] - p[len(p)-2])
}

// distance is Euclid's, of vectors of length 1: 0 to 2.
func distance(a, b []float32) float64 {
	return math.Sqrt(max(0, 2-2*float64(blas32.Dot(blas32.Vector{N: len(a), Inc: 1, Data: a}, blas32.Vector{N: len(b), Inc: 1, Data: b}))))
}
