package batch

import (
	alike "duotone/app/present/similar"
	"duotone/ui/kit"
	"duotone/ui/similar"

	"fyne.io/fyne/v2/lang"
)

// buildLikes makes the rows that are like the one that is read.
func (r *reading) buildLikes() {
	near := r.pane.near
	r.alike = similar.New(near, alike.Batch)
	r.alike.OnOpen = func(_ int, h alike.Hit) { r.pane.presenter.Read(h.At) }
	r.alike.OnGrow = func() {
		r.inner.Refresh()
		r.scroll.Refresh()
		r.alike.Follow(r.scroll, r.likes.Content)
	}
	r.likes = kit.NewFold(lang.L("Similar posts"), lang.L("The rows of this result that the model takes for most like this one"), r.alike.Content)
	r.likes.OnToggle = func(open bool) {
		near.Show(alike.Batch, open)
		r.alike.Opened(open)
	}
}

// OpenSimilar opens the rows that are like the one that is read.
func (b *Pane) OpenSimilar() {
	likes := b.results.reading.likes
	likes.Set(true)
	likes.OnToggle(true)
}

// DrawSimilar shows similar posts.
func (b *Pane) DrawSimilar(st *alike.State) { b.results.reading.alike.Draw(st) }
