package similar

import (
	"image"
	"image/color"

	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
	"duotone/ui/kit/winkey"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Post is a post of a List.
type Post struct {
	Picture   bool        // it has one
	Thumbnail image.Image // of it; nil: it is not there yet
	Text      string
	Note      string // stands below the text
	Stands    bool   // the note is bold
	Label     int    // 0 negative, 1 neutral, 2 positive
	Scored    bool   // false: no label is shown
	Hint      string // the tooltip; ""; none
}

// List is a short list of posts to choose from: picture, words and a note each, in two columns where there is room. It is as high as all of
// it takes at the width that it was laid out for.
type List struct {
	widget.BaseWidget
	kit.Items
	OnSelect func(i int) // a post was chosen
	OnGrow   func()      // it takes another height than before
	OnEscape func()      // nil: the key is the window's

	posts   []Post
	dimmed  bool
	at      int // the keyboard is at this one
	columns int
}

var (
	_ fyne.Tappable     = (*List)(nil)
	_ fyne.Focusable    = (*List)(nil)
	_ desktop.Hoverable = (*List)(nil)
	_ desktop.Keyable   = (*List)(nil)
)

const (
	postHeight = 46  // of a post, at letters of 14
	twoFrom    = 620 // width from which two stand side by side
	listLeast  = 200 // width
)

// NewList makes an empty list.
func NewList() *List {
	l := &List{columns: 1}
	l.Items = kit.NewItems(l, l.itemAt, func(i int) string { return l.posts[i].Hint })
	l.ExtendBaseWidget(l)
	return l
}

// SetItems replaces the posts; dimmed ones are not what is asked for now. The slice is not to be changed after.
func (l *List) SetItems(items []Post, dimmed bool) {
	rows := l.rows()
	l.posts, l.dimmed = items, dimmed
	l.at, l.Hovered = max(0, min(l.at, len(items)-1)), min(l.Hovered, len(items)-1)
	l.Refresh()
	if l.rows() != rows && l.OnGrow != nil {
		l.OnGrow()
	}
}

func (l *List) rows() int { return (len(l.posts) + l.columns - 1) / l.columns }

func (l *List) choose(i int) {
	if i >= 0 && i < len(l.posts) && l.OnSelect != nil {
		l.Tips.Leave()
		l.OnSelect(i)
	}
}

// Tapped chooses the post under the pointer.
func (l *List) Tapped(e *fyne.PointEvent) {
	if i := l.itemAt(e.Position); i >= 0 {
		l.at = i
		l.TakeFocus()
		l.choose(i)
	}
}

// TypedKey goes through the posts and chooses one.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape && l.OnEscape != nil {
		l.OnEscape()
		return
	}
	if winkey.Type(e) {
		return
	}
	to := l.at
	switch e.Name {
	case fyne.KeyUp:
		to -= l.columns
	case fyne.KeyDown:
		to += l.columns
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(l.posts) - 1
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		l.choose(l.at)
		return
	}
	if to >= 0 && to < len(l.posts) && to != l.at {
		l.at = to
		l.Refresh()
	}
}

func (l *List) itemAt(at fyne.Position) int {
	size, high := l.Size(), paint.Of(l.Theme()).Unit(postHeight)
	if at.X < 0 || at.Y < 0 || at.X >= size.Width {
		return -1
	}
	i := int(at.Y/high)*l.columns + int(at.X/(size.Width/float32(l.columns)))
	if i >= len(l.posts) {
		return -1
	}
	return i
}

// CreateRenderer draws the list.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	r := &listRenderer{l: l}
	r.Refresh()
	return r
}

type listRenderer struct {
	l     *List
	posts []*listRow
}

// listRow is what one post is drawn with.
type listRow struct {
	back, box  *canvas.Rectangle
	image      *canvas.Image
	text, note *canvas.Text
	mark       *canvas.ArbitraryPolygon
}

func (r *listRenderer) Destroy() {}

func (r *listRenderer) Objects() []fyne.CanvasObject {
	var o []fyne.CanvasObject
	for _, t := range r.posts {
		o = append(o, t.back, t.box, t.image, t.text, t.note, t.mark)
	}
	return o
}

func (r *listRenderer) MinSize() fyne.Size {
	return fyne.NewSize(listLeast, float32(r.l.rows())*paint.Of(r.l.Theme()).Unit(postHeight))
}

func (r *listRenderer) Refresh() {
	r.Layout(r.l.Size())
	canvas.Refresh(r.l)
}

func (r *listRenderer) Layout(size fyne.Size) {
	l, p := r.l, paint.Of(r.l.Theme())
	rows := l.rows()
	l.columns = 1
	if size.Width >= p.Unit(twoFrom) {
		l.columns = 2
	}
	for len(r.posts) < len(l.posts) {
		r.posts = append(r.posts, newListRow())
	}
	for _, t := range r.posts[len(l.posts):] {
		t.image.Image = nil
	}
	r.posts = r.posts[:len(l.posts)]
	pictures := false
	for _, item := range l.posts {
		pictures = pictures || item.Picture
	}
	w, h := size.Width/float32(l.columns), p.Unit(postHeight)
	for i, t := range r.posts {
		t.draw(p, l.posts[i], l.dimmed, l.Focused && i == l.at, i == l.Hovered)
		t.layout(p, l.posts[i], pictures, float32(i%l.columns)*w, float32(i/l.columns)*h, w, h)
	}
	if l.rows() != rows && l.OnGrow != nil {
		l.OnGrow()
	}
}

func newListRow() *listRow {
	t := &listRow{back: canvas.NewRectangle(nil), box: canvas.NewRectangle(nil), image: canvas.NewImageFromImage(nil),
		text: canvas.NewText("", nil), note: canvas.NewText("", nil), mark: paint.NewMark(0, nil)}
	t.image.FillMode, t.image.ScaleMode = canvas.ImageFillCover, canvas.ImageScaleFastest
	t.back.CornerRadius, t.box.CornerRadius, t.image.CornerRadius = 4, 4, 4
	return t
}

func (t *listRow) draw(p paint.Brush, item Post, dimmed, current, hovered bool) {
	ground, edge := color.Color(color.Transparent), color.Color(color.Transparent)
	if hovered {
		ground = p.Color(fynetheme.ColorNameHover)
	}
	width := float32(0)
	if current {
		edge, width = p.Color(fynetheme.ColorNamePrimary), 2
	}
	paint.SetFrame(t.back, edge, width, ground)
	paint.SetFill(t.box, p.Color(theme.ColorNameTrack))
	paint.SetVisible(t.box, item.Picture)
	if t.image.Image != item.Thumbnail {
		t.image.Image = item.Thumbnail
		t.image.Refresh()
	}
	paint.SetVisible(t.image, item.Thumbnail != nil)
	t.image.Translucency = 0
	if dimmed {
		t.image.Translucency = 0.5
	}
	if item.Scored {
		paint.SetMark(t.mark, item.Label, p.Label(item.Label))
	} else {
		t.mark.Hide()
	}
}

func (t *listRow) layout(p paint.Brush, item Post, pictures bool, x, y, w, h float32) {
	gap, side := p.Unit(4), h-2*p.Unit(4)
	paint.Place(t.back, x+1, y+1, w-2, h-2)
	at := x + gap
	if pictures {
		paint.Place(t.box, at, y+gap, side, side)
		paint.Place(t.image, at, y+gap, side, side)
		at += side
	}
	at += 2 * gap
	room := x + w - at - gap
	paint.SetText(t.text, script.Visual(paint.Fit(script.Drawable(item.Text), room, p.Text(), paint.Plain)), p.Ink(), p.Text(), paint.Plain)
	begins := at
	if script.Direction(item.Text) < 0 { // at the right
		begins += room - t.text.MinSize().Width
	}
	paint.PlaceText(t.text, begins, y+gap, side*0.52)
	if item.Scored {
		mark := p.Unit(9)
		paint.Place(t.mark, at, y+gap+side*0.52+(side*0.48-mark)/2, mark, mark)
		at += mark + gap
		room -= mark + gap
	}
	style := paint.Plain
	if item.Stands {
		style = paint.Bold
	}
	paint.SetText(t.note, script.Visual(paint.Fit(item.Note, room, p.Caption(), style)), p.Quiet(), p.Caption(), style)
	paint.PlaceText(t.note, at, y+gap+side*0.52, side*0.48)
}
