package app

// Shapley divides the move from the prior to the fused answer between the two players. none, words, picture and both are
// v(∅), v(T), v(I) and v(TI): the probability of one label with those modalities there and the others masked.
func Shapley(none, words, picture, both float64) Balance {
	return Balance{
		Base:    none,
		Words:   ((both - picture) + (words - none)) / 2,
		Picture: ((both - words) + (picture - none)) / 2,
	}
}

// Dominant names the modality that pushed more towards the label shown, by more than margin. A modality that pulls
// against the verdict does not carry it, however hard it pulls.
func (b Balance) Dominant(margin float64) Modality {
	switch d := b.Words - b.Picture; {
	case d > margin:
		return Words
	case d < -margin:
		return Image
	default:
		return Both
	}
}
