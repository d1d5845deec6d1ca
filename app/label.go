package app

import "fmt"

// Label is one of the three sentiments.
type Label uint8

// The labels in the order of Scores. A pack may order its classes otherwise; it is mapped when the pack is read.
const (
	Negative Label = iota
	Neutral
	Positive
)

// Labels lists all labels in the order of Scores.
var Labels = [3]Label{Negative, Neutral, Positive}

var labelNames = [3]string{"negative", "neutral", "positive"}

// String is the label's name as files and commands write it: "negative", "neutral" or "positive".
func (l Label) String() string {
	if int(l) >= len(labelNames) {
		return fmt.Sprintf("label(%d)", uint8(l))
	}
	return labelNames[l]
}

// ParseLabel reads a label's exact name.
func ParseLabel(name string) (Label, bool) {
	for i, n := range labelNames {
		if n == name {
			return Label(i), true
		}
	}
	return 0, false
}

// MarshalText writes the label's name.
func (l Label) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the label's name.
func (l *Label) UnmarshalText(text []byte) error {
	v, ok := ParseLabel(string(text))
	if !ok {
		return fmt.Errorf("unknown label %q: want negative, neutral or positive", text)
	}
	*l = v
	return nil
}

// Scores are the probabilities of negative, neutral and positive, which add up to 1.
type Scores [3]float64

// Balance is p(positive) − p(negative), −1 to 1.
func (s Scores) Balance() float64 { return s[Positive] - s[Negative] }

// Top is the label with the highest score; the earlier one of equals.
func (s Scores) Top() Label {
	best := Negative
	for _, l := range Labels {
		if s[l] > s[best] {
			best = l
		}
	}
	return best
}
