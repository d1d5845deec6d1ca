package batch

import (
	"duotone/app"
	"duotone/app/present/score"
	"duotone/app/say"
	"duotone/ui/kit"
	"duotone/ui/kit/heat"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/verdict"
	"duotone/ui/similar"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// reading shows the row that is read, beside the list: what the model says of it, and why.
type reading struct {
	pane    *Pane
	answer  *verdict.Answer
	head    *verdict.Headline
	spinner *kit.Spinner
	bars    *plot.ScoreBars
	about   *kit.Select // what the heat speaks for
	strip   *heat.WordStrip
	read    *heat.WordStrip // the words in the picture, where the row was scored with them
	reads   fyne.CanvasObject
	picture *heat.Picture
	open    *kit.PressButton
	mark    *kit.Check
	name    *widget.Label // of the row
	photo   fyne.CanvasObject
	inner   *fyne.Container
	scroll  *container.Scroll
	judge   *judge
	alike   *similar.Panel
	likes   *kit.Fold // around alike
	content fyne.CanvasObject
}

func newReading(b *Pane) *reading {
	r := &reading{pane: b, spinner: kit.NewSpinner(), bars: plot.NewScoreBars(), strip: heat.NewWordStrip(), read: heat.NewWordStrip(), picture: heat.NewPicture()}
	r.answer, r.head = verdict.NewAnswer(), verdict.NewHeadline(r.spinner)
	r.head.Snug()
	r.head.Label.SizeName = theme.SizeNameSubHeadingText
	r.name = kit.NewQuietLabel("")
	r.name.Wrapping, r.name.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	r.about = kit.NewSelect(abouts(false, true), func(string) {
		if !b.quiet {
			r.drawHeat(b.state.Reading)
		}
	})
	r.about.Tip = lang.L("What the colours of words and picture explain")
	r.about.SetSelectedIndex(0)
	r.open = kit.NewButton(lang.L("Open in Analyse"), lang.L("Look into this post, and try what it would be without some of it (Enter)"), theme.NavigateNextIcon(), b.openRow)
	r.photo = container.NewStack(kit.NewMat(), r.picture)
	r.open.Importance = widget.LowImportance
	r.mark = kit.NewCheck(lang.L("Pick out"), lang.L("Pick this row out: what is made or exported is then made of the rows that are picked out. Space, or Ctrl and a click; Shift takes a range, Ctrl+A all"), func(bool) {
		if !b.quiet {
			b.presenter.Mark()
		}
	})
	top := container.NewBorder(nil, nil, nil, container.NewHBox(r.mark, r.open), r.name)
	about := container.NewHBox(container.New(kit.ForOptions{}, r.about))
	r.reads = container.NewVBox(kit.NewQuietLabel(lang.L("Words in the picture")), r.read)
	why := container.New(&besideWords{}, r.photo, container.NewVBox(about, r.strip, r.reads))
	r.buildLikes()
	r.inner = container.New(&readingColumn{last: why}, top, r.answer.Content, r.head.Content, r.bars, why, r.likes.Content)
	r.scroll = kit.NewScroll(r.inner)
	r.judge = newJudge(b)
	r.content = container.NewBorder(nil, r.judge.content, nil, nil, container.New(&widthFirst{}, r.scroll))
	return r
}

// abouts are what the heat can speak for.
func abouts(answer, meaning bool) []string {
	var list []string
	if answer {
		list = append(list, lang.L("explains the answer"))
	}
	list = append(list, lang.L("explains the verdict"))
	if meaning {
		list = append(list, lang.L("explains the meaning"), lang.L("explains the irony"), lang.L("explains the disagreement"))
	}
	return list
}

func (r *reading) draw(st, old *score.State) {
	now := st.Reading
	kit.Show(r.content, now != nil)
	r.judge.draw(st)
	r.mark.SetChecked(st.Marked[st.At])
	if now == nil || now == old.Reading && st.Limit == old.Limit && st.Place == old.Place {
		return
	}
	if old.Reading == nil || old.At != st.At {
		r.scroll.ScrollToTop()
	}
	kit.SetLabel(r.name, rowName(st))
	s, bars := sayingsOf(now, st)
	r.drawAnswer(now)
	r.head.Set(s)
	if now.Slow {
		r.spinner.Start()
	} else {
		r.spinner.Stop()
	}
	r.bars.SetRows(verdict.Rows(bars))
	r.bars.SetDimmed(now.Prediction == nil)
	if old.Reading == nil || old.Reading.Preview != now.Preview {
		r.picture.SetPicture(now.Preview)
	}
	kit.Show(r.photo, now.Preview != nil)
	r.drawHeat(now)
	kit.Enable(r.open, !now.Row.Failed())
	r.inner.Refresh()
	r.scroll.Refresh() // wrapped sentences have learned their width, and so the content its height
}

// sayingsOf are the sentences and the bars of a reading. Until the open model has read the post they are those of the result, paler.
func sayingsOf(now *score.Reading, st *score.State) (verdict.Sayings, verdict.Bars) {
	p := now.Prediction
	s := verdict.Sayings{Prediction: p, Why: speech.Say(now.Why()), Warnings: verdict.Beside(now.Notes(), now.Post.Text)}
	bars := verdict.Bars{Prediction: p, Meaning: p != nil && p.Meant != nil || p == nil && now.Row.Means != nil}
	if p == nil {
		if p = now.Told(); p != nil {
			alone := *p
			alone.Words, alone.Picture = nil, nil
			s.Prediction, s.Stale, bars.Prediction, bars.Pending = p, true, &alone, true
		}
	}
	s.Head = say.Line(say.Verdict(p, st.Limit), speech.Say)
	switch {
	case now.Err != nil:
		s.Why = problemOf(now)
	case now.Prediction == nil && !st.Engine:
		s.Why = lang.L("This is what the result says. Why, only a model can tell: none is open.")
	}
	return s, bars
}

// drawAnswer shows what the pack's head says.
func (r *reading) drawAnswer(now *score.Reading) {
	if now.Prediction == nil || now.Prediction.Answer == nil {
		r.answer.Set(nil, nil, "", false)
		return
	}
	a, why := now.Prediction.Answer, ""
	if now.AnswerWhy != nil {
		why = speech.Say(say.WhyAnswer(a, a.Top(), now.AnswerWhy, now.Post))
	}
	r.answer.Set(a, nil, why, false)
}

// rowName tells which row is read, and whether it is among those that are shown.
func rowName(st *score.State) string {
	name := lang.L("Row {{.N}}", map[string]any{"N": grouped(int(st.Reading.Row.Row))})
	if id := st.Reading.Row.ID; id != "" {
		name += " · " + short(id, 60)
	}
	if st.Place == score.NoRow {
		name += " · " + lang.L("not among the rows that are shown")
	}
	return name
}

// problemOf is why there is no verdict.
func problemOf(now *score.Reading) string {
	if now.Row.Failed() {
		return failure(now.Row)
	}
	text := speech.Say(app.ErrorSentence(now.Err))
	if hint := speech.Advice(now.Err); hint != "" {
		text += " " + hint
	}
	return text
}

// drawHeat lays the weights behind the words and over the picture.
func (r *reading) drawHeat(now *score.Reading) {
	if now == nil {
		return
	}
	why := now.Attribution
	meaning := why != nil && why.Meaning != nil
	answer := now.AnswerWhy != nil
	if options := abouts(answer, meaning || why == nil); len(options) != len(r.about.Options) {
		r.about.SetOptions(options)
		if r.about.SelectedIndex() < 0 || answer {
			r.about.SetSelectedIndex(0)
		}
	}
	about := r.about.SelectedIndex()
	if answer {
		about--
	}
	weights, label := app.Contributions{}, ""
	if why != nil {
		weights, label = why.Said(), lang.L(why.Label.String())
	}
	if meaning {
		switch about {
		case 1:
			weights, label = why.Meaning.Meant, lang.L(why.Meaning.Label.String())
		case 2:
			weights, label = why.Meaning.Irony, lang.L("ironic")
		case 3:
			weights, label = why.Meaning.Incongruity, lang.L("disagreeing")
		}
	}
	if answer && about < 0 {
		weights = now.AnswerWhy.Said()
		label = speech.Text(now.Prediction.Answer.Head.LabelTitle(now.Prediction.Answer.Top()))
	}
	r.strip.SetLabel(label)
	r.strip.Set(verdict.Words(now.Post.Text, now.Words, weights.Words, now.Tokens.CutFrom), heat.Contribution)
	kit.Show(r.strip, len(now.Words) > 0)
	r.read.SetLabel(label)
	read := verdict.PictureWords(now.Post.PictureWords, weights.PictureWords)
	r.read.Set(read, heat.Contribution)
	kit.Show(r.reads, len(read) > 0)
	r.picture.SetLabel(label)
	if g := weights.Picture; g != nil && now.Preview != nil {
		r.picture.SetHeat(g.W, g.H, g.Weight, true)
	} else {
		r.picture.SetHeat(0, 0, nil, false)
	}
}
