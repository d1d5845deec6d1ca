package verdict

import (
	"duotone/app"
	"duotone/ui/kit/heat"
)

// Words are the words of a text under the heat of their weights; cutFrom is the first byte that the model doesn't read, or -1.
func Words(text string, words, weights []app.Span, cutFrom int) []heat.Word {
	at := make(map[int]float64, len(weights))
	for _, w := range weights {
		at[w.Start] = w.Weight
	}
	out := make([]heat.Word, len(words))
	for i, w := range words {
		out[i] = heat.Word{Text: text[w.Start:w.End], Start: w.Start, End: w.End, Weight: at[w.Start], Cut: cutFrom >= 0 && w.Start >= cutFrom}
	}
	return out
}
