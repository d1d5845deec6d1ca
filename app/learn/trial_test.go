package learn

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
)

// ekman are GoEmotions' emotions by Ekman's six and neutral (Demszky et al. 2020).
var ekman = []string{"anger annoyance disapproval", "disgust", "fear nervousness",
	"joy amusement approval excitement gratitude love optimism relief pride admiration desire caring",
	"sadness disappointment embarrassment grief remorse", "surprise realization confusion curiosity", "neutral"}

// goEmotions reads comments with one of the seven from DUOTONE_TRIAL, a folder with train.jsonl and val.jsonl of GoEmotions and beside
// each the embeddings of its first comments: train.f32 and val.f32, 2,560 little-endian numbers a comment.
func goEmotions(t testing.TB, part string, most int) *Task {
	dir := os.Getenv("DUOTONE_TRIAL")
	if dir == "" {
		t.Skip("DUOTONE_TRIAL names no folder with GoEmotions")
	}
	posts, err := os.ReadFile(filepath.Join(dir, part+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	vectors, err := os.Open(filepath.Join(dir, part+".f32"))
	if err != nil {
		t.Fatal(err)
	}
	defer vectors.Close()
	numbers := bufio.NewReader(vectors)
	task := &Task{Question: Question{Key: "emotion", Kind: app.OneOf, Asked: app.AskedOfPost,
		Labels: []string{"anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral"}}, Options: Options{Least: 1}}
	for line := range bytes.Lines(posts) {
		x := make([]float32, 2560)
		if err := binary.Read(numbers, binary.LittleEndian, x); err == io.EOF || len(task.Examples) == most {
			break
		}
		var row struct {
			Text     string
			Emotions []string
		}
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		var labels []int
		for _, e := range row.Emotions {
			labels = append(labels, slices.IndexFunc(ekman, func(s string) bool { return slices.Contains(strings.Fields(s), e) }))
		}
		slices.Sort(labels)
		if labels = slices.Compact(labels); len(labels) == 1 {
			task.Examples = append(task.Examples, Example{Post: app.PostID(row.Text), X: x, Labels: labels, Like: Likeness{Words: row.Text}, Own: -1})
		}
	}
	return task
}

// drawn are n examples by chance, as a job.
func drawn(t testing.TB, all *Task, n int, seed uint64) *job {
	part := *all
	part.Seed = seed
	part.Examples = nil
	for _, i := range rand.New(rand.NewPCG(seed, 1)).Perm(len(all.Examples))[:n] {
		part.Examples = append(part.Examples, all.Examples[i])
	}
	d, err := part.data()
	if err != nil {
		t.Fatal(err)
	}
	return &job{data: d}
}

// learned fits all of a job's examples, at the strength that its folds choose.
func learned(t testing.TB, j *job) (*app.Head, float64) {
	all := make([]int, j.n)
	for i := range all {
		all[i] = i
	}
	chosen, err := j.choose(context.Background(), all, j.task.Seed)
	if err != nil {
		t.Fatal(err)
	}
	model, err := j.fit(context.Background(), all, chosen.strength, nil)
	if err != nil {
		t.Fatal(err)
	}
	return j.head(model, chosen.temperature), chosen.strength
}

// held is the macro F1 of a head on examples that it has not seen, in percent.
func held(h *app.Head, test *Task) float64 {
	told := make([][]int, len(test.Examples))
	for i, e := range test.Examples {
		told[i] = given(h.Kind, h.Probabilities(e.X))
	}
	return 100 * answersOf(test).counted(told, nil).macro()
}

// TestGoEmotions is the trial of the pack's embedding: labels drawn by chance, macro F1 on 2,000 comments that were held back.
func TestGoEmotions(t *testing.T) {
	train, test := goEmotions(t, "train", math.MaxInt), goEmotions(t, "val", 2000)
	for _, n := range []int{134, 1002, 2000} {
		sum := 0.0
		const draws = 5
		for seed := range uint64(draws) {
			h, strength := learned(t, drawn(t, train, n, seed+1))
			f := held(h, test)
			t.Logf("%d labels, draw %d: strength %g, macro F1 %.1f", n, seed+1, strength, f)
			sum += f
		}
		t.Logf("%d labels: macro F1 %.1f", n, sum/draws)
	}
}

// TestLoop is the loop of labelling and learning on GoEmotions: from 100 labels by chance, 100 more a round, by chance, by unsureness
// alone, and by unsureness and distance; how many labels reach 95 % of what all of them give.
func TestLoop(t *testing.T) {
	train, test := goEmotions(t, "train", 2000), goEmotions(t, "val", 2000)
	full, strength := learned(t, drawn(t, train, len(train.Examples), 1))
	goal := 0.95 * held(full, test)
	t.Logf("all %d labels: macro F1 %.1f; the goal is %.1f", len(train.Examples), goal/0.95, goal)
	for _, order := range []string{"unsure and diverse", "unsure, no near copies", "unsure", "by chance"} {
		for seed := range uint64(3) {
			t.Logf("%s, draw %d: %d labels", order, seed+1, loop(t, train, test, order, seed+1, strength, goal))
		}
	}
}

// loop is after how many labels a goal is reached.
func loop(t *testing.T, train, test *Task, order string, seed uint64, strength, goal float64) int {
	rest := slices.Clone(train.Examples)
	rng := rand.New(rand.NewPCG(seed, 9))
	rng.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	part := *train
	part.Seed, part.Examples = seed, nil
	for {
		part.Examples, rest = append(part.Examples[:len(part.Examples):len(part.Examples)], rest[:min(100, len(rest))]...), rest[min(100, len(rest)):]
		d, err := part.data()
		if err != nil {
			t.Fatal(err)
		}
		j := &job{data: d}
		all := make([]int, j.n)
		for i := range all {
			all[i] = i
		}
		model, err := j.fit(context.Background(), all, strength, nil)
		if err != nil {
			t.Fatal(err)
		}
		h := j.head(model, 1)
		if len(rest) == 0 || held(h, test) >= goal {
			return j.n
		}
		switch order {
		case "unsure":
			slices.SortStableFunc(rest, func(a, b Example) int { return cmp.Compare(unsureness(h, b.X), unsureness(h, a.X)) })
		case "unsure and diverse", "unsure, no near copies":
			chosen := Next(h, rest, 100)
			if order == "unsure and diverse" {
				chosen = spread(h, rest, 100)
			}
			taken := map[app.PostID]bool{}
			for _, e := range chosen {
				taken[e.Post] = true
			}
			rest = append(chosen, slices.DeleteFunc(rest, func(e Example) bool { return taken[e.Post] })...)
		}
	}
}

// spread gives n of the 3·n unsurest posts: each time the one that lies farthest from those that were taken (k-centre, Gonzalez 1985).
func spread(h *app.Head, rest []Example, n int) []Example {
	pool := slices.Clone(rest)
	slices.SortStableFunc(pool, func(a, b Example) int { return cmp.Compare(unsureness(h, b.X), unsureness(h, a.X)) })
	pool = pool[:min(3*n, len(pool))]
	far := slices.Repeat([]float64{math.Inf(1)}, len(pool))
	var out []Example
	for at := 0; len(out) < min(n, len(pool)); {
		out = append(out, pool[at])
		far[at] = -1
		next := -1
		for i := range pool {
			if far[i] >= 0 {
				far[i] = min(far[i], distance(pool[i].X, pool[at].X))
				if next < 0 || far[i] > far[next] {
					next = i
				}
			}
		}
		at = next
	}
	return out
}
