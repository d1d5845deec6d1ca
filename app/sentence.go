package app

import (
	"fmt"
	"strings"
)

// Sentence is a sentence that can be translated: an English template with {{.Name}} in it, which is its own key, and
// what to put in. The zero value is no sentence.
type Sentence struct {
	Key    string
	Labels map[string]Label  // put in by the translated name of the label
	Values map[string]string // put in as they are
}

// Say makes a sentence without anything to put in.
func Say(key string) Sentence { return Sentence{Key: key} }

// Verbatim makes a sentence that is in the reader's language already.
func Verbatim(text string) Sentence {
	if text == "" {
		return Sentence{}
	}
	return Say("{{.Text}}").With("Text", text)
}

// With puts a value in.
func (s Sentence) With(name string, value any) Sentence {
	values := map[string]string{name: fmt.Sprint(value)}
	for k, v := range s.Values {
		values[k] = v
	}
	s.Values = values
	return s
}

// Label puts a label's name in.
func (s Sentence) Label(name string, l Label) Sentence {
	labels := map[string]Label{name: l}
	for k, v := range s.Labels {
		labels[k] = v
	}
	s.Labels = labels
	return s
}

// String is the sentence in English.
func (s Sentence) String() string {
	out := s.Key
	for name, l := range s.Labels {
		out = strings.ReplaceAll(out, "{{."+name+"}}", l.String())
	}
	for name, v := range s.Values {
		out = strings.ReplaceAll(out, "{{."+name+"}}", v)
	}
	return out
}

// BalanceSentence says in plain words which modality carried the verdict.
func BalanceSentence(p *Prediction) Sentence {
	switch {
	case p == nil:
		return Sentence{}
	case p.Picture == nil:
		return Say("There is no picture: the words alone decide.")
	case p.Words == nil:
		return Say("There are no words: the picture alone decides.")
	case p.Dominant == Image && p.Words.Label != p.Label:
		return Say("The picture carried the verdict; by the words alone this post would read {{.Label}}.").
			Label("Label", p.Words.Label)
	case p.Dominant == Image:
		return Say("The picture carried the verdict; the words alone would read {{.Label}} too.").Label("Label", p.Label)
	case p.Dominant == Words && p.Picture.Label != p.Label:
		return Say("The words carried the verdict; by the picture alone this post would read {{.Label}}.").
			Label("Label", p.Picture.Label)
	case p.Dominant == Words:
		return Say("The words carried the verdict; the picture alone would read {{.Label}} too.").Label("Label", p.Label)
	case p.Balance.Words < 0 && p.Balance.Picture < 0:
		return Say("Neither words nor picture speaks for this verdict; the model falls back on what is usual.")
	default:
		return Say("Words and picture carried the verdict together.")
	}
}

// MeaningSentence says what the post says and what it means, in a plain headline; no sentence where the pack doesn't tell. The surer the
// meaning, the more is claimed.
func MeaningSentence(p *Prediction) Sentence {
	if p == nil || p.Meant == nil {
		return Sentence{}
	}
	both := func(key string) Sentence { return Say(key).Label("Says", p.Label).Label("Means", p.Meant.Label) }
	switch {
	case p.Meant.Label == p.Label:
		return Say("It means what it says.")
	case p.Meant.Scores[p.Meant.Label]-p.Meant.Scores[p.Label] < CloseCall:
		return both("Says {{.Says}}, means {{.Means}}, but only just.")
	case p.Sarcastic():
		return both("Says {{.Says}}, means {{.Means}}: probably sarcastic.")
	default:
		return both("Says {{.Says}}, means {{.Means}}.")
	}
}

// CloseCall is how near to its threshold a probability is still said to be a close call.
const CloseCall = 0.1

func closeCall(v, threshold float64) bool { return v > threshold-CloseCall && v < threshold+CloseCall }

// PullSentence says whether words and picture pull apart, with threshold as the dividing line. The nearer to it, the less
// is claimed.
func PullSentence(p *Prediction, threshold float64) Sentence {
	if p == nil {
		return Sentence{}
	}
	if p.Words == nil || p.Picture == nil {
		return Say("It takes words and a picture to pull apart.")
	}
	words, picture := p.Words.Label, p.Picture.Label
	both := func(key string) Sentence { return Say(key).Label("Words", words).Label("Picture", picture) }
	apart, near, same := p.Incongruity >= threshold, closeCall(p.Incongruity, threshold), words == picture
	switch {
	case apart && near && same:
		return Say("Words and picture pull apart, but only just; each by itself reads {{.Label}}.").Label("Label", words)
	case apart && near:
		return both("Words and picture pull apart, but only just: the words read {{.Words}}, the picture {{.Picture}}.")
	case apart && same:
		return Say("Words and picture pull apart, although each by itself reads {{.Label}}.").Label("Label", words)
	case apart:
		return both("Words and picture pull apart: the words read {{.Words}}, the picture {{.Picture}}.")
	case near && same:
		return Say("Words and picture go together, but only just.")
	case near:
		return both("Words and picture go together, but only just: the words read {{.Words}}, the picture {{.Picture}}.")
	case words != picture && words != Neutral && picture != Neutral:
		return both("The words read {{.Words}}, the picture {{.Picture}}, yet the model doesn't take them to pull apart.")
	default:
		return Say("Words and picture go together.")
	}
}

// IronySentence says whether the words mean what they say. The nearer to the threshold, the less is claimed.
func IronySentence(p *Prediction, threshold float64) Sentence {
	if p == nil {
		return Sentence{}
	}
	if p.Words == nil {
		return Say("No words, no irony.")
	}
	ironic, near := p.Irony >= threshold, closeCall(p.Irony, threshold)
	switch {
	case ironic && near:
		return Say("The words sound ironic, but only just.")
	case ironic:
		return Say("The words sound ironic.")
	case near:
		return Say("The words sound meant as written, but only just.")
	default:
		return Say("The words sound meant as written.")
	}
}

// WhatIfSentence says what taking parts away has changed.
func WhatIfSentence(before, after *Prediction) Sentence {
	switch {
	case before == nil || after == nil:
		return Sentence{}
	case before.Label != after.Label:
		return Say("The verdict turned from {{.Before}} to {{.After}}.").
			Label("Before", before.Label).Label("After", after.Label)
	default:
		return Say("The verdict stays {{.After}}: {{.From}} % before, {{.To}} % now.").Label("After", after.Label).
			With("From", Percent(before.Scores[after.Label])).With("To", Percent(after.Scores[after.Label]))
	}
}

// WarningSentence says a warning in a way that can be translated.
func WarningSentence(n Warning) Sentence {
	switch n.Code {
	case WarningCut:
		return Say("The words go on after the last one the model reads.")
	case WarningLanguage:
		return Say("The words seem to be in another language than the model was made for.")
	case WarningFallback:
		return Say("The device failed; the CPU did the work.")
	default:
		return Say(n.Message)
	}
}

// Percent is a probability as a whole number of hundredths.
func Percent(v float64) int { return int(v*100 + 0.5) }

// ErrorSentence is what happened, for a person: the kind in plain words, and the error's own line.
func ErrorSentence(err error) Sentence {
	if s := KindSentence(KindOf(err)); s.Key != "" {
		return s
	}
	return Say("Something went wrong in Duotone: {{.Error}}").With("Error", err.Error())
}

// KindSentence is what an error of a kind is, for a person; empty for one inside Duotone.
func KindSentence(k Kind) Sentence {
	return Say(map[Kind]string{
		KindInput:    "There is nothing to score.",
		KindMissing:  "This file is not there or can't be read.",
		KindPicture:  "This picture can't be read.",
		KindTooLarge: "This picture is too large.",
		KindNetwork:  "This is an address; Duotone only reads files on this computer.",
		KindFormat:   "This file does not have the form it should have.",
		KindPack:     "This pack can't be opened.",
		KindRuntime:  "The runtime library is missing or failed.",
		KindDevice:   "This device can't be used.",
		KindDisk:     "Writing failed.",
		KindBusy:     "Somebody else is using it.",
		KindUsage:    "This can't be done here.",
	}[k])
}
