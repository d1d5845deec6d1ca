package label

import (
	"slices"

	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
)

// onRune does what a letter or digit stands for. A label's own key comes first.
func (l *Pane) onRune(r rune) {
	if !l.state.Open() || l.pause.box.Visible() {
		return
	}
	l.presenter.Active()
	if q := l.state.View.Question; q != nil {
		if label, ok := q.LabelOf(string(r)); ok {
			l.onLabel(label.ID)
			return
		}
	}
	switch r {
	case 'a':
		l.await(l.presenter.Accept())
	case 's':
		l.onSkip()
	case 'l':
		l.onLater()
	case 'b':
		l.onBack()
	case 'g':
		l.await(l.presenter.NextOpen())
	case 'u', 'z':
		l.onUndo()
	case 'r', 'y':
		l.onRedo()
	case 'n':
		l.window.Canvas().Focus(l.noteText)
	case '+', '=':
		l.stage.zoomBy(1.5)
	case '-':
		l.stage.zoomBy(1 / 1.5)
	case '0':
		l.stage.zoomBy(0)
	case '/':
		l.onFind()
	case 'm':
		l.onLikes()
	case 'i':
		l.onColumns()
	case '?':
		l.showKeys()
	}
}

func (l *Pane) onKey(name fyne.KeyName) {
	if !l.state.Open() || l.pause.box.Visible() {
		winkey.Type(&fyne.KeyEvent{Name: name})
		return
	}
	l.presenter.Active()
	const step = 0.2
	zoomed := l.stage.zoomed()
	switch name {
	case fyne.KeyF1:
		l.onGuide()
	case fyne.KeyReturn, fyne.KeyEnter:
		l.onGive()
	case fyne.KeyLeft:
		if zoomed {
			l.stage.pan(-step, 0)
		} else {
			l.onBack()
		}
	case fyne.KeyRight:
		if zoomed {
			l.stage.pan(step, 0)
		} else {
			l.onForward()
		}
	case fyne.KeyUp, fyne.KeyDown:
		dy := float32(40)
		if name == fyne.KeyDown {
			dy = -40
		}
		if zoomed {
			l.stage.pan(0, -float64(dy)/200)
		} else {
			l.stage.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, dy)})
		}
	default:
		keys := []fyne.KeyName{fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10}
		if i := slices.Index(keys, name); i >= 0 && i < len(l.state.View.Settings.Flags) {
			l.flag(l.state.View.Settings.Flags[i])
			return
		}
		winkey.Type(&fyne.KeyEvent{Name: name}) // with fewer flags than keys, the last ones are the window's
	}
}

func (l *Pane) onLabel(id string) {
	l.keepNote()
	l.await(l.presenter.Label(id))
	l.focus()
}

// onGive answers a question of many labels by those that are chosen.
func (l *Pane) onGive() {
	if q := l.state.View.Question; q == nil || q.Kind != codebook.ManyOf {
		return
	}
	l.keepNote()
	l.await(l.presenter.Give())
	l.focus()
}

func (l *Pane) onSkip() {
	l.keepNote()
	l.await(l.presenter.Skip())
	l.focus()
}

func (l *Pane) onLater() {
	l.keepNote()
	l.await(l.presenter.Later())
	l.focus()
}

func (l *Pane) onBack() {
	l.keepNote()
	l.await(l.presenter.Back())
	l.focus()
}

func (l *Pane) onForward() {
	l.keepNote()
	l.await(l.presenter.Forward())
	l.focus()
}

func (l *Pane) onUndo() {
	l.await(l.presenter.Undo())
	l.focus()
}

func (l *Pane) onRedo() {
	l.await(l.presenter.Redo())
	l.focus()
}

func (l *Pane) onFlag(flag string) {
	if !l.quiet {
		l.flag(flag)
		l.focus()
	}
}

func (l *Pane) flag(flag string) {
	l.await(l.presenter.Flag(flag))
}

// keepNote writes the note down before the post goes away.
func (l *Pane) keepNote() {
	if text := l.noteText.Text; l.state.Open() && !l.state.View.Empty && text != l.noted {
		l.noted = text
		l.await(l.presenter.Note(text))
	}
}

func (l *Pane) onOrder(string) {
	if at := l.order.SelectedIndex(); !l.quiet && at >= 0 {
		l.presenter.Change(func(s *project.Settings) { s.Order = project.Orders[at] })
		l.focus()
	}
}

func (l *Pane) onReview(on bool) {
	if !l.quiet {
		l.presenter.Review(on)
		l.focus()
	}
}
