package assign

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"

	"duotone/app"
)

// Plan says how posts are shared out.
type Plan struct {
	Posts   []app.PostID // in their order
	People  []string
	Overlap float64             // the part of the posts, 0 to 1, that several people get
	Each    int                 // how many get each of those; 0: all
	Common  map[app.PostID]bool // posts that all get beside, as their answer is known
	Group   map[app.PostID]string
	Seed    int64
}

// Check tells what is wrong with a plan.
func (p Plan) Check() error {
	switch {
	case len(p.People) == 0:
		return fmt.Errorf("nobody is named")
	case p.Overlap < 0 || p.Overlap > 1 || math.IsNaN(p.Overlap):
		return fmt.Errorf("%g of the posts can't be shared: want 0 to 1, or a number with %%", p.Overlap)
	case p.Each < 0 || p.Each == 1 || p.Each > len(p.People):
		return fmt.Errorf("%d of %d people can't share a post: want 2 and more", p.Each, len(p.People))
	}
	for i, name := range p.People {
		if slices.Contains(p.People[:i], name) {
			return fmt.Errorf("%s is named twice", name)
		}
	}
	return nil
}

// Split shares posts out at random: those that overlap, then each to one person, so that nobody has more than one unit more than
// anybody else. Near copies stay together. Each person's posts are in the order of the plan.
func (p Plan) Split() map[string][]app.PostID {
	got := make(map[string]map[app.PostID]bool, len(p.People))
	for _, name := range p.People {
		got[name] = map[app.PostID]bool{}
	}
	give := func(name string, unit []app.PostID) {
		for _, id := range unit {
			got[name][id] = true
		}
	}
	units, total := p.units()
	rng := rand.New(rand.NewPCG(uint64(p.Seed), 0x73706c6974))
	rng.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
	each := p.Each
	if each == 0 {
		each = len(p.People)
	}
	shared, turn := int(math.Round(p.Overlap*float64(total))), 0
	for len(units) > 0 && shared > 0 {
		for range each {
			give(p.People[turn%len(p.People)], units[0])
			turn++
		}
		shared -= len(units[0])
		units = units[1:]
	}
	for _, unit := range units {
		least := p.People[0]
		for _, name := range p.People {
			if len(got[name]) < len(got[least]) {
				least = name
			}
		}
		give(least, unit)
	}
	out := make(map[string][]app.PostID, len(p.People))
	for _, name := range p.People {
		for _, id := range p.Posts {
			if got[name][id] || p.Common[id] {
				out[name] = append(out[name], id)
			}
		}
	}
	return out
}

// Expect tells what would come of it for so many posts, near copies and known answers aside: how many each person has, about, and how
// many go to several.
func (p Plan) Expect(posts int) (each, shared int) {
	by := p.Each
	if by == 0 {
		by = len(p.People)
	}
	shared = int(math.Round(p.Overlap * float64(posts)))
	return (posts - shared + shared*by) / max(1, len(p.People)), shared
}

// units are the posts that are shared out: near copies as one.
func (p Plan) units() (units [][]app.PostID, total int) {
	at := map[string]int{}
	for _, id := range p.Posts {
		if p.Common[id] {
			continue
		}
		total++
		group := p.Group[id]
		if k, known := at[group]; known && group != "" {
			units[k] = append(units[k], id)
			continue
		}
		if group != "" {
			at[group] = len(units)
		}
		units = append(units, []app.PostID{id})
	}
	return units, total
}

// Sample draws n posts at random, from each stratum as many as its part of all or, with even, as many from each as there are. The
// order of the posts is kept. A post's lot follows from the seed and its content: a larger sample holds the smaller one, as far as its
// strata do.
func Sample(posts []app.PostID, stratum func(app.PostID) string, n int, even bool, seed int64) []app.PostID {
	strata, names := map[string][]app.PostID{}, []string{}
	for _, id := range posts {
		name := stratum(id)
		if strata[name] == nil {
			names = append(names, name)
		}
		strata[name] = append(strata[name], id)
	}
	slices.Sort(names)
	sizes := make([]int, len(names))
	for i, name := range names {
		sizes[i] = len(strata[name])
	}
	taken := map[app.PostID]bool{}
	for i, k := range quotas(sizes, min(n, len(posts)), even) {
		drawn := slices.Clone(strata[names[i]])
		slices.SortStableFunc(drawn, func(a, b app.PostID) int {
			x, y := lot(seed, a), lot(seed, b)
			if x < y {
				return -1
			}
			if x > y {
				return 1
			}
			return 0
		})
		for _, id := range drawn[:k] {
			taken[id] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(posts), func(id app.PostID) bool { return !taken[id] })
}

func lot(seed int64, id app.PostID) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d\x00%s", seed, id)
	x := h.Sum64() // mixed, as FNV's high bits are weak (SplitMix64)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// quotas is how many of each stratum are drawn, n in all: by the method of the largest remainders or, with even, as evenly as the sizes
// allow.
func quotas(sizes []int, n int, even bool) []int {
	out := make([]int, len(sizes))
	if even {
		for n > 0 {
			gave := false
			for i := range out {
				if n > 0 && out[i] < sizes[i] {
					out[i]++
					n--
					gave = true
				}
			}
			if !gave {
				break
			}
		}
		return out
	}
	all := 0
	for _, s := range sizes {
		all += s
	}
	type rest struct {
		at   int
		left int // of the division
	}
	var rests []rest
	left := n
	for i, s := range sizes {
		out[i] = s * n / max(all, 1)
		left -= out[i]
		rests = append(rests, rest{i, s * n % max(all, 1)})
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return b.left - a.left })
	for _, r := range rests[:min(left, len(rests))] {
		out[r.at]++
	}
	return out
}
