package analyse

import (
	"duotone/app"
	"duotone/app/present/analyse"
	"duotone/ui/kit/heat"
)

// drawHeat lays the weights behind the words and over the picture. While an explanation is computed the old one stays
// where it still fits: on the same words, on the same picture.
func (y *why) drawHeat(st *analyse.State) {
	attention := st.Attention
	mode := heat.Contribution
	if attention {
		mode = heat.Attention
	}
	words, grid := weights(st, attention)
	label := speaksFor(st)
	y.strip.SetLabel(label)
	y.strip.Set(words, mode)
	y.strip.SetInactive(st.Post.WhatIf.NoWords)
	y.pane.picture.SetLabel(label)
	if grid != nil && st.Preview != nil && st.Post.Picture != nil {
		y.pane.picture.SetHeat(grid.W, grid.H, grid.Weight, !attention)
	} else {
		y.pane.picture.SetHeat(0, 0, nil, false)
	}
}

// weights are those of the words and of the picture that the heat shows; no grid where there is none to show.
func weights(st *analyse.State, attention bool) (words []heat.Word, grid *app.Grid) {
	struck := st.Struck()
	words = make([]heat.Word, len(st.Words))
	weight := func(app.Span) float64 { return 0 }
	if e := st.Attribution; e != nil {
		spans := e.Words
		grid = e.Picture
		if c := contributions(e, st.About); c != nil {
			spans, grid = c.Words, c.Picture
		}
		if attention {
			spans, grid = e.WordAttention, e.PictureAttention
		}
		if st.About == analyse.AboutLabel && !st.Speaks() || st.AttrAnswer >= 0 && st.AttrAnswer != st.Answer {
			spans, grid = nil, nil // it speaks for another label
		}
		if st.AttrOf.Picture != st.Post.Picture {
			grid = nil
		}
		weight = weightsOf(spans, st.AttrOf.Text, st.Post.Text)
	}
	for i, w := range st.Words {
		words[i] = heat.Word{Text: st.Post.Text[w.Start:w.End], Start: w.Start, End: w.End, Struck: struck[i],
			Cut: st.Tokens.CutFrom >= 0 && w.Start >= st.Tokens.CutFrom}
		if !struck[i] {
			words[i].Weight = weight(w)
		}
	}
	return words, grid
}

// weightsOf finds the weight of a word of now in an explanation of the words before: those in front of what was changed
// are where they were, those behind it have moved.
func weightsOf(spans []app.Span, before, now string) func(app.Span) float64 {
	at := map[int]float64{}
	for _, s := range spans {
		at[s.Start] = s.Weight
	}
	moved := len(now) - len(before)
	return func(w app.Span) float64 {
		for _, start := range []int{w.Start, w.Start - moved} {
			if end := start + w.End - w.Start; start >= 0 && end <= len(before) && before[start:end] == now[w.Start:w.End] {
				return at[start]
			}
		}
		return 0
	}
}
