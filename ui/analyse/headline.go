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
	why := speech.Say(analyse.Why(st))
	if st.AttrAnswer >= 0 {
		why = "" // it stands beside the answer
	}
	return verdict.Sayings{Prediction: st.Prediction, Stale: st.Stale, Head: headlineOf(st), Why: why,
		Warnings: verdict.Beside(analyse.Notes(st), st.Post.Text), Note: speech.Say(say.WhatIf(st.Before, st.Prediction))}
}

// answerWhy is what speaks most for the label of a head that is explained.
func answerWhy(st *analyse.State) string {
	if st.AttrAnswer < 0 {
		return ""
	}
	return speech.Say(analyse.Why(st))
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
func (r *result) Said() []string { return r.head.Said() }
