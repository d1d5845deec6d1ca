package similar

import (
	"context"
	"errors"
	"image"
	"slices"
	"time"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/similar"
)

const (
	thumbSide   = 128 // pixels of the longer side
	tellEvery   = 150 * time.Millisecond
	paceFrom    = 20  // posts from which their pace says something
	firstIndex  = 256 // posts that are read when the first index of them is made
	indexGrowth = 3   // the next one is made of so many times as many
)

// progress tells how far reading is, and has what is read searched meanwhile.
func (p *Presenter) progress(ctx context.Context, s *set, h *held, stock *similar.Stock) func(done, total int) {
	var told time.Time
	began := time.Now()
	next := firstIndex
	return func(done, total int) {
		var index *similar.Index
		if done >= next && done < total {
			next *= indexGrowth
			index, _ = stock.Index(ctx, h) // none where it was stopped
		}
		if index == nil && done < total && time.Since(told) < tellEvery {
			return
		}
		told = time.Now()
		left := 0.0
		if done >= paceFrom {
			left = told.Sub(began).Seconds() / float64(done) * float64(total-done)
		}
		p.Do(func(c *core) {
			if s.left || s.shown.Phase != PhaseReading {
				return
			}
			s.shown.Done, s.shown.Total, s.shown.Left = done, total, left
			if index != nil {
				s.index = index
				c.lookAll()
			}
		})
	}
}

func (c *core) lookAll() {
	for i := range c.panels {
		c.look(&c.panels[i])
	}
}

// look searches for what a pane shows, where it is to be seen.
func (c *core) look(p *panel) {
	p.turn++
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
	set := c.sets[c.where(p)]
	if !p.open || set == nil || !p.question.asks() {
		p.found = found{}
		return
	}
	c.ensure(set)
	if set.index == nil || set.held == nil || c.engine.Engine == nil {
		p.found = found{}
		return
	}
	c.search(p, set)
}

// search is one search of a pane.
type search struct {
	place    *panel
	turn     int
	set      *set
	held     *held
	stock    *similar.Stock
	index    *similar.Index
	engine   app.Engine
	question Question
	by       similar.By
	maker    func(context.Context, app.Engine) (*similar.Maker, error)
	shown    int  // of the posts that are found, from the first
	bare     bool // what a model says of the posts is not to be seen
}

func (c *core) search(p *panel, s *set) {
	job := &search{place: p, turn: p.turn, set: s, held: s.held, stock: s.stock, index: s.index, engine: c.engine.Engine, question: p.question, by: p.way(),
		maker: c.p.maker, bare: p == &c.panels[Label]}
	if job.shown = First; p.more {
		job.shown = Most
	}
	s.held.users.Add(1)
	p.cancel = c.p.Work(func(ctx context.Context) func(*core) {
		defer job.held.users.Done()
		f := job.find(ctx)
		if len(f.hits) > 0 && ctx.Err() == nil {
			first := f // without pictures, while those are read
			c.p.Do(func(c *core) { c.show(job, first) })
			f = c.p.thumbs(ctx, job, f)
		}
		return func(c *core) {
			if job.turn == job.place.turn {
				job.place.cancel = nil
				c.show(job, f)
			}
		}
	})
}

// maker is the one of an engine, made once.
func (p *Presenter) maker(ctx context.Context, e app.Engine) (*similar.Maker, error) {
	p.made.Lock()
	defer p.made.Unlock()
	if p.made.of == e && p.made.maker != nil {
		return p.made.maker, nil
	}
	m, err := similar.NewMaker(ctx, e)
	if err == nil {
		p.made.of, p.made.maker = e, m
	}
	return m, err
}

func (c *core) show(job *search, f found) {
	if job.turn == job.place.turn && !job.set.left && !errors.Is(f.err, context.Canceled) {
		job.place.found = f
	}
}

// find looks for the post's like.
func (j *search) find(ctx context.Context) found {
	f := found{turn: j.turn, set: j.set, index: j.index}
	asked, err := j.asked(ctx)
	if err != nil {
		f.err = err
		return f
	}
	if asked.At >= 0 && !j.index.Of(asked.At, j.by) || asked.At < 0 && !has(asked.Vectors, j.by) {
		f.lacks = true
		return f
	}
	hits, err := j.stock.Find(ctx, j.index, asked, j.by, Most)
	f.err = err
	for _, h := range hits {
		if j.bare {
			h.Says, h.Means = nil, nil
		}
		if !j.question.Words {
			h.Text = ""
		}
		if !j.question.Picture {
			h.Picture = ""
		}
		f.hits = append(f.hits, Hit{Hit: h})
	}
	return f
}

func has(v similar.Vectors, by similar.By) bool {
	return by != similar.Picture && v.Words != nil || by != similar.Words && v.Picture != nil
}

// asked finds the post in the set, or has it read where it is not there.
func (j *search) asked(ctx context.Context) (similar.Asked, error) {
	a := similar.Asked{At: -1}
	switch q := j.question; q.In {
	case InResult:
		a.At = q.At
	case InProject:
		a.At = j.stock.Of(q.ID)
	default:
		if at := j.stock.Of(q.Post.ContentID()); at >= 0 && j.index.Of(at, j.by) {
			return similar.Asked{At: at}, nil
		}
		maker, err := j.maker(ctx, j.engine)
		if err != nil {
			return a, err
		}
		a.Text, a.Picture = q.Post.Text, q.Post.Picture != nil
		a.Vectors, err = maker.Make(ctx, q.Post)
		return a, err
	}
	if a.At < 0 || a.At >= len(j.stock.Refs) {
		return a, app.Errorf("find similar posts", "", app.KindInput, "Read the posts again.", "the post is not among those that were read")
	}
	return a, nil
}

// thumbs reads the small pictures of what is shown, one after the other.
func (p *Presenter) thumbs(ctx context.Context, job *search, f found) found {
	for i := range f.hits[:min(job.shown, len(f.hits))] {
		if f.hits[i].Picture == "" {
			continue
		}
		small := p.thumb(ctx, job.held, f.hits[i].At)
		if ctx.Err() != nil {
			return f
		}
		if small == nil {
			continue
		}
		f.hits = slices.Clone(f.hits) // what has been published stays as it is
		f.hits[i].Thumb = small
		now := f
		p.Do(func(c *core) { c.show(job, now) })
	}
	return f
}

func (p *Presenter) thumb(ctx context.Context, set similar.Set, at int) image.Image {
	post := set.Post(ctx, at)
	if post.Picture == nil {
		return nil
	}
	small, err := picture.Thumbnail(ctx, post.Picture, thumbSide)
	if err != nil {
		return nil
	}
	if p.options.Ready != nil {
		return p.options.Ready(small)
	}
	return small
}

// Found is the post at a place of what a pane shows, whole; it is handed over beside the loop. Nothing comes of it where other posts are shown by then.
func (p *Presenter) Found(at Place, hit int, take func(Hit, app.Post)) {
	p.Do(func(c *core) {
		f := c.panels[at].found
		if hit < 0 || hit >= len(f.hits) || f.set == nil || f.set.left || f.set.held == nil {
			return
		}
		found, h := f.hits[hit], f.set.held
		h.users.Add(1)
		p.Latest(&c.opening, func(ctx context.Context) func(*core) {
			defer h.users.Done()
			post := h.Post(ctx, found.At)
			return func(*core) { take(found, post) }
		})
	})
}
