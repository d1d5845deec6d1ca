package learn

import (
	"context"
	"errors"
	"math"
	"slices"

	"duotone/app"

	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/optimize"
)

var dblas gonum.Implementation

// fitted is a model in the coordinates of a space.
type fitted struct {
	kind    app.QuestionKind
	weights []float64 // [rows, k]; a scale has one row, which its steps share
	bias    []float64 // [classes]
	k       int
}

// logits of a row of k coordinates.
func (f *fitted) logits(z, out []float64) {
	if f.kind == app.Scale {
		v := dblas.Ddot(f.k, f.weights, 1, z, 1)
		for c := range out {
			out[c] = f.bias[c] + step(c, len(out))*v
		}
		return
	}
	for c := range out {
		out[c] = f.bias[c] + dblas.Ddot(f.k, f.weights[c*f.k:], 1, z, 1)
	}
}

// step is where class c lies on a scale of n steps, centred.
func step(c, n int) float64 { return float64(c) - float64(n-1)/2 }

// problem is a weighted, penalised loss over some rows of the examples:
//
//	Σ w·loss / n + strength/2 · |weights|²
//
// with the multinomial, one-vs-rest or adjacent-category logistic loss. gonum minimises it.
type problem struct {
	ctx      context.Context
	kind     app.QuestionKind
	x        *matrix
	rows     []int
	target   []float64 // [all rows, classes], 0 or 1
	weight   []float64 // likewise
	classes  int
	strength float64
	scale    []float64 // of each coordinate, see precondition

	total float64
	last  []float64 // parameters of the value and gradient below
	value float64
	grad  []float64
}

// matrix has n rows of k numbers, row by row.
type matrix struct {
	n, k int
	data []float64
}

func (m *matrix) row(i int) []float64 { return m.data[i*m.k : (i+1)*m.k : (i+1)*m.k] }

// precondition has the optimizer walk in coordinates in which the loss is about as curved one way as another: with a variance of λ
// and a strength of α, the curvature along a coordinate is about p(1−p)·λ + α.
func (p *problem) precondition(variance []float64) {
	p.scale = make([]float64, p.x.k)
	for i, v := range variance {
		p.scale[i] = 1 / math.Sqrt(0.15*v+p.strength)
	}
}

func (p *problem) weightRows() int {
	if p.kind == app.Scale {
		return 1
	}
	return p.classes
}

func (p *problem) size() int { return p.weightRows()*p.x.k + p.classes }

// fit minimises from a start, or from zero where start is nil. The result is as exact as choosing between models needs; a search that
// finds no better point has arrived.
func (p *problem) fit(start *fitted) (*fitted, error) {
	p.total = float64(len(p.rows))
	rows, k := p.weightRows(), p.x.k
	x := make([]float64, p.size())
	if start != nil {
		for i, w := range start.weights {
			x[i] = w / p.scale[i%k]
		}
		copy(x[rows*k:], start.bias)
	}
	p.grad = make([]float64, len(x))
	result, err := optimize.Minimize(optimize.Problem{
		Func:   func(x []float64) float64 { p.at(x); return p.value },
		Grad:   func(grad, x []float64) { p.at(x); copy(grad, p.grad) },
		Status: func() (optimize.Status, error) { return optimize.NotTerminated, p.ctx.Err() },
	}, x, &optimize.Settings{
		GradientThreshold: 1e-4, MajorIterations: 300, Converger: &optimize.FunctionConverge{Relative: 1e-6, Iterations: 3},
	}, &optimize.LBFGS{Store: 12})
	if ctx := p.ctx.Err(); ctx != nil {
		return nil, ctx
	}
	if result == nil {
		return nil, err
	}
	if sum := dblas.Dasum(len(result.X), result.X, 1); math.IsNaN(sum) || math.IsInf(sum, 0) {
		return nil, errors.New("the weights are not numbers")
	}
	out := &fitted{kind: p.kind, weights: slices.Clone(result.X[:rows*k]), bias: slices.Clone(result.X[rows*k:]), k: k}
	for i := range out.weights {
		out.weights[i] *= p.scale[i%k]
	}
	return out, nil
}

// at computes value and gradient at parameters that are scaled as precondition has it.
func (p *problem) at(x []float64) {
	if p.last != nil && slices.Equal(p.last, x) {
		return
	}
	p.last = append(p.last[:0], x...)
	rows, k, classes := p.weightRows(), p.x.k, p.classes
	model := &fitted{kind: p.kind, weights: make([]float64, rows*k), bias: x[rows*k:], k: k}
	for i := range model.weights {
		model.weights[i] = x[i] * p.scale[i%k]
	}
	clear(p.grad)
	bias := p.grad[rows*k:]
	logits := make([]float64, classes)
	p.value = 0
	for _, i := range p.rows {
		z := p.x.row(i)
		model.logits(z, logits)
		p.value += residuals(p.kind, logits, p.target[i*classes:(i+1)*classes], p.weight[i*classes:(i+1)*classes])
		slope := 0.0
		for c, r := range logits {
			bias[c] += r
			if p.kind == app.Scale {
				slope += r * step(c, classes)
			} else if r != 0 {
				dblas.Daxpy(k, r, z, 1, p.grad[c*k:], 1)
			}
		}
		if p.kind == app.Scale {
			dblas.Daxpy(k, slope, z, 1, p.grad, 1)
		}
	}
	p.value /= p.total
	for i := range p.grad {
		p.grad[i] /= p.total
	}
	for i, w := range model.weights {
		p.value += p.strength / 2 * w * w
		p.grad[i] = (p.grad[i] + p.strength*w) * p.scale[i%k]
	}
}

// residuals turns a row's logits into the slopes of its loss along them, and gives the loss.
func residuals(kind app.QuestionKind, logits, target, weight []float64) (loss float64) {
	if kind == app.ManyOf {
		for c, f := range logits {
			// log(1+exp(f)) − y·f, without overflow
			loss += weight[c] * (max(f, 0) + math.Log1p(math.Exp(-math.Abs(f))) - target[c]*f)
			logits[c] = weight[c] * (1/(1+math.Exp(-f)) - target[c])
		}
		return loss
	}
	top, sum, right, w := slices.Max(logits), 0.0, 0.0, 0.0
	for c, f := range logits {
		sum += math.Exp(f - top)
		right += target[c] * f
		w += target[c] * weight[c]
	}
	loss = w * (top + math.Log(sum) - right)
	for c, f := range logits {
		logits[c] = w * (math.Exp(f-top)/sum - target[c])
	}
	return loss
}
