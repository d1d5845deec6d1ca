package say

import "duotone/app"

// Balance says which of words and picture mattered more.
func Balance(p *app.Prediction) app.Sentence {
	switch {
	case p == nil:
		return app.Sentence{}
	case p.Picture == nil:
		return app.Say("There is no picture: the words alone decide.")
	case p.Words == nil:
		return app.Say("There are no words: the picture alone decides.")
	case p.Dominant == app.Image && p.Words.Label != p.Label:
		return app.Say("The picture mattered more; the words alone would be {{.Label}}.").Label("Label", p.Words.Label)
	case p.Dominant == app.Image:
		return app.Say("The picture mattered more; the words alone would be {{.Label}} too.").Label("Label", p.Label)
	case p.Dominant == app.Words && p.Balance.PictureWords > max(p.Balance.Words, 0) && p.Picture.Label != p.Label:
		return app.Say("The words in the picture mattered most; the picture without them would be {{.Label}}.").Label("Label", p.Picture.Label)
	case p.Dominant == app.Words && p.Balance.PictureWords > max(p.Balance.Words, 0):
		return app.Say("The words in the picture mattered most; the picture without them would be {{.Label}} too.").Label("Label", p.Label)
	case p.Dominant == app.Words && p.Picture.Label != p.Label:
		return app.Say("The words mattered more; the picture alone would be {{.Label}}.").Label("Label", p.Picture.Label)
	case p.Dominant == app.Words:
		return app.Say("The words mattered more; the picture alone would be {{.Label}} too.").Label("Label", p.Label)
	case p.Balance.Words < 0 && p.Balance.Picture < 0 && p.Balance.PictureWords <= 0:
		return app.Say("Neither words nor picture speaks for it; the model falls back on what is usual.")
	default:
		return app.Say("Words and picture mattered about the same.")
	}
}

// Disagreement says whether words and picture disagree, with threshold as the dividing line. The nearer to it, the less is claimed. own
// tells that the line is the person's and not the pack's.
func Disagreement(p *app.Prediction, threshold float64, own bool) app.Sentence {
	if p == nil {
		return app.Sentence{}
	}
	if p.Words == nil || p.Picture == nil {
		return app.Say("It takes words and a picture to disagree.")
	}
	words, picture := p.Words.Label, p.Picture.Label
	both := func(key string) app.Sentence { return app.Say(key).Label("Words", words).Label("Picture", picture) }
	apart, near, same := p.Incongruity >= threshold, nearTo(p.Incongruity, threshold), words == picture
	switch {
	case apart && near && same:
		return app.Say("Words and picture disagree, but only just; each by itself is {{.Label}}.").Label("Label", words)
	case apart && near:
		return both("Words and picture disagree, but only just: the words are {{.Words}}, the picture {{.Picture}}.")
	case apart && same:
		return app.Say("Words and picture disagree, although each by itself is {{.Label}}.").Label("Label", words)
	case apart:
		return both("Words and picture disagree: the words are {{.Words}}, the picture {{.Picture}}.")
	case near && same:
		return app.Say("Words and picture go together, but only just.")
	case near:
		return both("Words and picture go together, but only just: the words are {{.Words}}, the picture {{.Picture}}.")
	case words != picture && words != app.Neutral && picture != app.Neutral && own:
		return both("The words are {{.Words}}, the picture {{.Picture}}, yet by the line that you set they don't disagree.")
	case words != picture && words != app.Neutral && picture != app.Neutral:
		return both("The words are {{.Words}}, the picture {{.Picture}}, yet the model doesn't take them to disagree.")
	default:
		return app.Say("Words and picture go together.")
	}
}

// Irony says whether the words sound ironic. The nearer to the threshold, the less is claimed.
func Irony(p *app.Prediction, threshold float64) app.Sentence {
	if p == nil {
		return app.Sentence{}
	}
	if p.Words == nil {
		return app.Say("No words, no irony.")
	}
	ironic, near := p.Irony >= threshold, nearTo(p.Irony, threshold)
	switch {
	case ironic && near:
		return app.Say("The words sound ironic, but only just.")
	case ironic:
		return app.Say("The words sound ironic.")
	case near:
		return app.Say("The words sound meant as written, but only just.")
	default:
		return app.Say("The words sound meant as written.")
	}
}

// WhatIf says what taking parts away has changed, of what is said and, where that moved instead, of what is meant.
func WhatIf(before, after *app.Prediction) app.Sentence {
	switch {
	case before == nil || after == nil:
		return app.Sentence{}
	case before.Label != after.Label:
		return app.Say("Now it says {{.After}}; before it said {{.Before}}.").Label("Before", before.Label).Label("After", after.Label)
	case before.Meant != nil && after.Meant != nil && before.Meant.Label != after.Meant.Label:
		return app.Say("Now it means {{.After}}; before it meant {{.Before}}.").Label("Before", before.Meant.Label).Label("After", after.Meant.Label)
	default:
		return app.Say("It still says {{.After}}: {{.From}} % before, {{.To}} % now.").Label("After", after.Label).
			With("From", app.Percent(before.Scores[after.Label])).With("To", app.Percent(after.Scores[after.Label]))
	}
}
