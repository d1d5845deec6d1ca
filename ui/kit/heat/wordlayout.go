package heat

import (
	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
)

// wordBox is where a word lies in the strip, and what of it is drawn.
type wordBox struct {
	x, y, w, h float32
	text       string // elided where the word is wider than the strip
	rtl        bool
	glued      bool // touches the word before it
	cjk        bool // lines may break before and after it
}

type layoutKey struct {
	width, text float32
	words       int
}

// arrange puts the words into rows no wider than width. What is already laid for that width is left alone.
func (s *WordStrip) arrange(p paint.Brush, width float32) {
	key := layoutKey{width: width, text: p.Text(), words: len(s.words)}
	if s.laid == key {
		return
	}
	s.laid = key
	s.measure(p, width)
	s.directions()

	row, y := 0, float32(0)
	x := float32(0)
	for i := range s.boxes {
		b := &s.boxes[i]
		gap := s.gap(p, i)
		if i > row && x+gap+b.w > width {
			start := s.breakBefore(i, row)
			s.order(p, row, start, y, width)
			y += b.h
			row = start
			x = 0
			for j := row; j < i; j++ {
				x += s.boxes[j].w
				if j > row {
					x += s.gap(p, j)
				}
			}
			if row == i {
				gap = 0
			} else {
				gap = s.gap(p, i)
			}
		}
		if i == row {
			gap = 0
		}
		x += gap + b.w
	}
	s.height = 0
	if len(s.boxes) > 0 {
		s.order(p, row, len(s.boxes), y, width)
		s.height = y + s.boxes[0].h
	}
}

func (s *WordStrip) measure(p paint.Brush, width float32) {
	size := p.Text()
	h := paint.TextSize("x", size, paint.Plain).Height + p.Unit(9)
	pad := p.Unit(3)
	s.boxes = append(s.boxes[:0], make([]wordBox, len(s.words))...)
	for i, w := range s.words {
		measure := func(t string) float32 { return paint.TextSize(t, size, paint.Plain).Width }
		text := script.Drawable(w.Text)
		if width > 2*pad {
			text = script.Fit(text, width-2*pad, measure)
		}
		s.boxes[i] = wordBox{
			text: script.Visual(text), w: measure(script.Visual(text)) + 2*pad, h: h,
			glued: i > 0 && s.words[i-1].End > 0 && s.words[i-1].End == w.Start,
			cjk:   script.BreaksAnywhere(text),
		}
	}
}

// gap is the space before a word that is not the first of its row.
func (s *WordStrip) gap(p paint.Brush, i int) float32 {
	if s.boxes[i].glued {
		return 1
	}
	return p.Unit(4)
}

// breakBefore is where the row that began at from breaks so that word i comes into the next: before the words that touch
// it, unless they fill the row.
func (s *WordStrip) breakBefore(i, from int) int {
	j := i
	for j > from && s.boxes[j].glued && !s.boxes[j].cjk && !s.boxes[j-1].cjk {
		j--
	}
	if j == from {
		return i
	}
	return j
}

// directions gives each word a direction: its own, a number that of the word before it, and what else has none that of its neighbours where
// they agree, or the text's.
func (s *WordStrip) directions() {
	dirs := make([]int, len(s.boxes))
	base := 0
	for i := range s.boxes {
		dirs[i] = script.Direction(s.words[i].Text)
		if base == 0 {
			base = dirs[i]
		}
	}
	if base == 0 {
		base = 1
	}
	s.rtl = base < 0
	next := make([]int, len(dirs)+1)
	next[len(dirs)] = base
	for i := len(dirs) - 1; i >= 0; i-- {
		next[i] = dirs[i]
		if dirs[i] == 0 {
			next[i] = next[i+1]
		}
	}
	prev := base
	for i, d := range dirs {
		if d == 0 && script.IsNumber(s.words[i].Text) {
			d = prev // a number goes with what it stands after (rule W7)
		} else if d == 0 {
			d = base
			if prev == next[i] {
				d = prev
			}
		}
		prev = d
		s.boxes[i].rtl = d < 0
	}
}

// order places the words of one row from left to right as they are read: runs against the text's direction are turned
// round (rule L2 of the Unicode bidirectional algorithm, word by word).
func (s *WordStrip) order(p paint.Brush, from, to int, y, width float32) {
	at := make([]int, 0, to-from)
	for i := from; i < to; i++ {
		at = append(at, i)
	}
	reverse := func(a []int) {
		for l, r := 0, len(a)-1; l < r; l, r = l+1, r-1 {
			a[l], a[r] = a[r], a[l]
		}
	}
	for i := 0; i < len(at); {
		j := i
		for j < len(at) && s.boxes[at[j]].rtl == s.boxes[at[i]].rtl {
			j++
		}
		if s.boxes[at[i]].rtl != s.rtl {
			reverse(at[i:j])
		}
		i = j
	}
	total := float32(0)
	for n, i := range at {
		if n > 0 {
			total += s.gap(p, max(i, at[n-1]))
		}
		total += s.boxes[i].w
	}
	x := float32(0)
	if s.rtl {
		reverse(at)
		x = max(0, width-total)
	}
	for n, i := range at {
		if n > 0 {
			x += s.gap(p, max(i, at[n-1]))
		}
		b := &s.boxes[i]
		b.x, b.y = x, y
		x += b.w
	}
}
