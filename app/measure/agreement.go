package measure

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Missing marks a unit that a coder did not label.
const Missing = -1

// Kappa is Cohen's κ of two coders over units that both have labelled: (p_o − p_e)/(1 − p_e), Cohen 1960. NaN where
// there are no such units or chance alone explains everything (p_e = 1).
func Kappa(a, b []int) float64 { return newUnits([][]int{a, b}, Coding{}).of(kappa) }

// Percent is the share of equal pairs among all pairs of labels of the same unit; NaN where there is no pair.
func Percent(coders [][]int) float64 { return newUnits(coders, Coding{}).of(percent) }

// Metric is δ² of two codes, which says how far apart they lie. margin counts every code in the units compared.
type Metric func(margin []float64, a, b int) float64

// Nominal metric: equal or not.
func Nominal(_ []float64, a, b int) float64 {
	if a == b {
		return 0
	}
	return 1
}

// Ordinal metric: codes are ranks, 0 < 1 < 2, and as far apart as there are ranks given between them (Krippendorff 2011).
func Ordinal(margin []float64, a, b int) float64 {
	if a == b {
		return 0
	}
	lo, hi := min(a, b), max(a, b)
	d := -(margin[lo] + margin[hi]) / 2
	for g := lo; g <= hi; g++ {
		d += margin[g]
	}
	return d * d
}

// IntervalOf is the metric of codes with a value each: the square of the difference.
func IntervalOf(values []float64) Metric {
	return func(_ []float64, a, b int) float64 {
		d := values[a] - values[b]
		return d * d
	}
}

// Jaccard is the metric of codes that are sets: 1 − |A ∩ B| / |A ∪ B|. Two empty sets are equal.
func Jaccard(sets [][]int) Metric {
	return func(_ []float64, a, b int) float64 { return 1 - overlap(sets[a], sets[b]) }
}

// Masi is the metric of codes that are sets by Passonneau 2006, "Measuring Agreement on Set-valued Items (MASI)", as nltk has
// it: 1 − M · |A ∩ B| / |A ∪ B| with M = 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap.
func Masi(sets [][]int) Metric {
	return func(_ []float64, a, b int) float64 {
		x, y := sets[a], sets[b]
		both := common(x, y)
		m := 1.0 / 3
		switch {
		case both == len(x) && both == len(y):
			m = 1
		case both == len(x) || both == len(y):
			m = 2.0 / 3
		}
		return 1 - m*overlap(x, y)
	}
}

func common(a, b []int) int {
	n := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}

func overlap(a, b []int) float64 {
	both := common(a, b)
	if len(a)+len(b) == 0 {
		return 1
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// Alpha is Krippendorff's α = 1 − D_o/D_e over units with two labels or more (Krippendorff 2011, "Computing
// Krippendorff's Alpha-Reliability"). coders[c][u] is coder c's code of unit u, or Missing. NaN where nothing varies
// or no unit has two labels.
func Alpha(coders [][]int, metric Metric) float64 {
	return newUnits(coders, Coding{}).of(alpha(metric))
}

// Interval is a figure with its 95 % percentile-bootstrap interval; NaN where it is not defined.
type Interval struct {
	Value, Low, High float64
	N                int // units it rests on
}

// Resamples is how often a bootstrap draws: a thousand times, less often where there are so many units that the interval
// is narrow anyway and a person would wait.
func Resamples(n int) int { return min(1000, max(200, 10_000_000/n)) }

// Bootstrap draws n units with replacement again and again and gives the 2.5th and 97.5th percentile of what figure
// says of the drawn units. Draws that give NaN do not count. The same seed gives the same interval.
func Bootstrap(n int, seed uint64, figure func(units []int) float64) (low, high float64) {
	if n < 2 {
		return math.NaN(), math.NaN()
	}
	rng := rand.New(rand.NewPCG(seed, 0x6b72697070))
	units := make([]int, n)
	var drawn []float64
	for range Resamples(n) {
		for i := range units {
			units[i] = rng.IntN(n)
		}
		if x := figure(units); !math.IsNaN(x) {
			drawn = append(drawn, x)
		}
	}
	return Middle(drawn)
}

// Middle are the 2.5th and the 97.5th percentile of what was drawn, which it sorts; NaN where there is nothing.
func Middle(drawn []float64) (low, high float64) {
	if len(drawn) == 0 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(drawn)
	return quantile(drawn, 0.025), quantile(drawn, 0.975)
}

// quantile interpolates between sorted values (numpy's default).
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	lo := int(at)
	if lo+1 >= len(sorted) {
		return sorted[lo]
	}
	return sorted[lo] + (at-float64(lo))*(sorted[lo+1]-sorted[lo])
}

// Coding says what codes stand for. The zero value: labels that are equal or not.
type Coding struct {
	Values []float64 // by code, where codes are ordered and have a value
	Sets   [][]int   // by code, where codes are sets
}

// Agreement is how far coders agree. Figures that the coding has no use for are NaN.
type Agreement struct {
	Coders           []string
	Units            int // with two labels or more
	Percent, Kappa   Interval
	Nominal, Ordinal Interval
	Interval         Interval // α by the distance of values
	Masi, Jaccard    Interval // α of sets
}

// Agree computes all figures of coders[c][u] with bootstrap intervals over units. Kappa is NaN unless there are two coders.
func Agree(names []string, coders [][]int, coding Coding, seed uint64) Agreement {
	u := newUnits(coders, coding)
	nan := math.NaN()
	none := Interval{Value: nan, Low: nan, High: nan, N: len(u.all)}
	a := Agreement{Coders: names, Units: len(u.all), Kappa: none, Ordinal: none, Interval: none, Masi: none, Jaccard: none}
	into, figures := []*Interval{&a.Percent, &a.Nominal}, []figure{percent, alpha(Nominal)}
	if coding.Values != nil {
		into, figures = append(into, &a.Ordinal, &a.Interval), append(figures, alpha(Ordinal), u.fixed(IntervalOf(coding.Values)))
	}
	if coding.Sets != nil {
		into, figures = append(into, &a.Masi, &a.Jaccard), append(figures, u.fixed(Masi(coding.Sets)), u.fixed(Jaccard(coding.Sets)))
	}
	if len(coders) == 2 {
		into, figures = append(into, &a.Kappa), append(figures, kappa)
	}
	u.count(nil)
	for i, f := range figures {
		*into[i] = Interval{Value: f(u), N: len(u.all)}
	}
	drawn := make([][]float64, len(figures))
	Bootstrap(len(u.all), seed, func(units []int) float64 { // all figures of the same draws: counting is what takes the time
		u.count(units)
		for i, f := range figures {
			if x := f(u); !math.IsNaN(x) {
				drawn[i] = append(drawn[i], x)
			}
		}
		return nan
	})
	for i := range figures {
		into[i].Low, into[i].High = Middle(drawn[i])
	}
	return a
}
