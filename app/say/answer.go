package say

import (
	"strings"

	"duotone/app"
)

// Answer says what a head answers to its own question, and how surely. Labels are called as their codebook calls them.
func Answer(a *app.Answer) app.Sentence {
	if a == nil {
		return app.Sentence{}
	}
	given := a.Given()
	names := make([]string, len(given))
	for i, c := range given {
		names[i] = a.Head.LabelTitle(c)
	}
	says := func(key string) app.Sentence {
		return app.Say(key).Text("Question", a.Head.QuestionTitle()).Text("Label", strings.Join(names, ", "))
	}
	switch {
	case a.Head.Kind == app.ManyOf && len(given) == 0:
		return says("{{.Question}} None of the labels.")
	case a.Head.Kind == app.ManyOf:
		return says("{{.Question}} {{.Label}}.")
	}
	top, second := a.Top(), -1
	for c := range a.Scores {
		if c != top && (second < 0 || a.Scores[c] > a.Scores[second]) {
			second = c
		}
	}
	switch p := a.Scores[top]; {
	case p >= 0.8 || second < 0:
		return says("{{.Question}} {{.Label}}.")
	case p-a.Scores[second] < CloseCall:
		return says("{{.Question}} {{.Label}} or {{.Other}}, it is close.").Text("Other", a.Head.LabelTitle(second))
	}
	return says("{{.Question}} Probably {{.Label}}.")
}

// WhyAnswer names the word and the part of the picture that weigh most for a label of a head's own; of is the post that w explains.
func WhyAnswer(a *app.Answer, label int, w *app.Attribution, of app.Post) app.Sentence {
	word, part := heaviest(w.Said(), of)
	says := func(key string) app.Sentence {
		return app.Say(key).With("Word", word.name).Text("Part", part.name).Text("Label", a.Head.LabelTitle(label))
	}
	switch q, r := word.known(), part.known(); {
	case q && r && !word.against && !part.against:
		return says("“{{.Word}}” and {{.Part}} speak most for “{{.Label}}”.")
	case q && r && word.against && part.against:
		return says("“{{.Word}}” and {{.Part}} speak most against “{{.Label}}”.")
	case q && r && part.against:
		return says("“{{.Word}}” speaks most for “{{.Label}}”, {{.Part}} against it.")
	case q && r:
		return says("It is {{.Part}} that speaks most for “{{.Label}}”; “{{.Word}}” speaks against it.")
	case q && word.against:
		return says("“{{.Word}}” speaks most against “{{.Label}}”.")
	case q:
		return says("“{{.Word}}” speaks most for “{{.Label}}”.")
	case r && part.against:
		return says("It is {{.Part}} that speaks most against “{{.Label}}”.")
	case r:
		return says("It is {{.Part}} that speaks most for “{{.Label}}”.")
	}
	return says("Nothing by itself speaks for “{{.Label}}”: it is all of it together.")
}

// AnswerBalance says which of words and picture mattered more for a label of a head's own.
func AnswerBalance(a *app.Answer, label int, b app.Balance, margin float64) app.Sentence {
	s := app.Sentence{}
	switch d := b.Dominant(margin); {
	case b.Words < 0 && b.Picture < 0 && b.PictureWords <= 0:
		s = app.Say("Neither words nor picture speaks for “{{.Label}}”.")
	case d == app.Words && b.PictureWords > max(b.Words, 0):
		s = app.Say("For “{{.Label}}” the words in the picture mattered most.")
	case d == app.Words:
		s = app.Say("For “{{.Label}}” the words mattered more.")
	case d == app.Image:
		s = app.Say("For “{{.Label}}” the picture mattered more.")
	default:
		s = app.Say("For “{{.Label}}” words and picture mattered about the same.")
	}
	return s.Text("Label", a.Head.LabelTitle(label))
}
