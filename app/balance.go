package app

import "math/bits"

// Shapley divides the move from the prior to the fused answer between the two players. none, words, picture and both are
// v(∅), v(T), v(I) and v(TI): the probability of one label with those modalities there and the others masked.
func Shapley(none, words, picture, both float64) Balance {
	return Balance{
		Base:    none,
		Words:   ((both - picture) + (words - none)) / 2,
		Picture: ((both - words) + (picture - none)) / 2,
	}
}

// Coalition is some of the players of a game of three.
type Coalition uint8

// The three players.
const (
	ByWords Coalition = 1 << iota
	ByPicture
	ByPictureWords
)

// Coalitions are the probabilities of one label with only some of the players there.
type Coalitions [8]float64

// ShapleyOfThree divides the move from nothing to all three among them: to each what it adds to the coalitions without it, those of none, one and two others
// weighed by 1/3, 1/6 and 1/3 (Shapley 1953).
func ShapleyOfThree(v Coalitions) Balance {
	adds := func(player Coalition) (sum float64) {
		for others := range Coalition(len(v)) {
			if others&player == 0 {
				sum += []float64{1. / 3, 1. / 6, 1. / 3}[bits.OnesCount8(uint8(others))] * (v[others|player] - v[others])
			}
		}
		return sum
	}
	return Balance{Base: v[0], Words: adds(ByWords), Picture: adds(ByPicture), PictureWords: adds(ByPictureWords)}
}

// Dominant names the modality that pushed more towards the label shown, by more than margin; words in the picture are words. A modality that pulls
// against the verdict does not carry it, however hard it pulls.
func (b Balance) Dominant(margin float64) Modality {
	switch d := b.Words + b.PictureWords - b.Picture; {
	case d > margin:
		return Words
	case d < -margin:
		return Image
	default:
		return Both
	}
}
