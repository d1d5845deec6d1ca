package label

import (
	"time"

	"duotone/app/project/desk"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// pause covers the post when a session is as long as the project wants it: nobody judges well for hours. A person may go on, and is
// asked again after as long once more.
type pause struct {
	l     *Pane
	box   *fyne.Container
	cover *canvas.Rectangle
	title *widget.Label
	on    *kit.PressButton
	past  time.Duration // length of the session up to which the person wants to go on
}

func newPause(l *Pane) *pause {
	p := &pause{l: l, cover: canvas.NewRectangle(nil), title: widget.NewLabel("")}
	p.title.Alignment, p.title.SizeName = fyne.TextAlignCenter, theme.SizeNameHeadingText
	p.title.Wrapping = fyne.TextWrapWord
	text := kit.NewParagraph(lang.L("All that you said is kept. After ten minutes of rest another session begins."))
	text.Alignment = fyne.TextAlignCenter
	p.on = kit.NewButton(lang.L("Go on"), lang.L("Go on without a break"), theme.NavigateNextIcon(), p.goOn)
	edge := canvas.NewRectangle(nil)
	edge.SetMinSize(fyne.NewSize(460, 0))
	p.box = container.NewStack(p.cover, container.NewCenter(container.NewStack(edge, container.NewVBox(p.title, text, container.NewCenter(p.on)))))
	p.box.Hide()
	return p
}

// draw covers the post when it is time.
func (p *pause) draw(v *desk.View) {
	limit := time.Duration(v.Settings.Session) * time.Minute
	if v.Session < p.past { // another session
		p.past = 0
	}
	due := limit > 0 && v.Session >= p.past+limit
	if due == p.box.Visible() {
		return
	}
	p.cover.FillColor = theme.Color(theme.ColorNameBackground)
	p.title.SetText(lang.L("{{.n}} minutes at a stretch: time for a break", map[string]any{"n": int(v.Session.Minutes())}))
	kit.Show(p.box, due)
	if due {
		p.l.window.Canvas().Focus(p.on)
	}
}

// goOn takes the cover away until the session is as long once more.
func (p *pause) goOn() {
	p.past = p.l.state.View.Session
	p.box.Hide()
	p.l.focus()
}
