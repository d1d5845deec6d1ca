package inference

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"math"
	"slices"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"
)

// shippedPack is the pack that the program comes with.
const shippedPack = "../models/duotone-small"

// tinyPack is a pack that takes no time.
const tinyPack = "testdata/pack-tiny"

// photoPost is a post with a drawn photograph, others by number: size, quality, grain and orientation.
func photoPost(t testing.TB, i int) app.Post {
	t.Helper()
	w, h := 200+17*(i%11), 160+23*(i%7)
	if i%50 == 9 {
		w, h = 1200, 900
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, apptest.Draw(uint64(i), w, h), &jpeg.Options{Quality: 55 + i%45}); err != nil {
		t.Fatal(err)
	}
	moods := []string{"love", "can't stand", "don't mind", "miss", "am tired of"}
	return app.Post{ID: fmt.Sprint(i), Text: fmt.Sprintf("day %d, and i %s this place", i, moods[i%len(moods)]),
		Picture: apptest.Picture("photo.jpg", b.Bytes())}
}

// TestDecodersScoreAlike: 100 posts get nearly the same scores where the standard library decodes their JPEGs. Some pixels are a level
// or two of 255 off then, which moves a picture graph in float32 little; one in 8 bits answered any other byte with other scores, up to 0.1 off.
func TestDecodersScoreAlike(t *testing.T) {
	if !picture.Turbo {
		t.Skip("this build has one way alone")
	}
	e := open(t, shippedPack)
	posts := make([]app.Post, 100)
	for i := range posts {
		posts[i] = photoPost(t, i)
	}
	fast, err := e.Score(t.Context(), posts...)
	if err != nil {
		t.Fatal(err)
	}
	e.Forget()
	slow, err := e.Score(picture.InGo(t.Context()), posts...)
	if err != nil {
		t.Fatal(err)
	}
	var fused, seen []float64
	for i, p := range fast {
		if p.Err != nil || slow[i].Err != nil {
			t.Fatal(p.Err, slow[i].Err)
		}
		both, picture := 0.0, 0.0
		for l := range p.Scores {
			both = max(both, math.Abs(p.Scores[l]-slow[i].Scores[l]))
			picture = max(picture, math.Abs(p.Picture.Scores[l]-slow[i].Picture.Scores[l]))
		}
		fused, seen = append(fused, both), append(seen, picture)
	}
	slices.Sort(fused)
	slices.Sort(seen)
	t.Logf("scores differ by %.4f in the median, %.4f at most; the picture's own by %.4f and %.4f", fused[50], fused[99], seen[50], seen[99])
	if fused[50] > 0.002 || fused[99] > 0.02 || seen[99] > 0.02 { // measured: 0.0006, 0.013 and 0.011
		t.Errorf("scores differ by %.4f in the median, %.4f at most; the picture's own by %.4f and %.4f", fused[50], fused[99], seen[50], seen[99])
	}
}

// TestScoresAreThoseOfTheManifest: the shipped pack says here what it said where it was made, on whatever CPU this is, and a
// post of words alone is exactly as sure as the opinion on its words.
func TestScoresAreThoseOfTheManifest(t *testing.T) {
	e := open(t, shippedPack)
	golden := e.pack.Manifest.Golden
	p := scored(t, e, app.Post{Text: golden.Text})
	want := softmax([3]float64(golden.Logits), e.pack.Manifest.Calibration.Temperature.Words)
	for l := range want {
		if math.Abs(p.Scores[l]-want[l]) > 0.0005 {
			t.Errorf("%q: scores are %v, where the pack was made %v", golden.Text, p.Scores, want)
		}
	}
	if p.Words.Scores != p.Scores {
		t.Errorf("the words alone are scored %v, the post of them alone %v", p.Words.Scores, p.Scores)
	}
}
