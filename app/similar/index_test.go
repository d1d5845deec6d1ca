package similar

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// cloud draws parts that all point nearly one way, around some centres.
func cloud(rng *rand.Rand, n, d, centres int) []Part {
	draw := func(spread float64) []float32 {
		x := make([]float32, d)
		for i := range x {
			x[i] = float32(spread * rng.NormFloat64())
		}
		return x
	}
	common, at := draw(4), make([][]float32, centres)
	for c := range at {
		at[c] = draw(1)
	}
	parts := make([]Part, n)
	for i := range parts {
		x := draw(0.4)
		for k := range x {
			x[k] += common[k] + at[i%centres][k]
		}
		parts[i], _ = NewPart(x) // numbers, and not all zero
	}
	return parts
}

// drawn are posts of which every third has no picture, every fifth no words, and every fifteenth neither.
func drawn(n int) []Vectors {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	words, pictures := cloud(rng, n, 40, 7), cloud(rng, n, 60, 5)
	posts := make([]Vectors, n)
	for i := range posts {
		if i%5 != 0 {
			posts[i].Words = words[i]
		}
		if i%3 != 0 {
			posts[i].Picture = pictures[i]
		}
	}
	return posts
}

// slowLike is Index.Like as one would write it down: every cosine in float64, all of them sorted.
func slowLike(x *Index, of int, by By, most int) []Near {
	cosine := func(s *side, a, b int) (float64, bool) {
		if s.at[a] < 0 || s.at[b] < 0 {
			return 0, false
		}
		var ab, aa, bb float64
		k := s.space.k
		for i := range k {
			u, v := float64(s.rows[int(s.at[a])*k+i]), float64(s.rows[int(s.at[b])*k+i])
			ab, aa, bb = ab+u*v, aa+u*u, bb+v*v
		}
		return ab / (math.Sqrt(aa) * math.Sqrt(bb)), true
	}
	var all []Near
	for b := range x.Len() {
		w, bothWords := cosine(&x.words, of, b)
		p, bothPict := cosine(&x.picture, of, b)
		one := Near{At: b}
		asked, met := 0, false
		if by != Picture && x.words.at[of] >= 0 {
			asked++
			one.Words, met = w, bothWords
		}
		if by != Words && x.picture.at[of] >= 0 {
			asked++
			one.Pict, met = p, met || bothPict
		}
		if b != of && met {
			one.Like = (one.Words + one.Pict) / float64(asked)
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b Near) int { return cmp.Compare(b.Like, a.Like) })
	return all[:min(most, len(all))]
}

func TestASearchFindsWhatLookingAtAllFinds(t *testing.T) {
	for _, n := range []int{1, 2, 7, 30, 500, 11_000} {
		posts := drawn(n)
		x, err := NewIndex(t.Context(), posts)
		must(t, err)
		for _, by := range Ways {
			for _, of := range []int{0, 1 % n, n / 2, n - 1} {
				got, err := x.Like(t.Context(), of, by, 12)
				must(t, err)
				want := slowLike(x, of, by, 12)
				if fmt.Sprint(places(got)) != fmt.Sprint(places(want)) {
					t.Errorf("%d posts, %d by %s: found %v, want %v", n, of, by, got, want)
				}
				for i := range got {
					if math.Abs(got[i].Like-want[i].Like) > 1e-12 {
						t.Errorf("%d posts, %d by %s: %v, want %v", n, of, by, got[i], want[i])
					}
				}
			}
		}
	}
}

func places(near []Near) (at []int) {
	for _, n := range near {
		at = append(at, n.At)
	}
	return at
}

// What is brought into the space is what multiplying in float64 gives, to a step of a byte.
func TestTheSpaceIsWhatItSays(t *testing.T) {
	parts := cloud(rand.New(rand.NewPCG(2, 3)), 700, 50, 6)
	s := newSpace(parts, rand.New(rand.NewPCG(3, 3)))
	if s.basis == nil || s.k != 50 {
		t.Fatalf("%d directions", s.k)
	}
	got := s.bring(parts)
	for i, p := range parts {
		long := 0.0
		for _, v := range p {
			long += float64(v) * float64(v)
		}
		at, most := make([]float64, s.k), 0.0
		for k := range at {
			for c, v := range p {
				at[k] += (float64(v)/math.Sqrt(long) - float64(s.mean[c])) * float64(s.basis[c*s.k+k])
			}
			most = max(most, math.Abs(at[k]))
		}
		for k := range at {
			if want := at[k] / most * 127; math.Abs(want-float64(got[i*s.k+k])) > 0.51 {
				t.Fatalf("post %d, direction %d: %d, want %.2f", i, k, got[i*s.k+k], want)
			}
		}
	}
}

// Taken plainly all of these are alike; in the index only those around one centre are.
func TestWhatAllHaveInCommonCountsForNothing(t *testing.T) {
	parts := cloud(rand.New(rand.NewPCG(4, 5)), 600, 64, 6)
	plain := func(a, b Part) float64 { return float64(dot(a, b)) / math.Sqrt(squared(a)*squared(b)) }
	if far := plain(parts[0], parts[1]); far < 0.8 {
		t.Fatalf("the posts are not alike to begin with: %.2f", far)
	}
	posts := make([]Vectors, len(parts))
	for i, p := range parts {
		posts[i].Words = p
	}
	x, err := NewIndex(t.Context(), posts)
	must(t, err)
	near, err := x.Like(t.Context(), 0, Words, 80) // of 99 others around its centre
	must(t, err)
	for _, n := range near {
		if n.At%6 != 0 {
			t.Errorf("post %d, of another centre, is %.2f alike", n.At, n.Like)
		}
	}
	if near[0].Like < 0.33 || x.Degree(Words, near[0]) < Somewhat {
		t.Errorf("the likest post of the same centre is hardly alike: %.2f", near[0].Like)
	}
	if far, _ := compare(x.sides(Words), x.own(0, Words), 1); x.Degree(Words, far) != Hardly {
		t.Errorf("a post of another centre is called alike: %.2f", far.Like)
	}
}

func TestOfEqualsTheEarlierComesFirst(t *testing.T) {
	posts := drawn(400)
	for _, at := range []int{31, 97, 211, 398} {
		posts[at] = posts[11]
	}
	x, err := NewIndex(t.Context(), posts)
	must(t, err)
	for _, by := range Ways {
		near, err := x.Like(t.Context(), 11, by, 4)
		must(t, err)
		if got := fmt.Sprint(places(near)); got != "[31 97 211 398]" || near[0].Like != 1 {
			t.Errorf("by %s: %s, %v", by, got, near)
		}
		again, err := x.LikeOther(t.Context(), posts[11], by, 5)
		must(t, err)
		if got := fmt.Sprint(places(again)); got != "[11 31 97 211 398]" {
			t.Errorf("by %s, as a post from outside: %s", by, got)
		}
	}
}

func TestPostsWithoutWordsOrPicture(t *testing.T) {
	x, err := NewIndex(t.Context(), drawn(300))
	must(t, err)
	for by, without := range map[By]int{Words: 5, Picture: 3, Both: 15} {
		near, err := x.Like(t.Context(), without, by, 5)
		must(t, err)
		if len(near) > 0 || x.Of(without, by) {
			t.Errorf("by %s, a post that has none of it is like %v", by, near)
		}
	}
	near, err := x.Like(t.Context(), 1, Picture, 300)
	must(t, err)
	for _, n := range near {
		if n.At%3 == 0 {
			t.Errorf("post %d has no picture to be alike by", n.At)
		}
	}
	if near, err = x.LikeOther(t.Context(), Vectors{Words: Part{1, 2, 3}}, Both, 5); err != nil || len(near) > 0 {
		t.Errorf("what another pack read is like %v, %v", near, err)
	}
	if empty, err := NewIndex(t.Context(), nil); err != nil || empty.Len() != 0 {
		t.Errorf("of no posts: %v", err)
	}
}

func TestNumbersThatAreNoneAreRefused(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, x := range [][]float32{{1, nan}, {inf, 1}, {-inf, 1}, {0, 0}, {}} {
		if p, err := NewPart(x); err == nil {
			t.Errorf("%v became %v", x, p)
		}
	}
	p, err := NewPart([]float32{0.5, -1, 0})
	if must(t, err); fmt.Sprint(p) != "[64 -127 0]" {
		t.Error(p)
	}
}

func FuzzParse(f *testing.F) {
	for _, v := range []Vectors{{}, {Words: Part{1, -2}}, {Part{3}, Part{4, 5, -128}}} {
		f.Add(v.Bytes())
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, ok := Parse(raw)
		if !ok {
			return
		}
		if again, ok := Parse(v.Bytes()); !ok || !slices.Equal(again.Words, v.Words) || !slices.Equal(again.Picture, v.Picture) {
			t.Errorf("%v became %v", v, again)
		}
	})
}

// As large as a result may well be: 100,000 posts, each of words and a picture, as wide as the shipped pack's.
func BenchmarkIndex(b *testing.B) {
	const n = 100_000
	rng := rand.New(rand.NewPCG(6, 7))
	posts := make([]Vectors, n)
	for i := range posts {
		posts[i] = Vectors{make(Part, 768), make(Part, 1280)}
		for _, p := range []Part{posts[i].Words, posts[i].Picture} {
			for k := range p {
				p[k] = int8(rng.Uint32())
			}
		}
	}
	var x *Index
	b.Run("make", func(b *testing.B) {
		for b.Loop() {
			var err error
			x, err = NewIndex(b.Context(), posts)
			must(b, err)
		}
	})
	for _, by := range Ways {
		b.Run(fmt.Sprint("by ", by), func(b *testing.B) {
			if x == nil {
				b.Skip("run it with make")
			}
			for i := 0; b.Loop(); i++ {
				_, err := x.Like(b.Context(), i*37%n, by, 20)
				must(b, err)
			}
		})
	}
}
