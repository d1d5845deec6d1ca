package measure

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Missing marks a unit that a coder did not label.
const Missing = -1

// maxClasses is the largest number of classes; labels are 0 to maxClasses−1.
const maxClasses = 16

// Kappa is Cohen's κ of two coders over units that both have labelled: (p_o − p_e)/(1 − p_e), Cohen 1960. NaN where
// there are no such units or chance alone explains everything (p_e = 1).
func Kappa(a, b []int) float64 {
	var rows, columns [maxClasses]float64
	same, n := 0.0, 0.0
	for i := range a {
		if a[i] == Missing || b[i] == Missing {
			continue
		}
		rows[a[i]]++
		columns[b[i]]++
		n++
		if a[i] == b[i] {
			same++
		}
	}
	chance := 0.0
	for k := range rows {
		chance += rows[k] * columns[k] / (n * n)
	}
	if n == 0 || chance >= 1 {
		return math.NaN()
	}
	return (same/n - chance) / (1 - chance)
}

// Percent is the share of equal pairs among all pairs of labels of the same unit; NaN where there is no pair.
func Percent(coders [][]int) float64 {
	same, pairs := 0.0, 0.0
	for _, counts := range unitCounts(coders) {
		n := 0.0
		for _, c := range counts {
			n += c
			same += c * (c - 1) / 2
		}
		pairs += n * (n - 1) / 2
	}
	if pairs == 0 {
		return math.NaN()
	}
	return same / pairs
}

// Level is the level of measurement, which says how far apart two labels are.
type Level int

// The levels.
const (
	Nominal Level = iota // equal or not
	Ordinal              // 0 < 1 < 2: negative is farther from positive than from neutral
)

type counts [maxClasses]float64

func (c counts) sum() float64 {
	n := 0.0
	for _, x := range c {
		n += x
	}
	return n
}

// unitCounts counts the labels of each unit.
func unitCounts(coders [][]int) []counts {
	if len(coders) == 0 {
		return nil
	}
	units := make([]counts, len(coders[0]))
	for _, labels := range coders {
		for u, l := range labels {
			if l != Missing {
				units[u][l]++
			}
		}
	}
	return units
}

// Alpha is Krippendorff's α = 1 − D_o/D_e over units with two labels or more (Krippendorff 2011, "Computing
// Krippendorff's Alpha-Reliability"). coders[c][u] is coder c's label of unit u, or Missing. NaN where nothing varies
// or no unit has two labels.
func Alpha(coders [][]int, level Level) float64 {
	var coincidence [maxClasses]counts
	var margin counts
	for _, unit := range unitCounts(coders) {
		n := unit.sum()
		if n < 2 {
			continue
		}
		for c, nc := range unit {
			margin[c] += nc
			for k, nk := range unit {
				if c == k {
					nk--
				}
				coincidence[c][k] += nc * nk / (n - 1)
			}
		}
	}
	observed, expected := 0.0, 0.0
	for c := range margin {
		for k := range margin {
			d := distance(margin, c, k, level)
			observed += coincidence[c][k] * d
			expected += margin[c] * margin[k] * d
		}
	}
	if expected == 0 {
		return math.NaN()
	}
	return 1 - (margin.sum()-1)*observed/expected
}

// distance is δ² of two labels.
func distance(margin counts, c, k int, level Level) float64 {
	if c == k {
		return 0
	}
	if level == Nominal {
		return 1
	}
	lo, hi := min(c, k), max(c, k)
	d := -(margin[lo] + margin[hi]) / 2
	for g := lo; g <= hi; g++ {
		d += margin[g]
	}
	return d * d
}

// Interval is a figure with its 95 % percentile-bootstrap interval; NaN where it is not defined.
type Interval struct {
	Value, Low, High float64
	N                int // units it rests on
}

// resamples is how often a bootstrap draws: a thousand times, less often where there are so many units that the interval
// is narrow anyway and a person would wait.
func resamples(n int) int { return min(1000, max(200, 10_000_000/n)) }

// Bootstrap draws n units with replacement again and again and gives the 2.5th and 97.5th percentile of what figure
// says of the drawn units. Draws that give NaN do not count. The same seed gives the same interval.
func Bootstrap(n int, seed uint64, figure func(units []int) float64) (low, high float64) {
	if n < 2 {
		return math.NaN(), math.NaN()
	}
	rng := rand.New(rand.NewPCG(seed, 0x6b72697070))
	units := make([]int, n)
	var drawn []float64
	for range resamples(n) {
		for i := range units {
			units[i] = rng.IntN(n)
		}
		if x := figure(units); !math.IsNaN(x) {
			drawn = append(drawn, x)
		}
	}
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

// Agreement is how far coders agree.
type Agreement struct {
	Coders                           []string
	Units                            int // with two labels or more
	Percent, Kappa, Nominal, Ordinal Interval
}

// Agree computes all figures of coders[c][u] with bootstrap intervals over units. Kappa is NaN unless there are two coders.
func Agree(names []string, coders [][]int, seed uint64) Agreement {
	var keep []int // units with two labels: the rest would dilute the bootstrap
	for u, c := range unitCounts(coders) {
		if c.sum() >= 2 {
			keep = append(keep, u)
		}
	}
	whole := make([]int, len(keep))
	for i := range whole {
		whole[i] = i
	}
	picked := make([][]int, len(coders))
	for c := range picked {
		picked[c] = make([]int, len(keep))
	}
	interval := func(figure func([][]int) float64) Interval {
		f := func(units []int) float64 {
			for c := range coders {
				for i, u := range units {
					picked[c][i] = coders[c][keep[u]]
				}
			}
			return figure(picked)
		}
		i := Interval{Value: f(whole), N: len(keep)}
		i.Low, i.High = Bootstrap(len(keep), seed, f)
		return i
	}
	nan := Interval{Value: math.NaN(), Low: math.NaN(), High: math.NaN(), N: len(keep)}
	a := Agreement{Coders: names, Units: len(keep), Kappa: nan}
	a.Percent = interval(Percent)
	a.Nominal = interval(func(c [][]int) float64 { return Alpha(c, Nominal) })
	a.Ordinal = interval(func(c [][]int) float64 { return Alpha(c, Ordinal) })
	if len(coders) == 2 {
		a.Kappa = interval(func(c [][]int) float64 { return Kappa(c[0], c[1]) })
	}
	return a
}
