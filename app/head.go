package app

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// QuestionKind says what an answer to a question of people's own looks like.
type QuestionKind string

// The kinds of questions that a head answers.
const (
	OneOf  QuestionKind = "one-of"  // one label of several
	ManyOf QuestionKind = "many-of" // any number of labels, none too
	Scale  QuestionKind = "scale"   // one step of an ordered scale
)

// Asked is what a question is asked of.
type Asked string

// What a question may be asked of. A question of the words is answered as if the post had no picture, and likewise.
const (
	AskedOfPost    Asked = "post"
	AskedOfWords   Asked = "words"
	AskedOfPicture Asked = "picture"
)

// Of is the part of a post that a question is asked of.
func (a Asked) Of(p Post) Post {
	switch a {
	case AskedOfWords:
		p.WhatIf.NoPicture = true
	case AskedOfPicture:
		p.WhatIf.NoWords = true
	}
	return p
}

// Head answers one question from a post's embedding: a linear map, fitted on labels that people gave. It is immutable.
type Head struct {
	Question    string // key of the question
	Title       string // what people read of it; "" is the key
	Kind        QuestionKind
	Asked       Asked
	Labels      []string    // keys, in the order of the scores; those of a scale from low to high
	Titles      []string    // what people read of each label; "" is its key
	Weights     [][]float32 // [labels][size of the embedding]
	Bias        []float64   // [labels]
	Temperature float64     // over 0
}

// Limits of a head from outside.
const (
	MaxHeadLabels = 64
	MaxHeadSize   = 1 << 16
)

// Check tells what is wrong with a head that was read from a file, or nil.
func (h *Head) Check() error {
	switch n := len(h.Labels); {
	case h.Kind != OneOf && h.Kind != ManyOf && h.Kind != Scale:
		return fmt.Errorf("its question is of the unknown kind %q", h.Kind)
	case h.Asked != AskedOfPost && h.Asked != AskedOfWords && h.Asked != AskedOfPicture:
		return fmt.Errorf("its question is asked of %q, which no post has", h.Asked)
	case n < 1 || n > MaxHeadLabels || n < 2 && h.Kind != ManyOf:
		return fmt.Errorf("it has %d labels", n)
	case len(h.Weights) != n || len(h.Bias) != n || len(h.Titles) != n:
		return fmt.Errorf("it has %d labels, %d titles, %d rows of weights and %d biases", n, len(h.Titles), len(h.Weights), len(h.Bias))
	case !(h.Temperature > 0) || math.IsInf(h.Temperature, 0):
		return fmt.Errorf("its temperature is %v", h.Temperature)
	}
	seen := map[string]bool{}
	for i, l := range h.Labels {
		if l == "" || seen[l] {
			return fmt.Errorf("its label %q has no name of its own", l)
		}
		if len(l) > 256 || strings.ContainsFunc(l, unicode.IsControl) {
			return fmt.Errorf("its label %.80q is no name", l)
		}
		seen[l] = true
		if len(h.Weights[i]) != h.Size() || h.Size() == 0 || h.Size() > MaxHeadSize {
			return fmt.Errorf("the label %q has %d weights", l, len(h.Weights[i]))
		}
		sum := h.Bias[i]
		for _, w := range h.Weights[i] {
			sum += math.Abs(float64(w))
		}
		if math.IsNaN(sum) || math.IsInf(sum, 0) {
			return fmt.Errorf("the weights of the label %q are not numbers", l)
		}
	}
	return nil
}

// Size is the size of the embeddings that it reads.
func (h *Head) Size() int {
	if len(h.Weights) == 0 {
		return 0
	}
	return len(h.Weights[0])
}

// LabelTitle is what people read of a label.
func (h *Head) LabelTitle(i int) string {
	if h.Titles[i] != "" {
		return h.Titles[i]
	}
	return h.Labels[i]
}

// QuestionTitle is what people read of the question.
func (h *Head) QuestionTitle() string {
	if h.Title != "" {
		return h.Title
	}
	return h.Question
}

// Probabilities are those of the labels for an embedding of Size numbers: they add up to 1, but for ManyOf, where each stands alone.
func (h *Head) Probabilities(embedding []float32) []float64 {
	p := make([]float64, len(h.Labels))
	for i, row := range h.Weights {
		sum := h.Bias[i]
		for k, w := range row {
			sum += float64(w) * float64(embedding[k])
		}
		p[i] = sum / h.Temperature
	}
	if h.Kind == ManyOf {
		for i, x := range p {
			p[i] = 1 / (1 + math.Exp(-x))
		}
		return p
	}
	Softmax(p)
	return p
}

// Softmax turns logits into probabilities, in place.
func Softmax(x []float64) {
	top, sum := slices.Max(x), 0.0
	for i, v := range x {
		x[i] = math.Exp(v - top)
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// Answer is what a head says of a post.
type Answer struct {
	Head   *Head
	Scores []float64 // by Head.Labels
}

// Top is the label with the highest score; the earlier one of equals.
func (a *Answer) Top() int {
	best := 0
	for i, s := range a.Scores {
		if s > a.Scores[best] {
			best = i
		}
	}
	return best
}

// Given are the labels that the head gives: the top one, or for ManyOf those that are likelier there than not.
func (a *Answer) Given() []int {
	if a.Head.Kind != ManyOf {
		return []int{a.Top()}
	}
	var given []int
	for i, s := range a.Scores {
		if s >= 0.5 {
			given = append(given, i)
		}
	}
	return given
}

// GivenLabels are the keys of the labels that the head gives.
func (a *Answer) GivenLabels() []string {
	labels := []string{}
	for _, i := range a.Given() {
		labels = append(labels, a.Head.Labels[i])
	}
	return labels
}

// Step is the expected step of a scale, 0 to labels−1.
func (a *Answer) Step() float64 {
	sum := 0.0
	for i, s := range a.Scores {
		sum += float64(i) * s
	}
	return sum
}
