package app

import (
	"fmt"
	"strings"
)

// ResultText is a result in plain sentences, to be sent in a message. say puts a sentence into the reader's language.
func ResultText(st *State, say func(Sentence) string) string {
	p := st.Prediction
	if p == nil {
		return ""
	}
	label := func(l Label) string { return say(Say(l.String())) }
	var b strings.Builder
	if st.Post.HasWords() {
		fmt.Fprintf(&b, "“%s”\n", Strike(st.Post.Text, st.Post.WhatIf.Struck).Text)
	}
	if st.Post.HasPicture() {
		fmt.Fprintf(&b, "[%s]\n", st.Post.Picture.Name)
	}
	fmt.Fprintf(&b, "%s %d %%\n", label(p.Label), Percent(p.Scores[p.Label]))
	row := func(name string, s Scores) {
		fmt.Fprintf(&b, "%s: %s %d %%, %s %d %%, %s %d %%\n", say(Say(name)), label(Negative), Percent(s[Negative]),
			label(Neutral), Percent(s[Neutral]), label(Positive), Percent(s[Positive]))
	}
	if p.Words != nil {
		row("words", p.Words.Scores)
	}
	if p.Picture != nil {
		row("picture", p.Picture.Scores)
	}
	row("both", p.Scores)
	for _, s := range []Sentence{BalanceSentence(p), PullSentence(p, st.Threshold), WhatIfSentence(st.Before, p)} {
		if text := say(s); text != "" {
			b.WriteString(text + "\n")
		}
	}
	fmt.Fprintf(&b, "%s, %s\n", p.Pack, p.Device)
	return b.String()
}
