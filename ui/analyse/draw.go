package analyse

import (
	"errors"

	"duotone/app"
	"duotone/app/present/analyse"
	"duotone/app/say"
	"duotone/ui/kit"
	"duotone/ui/kit/heat"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/verdict"

	"fyne.io/fyne/v2/lang"
)

// Draw shows a state. What has not changed since the last one is left alone.
func (a *Pane) Draw(st *analyse.State) {
	old := a.shown
	if old == st {
		return
	}
	if old == nil {
		old = &analyse.State{}
	}
	first := a.shown == nil
	a.shown = st
	a.quiet = true
	defer func() { a.quiet = false }()
	a.drawPost(st, old, first)
	a.lettering.drawLettering(st, old)
	a.drawVerdict(st)
	a.drawWhy(st)
	a.drawDetails(st)
	a.drawHeat(st)
	a.drawWhatIf(st)
	a.drawMessage(st)
	if first || len(st.History) != len(old.History) || st.At != old.At || len(st.History) > 0 && &st.History[0] != &old.History[0] {
		a.drawHistory(st)
	}
}

func (p *post) drawPost(st, old *analyse.State, first bool) {
	// A state from before the last key would take that back; the one that knows it comes.
	if (st.TextVersion != p.textVersion || first) && st.Typed == p.typed {
		p.textVersion = st.TextVersion
		p.composer.SetText(st.Post.Text)
		p.pane.words.ScrollToTop() // the place where another post was read means nothing in this one
		if st.Sample >= 0 {
			p.composer.SelectAll() // so that typing takes the place of what is only an example
		}
	}
	cut := ""
	if c := st.Tokens.CutFrom; c >= 0 && c < len(st.Post.Text) {
		cut = st.Post.Text[c:]
	}
	p.composer.SetTokens(st.Tokens.Total, st.Tokens.Max, cut)
	kit.SetLabel(p.story, p.storyOf(st.Sample, st.Welcome))
	if st.Preview != old.Preview || first {
		p.picture.SetPicture(st.Preview)
		kit.Show(p.picture, st.Preview != nil)
		kit.Show(p.well, st.Preview == nil)
	}
	covered := make([]heat.Rect, len(st.Post.WhatIf.Covered))
	for i, r := range st.Post.WhatIf.Covered {
		covered[i] = heat.Rect(r)
	}
	p.picture.SetCovered(covered)
	p.picture.SetDimmed(st.Post.WhatIf.NoPicture)
	kit.Enable(p.remove, st.Post.Picture != nil)
	kit.Enable(p.heat, st.Post.Picture != nil)
	kit.Enable(p.strength, st.Post.Picture != nil)
	p.heat.SetChecked(st.Heat)
	if first { // while it is dragged, the slider is ahead of the state
		p.strength.SetValue(st.Strength)
	}
	p.picture.SetHeatVisible(st.Heat)
	p.picture.SetStrength(st.Strength)
}

// storyOf is what a sample tells, or what to do where a post is none.
func (p *post) storyOf(sample int, welcome bool) string {
	samples := p.pane.presenter.Samples()
	if sample < 0 || sample >= len(samples) {
		return lang.L("Type a post here and drop a picture below; what you take away changes the verdict at once.")
	}
	story := lang.L(samples[sample].Story)
	if welcome {
		return lang.L("Type here, drop a picture there.") + " " + story
	}
	return story
}

// stories are all that may stand over the composer, so that there is room for each.
func (p *post) stories() []string {
	all := []string{p.storyOf(-1, false)}
	for i := range p.pane.presenter.Samples() {
		all = append(all, p.storyOf(i, i == 0))
	}
	return all
}

func (r *result) drawVerdict(st *analyse.State) {
	p := st.Prediction
	none := p == nil && (st.Problem != nil || st.Engine.Phase == app.PhaseFailed && !st.Engine.Loaded)
	for _, o := range r.pane.right {
		kit.Show(o, !none)
	}
	kit.Show(r.problem, none)
	if none {
		err := st.Problem
		if err == nil {
			err = st.Engine.Err
		}
		text, hint := r.problemOf(err)
		kit.SetLabel(r.problemText, text)
		kit.SetLabel(r.problemHint, hint)
		kit.Show(r.problemTo, st.Problem == nil)
		r.spinner.Stop()
		return
	}
	r.head.Set(sayingsOf(st))
	// Not for what is there in a blink: it would turn at each letter that is typed, and each of its turns draws the whole window.
	if st.Slow || st.Loading || st.Engine.Phase == app.PhaseOpening {
		r.spinner.Start()
	} else {
		r.spinner.Stop()
	}
	r.answer.Set(st.Answered(), answeredBefore(st), answerWhy(st), st.Stale)
	r.bars.SetRows(rowsOf(st))
	r.bars.SetDimmed(st.Stale)
}

func (r *result) problemOf(err error) (text, hint string) {
	if err == nil {
		return lang.L("No model is open."), ""
	}
	hint = speech.Advice(err)
	if e := (&app.Error{}); errors.As(err, &e) && e.Kind == app.KindPack && e.Path == "" {
		return lang.L("No pack was found"), hint
	}
	if hint != "" {
		hint += "\n"
	}
	return speech.Say(app.ErrorSentence(err)), hint + speech.OwnWords(err)
}

// rowsOf is what words and picture say, alone and together, and what is meant.
func rowsOf(st *analyse.State) []plot.ScoreRow {
	return verdict.Rows(verdict.Bars{Prediction: st.Prediction, Before: st.Before, Meaning: tellsMeaning(st),
		NoWords: st.Post.WhatIf.NoWords, NoPicture: st.Post.WhatIf.NoPicture})
}

func (y *why) drawWhy(st *analyse.State) {
	p := st.Prediction
	balance, carried := balanceOf(st)
	kit.SetLabel(y.carried, speech.Say(carried))
	kit.SetLabel(y.pullSays, speech.Say(say.Disagreement(p, st.Threshold, st.ThresholdSet)))
	limit := 0.5
	if st.Engine.Loaded {
		limit = st.Engine.Info.Pack.Thresholds.Irony
		if p != nil {
			limit = st.Engine.Info.PackOf(p.Pack).Thresholds.Irony
		}
	}
	kit.SetLabel(y.ironySays, speech.Say(say.Irony(p, limit)))
	if p == nil {
		y.balance.Set(0, 0, 0, false)
		y.pull.Set(0, st.Threshold, false)
		y.irony.Set(0, limit, false)
		kit.SetLabel(y.attention, "")
		return
	}
	y.balance.SetThree(balance.Words, balance.Picture, balance.PictureWords, balance.Base, true)
	y.balance.SetDimmed(st.Stale)
	y.pull.Set(p.Incongruity, st.Threshold, p.Words != nil && p.Picture != nil)
	y.pull.SetDimmed(st.Stale)
	y.irony.Set(p.Irony, limit, p.Words != nil)
	y.irony.SetDimmed(st.Stale)
	share := ""
	if p.Words != nil && p.Picture != nil {
		share = attentionText(paint.Percent(p.Attention.Words), paint.Percent(p.Attention.Picture))
	}
	kit.SetLabel(y.attention, share)
}

// drawDetails opens or closes the details as the settings have it.
func (y *why) drawDetails(st *analyse.State) {
	if y.pane.columns.details != st.Details {
		y.pane.columns.details = st.Details
		y.pane.inner.Refresh()
		y.pane.scroll.Refresh()
	}
}

func (y *why) drawWhatIf(st *analyse.State) {
	w := st.Post.WhatIf
	y.useWords.SetChecked(!w.NoWords)
	y.usePicture.SetChecked(!w.NoPicture)
	kit.Enable(y.usePicture, st.Post.Picture != nil)
	kit.Enable(y.useWords, len(st.Words) > 0)
	kit.Enable(y.reset, st.TakesAway())
	y.drawExplained(st)
	mode := 0
	if st.Attention {
		mode = 1
	}
	if y.mode.SelectedIndex() != mode {
		y.mode.SetSelectedIndex(mode)
	}
}

func (p *post) drawMessage(st *analyse.State) {
	m := st.Message
	if m == nil || m.ID == p.said || m.Place == app.PlaceWindow {
		return
	}
	p.said = m.ID
	toast := p.wordsSay
	if m.Place == app.PlacePicture {
		toast = p.pictSay
	}
	toast.Say(kit.ToastKindOf(m.Kind), speech.Message(m))
}

func (p *post) drawHistory(st *analyse.State) {
	items := make([]kit.HistoryItem, len(st.History))
	for i, e := range st.History {
		items[i] = kit.HistoryItem{Thumbnail: e.Thumb, Text: e.Post.Text, Name: e.Name, Label: int(e.Label), Scored: e.Known}
	}
	p.history.SetItems(items, st.At)
}

// everySentence lists what the sentences of balance, disagreement and irony may say, so that there is room for each.
func everySentence() (balances, pulls, ironies []string) {
	seen := map[string]bool{}
	add := func(to *[]string, s app.Sentence) {
		if text := speech.Say(s); !seen[text] {
			seen[text] = true
			*to = append(*to, text)
		}
	}
	for _, words := range app.Labels {
		for _, picture := range app.Labels {
			p := &app.Prediction{Words: &app.Opinion{Label: words}, Picture: &app.Opinion{Label: picture}}
			for _, v := range []float64{0, 0.45, 0.5, 1} {
				p.Incongruity, p.Irony = v, v
				add(&pulls, say.Disagreement(p, 0.5, true))
				add(&ironies, say.Irony(p, 0.5))
			}
			for _, p.Dominant = range []app.Modality{app.Words, app.Image, app.Both} {
				for _, p.Label = range app.Labels {
					for _, p.Balance.Words = range []float64{-1, 1} {
						p.Balance.Picture = p.Balance.Words
						for _, p.Balance.PictureWords = range []float64{0, 2} {
							add(&balances, say.Balance(p))
						}
					}
				}
			}
		}
	}
	return balances, pulls, ironies
}
