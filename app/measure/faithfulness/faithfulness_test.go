package faithfulness

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
)

func ownPosts() []app.Post {
	var posts []app.Post
	feelings := []string{"love", "hate", "great", "awful", "happy", "broken"}
	for i := range 24 {
		posts = append(posts, app.Post{
			Text:    fmt.Sprintf("number %d of the posts here is one that i %s quite a bit", i, feelings[i%len(feelings)]),
			Picture: apptest.Drawn(uint64(i), 90, 90),
		})
	}
	return posts
}

// TestFaithfulOrdersBeatChance: on an engine whose weights are what it adds up, contribution must win on both curves.
func TestFaithfulOrdersBeatChance(t *testing.T) {
	r, err := Measure(context.Background(), &apptest.Fake{}, append(ownPosts(), app.Post{Text: " "}), Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.NWords != 24 || r.NPicture != 24 || r.Skipped != 1 {
		t.Errorf("%d posts for words, %d for pictures, %d skipped", r.NWords, r.NPicture, r.Skipped)
	}
	for name, areas := range map[string]map[string]Area{"words": r.Words, "picture": r.Picture} {
		c, random := areas[Contribution], areas[Random]
		if !(c.Low > 0) || !(c.Deletion < random.Deletion) || !(c.Insertion > random.Insertion) || !(c.High >= c.Gain && c.Gain >= c.Low) {
			t.Errorf("%s: contribution %+v, random %+v", name, c, random)
		}
	}
}

// liar is an engine whose explanations are upside down.
type liar struct{ app.Engine }

func (l liar) Explain(ctx context.Context, p app.Post, label app.Label) (app.Attribution, error) {
	a, err := l.Engine.Explain(ctx, p, label)
	for i := range a.Words {
		a.Words[i].Weight *= -1
	}
	if a.Picture != nil {
		for i := range a.Picture.Weight {
			a.Picture.Weight[i] *= -1
		}
	}
	return a, err
}

func TestLiesAreFoundOut(t *testing.T) {
	r, err := Measure(context.Background(), liar{&apptest.Fake{}}, ownPosts(), Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.Words[Contribution].High >= 0 || r.Picture[Contribution].High >= 0 {
		t.Errorf("words %+v, picture %+v", r.Words[Contribution], r.Picture[Contribution])
	}
}

func TestArea(t *testing.T) {
	points := make([]app.Prediction, 3)
	for i, v := range []float64{1, 0.5, 0} {
		points[i].Scores[app.Positive] = v
	}
	if got := area(points, app.Positive); math.Abs(got-0.5) > 1e-12 {
		t.Errorf("area %v", got)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Measure(ctx, &apptest.Fake{}, ownPosts(), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
