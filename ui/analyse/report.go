package analyse

import (
	"image"
	"slices"

	"duotone/app"
	"duotone/app/present/analyse"
	"duotone/app/say"
	"duotone/ui/kit"
	"duotone/ui/kit/heat"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/verdict"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	look "duotone/ui/theme"
)

// Report is all that the report picture shows.
type Report struct {
	Post        app.Post
	Preview     image.Image // nil: none
	Prediction  *app.Prediction
	Before      *app.Prediction  // with nothing taken away; nil: nothing is
	Attribution *app.Attribution // nil: none
	Answer      int              // the label of the pack's head that Attribution is of; -1: it is of its own label
	Threshold   float64          // incongruity from which words and picture disagree
}

// state is the state of the window that the report is of.
func (r Report) state() *analyse.State {
	st := &analyse.State{Post: r.Post, Prediction: r.Prediction, Before: r.Before, Threshold: r.Threshold, Attribution: r.Attribution, AttrOf: r.Post, Answer: r.Answer, AttrAnswer: r.Answer}
	st.Tokens.CutFrom = -1
	return st
}

// irony says whether the words are ironic, as the pack's own threshold has decided it.
func (r Report) irony() app.Sentence {
	const far = 2 * say.CloseCall
	if r.Prediction.Ironic {
		return say.Irony(r.Prediction, r.Prediction.Irony-far)
	}
	return say.Irony(r.Prediction, r.Prediction.Irony+far)
}

func reportOf(st *analyse.State) Report {
	r := Report{Post: st.Post, Preview: st.Preview, Prediction: st.Prediction, Before: st.Before, Threshold: st.Threshold, Answer: -1}
	if !st.AttrStale {
		r.Attribution, r.Answer = st.Attribution, st.AttrAnswer
	}
	return r
}

// DrawReport draws a result as a picture to be sent around: always light, whatever the window's theme. It runs on the UI
// thread, or before there is a window.
func DrawReport(r Report) (drawn image.Image) {
	look.While(look.New(look.Light, 1), func() { drawn = paintReport(r) })
	return drawn
}

func paintReport(r Report) image.Image {
	p := r.Prediction
	st := r.state()
	head := verdict.NewHeadline(nil)
	head.Set(sayingsOf(st))
	bars := plot.NewScoreBars()
	bars.SetRows(rowsOf(st))
	balance := plot.NewBalance()
	carries, carried := balanceOf(st)
	balance.SetThree(carries.Words, carries.Picture, carries.PictureWords, carries.Base, true)
	pull := plot.NewGauge(lang.L("Words and picture disagree"))
	pull.Set(p.Incongruity, r.Threshold, p.Words != nil && p.Picture != nil)
	answer := verdict.NewAnswer()
	answer.Set(st.Answered(), answeredBefore(st), answerWhy(st), false)
	right := container.NewVBox(container.New(fixedWidth{560}, answer.Content), container.New(fixedWidth{560}, head.Content), bars, widget.NewSeparator(), balance, wrapped(speech.Say(carried)),
		pull, wrapped(speech.Say(say.Disagreement(p, r.Threshold, false))), wrapped(speech.Say(r.irony())))
	left := container.NewVBox()
	for _, e := range r.explanations() {
		if e.title != "" {
			left.Add(kit.NewQuietLabel(e.title))
		}
		if r.Preview != nil && e.large {
			left.Add(r.heated(e.Picture, 420))
		} else if r.Preview != nil && e.Picture != nil && slices.ContainsFunc(e.Picture.Weight, func(w float64) bool { return w != 0 }) {
			left.Add(container.NewHBox(r.heated(e.Picture, 200)))
		}
		strip := heat.NewWordStrip()
		strip.Set(wordsOf(r, e.Words), heat.Contribution)
		left.Add(container.New(fixedWidth{420}, strip))
	}
	foot := kit.NewQuietLabel("Duotone · " + p.Pack + " · " + speech.Device(p.Device))
	foot.Wrapping = fyne.TextWrapOff
	body := container.NewBorder(nil, foot, left, nil, container.New(kit.Margins{Width: 16}, container.New(fixedWidth{560}, right)))
	framed := container.New(kit.Margins{Width: 20}, body)
	c := software.NewCanvas()
	c.SetScale(1.5)
	c.SetPadded(false)
	back := canvas.NewRectangle(theme.Color(theme.ColorNameBackground))
	c.SetContent(container.NewStack(back, framed))
	c.Resize(c.Content().MinSize()) // wrapped sentences know their height only once they know their width
	c.Resize(c.Content().MinSize())
	return c.Capture()
}

func wrapped(text string) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	return container.New(&kit.Lines{Count: 2, Style: theme.SizeNameText, Longest: []string{text}}, l)
}

// explanation is heat over words and picture.
type explanation struct {
	app.Contributions
	title string
	large bool
}

// explanations are that of the verdict, and where something else is meant those of the meaning and of what makes it so.
func (r Report) explanations() []explanation {
	a := r.Attribution
	if a == nil {
		return []explanation{{large: true}}
	}
	said := explanation{a.Said(), "", true}
	if answer := r.Prediction.Answer; r.Answer >= 0 && answer != nil {
		said.title = lang.L("Speaks for “{{.label}}”:", map[string]any{"label": speech.Text(answer.Head.LabelTitle(r.Answer))})
		return []explanation{said}
	}
	if m := a.Meaning; m != nil && r.Prediction.Meant != nil && r.Prediction.Meant.Label != r.Prediction.Label {
		label := map[string]any{"label": lang.L(m.Label.String())}
		said.title = lang.L("Says {{.label}}:", map[string]any{"label": lang.L(a.Label.String())})
		all := []explanation{said, {m.Meant, lang.L("Means {{.label}}:", label), false}}
		if r.Prediction.PullsApart {
			all = append(all, explanation{m.Incongruity, lang.L("Makes words and picture disagree:"), false})
		}
		if r.Prediction.Ironic {
			all = append(all, explanation{m.Irony, lang.L("Makes it ironic:"), false})
		}
		return all
	}
	return []explanation{said}
}

// heated is the picture under heat, at most that wide and high.
func (r Report) heated(grid *app.Grid, side float32) fyne.CanvasObject {
	picture := heat.NewPicture()
	picture.SetPicture(r.Preview)
	if grid != nil {
		picture.SetHeat(grid.W, grid.H, grid.Weight, true)
	}
	covered := make([]heat.Rect, len(r.Post.WhatIf.Covered))
	for i, c := range r.Post.WhatIf.Covered {
		covered[i] = heat.Rect(c)
	}
	picture.SetCovered(covered)
	b := r.Preview.Bounds()
	return container.New(kit.AtLeast{Size: fyne.NewSize(side, min(side*float32(b.Dy())/float32(b.Dx()), side))}, picture)
}

func wordsOf(r Report, weights []app.Span) []heat.Word {
	st := &analyse.State{Post: r.Post, Words: app.WordSpans(r.Post.Text)}
	struck := st.Struck()
	at := map[int]float64{}
	for _, s := range weights {
		at[s.Start] = s.Weight
	}
	words := make([]heat.Word, len(st.Words))
	for i, w := range st.Words {
		words[i] = heat.Word{Text: r.Post.Text[w.Start:w.End], Start: w.Start, End: w.End, Struck: struck[i], Weight: at[w.Start]}
	}
	return words
}

// fixedWidth gives its child a width, and the height that the child needs at it.
type fixedWidth struct{ width float32 }

func (l fixedWidth) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(0)
	for _, c := range o {
		if c.Size().Width != l.width {
			c.Resize(fyne.NewSize(l.width, c.MinSize().Height))
		}
		h = max(h, c.MinSize().Height)
	}
	return fyne.NewSize(l.width, h)
}

func (l fixedWidth) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, c := range o {
		c.Move(fyne.NewPos(0, 0))
		c.Resize(size)
	}
}
