// Package say puts what a model says of a post into sentences that a person would say. It is the one place where a probability becomes a
// word; the window and what is copied from it say the same.
package say

import (
	"duotone/app"
)

// The limits of words. A pack's probabilities are calibrated on held-out posts (its card says how well), so these are limits of what may
// be claimed, and not the model's own.
const (
	ClearFrom = 0.75 // the probability from which a label is clear
	CloseCall = 0.1  // two labels, or a probability and its threshold, that lie nearer than this are too close to call
)

// Sureness is how much is claimed of a label.
type Sureness int

// How much is claimed.
const (
	Undecided Sureness = iota // the second label is too close
	Probable
	Clear
)

// Sure is how much may be claimed of the best label, and which label is the second.
func Sure(s app.Scores) (Sureness, app.Label) {
	best := s.Top()
	second := app.Labels[(int(best)+1)%len(app.Labels)]
	for _, l := range app.Labels {
		if l != best && s[l] > s[second] {
			second = l
		}
	}
	switch {
	case s[best]-s[second] < CloseCall:
		return Undecided, second
	case s[best] >= ClearFrom:
		return Clear, second
	}
	return Probable, second
}

// Verdict is what a post says, what it means and whether words and picture disagree, in one headline. Its sentences are said one after
// the other with nothing between them. threshold is the incongruity from which words and picture disagree.
func Verdict(p *app.Prediction, threshold float64) []app.Sentence {
	if p == nil || p.Err != nil {
		return nil
	}
	first, turned := reading(p)
	return append([]app.Sentence{first}, disagreement(p, threshold, turned)...)
}

// Sarcasm is said at the side of a headline whose post may mean the opposite of what it says; else no sentence.
func Sarcasm(p *app.Prediction) app.Sentence {
	if p == nil || !p.Sarcastic() {
		return app.Sentence{}
	}
	says, _ := Sure(p.Scores)
	means, _ := Sure(p.Meant.Scores)
	switch {
	case says == Undecided && means == Undecided:
		return app.Sentence{}
	case says == Undecided || means == Undecided:
		return app.Say("sarcasm possible")
	}
	return app.Say("sarcasm likely")
}

// reading is what the post says and means; turned tells that these are two things, or that it can't be told.
func reading(p *app.Prediction) (said app.Sentence, turned bool) {
	says, second := Sure(p.Scores)
	undecided := app.Say("Undecided between {{.Says}} and {{.Other}}").Label("Says", p.Label).Label("Other", second)
	if p.Meant == nil {
		if says == Undecided {
			return undecided, true
		}
		return plainly(says, p.Label), false
	}
	means, other := Sure(p.Meant.Scores)
	both := func(key string, meant app.Label) app.Sentence {
		return app.Say(key).Label("Says", p.Label).Label("Means", meant)
	}
	switch same := p.Meant.Label == p.Label; {
	case says == Undecided && means == Undecided:
		return undecided, true
	case says == Undecided && means == Clear:
		return app.Say("Undecided in what it says, clearly means {{.Means}}").Label("Means", p.Meant.Label), true
	case says == Undecided:
		return app.Say("Undecided in what it says, probably means {{.Means}}").Label("Means", p.Meant.Label), true
	case means == Undecided && same:
		return both("Says {{.Says}}, may mean {{.Means}}", other), true
	case means == Undecided:
		return both("Says {{.Says}}, may mean {{.Means}}", p.Meant.Label), true
	case same:
		return plainly(min(says, means), p.Label), false
	case means == Clear:
		return both("Says {{.Says}}, clearly means {{.Means}}", p.Meant.Label), true
	default:
		return both("Says {{.Says}}, probably means {{.Means}}", p.Meant.Label), true
	}
}

func plainly(sure Sureness, l app.Label) app.Sentence {
	if sure == Clear {
		return app.Say("Clearly {{.Says}}").Label("Says", l)
	}
	return app.Say("Probably {{.Says}}").Label("Says", l)
}

// disagreement is the end of the headline. Where each by itself says the same, little is claimed: the bars would contradict it.
func disagreement(p *app.Prediction, threshold float64, turned bool) []app.Sentence {
	if p.Words == nil || p.Picture == nil {
		return nil
	}
	same := p.Words.Label == p.Picture.Label
	end := func(key string) []app.Sentence { return []app.Sentence{app.Say(key)} }
	switch apart, near := p.Incongruity >= threshold, nearTo(p.Incongruity, threshold); {
	case apart && !near && !same && turned:
		return end("; words and picture disagree")
	case apart && !near && !same:
		return end(", though words and picture disagree")
	case (apart || near && !same) && turned:
		return end("; words and picture may disagree")
	case apart || near && !same:
		return end(", though words and picture may disagree")
	case same:
		return end("; words and picture agree")
	}
	return nil
}

func nearTo(v, threshold float64) bool { return v > threshold-CloseCall && v < threshold+CloseCall }
