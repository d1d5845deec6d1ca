package inference

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"math"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"
)

// shippedPack is the pack that the program comes with.
const shippedPack = "../models/duotone-small"

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

// TestDecodersScoreAlike: 100 posts get the same scores whichever way their JPEGs are decoded. The pixels are the same
// bytes, and nothing less would do: the 8-bit picture graph answers any other byte with scores that move by 0.003 in the
// median and 0.03 at most.
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
	largest := 0.0
	for i, p := range fast {
		if p.Err != nil || slow[i].Err != nil {
			t.Fatal(p.Err, slow[i].Err)
		}
		for l := range p.Scores {
			largest = max(largest, math.Abs(p.Scores[l]-slow[i].Scores[l]), math.Abs(p.Picture.Scores[l]-slow[i].Picture.Scores[l]))
		}
	}
	t.Logf("the largest difference of a score is %.6f", largest)
	if largest > 0.0001 {
		t.Errorf("scores differ by up to %.4f", largest)
	}
	for i, p := range posts[:10] {
		a, err := e.pixels.Pixels(context.Background(), p.Picture, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := e.pixels.Pixels(picture.InGo(context.Background()), p.Picture, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k := range a {
			if a[k] != b[k] {
				t.Fatalf("post %d: value %d is %v and %v", i, k, a[k], b[k])
			}
		}
	}
}
