package queue

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// Slot is one question to the annotator.
type Slot struct {
	Post     app.PostID
	Question codebook.QuestionID
	Round    int
}

// slots lays out the questions of a codebook. All of them about a post come one after the other; where some are asked of the
// words or the picture alone, blocks of posts go through one part after the other, so that what was seen of a post is forgotten
// before more of it is shown. After each group of s.Repeat questions an earlier one is asked again, never sooner than a
// group later.
func slots(stubs []project.Stub, s project.Settings, book *codebook.Codebook) []Slot {
	asked := book.Asked()
	out := make([]Slot, 0, len(stubs)*len(asked))
	block := max(len(stubs), 1)
	if book.Parted() && s.Block > 0 {
		block = s.Block
	}
	for posts := range slices.Chunk(stubs, block) {
		for _, part := range codebook.Parts {
			for _, stub := range posts {
				for _, q := range asked {
					if q.Of == part && book.Asks(q, stub.Words, stub.Picture) {
						out = append(out, Slot{Post: stub.ID, Question: q.ID})
					}
				}
			}
		}
	}
	if s.Repeat >= 2 {
		out = withRepeats(out, s.Repeat, s.Seed)
	}
	return out
}

// withRepeats draws one slot of every group of n and puts it after the next group.
func withRepeats(slots []Slot, n int, seed int64) []Slot {
	rng := rand.New(rand.NewPCG(uint64(seed), 0x64756f746f6e65))
	out := make([]Slot, 0, len(slots)+len(slots)/n+1)
	var waiting []Slot
	for part := range slices.Chunk(slots, n) {
		out = append(out, part...)
		out = append(out, waiting...)
		waiting = waiting[:0]
		if len(part) == n {
			again := part[rng.IntN(n)]
			again.Round = 1
			waiting = append(waiting, again)
		}
	}
	return append(out, waiting...)
}

// Slots lays out the questions for an annotator in the project's order, with the order's name as judgements record it.
// pack names the scores of orders that need a model.
func Slots(ctx context.Context, p *project.Project, s project.Settings, pack string, l *ledger.Ledger) ([]Slot, string, error) {
	m, err := Read(ctx, p, s, pack)
	if err != nil {
		return nil, "", err
	}
	book, err := p.Codebook(ctx)
	if err != nil {
		return nil, "", err
	}
	return m.Lay(ctx, s, pack, l, book)
}

// Lay lays out the questions of a codebook in the order of the settings, with the order's name as judgements record it.
func (m Material) Lay(ctx context.Context, s project.Settings, pack string, l *ledger.Ledger, book *codebook.Codebook) ([]Slot, string, error) {
	stubs, err := m.sorted(ctx, s, l)
	if err != nil {
		return nil, "", err
	}
	name := string(s.Order)
	if s.Order == project.OrderRandom || s.Order == project.OrderDiverse {
		name += fmt.Sprintf(" seed=%d", s.Seed)
	}
	if s.Order.NeedsModel() {
		name += " pack=" + pack
	}
	if s.Repeat > 0 {
		name += fmt.Sprintf(" repeat=%d", s.Repeat)
	}
	return slots(stubs, s, book), name, nil
}

// Posts are all posts in the order of the settings.
func Posts(ctx context.Context, p *project.Project, s project.Settings, pack string, l *ledger.Ledger) ([]project.Stub, error) {
	m, err := Read(ctx, p, s, pack)
	if err != nil {
		return nil, err
	}
	return m.sorted(ctx, s, l)
}

// Disputed lists the questions on which at least two annotators differ and nobody has decided yet, as given.
func Disputed(ctx context.Context, p *project.Project, l *ledger.Ledger) ([]Slot, error) {
	stubs, err := p.Posts.Stubs(ctx)
	return Material{Stubs: stubs}.Disputed(l), err
}

// Disputed are the questions on which at least two annotators differ and nobody has decided yet, as given.
func (m Material) Disputed(l *ledger.Ledger) []Slot {
	var out []Slot
	book, _ := l.Codebook()
	asked := book.Asked()
	for _, stub := range m.Stubs {
		for _, q := range asked {
			said := l.Said(stub.ID, q.ID)
			if len(said) < 2 || !slices.ContainsFunc(said[1:], func(o ledger.Said) bool { return o.Answer != said[0].Answer }) {
				continue
			}
			if _, _, settled := l.Adjudicated(stub.ID, q.ID); !settled {
				out = append(out, Slot{Post: stub.ID, Question: q.ID})
			}
		}
	}
	return out
}
