package analyse

import (
	"duotone/app"
	alike "duotone/app/present/similar"
	"duotone/ui/kit"
	"duotone/ui/similar"

	"fyne.io/fyne/v2/lang"
)

// likes are the posts of the open result or project that are like the one that is shown.
type likes struct {
	presenter *alike.Presenter
	panel     *similar.Panel
	fold      *kit.Fold
}

func (a *Pane) buildLikes() {
	l := &a.likes
	l.panel = similar.New(l.presenter, alike.Analyse)
	l.panel.OnOpen = func(hit int, _ alike.Hit) { l.presenter.Found(alike.Analyse, hit, a.openFound) }
	l.panel.OnGrow = func() {
		a.inner.Refresh()
		a.scroll.Refresh()
		l.panel.Follow(a.scroll, l.fold.Content)
	}
	l.fold = kit.NewFold(lang.L("Similar posts"), lang.L("The posts of the open result or project that the model takes for most like this one"), l.panel.Content)
	l.fold.OnToggle = func(open bool) {
		l.presenter.Show(alike.Analyse, open)
		l.panel.Opened(open)
	}
	a.right = append(a.right, l.fold.Content)
}

// openFound shows a post that was found, as an entry of its own. It is called on the presenter's loop.
func (a *Pane) openFound(_ alike.Hit, post app.Post) {
	if post.Err != nil { // what can be read of it is shown
		a.presenter.Fail(post.Err)
		post.Err = nil
	}
	a.presenter.Open(post)
}

// DrawSimilar shows similar posts.
func (a *Pane) DrawSimilar(st *alike.State) { a.likes.panel.Draw(st) }
