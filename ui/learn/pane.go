// Package learn draws the Learn pane: a question that a project asks, what a head learned on people's answers to it is worth, and what
// becomes of it.
package learn

import (
	"duotone/app/present/learn"
	"duotone/app/project/ledger"
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

// Pane draws states of learn.Presenter and sends commands to it.
type Pane struct {
	window    fyne.Window
	presenter *learn.Presenter
	packs     func() string // the folder that packs lie in
	shown     *learn.State  // nil: none yet
	quiet     bool          // the pane itself is setting a control

	content fyne.CanvasObject
	choice
	result
}

// choice is what is learned, and how.
type choice struct {
	kit.OfProject
	question *kit.Select
	balance  *kit.Check
	rare     *kit.Check
	learn    *kit.PressButton
	stop     *kit.PressButton
	there    *widget.Label // what there is to learn from
	why      *widget.Label // why it can't be learned
	progress *widget.ProgressBar
	doing    *widget.Label
	running  *fyne.Container
}

// result is what was learned.
type result struct {
	curve    *plot.Curve
	figures  *fyne.Container
	suspects *fyne.Container
	label    *kit.Select // of many labels: the one that the matrix is about
	matrix   *plot.Confusion
	labelAt  *fyne.Container
	besides  *fyne.Container // curve, matrix and posts
	posts    *fyne.Container
	keep     *kit.PressButton
	discard  *kit.PressButton
	use      *kit.PressButton
	ends     *fyne.Container // what becomes of it
}

// New makes the pane; packs names the folder that packs lie in.
func New(w fyne.Window, p *learn.Presenter, packs func() string) *Pane {
	l := &Pane{window: w, presenter: p, packs: packs}
	l.buildUI()
	l.Draw(p.State())
	return l
}

// Title is the tab's name.
func (l *Pane) Title() string { return lang.L("Learn") }

// Content is the pane.
func (l *Pane) Content() fyne.CanvasObject { return l.content }

// Shown reads the project that was labelled last.
func (l *Pane) Shown() { l.presenter.Shown() }

// Drop reads another project.
func (l *Pane) Drop(paths []string) bool {
	l.presenter.Drop(paths)
	return true
}

func (l *Pane) buildUI() {
	bar := l.buildChoice()
	all := kit.NewKeyScroll(container.NewVBox(l.there, l.why, l.running, l.buildResult()))
	under := all.Ring.Around(all)
	l.content = container.New(kit.Margins{Width: kit.Margin}, container.New(layout.NewBorderLayout(bar, l.ends, nil, nil), bar, under, l.ends))
}

func (l *Pane) buildChoice() fyne.CanvasObject {
	l.OfProject = kit.NewOfProject(func() { l.onFinal() })
	l.question = kit.NewSelect(nil, func(string) {
		if at := l.question.SelectedIndex(); !l.quiet && at >= 0 {
			l.presenter.SetQuestion(at)
		}
	})
	l.question.PlaceHolder, l.question.Tip = lang.L("Question"), lang.L("Which of the project's questions is learned")
	l.balance = kit.NewCheck(lang.L("Balance the labels"), lang.L("The posts of a rare label count more, so that it is found as well. Without it, each post counts the same."), func(on bool) {
		l.want(func(w *learn.Wants) { w.Plain = !on })
	})
	l.rare = kit.NewCheck(lang.L("Leave rare labels out"), lang.L("Labels with too few posts to learn from are left out, with their posts"), func(on bool) {
		l.want(func(w *learn.Wants) { w.Rare = on })
	})
	l.learn = kit.NewButton(lang.L("Learn"), lang.L("Fit a head on the labels, and measure how good it is on posts that it has not seen"), theme.MediaPlayIcon(), l.presenter.Learn)
	l.learn.Importance = widget.HighImportance
	l.stop = kit.NewButton(lang.L("Cancel"), lang.L("Stop learning. What was kept before stays."), theme.CancelIcon(), l.presenter.Cancel)
	l.there, l.why = kit.NewParagraph(""), kit.NewParagraph("")
	l.why.Importance = widget.WarningImportance
	l.progress = widget.NewProgressBar()
	l.doing = widget.NewLabel("")
	l.running = container.NewVBox(l.doing, l.progress)
	return container.NewVBox(
		container.NewBorder(nil, nil, nil, container.NewHBox(l.learn, l.stop), l.File),
		container.NewGridWithColumns(2, l.question, l.Final),
		container.New(layout.NewRowWrapLayout(), l.balance, l.rare))
}

func (l *Pane) buildResult() fyne.CanvasObject {
	l.curve = plot.NewCurve(lang.L("macro F1, by labels learned from"))
	l.figures, l.suspects, l.posts = container.NewVBox(), container.NewVBox(), container.NewStack()
	l.matrix = plot.NewConfusion(lang.L("people"), lang.L("the head"))
	l.matrix.OnCell = func(row, col int) { l.presenter.Choose(max(0, l.label.SelectedIndex()), row, col) }
	l.label = kit.NewSelect(nil, func(string) { l.onLabel() })
	l.label.Tip = lang.L("The label that the matrix below is about")
	l.labelAt = container.New(kit.ForOptions{}, l.label)
	l.besides = container.New(layout.NewGridWrapLayout(fyne.NewSize(380, 260)), l.curve, l.matrix, l.posts)
	l.keep = kit.NewButton(lang.L("Keep…"), lang.L("Write the head as a pack, to score other posts with it"), theme.DocumentSaveIcon(), l.onKeep)
	l.discard = kit.NewButton(lang.L("Discard"), lang.L("Forget what was learned just now"), theme.DeleteIcon(), l.presenter.Discard)
	l.use = kit.NewButton(lang.L("Use it"), lang.L("Open the head that was kept, in every pane"), theme.ConfirmIcon(), l.presenter.UseKept)
	l.ends = container.NewHBox(l.keep, l.discard, l.use)
	return container.NewVBox(l.figures, l.labelAt, l.besides, l.suspects)
}

func (l *Pane) want(change func(*learn.Wants)) {
	if !l.quiet {
		l.presenter.Want(change)
	}
}

func (l *Pane) onFinal() {
	if at := l.Final.SelectedIndex(); !l.quiet && at >= 0 {
		l.want(func(w *learn.Wants) { w.Final = ledger.Finals(l.shown.Offer.People)[at] })
	}
}

// onLabel shows another label's matrix.
func (l *Pane) onLabel() {
	if !l.quiet && l.shown.Found != nil {
		l.drawMatrix(l.shown.Found)
	}
}

// onKeep asks for the folder of the pack.
func (l *Pane) onKeep() {
	f := l.shown.Found
	if f == nil {
		return
	}
	proposed := f.Proposed(l.packs(), l.shown.Path)
	if f.EarlierIn == "" { // else it takes the earlier one's place
		proposed = kit.FreeName(proposed)
	}
	kit.ChooseNewFolder(l.window, lang.L("Keep the head"), lang.L("Keep"), proposed, l.presenter.Keep)
}

// Draw shows a state.
func (l *Pane) Draw(st *learn.State) {
	old := l.shown
	if old == st {
		return
	}
	first := old == nil
	if first {
		old = &learn.State{}
	}
	l.shown, l.quiet = st, true
	defer func() { l.quiet = false }()
	l.drawChoice(st, old)
	l.drawRunning(st)
	l.drawCurve(st)
	if first || st.Found != old.Found || st.Step != old.Step {
		l.drawEnds(st)
	}
	if first || st.Found != old.Found {
		l.drawFound(st)
	}
	if first || st.Found != old.Found || st.Cell != old.Cell {
		l.drawCell(st)
	}
	l.content.Refresh()
}

func (l *Pane) drawChoice(st, old *learn.State) {
	l.ShowFile(st.Path, st.Step == learn.Looking)
	if st.Offer != nil && st.Offer != old.Offer {
		names := make([]string, len(st.Offer.Questions))
		for i, q := range st.Offer.Questions {
			names[i] = questionName(q)
		}
		l.question.SetOptions(names)
		finals := ledger.Finals(st.Offer.People)
		l.ShowFinals(len(finals), func(i int) (string, bool) {
			return speech.Final(finals[i].By, finals[i].Annotator), finals[i] == st.Wants.Final
		})
	}
	if st.Question() != nil && l.question.SelectedIndex() != st.Chosen {
		l.question.SetSelectedIndex(st.Chosen)
	}
	l.balance.SetChecked(!st.Wants.Plain)
	l.rare.SetChecked(st.Wants.Rare)
	kit.Enable(l.learn, st.Question() != nil && st.Step == learn.Idle && st.Base != "")
	kit.Show(l.learn, !st.Running())
	kit.Show(l.stop, st.Running())
	if old.Seq == 0 || st.Offer != old.Offer || st.Chosen != old.Chosen || st.Wants != old.Wants || st.Base != old.Base || st.Found != old.Found {
		l.drawThere(st)
	}
}
