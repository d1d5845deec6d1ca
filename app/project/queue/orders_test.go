package queue_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/projecttest"
	"duotone/app/project/queue"
)

// meant says for some posts that they mean otherwise than they say, each less than the one before; of one more it can't be told.
func meant(t *testing.T, p *project.Project, which ...int) {
	t.Helper()
	var all []project.Score
	for i, id := range projecttest.IDs(t, p) {
		says := app.Scores{0.1, 0.1, 0.8}
		out := app.Prediction{Pack: "m@1", Label: app.Positive, Scores: says, Meant: &app.Opinion{Label: app.Positive, Scores: says}}
		if at := slices.Index(which, i); at >= 0 {
			x := 0.2 * float64(at)
			out.Meant = &app.Opinion{Label: app.Negative, Scores: app.Scores{0.9 - x, 0.1, x}}
		}
		s, err := project.ScoreOf(id, out)
		projecttest.Must(t, err)
		all = append(all, s)
	}
	projecttest.Must(t, p.Scores.Set(t.Context(), all))
}

func TestOrders(t *testing.T) {
	s := project.DefaultSettings()
	p := projecttest.New(t, s, projecttest.Texts(30)...)
	projecttest.Score(t, p, func(i int) app.Scores { x := float64(i) / 60; return app.Scores{x, 1 - x, 0} })
	l, err := p.Log.Ledger(t.Context())
	projecttest.Must(t, err)
	laid := func(o project.Order, repeat int) []queue.Slot {
		t.Helper()
		s.Order, s.Repeat = o, repeat
		q, name, err := queue.Slots(t.Context(), p, s, "m@1", l)
		projecttest.Must(t, err)
		if !strings.HasPrefix(name, string(o)) {
			t.Errorf("the order is recorded as %q", name)
		}
		return q
	}
	given := projecttest.IDs(t, p)
	if q := laid(project.OrderEntropy, 0); q[0].Post != given[29] || q[29].Post != given[0] {
		t.Error("the most uncertain does not come first")
	}
	if q := laid(project.OrderMargin, 0); q[0].Post != given[29] {
		t.Error("the smallest margin does not come first")
	}
	if q := laid(project.OrderApart, 0); q[0].Post != given[6] {
		t.Error("the most incongruous does not come first")
	}
	if _, _, err := queue.Slots(t.Context(), p, project.Settings{Order: project.OrderSarcastic}, "m@1", l); app.HintOf(err) == "" || app.KindOf(err) != app.KindInput {
		t.Errorf("sarcastic ones first, by a pack that doesn't tell the meaning: %v", err)
	}
	meant(t, p, 3, 17, 8)
	if q := laid(project.OrderSarcastic, 0); q[0].Post != given[3] || q[1].Post != given[17] || q[2].Post != given[8] || q[3].Post != given[0] {
		t.Error("what means the farthest from what it says does not come first, or the rest are not as given")
	}
	one, two := laid(project.OrderRandom, 0), laid(project.OrderRandom, 0)
	s.Seed = 2
	if other := laid(project.OrderRandom, 0); !reflect.DeepEqual(one, two) || reflect.DeepEqual(one, other) {
		t.Error("a seed does not settle the order")
	}
	q := laid(project.OrderGiven, 5)
	first := map[app.PostID]int{}
	again := 0
	for i, slot := range q {
		if slot.Round == 0 {
			first[slot.Post] = i
		} else if at, seen := first[slot.Post]; !seen || i-at <= 5 {
			if i < len(q)-1 {
				t.Errorf("asked again after %d posts", i-at)
			}
		}
		again += slot.Round
	}
	if again != 6 || len(q) != 36 {
		t.Errorf("%d of 30 asked again with one in 5", again)
	}
	if _, _, err := queue.Slots(t.Context(), p, func() project.Settings { s.Order = project.OrderEntropy; return s }(), "nobody@1", l); app.HintOf(err) == "" {
		t.Errorf("an order without scores: %v", err)
	}
	d := projecttest.NewDesk(t, p, desk.Options{})
	projecttest.Must(t, d.Label(t.Context(), app.Positive.String())) // the model is surest of neutral here
	l, err = p.Log.Ledger(t.Context())
	projecttest.Must(t, err)
	if q := laid(project.OrderDisagree, 0); q[0].Post != given[0] {
		t.Error("the post whose label is not the model's does not come first")
	}
	vectors := map[app.PostID][]float32{}
	for i, id := range given[:20] {
		vectors[id] = []float32{float32(i / 10), float32(i % 10 / 9)} // four heaps
	}
	projecttest.Must(t, p.Scores.SetEmbeddings(t.Context(), "m@1", vectors))
	heaps := map[string]bool{}
	for _, slot := range laid(project.OrderDiverse, 0)[:4] {
		heaps[fmt.Sprint(vectors[slot.Post])] = true
	}
	if len(heaps) != 4 {
		t.Errorf("the first four posts come from %d of 4 heaps", len(heaps))
	}
}
