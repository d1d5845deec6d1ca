package heat

import (
	"fmt"
	"math"
	"strings"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// Word is one word as it was typed, and its weight.
type Word struct {
	Text       string
	Start, End int     // bytes of the text it is from: words that touch are drawn touching
	Weight     float64 // contribution: −1 to 1; attention: 0 to 1
	Struck     bool    // struck out by the person
	Cut        bool    // lies after the last token that the model reads
}

// WordMode says what the weights are.
type WordMode int

// The modes.
const (
	Contribution WordMode = iota // signed: for or against the label being explained
	Attention                    // never negative
)

// MaxWords is how many words a strip draws; the rest are counted in a last line. A model reads far fewer.
const MaxWords = 600

// The heat's full scale is the greatest weight shown, and at least this: noise must not glow.
var fullScale = [...]float64{Contribution: 0.10, Attention: 0.05}

// WordStrip shows words in wrapping rows with heat behind each. A click, or Space on the focused word, strikes it out.
type WordStrip struct {
	widget.BaseWidget
	// OnToggle is told that word i was struck or brought back; the strip waits for Set to show it.
	OnToggle func(i int)
	// OnHover is told which word is under the pointer or focused, −1 for none.
	OnHover func(i int)

	words    []Word
	mode     WordMode
	label    string
	hidden   int // words beyond MaxWords
	focused  bool
	current  int
	hovered  int
	inactive bool
	tips     tip.Pointer

	boxes  []wordBox // where the words lie at boxesFor
	height float32
	rtl    bool
	laid   layoutKey
}

var (
	_ fyne.Tappable      = (*WordStrip)(nil)
	_ fyne.Focusable     = (*WordStrip)(nil)
	_ desktop.Hoverable  = (*WordStrip)(nil)
	_ desktop.Cursorable = (*WordStrip)(nil)
)

// NewWordStrip makes a strip without words.
func NewWordStrip() *WordStrip {
	s := &WordStrip{hovered: -1}
	s.ExtendBaseWidget(s)
	return s
}

// Set replaces the words. The slice is copied.
func (s *WordStrip) Set(words []Word, mode WordMode) {
	s.hidden = max(0, len(words)-MaxWords)
	s.words = append(s.words[:0:0], words[:len(words)-s.hidden]...)
	s.mode = mode
	s.current = max(0, min(s.current, len(s.words)-1))
	if s.hovered >= len(s.words) {
		s.hovered = -1
	}
	s.laid = layoutKey{}
	s.Refresh()
	s.tips.Now(s.explain(s.hovered))
}

// Spoken is each word with its weight in percent, where it has one.
func (s *WordStrip) Spoken() string {
	var b strings.Builder
	for i, w := range s.words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
		if p := math.Round(100 * w.Weight); p != 0 && s.mode == Contribution {
			fmt.Fprintf(&b, " (%+.0f)", p)
		}
	}
	return b.String()
}

// SetLabel names the label that is explained, for the tooltips; empty names none.
func (s *WordStrip) SetLabel(name string) {
	s.label = name
	s.tips.Now(s.explain(s.hovered))
}

// SetInactive shows the words as taken away whole: no heat, and a click does nothing.
func (s *WordStrip) SetInactive(inactive bool) {
	if s.inactive != inactive {
		s.inactive = inactive
		s.Refresh()
	}
}

// share is how much of the full heat a word has, −1 to 1.
func (s *WordStrip) share(i int) float64 {
	full := fullScale[s.mode]
	for _, w := range s.words {
		if !w.Struck && !math.IsNaN(w.Weight) {
			full = max(full, math.Abs(w.Weight))
		}
	}
	w := s.words[i]
	if w.Struck || w.Cut || s.inactive || math.IsNaN(w.Weight) {
		return 0
	}
	return max(-1, min(1, w.Weight/full))
}

// toggles tells whether a word can be struck out.
func (s *WordStrip) toggles(i int) bool {
	return i >= 0 && i < len(s.words) && !s.words[i].Cut && !s.inactive
}

func (s *WordStrip) toggle(i int) {
	if s.toggles(i) && s.OnToggle != nil {
		s.OnToggle(i)
	}
}

// Tapped strikes the word under the pointer out, or brings it back.
func (s *WordStrip) Tapped(e *fyne.PointEvent) {
	i := s.wordAt(e.Position)
	if i >= 0 {
		s.current = i
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
		c.Focus(s)
	}
	s.toggle(i)
}

// TypedKey moves between words, and strikes out with Return, Delete or Backspace.
func (s *WordStrip) TypedKey(e *fyne.KeyEvent) {
	if winkey.Type(e) {
		return
	}
	forward := 1
	if s.rtl {
		forward = -1
	}
	switch e.Name {
	case fyne.KeyRight:
		s.focus(s.current + forward)
	case fyne.KeyLeft:
		s.focus(s.current - forward)
	case fyne.KeyDown:
		s.focus(s.neighbour(+1))
	case fyne.KeyUp:
		s.focus(s.neighbour(-1))
	case fyne.KeyHome:
		s.focus(0)
	case fyne.KeyEnd:
		s.focus(len(s.words) - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDelete, fyne.KeyBackspace:
		s.toggle(s.current)
	}
}

// TypedRune strikes out with Space.
func (s *WordStrip) TypedRune(r rune) {
	if r == ' ' {
		s.toggle(s.current)
	}
}

func (s *WordStrip) focus(i int) {
	if len(s.words) == 0 {
		return
	}
	s.current = max(0, min(i, len(s.words)-1))
	s.Refresh()
	s.hover(s.current)
}

// FocusGained shows which word has the focus.
func (s *WordStrip) FocusGained() {
	s.focused = true
	s.focus(s.current)
}

// FocusLost hides it.
func (s *WordStrip) FocusLost() {
	s.focused = false
	s.Refresh()
	s.hover(-1)
}

// Current is the word that has the focus, or would get it.
func (s *WordStrip) Current() int { return s.current }

// Cursor is a hand over what can be struck out.
func (s *WordStrip) Cursor() desktop.Cursor {
	if s.toggles(s.hovered) {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// MouseIn explains the word under the pointer.
func (s *WordStrip) MouseIn(e *desktop.MouseEvent) { s.MouseMoved(e) }

// MouseMoved explains the word under the pointer.
func (s *WordStrip) MouseMoved(e *desktop.MouseEvent) {
	i := s.wordAt(e.Position)
	s.hover(i)
	s.tips.Over(s, e.AbsolutePosition, s.explain(i))
}

// MouseOut ends the explanation.
func (s *WordStrip) MouseOut() {
	s.tips.Leave()
	s.hover(-1)
}

func (s *WordStrip) hover(i int) {
	if s.hovered == i {
		return
	}
	s.hovered = i
	s.Refresh()
	if s.OnHover != nil {
		s.OnHover(i)
	}
}

func (s *WordStrip) explain(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	w := s.words[i]
	said := map[string]any{
		"word": script.Elide(w.Text, 40), "label": s.label, "weight": paint.Signed(w.Weight), "share": paint.Percent(w.Weight),
	}
	switch {
	case w.Cut:
		return lang.L("“{{.word}}” is not read: the text is too long for the model.", said)
	case w.Struck:
		return lang.L("“{{.word}}” is struck out. Click to bring it back.", said)
	case s.mode == Attention:
		return lang.L("“{{.word}}” gets {{.share}} % of the attention. Click to strike it out.", said)
	case s.label == "":
		return lang.L("“{{.word}}”: {{.weight}}. Click to strike it out.", said)
	case paint.Signed(w.Weight) == paint.Signed(0):
		return lang.L("“{{.word}}” makes no difference to “{{.label}}”. Click to strike it out.", said)
	case w.Weight < 0:
		return lang.L("“{{.word}}” speaks against “{{.label}}”: {{.weight}}. Click to strike it out.", said)
	}
	return lang.L("“{{.word}}” speaks for “{{.label}}”: {{.weight}}. Click to strike it out.", said)
}

// wordAt is the word at a position, or −1.
func (s *WordStrip) wordAt(at fyne.Position) int {
	for i, b := range s.boxes {
		if at.X >= b.x && at.X < b.x+b.w && at.Y >= b.y && at.Y < b.y+b.h {
			return i
		}
	}
	return -1
}

// neighbour is the word in the row above (−1) or below (+1) that lies nearest.
func (s *WordStrip) neighbour(dir float32) int {
	if s.current >= len(s.boxes) {
		return s.current
	}
	from, best, dist := s.boxes[s.current], s.current, float32(math.Inf(1))
	for i, b := range s.boxes {
		dy := (b.y - from.y) * dir
		if dy <= 0 {
			continue
		}
		dx := float32(math.Abs(float64(b.x + b.w/2 - from.x - from.w/2)))
		if d := dy*1000 + dx; d < dist {
			best, dist = i, d
		}
	}
	return best
}

// Resize lays the words out anew and asks for the height that they then take.
func (s *WordStrip) Resize(size fyne.Size) {
	was := s.height
	s.BaseWidget.Resize(size)
	s.arrange(paint.Of(s.Theme()), size.Width)
	if s.height != was {
		s.Refresh()
	}
}

// KeyDown and KeyUp tell the window of Alt.
func (s *WordStrip) KeyDown(k *fyne.KeyEvent) { winkey.Down(k) }

// KeyUp is as KeyDown.
func (s *WordStrip) KeyUp(k *fyne.KeyEvent) { winkey.Up(k) }
