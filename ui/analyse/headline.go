package analyse

import (
	"duotone/app"
	"duotone/app/present/analyse"
	"duotone/app/say"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/verdict"

	"fyne.io/fyne/v2/lang"
)

// sayingsOf are the sentences of a state.
func sayingsOf(st *analyse.State) verdict.Sayings {
	return verdict.Sayings{Prediction: st.Prediction, Stale: st.Stale, Head: headlineOf(st), Why: speech.Say(analyse.Why(st)),
		Warnings: verdict.Together(analyse.Notes(st)), Note: speech.Say(say.WhatIf(st.Before, st.Prediction))}
}

// headlineOf is the verdict, or why there is none yet.
func headlineOf(st *analyse.State) string {
	switch p := st.Prediction; {
	case p != nil:
		return say.Line(say.Verdict(p, st.Threshold), speech.Say)
	case st.Engine.Phase == app.PhaseOpening:
		return lang.L("Opening the model…")
	case st.Post.Text == "" && st.Post.Picture == nil:
		return lang.L("Nothing to score yet.")
	}
	return ""
}

// Said are the sentences of the verdict that is shown: the headline, what stands at its side, why, and the note.
func (a *Pane) Said() []string { return a.head.Said() }
