package ui

import (
	"fmt"
	"slices"
	"strings"

	"duotone/app"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	packs "duotone/app/present/models"
)

// models is the pane of packs and devices. It draws states of models.Presenter and sends commands to it.
type models struct {
	deps       Deps
	state      *packs.State
	list       *widget.List
	use        *widget.Button
	check      *widget.Button
	title      *widget.Label
	facts      *widget.Label
	figures    *fyne.Container
	card       *fyne.Container
	shown      bool
	cardOf     string // what is in figures and card
	right      *container.Scroll
	devices    *widget.RichText
	devicesSay string
	device     *widget.Select
	content    fyne.CanvasObject
	quiet      bool // the pane itself is setting a control
}

func newModels(deps Deps) pane {
	m := &models{deps: deps, state: deps.models.State()}
	m.buildUI()
	m.draw(m.state)
	return m
}

func (m *models) Title() string              { return lang.L("Models") }
func (m *models) Content() fyne.CanvasObject { return m.content }
func (m *models) Shown()                     { m.shown = true; m.drawPack(); m.deps.models.Look() }

// Hidden lets go of the card: it is long, and a change of theme lays out what is hidden as well.
func (m *models) Hidden() {
	m.shown, m.cardOf = false, ""
	m.card.RemoveAll()
}

// Drop opens a dropped folder as a pack.
func (m *models) Drop(paths []string) bool {
	if len(paths) == 1 {
		m.deps.models.Use(paths[0])
	}
	return len(paths) == 1
}

func (m *models) buildUI() {
	m.list = widget.NewList(func() int { return len(m.state.Packs) },
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
			m.deps.models.Choose(i)
		}
	}
	m.use = widget.NewButtonWithIcon(lang.L("Use this pack"), theme.ConfirmIcon(), m.deps.models.UseChosen)
	m.check = widget.NewButtonWithIcon(lang.L("Self-check"), theme.ViewRefreshIcon(), m.deps.models.Check)
	other := widget.NewButtonWithIcon(lang.L("Open another pack…"), theme.FolderOpenIcon(), func() { choosePack(m.deps) })
	m.title = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	m.title.SizeName = theme.SizeNameSubHeadingText
	m.title.Truncation = fyne.TextTruncateEllipsis
	m.facts = widget.NewLabel("")
	m.facts.Wrapping = fyne.TextWrapWord
	m.figures = container.NewStack()
	m.card = container.NewStack()
	m.devices = kit.NewMarkdown("")
	m.device = widget.NewSelect(nil, func(string) {
		if i := m.device.SelectedIndex(); !m.quiet && i >= 0 {
			m.deps.models.SetDevice(m.state.Devices()[i])
		}
	})
	left := container.NewBorder(nil, container.NewVBox(m.use, m.check, other), nil, nil, m.list)
	runs := container.NewHBox(widget.NewLabel(lang.L("Runs on")), container.New(kit.ForOptions{}, kit.OnTrack(m.device)))
	m.right = container.NewVScroll(container.New(kit.Margins{Width: kit.Margin}, container.NewVBox(m.title, m.facts, m.figures,
		widget.NewSeparator(), runs, m.devices, widget.NewSeparator(), m.card)))
	split := container.NewHSplit(container.New(kit.Margins{Width: kit.Margin}, left), m.right)
	split.SetOffset(0.26)
	m.content = split
}

// draw shows a state.
func (m *models) draw(st *packs.State) {
	if st == m.state && m.title.Text != "" {
		return
	}
	m.state = st
	m.quiet = true
	defer func() { m.quiet = false }()
	m.list.Refresh()
	if st.Chosen >= 0 {
		m.list.Select(st.Chosen)
	}
	m.drawDevices()
	m.drawPack()
}

func (m *models) nameOf(p app.PackInfo) (name, sub string) {
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

func (m *models) drawPack() {
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
			if hint := app.HintOf(err); hint != "" {
				line += " " + speech.Text(hint)
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, "\n")
	}
	lines := []string{p.Description, p.Dir,
		lang.L("Licence") + ": " + p.Licence + " · " + fmt.Sprintf("%.1f MB", float64(p.Bytes)/1e6)}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// deviceNames are the devices that can be asked for, as people call them.
func deviceNames(st *packs.State) []string {
	names := st.Devices()
	for i, n := range names {
		names[i] = speech.Device(n)
	}
	names[0] = lang.L("The best there is")
	return names
}

func (m *models) drawDevices() {
	st := m.state
	m.device.SetOptions(deviceNames(st))
	m.device.SetSelectedIndex(slices.Index(st.Devices(), st.Device))
	if text := devicesText(st.Engine.Info); st.Engine.Loaded && text != m.devicesSay {
		m.devicesSay = text
		m.devices.ParseMarkdown(text)
	}
}

// choosePack asks for a folder.
func choosePack(d Deps) {
	dialog.ShowFolderOpen(func(u fyne.ListableURI, err error) {
		if err == nil && u != nil {
			d.models.Use(u.Path())
		}
	}, d.Window)
}
