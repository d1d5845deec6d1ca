package analyse

import (
	"image"

	"duotone/app"
	"duotone/app/present/analyse"
	"duotone/ui/kit"
	"duotone/ui/kit/heat"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"

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
	Threshold   float64          // incongruity from which words and picture pull apart
}

func reportOf(st *analyse.State) Report {
	r := Report{Post: st.Post, Preview: st.Preview, Prediction: st.Prediction, Before: st.Before, Threshold: st.Threshold}
	if !st.AttrStale {
		r.Attribution = st.Attribution
	}
	return r
}

// DrawReport draws a result as a picture to be sent around: always light, whatever the window's theme. It runs on the UI
// thread, or before there is a window.
func DrawReport(r Report) image.Image {
	p := r.Prediction
	verdict := plot.NewVerdict()
	verdict.Set(int(p.Label), p.Scores[p.Label], true, false)
	bars := plot.NewScoreBars()
	st := &analyse.State{Post: r.Post, Prediction: p, Before: r.Before}
	bars.SetRows(rowsOf(st))
	balance := plot.NewBalance()
	balance.Set(p.Balance.Words, p.Balance.Picture, p.Balance.Base, true)
	pull := plot.NewGauge(lang.L("Pull apart"))
	pull.Set(p.Incongruity, r.Threshold, p.Words != nil && p.Picture != nil)
	right := container.NewVBox(verdict, bars, widget.NewSeparator(), balance, wrapped(speech.Say(app.BalanceSentence(p))),
		pull, wrapped(speech.Say(app.PullSentence(p, r.Threshold))))
	if r.Before != nil {
		right.Add(wrapped(speech.Say(app.WhatIfSentence(r.Before, p))))
	}
	strip := heat.NewWordStrip()
	strip.Set(wordsOf(r), heat.Contribution)
	left := container.NewVBox()
	if r.Preview != nil {
		picture := heat.NewPicture()
		picture.SetPicture(r.Preview)
		if a := r.Attribution; a != nil && a.Picture != nil {
			picture.SetHeat(a.Picture.W, a.Picture.H, a.Picture.Weight, true)
		}
		covered := make([]heat.Rect, len(r.Post.WhatIf.Covered))
		for i, c := range r.Post.WhatIf.Covered {
			covered[i] = heat.Rect(c)
		}
		picture.SetCovered(covered)
		b := r.Preview.Bounds()
		left.Add(container.New(kit.AtLeast{Size: fyne.NewSize(420, min(420*float32(b.Dy())/float32(b.Dx()), 420))}, picture))
	}
	left.Add(container.New(fixedWidth{420}, strip))
	foot := kit.NewQuietLabel("Duotone · " + p.Pack + " · " + speech.Device(p.Device))
	foot.Wrapping = fyne.TextWrapOff
	body := container.NewBorder(nil, foot, left, nil, container.New(kit.Margins{Width: 16}, container.New(fixedWidth{560}, right)))
	light := look.New(look.Light, 1)
	themed := fyne.CanvasObject(container.New(kit.Margins{Width: 20}, body))
	if !looksLike(light, theme.VariantLight) { // Fyne keeps the fonts of every override for ever, 35 MB of them
		themed = container.NewThemeOverride(themed, light)
	}
	c := software.NewCanvas()
	c.SetScale(1.5)
	c.SetPadded(false)
	back := canvas.NewRectangle(light.Color(theme.ColorNameBackground, theme.VariantLight))
	c.SetContent(container.NewStack(back, themed))
	c.Resize(c.Content().MinSize()) // wrapped sentences know their height only once they know their width
	c.Resize(c.Content().MinSize())
	return c.Capture()
}

// looksLike tells whether the window has the colours and sizes of a theme.
func looksLike(t fyne.Theme, v fyne.ThemeVariant) bool {
	return theme.Color(theme.ColorNameBackground) == t.Color(theme.ColorNameBackground, v) &&
		theme.Color(theme.ColorNameForeground) == t.Color(theme.ColorNameForeground, v) && theme.TextSize() == t.Size(theme.SizeNameText)
}

func wrapped(text string) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	return container.New(&kit.Lines{Count: 2, Style: theme.SizeNameText, Longest: []string{text}}, l)
}

func wordsOf(r Report) []heat.Word {
	st := &analyse.State{Post: r.Post, Words: app.WordSpans(r.Post.Text)}
	struck := st.Struck()
	at := map[int]float64{}
	if r.Attribution != nil {
		for _, s := range r.Attribution.Words {
			at[s.Start] = s.Weight
		}
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
