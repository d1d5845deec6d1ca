package learn

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// dealt deals rows into folds: groups stay together, and each fold gets about its share of each class. Which fold is left to the seed.
func (a *answers) dealt(rows []int, folds int, seed uint64) [][]int {
	byGroup := map[int][]int{}
	var order []int
	totals := make([]float64, a.classes)
	for _, i := range rows {
		g := a.group[i]
		if byGroup[g] == nil {
			order = append(order, g)
		}
		byGroup[g] = append(byGroup[g], i)
		for c := range totals {
			totals[c] += a.target[i*a.classes+c]
		}
	}
	slices.Sort(order)
	rng := rand.New(rand.NewPCG(seed, 0x666f6c6473))
	rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(byGroup[b]), len(byGroup[a])) })
	out := make([][]int, folds)
	counts := make([]float64, folds*a.classes)
	for _, g := range order {
		best, least := 0, 0.0
		for f := range folds {
			cost := 1e-6 * float64(len(out[f]))
			for _, i := range byGroup[g] {
				for c := range totals {
					if a.target[i*a.classes+c] > 0 {
						cost += counts[f*a.classes+c] / totals[c]
					}
				}
			}
			if f == 0 || cost < least {
				best, least = f, cost
			}
		}
		for _, i := range byGroup[g] {
			out[best] = append(out[best], i)
			for c := range totals {
				counts[best*a.classes+c] += a.target[i*a.classes+c]
			}
		}
	}
	for _, f := range out {
		slices.Sort(f)
	}
	return out
}

// without are the rows that are not in part; both are sorted.
func without(rows, part []int) []int {
	var out []int
	for _, i := range rows {
		if _, in := slices.BinarySearch(part, i); !in {
			out = append(out, i)
		}
	}
	return out
}

// some are about a share of rows by whole groups, the same groups for a smaller share of the same seed.
func (a *answers) some(rows []int, share float64, seed uint64) []int {
	var out []int
	for _, i := range rows {
		if float64(mix(seed, uint64(a.group[i]))>>11)/(1<<53) < share {
			out = append(out, i)
		}
	}
	return out
}

// mix hashes two numbers (the finaliser of SplitMix64, Steele et al. 2014).
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 + b + 0x632be59bd9b4e019
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
