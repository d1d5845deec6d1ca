package analyse

import (
	"testing"

	"duotone/app"
)

// FuzzWeights: whatever a text is changed to, weights of the text before can be asked for.
func FuzzWeights(f *testing.F) {
	for _, seed := range []string{"", "a", "A good day", "é|é", "日和です"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		before, now := text, text+"x"
		if len(text) > 3 {
			now = text[:1] + text[3:]
		}
		weight := weightsOf([]app.Span{{Start: 0, End: 1, Weight: 1}}, before, now)
		for _, w := range app.WordSpans(now) {
			weight(w)
		}
	})
}
