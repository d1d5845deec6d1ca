package analyse

import (
	"fmt"
	"strings"

	"duotone/app"
)

// ResultText is a result in plain sentences, to be sent in a message. say puts a sentence into the reader's language.
func ResultText(st *State, say func(app.Sentence) string) string {
	p := st.Prediction
	if p == nil {
		return ""
	}
	label := func(l app.Label) string { return say(app.Say(l.String())) }
	var b strings.Builder
	if st.Post.HasWords() {
		fmt.Fprintf(&b, "“%s”\n", app.Strike(st.Post.Text, st.Post.WhatIf.Struck).Text)
	}
	if st.Post.HasPicture() {
		fmt.Fprintf(&b, "[%s]\n", st.Post.Picture.Name)
	}
	fmt.Fprintf(&b, "%s %d %%\n", label(p.Label), app.Percent(p.Scores[p.Label]))
	row := func(name string, s app.Scores) {
		fmt.Fprintf(&b, "%s: %s %d %%, %s %d %%, %s %d %%\n", say(app.Say(name)), label(app.Negative), app.Percent(s[app.Negative]),
			label(app.Neutral), app.Percent(s[app.Neutral]), label(app.Positive), app.Percent(s[app.Positive]))
	}
	if p.Words != nil {
		row("words", p.Words.Scores)
	}
	if p.Picture != nil {
		row("picture", p.Picture.Scores)
	}
	row("both", p.Scores)
	if p.Meant != nil {
		row("meaning", p.Meant.Scores)
	}
	for _, s := range []app.Sentence{app.MeaningSentence(p), app.BalanceSentence(p), app.PullSentence(p, st.Threshold), app.WhatIfSentence(st.Before, p)} {
		if text := say(s); text != "" {
			b.WriteString(text + "\n")
		}
	}
	fmt.Fprintf(&b, "%s, %s\n", p.Pack, p.Device)
	return b.String()
}
