package apptest

import "duotone/app"

// irony grows with strong words, whatever their sign.
func (m *mind) irony() float64 {
	if !m.hasWords {
		return 0
	}
	return sigmoid(m.text[2] - 2.5)
}

// incongruity is the probability that words and picture are of opposite labels.
func (m *mind) incongruity() float64 {
	if !m.hasWords || !m.hasPicture {
		return 0
	}
	w, i := m.only(true, false).fused(), m.only(false, true).fused()
	return w[app.Positive]*i[app.Negative] + w[app.Negative]*i[app.Positive]
}

// meant is what is said, unless irony or incongruity are high: then praise becomes its opposite.
func (m *mind) meant() app.Scores {
	s := m.fused()
	turned := app.Scores{max(s[app.Negative], s[app.Positive]), s[app.Neutral], min(s[app.Negative], s[app.Positive])}
	gate := sigmoid(20 * (max(m.irony(), m.incongruity()) - 0.7))
	for l := range s {
		s[l] += gate * (turned[l] - s[l])
	}
	return s
}

// asked are the probabilities that an explanation is about: of the label, of the one that is meant, of irony and of incongruity.
func (m *mind) asked(label, meant app.Label) [4]float64 {
	return [4]float64{m.fused()[label], m.meant()[meant], m.irony(), m.incongruity()}
}
