// Package measure draws the Measure pane: models against people's labels, by figures, the posts behind each cell of the
// confusion matrix, calibration, slices, two packs side by side, and how far people agree.
package measure

import (
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/present/measure"
	"duotone/app/project/ledger"
	"duotone/ui/kit"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// Pane draws states of measure.Presenter and sends commands to it.
type Pane struct {
	window    fyne.Window
	presenter *measure.Presenter
	shown     *measure.State // nil: none yet
	quiet     bool           // the pane itself is setting a control

	content fyne.CanvasObject
	kit.OfProject
	first     *kit.Select
	second    *kit.Select
	figures   *fyne.Container
	matrix    *fyne.Container // confusion and plot
	confusion *plot.Confusion
	posts     *fyne.Container
	plot      *plot.Sheet
	slices    *fyne.Container
	people    *fyne.Container
	save      *kit.PressButton
}

// New makes the pane.
func New(w fyne.Window, p *measure.Presenter) *Pane {
	m := &Pane{window: w, presenter: p}
	m.buildUI()
	m.Draw(p.State())
	return m
}

// Title is the tab's name.
func (m *Pane) Title() string { return lang.L("Measure") }

// Content is the pane.
func (m *Pane) Content() fyne.CanvasObject { return m.content }

// Shown measures the project that was labelled last.
func (m *Pane) Shown() { m.presenter.Shown() }

// Drop measures another project.
func (m *Pane) Drop(paths []string) bool {
	m.presenter.Drop(paths)
	return true
}

func (m *Pane) buildUI() {
	m.OfProject = kit.NewOfProject(m.onFinal)
	m.first, m.second = kit.NewSelect(nil, func(string) { m.onPacks() }), kit.NewSelect(nil, func(string) { m.onPacks() })
	m.first.PlaceHolder, m.second.PlaceHolder = lang.L("Pack"), lang.L("Second pack")
	m.first.Tip = lang.L("The pack whose scores are measured")
	m.second.Tip = lang.L("Another pack's scores beside them")
	m.save = kit.NewPressButton(lang.L("Save tables and plots…"), theme.DocumentSaveIcon(), m.onSave)
	m.save.Tip = lang.L("Every figure as a table, and the plots as pictures, in a new folder")
	m.figures, m.slices, m.people, m.posts = container.NewVBox(), container.NewVBox(), container.NewVBox(), container.NewStack()
	m.confusion = plot.NewConfusion(lang.L("people"), lang.L("the model"))
	m.confusion.OnCell = func(row, col int) { m.presenter.Choose(app.Label(row), app.Label(col)) }
	m.plot = plot.NewSheet()
	m.plot.Image.SetMinSize(fyne.NewSize(360, 288))
	m.matrix = container.New(layout.NewGridWrapLayout(fyne.NewSize(380, 300)), m.confusion, m.plot, m.posts)
	bar := container.NewVBox(container.NewBorder(nil, nil, nil, m.save, m.File), container.NewGridWithColumns(3, m.Final, m.first, m.second))
	all := kit.NewKeyScroll(container.NewVBox(m.figures, m.matrix, m.slices, m.people))
	under := all.Ring.Around(all) // Tab goes in this order
	m.content = container.New(kit.Margins{Width: kit.Margin}, container.New(layout.NewBorderLayout(bar, nil, nil, nil), bar, under))
}

func (m *Pane) onFinal() {
	if at := m.Final.SelectedIndex(); !m.quiet && at >= 0 {
		m.presenter.SetFinal(ledger.Finals(m.shown.Found.People)[at])
	}
}

func (m *Pane) onPacks() {
	if m.quiet {
		return
	}
	second := m.second.Selected
	if second == none {
		second = ""
	}
	m.presenter.SetPacks(m.first.Selected, second)
}

// onSave asks where the tables and plots shall be.
func (m *Pane) onSave() {
	name := strings.TrimSuffix(filepath.Base(m.shown.Path), filepath.Ext(m.shown.Path)) + "-measured"
	kit.ChooseNewFolder(m.window, lang.L("Save tables and plots…"), lang.L("Save here"), kit.FreeName(filepath.Join(filepath.Dir(m.shown.Path), name)), m.presenter.Save)
}

// none stands for no second pack.
const none = "–"

// Draw shows a state.
func (m *Pane) Draw(st *measure.State) {
	old := m.shown
	if old == st {
		return
	}
	m.shown = st
	m.quiet = true
	defer func() { m.quiet = false }()
	m.ShowFile(st.Path, st.Busy)
	kit.Enable(m.save, st.Measured())
	kit.Show(m.matrix, st.Measured()) // where there is something in it
	if st.Found == nil {
		return
	}
	if old == nil || st.Found != old.Found {
		m.drawChoices(st)
		m.drawFound(st)
	}
	if old == nil || st.Found != old.Found || st.Cell != old.Cell {
		m.drawCell(st)
	}
	m.content.Refresh()
}

// drawChoices offers what this project has.
func (m *Pane) drawChoices(st *measure.State) {
	found := st.Found
	finals := ledger.Finals(found.People)
	m.ShowFinals(len(finals), func(i int) (string, bool) {
		return speech.Final(finals[i].By, finals[i].Annotator), finals[i] == st.Final
	})
	m.first.SetOptions(found.Packs)
	others := []string{none}
	for _, pack := range found.Packs {
		if len(found.All) == 0 || pack != found.All[0].Pack { // a pack is not held against itself
			others = append(others, pack)
		}
	}
	m.second.SetOptions(others)
	if len(found.All) > 0 {
		m.first.SetSelected(found.All[0].Pack)
	}
	if len(found.All) < 2 {
		m.second.ClearSelected()
	} else {
		m.second.SetSelected(found.All[1].Pack)
	}
}
