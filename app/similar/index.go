package similar

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// By is what posts are compared by.
type By string

// The ways to compare.
const (
	Words   By = "words"
	Picture By = "picture"
	Both    By = "both" // the mean of the two; what a post lacks is like nothing
)

// Ways are all of them, in the order that a person is offered them.
var Ways = []By{Both, Words, Picture}

// Near is a post that was found.
type Near struct {
	At    int     // its place in what the Index was made of
	Like  float64 // cosine of the two in the index's space, −1 to 1
	Words float64 // likewise of the words alone; 0 where either has none
	Pict  float64 // of the picture alone
	parts int     // of the post that was asked about: 2, where it is compared by both and has both
}

// Index is a set of posts that can be searched. It is immutable, and may be used from several goroutines.
type Index struct {
	words, picture side
	noise          map[By]noise
}

// side is one modality of all posts.
type side struct {
	space *space
	rows  []int8    // [posts that have it, k]
	long  []float64 // squared length of each row
	at    []int32   // of each post: its row, −1: it has none
}

// noise is how alike posts of the set are that have nothing to do with one another: the median of pairs drawn by chance, and how far below it one
// spread lies. What is above is not counted, as there are pairs that do have something to do with one another.
type noise struct{ middle, spread float64 }

const below = 0.159 // of a normal distribution, what lies over one spread below the middle

// NewIndex makes an index of posts that are all in memory.
func NewIndex(ctx context.Context, posts []Vectors) (*Index, error) {
	of := make([]int32, len(posts))
	for i := range of {
		of[i] = int32(i)
	}
	return build(ctx, of, len(posts), func(each func(int, Vectors)) error {
		for i, v := range posts {
			each(i, v)
		}
		return ctx.Err()
	})
}

// Len is the number of posts.
func (x *Index) Len() int { return len(x.words.at) }

// query is a post that is looked for, in the spaces of an index.
type query struct {
	row  [2][]int8  // words and picture; nil: it has none, or it is not asked about
	long [2]float64 // squared
}

// Of tells whether a post of the index can be compared by something.
func (x *Index) Of(at int, by By) bool { return x.own(at, by).any() }

func (q *query) any() bool { return q.row[0] != nil || q.row[1] != nil }

// own is a post of the index as a query.
func (x *Index) own(at int, by By) *query {
	q := &query{}
	for i, s := range x.sides(by) {
		if s != nil && s.at[at] >= 0 {
			q.row[i], q.long[i] = s.row(at)
		}
	}
	return q
}

func (x *Index) sides(by By) [2]*side {
	switch by {
	case Words:
		return [2]*side{&x.words, nil}
	case Picture:
		return [2]*side{nil, &x.picture}
	}
	return [2]*side{&x.words, &x.picture}
}

func (s *side) row(at int) ([]int8, float64) {
	n := int(s.at[at])
	return s.rows[n*s.space.k : (n+1)*s.space.k], s.long[n]
}

// Like finds the posts that are most like one of the index, the likest first; of equals the earlier one. The post itself is not among them,
// nor is any that the post has nothing to be compared with. most is how many at most.
func (x *Index) Like(ctx context.Context, at int, by By, most int) ([]Near, error) {
	return x.search(ctx, x.own(at, by), by, most, at)
}

// LikeOther does so for a post that is not of the index, read by the same Maker.
func (x *Index) LikeOther(ctx context.Context, v Vectors, by By, most int) ([]Near, error) {
	q := &query{}
	for i, s := range x.sides(by) {
		part := [2]Part{v.Words, v.Picture}[i]
		if s == nil || s.space == nil || len(part) != s.space.d {
			continue
		}
		q.row[i] = s.space.bring([]Part{part})
		q.long[i] = squared(q.row[i])
	}
	return x.search(ctx, q, by, most, -1)
}

func (x *Index) search(ctx context.Context, q *query, by By, most, leave int) ([]Near, error) {
	if !q.any() || most <= 0 {
		return nil, ctx.Err()
	}
	n := x.Len()
	workers := min(runtime.GOMAXPROCS(0), n/5000+1)
	found := make([][]Near, workers)
	var all sync.WaitGroup
	for w := range workers {
		from, to := n*w/workers, n*(w+1)/workers
		all.Go(func() { found[w] = x.part(ctx, q, by, most, leave, from, to) })
	}
	all.Wait()
	near := slices.Concat(found...)
	slices.SortFunc(near, before)
	return near[:min(most, len(near))], ctx.Err()
}

// before puts the likest first, and of equals the earlier one.
func before(a, b Near) int { return cmp.Or(cmp.Compare(b.Like, a.Like), cmp.Compare(a.At, b.At)) }

// part looks at some of the posts.
func (x *Index) part(ctx context.Context, q *query, by By, most, leave, from, to int) []Near {
	var near []Near
	sides := x.sides(by)
	for at := from; at < to; at++ {
		if at%4096 == 0 && ctx.Err() != nil {
			return nil
		}
		if at == leave {
			continue
		}
		one, ok := compare(sides, q, at)
		if !ok || len(near) == most && before(one, near[most-1]) >= 0 {
			continue
		}
		i, _ := slices.BinarySearchFunc(near, one, before)
		if near = slices.Insert(near, i, one); len(near) > most {
			near = near[:most]
		}
	}
	return near
}

// compare holds a post of the index against a query; false: they have nothing in common that could be compared.
func compare(sides [2]*side, q *query, at int) (Near, bool) {
	one := Near{At: at}
	asked, met := 0, 0
	for i, s := range sides {
		if q.row[i] == nil {
			continue
		}
		asked++
		if s.at[at] < 0 {
			continue
		}
		met++
		row, long := s.row(at)
		like := 0.0
		if long > 0 && q.long[i] > 0 {
			like = float64(dot(q.row[i], row)) / math.Sqrt(q.long[i]*long) // exact where both are the same
		}
		if i == 0 {
			one.Words = like
		} else {
			one.Pict = like
		}
		one.Like += like
	}
	one.Like /= float64(max(asked, 1))
	one.parts = asked
	return one, met > 0
}

// dot is exact: at most 65,536 products of two bytes.
func dot(a, b []int8) int64 {
	var s0, s1, s2, s3 int32
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += int32(a[i]) * int32(b[i])
		s1 += int32(a[i+1]) * int32(b[i+1])
		s2 += int32(a[i+2]) * int32(b[i+2])
		s3 += int32(a[i+3]) * int32(b[i+3])
	}
	for ; i < len(a); i++ {
		s0 += int32(a[i]) * int32(b[i])
	}
	return int64(s0) + int64(s1) + int64(s2) + int64(s3)
}

// squared is the square of a row's length.
func squared(row []int8) float64 { return float64(dot(row, row)) }

// measure holds some posts against others, drawn by chance.
func (x *Index) measure(by By, n int) noise {
	const pairs = 2000
	rng := rand.New(rand.NewPCG(spaceSeed, uint64(n)))
	var all []float64
	for tries := 0; n > 1 && len(all) < pairs && tries < 4*pairs; tries++ {
		a, b := rng.IntN(n), rng.IntN(n)
		if a == b {
			continue
		}
		if one, ok := compare(x.sides(by), x.own(a, by), b); ok {
			all = append(all, one.Like)
		}
	}
	if len(all) < 2 {
		return noise{}
	}
	slices.Sort(all)
	middle := all[len(all)/2]
	return noise{middle, middle - all[int(below*float64(len(all)))]}
}

// Degree is how alike two posts are, in steps that a person would name.
type Degree int

// The degrees.
const (
	Hardly Degree = iota
	Somewhat
	Alike
	VeryAlike
)

// From which likeness on each degree is given, by one modality alone: found by looking at what was found in 1,485 posts of MVSA-Single, pack 5.
// Two that are alike by words and by picture are rare, so by both as much less is asked.
const (
	somewhatFrom  = 0.33
	alikeFrom     = 0.45
	veryAlikeFrom = 0.6
	bothAsks      = 0.75
	surely        = 0.85 // whatever the others are like
	overNoise     = 2.5  // spreads that any degree lies over two posts by chance
)

// Degree is how alike a post that was found is.
func (x *Index) Degree(by By, n Near) Degree {
	asks := 1.0
	if n.parts > 1 {
		asks = bothAsks
	}
	usual := x.noise[by]
	switch like := n.Like / asks; {
	case n.Like >= surely:
		return VeryAlike
	case n.Like < usual.middle+overNoise*usual.spread:
		return Hardly
	case like >= veryAlikeFrom:
		return VeryAlike
	case like >= alikeFrom:
		return Alike
	case like >= somewhatFrom:
		return Somewhat
	}
	return Hardly
}
