package app

import "slices"

// maxCovered bounds the parts of a picture that are painted over.
const maxCovered = 32

// ToggleWord strikes the i-th of State.Words out, or takes it back in.
func (s *Session) ToggleWord(i int) {
	s.whatIf(func(d *desk, w *WhatIf) {
		if i < 0 || i >= len(d.state.Words) {
			return
		}
		word := d.state.Words[i]
		at, found := slices.BinarySearchFunc(w.Struck, word.Start, func(s Span, start int) int { return s.Start - start })
		if found {
			w.Struck = slices.Delete(slices.Clone(w.Struck), at, at+1)
			return
		}
		w.Struck = slices.Insert(slices.Clone(w.Struck), at, Span{Start: word.Start, End: word.End})
	})
}

// Struck tells for each of State.Words whether it is struck out.
func (s *State) Struck() []bool {
	out := make([]bool, len(s.Words))
	for i, w := range s.Words {
		_, out[i] = slices.BinarySearchFunc(s.Post.WhatIf.Struck, w.Start, func(s Span, start int) int { return s.Start - start })
	}
	return out
}

// Cover paints over a part of the picture, in fractions of its width and height.
func (s *Session) Cover(r Rect) {
	r = Rect{X0: unit(min(r.X0, r.X1)), Y0: unit(min(r.Y0, r.Y1)), X1: unit(max(r.X0, r.X1)), Y1: unit(max(r.Y0, r.Y1))}
	s.whatIf(func(d *desk, w *WhatIf) {
		if d.state.Post.Picture == nil || !(r.X1 > r.X0 && r.Y1 > r.Y0) || len(w.Covered) >= maxCovered {
			return
		}
		w.Covered = append(slices.Clone(w.Covered), r)
	})
}

// Uncover takes the i-th covered part away again.
func (s *Session) Uncover(i int) {
	s.whatIf(func(_ *desk, w *WhatIf) {
		if i >= 0 && i < len(w.Covered) {
			w.Covered = slices.Delete(slices.Clone(w.Covered), i, i+1)
		}
	})
}

// NoWords takes all words away, or gives them back.
func (s *Session) NoWords(away bool) { s.whatIf(func(_ *desk, w *WhatIf) { w.NoWords = away }) }

// NoPicture takes the picture away, or gives it back.
func (s *Session) NoPicture(away bool) {
	s.whatIf(func(d *desk, w *WhatIf) { w.NoPicture = away && d.state.Post.Picture != nil })
}

// ResetWhatIf gives everything back.
func (s *Session) ResetWhatIf() { s.whatIf(func(_ *desk, w *WhatIf) { *w = WhatIf{} }) }

func (s *Session) whatIf(change func(*desk, *WhatIf)) {
	s.do(func(d *desk) {
		w := d.state.Post.WhatIf
		change(d, &w)
		old := &d.state.Post.WhatIf
		if w.NoWords == old.NoWords && w.NoPicture == old.NoPicture &&
			slices.Equal(w.Struck, old.Struck) && slices.Equal(w.Covered, old.Covered) {
			return
		}
		d.state.Welcome = false
		d.state.Post.WhatIf = w
		d.changed(0)
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
func moveSpans(spans []Span, before, after string) []Span {
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
	words := WordSpans(after)
	var out []Span
	for _, s := range spans {
		switch {
		case s.End <= head:
		case s.Start >= len(before)-tail:
			s.Start += len(after) - len(before)
			s.End += len(after) - len(before)
		default:
			continue
		}
		whole := func(w Span) bool { return w.Start == s.Start && w.End == s.End }
		if slices.ContainsFunc(words, whole) {
			out = append(out, s)
		}
	}
	return out
}
