package ui

import (
	"duotone/app"

	"fyne.io/fyne/v2"

	analysis "duotone/app/present/analyse"
	packs "duotone/app/present/models"
)

// pane is one room of the window. All its methods are called on the UI thread.
type pane interface {
	Title() string              // translated; the tab's name
	Content() fyne.CanvasObject // built once, kept
	Drop(paths []string) bool   // files dropped on the window while the pane is shown; false: it has no use for them
	Shown()                     // the pane has just become the visible one
}

// A pane that cares may have these as well.
type (
	// engineWatcher is told when a pack has been opened, switched or closed (nil). The one before is closed soon after.
	engineWatcher interface{ EngineChanged(app.Engine) }
	// paneCloser ends what the pane has running, and waits for it, when the window closes.
	paneCloser interface{ Close() }
	// paneHider is told that it is no longer the visible one.
	paneHider interface{ Hidden() }
	// paneMenu has actions of its own for the menu bar, shown while the pane is.
	paneMenu interface{ Menu() []*fyne.MenuItem }
	// paneKeys is handed the plain keys that no focused widget took (labelling by single keys, say).
	paneKeys interface{ TypedKey(*fyne.KeyEvent) }
	// paneStates draws itself in a named state, for `duotone screenshot --state`; false: it has no such state.
	paneStates interface{ SetState(name string) bool }
)

// Deps is what the window hands to a pane. The functions may be called from any goroutine unless they say otherwise.
type Deps struct {
	App    fyne.App
	Window fyne.Window
	Opener app.Opener

	session *analysis.Presenter
	models  *packs.Presenter
	samples []analysis.Sample
	still   bool // for a picture: Fyne's test driver draws on whatever goroutine asks, so nothing may ask from another one
	// Engine is the open engine, or nil while there is none (being opened, no pack, no runtime library). It may be
	// closed at any time by a switch of packs: calls then return app.ErrClosed.
	Engine func() app.Engine
	// Settings is a copy of the settings as they are now.
	Settings func() app.Settings
	// ChangeSettings changes the settings and saves them.
	ChangeSettings func(change func(*app.Settings))
	// Analyse opens a post in the Analyse pane and shows that pane.
	Analyse func(post app.Post)
	// Message shows one sentence in the window, which goes away by itself; hint may be empty.
	Message func(kind app.MessageKind, text, hint string)
	// Fail shows an error as a message: what happened and its hint. A cancel is silence.
	Fail func(err error)
}

// panes are the rooms in the order of the tabs; name is what `--pane` and the settings call one.
var panes = []struct {
	name string
	make func(Deps) pane
}{
	{"analyse", newAnalyse},
	{"label", newLabel},
	{"batch", newBatch},
	{"measure", newMeasure},
	{"models", newModels},
}
