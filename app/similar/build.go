package similar

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
)

// build makes an index of what source hands out, without holding all of it: source is asked twice, once for a sample in which the spaces are found,
// and once for all that is brought into them. It hands out vectors by a number under n, each of which several posts may have: of says which
// number's a post has.
func build(ctx context.Context, of []int32, n int, source func(each func(number int, v Vectors)) error) (*Index, error) {
	sides := [2]*making{newMaking(n), newMaking(n)}
	for _, pass := range []func(*making, int, Part){(*making).sample, (*making).take} {
		err := source(func(number int, v Vectors) {
			pass(sides[0], number, v.Words)
			pass(sides[1], number, v.Picture)
		})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		for _, m := range sides {
			m.passed()
		}
	}
	x := &Index{words: sides[0].side(of), picture: sides[1].side(of), noise: map[By]noise{}}
	for _, by := range Ways {
		x.noise[by] = x.measure(by, len(of))
	}
	return x, nil
}

// making is one modality of an index that is being made.
type making struct {
	size   int // of its parts: that of the first one. Others are of something else, and are left out
	seen   int
	drawn  []Part // the sample
	rng    *rand.Rand
	space  *space  // nil: it is not found yet
	waits  []Part  // to be brought into it
	rows   []int8  // that are
	number []int32 // by number: its row, −1: none
}

func newMaking(n int) *making {
	m := &making{rng: rand.New(rand.NewPCG(spaceSeed, uint64(n))), number: make([]int32, n)}
	for i := range m.number {
		m.number[i] = -1
	}
	return m
}

// sample keeps some parts, each with the same chance (Vitter 1985).
func (m *making) sample(_ int, p Part) {
	if m.size == 0 {
		m.size = len(p)
	}
	if len(p) != m.size || m.size == 0 {
		return
	}
	m.seen++
	if len(m.drawn) < spaceSample {
		m.drawn = append(m.drawn, p)
	} else if at := m.rng.IntN(m.seen); at < spaceSample {
		m.drawn[at] = p
	}
}

// take brings a part into the space, with others.
func (m *making) take(number int, p Part) {
	if len(p) != m.size || m.size == 0 || m.number[number] >= 0 {
		return
	}
	m.number[number] = int32(len(m.rows)/m.space.k + len(m.waits))
	if m.waits = append(m.waits, p); len(m.waits) == spaceChunk*runtime.GOMAXPROCS(0) {
		m.bring()
	}
}

func (m *making) passed() {
	switch {
	case m.size == 0:
	case m.space == nil:
		m.space = newSpace(m.drawn, m.rng)
		m.rows = make([]int8, 0, m.seen*m.space.k)
		m.drawn = nil
	default:
		m.bring()
	}
}

// bring brings what waits into the space, on all cores.
func (m *making) bring() {
	k, n := m.space.k, len(m.waits)
	from := len(m.rows)
	m.rows = append(m.rows, make([]int8, n*k)...)
	rows := m.rows[from:]
	var all sync.WaitGroup
	for first := 0; first < n; first += spaceChunk {
		last := min(first+spaceChunk, n)
		all.Go(func() { copy(rows[first*k:last*k], m.space.bring(m.waits[first:last])) })
	}
	all.Wait()
	m.waits = m.waits[:0]
}

// side is what was made, for each post.
func (m *making) side(of []int32) side {
	s := side{space: m.space, rows: m.rows, at: make([]int32, len(of))}
	for i, number := range of {
		s.at[i] = m.number[number]
	}
	if m.space == nil {
		return s
	}
	s.long = make([]float64, len(m.rows)/m.space.k)
	for i := range s.long {
		s.long[i] = squared(m.rows[i*m.space.k : (i+1)*m.space.k])
	}
	return s
}
