package similar

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"duotone/app"
)

// Ref is a post of a Set, without its picture.
type Ref struct {
	ID      app.PostID // names its content within the set; the same posts have the same
	Name    string     // the caller's own
	Text    string     // at most its beginning
	Picture string     // what its picture is known by within the set; "": it has none
	Says    *app.Label // what a model made of it; nil: that is not known
	Means   *app.Label // nil: likewise
}

// Set is posts that can be compared, with where their vectors are kept. It is used from one goroutine, but for Post.
type Set interface {
	// Refs are the posts, in their order.
	Refs(ctx context.Context) ([]Ref, error)
	// Post reads one whole, with its picture; why it can't be read is in Post.Err. It may be called from several goroutines.
	Post(ctx context.Context, at int) app.Post
	// Kept hands out the vectors that are kept under a name. What is damaged is left out.
	Kept(ctx context.Context, name string, each func(app.PostID, Vectors)) error
	// Allow says that somebody has agreed to a file of their own for vectors. Without it, a set that needs one keeps them in memory.
	Allow()
	// Keep keeps vectors under a name, and lets go of those under any other.
	Keep(ctx context.Context, name string, all map[app.PostID]Vectors) error
	// Close lets go of what is open.
	Close() error
}

// Stock is what is there of a set: its posts, and which of them are still to be read.
type Stock struct {
	Refs    []Ref
	Missing []int // places in Refs of the posts that the pack has not read, each post once

	name    string
	numbers map[app.PostID]int32 // of the posts, each once
	of      []int32              // by place in Refs: its number
}

// Take reads what is there of a set, under a Maker's name.
func Take(ctx context.Context, set Set, name string) (*Stock, error) {
	refs, err := set.Refs(ctx)
	if err != nil {
		return nil, err
	}
	s := &Stock{Refs: refs, name: name, numbers: make(map[app.PostID]int32, len(refs)), of: make([]int32, len(refs))}
	var places []int // by number: the first post of it
	for at, r := range refs {
		number, known := s.numbers[r.ID]
		if !known {
			number = int32(len(places))
			s.numbers[r.ID] = number
			places = append(places, at)
		}
		s.of[at] = number
	}
	there := make([]bool, len(places))
	err = set.Kept(ctx, name, func(id app.PostID, _ Vectors) {
		if number, ok := s.numbers[id]; ok {
			there[number] = true
		}
	})
	if err != nil {
		return nil, err
	}
	for number, at := range places {
		if !there[number] {
			s.Missing = append(s.Missing, at)
		}
	}
	return s, ctx.Err()
}

// Same tells whether the same posts are there and read, so that an index of the one is one of the other.
func (s *Stock) Same(o *Stock) bool {
	return s.name == o.name && slices.Equal(s.Missing, o.Missing) && slices.EqualFunc(s.Refs, o.Refs, func(a, b Ref) bool { return a.ID == b.ID && a.Text == b.Text })
}

// Index makes an index of what is there. Posts that are missing have nothing to be compared by.
func (s *Stock) Index(ctx context.Context, set Set) (*Index, error) {
	return build(ctx, s.of, len(s.numbers), func(each func(int, Vectors)) error {
		return set.Kept(ctx, s.name, func(id app.PostID, v Vectors) {
			if number, ok := s.numbers[id]; ok {
				each(int(number), v)
			}
		})
	})
}

// Read is what Fill did.
type Read struct {
	Posts  int // read now
	Failed int // could not be read: a picture is missing, for one
	First  error
}

// fillChunk is how many posts are kept at a time: few enough that a cancel or a power cut loses little.
const fillChunk = 64

// Fill has a pack read the posts that are missing. What is done is kept when the rest is cancelled; a post that can't be read stays missing.
// progress is called from one goroutine, and may be nil.
func (s *Stock) Fill(ctx context.Context, set Set, m *Maker, progress func(done, total int)) (Read, error) {
	var out Read
	todo := s.Missing
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	results := s.read(ctx, set, m, todo)
	fresh, there := map[app.PostID]Vectors{}, map[app.PostID]bool{}
	var broken error
	keep := func() {
		if len(fresh) == 0 || broken != nil {
			return
		}
		if broken = set.Keep(context.WithoutCancel(ctx), m.name, fresh); broken != nil {
			stop(broken)
			return
		}
		for id := range fresh {
			there[id] = true
		}
		out.Posts += len(fresh)
		fresh = map[app.PostID]Vectors{}
	}
	done := 0
	for r := range results {
		switch {
		case r.err == nil:
			fresh[s.Refs[r.at].ID] = r.v
		case errors.Is(r.err, app.ErrClosed):
			stop(r.err)
		case ctx.Err() == nil:
			if out.Failed++; out.First == nil {
				out.First = r.err
			}
		}
		if len(fresh) >= fillChunk {
			keep()
		}
		if done++; progress != nil {
			progress(done, len(todo))
		}
	}
	keep()
	s.Missing = slices.DeleteFunc(slices.Clone(todo), func(at int) bool { return there[s.Refs[at].ID] })
	if broken != nil {
		return out, broken
	}
	return out, context.Cause(ctx)
}

type result struct {
	at  int
	v   Vectors
	err error
}

// read has posts read on all cores. The channel is closed when all is read, or what was under way at a cancel.
func (s *Stock) read(ctx context.Context, set Set, m *Maker, todo []int) <-chan result {
	places, results := make(chan int), make(chan result)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(len(todo), 1)) {
		workers.Go(func() {
			for at := range places {
				v, err := m.Make(ctx, set.Post(ctx, at))
				results <- result{at, v, err}
			}
		})
	}
	go func() {
		defer close(results)
		defer workers.Wait()
		defer close(places)
		for _, at := range todo {
			select {
			case places <- at:
			case <-ctx.Done():
				return
			}
		}
	}()
	return results
}
