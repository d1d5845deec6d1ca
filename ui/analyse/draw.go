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
	a.drawLettering(st, old)
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

func (a *Pane) drawPost(st, old *analyse.State, first bool) {
	// A state from before the last key would take that back; the one that knows it comes.
	if (st.TextVersion != a.textVersion || first) && st.Typed == a.typed {
		a.textVersion = st.TextVersion
		a.composer.SetText(st.Post.Text)
		a.words.ScrollToTop() // the place where another post was read means nothing in this one
		if st.Sample >= 0 {
			a.composer.SelectAll() // so that typing takes the place of what is only an example
		}
	}
	cut := ""
	if c := st.Tokens.CutFrom; c >= 0 && c < len(st.Post.Text) {
		cut = st.Post.Text[c:]
	}
	a.composer.SetTokens(st.Tokens.Total, st.Tokens.Max, cut)
	kit.SetLabel(a.story, a.storyOf(st.Sample, st.Welcome))
	if st.Preview != old.Preview || first {
		a.picture.SetPicture(st.Preview)
		kit.Show(a.picture, st.Preview != nil)
		kit.Show(a.well, st.Preview == nil)
	}
	covered := make([]heat.Rect, len(st.Post.WhatIf.Covered))
	for i, r := range st.Post.WhatIf.Covered {
		covered[i] = heat.Rect(r)
	}
	a.picture.SetCovered(covered)
	a.picture.SetDimmed(st.Post.WhatIf.NoPicture)
	kit.Enable(a.remove, st.Post.Picture != nil)
	kit.Enable(a.heat, st.Post.Picture != nil)
	kit.Enable(a.strength, st.Post.Picture != nil)
	a.heat.SetChecked(st.Heat)
	if first { // while it is dragged, the slider is ahead of the state
		a.strength.SetValue(st.Strength)
	}
	a.picture.SetHeatVisible(st.Heat)
	a.picture.SetStrength(st.Strength)
}

// storyOf is what a sample tells, or what to do where a post is none.
func (a *Pane) storyOf(sample int, welcome bool) string {
	samples := a.presenter.Samples()
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
func (a *Pane) stories() []string {
	all := []string{a.storyOf(-1, false)}
	for i := range a.presenter.Samples() {
		all = append(all, a.storyOf(i, i == 0))
	}
	return all
}

func (a *Pane) drawVerdict(st *analyse.State) {
	p := st.Prediction
	none := p == nil && (st.Problem != nil || st.Engine.Phase == app.PhaseFailed && !st.Engine.Loaded)
	for _, o := range a.right {
		kit.Show(o, !none)
	}
	kit.Show(a.problem, none)
	if none {
		err := st.Problem
		if err == nil {
			err = st.Engine.Err
		}
		text, hint := a.problemOf(err)
		kit.SetLabel(a.problemText, text)
		kit.SetLabel(a.problemHint, hint)
		kit.Show(a.problemTo, st.Problem == nil)
		a.spinner.Stop()
		return
	}
	a.head.Set(sayingsOf(st))
	// Not for what is there in a blink: it would turn at each letter that is typed, and each of its turns draws the whole window.
	if st.Slow || st.Loading || st.Engine.Phase == app.PhaseOpening {
		a.spinner.Start()
	} else {
		a.spinner.Stop()
	}
	a.answer.Set(st.Answered(), answeredBefore(st), answerWhy(st), st.Stale)
	a.bars.SetRows(rowsOf(st))
	a.bars.SetDimmed(st.Stale)
}

func (a *Pane) problemOf(err error) (text, hint string) {
	if err == nil {
		return lang.L("No model is open."), ""
	}
	hint = app.HintOf(err)
	if e := (&app.Error{}); errors.As(err, &e) && e.Kind == app.KindPack && e.Path == "" {
		return lang.L("No pack was found"), speech.Text(hint)
	}
	if hint != "" {
		hint = speech.Text(hint) + "\n"
	}
	return speech.Say(app.ErrorSentence(err)), hint + err.Error()
}

// rowsOf is what words and picture say, alone and together, and what is meant.
func rowsOf(st *analyse.State) []plot.ScoreRow {
	return verdict.Rows(verdict.Bars{Prediction: st.Prediction, Before: st.Before, Meaning: tellsMeaning(st),
		NoWords: st.Post.WhatIf.NoWords, NoPicture: st.Post.WhatIf.NoPicture})
}

func (a *Pane) drawWhy(st *analyse.State) {
	p := st.Prediction
	balance, carried := balanceOf(st)
	kit.SetLabel(a.carried, speech.Say(carried))
	kit.SetLabel(a.pullSays, speech.Say(say.Disagreement(p, st.Threshold, st.ThresholdSet)))
	limit := 0.5
	if st.Engine.Loaded {
		limit = st.Engine.Info.Pack.Thresholds.Irony
		if p != nil {
			limit = st.Engine.Info.PackOf(p.Pack).Thresholds.Irony
		}
	}
	kit.SetLabel(a.ironySays, speech.Say(say.Irony(p, limit)))
	if p == nil {
		a.balance.Set(0, 0, 0, false)
		a.pull.Set(0, st.Threshold, false)
		a.irony.Set(0, limit, false)
		kit.SetLabel(a.attention, "")
		return
	}
	a.balance.SetThree(balance.Words, balance.Picture, balance.PictureWords, balance.Base, true)
	a.balance.SetDimmed(st.Stale)
	a.pull.Set(p.Incongruity, st.Threshold, p.Words != nil && p.Picture != nil)
	a.pull.SetDimmed(st.Stale)
	a.irony.Set(p.Irony, limit, p.Words != nil)
	a.irony.SetDimmed(st.Stale)
	share := ""
	if p.Words != nil && p.Picture != nil {
		share = attentionText(paint.Percent(p.Attention.Words), paint.Percent(p.Attention.Picture))
	}
	kit.SetLabel(a.attention, share)
}

// drawDetails opens or closes the details as the settings have it.
func (a *Pane) drawDetails(st *analyse.State) {
	if a.columns.details != st.Details {
		a.columns.details = st.Details
		a.inner.Refresh()
		a.scroll.Refresh()
	}
}

func (a *Pane) drawWhatIf(st *analyse.State) {
	w := st.Post.WhatIf
	a.useWords.SetChecked(!w.NoWords)
	a.usePicture.SetChecked(!w.NoPicture)
	kit.Enable(a.usePicture, st.Post.Picture != nil)
	kit.Enable(a.useWords, len(st.Words) > 0)
	kit.Enable(a.reset, !w.Empty())
	a.drawExplained(st)
	mode := 0
	if st.Attention {
		mode = 1
	}
	if a.mode.SelectedIndex() != mode {
		a.mode.SetSelectedIndex(mode)
	}
}

func (a *Pane) drawMessage(st *analyse.State) {
	m := st.Message
	if m == nil || m.ID == a.said || m.Place == app.PlaceWindow {
		return
	}
	a.said = m.ID
	toast := a.wordsSay
	if m.Place == app.PlacePicture {
		toast = a.pictSay
	}
	toast.Say(kit.ToastKindOf(m.Kind), speech.Message(m))
}

func (a *Pane) drawHistory(st *analyse.State) {
	items := make([]kit.HistoryItem, len(st.History))
	for i, e := range st.History {
		items[i] = kit.HistoryItem{Thumbnail: e.Thumb, Text: e.Post.Text, Name: e.Name, Label: int(e.Label), Scored: e.Known}
	}
	a.history.SetItems(items, st.At)
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
