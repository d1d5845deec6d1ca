package ui

import (
	"context"
	"fmt"
	"strings"

	"duotone/app"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// models is the pane of packs and devices.
type models struct {
	deps       Deps
	packs      []app.PackInfo
	chosen     int
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
	phase      app.Phase
	pack       string
	used       string // folder of the pack in use
	quiet      bool
	looking    bool
}

func newModels(deps Deps) pane {
	m := &models{deps: deps, chosen: -1}
	m.buildUI()
	return m
}

func (m *models) Title() string              { return lang.L("Models") }
func (m *models) Content() fyne.CanvasObject { return m.content }
func (m *models) Shown()                     { m.shown = true; m.find() }

// Hidden lets go of the card: it is long, and a change of theme lays out what is hidden as well.
func (m *models) Hidden() {
	m.shown, m.cardOf = false, ""
	m.card.RemoveAll()
}

// Drop opens a dropped folder as a pack.
func (m *models) Drop(paths []string) bool {
	if len(paths) == 1 {
		usePack(m.deps, paths[0])
		return true
	}
	return false
}

func (m *models) buildUI() {
	m.list = widget.NewList(func() int { return len(m.packs) },
		func() fyne.CanvasObject {
			l := widget.NewLabel("")
			l.Truncation = fyne.TextTruncateEllipsis
			sub := quietLabel("")
			sub.Wrapping = fyne.TextWrapOff
			sub.Truncation = fyne.TextTruncateEllipsis
			return container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), l, sub)
		},
		func(i widget.ListItemID, o fyne.CanvasObject) {
			box := o.(*fyne.Container)
			name, sub := m.nameOf(m.packs[i])
			box.Objects[0].(*widget.Label).SetText(name)
			box.Objects[1].(*widget.Label).SetText(sub)
		})
	m.list.OnSelected = func(i widget.ListItemID) { m.chosen = i; m.showPack() }
	m.use = widget.NewButtonWithIcon(lang.L("Use this pack"), theme.ConfirmIcon(), func() {
		if m.chosen >= 0 {
			usePack(m.deps, m.packs[m.chosen].Dir)
		}
	})
	m.check = widget.NewButtonWithIcon(lang.L("Self-check"), theme.ViewRefreshIcon(), m.onCheck)
	other := widget.NewButtonWithIcon(lang.L("Open another pack…"), theme.FolderOpenIcon(), func() { choosePack(m.deps) })
	m.title = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	m.title.SizeName = theme.SizeNameSubHeadingText
	m.title.Truncation = fyne.TextTruncateEllipsis
	m.facts = widget.NewLabel("")
	m.facts.Wrapping = fyne.TextWrapWord
	m.figures = container.NewStack()
	m.card = container.NewStack()
	m.devices = markdown("")
	m.device = widget.NewSelect(nil, func(string) {
		if i := m.device.SelectedIndex(); !m.quiet && i >= 0 {
			chooseDevice(m.deps, m.deviceNames()[i])
		}
	})
	left := container.NewBorder(nil, container.NewVBox(m.use, m.check, other), nil, nil, m.list)
	runs := container.NewHBox(widget.NewLabel(lang.L("Runs on")), container.New(forOptions{}, onTrack(m.device)))
	m.right = container.NewVScroll(container.New(margins{margin}, container.NewVBox(m.title, m.facts, m.figures,
		widget.NewSeparator(), runs, m.devices, widget.NewSeparator(), m.card)))
	split := container.NewHSplit(container.New(margins{margin}, left), m.right)
	split.SetOffset(0.26)
	m.content = split
	m.find()
}

func markdown(text string) *widget.RichText {
	r := widget.NewRichTextFromMarkdown(text)
	r.Wrapping = fyne.TextWrapWord
	return r
}

// find looks for packs in the background.
func (m *models) find() {
	if m.looking {
		return
	}
	if m.deps.still {
		m.found(m.deps.Opener.Packs())
		return
	}
	m.looking = true
	go func() {
		packs := m.deps.Opener.Packs()
		fyne.Do(func() { m.looking = false; m.found(packs) })
	}()
}

func (m *models) found(packs []app.PackInfo) {
	if e := m.deps.Engine(); e != nil {
		in := e.Info().Pack
		known := false
		for _, p := range packs {
			known = known || p.Dir == in.Dir
		}
		if !known {
			packs = append(packs, in)
		}
	}
	m.packs = packs
	m.list.Refresh()
	if m.chosen < 0 || m.chosen >= len(packs) {
		m.chosen = -1
		for i, p := range packs {
			if m.inUse(p) {
				m.chosen = i
			}
		}
		if m.chosen < 0 && len(packs) > 0 {
			m.chosen = 0
		}
		if m.chosen >= 0 {
			m.list.Select(m.chosen)
		}
	}
	m.showPack()
}

func (m *models) inUse(p app.PackInfo) bool {
	e := m.deps.Engine()
	return e != nil && e.Info().Pack.Dir == p.Dir && p.Dir != ""
}

func (m *models) nameOf(p app.PackInfo) (name, sub string) {
	name = p.Ref()
	if p.Name == "" {
		name = p.Dir
	}
	switch {
	case len(p.Problems) > 0:
		sub = lang.L("Broken: see what is wrong")
	case m.inUse(p):
		sub = lang.L("In use")
	default:
		sub = p.Dir
	}
	return name, sub
}

func (m *models) showPack() {
	m.showDevices()
	if m.chosen < 0 || m.chosen >= len(m.packs) {
		m.title.SetText(lang.L("No pack was found"))
		m.facts.SetText(lang.L("A pack is a folder with a model. Put one beside the program or in the folder models of DUOTONE_HOME, or open one from where it is."))
		m.figures.RemoveAll()
		m.card.RemoveAll()
		m.cardOf = ""
		m.use.Disable()
		m.check.Disable()
		return
	}
	p := m.packs[m.chosen]
	name, _ := m.nameOf(p)
	m.title.SetText(name)
	m.check.Enable()
	enable(m.use, len(p.Problems) == 0 && !m.inUse(p))
	m.facts.SetText(factsOf(p))
	if key := p.Dir + "\n" + p.Card; key != m.cardOf && m.shown {
		m.cardOf = key
		m.figures.Objects = []fyne.CanvasObject{figuresTable(p)}
		m.figures.Refresh()
		m.card.Objects = []fyne.CanvasObject{document(p.Card)}
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
				line += " " + translated(hint)
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, "\n")
	}
	lines := []string{p.Description, p.Dir,
		lang.L("Licence") + ": " + p.Licence + " · " + fmt.Sprintf("%.1f MB", float64(p.Bytes)/1e6)}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func (m *models) deviceNames() []string {
	names := []string{"auto"}
	if e := m.deps.Engine(); e != nil {
		for _, d := range e.Info().Devices {
			names = append(names, d.Name)
		}
	}
	return names
}

func (m *models) showDevices() {
	names := m.deviceNames()
	shown := make([]string, len(names))
	for i, n := range names {
		shown[i] = deviceName(n)
	}
	shown[0] = lang.L("The best there is")
	m.quiet = true
	m.device.SetOptions(shown)
	for i, n := range names {
		if n == m.deps.Settings().Device {
			m.device.SetSelectedIndex(i)
		}
	}
	m.quiet = false
	text := ""
	if e := m.deps.Engine(); e != nil {
		text = devicesText(e.Info())
	}
	if text != m.devicesSay {
		m.devicesSay = text
		m.devices.ParseMarkdown(text)
	}
}

// draw follows the session: which pack is in use, and what went wrong.
func (m *models) draw(st *app.State) {
	if st.Engine.Phase == m.phase && st.Engine.Info.Pack.Dir+st.Engine.Info.Device == m.pack {
		return
	}
	if dir := st.Engine.Info.Pack.Dir; dir != m.used {
		m.used, m.chosen = dir, -1 // the one that has just come into use is shown
	}
	m.phase, m.pack = st.Engine.Phase, st.Engine.Info.Pack.Dir+st.Engine.Info.Device
	m.find()
	m.showPack()
}

// onCheck reads the pack as a whole and tries the model in use on a post.
func (m *models) onCheck() {
	if m.chosen < 0 {
		return
	}
	dir := m.packs[m.chosen].Dir
	m.check.Disable()
	go func() {
		info := m.deps.Opener.Check(dir)
		var err error
		if len(info.Problems) == 0 {
			var e app.Engine
			if e, err = m.deps.Opener.Open(context.Background(), dir, m.deps.Settings().Device); err == nil {
				_, err = e.Score(context.Background(), app.Post{Text: "A short sentence."})
				e.Close()
			}
		}
		fyne.Do(func() {
			m.check.Enable()
			switch {
			case len(info.Problems) > 0:
				m.deps.Message(app.MessageError, lang.L("The self-check found something wrong; it is listed here."), "")
				for i := range m.packs {
					if m.packs[i].Dir == dir {
						m.packs[i] = info
					}
				}
				m.showPack()
			case err != nil:
				m.deps.Fail(err)
			default:
				m.deps.Message(app.MessageInfo, lang.L("All files are as they should be, and the model answers."), "")
			}
		})
	}()
}

// usePack opens a pack and, once it is in use, remembers it; the post stays.
func usePack(d Deps, dir string) {
	d.session.ChoosePack(dir, func() { d.ChangeSettings(func(s *app.Settings) { s.Pack = dir }) })
}

// choosePack asks for a folder.
func choosePack(d Deps) {
	dialog.ShowFolderOpen(func(u fyne.ListableURI, err error) {
		if err == nil && u != nil {
			usePack(d, u.Path())
		}
	}, d.Window)
}
