package learn

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// Likeness is what tells whether two posts are nearly the same.
type Likeness struct {
	Words   string // as typed; "" without any
	Picture string // hash of the file; "" without one
}

// Twins puts posts that are nearly the same into groups, which are numbered by their first post: those with the same picture file, and
// those whose words are the same but for addresses, names, case and marks, or share most runs of three words. A post like no other is
// a group of its own.
func Twins(posts []Likeness) []int {
	g := make(groups, len(posts))
	for i := range g {
		g[i] = i
	}
	pictures, buckets := map[string]int{}, map[uint64][]int{}
	shingles := make([][]uint64, len(posts))
	hashes := newMinHash()
	for i, p := range posts {
		if p.Picture != "" {
			if first, ok := pictures[p.Picture]; ok {
				g.join(first, i)
			} else {
				pictures[p.Picture] = i
			}
		}
		if shingles[i] = shinglesOf(p.Words); len(shingles[i]) == 0 {
			continue
		}
		for _, key := range hashes.bands(shingles[i]) {
			bucket := buckets[key]
			for _, other := range bucket {
				if g.find(other) != g.find(i) && jaccard(shingles[other], shingles[i]) >= nearly {
					g.join(other, i)
				}
			}
			if len(bucket) < 8 { // many posts of one bucket are one group already, or too common a phrase
				buckets[key] = append(bucket, i)
			}
		}
	}
	out := make([]int, len(posts))
	for i := range out {
		out[i] = g.find(i)
	}
	return out
}

// nearly is the share of runs of words that twins have in common (Broder 1997).
const nearly = 0.7

type groups []int

func (g groups) find(i int) int {
	for g[i] != i {
		g[i] = g[g[i]]
		i = g[i]
	}
	return i
}

func (g groups) join(a, b int) {
	a, b = g.find(a), g.find(b)
	g[max(a, b)] = min(a, b)
}

// Plain is a text without addresses, names, case and marks: what twins have in common.
func Plain(text string) string {
	var out []string
	for _, f := range strings.Fields(strings.ToLower(text)) {
		if strings.HasPrefix(f, "@") || strings.HasPrefix(f, "http://") || strings.HasPrefix(f, "https://") || strings.HasPrefix(f, "www.") {
			continue
		}
		if w := strings.TrimFunc(f, func(r rune) bool { return unicode.IsPunct(r) }); w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// shinglesOf are the hashes of a text's runs of three words, sorted, each once; of the whole where it is shorter.
func shinglesOf(text string) []uint64 {
	words := strings.Fields(Plain(text))
	if len(words) == 0 {
		return nil
	}
	var all []uint64
	for i := 0; i == 0 || i+3 <= len(words); i++ {
		h := fnv.New64a()
		h.Write([]byte(strings.Join(words[i:min(i+3, len(words))], " ")))
		all = append(all, h.Sum64())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// jaccard is the share of common ones among all of two sorted sets.
func jaccard(a, b []uint64) float64 {
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}

const (
	hashBands = 16
	bandRows  = 3 // two sets with 0.7 in common share a band 99.9 times in 100
)

// minHash finds sets with much in common without comparing all with all (Broder 1997; Indyk & Motwani 1998).
type minHash struct{ mul, add [hashBands * bandRows]uint64 }

func newMinHash() *minHash {
	m := new(minHash)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range m.mul {
		m.mul[i], m.add[i] = rng.Uint64()|1, rng.Uint64()
	}
	return m
}

func (m *minHash) bands(set []uint64) []uint64 {
	keys := make([]uint64, hashBands)
	for b := range keys {
		key := uint64(b)
		for r := range bandRows {
			least := uint64(math.MaxUint64)
			for _, s := range set {
				x := s*m.mul[b*bandRows+r] + m.add[b*bandRows+r]
				least = min(least, x^x>>29)
			}
			key = key*0x9e3779b97f4a7c15 + least
		}
		keys[b] = key
	}
	return keys
}
