package label

import (
	"context"
	"slices"
	"time"

	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/app/project"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
)

// commands are what a person does by keys and buttons, each drawn in the frame of its key press where it can be.
type commands struct {
	pane             *Pane
	back, undo, redo *homeButton

	asked time.Time     // the last command
	waits uint64        // its turn; 0: it has been drawn
	took  time.Duration // until then
}

// soon is how long a key press waits for what comes of it, so that it is drawn in the same frame.
const soon = 8 * time.Millisecond

// await draws what came of a command: at once where it is done soon, as it nearly always is, or else when it is done. The
// window never waits for the disk.
func (c *commands) await(turn uint64) {
	c.asked, c.waits = time.Now(), turn
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	if st, err := c.pane.presenter.Wait(ctx, func(st *label.State) bool { return st.Turn >= turn }); err == nil {
		c.pane.Draw(st)
	}
}

// onRune does what a letter or digit stands for. A label's own key comes first.
func (c *commands) onRune(r rune) {
	if !c.pane.state.Open() || c.pane.pause.box.Visible() {
		return
	}
	c.pane.presenter.Active()
	if q := c.pane.state.View.Question; q != nil {
		if label, ok := q.LabelOf(string(r)); ok {
			c.onLabel(label.ID)
			return
		}
	}
	switch r {
	case 'a':
		c.await(c.pane.presenter.Accept())
	case 's':
		c.onSkip()
	case 'l':
		c.onLater()
	case 'b':
		c.onBack()
	case 'g':
		c.await(c.pane.presenter.NextOpen())
	case 'u', 'z':
		c.onUndo()
	case 'r', 'y':
		c.onRedo()
	case 'n':
		c.pane.window.Canvas().Focus(c.pane.noteText)
	case '+', '=':
		c.pane.stage.zoomBy(1.5)
	case '-':
		c.pane.stage.zoomBy(1 / 1.5)
	case '0':
		c.pane.stage.zoomBy(0)
	case '/':
		c.pane.finder.onFind()
	case 'm':
		c.pane.likes.onLikes()
	case 'i':
		c.pane.onColumns()
	case '?':
		c.pane.showKeys()
	}
}

func (c *commands) onKey(name fyne.KeyName) {
	if !c.pane.state.Open() || c.pane.pause.box.Visible() {
		winkey.Type(&fyne.KeyEvent{Name: name})
		return
	}
	c.pane.presenter.Active()
	const step = 0.2
	zoomed := c.pane.stage.zoomed()
	switch name {
	case fyne.KeyF1:
		c.pane.onGuide()
	case fyne.KeyReturn, fyne.KeyEnter:
		c.onGive()
	case fyne.KeyLeft:
		if zoomed {
			c.pane.stage.pan(-step, 0)
		} else {
			c.onBack()
		}
	case fyne.KeyRight:
		if zoomed {
			c.pane.stage.pan(step, 0)
		} else {
			c.onForward()
		}
	case fyne.KeyUp, fyne.KeyDown:
		dy := float32(40)
		if name == fyne.KeyDown {
			dy = -40
		}
		if zoomed {
			c.pane.stage.pan(0, -float64(dy)/200)
		} else {
			c.pane.stage.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, dy)})
		}
	default:
		keys := []fyne.KeyName{fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10}
		if i := slices.Index(keys, name); i >= 0 && i < len(c.pane.state.View.Settings.Flags) {
			c.pane.flag(c.pane.state.View.Settings.Flags[i])
			return
		}
		winkey.Type(&fyne.KeyEvent{Name: name}) // with fewer flags than keys, the last ones are the window's
	}
}

func (c *commands) onLabel(id string) {
	c.pane.keepNote()
	c.await(c.pane.presenter.Label(id))
	c.pane.focus()
}

// onGive answers a question of many labels by those that are chosen.
func (c *commands) onGive() {
	if q := c.pane.state.View.Question; q == nil || q.Kind != codebook.ManyOf {
		return
	}
	c.pane.keepNote()
	c.await(c.pane.presenter.Give())
	c.pane.focus()
}

func (c *commands) onSkip() {
	c.pane.keepNote()
	c.await(c.pane.presenter.Skip())
	c.pane.focus()
}

func (c *commands) onLater() {
	c.pane.keepNote()
	c.await(c.pane.presenter.Later())
	c.pane.focus()
}

func (c *commands) onBack() {
	c.pane.keepNote()
	c.await(c.pane.presenter.Back())
	c.pane.focus()
}

func (c *commands) onForward() {
	c.pane.keepNote()
	c.await(c.pane.presenter.Forward())
	c.pane.focus()
}

func (c *commands) onUndo() {
	c.await(c.pane.presenter.Undo())
	c.pane.focus()
}

func (c *commands) onRedo() {
	c.await(c.pane.presenter.Redo())
	c.pane.focus()
}

func (r *remarks) onFlag(flag string) {
	if !r.pane.quiet {
		r.flag(flag)
		r.pane.focus()
	}
}

func (r *remarks) flag(flag string) {
	r.pane.await(r.pane.presenter.Flag(flag))
}

// keepNote writes the note down before the post goes away.
func (r *remarks) keepNote() {
	if text := r.noteText.Text; r.pane.state.Open() && !r.pane.state.View.Empty && text != r.noted {
		r.noted = text
		r.pane.await(r.pane.presenter.Note(text))
	}
}

func (o *ordering) onOrder(string) {
	if at := o.order.SelectedIndex(); !o.pane.quiet && at >= 0 {
		o.pane.presenter.Change(func(s *project.Settings) { s.Order = project.Orders[at] })
		o.pane.focus()
	}
}

func (o *ordering) onReview(on bool) {
	if !o.pane.quiet {
		o.pane.presenter.Review(on)
		o.pane.focus()
	}
}
