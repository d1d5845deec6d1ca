package learn

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"duotone/app/measure"
)

// counts is what one set of verdicts comes to: over all examples, and over each draw of them.
type counts struct {
	whole tally
	drawn []tally
}

// interval is a figure with its 95 % bootstrap interval.
func (c counts) interval(of func(tally) float64) measure.Interval {
	values := make([]float64, len(c.drawn))
	for i, t := range c.drawn {
		values[i] = of(t)
	}
	out := measure.Interval{N: c.whole.n, Value: of(c.whole)}
	out.Low, out.High = measure.Middle(values)
	return out
}

// sheet is a set of verdicts, laid out to be counted again and again.
type sheet struct {
	codes []int32 // label·3 + 0 given rightly, 1 given wrongly, 2 not given
	from  []int32 // [n+1]: where an example's codes begin
	exact []bool
}

func (a *answers) sheet(told [][]int) *sheet {
	s := &sheet{from: make([]int32, 1, a.n+1), exact: make([]bool, a.n)}
	for i := range told {
		s.exact[i] = slices.Equal(told[i], a.labels[i])
		for _, c := range told[i] {
			code := int32(3*c + 1)
			if a.target[i*a.classes+c] > 0 {
				code--
			}
			s.codes = append(s.codes, code)
		}
		for _, c := range a.labels[i] {
			if !slices.Contains(told[i], c) {
				s.codes = append(s.codes, int32(3*c+2))
			}
		}
		s.from = append(s.from, int32(len(s.codes)))
	}
	return s
}

// count counts each example as often as times says.
func (s *sheet) count(times []int32, classes int, seen []int) tally {
	clear(seen)
	var t tally
	for i, often := range times {
		if often == 0 {
			continue
		}
		t.n += int(often)
		if s.exact[i] {
			t.exact += int(often)
		}
		for _, code := range s.codes[s.from[i]:s.from[i+1]] {
			seen[code] += int(often)
		}
	}
	all := make([]int, 3*classes)
	t.right, t.extra, t.missed = all[:classes], all[classes:2*classes], all[2*classes:]
	for c := range classes {
		t.right[c], t.extra[c], t.missed[c] = seen[3*c], seen[3*c+1], seen[3*c+2]
	}
	return t
}

// drawn draws the groups of posts that are nearly the same again and again (Efron 1979), and counts each set of verdicts over each draw:
// the same draws for all figures, so that one pass does for them all. The errors of calibration are those of beliefs, none without any.
func (a *answers) drawn(beliefs []belief, sets ...[][]int) (all []counts, errors []float64) {
	members, sheets := a.members(), make([]*sheet, len(sets))
	draws := 0
	if len(members) > 1 {
		draws = measure.Resamples(len(members))
	}
	all = make([]counts, len(sets))
	for k, told := range sets {
		sheets[k] = a.sheet(told)
		all[k] = counts{a.counted(told, nil), make([]tally, draws)}
	}
	if beliefs != nil {
		errors = make([]float64, draws)
	}
	var wait sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wait.Go(func() {
			times, seen := make([]int32, a.n), make([]int, 3*a.classes)
			for d := w; d < draws; d += workers {
				again(members, uint64(d), times)
				for k, s := range sheets {
					all[k].drawn[d] = s.count(times, a.classes, seen)
				}
				if beliefs != nil {
					errors[d] = ece(beliefs, times, a.perRow())
				}
			}
		})
	}
	wait.Wait()
	return all, errors
}

// again draws as many groups as there are, and counts how often each row is among them. A draw depends on its number alone.
func again(members [][]int, draw uint64, times []int32) {
	clear(times)
	rng := rand.New(rand.NewPCG(1, draw))
	for range members {
		for _, i := range members[rng.IntN(len(members))] {
			times[i]++
		}
	}
}
