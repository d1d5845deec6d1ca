// Package analyse draws the Analyse pane, where a post is typed and looked into.
package analyse

import (
	"duotone/app"
	"duotone/app/present/analyse"
	alike "duotone/app/present/similar"
	"duotone/ui/kit"
	"duotone/ui/kit/heat"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/tip"
	"duotone/ui/kit/verdict"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Pane draws states of analyse.Presenter and sends commands to it.
type Pane struct {
	app       fyne.App
	window    fyne.Window
	presenter *analyse.Presenter
	otherPack func() // asks for another pack
	again     func() // tries to open the pack once more

	shown *analyse.State // nil: none yet
	quiet bool           // the pane itself is setting a control

	post
	lettering lettering
	result
	why
	likes
	Actions *Actions

	right   []fyne.CanvasObject // what a problem stands in place of
	columns *twoColumns
	inner   *fyne.Container // in the columns
	scroll  *container.Scroll
	content fyne.CanvasObject
}

// post is where a post is typed, dropped and looked at.
type post struct {
	pane        *Pane
	typed       uint64 // counts what was typed
	textVersion uint64 // of the words in the composer
	said        uint64 // the last message that was shown

	composer  *kit.Composer
	story     *widget.Label
	picture   *heat.Picture
	well      *kit.DropWell
	fresh     *kit.PressButton
	open      *kit.PressButton
	paste     *kit.PressButton
	remove    *kit.PressButton
	heat      *kit.Check
	strength  *kit.Slider
	examples  *kit.PressButton
	history   *kit.History
	wordsSay  *kit.Toast
	pictSay   *kit.Toast
	pictureAt *fyne.Container
	under     *fyne.Container // the picture with all that stands below it
}

// result is what the model says, or why it says nothing.
type result struct {
	pane        *Pane
	head        *verdict.Headline
	spinner     *kit.Spinner
	bars        *plot.ScoreBars
	answer      *verdict.Answer // of the pack's head
	problem     *fyne.Container
	problemText *widget.Label
	problemHint *widget.Label
	problemTo   *fyne.Container
}

// why is what carried the verdict, and what it would be without some of it.
type why struct {
	pane       *Pane
	balance    *plot.Balance
	carried    *widget.Label
	attention  *widget.Label
	pull       *plot.Gauge
	pullSays   *widget.Label
	irony      *plot.Gauge
	ironySays  *widget.Label
	strip      *heat.WordStrip
	words      *container.Scroll // around the strip
	explained  *kit.Select
	mode       *kit.Select
	useWords   *kit.Check
	usePicture *kit.Check
	reset      *kit.PressButton
	details    *kit.Fold
}

// New makes the pane. Where no model is open it offers otherPack and again.
func New(a fyne.App, w fyne.Window, p *analyse.Presenter, near *alike.Presenter, otherPack, again func()) *Pane {
	made := &Pane{app: a, window: w, presenter: p, otherPack: otherPack, again: again}
	made.post.pane, made.lettering.pane, made.result.pane, made.why.pane, made.likes = made, made, made, made, likes{pane: made, presenter: near}
	made.Actions = &Actions{made}
	made.buildUI()
	return made
}

// Title is the tab's name.
func (a *Pane) Title() string { return lang.L("Analyse") }

// Content is the pane.
func (a *Pane) Content() fyne.CanvasObject { return a.content }

// Shown takes the keyboard.
func (a *Pane) Shown() { a.focus() }

// Drop hands dropped files on.
func (a *Pane) Drop(paths []string) bool {
	a.presenter.Drop(paths)
	return true
}

// focus puts the keyboard where a person types.
func (a *Pane) focus() { a.window.Canvas().Focus(a.composer.Focusable()) }

func (a *Pane) buildUI() {
	composer, picture, result, trial := a.buildComposer(), a.buildPicture(), a.buildVerdict(), a.buildTrial()
	a.buildDetails()
	a.buildLikes()
	a.columns = &twoColumns{width: 1200, fold: a.details, below: a.likes.fold.Content}
	a.inner = container.New(a.columns, composer, picture, result, trial, container.New(layout.NewCustomPaddedVBoxLayout(0), a.details.Content, a.likes.fold.Content))
	a.scroll = kit.NewScroll(a.inner)
	a.content = container.New(&widthFirst{columns: a.columns, scroll: a.scroll}, a.scroll)
}

func (p *post) buildComposer() fyne.CanvasObject {
	p.composer = kit.NewComposer()
	p.composer.SetPlaceHolder(lang.L("Type or paste the words of a post"))
	p.composer.OnChanged = p.onTyped
	p.composer.OnPaste = p.pane.Actions.onPaste
	p.composer.OnTooLong = func(int) {
		p.wordsSay.Say(kit.Warning, lang.L("The words were too long and have been cut off; the model reads far fewer."))
	}
	p.story = kit.NewQuietLabel("")
	p.wordsSay = kit.NewToast()
	p.fresh = kit.NewButton(lang.L("New"), lang.L("Begin a new post; this one stays in the history"), theme.DocumentCreateIcon(), p.pane.Actions.OnNew)
	top := container.New(kit.SplitRow{}, container.New(&kit.Lines{Count: 2, Style: theme.SizeNameCaptionText, Longest: p.stories()}, p.story),
		container.NewVBox(p.fresh))
	return container.NewBorder(top, p.wordsSay, nil, nil, p.composer) // a message stands below what is being read, and not on it
}

// onTyped hands words on, counted, so that no state from before them takes them back.
func (p *post) onTyped(text string) {
	p.typed++
	p.pane.presenter.Type(p.typed, text)
}

func (p *post) buildPicture() fyne.CanvasObject {
	p.picture = heat.NewPicture()
	p.picture.OnCover = func(r heat.Rect) { p.pane.presenter.Cover(app.Rect(r)) }
	p.picture.OnTapCovered = p.pane.presenter.Uncover
	p.well = kit.NewDropWell()
	p.well.OnOpen, p.well.OnPaste = p.pane.Actions.OnOpen, p.pane.Actions.OnPastePicture
	p.pictSay = kit.NewToast()
	p.pictureAt = container.New(kit.AtLeast{Size: fyne.NewSize(240, 170)}, kit.NewMat(), p.well, p.picture)

	p.open = kit.NewButton(lang.L("Open…"), lang.L("Choose a picture from a file"), theme.FolderOpenIcon(), p.pane.Actions.OnOpen)
	p.paste = kit.NewButton(lang.L("Paste"), lang.L("Take the picture on the clipboard"), theme.ContentPasteIcon(), p.pane.Actions.OnPastePicture)
	p.remove = kit.NewButton(lang.L("Remove"), lang.L("Take the picture out of the post"), theme.DeleteIcon(), p.pane.presenter.RemovePicture)
	p.examples = kit.NewButton(lang.L("Examples"), lang.L("Posts that show what there is to see"), theme.MenuDropDownIcon(), p.onExamples)
	p.examples.IconPlacement = widget.ButtonIconTrailingText
	p.heat = kit.NewCheck(lang.L("Heat"), lang.L("Show on the picture which parts mattered"), func(on bool) { p.pane.unlessQuiet(func() { p.pane.presenter.SetHeat(on) }) })
	p.strength = kit.NewSlider(0.1, 1, 0.01)
	p.strength.Tip = lang.L("How strongly the heat covers the picture")
	p.strength.OnChanged = func(v float64) { p.pane.unlessQuiet(func() { p.pane.presenter.SetStrength(v) }) }

	p.history = kit.NewHistory()
	p.history.OnSelect = p.pane.presenter.Jump
	buttons := container.New(layout.NewRowWrapLayout(), p.open, p.paste, p.remove, p.examples)
	heat := container.New(layout.NewBorderLayout(nil, nil, p.heat, nil), p.heat, p.strength) // Tab goes in this order
	p.under = container.NewBorder(nil, container.NewVBox(p.pictSay, p.pane.lettering.buildLettering(), buttons, heat, p.history), nil, nil, p.pictureAt)
	return p.under
}

func (r *result) buildVerdict() fyne.CanvasObject {
	r.spinner = kit.NewSpinner()
	r.head = verdict.NewHeadline(r.spinner)
	r.bars = plot.NewScoreBars()
	r.answer = verdict.NewAnswer()
	body := container.NewBorder(container.NewVBox(r.answer.Content, r.head.Content), nil, nil, nil, r.bars)
	r.pane.right = append(r.pane.right, body)
	r.buildProblem()
	return container.NewStack(body, r.problem)
}

// buildProblem makes what stands in place of a verdict when there can be none.
func (r *result) buildProblem() {
	r.problemText = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	r.problemText.Wrapping = fyne.TextWrapWord
	r.problemText.SizeName = theme.SizeNameSubHeadingText
	r.problemHint = widget.NewLabel("")
	r.problemHint.Wrapping = fyne.TextWrapWord
	r.problemTo = container.NewHBox(
		kit.NewButton(lang.L("Open another pack…"), lang.L("Choose the folder of a model pack"), theme.FolderOpenIcon(), func() { r.pane.otherPack() }),
		kit.NewButton(lang.L("Try again"), lang.L("Look for the pack once more"), nil, func() { r.pane.again() }))
	r.problem = container.NewVBox(r.problemText, r.problemHint, r.problemTo)
	r.problem.Hide()
}

// buildDetails makes what is seen of the verdict when a person asks for more.
func (y *why) buildDetails() {
	y.balance = plot.NewBalance()
	y.carried = kit.NewParagraph("")
	y.attention = kit.NewQuietLabel("")
	y.attention.Wrapping = fyne.TextWrapOff
	y.attention.Alignment = fyne.TextAlignTrailing
	share := tip.New(y.attention, lang.L("How the attention of the model is divided. It shows where the model looks, and is not by itself an explanation."))
	y.pull = plot.NewGauge(lang.L("Words and picture disagree"))
	y.pull.SetHint(lang.L("The probability that words and picture disagree (incongruity)."))
	y.pull.OnThreshold = y.pane.presenter.SetThreshold
	y.pullSays = kit.NewParagraph("")
	y.irony = plot.NewGauge(lang.L("The words are ironic"))
	y.irony.SetHint(lang.L("The probability that the words mean the opposite of what they say."))
	y.ironySays = kit.NewParagraph("")
	two := func(texts []string) fyne.Layout {
		return &kit.Lines{Count: 1, Style: theme.SizeNameText, Longest: texts}
	}
	balances, pulls, ironies := everySentence()
	gauges := container.New(pair{},
		container.NewVBox(y.pull, container.New(two(pulls), y.pullSays)),
		container.NewVBox(y.irony, container.New(two(ironies), y.ironySays)))
	body := container.NewVBox(y.balance,
		container.New(kit.SplitRow{}, container.New(two(balances), y.carried),
			container.New(&kit.Lines{Count: 1, Style: theme.SizeNameCaptionText, Widest: attentionText(">99", ">99")}, share)),
		widget.NewSeparator(), gauges)
	y.details = kit.NewFold(lang.L("What carried it"), lang.L("Which of words and picture mattered more, what the model looked at, and how near it was to calling them ironic or in disagreement"), body)
	y.details.OnToggle = y.pane.presenter.SetDetails
	y.pane.right = append(y.pane.right, y.details.Content)
}

// buildTrial makes the words under heat, and what takes parts of the post away.
func (y *why) buildTrial() fyne.CanvasObject {
	y.explained = kit.NewSelect(explainable(nil, false), func(string) { y.onExplained(y.explained.SelectedIndex()) })
	y.explained.Tip = lang.L("What the colours of words and picture explain")
	y.mode = kit.NewSelect([]string{lang.L("what mattered"), lang.L("what it looked at")}, func(string) {
		at := y.mode.SelectedIndex()
		y.pane.unlessQuiet(func() { y.pane.presenter.SetAttention(at == 1) })
	})
	y.mode.Tip = lang.L("What mattered: how the result changes without a word or a part (contribution, by leaving out). What it looked at: the model's attention.")
	y.useWords = kit.NewCheck(lang.L("Words"), lang.L("See what the picture says without the words"), func(on bool) { y.pane.unlessQuiet(func() { y.pane.presenter.NoWords(!on) }) })
	y.usePicture = kit.NewCheck(lang.L("Picture"), lang.L("See what the words say without the picture"), func(on bool) { y.pane.unlessQuiet(func() { y.pane.presenter.NoPicture(!on) }) })
	y.reset = kit.NewButton(lang.L("Reset"), lang.L("Bring back everything that was taken away"), theme.ContentUndoIcon(), y.pane.presenter.ResetWhatIf)
	row := container.New(layout.NewRowWrapLayout(),
		container.New(kit.ForOptions{}, y.explained), container.New(kit.ForOptions{}, y.mode),
		y.useWords, y.usePicture, y.reset)
	trial := container.NewBorder(row, nil, nil, nil, y.buildStrip())
	y.pane.right = append(y.pane.right, trial)
	return trial
}

func (y *why) buildStrip() fyne.CanvasObject {
	y.strip = heat.NewWordStrip()
	y.strip.OnToggle = y.pane.presenter.ToggleWord
	y.words = kit.NewScroll(container.NewPadded(y.strip))
	return container.New(&stripRoom{strip: y.strip}, y.words)
}

// unlessQuiet does what a person asks for by a control, and not what the pane itself sets.
func (a *Pane) unlessQuiet(do func()) {
	if !a.quiet {
		do()
	}
}

func (p *post) onExamples() {
	items := make([]*fyne.MenuItem, len(p.pane.presenter.Samples()))
	for i, s := range p.pane.presenter.Samples() {
		items[i] = fyne.NewMenuItem(lang.L(s.Title), func() { p.pane.presenter.Example(i) })
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), p.pane.window.Canvas())
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.examples)
	at.Y -= menu.MinSize().Height
	menu.ShowAtPosition(at)
}

func attentionText(words, picture string) string {
	return lang.L("Attention: words {{.words}} %, picture {{.picture}} %", map[string]any{"words": words, "picture": picture})
}

// Places are the parts of the pane that tests point at, by name; photo is where the picture itself lies.
func (a *Pane) Places() (parts map[string]fyne.CanvasObject, photo fyne.Position, size fyne.Size) {
	photo, size = a.picture.PictureRect()
	return map[string]fyne.CanvasObject{
		"composer": a.composer, "picture": a.picture, "well": a.well, "strip": a.strip, "verdict": a.head.Label, "bars": a.bars,
		"balance": a.balance, "reset": a.reset, "useWords": a.useWords, "usePicture": a.usePicture, "history": a.history,
		"lettering": a.lettering.strip, "correct": a.lettering.correct,
		"open": a.open, "paste": a.paste, "remove": a.remove, "heat": a.heat,
		"similar": a.likes.fold.Head, "likes": a.likes.panel.List(),
	}, photo, size
}
