package analyse

import (
	"duotone/app"
	"duotone/app/say"
)

// Why names what weighs most for the verdict that is shown. While the explanation is of an earlier post, the line of before stays.
func Why(st *State) app.Sentence {
	if st.Attribution == nil {
		return app.Sentence{}
	}
	if a := st.Answered(); a != nil && st.AttrAnswer >= 0 && st.AttrAnswer < len(a.Scores) {
		return say.WhyAnswer(a, st.AttrAnswer, st.Attribution, st.AttrOf)
	}
	if st.AttrAnswer >= 0 {
		return app.Sentence{} // of another pack's label
	}
	return say.Why(st.Prediction, st.Attribution, st.AttrOf)
}

// Notes are what a person must know beside the verdict.
func Notes(st *State) []app.Sentence {
	var reads []string
	if st.Engine.Loaded {
		reads = packOf(st).Languages
	}
	p := st.Prediction
	if st.Post.WhatIf.NoWords {
		return say.Notes(p, "", app.TokenView{CutFrom: -1}, reads)
	}
	return say.Notes(p, st.Post.Text, st.Tokens, reads)
}

// packOf is the pack that read the post, or without a verdict the main one.
func packOf(st *State) app.PackInfo {
	if st.Prediction == nil {
		return st.Engine.Info.Pack
	}
	return st.Engine.Info.PackOf(st.Prediction.Pack)
}
