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
	pane      *Pane
	presenter *alike.Presenter
	panel     *similar.Panel
	fold      *kit.Fold
}

func (l *likes) buildLikes() {
	l.panel = similar.New(l.presenter, alike.Analyse)
	l.panel.OnOpen = func(hit int, _ alike.Hit) { l.presenter.Found(alike.Analyse, hit, l.openFound) }
	l.panel.OnGrow = func() {
		l.pane.inner.Refresh()
		l.pane.scroll.Refresh()
		l.panel.Follow(l.pane.scroll, l.fold.Content)
	}
	l.fold = kit.NewFold(lang.L("Similar posts"), lang.L("The posts of the open result or project that the model takes for most like this one"), l.panel.Content)
	l.fold.OnToggle = func(open bool) {
		l.presenter.Show(alike.Analyse, open)
		l.panel.Opened(open)
	}
	l.pane.right = append(l.pane.right, l.fold.Content)
}

// openFound shows a post that was found, as an entry of its own. It is called on the presenter's loop.
func (l *likes) openFound(_ alike.Hit, post app.Post) {
	if post.Err != nil { // what can be read of it is shown
		l.pane.presenter.Fail(post.Err)
		post.Err = nil
	}
	l.pane.presenter.Open(post)
}

// DrawSimilar shows similar posts.
func (l *likes) DrawSimilar(st *alike.State) { l.panel.Draw(st) }
