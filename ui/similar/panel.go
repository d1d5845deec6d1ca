// Package similar draws similar posts, for the panes that show them: what they are looked for in and by, how far the model has read, and what was
// found. It is no pane: it draws a part of the states of its presenter and sends commands to it.
package similar

import (
	"strings"

	"duotone/app"
	"duotone/app/present/similar"
	core "duotone/app/similar"
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

// Panel shows the similar posts of one pane.
type Panel struct {
	Content *fyne.Container
	OnOpen  func(hit int, h similar.Hit) // one was chosen
	OnGrow  func()                       // it takes another height than before; may be nil
	All     bool                         // all are shown at once: there is a scroll around it

	presenter *similar.Presenter
	place     similar.Place
	quiet     bool // the panel itself is setting a control
	more      bool // the person has asked for more
	height
	shown similar.Panel
	set   similar.Set

	by, in *kit.Select
	wheres []similar.Where // as in has them
	says   *widget.Label
	act    *kit.PressButton
	does   func()
	list   *List
	failed *widget.Label
	around
}

// height is what is known of it.
type height struct {
	follow bool // the part has just been opened, and is to be brought into sight
	grown  bool // it is another one than before the state that is being drawn
}

// around are containers of single controls: one that is empty takes room still, so they are hidden with what is in them.
type around struct{ choices, by, in, act, more *fyne.Container }

// New makes the panel of a pane. It shows nothing until Draw.
func New(p *similar.Presenter, place similar.Place) *Panel {
	made := &Panel{presenter: p, place: place, does: func() {}}
	made.by = kit.NewSelect(nil, func(string) { made.unlessQuiet(func() { p.By(place, made.shown.Ways[made.by.SelectedIndex()]) }) })
	made.by.Tip = lang.L("What the posts are compared by: how near they lie in what the model makes of them (cosine)")
	made.in = kit.NewSelect(nil, func(string) { made.unlessQuiet(func() { p.In(place, made.wheres[made.in.SelectedIndex()]) }) })
	made.in.Tip = lang.L("Which posts are looked through")
	made.says, made.failed = kit.NewParagraph(""), kit.NewQuietLabel("")
	made.act = kit.NewButton("", "", nil, func() { made.does() })
	made.list = NewList()
	made.list.OnSelect = func(i int) {
		if made.OnOpen != nil && i < len(made.shown.Hits) && !made.shown.Busy {
			made.OnOpen(i, made.shown.Hits[i])
		}
	}
	made.list.OnGrow = func() { made.grow() }
	rest := kit.NewButton(lang.L("Show more"), lang.L("Show posts that are less alike too"), theme.MenuDropDownIcon(), func() { made.more = true; p.More(place, true); made.drawList(); made.grow() })
	rest.Importance = widget.LowImportance
	made.around = around{by: container.New(kit.ForOptions{}, made.by), in: container.New(kit.ForOptions{}, made.in),
		act: container.NewHBox(made.act), more: container.NewHBox(rest)}
	made.choices = container.New(layout.NewRowWrapLayout(), made.around.by, made.around.in)
	made.Content = container.NewVBox(made.choices, made.says, made.around.act, made.list, made.around.more, made.failed)
	return made
}

func (p *Panel) unlessQuiet(do func()) {
	if !p.quiet {
		do()
	}
}

// grow tells of another height; while a state is drawn, when all of it is.
func (p *Panel) grow() {
	if p.grown = p.quiet; !p.quiet && p.OnGrow != nil {
		p.OnGrow()
	}
}

// List is where the posts are, for tests that drive a real window.
func (p *Panel) List() fyne.CanvasObject { return p.list }

// Opened tells that the person has opened the part or closed it: what is opened is brought into sight.
func (p *Panel) Opened(open bool) {
	p.follow = open
	p.grow()
}

// Follow brings the part into sight within its scroll, until its posts are there: the reader has then seen where they are.
func (p *Panel) Follow(s *container.Scroll, part fyne.CanvasObject) {
	if !p.follow {
		return
	}
	drivers := fyne.CurrentApp().Driver()
	top := drivers.AbsolutePositionForObject(part).Y - drivers.AbsolutePositionForObject(s.Content).Y
	if over := top + part.Size().Height - s.Offset.Y - s.Size().Height; over > 0 {
		s.ScrollToOffset(fyne.NewPos(0, min(s.Offset.Y+over, top))) // all of it, or from its top
	}
	p.follow = len(p.shown.Hits) == 0
}

// SetEscape says what Escape does while the list has the keyboard.
func (p *Panel) SetEscape(do func()) { p.list.OnEscape = do }

// Draw shows a state.
func (p *Panel) Draw(st *similar.State) {
	p.shown = st.Panels[p.place]
	p.set = st.Sets[p.shown.In]
	if !p.shown.Open {
		return
	}
	p.quiet, p.grown = true, false
	was := p.Content.MinSize().Height
	p.drawChoices(st)
	says, act := p.message(st)
	kit.SetLabel(p.says, says)
	kit.Show(p.says, says != "")
	kit.Show(p.around.act, act != nil)
	if act != nil {
		p.does = act.does
		if p.act.Text != act.name {
			p.act.Tip = act.hint
			p.act.SetText(act.name)
		}
	}
	kit.SetLabel(p.failed, strings.TrimSpace(p.unread()+"\n"+p.letters()))
	kit.Show(p.failed, p.failed.Text != "")
	p.drawList()
	p.quiet = false
	if p.grown || p.Content.MinSize().Height != was {
		p.grow()
	}
}

func (p *Panel) drawChoices(st *similar.State) {
	names := make([]string, len(p.shown.Ways))
	for i, by := range p.shown.Ways {
		names[i] = wayName(by)
	}
	choose(p.by, names, wayName(p.shown.By))
	kit.Show(p.around.by, len(names) > 1 && p.shown.In != "")
	p.wheres = p.wheres[:0]
	names = nil
	for _, where := range []similar.Where{similar.InProject, similar.InResult} {
		if set, there := st.Sets[where]; there {
			p.wheres, names = append(p.wheres, where), append(names, setName(where, set))
		}
	}
	choose(p.in, names, setName(p.shown.In, p.set))
	kit.Show(p.around.in, len(p.shown.Others) > 0)
	kit.Show(p.choices, p.around.by.Visible() || p.around.in.Visible())
}

// choose has a select show an option, and changes it only where it says something else.
func choose(s *kit.Select, options []string, now string) {
	if strings.Join(options, "\n") != strings.Join(s.Options, "\n") {
		s.SetOptions(options)
	}
	if s.Selected != now {
		s.SetSelected(now)
	}
}

func wayName(by core.By) string {
	switch by {
	case core.Words:
		return lang.L("by words")
	case core.Picture:
		return lang.L("by picture")
	default:
		return lang.L("by words and picture")
	}
}

// action is what the button offers.
type action struct {
	name, hint string
	does       func()
}

// message is what stands over the list, and what can be done about it.
func (p *Panel) message(st *similar.State) (string, *action) {
	in, set := p.shown.In, p.set
	read := &action{lang.L("Read them"), lang.L("The model reads each post once, beside whatever else is done. What it makes of them is kept with the project, or in a file beside the result."),
		func() { p.presenter.Read(in) }}
	again := &action{lang.L("Try again"), lang.L("Look for similar posts once more"), func() { p.presenter.Read(in) }}
	stop := &action{lang.L("Stop"), lang.L("Stop reading; what is read is kept"), func() { p.presenter.Stop(in) }}
	counts := map[string]any{"missing": grouped(set.Missing), "all": grouped(set.Posts), "done": grouped(set.Done), "total": grouped(set.Total)}
	switch {
	case in == "" || set.Path == "":
		return lang.L("Similar posts are looked for in the result or the project that is open. None is: open one in Batch or Label."), nil
	case !st.Engine:
		return lang.L("Only a model can tell which posts are similar, and none is open."), nil
	case !p.shown.Post:
		return lang.L("There is no post yet whose like could be looked for."), nil
	case set.Phase == similar.PhaseClosed, set.Phase == similar.PhaseLooking:
		return lang.L("Looking at what has been read already…"), nil
	case set.Phase == similar.PhaseFailed:
		return problem(set.Err), again
	case set.Phase == similar.PhaseReading:
		text := lang.L("The model reads the posts: {{.done}} of {{.total}}", counts)
		if set.Left > 0 {
			text += " · " + lang.L("{{.Time}} left", map[string]any{"Time": paint.Stretch(set.Left)})
		}
		return text, stop
	case set.Phase == similar.PhaseUnread && set.Missing == set.Posts:
		return lang.L("To compare posts, the model has to read them once: {{.all}} posts.", counts), read
	case set.Phase == similar.PhaseUnread:
		return lang.L("{{.missing}} of {{.all}} posts have not been read by this model yet, and are not found.", counts), read
	case p.shown.Err != nil:
		return problem(p.shown.Err), again
	case p.shown.Lacks:
		return p.lacks(), nil
	case len(p.shown.Hits) == 0 && !p.shown.Busy:
		return lang.L("There is no other post here that this one could be compared with."), nil
	}
	return "", nil
}

func (p *Panel) lacks() string {
	switch p.shown.By {
	case core.Words:
		return lang.L("This post has no words that could be compared.")
	case core.Picture:
		return lang.L("This post has no picture that could be compared.")
	}
	return lang.L("The model could not read this post, so it can't be compared.")
}

// unread says why some posts are not searched.
func (p *Panel) unread() string {
	if p.set.Failed == 0 || p.set.First == nil || p.shown.In == "" {
		return ""
	}
	return lang.L("Not found, as they could not be read: {{.n}}. The first: {{.why}}", map[string]any{"n": grouped(p.set.Failed), "why": speech.Say(app.ErrorSentence(p.set.First))})
}

// letters says so where letters of the posts can't be drawn.
func (p *Panel) letters() string {
	texts := make([]string, len(p.shown.Hits))
	for i, h := range p.shown.Hits {
		texts[i] = h.Text
	}
	return paint.NoLetters(texts...)
}

func problem(err error) string {
	text := speech.Say(app.ErrorSentence(err))
	if hint := speech.Advice(err); hint != "" {
		text += " " + hint
	}
	return text
}

func (p *Panel) drawList() {
	hits := p.shown.Hits
	kit.Show(p.around.more, !p.All && !p.more && len(hits) > similar.First)
	if !p.All && !p.more {
		hits = hits[:min(similar.First, len(hits))]
	}
	posts := make([]Post, len(hits))
	for i, h := range hits {
		posts[i] = postOf(h)
	}
	p.list.SetItems(posts, p.shown.Busy)
	kit.Show(p.list, len(posts) > 0)
}
