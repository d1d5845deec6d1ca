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
	said  uint64         // the last message that was shown

	typed       uint64 // counts what was typed
	textVersion uint64 // of the words in the composer

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
	made.likes.presenter = near
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

func (a *Pane) buildComposer() fyne.CanvasObject {
	a.composer = kit.NewComposer()
	a.composer.SetPlaceHolder(lang.L("Type or paste the words of a post"))
	a.composer.OnChanged = a.onTyped
	a.composer.OnPaste = a.Actions.onPaste
	a.composer.OnTooLong = func(int) {
		a.wordsSay.Say(kit.Warning, lang.L("The words were too long and have been cut off; the model reads far fewer."))
	}
	a.story = kit.NewQuietLabel("")
	a.wordsSay = kit.NewToast()
	a.fresh = kit.NewButton(lang.L("New"), lang.L("Begin a new post; this one stays in the history"), theme.DocumentCreateIcon(), a.Actions.OnNew)
	top := container.New(kit.SplitRow{}, container.New(&kit.Lines{Count: 2, Style: theme.SizeNameCaptionText, Longest: a.stories()}, a.story),
		container.NewVBox(a.fresh))
	return container.NewBorder(top, a.wordsSay, nil, nil, a.composer) // a message stands below what is being read, and not on it
}

// onTyped hands words on, counted, so that no state from before them takes them back.
func (a *Pane) onTyped(text string) {
	a.typed++
	a.presenter.Type(a.typed, text)
}

func (a *Pane) buildPicture() fyne.CanvasObject {
	a.picture = heat.NewPicture()
	a.picture.OnCover = func(r heat.Rect) { a.presenter.Cover(app.Rect(r)) }
	a.picture.OnTapCovered = a.presenter.Uncover
	a.well = kit.NewDropWell()
	a.well.OnOpen, a.well.OnPaste = a.Actions.OnOpen, a.Actions.OnPastePicture
	a.pictSay = kit.NewToast()
	a.pictureAt = container.New(kit.AtLeast{Size: fyne.NewSize(240, 170)}, kit.NewMat(), a.well, a.picture)

	a.open = kit.NewButton(lang.L("Open…"), lang.L("Choose a picture from a file"), theme.FolderOpenIcon(), a.Actions.OnOpen)
	a.paste = kit.NewButton(lang.L("Paste"), lang.L("Take the picture on the clipboard"), theme.ContentPasteIcon(), a.Actions.OnPastePicture)
	a.remove = kit.NewButton(lang.L("Remove"), lang.L("Take the picture out of the post"), theme.DeleteIcon(), a.presenter.RemovePicture)
	a.examples = kit.NewButton(lang.L("Examples"), lang.L("Posts that show what there is to see"), theme.MenuDropDownIcon(), a.onExamples)
	a.examples.IconPlacement = widget.ButtonIconTrailingText
	a.heat = kit.NewCheck(lang.L("Heat"), lang.L("Show on the picture which parts mattered"), func(on bool) { a.unlessQuiet(func() { a.presenter.SetHeat(on) }) })
	a.strength = kit.NewSlider(0.1, 1, 0.01)
	a.strength.Tip = lang.L("How strongly the heat covers the picture")
	a.strength.OnChanged = func(v float64) { a.unlessQuiet(func() { a.presenter.SetStrength(v) }) }

	a.history = kit.NewHistory()
	a.history.OnSelect = a.presenter.Jump
	buttons := container.New(layout.NewRowWrapLayout(), a.open, a.paste, a.remove, a.examples)
	heat := container.New(layout.NewBorderLayout(nil, nil, a.heat, nil), a.heat, a.strength) // Tab goes in this order
	a.under = container.NewBorder(nil, container.NewVBox(a.pictSay, a.buildLettering(), buttons, heat, a.history), nil, nil, a.pictureAt)
	return a.under
}

func (a *Pane) buildVerdict() fyne.CanvasObject {
	a.spinner = kit.NewSpinner()
	a.head = verdict.NewHeadline(a.spinner)
	a.bars = plot.NewScoreBars()
	a.answer = verdict.NewAnswer()
	body := container.NewBorder(container.NewVBox(a.answer.Content, a.head.Content), nil, nil, nil, a.bars)
	a.right = append(a.right, body)
	a.buildProblem()
	return container.NewStack(body, a.problem)
}

// buildProblem makes what stands in place of a verdict when there can be none.
func (a *Pane) buildProblem() {
	a.problemText = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	a.problemText.Wrapping = fyne.TextWrapWord
	a.problemText.SizeName = theme.SizeNameSubHeadingText
	a.problemHint = widget.NewLabel("")
	a.problemHint.Wrapping = fyne.TextWrapWord
	a.problemTo = container.NewHBox(
		kit.NewButton(lang.L("Open another pack…"), lang.L("Choose the folder of a model pack"), theme.FolderOpenIcon(), func() { a.otherPack() }),
		kit.NewButton(lang.L("Try again"), lang.L("Look for the pack once more"), nil, func() { a.again() }))
	a.problem = container.NewVBox(a.problemText, a.problemHint, a.problemTo)
	a.problem.Hide()
}

// buildDetails makes what is seen of the verdict when a person asks for more.
func (a *Pane) buildDetails() {
	a.balance = plot.NewBalance()
	a.carried = kit.NewParagraph("")
	a.attention = kit.NewQuietLabel("")
	a.attention.Wrapping = fyne.TextWrapOff
	a.attention.Alignment = fyne.TextAlignTrailing
	share := tip.New(a.attention, lang.L("How the attention of the model is divided. It shows where the model looks, and is not by itself an explanation."))
	a.pull = plot.NewGauge(lang.L("Words and picture disagree"))
	a.pull.SetHint(lang.L("The probability that words and picture disagree (incongruity)."))
	a.pull.OnThreshold = a.presenter.SetThreshold
	a.pullSays = kit.NewParagraph("")
	a.irony = plot.NewGauge(lang.L("The words are ironic"))
	a.irony.SetHint(lang.L("The probability that the words mean the opposite of what they say."))
	a.ironySays = kit.NewParagraph("")
	two := func(texts []string) fyne.Layout {
		return &kit.Lines{Count: 1, Style: theme.SizeNameText, Longest: texts}
	}
	balances, pulls, ironies := everySentence()
	gauges := container.New(pair{},
		container.NewVBox(a.pull, container.New(two(pulls), a.pullSays)),
		container.NewVBox(a.irony, container.New(two(ironies), a.ironySays)))
	body := container.NewVBox(a.balance,
		container.New(kit.SplitRow{}, container.New(two(balances), a.carried),
			container.New(&kit.Lines{Count: 1, Style: theme.SizeNameCaptionText, Widest: attentionText(">99", ">99")}, share)),
		widget.NewSeparator(), gauges)
	a.details = kit.NewFold(lang.L("What carried it"), lang.L("Which of words and picture mattered more, what the model looked at, and how near it was to calling them ironic or in disagreement"), body)
	a.details.OnToggle = a.presenter.SetDetails
	a.right = append(a.right, a.details.Content)
}

// buildTrial makes the words under heat, and what takes parts of the post away.
func (a *Pane) buildTrial() fyne.CanvasObject {
	a.explained = kit.NewSelect(explainable(nil, false), func(string) { a.onExplained(a.explained.SelectedIndex()) })
	a.explained.Tip = lang.L("What the colours of words and picture explain")
	a.mode = kit.NewSelect([]string{lang.L("what mattered"), lang.L("what it looked at")}, func(string) {
		at := a.mode.SelectedIndex()
		a.unlessQuiet(func() { a.presenter.SetAttention(at == 1) })
	})
	a.mode.Tip = lang.L("What mattered: how the result changes without a word or a part (contribution, by leaving out). What it looked at: the model's attention.")
	a.useWords = kit.NewCheck(lang.L("Words"), lang.L("See what the picture says without the words"), func(on bool) { a.unlessQuiet(func() { a.presenter.NoWords(!on) }) })
	a.usePicture = kit.NewCheck(lang.L("Picture"), lang.L("See what the words say without the picture"), func(on bool) { a.unlessQuiet(func() { a.presenter.NoPicture(!on) }) })
	a.reset = kit.NewButton(lang.L("Reset"), lang.L("Bring back everything that was taken away"), theme.ContentUndoIcon(), a.presenter.ResetWhatIf)
	row := container.New(layout.NewRowWrapLayout(),
		container.New(kit.ForOptions{}, a.explained), container.New(kit.ForOptions{}, a.mode),
		a.useWords, a.usePicture, a.reset)
	trial := container.NewBorder(row, nil, nil, nil, a.buildStrip())
	a.right = append(a.right, trial)
	return trial
}

func (a *Pane) buildStrip() fyne.CanvasObject {
	a.strip = heat.NewWordStrip()
	a.strip.OnToggle = a.presenter.ToggleWord
	a.words = kit.NewScroll(container.NewPadded(a.strip))
	return container.New(&stripRoom{strip: a.strip}, a.words)
}

// unlessQuiet does what a person asks for by a control, and not what the pane itself sets.
func (a *Pane) unlessQuiet(do func()) {
	if !a.quiet {
		do()
	}
}

func (a *Pane) onExamples() {
	items := make([]*fyne.MenuItem, len(a.presenter.Samples()))
	for i, s := range a.presenter.Samples() {
		items[i] = fyne.NewMenuItem(lang.L(s.Title), func() { a.presenter.Example(i) })
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), a.window.Canvas())
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(a.examples)
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
