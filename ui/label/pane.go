// Package label draws the Label pane, where a person labels a queue of posts by keys.
package label

import (
	"cmp"
	"image"
	"path/filepath"
	"slices"

	"duotone/app/present/label"
	alike "duotone/app/present/similar"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/ui/kit"
	"duotone/ui/kit/plot"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Pane draws states of label.Presenter and sends commands to it.
type Pane struct {
	window    fyne.Window
	presenter *label.Presenter
	near      *alike.Presenter // of similar posts
	onMenu    func()           // what the menu offers has changed; nil: nobody cares

	state *label.State // that is drawn
	quiet bool         // the pane itself is setting a control

	welcome *fyne.Container
	work    *fyne.Container
	content *fyne.Container
	stage   *stage
	finder  *finder
	home
	around
	commands
	sheets
	projects *projects
	team     *team

	picked   int // how many pictures that were picked were drawn
	onPicked func(label.Picked)
}

// around is what lies around the stage.
type around struct {
	ordering
	asking
	answers *answers
	others
	remarks
	longWork
	guide   *guide
	likes   *likes
	columns *columns
	pause   *pause
}

// ordering is which posts come up, and in what order.
type ordering struct {
	pane   *Pane
	title  *widget.Label
	order  *homeSelect
	review *homeCheck
	all    *homeButton // leaves what is asked about once more
}

// asking is the question, what the model suggests, and how far the work is.
type asking struct {
	question *widget.Label
	suggest  *widget.Label
	pace     *widget.Label
	askRow   *fyne.Container // all three
	progress *widget.ProgressBar
	spread   *plot.Distribution // of sentiments
	counts   *widget.Label      // of other labels
}

// others is what others said of the post, and whether with names.
type others struct {
	said    *widget.Label
	saidRow *fyne.Container
	names   *homeButton
}

// remarks are the flags and the note, which stand beside an answer.
type remarks struct {
	pane     *Pane
	flags    *fyne.Container
	flagRow  *fyne.Container // flags and note
	checks   map[string]*homeCheck
	noteText *homeEntry
	noted    string // the note of the post that is shown, as it was last kept
}

// longWork is how far work is that takes its time.
type longWork struct {
	working *widget.Label
	workRow *fyne.Container
}

// New makes the pane; onMenu is called when Menu offers something else than before, and may be nil.
func New(w fyne.Window, p *label.Presenter, near *alike.Presenter, onMenu func()) *Pane {
	l := &Pane{window: w, presenter: p, near: near, onMenu: onMenu, state: &label.State{}}
	l.projects, l.team = &projects{l}, &team{l: l}
	l.home.pane, l.ordering.pane, l.remarks.pane, l.commands.pane, l.sheets.pane = l, l, l, l, l
	l.buildUI()
	l.Draw(p.State())
	return l
}

// Title is the tab's name.
func (l *Pane) Title() string { return lang.L("Label") }

// Content is the pane.
func (l *Pane) Content() fyne.CanvasObject { return l.content }

// Shown opens the project that was open last, and takes the keyboard.
func (l *Pane) Shown() {
	if !l.state.Open() {
		if last := l.presenter.Last(); last != "" {
			l.projects.open(last)
		}
		return
	}
	l.presenter.Shown()
	l.focus()
}

// Drop opens a project, shows what an import into the one that is open would do, or offers a project of what was dropped.
func (l *Pane) Drop(paths []string) bool {
	if len(paths) == 1 && label.IsProject(paths[0]) {
		l.projects.open(paths[0])
	} else if l.state.Open() {
		l.presenter.Preview(paths) // which asks before it imports
	} else {
		l.projects.offer(paths)
	}
	return true
}

// Menu is what can be done with a project.
func (l *Pane) Menu() []*fyne.MenuItem { return l.projects.menu() }

// TypedKey brings the keyboard back to the post when a key was pressed elsewhere in the pane. What the key writes comes
// after it, and finds the post.
func (l *Pane) TypedKey(e *fyne.KeyEvent) {
	if l.state.Open() {
		l.focus()
		l.stage.adopt()
		l.onKey(e.Name)
	}
}

func (l *Pane) focus() {
	switch {
	case !l.work.Visible():
	case l.pause.box.Visible():
		l.window.Canvas().Focus(l.pause.on)
	default:
		l.window.Canvas().Focus(l.stage)
	}
}

// relay lays the pane out anew, after a part of it was shown or hidden.
func (l *Pane) relay() {
	if l.work != nil {
		l.work.Refresh()
	}
}

func (l *Pane) buildUI() {
	l.stage = newStage()
	l.stage.onRune, l.stage.onKey, l.stage.onZoom = l.onRune, l.onKey, l.presenter.Zoom
	l.stage.onUndo, l.stage.onRedo, l.stage.onMove = l.onUndo, l.onRedo, l.presenter.Active
	l.stage.onRoom = func() { l.presenter.SetRoom(l.room()) }
	l.title, l.question, l.suggest, l.said = widget.NewLabel(""), widget.NewLabel(""), widget.NewLabel(""), widget.NewLabel("")
	l.title.Truncation = fyne.TextTruncateEllipsis
	l.question.TextStyle.Bold = true
	l.suggest.Truncation, l.said.Wrapping = fyne.TextTruncateEllipsis, fyne.TextWrapWord
	l.answers, l.guide, l.columns, l.finder, l.pause = newAnswers(l), newGuide(l.relay), newColumns(l), newFinder(l), newPause(l)
	l.likes = newLikes(l, l.near)
	l.flags = container.NewHBox()
	l.noteText = newEntry(lang.L("A note (N)"), lang.L("What you want to say of this post: N begins, Enter or Escape keeps it"), func() { l.keepNote(); l.focus() })
	l.noteText.OnChanged = func(string) {
		if !l.quiet {
			l.presenter.Active()
		}
	}
	l.noteText.OnSubmitted = func(string) { l.keepNote(); l.focus() }
	l.progress, l.pace, l.spread = widget.NewProgressBar(), widget.NewLabel(""), plot.NewDistribution()
	l.progress.TextFormatter = func() string { return "" } // it is told beside the pace, where every theme lets it be read
	l.counts = widget.NewLabel("")
	l.counts.Truncation = fyne.TextTruncateEllipsis
	l.back = l.newButton("", lang.L("Back to the post before (B, ←)"), theme.NavigateBackIcon(), l.onBack)
	next := l.newButton("", lang.L("Forward to the next post, answered or not (→)"), theme.NavigateNextIcon(), l.onForward)
	l.undo = l.newButton(lang.L("Undo"), lang.L("Take back what you did last, be it days ago (U, Ctrl+Z)"), theme.ContentUndoIcon(), l.onUndo)
	l.redo = l.newButton(lang.L("Redo"), lang.L("Do again what you took back (R, Ctrl+Y)"), theme.ContentRedoIcon(), l.onRedo)
	skip := l.newButton(lang.L("Skip"), lang.L("Leave this post out: it is not asked again (S)"), nil, l.onSkip)
	later := l.newButton(lang.L("Later"), lang.L("Put this post off to the end (L)"), nil, l.onLater)
	keys := l.newButton("?", lang.L("All keys (?)"), theme.HelpIcon(), l.showKeys)
	guide := l.newButton("F1", lang.L("Guidelines and labels beside the post (F1)"), theme.InfoIcon(), l.onGuide)
	columns := l.newButton("", lang.L("The columns that came with the post, beside it (I)"), theme.ListIcon(), l.onColumns)
	menu := l.newButton(lang.L("Project"), lang.L("What can be done with the project and with those who label it"), theme.MenuDropDownIcon(), l.projects.showMenu)
	menu.IconPlacement = widget.ButtonIconTrailingText
	var orders []string
	for _, o := range project.Orders {
		orders = append(orders, orderName(o))
	}
	l.order = l.newSelect(lang.L("The order in which the posts come up"), orders, l.onOrder)
	l.order.PlaceHolder = slices.MaxFunc(orders, func(a, b string) int { // it is never seen, but gives the width
		return cmp.Compare(widget.NewLabel(a).MinSize().Width, widget.NewLabel(b).MinSize().Width)
	})
	l.review = l.newCheck(lang.L("Disagreements"), lang.L("Decide the posts on which people differ, instead of labelling"), l.onReview)
	l.all = l.newButton(lang.L("All posts again"), lang.L("Leave the posts that are asked about once more"), theme.CancelIcon(), func() { l.presenter.Annotate(l.state.View.Annotator) })
	top := container.NewBorder(nil, nil, menu, container.NewHBox(l.all, l.review, l.order, l.finder.searchButton(), l.likes.likesButton(), columns, guide, keys), l.title)
	moves := container.NewHBox(l.back, next, l.undo, l.redo, skip, later)
	l.flagRow = container.NewBorder(nil, nil, l.flags, nil, l.noteText)
	// As few rows as will do: each takes its height from the post.
	l.askRow = container.NewBorder(nil, nil, l.question, l.pace, l.suggest)
	l.names = l.newButton(lang.L("Names"), lang.L("Show who said what of this post; the next one is blind again"), theme.VisibilityIcon(), func() { l.await(l.presenter.Names()); l.focus() })
	l.saidRow = container.NewBorder(nil, nil, nil, container.NewCenter(l.names), l.said)
	bottom := container.NewVBox(
		container.New(thin{4}, l.progress), l.askRow, l.saidRow, l.answers.box,
		l.flagRow, container.NewBorder(nil, nil, container.NewVBox(moves), nil, container.NewStack(l.spread, l.counts)))
	l.saidRow.Hide()
	l.working = widget.NewLabel("")
	l.working.Truncation = fyne.TextTruncateEllipsis
	l.workRow = container.NewBorder(nil, nil, nil, l.newButton(lang.L("Stop"), lang.L("Stop this work; what it has kept stays"), theme.MediaStopIcon(), l.presenter.Stop), l.working)
	l.workRow.Hide()
	bottom.Add(l.workRow)
	l.work = container.NewBorder(top, bottom, container.NewStack(l.finder.box, l.likes.box), container.New(beside{}, l.guide.box, l.columns.box), container.NewStack(l.stage, l.pause.box))
	l.welcome = l.buildWelcome()
	l.content = container.New(kit.Margins{Width: kit.Margin}, container.NewStack(l.welcome, l.work))
}

func (l *Pane) buildWelcome() *fyne.Container {
	text := widget.NewLabel(lang.L("A labelling project is one file with the posts and everything that people said of them."))
	text.Wrapping, text.Alignment = fyne.TextWrapWord, fyne.TextAlignCenter
	drop := kit.NewQuietLabel(lang.L("Drop a table or a folder of pictures here, and a project is made of it."))
	drop.Alignment = fyne.TextAlignCenter
	return container.NewVBox(layout.NewSpacer(), text, container.NewCenter(container.NewHBox(
		kit.NewButton(lang.L("New project…"), lang.L("Make an empty project; posts are imported into it afterwards"), theme.DocumentCreateIcon(), l.projects.onNew),
		kit.NewButton(lang.L("Open project…"), lang.L("Open a project that is there, and go on where you stopped"), theme.FolderOpenIcon(), l.projects.onOpen))), drop, layout.NewSpacer())
}

// room is how many pixels there are for a picture: a good guess until the stage has its size.
func (l *Pane) room() desk.Room {
	c := l.window.Canvas()
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
	return desk.Room{Beside: pixels(beside.size), Alone: pixels(alone.size)}
}

// Shows tells what is on the screen, for tests that drive a real window.
func (l *Pane) Shows() any {
	if !l.state.Open() {
		return nil
	}
	v := l.state.View
	return map[string]any{"post": v.Item.Name, "at": v.At, "done": v.Done, "total": v.Total,
		"drawn": !v.ShowPicture || l.stage.screen != nil, "ms": float64(l.took.Microseconds()) / 1000}
}

// describe names the post for people.
func describe(st *label.State) string {
	name, v := filepath.Base(st.Path), st.View
	if v.Empty {
		return name
	}
	at := lang.L("post {{.at}} of {{.total}}", map[string]any{"at": v.At + 1, "total": v.Total})
	if v.Posts != v.Total { // some are asked about several times
		at = lang.L("question {{.at}} of {{.total}} about {{.posts}} posts", map[string]any{"at": v.At + 1, "total": v.Total, "posts": v.Posts})
	}
	text := name + " · " + v.Annotator + " · " + at
	if v.Item.Name != "" {
		text += " (" + v.Item.Name + ")"
	}
	return text
}
