package label

import (
	"image/color"

	alike "duotone/app/present/similar"
	"duotone/ui/kit"
	"duotone/ui/similar"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
)

// likes is a list of posts beside the stage: those that are like the one on it. It stands where the finder does.
type likes struct {
	l         *Pane
	box       *fyne.Container
	panel     *similar.Panel
	presenter *alike.Presenter
}

func newLikes(l *Pane, near *alike.Presenter) *likes {
	k := &likes{l: l, panel: similar.New(near, alike.Label), presenter: near}
	k.panel.All = true
	k.panel.OnOpen = func(_ int, h alike.Hit) {
		l.keepNote()
		l.await(l.presenter.Goto(h.ID))
		l.focus()
	}
	k.panel.SetEscape(l.focus)
	edge := canvas.NewRectangle(color.Transparent)
	edge.SetMinSize(fyne.NewSize(finderWidth, 0))
	scroll := container.NewVScroll(k.panel.Content)
	k.panel.OnGrow = scroll.Refresh
	k.box = container.NewStack(edge, scroll)
	k.box.Hide()
	return k
}

// onLikes shows the posts that are like the one on the stage, or puts them away.
func (k *likes) onLikes() {
	if !k.box.Visible() && k.l.finder.box.Visible() {
		k.l.finder.onFind()
	}
	k.showLikes(!k.box.Visible())
	k.l.focus()
}

func (k *likes) showLikes(open bool) {
	if k.box.Visible() == open {
		return
	}
	kit.Show(k.box, open)
	k.presenter.More(alike.Label, true) // there is a scroll around all of them
	k.presenter.Show(alike.Label, open)
}

// likesButton opens and closes the list.
func (k *likes) likesButton() *homeButton {
	return k.l.newButton("≈", lang.L("Posts that are like this one (M)"), nil, k.onLikes)
}

// OpenSimilar opens the posts that are like the one on the stage.
func (l *Pane) OpenSimilar() { l.likes.showLikes(true) }

// Places are what tests that drive a real window press.
func (l *Pane) Places() map[string]fyne.CanvasObject {
	return map[string]fyne.CanvasObject{"likes": l.likes.panel.List()}
}

// DrawSimilar shows similar posts.
func (l *Pane) DrawSimilar(st *alike.State) { l.likes.panel.Draw(st) }
