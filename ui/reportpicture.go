package ui

import (
	"context"
	"image"
	"image/png"
	"io"

	"duotone/app"
	"duotone/app/picture"
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

	analysis "duotone/app/present/analyse"
	look "duotone/ui/theme"
)

// report is all that the report picture shows.
type report struct {
	post        app.Post
	preview     image.Image
	prediction  *app.Prediction
	before      *app.Prediction
	attribution *app.Attribution
	threshold   float64
}

func reportOf(st *analysis.State) report {
	r := report{post: st.Post, preview: st.Preview, prediction: st.Prediction, before: st.Before, threshold: st.Threshold}
	if !st.AttrStale {
		r.attribution = st.Attribution
	}
	return r
}

// drawReport draws a result as a picture to be sent around: always light, whatever the window's theme. It runs on the UI
// thread, or before there is a window.
func drawReport(r report) image.Image {
	p := r.prediction
	verdict := plot.NewVerdict()
	verdict.Set(int(p.Label), p.Scores[p.Label], true, false)
	bars := plot.NewScoreBars()
	st := &analysis.State{Post: r.post, Prediction: p, Before: r.before}
	bars.SetRows(rowsOf(st))
	balance := plot.NewBalance()
	balance.Set(p.Balance.Words, p.Balance.Picture, p.Balance.Base, true)
	pull := plot.NewGauge(lang.L("Pull apart"))
	pull.Set(p.Incongruity, r.threshold, p.Words != nil && p.Picture != nil)
	right := container.NewVBox(verdict, bars, widget.NewSeparator(), balance, wrapped(speech.Say(app.BalanceSentence(p))),
		pull, wrapped(speech.Say(app.PullSentence(p, r.threshold))))
	if r.before != nil {
		right.Add(wrapped(speech.Say(app.WhatIfSentence(r.before, p))))
	}
	strip := heat.NewWordStrip()
	strip.Set(wordsOf(r), heat.Contribution)
	left := container.NewVBox()
	if r.preview != nil {
		picture := heat.NewPicture()
		picture.SetPicture(r.preview)
		if a := r.attribution; a != nil && a.Picture != nil {
			picture.SetHeat(a.Picture.W, a.Picture.H, a.Picture.Weight, true)
		}
		covered := make([]heat.Rect, len(r.post.WhatIf.Covered))
		for i, c := range r.post.WhatIf.Covered {
			covered[i] = heat.Rect(c)
		}
		picture.SetCovered(covered)
		b := r.preview.Bounds()
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

func wordsOf(r report) []heat.Word {
	st := &analysis.State{Post: r.post, Words: app.WordSpans(r.post.Text)}
	struck := st.Struck()
	at := map[int]float64{}
	if r.attribution != nil {
		for _, s := range r.attribution.Words {
			at[s.Start] = s.Weight
		}
	}
	words := make([]heat.Word, len(st.Words))
	for i, w := range st.Words {
		words[i] = heat.Word{Text: r.post.Text[w.Start:w.End], Start: w.Start, End: w.End, Struck: struck[i], Weight: at[w.Start]}
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

// WriteReport draws one explained post to a PNG file, for `duotone explain --png`, in the language of the window. It needs no display.
// threshold is the incongruity from which words and picture pull apart, as the pack has it.
func WriteReport(ctx context.Context, out app.Out, post app.Post, p app.Prediction, a app.Attribution, threshold float64) error {
	r := report{post: post, prediction: &p, attribution: &a, threshold: threshold}
	if post.Picture != nil {
		preview, err := picture.Thumbnail(ctx, post.Picture, 900)
		if err != nil {
			return err
		}
		r.preview = preview
	}
	settings, _ := app.OpenSettings(app.FindHome().Config) // the defaults where they cannot be read
	if err := speech.Use(settings.Get().Language); err != nil {
		return err
	}
	offScreen("")
	return writePNG(out, drawReport(r))
}

// writePNG writes a picture whole or not at all.
func writePNG(out app.Out, m image.Image) error {
	return out.Write(func(w io.Writer) error { return png.Encode(w, m) })
}
