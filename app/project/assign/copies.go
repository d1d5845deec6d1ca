package assign

import (
	"context"
	"hash/fnv"
	"image"
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"duotone/app"
)

const (
	nearWords   = 0.8 // Jaccard's index of the sets of four letters each, from which words are near copies
	nearPicture = 6   // bits of 64 in which pictures may differ
	shingle     = 4
	bands, rows = 16, 4 // of MinHash (Broder 1997): words with an index of 0.8 are found with 0.9998
)

// Post is what near copies are known by.
type Post struct {
	ID      app.PostID
	Text    string
	Picture string // its hash; "": none
}

// Copies finds posts that are near copies of earlier ones: words that are nearly the same, and pictures too where there are any.
// fingerprint is a picture's (Fingerprint), and is asked only for those whose words are near, or that have none; false: it can't be
// read, and is a copy of nothing but itself. The result names the first post of each group, for all of its posts; others are not in it.
func Copies(ctx context.Context, posts []Post, fingerprint func(picture string) (uint64, bool)) (map[app.PostID]app.PostID, error) {
	prints, known := map[string]uint64{}, map[string]bool{}
	look := func(picture string) (uint64, bool) {
		if _, asked := known[picture]; !asked {
			prints[picture], known[picture] = fingerprint(picture)
		}
		return prints[picture], known[picture]
	}
	alike := func(a, b Post) bool {
		if (a.Picture == "") != (b.Picture == "") {
			return false
		}
		if a.Picture == b.Picture {
			return true
		}
		x, ok1 := look(a.Picture)
		y, ok2 := look(b.Picture)
		return ok1 && ok2 && bits.OnesCount64(x^y) <= nearPicture
	}
	g := groups{}
	g.init(len(posts))
	buckets := map[[2]uint64][]int{}
	sets := make([][]uint64, len(posts))
	met := make([]int, len(posts)) // 1 + the last post that each was held against
	var wordless []int
	for i, p := range posts {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if sets[i] = shingles(p.Text); len(sets[i]) == 0 {
			for _, k := range wordless {
				if g.find(k) != g.find(i) && alike(posts[k], p) {
					g.join(k, i)
				}
			}
			wordless = append(wordless, i)
			continue
		}
		for band, key := range signature(sets[i]) {
			at := [2]uint64{uint64(band), key}
			for _, k := range buckets[at] {
				if met[k] != i+1 && g.find(k) != g.find(i) && jaccard(sets[k], sets[i]) >= nearWords && alike(posts[k], p) {
					g.join(k, i)
				}
				met[k] = i + 1
			}
			if len(buckets[at]) < 50 { // thousands of one text are one group already
				buckets[at] = append(buckets[at], i)
			}
		}
	}
	return g.named(posts), nil
}

// groups is a union of sets; the root is the first post.
type groups []int

func (g *groups) init(n int) {
	for i := range n {
		*g = append(*g, i)
	}
}

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

func (g groups) named(posts []Post) map[app.PostID]app.PostID {
	size := map[int]int{}
	for i := range posts {
		size[g.find(i)]++
	}
	out := map[app.PostID]app.PostID{}
	for i, p := range posts {
		if root := g.find(i); size[root] > 1 {
			out[p.ID] = posts[root].ID
		}
	}
	return out
}

// shingles are the runs of four letters and digits of words as they are compared: without links, names of people, signs and case.
func shingles(text string) []uint64 {
	var kept []rune
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		if strings.HasPrefix(word, "http://") || strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "@") || word == "rt" {
			continue
		}
		before := len(kept)
		for _, r := range word {
			if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r > 0x2000 && unicode.IsSymbol(r) {
				kept = append(kept, r)
			}
		}
		if len(kept) > before {
			kept = append(kept, ' ')
		}
	}
	var set []uint64
	for i := 0; i < len(kept) && (i == 0 || i+shingle <= len(kept)); i++ {
		h := fnv.New64a()
		h.Write([]byte(string(kept[i:min(i+shingle, len(kept))]))) //nolint:errcheck // it never fails
		set = append(set, mix(h.Sum64()))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// signature is a hash a band of the least hashes of a set.
func signature(set []uint64) (keys [bands]uint64) {
	var least [bands * rows]uint64
	for i := range least {
		least[i] = ^uint64(0)
	}
	for _, x := range set {
		for i := range least {
			least[i] = min(least[i], mix(x+uint64(i)*0x9e3779b97f4a7c15))
		}
	}
	for band := range keys {
		for r := range rows {
			keys[band] = mix(keys[band] ^ least[band*rows+r])
		}
	}
	return keys
}

// jaccard is how much of two sorted sets is in both.
func jaccard(a, b []uint64) float64 {
	if least, most := min(len(a), len(b)), max(len(a), len(b)); float64(least) < nearWords*float64(most) {
		return 0 // it can't be more than their sizes let it
	}
	both := 0
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch {
		case a[i] == b[k]:
			both++
			i++
			k++
		case a[i] < b[k]:
			i++
		default:
			k++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// Fingerprint says of a picture where it gets lighter from left to right, on a grid of 9 × 8: 64 bits that stay nearly the same when it
// is scaled, saved anew or made a little lighter (dHash).
func Fingerprint(m image.Image) uint64 {
	const w, h = 9, 8
	b := m.Bounds()
	var grey [h][w]float64
	for y := range h {
		for x := range w {
			x0, x1 := b.Min.X+b.Dx()*x/w, b.Min.X+b.Dx()*(x+1)/w
			y0, y1 := b.Min.Y+b.Dy()*y/h, b.Min.Y+b.Dy()*(y+1)/h
			n := 0
			for j := y0; j < max(y1, y0+1); j++ {
				for i := x0; i < max(x1, x0+1); i++ {
					r, g, bl, _ := m.At(i, j).RGBA()
					grey[y][x] += 0.299*float64(r) + 0.587*float64(g) + 0.114*float64(bl)
					n++
				}
			}
			grey[y][x] /= float64(n)
		}
	}
	var out uint64
	for y := range h {
		for x := range w - 1 {
			out <<= 1
			if grey[y][x] < grey[y][x+1] {
				out |= 1
			}
		}
	}
	return out
}
