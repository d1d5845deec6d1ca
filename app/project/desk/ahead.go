package desk

import (
	"context"
	"image"
	"image/draw"
	"sync"
	"time"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/project"
)

// Ahead decodes pictures before they are needed, at the size of the screen, so that the next post can be drawn at once. It
// may be used from several goroutines.
type Ahead struct {
	p      *project.Project
	ready  func(sum string)
	ctx    context.Context
	stop   context.CancelFunc
	done   sync.WaitGroup
	wake   chan struct{}
	mu     sync.Mutex
	room   Room
	wanted []want
	shown  int             // so many of wanted are on the screen: 1, or 0 where the post has no picture
	rest   time.Time       // until then only the post that is shown is worked on
	busy   map[string]bool // being decoded
	kept   map[string]Decoded
	age    []string // sums, the one used longest ago first
}

// Room is how many pixels there are for a picture: with the words beside it, and without.
type Room struct{ Beside, Alone image.Point }

// want is a picture with the room that it will have.
type want struct {
	project.PictureRef
	beside bool // the words
	box    image.Point
}

// side is how long the picture's longer side is to be.
func (w want) side() int { return sideIn(w.PictureRef, w.box) }

// Decoded is a picture for the screen, or why there is none.
type Decoded struct {
	Image   *image.RGBA // as a graphics card takes it: nothing is left to convert when it is drawn
	Picture *app.Picture
	Err     error
	side    int
}

// keepDecoded is how many pictures are kept: those ahead and some behind.
const keepDecoded = 12

// rest is how long the processor is left to the drawing of a post whose picture is there before the next ones are decoded:
// decoding in the same moment more than doubles the time until it is on the screen, on two cores.
const rest = 100 * time.Millisecond

// NewAhead starts two goroutines that end with Close. ready is called from the goroutines when a picture has been decoded.
func NewAhead(p *project.Project, room Room, ready func(sum string)) *Ahead {
	ctx, stop := context.WithCancel(context.Background())
	a := &Ahead{p: p, ready: ready, ctx: ctx, stop: stop, wake: make(chan struct{}, 1), room: room,
		busy: map[string]bool{}, kept: map[string]Decoded{}}
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

// Resize says how much room there is. Pictures that were decoded for less are decoded again.
func (a *Ahead) Resize(room Room) {
	a.mu.Lock()
	a.room = room
	for i, w := range a.wanted {
		a.wanted[i].box = room.Alone
		if w.beside {
			a.wanted[i].box = room.Beside
		}
	}
	a.mu.Unlock()
	a.nudge()
}

// Retry reads pictures again that could not be read: they may have been found since.
func (a *Ahead) Retry() {
	a.mu.Lock()
	for sum, d := range a.kept {
		if d.Err != nil {
			delete(a.kept, sum)
		}
	}
	a.mu.Unlock()
	a.nudge()
}

// Want says which posts come, the one on the screen first. alone tells that their pictures are shown without the words
// as well.
func (a *Ahead) Want(items []project.Item, alone bool) {
	a.mu.Lock()
	a.wanted, a.shown, a.rest = nil, 0, time.Time{}
	for i, item := range items {
		if item.Picture == nil {
			continue
		}
		w := want{PictureRef: *item.Picture, beside: !alone && item.HasWords(), box: a.room.Alone}
		if w.beside {
			w.box = a.room.Beside
		}
		if a.wanted = append(a.wanted, w); i == 0 {
			a.shown = 1
		}
	}
	if a.shown == 0 || a.has(a.wanted[0]) {
		a.rest = time.Now().Add(rest)
		time.AfterFunc(rest, a.nudge)
	}
	a.mu.Unlock()
	a.nudge()
}

// has tells whether nothing is left to do for a picture.
func (a *Ahead) has(w want) bool {
	d, ok := a.kept[w.Sum]
	return ok && (d.Err != nil || d.side >= w.side())
}

// sideIn is how many pixels the longer side of a picture has when it fills a box, or has of itself where that is less.
func sideIn(r project.PictureRef, box image.Point) int {
	if r.Width < 1 || r.Height < 1 { // saved from a damaged file, without its size
		return max(box.X, box.Y, 1)
	}
	w, h := max(r.Width, 1), max(r.Height, 1)
	long := max(w, h)
	return max(min(long, long*box.X/w, long*box.Y/h), 1)
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
		if d.Picture, d.Err = a.p.Pictures.Read(a.ctx, ref); d.Err == nil {
			var m *image.NRGBA
			if m, d.Err = picture.Thumbnail(a.ctx, d.Picture, side); d.Err == nil {
				d.Image = premultiplied(m)
			}
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

// premultiplied is a picture as textures have it. An opaque one is that already.
func premultiplied(m *image.NRGBA) *image.RGBA {
	b := m.Bounds()
	if m.Opaque() && m.Stride == 4*b.Dx() {
		return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: b}
	}
	out := image.NewRGBA(image.Rectangle{Max: b.Size()})
	draw.Draw(out, out.Rect, m, b.Min, draw.Src)
	return out
}

// next takes the most urgent picture that is not there at the right size.
func (a *Ahead) next() (project.PictureRef, int, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, w := range a.wanted {
		if i >= a.shown && time.Now().Before(a.rest) {
			break
		}
		if !a.busy[w.Sum] && !a.has(w) {
			a.busy[w.Sum] = true
			return w.PictureRef, w.side(), true
		}
	}
	return project.PictureRef{}, 0, false
}

func (a *Ahead) keep(sum string, d Decoded) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.busy, sum)
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
