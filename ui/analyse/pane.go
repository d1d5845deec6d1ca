// Package analyse draws the Analyse pane, where a post is typed and looked into.
package analyse

import (
	"duotone/app"
	"duotone/app/present/analyse"
	"duotone/ui/kit"
	"duotone/ui/kit/heat"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/tip"

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

	post
	verdict
	why
	Actions *Actions

	right   []fyne.CanvasObject // what a problem stands in place of
	columns *twoColumns
	content fyne.CanvasObject
}

// post is where a post is typed, dropped and looked at.
type post struct {
	composer  *kit.Composer
	story     *widget.Label
	picture   *heat.Picture
	well      *kit.DropWell
	open      *widget.Button
	paste     *widget.Button
	remove    *widget.Button
	heat      *widget.Check
	strength  *kit.Slider
	examples  *widget.Button
	history   *kit.History
	wordsSay  *kit.Toast
	pictSay   *kit.Toast
	pictureAt *fyne.Container
}

// verdict is what the model says, or why it says nothing.
type verdict struct {
	label       *plot.Verdict
	whatIf      *widget.Label
	spinner     *kit.Spinner
	bars        *plot.ScoreBars
	meaning     *headline
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
	explained  *kit.Select
	mode       *kit.Select
	useWords   *widget.Check
	usePicture *widget.Check
	reset      *widget.Button
}

// New makes the pane. Where no model is open it offers otherPack and again.
func New(a fyne.App, w fyne.Window, p *analyse.Presenter, otherPack, again func()) *Pane {
	made := &Pane{app: a, window: w, presenter: p, otherPack: otherPack, again: again}
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
	a.columns = &twoColumns{width: 1200}
	inner := container.New(a.columns, a.buildComposer(), a.buildPicture(), a.buildVerdict(), a.buildWhy())
	scroll := container.NewVScroll(inner)
	a.content = container.New(&widthFirst{columns: a.columns, scroll: scroll}, scroll)
}

func (a *Pane) buildComposer() fyne.CanvasObject {
	a.composer = kit.NewComposer()
	a.composer.SetPlaceHolder(lang.L("Type or paste the words of a post"))
	a.composer.OnChanged = a.presenter.SetText
	a.composer.OnPaste = a.Actions.onPaste
	a.composer.OnTooLong = func(int) {
		a.wordsSay.Say(kit.Warning, lang.L("The words were too long and have been cut off; the model reads far fewer."))
	}
	a.story = kit.NewQuietLabel("")
	a.wordsSay = kit.NewToast()
	return container.NewStack(
		container.NewBorder(container.New(&kit.Lines{Count: 2, Style: theme.SizeNameCaptionText, Longest: a.stories()}, a.story), nil, nil, nil, a.composer),
		container.New(kit.Bottom{}, a.wordsSay))
}

func (a *Pane) buildPicture() fyne.CanvasObject {
	a.picture = heat.NewPicture()
	a.picture.OnCover = func(r heat.Rect) { a.presenter.Cover(app.Rect(r)) }
	a.picture.OnTapCovered = a.presenter.Uncover
	a.well = kit.NewDropWell()
	a.well.OnOpen, a.well.OnPaste = a.Actions.OnOpen, a.Actions.OnPastePicture
	a.pictSay = kit.NewToast()
	a.pictureAt = container.New(kit.AtLeast{Size: fyne.NewSize(240, 170)}, kit.NewMat(), a.well, a.picture)

	a.open = widget.NewButtonWithIcon(lang.L("Open…"), theme.FolderOpenIcon(), a.Actions.OnOpen)
	a.paste = widget.NewButtonWithIcon(lang.L("Paste"), theme.ContentPasteIcon(), a.Actions.OnPastePicture)
	a.remove = widget.NewButtonWithIcon(lang.L("Remove"), theme.DeleteIcon(), a.presenter.RemovePicture)
	a.examples = widget.NewButtonWithIcon(lang.L("Examples"), theme.MenuDropDownIcon(), a.onExamples)
	a.examples.IconPlacement = widget.ButtonIconTrailingText
	a.heat = widget.NewCheck(lang.L("Heat"), func(on bool) { a.unlessQuiet(func() { a.presenter.SetHeat(on) }) })
	a.strength = kit.NewSlider(0.1, 1, 0.01)
	a.strength.OnChanged = func(v float64) { a.unlessQuiet(func() { a.presenter.SetStrength(v) }) }

	a.history = kit.NewHistory()
	a.history.OnSelect = a.presenter.Jump
	buttons := container.New(layout.NewRowWrapLayout(), a.open, a.paste, a.remove, a.examples)
	heat := container.New(layout.NewBorderLayout(nil, nil, a.heat, nil), a.heat, // Tab goes in this order
		tip.New(a.strength, lang.L("How strongly the heat covers the picture")))
	return container.NewBorder(nil, container.NewVBox(buttons, heat, a.history), nil, nil,
		container.NewStack(a.pictureAt, container.New(kit.Bottom{}, a.pictSay)))
}

func (a *Pane) buildVerdict() fyne.CanvasObject {
	a.label = plot.NewVerdict()
	a.whatIf = widget.NewLabel("")
	a.whatIf.Wrapping = fyne.TextWrapWord
	a.whatIf.Alignment = fyne.TextAlignTrailing
	a.spinner = kit.NewSpinner()
	a.bars = plot.NewScoreBars()
	top := container.NewBorder(nil, nil, container.NewHBox(a.label, a.spinner), nil,
		container.New(&kit.Lines{Count: 2, Style: theme.SizeNameText}, a.whatIf))
	a.meaning = newHeadline()
	body := container.NewBorder(container.NewVBox(top, a.meaning.at), nil, nil, nil, a.bars)
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
		widget.NewButtonWithIcon(lang.L("Open another pack…"), theme.FolderOpenIcon(), func() { a.otherPack() }),
		widget.NewButton(lang.L("Try again"), func() { a.again() }))
	a.problem = container.NewVBox(a.problemText, a.problemHint, a.problemTo)
	a.problem.Hide()
}

func (a *Pane) buildWhy() fyne.CanvasObject {
	a.balance = plot.NewBalance()
	a.carried = widget.NewLabel("")
	a.carried.Wrapping = fyne.TextWrapWord
	a.attention = kit.NewQuietLabel("")
	a.attention.Wrapping = fyne.TextWrapOff
	a.attention.Alignment = fyne.TextAlignTrailing
	share := tip.New(a.attention, lang.L("How the attention of the model is divided. It shows where the model looks, and is not by itself an explanation."))
	a.pull = plot.NewGauge(lang.L("Pull apart"))
	a.pull.SetHint(lang.L("The probability that words and picture pull apart (incongruity)."))
	a.pull.OnThreshold = a.presenter.SetThreshold
	a.pullSays = widget.NewLabel("")
	a.pullSays.Wrapping = fyne.TextWrapWord
	a.irony = plot.NewGauge(lang.L("Irony of the words"))
	a.irony.SetHint(lang.L("The probability that the words mean the opposite of what they say."))
	a.ironySays = widget.NewLabel("")
	a.ironySays.Wrapping = fyne.TextWrapWord
	two := func(texts []string) fyne.Layout {
		return &kit.Lines{Count: 2, Style: theme.SizeNameText, Longest: texts}
	}
	balances, pulls, ironies := everySentence()
	gauges := container.New(pair{},
		container.NewVBox(a.pull, container.New(two(pulls), a.pullSays)),
		container.NewVBox(a.irony, container.New(two(ironies), a.ironySays)))
	why := container.NewBorder(container.NewVBox(
		widget.NewSeparator(), a.balance,
		container.New(kit.SplitRow{}, container.New(two(balances), a.carried), container.New(&kit.Lines{Count: 2, Style: theme.SizeNameCaptionText, Widest: attentionText(">99", ">99")}, share)),
		widget.NewSeparator(), gauges, widget.NewSeparator(), a.buildWhatIf()), nil, nil, nil, a.buildStrip())
	a.right = append(a.right, why)
	return why
}

func (a *Pane) buildWhatIf() fyne.CanvasObject {
	a.explained = kit.NewSelect(explainable(false), func(string) { a.onExplained(a.explained.SelectedIndex()) })
	a.mode = kit.NewSelect([]string{lang.L("contribution"), lang.L("attention")}, func(string) {
		at := a.mode.SelectedIndex()
		a.unlessQuiet(func() { a.presenter.SetAttention(at == 1) })
	})
	a.useWords = widget.NewCheck(lang.L("Words"), func(on bool) { a.unlessQuiet(func() { a.presenter.NoWords(!on) }) })
	a.usePicture = widget.NewCheck(lang.L("Picture"), func(on bool) { a.unlessQuiet(func() { a.presenter.NoPicture(!on) }) })
	a.reset = widget.NewButtonWithIcon(lang.L("Reset"), theme.ContentUndoIcon(), a.presenter.ResetWhatIf)
	return container.New(layout.NewRowWrapLayout(),
		container.New(kit.ForOptions{}, a.explained), container.New(kit.ForOptions{}, a.mode),
		a.useWords, a.usePicture, a.reset)
}

func (a *Pane) buildStrip() fyne.CanvasObject {
	a.strip = heat.NewWordStrip()
	a.strip.OnToggle = a.presenter.ToggleWord
	return container.New(kit.AtLeast{Size: fyne.NewSize(200, 96)}, container.NewVScroll(container.NewPadded(a.strip)))
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
		"composer": a.composer, "picture": a.picture, "well": a.well, "strip": a.strip, "verdict": a.label, "bars": a.bars,
		"balance": a.balance, "reset": a.reset, "useWords": a.useWords, "usePicture": a.usePicture, "history": a.history,
		"open": a.open, "paste": a.paste, "remove": a.remove, "heat": a.heat,
	}, photo, size
}
