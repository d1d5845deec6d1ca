package verdict

import (
	"duotone/ui/kit/script"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Sentence is a paragraph of the window's that may name words of a post. Fyne draws runs in the order in which they are typed, so words that run to
// the left are put in order here; what is read out and copied is the sentence as it was said.
type Sentence struct {
	widget.Label
	said string
}

// NewSentence makes an empty one.
func NewSentence() *Sentence {
	s := &Sentence{}
	s.ExtendBaseWidget(s)
	s.Wrapping = fyne.TextWrapWord
	return s
}

// Say writes another one.
func (s *Sentence) Say(text string) {
	if s.said == text {
		return
	}
	s.said = text
	s.SetText(script.Sentence(text))
}

// Spoken is the sentence as it was said.
func (s *Sentence) Spoken() string { return s.said }
