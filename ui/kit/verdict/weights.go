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

// PictureWords are the words in a picture under the heat of their weights, of which there may be none.
func PictureWords(words []app.PictureWord, weights []float64) []heat.Word {
	out := make([]heat.Word, len(words))
	at := 0
	for i, w := range words {
		out[i] = heat.Word{Text: w.Text, Start: at, End: at + len(w.Text)}
		if len(weights) == len(words) {
			out[i].Weight = weights[i]
		}
		at += len(w.Text) + 1
	}
	return out
}
