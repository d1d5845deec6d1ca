package measure

import "math"

// ClassMetrics are one class's figures. A figure whose denominator is 0 is 0, as in scikit-learn with zero_division=0.
type ClassMetrics struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Support   int     `json:"support"`
}

// Metrics are how a model's labels stand against the true ones. Nothing to measure is N = 0 and NaN.
type Metrics struct {
	N          int
	Accuracy   float64
	MacroF1    float64 // over classes that occur among the true or the predicted labels
	WeightedF1 float64 // by support
	Class      []ClassMetrics
	Confusion  [][]int // [true][predicted]
}

// Score compares predicted with true labels, 0 to classes−1.
func Score(truth, predicted []int, classes int) Metrics {
	m := Metrics{N: len(truth), Class: make([]ClassMetrics, classes), Confusion: make([][]int, classes)}
	for k := range m.Confusion {
		m.Confusion[k] = make([]int, classes)
	}
	right := 0
	for i, t := range truth {
		m.Confusion[t][predicted[i]]++
		if t == predicted[i] {
			right++
		}
	}
	if m.N == 0 {
		m.Accuracy, m.MacroF1, m.WeightedF1 = math.NaN(), math.NaN(), math.NaN()
		return m
	}
	m.Accuracy = float64(right) / float64(m.N)
	present := 0
	for k := range m.Class {
		hit, said, is := m.Confusion[k][k], 0, 0
		for j := range m.Class {
			said += m.Confusion[j][k]
			is += m.Confusion[k][j]
		}
		c := ClassMetrics{Precision: ratio(hit, said), Recall: ratio(hit, is), F1: ratio(2*hit, said+is), Support: is}
		m.Class[k] = c
		m.WeightedF1 += c.F1 * float64(is) / float64(m.N)
		if said+is > 0 {
			m.MacroF1 += c.F1
			present++
		}
	}
	m.MacroF1 /= float64(present)
	return m
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Bin is one bar of a reliability plot: confidences in (Low, High]. The means of an empty one are NaN.
type Bin struct {
	Low, High            float64
	N                    int
	Confidence, Accuracy float64
}

// Calibration is how far a model's confidence can be believed.
type Calibration struct {
	Bins  []Bin
	ECE   float64 // expected calibration error: mean |accuracy − confidence| by bin (Guo et al. 2017)
	MCE   float64 // the largest of them
	Brier float64 // mean squared distance of the scores to the truth, summed over classes
}

// Calibrate bins the confidence of the predicted label in bins of equal width.
func Calibrate(truth []int, scores [][3]float64, bins int) Calibration {
	c := Calibration{Bins: make([]Bin, bins)}
	sums, rights := make([]float64, bins), make([]int, bins)
	for i, s := range scores {
		top := Top(s)
		for k, p := range s {
			if k == truth[i] {
				p--
			}
			c.Brier += p * p
		}
		at := min(max(int(math.Ceil(s[top]*float64(bins)))-1, 0), bins-1)
		c.Bins[at].N++
		sums[at] += s[top]
		if top == truth[i] {
			rights[at]++
		}
	}
	n := float64(len(scores))
	for k := range c.Bins {
		b := &c.Bins[k]
		b.Low, b.High = float64(k)/float64(bins), float64(k+1)/float64(bins)
		b.Confidence, b.Accuracy = math.NaN(), math.NaN()
		if b.N == 0 {
			continue
		}
		b.Confidence, b.Accuracy = sums[k]/float64(b.N), float64(rights[k])/float64(b.N)
		gap := math.Abs(b.Accuracy - b.Confidence)
		c.ECE += gap * float64(b.N) / n
		c.MCE = max(c.MCE, gap)
	}
	if n == 0 {
		c.ECE, c.MCE = math.NaN(), math.NaN()
	}
	c.Brier /= n // NaN without posts
	return c
}

// Top is the class with the highest score; the earlier one of equals.
func Top(s [3]float64) int {
	best := 0
	for k := range s {
		if s[k] > s[best] {
			best = k
		}
	}
	return best
}

// Test is McNemar's test of two models on the same posts.
type Test struct {
	OnlyA     int     // posts that only the first has right
	OnlyB     int     // posts that only the second has right
	Exact     float64 // p, two-sided binomial
	Statistic float64 // χ² with Edwards' continuity correction; NaN where they never differ
	P         float64 // p of it
}

// McNemar tests whether two models err equally often (McNemar 1947). Use Exact where OnlyA + OnlyB is below 25.
func McNemar(truth, a, b []int) Test {
	t := Test{}
	for i, want := range truth {
		switch {
		case a[i] == want && b[i] != want:
			t.OnlyA++
		case a[i] != want && b[i] == want:
			t.OnlyB++
		}
	}
	n, k := t.OnlyA+t.OnlyB, min(t.OnlyA, t.OnlyB)
	if n == 0 {
		t.Exact, t.P, t.Statistic = 1, 1, math.NaN()
		return t
	}
	sum := 0.0
	for i := 0; i <= k; i++ {
		sum += math.Exp(logChoose(n, i) - float64(n)*math.Ln2)
	}
	t.Exact = min(1, 2*sum)
	gap := math.Abs(float64(t.OnlyA-t.OnlyB)) - 1
	t.Statistic = gap * gap / float64(n)
	t.P = math.Erfc(math.Sqrt(t.Statistic / 2)) // χ² with one degree of freedom
	return t
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
