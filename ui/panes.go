package ui

import (
	"duotone/app"
	"duotone/ui/kit"
	"duotone/ui/kit/tip"
	"duotone/ui/start"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	uianalyse "duotone/ui/analyse"
	uibatch "duotone/ui/batch"
	uilabel "duotone/ui/label"
	uilearn "duotone/ui/learn"
	uimeasure "duotone/ui/measure"
	uimodels "duotone/ui/models"
)

// Pane is one of the parts that the window shows in turn. All its methods are called on the UI thread.
type Pane interface {
	Title() string              // translated; the tab's name
	Content() fyne.CanvasObject // built once, kept
	Drop(paths []string) bool   // files dropped on the window while the pane is shown; false: it has no use for them
	Shown()                     // the pane has just become the visible one
}

// A pane that cares may have these as well.
type (
	// paneHider is told that it is no longer the visible one.
	paneHider interface{ Hidden() }
	// paneMenu has actions of its own for the menu bar, shown while the pane is.
	paneMenu interface{ Menu() []*fyne.MenuItem }
	// paneKeys is handed the plain keys that no focused widget took (labelling by single keys, say).
	paneKeys interface{ TypedKey(*fyne.KeyEvent) }
)

// PaneNames are the panes in the order of the tabs (the start page has none), as `--pane` and the settings call them.
var PaneNames = []string{"analyse", "label", "batch", "measure", "learn", "models", "start"}

// paneStack is the panes, of which one is seen.
type paneStack struct {
	frame   *frame
	analyse *uianalyse.Pane
	panes   []Pane
	names   []string
	tabs    []*kit.Tab
	body    *fyne.Container
	at      int      // the one that is seen
	draws   []func() // of the panes that have a presenter
}

// makePanes makes the panes in the order of their names.
func (k *paneStack) makePanes() {
	k.analyse = uianalyse.New(k.frame.app, k.frame.window, k.frame.session, k.frame.similar, func() { uimodels.ChoosePack(k.frame.window, k.frame.models) }, k.frame.models.Again)
	label := uilabel.New(k.frame.window, k.frame.label, k.frame.similar, k.frame.remenu)
	batch := uibatch.New(k.frame.window, k.frame.score, k.frame.similar)
	measure := uimeasure.New(k.frame.window, k.frame.measure)
	learn := uilearn.New(k.frame.window, k.frame.learn, k.frame.models.Folder)
	models := uimodels.New(k.frame.window, k.frame.models)
	k.panes = []Pane{k.analyse, label, batch, measure, learn, models, k.makeStart()}
	k.draws = []func(){
		func() { label.Draw(k.frame.label.State()) }, func() { batch.Draw(k.frame.score.State()) }, func() { measure.Draw(k.frame.measure.State()) }, func() { learn.Draw(k.frame.learn.State()) },
		func() { models.Draw(k.frame.models.State()) },
		func() { drawSimilar(k.frame.similar.State(), k.analyse, label, batch) },
	}
}

// makeStart makes the page that a first run begins with.
func (k *paneStack) makeStart() *start.Pane {
	names := make([]string, len(k.frame.samples))
	for i, s := range k.frame.samples {
		names[i] = lang.L(s.Title)
	}
	open := func(path string) { k.frame.drop([]string{path}) }
	return start.New(start.Options{Samples: names, Sample: func(i int) { k.showNamed("analyse"); k.frame.session.Example(i) },
		New: k.frame.newPost, Choose: k.frame.openAny, Open: open, Drop: k.frame.drop, Recent: func() []string { return k.frame.settings.Get().Recent }})
}

func (k *paneStack) showNamed(name string) {
	for i, n := range k.names {
		if n == name {
			k.show(i)
			return
		}
	}
	k.show(0)
}

// show makes a pane the visible one.
func (k *paneStack) show(i int) {
	if i < 0 || i >= len(k.panes) || i == k.at {
		return
	}
	for n, t := range k.tabs {
		t.Button.Importance = widget.LowImportance
		t.Line.Set(n == i)
		t.Button.Refresh()
	}
	for n, content := range k.body.Objects {
		kit.Show(content, n == i)
	}
	k.frame.redress(k.body.Objects[i])
	if k.at >= 0 {
		if h, ok := k.panes[k.at].(paneHider); ok {
			h.Hidden()
		}
	}
	k.at = i
	tip.Drop(k.frame.window.Canvas())
	k.frame.settings.Change(func(s *app.Settings) { s.Pane = k.names[i] })
	k.frame.remenu()
	k.panes[i].Shown()
}
