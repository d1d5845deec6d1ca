package analyse

import (
	"duotone/app"
	"duotone/app/say"
)

// Why names what weighs most for the verdict that is shown. While somebody types, the line of before stays, so that it does not go and come with
// every letter; beside a verdict that it does not speak for, or below another post's words, it would say what is not so.
func Why(st *State) app.Sentence {
	if st.Attribution == nil || st.AttrStale && !st.Stale && !stillSo(st) {
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

// stillSo tells whether an explanation of before may stand beside a new verdict: that is the same, and the words are the same but for an edit.
func stillSo(st *State) bool {
	a, b := st.AttrOf.Text, st.Post.Text
	begin := 0
	for begin < min(len(a), len(b)) && a[begin] == b[begin] {
		begin++
	}
	end := 0
	for end < min(len(a), len(b))-begin && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return st.Prediction != nil && st.Prediction.Label == st.Attribution.Label && 2*(begin+end) >= max(len(a), len(b))
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
