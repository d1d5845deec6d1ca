package ui

import (
	"duotone/app"
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

	analysis "duotone/app/present/analyse"
	uimodels "duotone/ui/models"
)

// analyse is the pane where a post is typed and looked into. It draws states of app.Session and sends commands to it.
type analyse struct {
	deps    Deps
	session *analysis.Presenter
	shown   *analysis.State // nil: none yet

	// the post
	composer  *kit.Composer
	story     *widget.Label
	picture   *heat.Picture
	well      *kit.DropWell
	open      *widget.Button
	paste     *widget.Button
	remove    *widget.Button
	heat      *widget.Check
	strength  *widget.Slider
	examples  *widget.Button
	history   *kit.History
	wordsSay  *kit.Toast
	pictSay   *kit.Toast
	pictureAt *fyne.Container

	// the verdict
	verdict *plot.Verdict
	whatIf  *widget.Label
	spinner *kit.Spinner
	bars    *plot.ScoreBars

	// why
	balance    *plot.Balance
	carried    *widget.Label
	attention  *widget.Label
	pull       *plot.Gauge
	pullSays   *widget.Label
	irony      *plot.Gauge
	ironySays  *widget.Label
	strip      *heat.WordStrip
	explained  *widget.Select
	mode       *widget.Select
	useWords   *widget.Check
	usePicture *widget.Check
	reset      *widget.Button

	problem     *fyne.Container
	problemText *widget.Label
	problemHint *widget.Label
	problemTo   *fyne.Container
	right       []fyne.CanvasObject

	columns *twoColumns
	content fyne.CanvasObject
	// What the last explanation that was fresh is of.
	heatText    string
	heatPicture *app.Picture
	quiet       bool // the pane itself is setting a control
	said        uint64
}

func newAnalyse(deps Deps) pane {
	a := &analyse{deps: deps, session: deps.session}
	a.buildUI()
	return a
}

func (a *analyse) Title() string              { return lang.L("Analyse") }
func (a *analyse) Content() fyne.CanvasObject { return a.content }
func (a *analyse) Shown()                     { a.focus() }

// Drop hands dropped files to the session.
func (a *analyse) Drop(paths []string) bool {
	a.session.Drop(paths)
	return true
}

// focus puts the keyboard where a person types.
func (a *analyse) focus() { a.deps.Window.Canvas().Focus(a.composer.Focusable()) }

func (a *analyse) buildUI() {
	a.columns = &twoColumns{width: 1200}
	inner := container.New(a.columns, a.buildComposer(), a.buildPicture(), a.buildVerdict(), a.buildWhy())
	scroll := container.NewVScroll(inner)
	a.content = container.New(&widthFirst{columns: a.columns, scroll: scroll}, scroll)
}

func (a *analyse) buildComposer() fyne.CanvasObject {
	a.composer = kit.NewComposer()
	a.composer.SetPlaceHolder(lang.L("Type or paste the words of a post"))
	a.composer.OnChanged = a.session.SetText
	a.composer.OnPaste = a.onPaste
	a.composer.OnTooLong = func(int) {
		a.wordsSay.Say(kit.Warning, lang.L("The words were too long and have been cut off; the model reads far fewer."))
	}
	a.story = kit.NewQuietLabel("")
	a.wordsSay = kit.NewToast()
	return container.NewStack(
		container.NewBorder(container.New(&kit.Lines{Count: 2, Style: theme.SizeNameCaptionText, Longest: a.stories()}, a.story), nil, nil, nil, a.composer),
		container.New(kit.Bottom{}, a.wordsSay))
}

func (a *analyse) buildPicture() fyne.CanvasObject {
	a.picture = heat.NewPicture()
	a.picture.OnCover = func(r heat.Rect) { a.session.Cover(app.Rect(r)) }
	a.picture.OnTapCovered = a.session.Uncover
	a.well = kit.NewDropWell()
	a.well.OnOpen, a.well.OnPaste = a.onOpen, a.onPastePicture
	a.pictSay = kit.NewToast()
	a.pictureAt = container.New(kit.AtLeast{Size: fyne.NewSize(240, 170)}, kit.NewMat(), a.well, a.picture)

	a.open = widget.NewButtonWithIcon(lang.L("Open…"), theme.FolderOpenIcon(), a.onOpen)
	a.paste = widget.NewButtonWithIcon(lang.L("Paste"), theme.ContentPasteIcon(), a.onPastePicture)
	a.remove = widget.NewButtonWithIcon(lang.L("Remove"), theme.DeleteIcon(), a.session.RemovePicture)
	a.examples = widget.NewButtonWithIcon(lang.L("Examples"), theme.MenuDropDownIcon(), a.onExamples)
	a.examples.IconPlacement = widget.ButtonIconTrailingText
	a.heat = widget.NewCheck(lang.L("Heat"), a.onHeat)
	a.strength = widget.NewSlider(0.1, 1)
	a.strength.Step = 0.01
	a.strength.OnChanged = a.onStrength
	set := a.deps.Settings()
	a.quiet = true
	a.heat.SetChecked(set.Heat)
	a.strength.SetValue(set.HeatOpacity)
	a.quiet = false
	a.picture.SetHeatVisible(set.Heat)
	a.picture.SetStrength(set.HeatOpacity)

	a.history = kit.NewHistory()
	a.history.OnSelect = a.session.Jump
	buttons := container.New(layout.NewRowWrapLayout(), a.open, a.paste, a.remove, a.examples)
	heat := container.New(layout.NewBorderLayout(nil, nil, a.heat, nil), a.heat, // Tab goes in this order
		tip.New(kit.OnTrack(a.strength), lang.L("How strongly the heat covers the picture")))
	return container.NewBorder(nil, container.NewVBox(buttons, heat, a.history), nil, nil,
		container.NewStack(a.pictureAt, container.New(kit.Bottom{}, a.pictSay)))
}

func (a *analyse) buildVerdict() fyne.CanvasObject {
	a.verdict = plot.NewVerdict()
	a.whatIf = widget.NewLabel("")
	a.whatIf.Wrapping = fyne.TextWrapWord
	a.whatIf.Alignment = fyne.TextAlignTrailing
	a.spinner = kit.NewSpinner()
	a.bars = plot.NewScoreBars()
	top := container.NewBorder(nil, nil, container.NewHBox(a.verdict, a.spinner), nil,
		container.New(&kit.Lines{Count: 2, Style: theme.SizeNameText}, a.whatIf))
	body := container.NewBorder(top, nil, nil, nil, a.bars)
	a.right = append(a.right, body)
	a.buildProblem()
	return container.NewStack(body, a.problem)
}

// buildProblem makes what stands in place of a verdict when there can be none.
func (a *analyse) buildProblem() {
	a.problemText = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	a.problemText.Wrapping = fyne.TextWrapWord
	a.problemText.SizeName = theme.SizeNameSubHeadingText
	a.problemHint = widget.NewLabel("")
	a.problemHint.Wrapping = fyne.TextWrapWord
	a.problemTo = container.NewHBox(
		widget.NewButtonWithIcon(lang.L("Open another pack…"), theme.FolderOpenIcon(), func() { uimodels.ChoosePack(a.deps.Window, a.deps.models) }),
		widget.NewButton(lang.L("Try again"), a.deps.models.Again))
	a.problem = container.NewVBox(a.problemText, a.problemHint, a.problemTo)
	a.problem.Hide()
}

func (a *analyse) buildWhy() fyne.CanvasObject {
	a.balance = plot.NewBalance()
	a.carried = widget.NewLabel("")
	a.carried.Wrapping = fyne.TextWrapWord
	a.attention = kit.NewQuietLabel("")
	a.attention.Wrapping = fyne.TextWrapOff
	a.attention.Alignment = fyne.TextAlignTrailing
	share := tip.New(a.attention, lang.L("How the attention of the model is divided. It shows where the model looks, and is not by itself an explanation."))
	a.pull = plot.NewGauge(lang.L("Pull apart"))
	a.pull.SetHint(lang.L("The probability that words and picture pull apart (incongruity)."))
	a.pull.OnThreshold = func(v float64) {
		a.session.SetThreshold(v)
		a.deps.ChangeSettings(func(s *app.Settings) { s.Threshold = v })
	}
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

func (a *analyse) buildWhatIf() fyne.CanvasObject {
	a.explained = widget.NewSelect([]string{
		lang.L("explains the verdict"), lang.L("explains negative"), lang.L("explains neutral"), lang.L("explains positive"),
	}, func(string) {
		if i := a.explained.SelectedIndex(); a.quiet || i < 0 {
			return
		} else if i == 0 {
			a.session.ExplainVerdict()
		} else {
			a.session.Explain(app.Labels[i-1])
		}
	})
	a.mode = widget.NewSelect([]string{lang.L("contribution"), lang.L("attention")}, func(string) {
		if a.quiet {
			return
		}
		a.deps.ChangeSettings(func(s *app.Settings) { s.Attention = a.mode.SelectedIndex() == 1 })
		a.redraw()
	})
	a.useWords = widget.NewCheck(lang.L("Words"), func(on bool) {
		if !a.quiet {
			a.session.NoWords(!on)
		}
	})
	a.usePicture = widget.NewCheck(lang.L("Picture"), func(on bool) {
		if !a.quiet {
			a.session.NoPicture(!on)
		}
	})
	a.reset = widget.NewButtonWithIcon(lang.L("Reset"), theme.ContentUndoIcon(), a.session.ResetWhatIf)
	a.quiet = true
	a.explained.SetSelectedIndex(0)
	mode := 0
	if a.deps.Settings().Attention {
		mode = 1
	}
	a.mode.SetSelectedIndex(mode)
	a.useWords.SetChecked(true)
	a.usePicture.SetChecked(true)
	a.quiet = false
	return container.New(layout.NewRowWrapLayout(),
		container.New(kit.ForOptions{}, kit.OnTrack(a.explained)), container.New(kit.ForOptions{}, kit.OnTrack(a.mode)),
		a.useWords, a.usePicture, a.reset)
}

func (a *analyse) buildStrip() fyne.CanvasObject {
	a.strip = heat.NewWordStrip()
	a.strip.OnToggle = a.session.ToggleWord
	return container.New(kit.AtLeast{Size: fyne.NewSize(200, 96)}, container.NewVScroll(container.NewPadded(a.strip)))
}

func (a *analyse) onHeat(on bool) {
	if a.quiet {
		return
	}
	a.picture.SetHeatVisible(on)
	a.deps.ChangeSettings(func(s *app.Settings) { s.Heat = on })
}

func (a *analyse) onStrength(v float64) {
	if a.quiet {
		return
	}
	a.picture.SetStrength(v)
	a.deps.ChangeSettings(func(s *app.Settings) { s.HeatOpacity = v })
}

func (a *analyse) onExamples() {
	items := make([]*fyne.MenuItem, len(a.deps.samples))
	for i, s := range a.deps.samples {
		items[i] = fyne.NewMenuItem(lang.L(s.Title), func() { a.session.Example(i) })
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), a.deps.Window.Canvas())
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(a.examples)
	at.Y -= menu.MinSize().Height
	menu.ShowAtPosition(at)
}

func attentionText(words, picture string) string {
	return lang.L("Attention: words {{.words}} %, picture {{.picture}} %", map[string]any{"words": words, "picture": picture})
}
