// Package models draws the Models pane: the packs that there are, what is known of one, and the devices that it can run on.
package models

import (
	"fmt"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/present/models"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Pane draws states of models.Presenter and sends commands to it.
type Pane struct {
	window     fyne.Window
	presenter  *models.Presenter
	state      *models.State // that is drawn; nil: none yet
	list       *kit.List
	use        *kit.PressButton
	all        *kit.PressButton
	check      *kit.PressButton
	title      *widget.Label
	facts      *widget.Label
	figures    *fyne.Container
	card       *fyne.Container
	shown      bool
	cardOf     string // what is in figures and card
	right      *container.Scroll
	devices    *widget.RichText
	devicesSay string
	device     *kit.Select
	content    fyne.CanvasObject
	quiet      bool // the pane itself is setting a control
}

// New makes the pane.
func New(w fyne.Window, p *models.Presenter) *Pane {
	m := &Pane{window: w, presenter: p}
	m.buildUI()
	m.Draw(p.State())
	return m
}

// Title is the tab's name.
func (m *Pane) Title() string { return lang.L("Models") }

// Content is the pane.
func (m *Pane) Content() fyne.CanvasObject { return m.content }

// Shown looks for packs, and draws what is too long to be kept while nobody sees it.
func (m *Pane) Shown() {
	m.shown = true
	m.drawPack()
	m.presenter.Look()
}

// Hidden lets go of the card: it is long, and a change of theme lays out what is hidden as well.
func (m *Pane) Hidden() {
	m.shown, m.cardOf = false, ""
	m.card.RemoveAll()
}

// Drop opens a dropped folder as a pack.
func (m *Pane) Drop(paths []string) bool {
	if len(paths) == 1 {
		m.presenter.Use(paths[0])
	}
	return len(paths) == 1
}

func (m *Pane) buildUI() {
	m.list = kit.NewList(func() int { return len(m.packs()) },
		func() fyne.CanvasObject {
			l := widget.NewLabel("")
			l.Truncation = fyne.TextTruncateEllipsis
			sub := kit.NewQuietLabel("")
			sub.Wrapping = fyne.TextWrapOff
			sub.Truncation = fyne.TextTruncateEllipsis
			return container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), l, sub)
		},
		func(i widget.ListItemID, o fyne.CanvasObject) {
			box := o.(*fyne.Container)
			name, sub := m.nameOf(m.state.Packs[i])
			box.Objects[0].(*widget.Label).SetText(name)
			box.Objects[1].(*widget.Label).SetText(sub)
		})
	m.list.OnSelected = func(i widget.ListItemID) {
		if !m.quiet {
			m.presenter.Choose(i)
		}
	}
	m.use = kit.NewButton(lang.L("Use this pack"), lang.L("Let this model read the posts from now on"), theme.ConfirmIcon(), m.presenter.UseChosen)
	m.all = kit.NewButton(lang.L("Choose by language"), lang.L("Let each post's language choose the pack that reads it"), theme.SearchReplaceIcon(), m.presenter.UseAll)
	m.check = kit.NewButton(lang.L("Self-check"), lang.L("Check all files of the pack, and let the model answer once"), theme.ViewRefreshIcon(), m.presenter.Check)
	other := kit.NewButton(lang.L("Open another pack…"), lang.L("Choose the folder of a model pack"), theme.FolderOpenIcon(), func() { ChoosePack(m.window, m.presenter) })
	m.title = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	m.title.SizeName = theme.SizeNameSubHeadingText
	m.title.Truncation = fyne.TextTruncateEllipsis
	m.facts = widget.NewLabel("")
	m.facts.Wrapping = fyne.TextWrapWord
	m.figures = container.NewStack()
	m.card = container.NewStack()
	m.devices = kit.NewMarkdown("")
	m.device = kit.NewSelect(nil, func(string) {
		if i := m.device.SelectedIndex(); !m.quiet && i >= 0 {
			m.presenter.SetDevice(m.state.Devices()[i])
		}
	})
	m.device.Tip = lang.L("The processor or graphics card that the model runs on")
	left := container.NewBorder(nil, container.NewVBox(m.use, m.all, m.check, other), nil, nil, m.list)
	runs := container.NewHBox(widget.NewLabel(lang.L("Runs on")), container.New(kit.ForOptions{}, m.device))
	m.right = kit.NewScroll(container.New(kit.Margins{Width: kit.Margin}, container.NewVBox(m.title, m.facts, m.figures,
		widget.NewSeparator(), runs, m.devices, widget.NewSeparator(), m.card)))
	split := container.NewHSplit(container.New(kit.Margins{Width: kit.Margin}, left), m.right)
	split.SetOffset(0.26)
	m.content = split
}

func (m *Pane) packs() []app.PackInfo {
	if m.state == nil {
		return nil
	}
	return m.state.Packs
}

// Draw shows a state.
func (m *Pane) Draw(st *models.State) {
	if st == m.state {
		return
	}
	m.state = st
	if st.Held && len(st.Packs) > 1 {
		m.all.Show()
	} else {
		m.all.Hide()
	}
	m.quiet = true
	defer func() { m.quiet = false }()
	m.list.Refresh()
	if st.Chosen >= 0 {
		m.list.Select(st.Chosen)
	}
	m.drawDevices()
	m.drawPack()
}

func (m *Pane) nameOf(p app.PackInfo) (name, sub string) {
	name = p.Ref()
	if p.Name == "" {
		name = p.Dir
	}
	switch {
	case len(p.Problems) > 0:
		sub = lang.L("Broken: see what is wrong")
	case m.state.InUse(p):
		sub = lang.L("In use")
	default:
		sub = p.Dir
	}
	return name, sub
}

func (m *Pane) drawPack() {
	st := m.state
	if st.Chosen < 0 {
		m.title.SetText(lang.L("No pack was found"))
		m.facts.SetText(lang.L("A pack is a folder with a model. Put one beside the program or in the folder models of DUOTONE_HOME, or open one from where it is."))
		m.figures.RemoveAll()
		m.card.RemoveAll()
		m.cardOf = ""
		m.use.Disable()
		m.check.Disable()
		return
	}
	p := st.Packs[st.Chosen]
	name, _ := m.nameOf(p)
	kit.SetLabel(m.title, name)
	kit.Enable(m.check, !st.Checking)
	kit.Enable(m.use, len(p.Problems) == 0 && !st.InUse(p))
	kit.SetLabel(m.facts, factsOf(p))
	if key := p.Dir + "\n" + p.Card; key != m.cardOf && m.shown {
		m.cardOf = key
		m.figures.Objects = []fyne.CanvasObject{figuresTable(p)}
		m.figures.Refresh()
		m.card.Objects = []fyne.CanvasObject{kit.NewDocument(p.Card)}
		m.card.Refresh()
		m.right.ScrollToTop()
	}
}

// factsOf is what a pack is, or everything that is wrong with it.
func factsOf(p app.PackInfo) string {
	if len(p.Problems) > 0 {
		lines := []string{lang.L("This pack can't be opened.")}
		for _, err := range p.Problems {
			line := "• " + err.Error()
			if hint := speech.Advice(err); hint != "" {
				line += " " + hint
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, "\n")
	}
	lines := []string{p.Description, p.Dir,
		lang.L("Licence") + ": " + p.Licence + " · " + paint.Decimal(fmt.Sprintf("%.1f MB", float64(p.Bytes)/1e6))}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// DeviceNames are the devices that can be asked for, as people call them.
func DeviceNames(st *models.State) []string {
	names := st.Devices()
	for i, n := range names {
		names[i] = speech.Device(n)
	}
	names[0] = lang.L("The best there is")
	return names
}

func (m *Pane) drawDevices() {
	st := m.state
	m.device.SetOptions(DeviceNames(st))
	m.device.SetSelectedIndex(slices.Index(st.Devices(), st.Device))
	if text := devicesText(st.Engine.Info); st.Engine.Loaded && text != m.devicesSay {
		m.devicesSay = text
		m.devices.ParseMarkdown(text)
	}
}

// ChoosePack asks for the folder of a pack, and opens it.
func ChoosePack(w fyne.Window, p *models.Presenter) {
	kit.ChooseFolder(w, lang.L("Open another pack…"), lang.L("Open"), p.Folder(), p.Use)
}
