package analyse

import (
	"slices"

	"duotone/app"
)

// maxCovered bounds the parts of a picture that are painted over.
const maxCovered = 32

// ToggleWord strikes the i-th of State.Words out, or takes it back in.
func (p *Presenter) ToggleWord(i int) {
	p.whatIf(func(c *core, w *app.WhatIf) {
		if i < 0 || i >= len(c.state.Words) {
			return
		}
		word := c.state.Words[i]
		at, found := slices.BinarySearchFunc(w.Struck, word.Start, func(s app.Span, start int) int { return s.Start - start })
		if found {
			w.Struck = slices.Delete(slices.Clone(w.Struck), at, at+1)
			return
		}
		w.Struck = slices.Insert(slices.Clone(w.Struck), at, app.Span{Start: word.Start, End: word.End})
	})
}

// Struck tells for each of State.Words whether it is struck out.
func (s *State) Struck() []bool {
	out := make([]bool, len(s.Words))
	for i, w := range s.Words {
		_, out[i] = slices.BinarySearchFunc(s.Post.WhatIf.Struck, w.Start, func(s app.Span, start int) int { return s.Start - start })
	}
	return out
}

// Cover paints over a part of the picture, in fractions of its width and height.
func (p *Presenter) Cover(r app.Rect) {
	r = app.Rect{X0: unit(min(r.X0, r.X1)), Y0: unit(min(r.Y0, r.Y1)), X1: unit(max(r.X0, r.X1)), Y1: unit(max(r.Y0, r.Y1))}
	p.whatIf(func(c *core, w *app.WhatIf) {
		if c.state.Post.Picture == nil || !(r.X1 > r.X0 && r.Y1 > r.Y0) || len(w.Covered) >= maxCovered {
			return
		}
		w.Covered = append(slices.Clone(w.Covered), r)
	})
}

// Uncover takes the i-th covered part away again.
func (p *Presenter) Uncover(i int) {
	p.whatIf(func(_ *core, w *app.WhatIf) {
		if i >= 0 && i < len(w.Covered) {
			w.Covered = slices.Delete(slices.Clone(w.Covered), i, i+1)
		}
	})
}

// NoWords takes all words away, or gives them back.
func (p *Presenter) NoWords(away bool) { p.whatIf(func(_ *core, w *app.WhatIf) { w.NoWords = away }) }

// NoPicture takes the picture away, or gives it back.
func (p *Presenter) NoPicture(away bool) {
	p.whatIf(func(c *core, w *app.WhatIf) { w.NoPicture = away && c.state.Post.Picture != nil })
}

// ToggleWords takes all words away, or gives them back.
func (p *Presenter) ToggleWords() { p.whatIf(func(_ *core, w *app.WhatIf) { w.NoWords = !w.NoWords }) }

// TogglePicture takes the picture away, or gives it back.
func (p *Presenter) TogglePicture() {
	p.whatIf(func(c *core, w *app.WhatIf) { w.NoPicture = !w.NoPicture && c.state.Post.Picture != nil })
}

// ResetWhatIf gives everything back.
func (p *Presenter) ResetWhatIf() {
	p.Do(func(c *core) {
		if l := &c.state.Lettering; slices.Contains(l.Struck, true) {
			l.Struck = make([]bool, len(l.Words))
			c.pictures.relettered()
		}
	})
	p.whatIf(func(_ *core, w *app.WhatIf) { *w = app.WhatIf{} })
}

// TakesAway tells whether something of the post is taken away, a word in its picture too.
func (s *State) TakesAway() bool {
	return !s.Post.WhatIf.Empty() || slices.Contains(s.Lettering.Struck, true)
}

func (p *Presenter) whatIf(change func(*core, *app.WhatIf)) {
	p.Do(func(c *core) {
		w := c.state.Post.WhatIf
		change(c, &w)
		old := &c.state.Post.WhatIf
		if w.NoWords == old.NoWords && w.NoPicture == old.NoPicture &&
			slices.Equal(w.Struck, old.Struck) && slices.Equal(w.Covered, old.Covered) {
			return
		}
		c.state.Welcome = false
		c.state.Post.WhatIf = w
		c.scoring.changed(0)
	})
}

// unit brings a number into 0 to 1; what is no number becomes 0.
func unit(v float64) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, 1)
}

// moveSpans keeps the spans that an edit has not touched, at the places where their bytes are now.
func moveSpans(spans []app.Span, before, after string) []app.Span {
	if len(spans) == 0 {
		return nil
	}
	head := 0
	for head < len(before) && head < len(after) && before[head] == after[head] {
		head++
	}
	tail := 0
	for tail < len(before)-head && tail < len(after)-head && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	words := app.WordSpans(after)
	var out []app.Span
	for _, s := range spans {
		switch {
		case s.End <= head:
		case s.Start >= len(before)-tail:
			s.Start += len(after) - len(before)
			s.End += len(after) - len(before)
		default:
			continue
		}
		whole := func(w app.Span) bool { return w.Start == s.Start && w.End == s.End }
		if slices.ContainsFunc(words, whole) {
			out = append(out, s)
		}
	}
	return out
}
