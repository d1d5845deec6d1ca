package measure

import "math"

// unit is what the coders say of one thing: each code that was given, and how often.
type unit struct {
	codes []int
	n     []float64
	first [2]int // what the first two coders say, for κ
}

// units counts codes over units, or over a draw of them, so that every figure can be had of the counts.
type units struct {
	all  []unit // with two codes or more: the rest would dilute a bootstrap
	size int    // codes are 0 to size−1

	margin  []float64 // by code
	pairs   []float64 // coincidences of two codes a < b, at a·size + b; that of b and a is the same again
	equal   float64   // pairs that are the same, and all of them
	total   float64
	rows    []float64 // of κ: the first coder's codes, the second one's, where both spoke
	columns []float64
	same    float64
	spoke   float64
}

// figure is one of the counts that were made.
type figure func(u *units) float64

func newUnits(coders [][]int, coding Coding) *units {
	u := &units{size: max(len(coding.Values), len(coding.Sets))}
	if len(coders) == 0 {
		return u
	}
	for at := range coders[0] {
		one := unit{first: [2]int{Missing, Missing}}
		given := 0.0
		for c, codes := range coders {
			code := codes[at]
			if c < 2 {
				one.first[c] = code
			}
			if code == Missing {
				continue
			}
			u.size = max(u.size, code+1)
			given++
			one.put(code)
		}
		if given >= 2 {
			u.all = append(u.all, one)
		}
	}
	return u
}

func (o *unit) put(code int) {
	for i, c := range o.codes {
		if c == code {
			o.n[i]++
			return
		}
	}
	o.codes, o.n = append(o.codes, code), append(o.n, 1)
}

// of is a figure over all units.
func (u *units) of(f figure) float64 {
	u.count(nil)
	return f(u)
}

// count counts a draw of units; nil: all of them.
func (u *units) count(draw []int) {
	if u.margin == nil {
		u.margin, u.pairs = make([]float64, u.size), make([]float64, u.size*u.size)
		u.rows, u.columns = make([]float64, u.size), make([]float64, u.size)
	}
	for _, counts := range [][]float64{u.margin, u.pairs, u.rows, u.columns} {
		clear(counts)
	}
	u.equal, u.total, u.same, u.spoke = 0, 0, 0, 0
	if draw == nil {
		for i := range u.all {
			u.add(&u.all[i])
		}
		return
	}
	for _, i := range draw {
		u.add(&u.all[i])
	}
}

func (u *units) add(o *unit) {
	sum := 0.0
	for _, n := range o.n {
		sum += n
	}
	for i, a := range o.codes {
		u.margin[a] += o.n[i]
		u.equal += o.n[i] * (o.n[i] - 1) / 2
		for k := range i {
			b := o.codes[k]
			u.pairs[min(a, b)*u.size+max(a, b)] += o.n[i] * o.n[k] / (sum - 1)
		}
	}
	u.total += sum * (sum - 1) / 2
	if a, b := o.first[0], o.first[1]; a != Missing && b != Missing {
		u.rows[a]++
		u.columns[b]++
		if u.spoke++; a == b {
			u.same++
		}
	}
}

func percent(u *units) float64 {
	if u.total == 0 {
		return math.NaN()
	}
	return u.equal / u.total
}

func kappa(u *units) float64 {
	chance := 0.0
	for k := range u.rows {
		chance += u.rows[k] * u.columns[k] / (u.spoke * u.spoke)
	}
	if u.spoke == 0 || chance >= 1 {
		return math.NaN()
	}
	return (u.same/u.spoke - chance) / (1 - chance)
}

// alpha is Krippendorff's α by a metric.
func alpha(metric Metric) figure {
	return func(u *units) float64 {
		observed, expected, n := 0.0, 0.0, 0.0
		for a, of := range u.margin {
			n += of
			if of == 0 {
				continue
			}
			for b := a + 1; b < u.size; b++ {
				if u.margin[b] == 0 {
					continue
				}
				d := metric(u.margin, a, b)
				observed += 2 * u.pairs[a*u.size+b] * d
				expected += 2 * of * u.margin[b] * d
			}
		}
		if expected == 0 {
			return math.NaN()
		}
		return 1 - (n-1)*observed/expected
	}
}

// fixed is α by a metric that goes by the codes alone: it is worked out once.
func (u *units) fixed(metric Metric) figure {
	distances := make([]float64, u.size*u.size)
	for a := range u.size {
		for b := a + 1; b < u.size; b++ {
			distances[a*u.size+b] = metric(nil, a, b)
		}
	}
	return alpha(func(_ []float64, a, b int) float64 { return distances[a*u.size+b] })
}
