package inference

import (
	"math"
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/picture"
)

// TestScoresAreThoseOfAnyProcessor: without VNNI the fast way of multiplying 8-bit numbers overflows, and by an earlier pack these two
// samples were read 0.03 and 0.05 less negative. The expected scores are those of a processor with VNNI, and of one without.
func TestScoresAreThoseOfAnyProcessor(t *testing.T) {
	e := open(t, shippedPack)
	if ref := e.Info().Pack.Ref(); ref != "duotone-small@7" {
		t.Fatalf("the pack is %s: score the samples on a processor with VNNI (lscpu), and write down what it says", ref)
	}
	for _, c := range []struct {
		text, image string
		negative    float64
	}{
		{"Perfect solitude", "crowded-beach.jpg", 0.100},
		{"The picnic is ruined and we are soaked. What a lovely day!", "storm.jpg", 0.022},
	} {
		p, err := picture.Read(t.Context(), filepath.Join("..", "assets", "samples", c.image), picture.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Score(t.Context(), app.Post{Text: c.text, Picture: p})
		if err != nil || got[0].Err != nil {
			t.Fatal(err, got[0].Err)
		}
		// Sums of floats in another order move 8-bit values by a step now and then.
		const tolerance = 0.015
		if math.Abs(got[0].Scores[app.Negative]-c.negative) > tolerance {
			t.Errorf("%s: negative %.3f, want %.3f", c.image, got[0].Scores[app.Negative], c.negative)
		}
	}
}
