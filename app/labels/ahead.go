package labels

import (
	"context"
	"image"
	"sync"

	"duotone/app"
	"duotone/app/picture"
)

// Ahead decodes pictures before they are needed, at the size of the screen, so that the next post can be drawn at once. It
// may be used from several goroutines.
type Ahead struct {
	p      *Project
	ready  func(sum string)
	ctx    context.Context
	stop   context.CancelFunc
	done   sync.WaitGroup
	wake   chan struct{}
	mu     sync.Mutex
	side   int
	wanted []PictureRef
	kept   map[string]Decoded
	age    []string // sums, the one used longest ago first
}

// Decoded is a picture for the screen, or why there is none.
type Decoded struct {
	Image   image.Image
	Picture *app.Picture
	Err     error
	side    int
}

// keepDecoded is how many pictures are kept: those ahead and some behind.
const keepDecoded = 12

// NewAhead starts two goroutines that end with Close. ready is called from them when a picture has been decoded.
func NewAhead(p *Project, side int, ready func(sum string)) *Ahead {
	ctx, stop := context.WithCancel(context.Background())
	a := &Ahead{p: p, ready: ready, ctx: ctx, stop: stop, wake: make(chan struct{}, 1), side: side, kept: map[string]Decoded{}}
	for range 2 {
		a.done.Go(a.work)
	}
	return a
}

// Close ends the goroutines and waits for them.
func (a *Ahead) Close() {
	a.stop()
	a.done.Wait()
}

// Resize says how many pixels the longer side of a picture has on the screen. Smaller ones that are kept are decoded again.
func (a *Ahead) Resize(side int) {
	a.mu.Lock()
	a.side = side
	a.mu.Unlock()
	a.nudge()
}

// Want says which pictures come, the most urgent first.
func (a *Ahead) Want(items []Item) {
	var refs []PictureRef
	for _, i := range items {
		if i.Picture != nil {
			refs = append(refs, *i.Picture)
		}
	}
	a.mu.Lock()
	a.wanted = refs
	a.mu.Unlock()
	a.nudge()
}

// Get is a decoded picture; false while it is not there.
func (a *Ahead) Get(sum string) (Decoded, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d, ok := a.kept[sum]
	if ok {
		a.touch(sum)
	}
	return d, ok
}

func (a *Ahead) nudge() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

func (a *Ahead) work() {
	for {
		ref, side, ok := a.next()
		if !ok {
			select {
			case <-a.wake:
				continue
			case <-a.ctx.Done():
				return
			}
		}
		a.nudge() // there may be work for the other one as well
		d := Decoded{side: side}
		if d.Picture, d.Err = a.p.Picture(a.ctx, ref); d.Err == nil {
			d.Image, d.Err = picture.Thumbnail(a.ctx, d.Picture, side)
		}
		if a.ctx.Err() != nil {
			return
		}
		a.keep(ref.Sum, d)
		if a.ready != nil {
			a.ready(ref.Sum)
		}
	}
}

// next takes the most urgent picture that is not there at the right size.
func (a *Ahead) next() (PictureRef, int, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, ref := range a.wanted {
		if d, ok := a.kept[ref.Sum]; !ok || d.Err == nil && d.side < a.side {
			a.wanted = append(append([]PictureRef(nil), a.wanted[:i]...), a.wanted[i+1:]...)
			return ref, a.side, true
		}
	}
	return PictureRef{}, 0, false
}

func (a *Ahead) keep(sum string, d Decoded) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kept[sum] = d
	a.touch(sum)
	for len(a.age) > keepDecoded {
		delete(a.kept, a.age[0])
		a.age = a.age[1:]
	}
}

func (a *Ahead) touch(sum string) {
	for i, s := range a.age {
		if s == sum {
			a.age = append(a.age[:i], a.age[i+1:]...)
			break
		}
	}
	a.age = append(a.age, sum)
}
