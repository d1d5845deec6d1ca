package assign

import (
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

func many(n int) []app.PostID {
	out := make([]app.PostID, n)
	for i := range out {
		out[i] = app.PostID(fmt.Sprintf("%064x", i))
	}
	return out
}

// Whatever the plan: every post has somebody, as many overlap as were asked for, nobody has more than his part, copies stay together.
func TestSplitKeepsItsPromises(t *testing.T) {
	for seed := range int64(50) {
		rng := rand.New(rand.NewPCG(uint64(seed), 1))
		p := Plan{Posts: many(100 + rng.IntN(400)), Overlap: float64(rng.IntN(101)) / 100, Seed: seed, Common: map[app.PostID]bool{}, Group: map[app.PostID]string{}}
		for i := range 2 + rng.IntN(4) {
			p.People = append(p.People, fmt.Sprint("p", i))
		}
		p.Each = []int{0, 2}[rng.IntN(2)]
		for i, id := range p.Posts {
			p.Common[id] = i%50 == 0
			if seed%2 == 0 && i%10 < 2 {
				p.Group[id] = fmt.Sprint(i / 10)
			}
		}
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		got := p.Split()
		count, least, most := map[app.PostID]int{}, len(p.Posts), 0
		for _, name := range p.People {
			least, most = min(least, len(got[name])), max(most, len(got[name]))
			if !slices.IsSorted(got[name]) {
				t.Fatalf("%d: the order is lost", seed)
			}
			for _, id := range got[name] {
				count[id]++
			}
			for id, group := range p.Group {
				for other, g := range p.Group {
					if g == group && !p.Common[id] && !p.Common[other] && slices.Contains(got[name], id) != slices.Contains(got[name], other) {
						t.Fatalf("%d: copies are torn apart", seed)
					}
				}
			}
		}
		shared, common := 0, 0
		for _, id := range p.Posts {
			switch {
			case count[id] == 0:
				t.Fatalf("%d: a post is nobody's", seed)
			case p.Common[id]:
				common++
			case count[id] > 1:
				shared++
			}
		}
		want := p.Overlap * float64(len(p.Posts)-common)
		if d := float64(shared) - want; d < -1 || d > 2 || most-least > 4 {
			t.Errorf("%d: %d posts overlap, want %.1f; from %d to %d a person", seed, shared, want, least, most)
		}
	}
}

func TestPlansThatCantBe(t *testing.T) {
	for _, p := range []Plan{{}, {People: []string{"a", "a"}}, {People: []string{"a"}, Overlap: 1.5}, {People: []string{"a", "b"}, Each: 3}, {People: []string{"a", "b"}, Each: 1}} {
		if p.Check() == nil {
			t.Errorf("%+v is fine", p)
		}
	}
}

func TestSampleByStrata(t *testing.T) {
	posts := many(1000)
	of := func(id app.PostID) string { // 700, 250, 50
		i := slices.Index(posts, id)
		return map[bool]string{true: "a", false: map[bool]string{true: "b", false: "c"}[i < 950]}[i < 700]
	}
	for _, c := range []struct {
		n    int
		even bool
		want map[string]int
	}{{100, false, map[string]int{"a": 70, "b": 25, "c": 5}}, {200, true, map[string]int{"a": 75, "b": 75, "c": 50}}, {5000, false, map[string]int{"a": 700, "b": 250, "c": 50}}} {
		got := Sample(posts, of, c.n, c.even, 7)
		counts := map[string]int{}
		for _, id := range got {
			counts[of(id)]++
		}
		if fmt.Sprint(counts) != fmt.Sprint(c.want) || !slices.IsSorted(got) {
			t.Errorf("%d, %v: %v, want %v", c.n, c.even, counts, c.want)
		}
	}
	small, large := Sample(posts, of, 100, false, 7), Sample(posts, of, 200, false, 7)
	for _, id := range small {
		if !slices.Contains(large, id) {
			t.Fatal("a larger sample lacks what the smaller one has")
		}
	}
	if slices.Equal(small, Sample(posts, of, 100, false, 8)) {
		t.Error("the seed does nothing")
	}
}

func TestNearCopies(t *testing.T) {
	texts := []string{
		"What a lovely day at the beach with all of my friends", "RT @ana: What a LOVELY day at the beach, with all of my friends!!! https://t.co/x",
		"What an awful day at the office with none of my friends", "", "", "", "ok", "OK!", "no",
	}
	posts := make([]Post, len(texts))
	for i, id := range many(len(texts)) {
		posts[i] = Post{ID: id, Text: texts[i]}
	}
	posts[3].Picture, posts[4].Picture, posts[5].Picture = "x", "x lighter", "y"
	posts[6].Picture, posts[7].Picture = "x", "gone"
	prints := map[string]uint64{"x": 0b1011, "x lighter": 0b1010, "y": ^uint64(0b1011)}
	got, err := Copies(t.Context(), posts, func(p string) (uint64, bool) { x, ok := prints[p]; return x, ok })
	if err != nil {
		t.Fatal(err)
	}
	want := map[app.PostID]app.PostID{posts[0].ID: posts[0].ID, posts[1].ID: posts[0].ID, posts[3].ID: posts[3].ID, posts[4].ID: posts[3].ID}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFingerprints(t *testing.T) {
	draw := func(w, h int, add float64, other bool) image.Image {
		m := image.NewGray(image.Rect(3, 5, 3+w, 5+h))
		for y := range h {
			for x := range w {
				u, v := float64(x)/float64(w), float64(y)/float64(h)
				z := 90 + 60*(u-0.5)*(v-0.3)*4 + 30*float64(int(u*5+v*3)%2)
				if other {
					z = 90 + 50*(v-u)
				}
				m.SetGray(3+x, 5+y, color.Gray{uint8(z + add)})
			}
		}
		return m
	}
	a := Fingerprint(draw(400, 300, 0, false))
	differ := func(m image.Image) int {
		n := 0
		for x := a ^ Fingerprint(m); x != 0; x &= x - 1 {
			n++
		}
		return n
	}
	if n := differ(draw(200, 150, 12, false)); n > nearPicture {
		t.Errorf("half as large and lighter: %d bits", n)
	}
	if n := differ(draw(400, 300, 0, true)); n <= nearPicture {
		t.Errorf("another picture: %d bits", n)
	}
	Fingerprint(image.NewGray(image.Rect(0, 0, 1, 1))) // less than the grid
}

func TestProgress(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	var events []ledger.Event
	say := func(who string, post string, after time.Duration, order string) {
		at = at.Add(after)
		events = append(events, ledger.Event{ID: fmt.Sprint(len(events)), Seq: int64(len(events) + 1), Annotator: who, At: at, Act: ledger.ActLabel, Post: app.PostID(post),
			Question: codebook.Both, Value: "positive", Took: 5 * time.Second, Order: order})
	}
	say("ana", "1", 0, "given")
	say("ana", "2", time.Minute, "given")
	say("ana", "2", time.Minute, "given") // again
	say("ana", "3", time.Hour, "given")
	say("ben", "1", 0, ledger.OrderImport)
	events = append(events, ledger.Event{ID: "u", Seq: 9, Annotator: "ana", At: at, Act: ledger.ActUndo, Target: "3"})
	got := ProgressOf(events, project.Settings{Targets: map[string]int{"ana": 10, "cleo": 5}})
	if len(got) != 3 || got[2].Annotator != "cleo" || got[2].Target != 5 || got[1].Sessions != 0 || got[1].Posts != 1 {
		t.Fatalf("%+v", got)
	}
	if a := got[0]; a.Posts != 2 || a.Answers != 3 || a.Sessions != 2 || a.Longest != 2*time.Minute+5*time.Second || a.Target != 10 || a.Worked != 15*time.Second {
		t.Errorf("%+v", a)
	}
}

// 20,000 posts, as a lab has them.
func BenchmarkSplit(b *testing.B) {
	posts := many(20_000)
	for b.Loop() {
		Plan{Posts: posts, People: []string{"a", "b", "c", "d", "e"}, Overlap: 0.15, Seed: 1}.Split()
	}
}

func BenchmarkSample(b *testing.B) {
	posts := many(20_000)
	for b.Loop() {
		Sample(posts, func(id app.PostID) string { return string(id[63:]) }, 2000, false, 1)
	}
}

func BenchmarkCopies(b *testing.B) {
	posts := make([]Post, 20_000)
	for i, id := range many(len(posts)) {
		posts[i] = Post{ID: id, Text: fmt.Sprintf("post number %d says that %x is %d and not %d at all, whatever you think", i, i*7919, i*31, i*17)}
	}
	for b.Loop() {
		if _, err := Copies(b.Context(), posts, nil); err != nil {
			b.Fatal(err)
		}
	}
}
