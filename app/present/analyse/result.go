package analyse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"duotone/app"

	words "duotone/app/say"
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
		b.WriteString(say(app.Say("“{{.Text}}”").With("Text", app.Strike(st.Post.Text, st.Post.WhatIf.Struck).Text)) + "\n")
	}
	if st.Post.HasPicture() {
		fmt.Fprintf(&b, "[%s]\n", st.Post.Picture.Name)
		b.WriteString(lettering(st, say))
	}
	if a := p.Answer; a != nil {
		b.WriteString(say(words.Answer(a)) + "\n")
		for c, v := range a.Scores {
			fmt.Fprintf(&b, "%s: %d %%\n", say(app.Say("{{.Label}}").Text("Label", a.Head.LabelTitle(c))), app.Percent(v))
		}
	}
	head := words.Line(words.Verdict(p, st.Threshold), say)
	if tag := say(words.Sarcasm(p)); tag != "" {
		head += " (" + tag + ")"
	}
	b.WriteString(head + "\n")
	for _, s := range append([]app.Sentence{Why(st)}, Notes(st)...) {
		if text := say(s); text != "" {
			b.WriteString(text + "\n")
		}
	}
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
	row("together", p.Scores)
	if p.Meant != nil {
		row("meaning", p.Meant.Scores)
	}
	irony := app.Sentence{}
	if p.Words != nil && st.Engine.Loaded {
		irony = words.Irony(p, packOf(st).Thresholds.Irony)
	}
	for _, s := range []app.Sentence{words.Balance(p), words.Disagreement(p, st.Threshold, st.ThresholdSet), irony, words.WhatIf(st.Before, p)} {
		if text := say(s); text != "" {
			b.WriteString(text + "\n")
		}
	}
	fmt.Fprintf(&b, "%s, %s\n", p.Pack, p.Device)
	return b.String()
}

// Summary is the whole result as text: what ResultText has, and the weight of each word.
func Summary(st *State, say func(app.Sentence) string) string {
	text := ResultText(st, say)
	a := st.Attribution
	if text == "" || a == nil || st.AttrStale || len(a.Words)+len(a.PictureWords) == 0 {
		return text
	}
	var b strings.Builder
	head := app.Say("How much each word speaks for {{.Label}}, in percent:").Label("Label", a.Label)
	if own := st.Answered(); own != nil && st.AttrAnswer >= 0 && st.AttrAnswer < len(own.Scores) {
		head = app.Say("How much each word speaks for {{.Label}}, in percent:").Text("Label", own.Head.LabelTitle(st.AttrAnswer))
	}
	b.WriteString(text + "\n" + say(head) + "\n")
	for _, w := range a.Words {
		if w.Start < 0 || w.End > len(st.AttrOf.Text) || w.Start >= w.End {
			continue
		}
		b.WriteString(st.AttrOf.Text[w.Start:w.End] + ": " + words.Points(w.Weight) + "\n")
	}
	if read := st.AttrOf.PictureWords; len(read) > 0 && len(read) == len(a.PictureWords) {
		b.WriteString(say(app.Say("Words in the picture")) + ":\n")
		for i, w := range read {
			b.WriteString(w.Text + ": " + words.Points(a.PictureWords[i]) + "\n")
		}
	}
	return b.String()
}

// lettering tells which words of the picture were read with the post, or that none could be; "" where it holds none.
func lettering(st *State, say func(app.Sentence) string) string {
	if st.Lettering.NoReader {
		return say(app.Say("If this picture holds text, it was not read: there is no reader beside the packs.")) + "\n"
	}
	left := st.Lettering.Left()
	if len(left) == 0 {
		return ""
	}
	return say(app.Say("Words in the picture")) + ": " + strings.ReplaceAll(app.PictureText(left), "\n", " / ") + "\n"
}

// ResultJSON is the prediction as files have it, with the words and the name of the picture that it is of.
func ResultJSON(st *State) ([]byte, error) {
	if st.Prediction == nil {
		return nil, nil
	}
	p := *st.Prediction
	if p.ID == "" {
		p.ID = st.Post.ID
	}
	if p.ID == "" {
		p.ID = string(st.Post.ContentID())
	}
	why := st.Attribution
	if st.AttrStale || why == nil || why.Label != p.Label || st.AttrAnswer >= 0 {
		why = nil // of another post, or another label than the verdict
	}
	scored, err := p.JSON(app.JSONVersion, why)
	if err != nil {
		return nil, err
	}
	post := struct {
		Text   string      `json:"text"`
		Image  *string     `json:"image"`
		WhatIf *app.WhatIf `json:"what_if,omitempty"`
	}{Text: st.Post.Text}
	if st.Post.Picture != nil {
		post.Image = &st.Post.Picture.Name
	}
	if !st.Post.WhatIf.Empty() {
		post.WhatIf = &st.Post.WhatIf
	}
	what, err := json.Marshal(post)
	if err != nil {
		return nil, err
	}
	scored = append(append(bytes.TrimSuffix(what, []byte("}")), ','), bytes.TrimPrefix(scored, []byte("{"))...) // both are objects
	var out bytes.Buffer
	err = json.Indent(&out, scored, "", "  ")
	return out.Bytes(), err
}
