package score

import (
	"context"
	"image"
	"maps"
	"slices"

	"duotone/app/picture"
)

const (
	thumbSide    = 96  // pixels of the longer side
	thumbsKept   = 240 // with 36 KiB each, under 9 MiB
	thumbsWanted = 60  // that wait: what was asked for before has been scrolled away
	thumbWorkers = 2
)

// thumbs are the small pictures of the list. They are read beside the loop, the one asked for last first.
type thumbs struct {
	*core
	kept   map[int]image.Image // by position in State.Rows; nil: it can't be read
	age    []int               // of kept, the oldest first
	wanted []int
	under  map[int]bool // are being read
	from   *reader
	stop   context.CancelFunc // of all that is being read; nil: nothing is
	ctx    context.Context
	turn   int // of the result
}

// WantThumb has the small picture of a row of State.Rows read: State.Thumbs has it some time later, if there is one.
func (p *Presenter) WantThumb(at int) {
	p.Do(func(c *core) {
		t := &c.thumbs
		if at < 0 || at >= len(c.state.Rows) || c.state.Rows[at].Image == "" || t.under[at] {
			return
		}
		if _, ok := t.kept[at]; ok {
			return
		}
		t.wanted = slices.DeleteFunc(t.wanted, func(other int) bool { return other == at })
		t.wanted = append(t.wanted, at)
		t.wanted = t.wanted[max(len(t.wanted)-thumbsWanted, 0):]
		c.thumbs.read()
	})
}

// forget begins anew with another result's rows.
func (t *thumbs) forget() {
	if t.stop != nil {
		t.stop()
	}
	turn := t.turn + 1
	*t = thumbs{core: t.core, turn: turn, kept: map[int]image.Image{}, under: map[int]bool{}, from: &reader{in: t.state.Input, result: t.state.Result}}
	t.ctx, t.stop = context.WithCancel(context.Background())
	t.state.Thumbs = nil
}

func (t *thumbs) read() {
	for len(t.wanted) > 0 && len(t.under) < thumbWorkers {
		at := t.wanted[len(t.wanted)-1]
		t.wanted = t.wanted[:len(t.wanted)-1]
		t.under[at] = true
		turn, ref, over, from := t.turn, t.state.Rows[at].Image, t.ctx, t.from
		t.p.Work(func(ctx context.Context) func(*core) {
			ctx, end := context.WithCancel(ctx)
			defer context.AfterFunc(over, end)()
			defer end()
			var small image.Image
			if whole, err := from.picture(ctx, ref); err == nil && whole != nil {
				if m, err := picture.Thumbnail(ctx, whole, thumbSide); err == nil {
					small = m
				}
			}
			return func(c *core) {
				c.thumbs.got(turn, at, small)
				c.thumbs.read()
			}
		})
	}
}

func (t *thumbs) got(turn, at int, small image.Image) {
	if turn != t.turn {
		return
	}
	delete(t.under, at)
	t.kept[at] = small
	t.age = append(t.age, at)
	for len(t.age) > thumbsKept {
		delete(t.kept, t.age[0])
		t.age = t.age[1:]
	}
	t.state.Thumbs = maps.Clone(t.kept)
}
