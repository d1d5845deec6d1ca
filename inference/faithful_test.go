package inference

import (
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/measure/faithfulness"
	"duotone/app/picture"
)

// TestExplanationsAreFaithful: on posts of our own, what an explanation of the shipped pack names first is what its verdict hangs
// on, in words and in pictures: it beats random orders. `duotone faithfulness` does this for any file.
func TestExplanationsAreFaithful(t *testing.T) {
	e := open(t, shippedPack)
	files, _ := filepath.Glob("../assets/samples/*.jpg")
	if len(files) < 5 {
		t.Fatalf("%d sample pictures", len(files))
	}
	var posts []app.Post
	for i, text := range []string{
		"we waited two hours for the worst coffee i ever had in this town",
		"thank you all so much, this was the happiest day of the whole year",
		"the council will meet on tuesday at nine to talk about the harbour",
		"my phone broke again and nobody at the shop wants to help me",
		"look at this light over the water, i could stay here for ever",
	} {
		p, err := picture.Read(t.Context(), files[i], picture.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		posts = append(posts, app.Post{Text: text, Picture: p})
	}
	r, err := faithfulness.Measure(t.Context(), e, posts, faithfulness.Options{Seed: 1, Steps: 5})
	if err != nil {
		t.Fatal(err)
	}
	if r.NWords != 5 || r.NPicture != 5 {
		t.Fatalf("%d posts for words, %d for pictures", r.NWords, r.NPicture)
	}
	for name, areas := range map[string]map[string]faithfulness.Area{"words": r.Words, "picture": r.Picture} {
		c, random := areas[faithfulness.Contribution], areas[faithfulness.Random]
		t.Logf("%s: deletion %.3f (random %.3f), insertion %.3f (random %.3f), gain %+.3f", name, c.Deletion, random.Deletion, c.Insertion, random.Insertion, c.Gain)
		if !(c.Gain > 0) {
			t.Errorf("%s: no better than chance: %+v against %+v", name, c, random)
		}
	}
}
