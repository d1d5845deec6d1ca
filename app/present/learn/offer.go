package learn

import (
	"context"

	"duotone/app/project"

	heads "duotone/app/learn"
	"duotone/app/project/ledger"
)

// Offer is what a project has to learn from.
type Offer struct {
	Questions []*heads.Said
	People    []string
	main      string // the key of the question that the project is about
}

// open reads what people said in a project. What is being learned of another one ends.
func (c *core) open(path string) {
	if path != c.state.Path {
		c.forget()
		c.state.Path, c.state.Offer, c.state.Chosen, c.wanted = path, nil, 0, ""
	}
	if !c.state.Running() && c.state.Step != Keeping { // what is learned from is read already
		c.look()
	}
}

// look reads what people said beside the loop. The last request wins.
func (c *core) look() {
	if c.state.Path == "" {
		return
	}
	if c.looking != nil {
		c.looking()
	}
	c.looked++
	c.state.Step = Looking
	turn, path, final := c.looked, c.state.Path, c.state.Wants.Final
	c.looking = c.p.Work(func(ctx context.Context) func(*core) {
		offer, err := offerOf(ctx, path, final)
		return func(c *core) {
			if turn == c.looked {
				c.offered(offer, err)
			}
		}
	})
}

func (c *core) offered(offer *Offer, err error) {
	if c.looking = nil; c.state.Step == Looking {
		c.state.Step = Idle
	}
	if err != nil {
		c.fail(err)
		return
	}
	c.state.Offer, c.state.Chosen = offer, 0
	for i, q := range offer.Questions {
		if q.Key == c.wanted || c.wanted == "" && q.Key == offer.main {
			c.state.Chosen = i
		}
	}
}

func offerOf(ctx context.Context, path string, final ledger.Final) (*Offer, error) {
	p, err := project.OpenToRead(ctx, path)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	offer := &Offer{}
	if offer.Questions, err = heads.ReadAll(ctx, p, final); err != nil {
		return nil, err
	}
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	book, _ := l.Codebook()
	offer.People, offer.main = l.Annotators(), string(book.Main())
	return offer, nil
}

// Options are how the chosen question is learned.
func (w Wants) Options() heads.Options { return heads.Options{Seed: 1, Plain: w.Plain} }

// Refusal tells why the chosen question can't be learned, nil where it can.
func (s *State) Refusal() error {
	q := s.Question()
	if q == nil {
		return nil
	}
	if s.Wants.Rare {
		q = q.Without(q.Rare(heads.Least)...)
	}
	return q.Check(s.Wants.Options())
}
