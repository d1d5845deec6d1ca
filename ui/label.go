package ui

import (
	"cmp"
	"context"
	"errors"
	"image"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/ui/kit"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// label is the pane where a person labels a queue of posts. It draws views of project.Desk and sends commands to it, one
// after the other, from a goroutine of its own: what the screen shows has been synced to the disk.
type label struct {
	deps Deps

	welcome *fyne.Container
	work    *fyne.Container
	content *fyne.Container

	stage    *stage
	title    *widget.Label
	question *widget.Label
	buttons  [3]*homeButton
	flags    *fyne.Container
	flagRow  *fyne.Container // flags and note
	askRow   *fyne.Container // question, the model's label and pace
	checks   map[string]*homeCheck
	noteText *kit.EscapeEntry
	suggest  *widget.Label
	said     *widget.Label
	progress *widget.ProgressBar
	pace     *widget.Label
	spread   *plot.Distribution
	order    *homeSelect
	back     *homeButton
	undo     *homeButton
	redo     *homeButton
	review   *homeCheck
	working  *widget.Label // how far the long work is
	workRow  *fyne.Container
	told     atomic.Int64 // when that was last told, in milliseconds

	project   *project.Project
	desk      *project.Desk
	ahead     *project.Ahead
	view      project.View
	temporary string        // a folder that goes when the pane is closed
	opening   string        // the project that is being opened; "": none
	quiet     bool          // the pane itself is setting a control
	took      time.Duration // from the last command to its view
	asked     int           // commands so far
	drawn     int           // the command whose view is on the screen

	commands chan func(context.Context)
	ctx      context.Context
	stop     context.CancelFunc
	done     sync.WaitGroup
	cancel   context.CancelFunc // of the long work that is running; nil: none
}

func newLabel(deps Deps) pane {
	l := &label{deps: deps, commands: make(chan func(context.Context), 256)}
	l.ctx, l.stop = context.WithCancel(context.Background())
	l.buildUI()
	l.done.Go(func() {
		for {
			select {
			case do := <-l.commands:
				do(l.ctx)
			case <-l.ctx.Done():
				return
			}
		}
	})
	return l
}

// Title is the tab's name.
func (l *label) Title() string { return lang.L("Label") }

// Content is the pane.
func (l *label) Content() fyne.CanvasObject { return l.content }

// Shown opens the project that was open last, and takes the keyboard.
func (l *label) Shown() {
	if l.project == nil {
		if last := l.deps.Settings().Project; last != "" {
			l.open(last)
		}
		return
	}
	l.desk.Shown()
	l.focus()
}

// Drop opens a project, or imports posts into the one that is open.
func (l *label) Drop(paths []string) bool {
	if len(paths) == 1 && strings.EqualFold(filepath.Ext(paths[0]), project.Ext) {
		l.open(paths[0])
		return true
	}
	if l.project == nil {
		l.deps.Message(app.MessageWarning, lang.L("Open or make a project first."), "")
		return true
	}
	l.importFiles(paths)
	return true
}

// Close ends what is running and closes the project.
func (l *label) Close() {
	l.stop()
	l.done.Wait()
	l.closeProject()
	kit.RemoveFolder(l.temporary)
}

// TypedKey brings the keyboard back to the post when a key was pressed elsewhere in the pane. What the key writes comes
// after it, and finds the post.
func (l *label) TypedKey(e *fyne.KeyEvent) {
	if l.project != nil {
		l.focus()
		l.stage.adopt()
		l.onKey(e.Name)
	}
}

func (l *label) focus() {
	if l.deps.Window != nil && l.work.Visible() {
		l.deps.Window.Canvas().Focus(l.stage)
	}
}

func (l *label) buildUI() {
	l.stage = newStage()
	l.stage.onRune, l.stage.onKey, l.stage.onZoom = l.onRune, l.onKey, l.onZoom
	l.stage.onUndo, l.stage.onRedo = l.onUndo, l.onRedo
	l.stage.onRoom = func() {
		if l.ahead != nil {
			l.ahead.Resize(l.room())
		}
	}
	l.title, l.question, l.suggest, l.said = widget.NewLabel(""), widget.NewLabel(""), widget.NewLabel(""), widget.NewLabel("")
	l.title.Truncation = fyne.TextTruncateEllipsis
	l.question.TextStyle.Bold = true
	l.suggest.Truncation, l.said.Wrapping = fyne.TextTruncateEllipsis, fyne.TextWrapWord
	row := container.NewGridWithColumns(3)
	for i := range l.buttons {
		l.buttons[i] = l.newButton("", nil, func() { l.onLabel(app.Label(i)) })
		row.Add(l.buttons[i].ring.Around(l.buttons[i]))
	}
	l.flags = container.NewHBox()
	l.noteText = kit.NewEscapeEntry(func() { l.keepNote(); l.focus() })
	l.noteText.SetPlaceHolder(lang.L("A note (N)"))
	l.noteText.OnSubmitted = func(string) { l.keepNote(); l.focus() }
	l.progress, l.pace, l.spread = widget.NewProgressBar(), widget.NewLabel(""), plot.NewDistribution()
	l.progress.TextFormatter = func() string { return "" } // it is told beside the pace, where every theme lets it be read
	l.back = l.newButton("", theme.NavigateBackIcon(), l.onBack)
	next := l.newButton("", theme.NavigateNextIcon(), l.onForward)
	l.undo = l.newButton(lang.L("Undo"), theme.ContentUndoIcon(), l.onUndo)
	l.redo = l.newButton(lang.L("Redo"), theme.ContentRedoIcon(), l.onRedo)
	skip := l.newButton(lang.L("Skip"), nil, l.onSkip)
	later := l.newButton(lang.L("Later"), nil, l.onLater)
	keys := l.newButton("?", theme.HelpIcon(), l.showKeys)
	menu := l.newButton(lang.L("Project"), theme.MenuDropDownIcon(), l.showMenu)
	menu.IconPlacement = widget.ButtonIconTrailingText
	var orders []string
	for _, o := range project.Orders {
		orders = append(orders, orderName(o))
	}
	l.order = l.newSelect(orders, l.onOrder)
	l.order.PlaceHolder = slices.MaxFunc(orders, func(a, b string) int { // it is never seen, but gives the width
		return cmp.Compare(widget.NewLabel(a).MinSize().Width, widget.NewLabel(b).MinSize().Width)
	})
	l.review = l.newCheck(lang.L("Disagreements"), l.onReview)
	top := container.NewBorder(nil, nil, menu, container.NewHBox(l.review, l.order, keys), l.title)
	moves := container.NewHBox(l.back, next, l.undo, l.redo, skip, later)
	l.flagRow = container.NewBorder(nil, nil, l.flags, nil, l.noteText)
	// As few rows as will do: each takes its height from the post.
	l.askRow = container.NewBorder(nil, nil, l.question, l.pace, l.suggest)
	bottom := container.NewVBox(
		container.New(thin{4}, l.progress), l.askRow, l.said, row,
		l.flagRow, container.NewBorder(nil, nil, container.NewVBox(moves), nil, l.spread))
	l.said.Hide()
	l.working = widget.NewLabel("")
	l.working.Truncation = fyne.TextTruncateEllipsis
	l.workRow = container.NewBorder(nil, nil, nil, l.newButton(lang.L("Stop"), theme.MediaStopIcon(), l.stopWork), l.working)
	l.workRow.Hide()
	bottom.Add(l.workRow)
	l.work = container.NewBorder(top, bottom, nil, nil, l.stage)
	l.work.Hide()
	l.welcome = l.buildWelcome()
	l.content = container.New(kit.Margins{Width: kit.Margin}, container.NewStack(l.welcome, l.work))
}

func (l *label) buildWelcome() *fyne.Container {
	text := widget.NewLabel(lang.L("A labelling project is one file with the posts and everything that people said of them."))
	text.Wrapping, text.Alignment = fyne.TextWrapWord, fyne.TextAlignCenter
	return container.NewVBox(layout.NewSpacer(), text, container.NewCenter(container.NewHBox(
		widget.NewButtonWithIcon(lang.L("New project…"), theme.DocumentCreateIcon(), l.onNew),
		widget.NewButtonWithIcon(lang.L("Open project…"), theme.FolderOpenIcon(), l.onOpen))), layout.NewSpacer())
}

// soon is how long a key press waits for what comes of it, so that it is drawn in the same frame.
const soon = 8 * time.Millisecond

// command runs one command of the desk after the ones before it, and draws what came of it: at once where it is done
// soon, as it nearly always is, or else when it is done. The window never waits for the disk.
func (l *label) command(do func(context.Context, *project.Desk) error) {
	desk, ahead := l.desk, l.ahead
	if desk == nil {
		return
	}
	type outcome struct {
		view project.View
		err  error
	}
	asked := time.Now()
	l.asked++
	turn := l.asked
	show := func(o outcome) {
		if l.desk != desk {
			return
		}
		if o.err != nil {
			l.deps.Fail(o.err)
		}
		if turn > l.drawn { // a later one may have been drawn before
			l.drawn = turn
			l.draw(o.view)
		}
		l.took = time.Since(asked)
	}
	done, late := make(chan outcome), make(chan struct{})
	l.commands <- func(ctx context.Context) {
		o := outcome{err: do(ctx, desk)}
		o.view = desk.View()
		select {
		case done <- o:
		case <-late:
			fyne.Do(func() { show(o) })
		}
		if items, err := desk.Ahead(ctx, 6); err == nil { // after the view: the post itself was decoded ahead
			ahead.Want(items, o.view.Settings.Scheme == project.SchemeThree)
		}
	}
	wait := time.NewTimer(soon)
	defer wait.Stop()
	select {
	case o := <-done:
		show(o)
	case <-wait.C:
		close(late)
	}
}

// shows tells what is on the screen, for tests that drive a real window.
func (l *label) shows() any {
	if l.desk == nil {
		return nil
	}
	return map[string]any{"post": l.view.Item.Name, "at": l.view.At, "done": l.view.Done, "total": l.view.Total,
		"drawn": !l.view.ShowPicture || l.stage.screen != nil, "ms": float64(l.took.Microseconds()) / 1000}
}

// onZoom decodes the picture that is shown in full size.
func (l *label) onZoom() {
	if l.view.Item.Picture == nil || l.ahead == nil {
		return
	}
	sum := l.view.Item.Picture.Sum
	d, ok := l.ahead.Get(sum)
	if !ok || d.Picture == nil {
		return
	}
	l.done.Go(func() {
		m, err := picture.Decode(l.ctx, d.Picture, picture.Options{})
		if err != nil {
			return // the picture at the size of the screen stays
		}
		fyne.Do(func() {
			if l.view.Item.Picture != nil && l.view.Item.Picture.Sum == sum && l.view.ShowPicture {
				l.stage.setFull(m)
			}
		})
	})
}

// open opens a project and begins where its annotator stopped. The one that is open, or is being opened, stays as it is:
// a desk that was set up anew would not know of a key that was pressed meanwhile.
func (l *label) open(path string) {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	l.withAnnotator(func(name string) {
		if path == l.opening || l.opening == "" && l.project != nil && path == l.project.Path() {
			l.focus()
			return
		}
		l.opening = path
		l.commands <- func(ctx context.Context) {
			p, err := project.Open(ctx, path)
			if err == nil {
				err = l.begin(ctx, p, name, false)
			}
			fyne.Do(func() {
				if l.opening == path {
					l.opening = ""
				}
				if err != nil {
					l.deps.Fail(err)
				}
			})
		}
	})
}

// beginOrFail is begin for what does not wait for its end.
func (l *label) beginOrFail(ctx context.Context, p *project.Project, name string, review bool) {
	if err := l.begin(ctx, p, name, review); err != nil {
		fyne.Do(func() { l.deps.Fail(err) })
	}
}

// begin sets up the desk of a project. It is called from the pane's own goroutine.
func (l *label) begin(ctx context.Context, p *project.Project, name string, review bool) error {
	desk, err := project.NewDesk(ctx, p, project.DeskOptions{Annotator: name, Review: review})
	if err != nil && !review { // an order that needs a model must not keep the project shut
		if s, e := p.Settings(ctx); e == nil && s.Order.NeedsModel() {
			s.Order = project.OrderGiven
			if e := p.SetSettings(ctx, s); e == nil {
				first := err
				fyne.Do(func() { l.deps.Fail(first) })
				desk, err = project.NewDesk(ctx, p, project.DeskOptions{Annotator: name})
			}
		}
	}
	if err != nil {
		if p != l.project {
			err = errors.Join(err, p.Close())
		}
		return err
	}
	ahead := project.NewAhead(p, l.room(), func(sum string) { fyne.Do(func() { l.pictureReady(sum) }) })
	view := desk.View()
	if items, err := desk.Ahead(ctx, 6); err == nil {
		ahead.Want(items, view.Settings.Scheme == project.SchemeThree)
	}
	fyne.Do(func() {
		if l.project != p {
			l.closeProject()
		} else if l.ahead != nil {
			l.ahead.Close()
		}
		l.project, l.desk, l.ahead = p, desk, ahead
		l.deps.ChangeSettings(func(s *app.Settings) { s.Project, s.Annotator = p.Path(), name })
		l.welcome.Hide()
		l.work.Show()
		l.setUp(view.Settings)
		l.draw(view)
		l.focus()
	})
	return nil
}

func (l *label) closeProject() {
	if l.ahead != nil {
		l.ahead.Close()
	}
	if l.project != nil {
		l.project.Close() //nolint:errcheck // every judgement has been synced before
	}
	l.project, l.desk, l.ahead = nil, nil, nil
}

// room is how many pixels there are for a picture: a good guess until the stage has its size.
func (l *label) room() project.Room {
	if l.deps.Window == nil {
		return project.Room{Beside: image.Pt(1200, 900), Alone: image.Pt(1200, 900)}
	}
	c := l.deps.Window.Canvas()
	size := l.stage.Size()
	if size.Width < 100 || size.Height < 100 {
		size = c.Size()
	}
	pixels := func(s fyne.Size) image.Point {
		const most = 2560 // more than that is for zooming
		scale := c.Scale()
		return image.Pt(min(int(s.Width*scale+0.5), most), min(int(s.Height*scale+0.5), most))
	}
	_, beside := split(size, true, true)
	_, alone := split(size, false, true)
	return project.Room{Beside: pixels(beside.size), Alone: pixels(alone.size)}
}

// pictureReady draws a picture that was decoded a moment ago, if it is the one that is waited for.
func (l *label) pictureReady(sum string) {
	if l.view.ShowPicture && l.view.Item.Picture != nil && l.view.Item.Picture.Sum == sum && !l.stage.zoomed() {
		l.drawPicture()
	}
}

func (l *label) drawPicture() {
	if !l.view.ShowPicture {
		return
	}
	d, ok := l.ahead.Get(l.view.Item.Picture.Sum)
	switch {
	case !ok:
		l.stage.setPicture(nil, "…")
	case d.Err != nil:
		l.stage.setPicture(nil, speech.Complaint(d.Err))
	default:
		l.stage.setPicture(d.Image, "")
	}
}

// describe names the post for people.
func (l *label) describe(v project.View) string {
	name := filepath.Base(l.project.Path())
	if v.Empty {
		return name
	}
	text := name + " · " + v.Annotator + " · " + lang.L("post {{.at}} of {{.total}}", map[string]any{"at": v.At + 1, "total": v.Total})
	if v.Item.Name != "" {
		text += " (" + v.Item.Name + ")"
	}
	return text
}
