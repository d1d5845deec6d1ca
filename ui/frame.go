package ui

import (
	"image"
	"log/slog"
	"sync/atomic"

	"duotone/app"
	"duotone/app/present"
	"duotone/app/present/label"
	"duotone/app/present/measure"
	"duotone/app/present/score"
	"duotone/app/present/similar"
	"duotone/assets"
	"duotone/ui/kit"
	"duotone/ui/kit/heat"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/tip"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	analysis "duotone/app/present/analyse"
	learning "duotone/app/present/learn"
	packs "duotone/app/present/models"
	"duotone/ui/kit/menu"
)

// frame is the window around the panes: tabs, messages, the status line, what is dropped.
type frame struct {
	app      fyne.App
	window   fyne.Window
	settings *present.Settings
	presenters
	samples []analysis.Sample
	log     *slog.Logger

	paneStack
	toast *kit.Toast
	foot
	menus
	themes
	arrivals
	postList
	textOfAll

	said uint64

	asked  atomic.Bool // the UI thread has been asked to draw the latest states
	closed bool
	leave  func() // ends the program if the toolkit doesn't; nil: it is not ours to end
	dump   *stateFile
}

// presenters are what the panes draw.
type presenters struct {
	reader  *present.Reader // of the words in pictures
	session *analysis.Presenter
	label   *label.Presenter
	score   *score.Presenter
	similar *similar.Presenter
	measure *measure.Presenter
	learn   *learning.Presenter
	models  *packs.Presenter
}

// foot is the status line.
type foot struct {
	status    *widget.Label
	statusTip *tip.Tip
	quiet     *widget.Label
}

// frameOptions are what a frame is made of.
type frameOptions struct {
	app      fyne.App
	window   fyne.Window
	settings *app.SettingsStore
	opener   app.Opener
	pack     string // "": the default one
	device   string
	log      *slog.Logger
	history  string // the file that posts are kept in; "": they are not kept
	opened   func() // a pack has come into use; nil: nobody cares
	still    bool   // for a picture: nothing is drawn until it is asked for
}

// samplesOf turns the embedded samples into the presenter's.
func samplesOf() []analysis.Sample {
	var out []analysis.Sample
	for _, s := range assets.Samples() {
		out = append(out, analysis.Sample{Title: s.Name, Story: s.Story, Text: s.Text, Name: s.PictureName, Picture: s.Picture})
	}
	return out
}

// newFrame builds the window's content and starts what it presents.
func newFrame(o frameOptions) *frame {
	f := &frame{app: o.app, window: o.window, log: o.log, dump: newStateFile(), paneStack: paneStack{at: -1}}
	f.paneStack.frame, f.menus.frame, f.themes.frame, f.arrivals.frame, f.postList.frame, f.textOfAll.frame = f, f, f, f, f, f
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	set := o.settings.Get()
	f.applyTheme(set)
	f.settings = present.KeepSettings(o.settings, func(err error) { f.session.Fail(err) })
	f.samples = samplesOf()
	f.reader = present.NewReader(o.opener)
	options := analysis.Options{Settings: f.settings, Samples: f.samples, Reader: f.reader, History: o.history}
	// A watcher may call before newFrame has returned: what it draws is asked for only when all is there.
	ready := make(chan struct{})
	see := func() { <-ready; f.see() }
	if !o.still {
		options.Ready = func(m image.Image) image.Image { return heat.NewPhoto(m) }
	}
	tell := func(m app.Message) { f.session.Tell(m) }
	f.similar = similar.New(similar.Options{Ready: options.Ready}, watcher[similar.State](o.still, see))
	f.session = analysis.New(options, asks(f.similar, similar.Analyse, shownPost, watcher[analysis.State](o.still, see)))
	f.label = label.New(label.Options{Settings: f.settings, Tell: tell, Reader: f.reader}, func(st *label.State) {
		<-ready
		f.score.Connect(st.Path, st.View.Annotator) // into which project what is said of a result's rows can go
		f.similar.Project(st.Path, st.Settled)
		f.similar.Ask(similar.Label, labelledPost(st))
		if !o.still {
			f.see()
		}
	})
	f.score = score.New(score.Options{Settings: f.settings, Translate: translate, Language: speech.Language(), Analyse: f.openPost, Tell: tell, Ready: options.Ready, Labels: f.label, Reader: f.reader},
		looksIn(f.similar, asks(f.similar, similar.Batch, readRow, watcher[score.State](o.still, see))))
	f.measure = measure.New(measure.Options{Settings: f.settings, Translate: translate, Analyse: f.openPost, Tell: tell}, watcher[measure.State](o.still, see))
	f.learn = learning.New(learning.Options{Settings: f.settings, Packs: func() []app.PackInfo { return f.models.Find() }, Analyse: f.openPost,
		Check: f.checkAgain, Kept: func(string) { f.models.Look() }, Use: func(dir string) { f.models.Use(dir) }, Tell: tell}, watcher[learning.State](o.still, see))
	f.models = packs.New(packs.Options{Opener: o.opener, Settings: f.settings, Pack: o.pack, Device: o.device, Tell: tell,
		Changed: func(e app.EngineState) {
			if e.Phase == app.PhaseReady && o.opened != nil {
				o.opened()
			}
			f.session.Use(e)
			f.label.Use(e)
			f.score.Use(e)
			f.learn.Use(e)
			f.similar.Use(e)
		}}, watcher[packs.State](o.still, see))
	f.build()
	close(ready)
	return f
}

// watcher is the watcher of a presenter; still has none.
func watcher[S any](still bool, see func()) func(*S) {
	if still {
		return nil
	}
	return func(*S) { see() }
}

func translate(text string) string { return lang.L(text) }

// newPost begins an empty post.
func (f *frame) newPost() {
	f.showNamed("analyse")
	f.analyse.Actions.OnNew()
}

func (f *frame) build() {
	bar := container.NewHBox()
	f.body = container.NewStack()
	f.makePanes()
	f.names = PaneNames
	for i, made := range f.panes {
		if f.names[i] != "start" {
			t := kit.NewTab(made.Title(), func() { f.show(i) })
			t.Button.Tip = tabTips()[f.names[i]]
			f.tabs = append(f.tabs, t)
			bar.Add(t.Content())
		}
		content := made.Content()
		content.Hide()
		f.body.Add(content)
	}
	bar.Add(layout.NewSpacer())
	bar.Add(iconButton(theme.HomeIcon(), lang.L("Start page"), func() { f.showNamed("start") }))
	bar.Add(iconButton(theme.ColorPaletteIcon(), lang.L("Light, dark, or as the system has it"), f.nextTheme))
	bar.Add(iconButton(theme.SettingsIcon(), lang.L("Settings"), f.showSettings))
	f.status = kit.NewQuietLabel("")
	f.status.Wrapping = fyne.TextWrapOff
	f.status.Truncation = fyne.TextTruncateEllipsis
	f.statusTip = tip.New(f.status, "")
	f.quiet = widget.NewLabel(lang.L("Everything stays on this computer"))
	f.quiet.SizeName = theme.SizeNameCaptionText
	f.toast = kit.NewToast()
	foot := container.NewVBox(widget.NewSeparator(), container.New(kit.SplitRow{}, f.statusTip, f.quiet))
	f.bar = menu.NewBar(f.window)
	// The message has a place of its own: over a pane it would cover what is being read.
	all := container.NewBorder(container.NewVBox(f.bar.Row, bar, widget.NewSeparator()), container.NewVBox(f.toast, foot), nil, nil, f.body)
	f.window.SetContent(tip.With(all))
	f.addShortcuts()
	winkey.Menu = f.bar.Toggle
	winkey.Typed = f.windowKey
	if c, ok := f.window.Canvas().(desktop.Canvas); ok {
		c.SetOnKeyDown(winkey.Down)
		c.SetOnKeyUp(winkey.Up)
	}
	f.window.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { f.drop(pathsOf(uris)) })
	f.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		if winkey.Type(e) {
			return
		}
		if kit.Covered(f.window) {
			return
		}
		if k, ok := f.panes[f.at].(paneKeys); ok {
			k.TypedKey(e)
		}
	})
	f.showNamed(f.settings.Get().Pane)
}

// windowKey does what a function key, or Escape over a dialog, does in every pane.
func (f *frame) windowKey(k fyne.KeyName) bool {
	switch {
	case k == fyne.KeyEscape:
		return kit.CloseTop(f.window)
	case k == fyne.KeyF10:
		f.bar.Toggle()
	case k == fyne.KeyF9:
		f.showSummary()
	default:
		return false
	}
	return true
}

func iconButton(icon fyne.Resource, hint string, tapped func()) *kit.PressButton {
	b := kit.NewButton("", hint, icon, tapped)
	b.Importance = widget.LowImportance
	return b
}

// tabTips say what the panes are for.
func tabTips() map[string]string {
	return map[string]string{
		"analyse": lang.L("One post: what it says, what it means, and why"),
		"label":   lang.L("Say yourself what posts are, by keys"),
		"batch":   lang.L("Score a whole table or folder of posts"),
		"measure": lang.L("Hold people against one another, and the model against people"),
		"learn":   lang.L("Let the program learn your own labels, and see how good it is"),
		"models":  lang.L("The model packs that there are, and what they run on"),
	}
}

// openPost opens a post in the Analyse pane.
func (f *frame) openPost(post app.Post) {
	f.session.Open(post)
	fyne.Do(func() { f.showNamed("analyse") })
}

// checkAgain has posts of a project asked about again, in the Label pane.
func (f *frame) checkAgain(path, question string, posts []app.PostID) {
	f.label.Check(path, question, posts)
	fyne.Do(func() { f.showNamed("label") })
}

// see is the presenters' watcher: it hops to the UI thread once for however many states there were.
func (f *frame) see() {
	if f.asked.CompareAndSwap(false, true) {
		fyne.Do(func() {
			f.asked.Store(false)
			if !f.closed {
				f.draw(f.session.State())
			}
		})
	}
}

// close ends the presenters and the panes' own work. It runs on the UI thread.
func (f *frame) close() {
	if f.closed {
		return
	}
	f.closed = true
	size := f.window.Canvas().Size()
	if size.Width > 0 {
		f.settings.Change(func(s *app.Settings) { s.Width, s.Height = size.Width, size.Height })
	}
	f.score.Close() // what was said of its rows is written into the project that the next one has open
	f.label.Close()
	f.measure.Close()
	f.learn.Close()
	f.session.Close()
	f.similar.Close()
	_ = f.reader.Close()
	f.models.Close()
	if err := f.settings.Close(); err != nil {
		f.log.Error("settings", "error", err)
	}
}
