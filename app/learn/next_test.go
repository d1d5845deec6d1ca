package learn

import (
	"math"
	"testing"

	"duotone/app"
)

// TestNext: what the head doubts comes first, and its copies wait.
func TestNext(t *testing.T) {
	h := &app.Head{Kind: app.OneOf, Labels: []string{"a", "b"}, Weights: [][]float32{{4, 0, 0}, {0, 4, 0}}, Bias: []float64{0, 0}, Temperature: 1}
	at := func(id app.PostID, x, y, z float32) Example {
		n := float32(math.Sqrt(float64(x*x + y*y + z*z)))
		return Example{Post: id, X: []float32{x / n, y / n, z / n}}
	}
	posts := []Example{at("sure", 1, 0, 0), at("doubt", 1, 1, 0.01), at("copy", 1, 1, 0.011), at("other doubt", 1, 1, -9)}
	got := ""
	for _, e := range Next(h, posts, 3) {
		got += string(e.Post) + ", "
	}
	if got != "doubt, other doubt, sure, " {
		t.Error(got)
	}
	if n := len(Next(h, posts, 9)); n != 4 {
		t.Errorf("%d of 4", n)
	}
}
