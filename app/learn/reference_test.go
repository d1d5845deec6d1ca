package learn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"duotone/app"
)

// referenceTasks are what scikit-learn is held against: hard enough that the strength of the penalty matters.
func referenceTasks() map[string]*Task {
	all := map[string]*Task{}
	for name, kind := range map[string]app.QuestionKind{"one-of": app.OneOf, "many-of": app.ManyOf} {
		for _, plain := range []bool{false, true} {
			rng := rand.New(rand.NewPCG(5, uint64(len(name))))
			t := &Task{Question: Question{Key: name, Kind: kind, Asked: app.AskedOfPost, Labels: []string{"a", "b", "c", "d"}}, Options: Options{Seed: 1, Plain: plain}}
			chances := []float64{0.45, 0.3, 0.15, 0.1}
			for i := range 1600 {
				x := make([]float32, 40)
				for k := range x {
					x[k] = float32(rng.NormFloat64() / (1 + float64(k)/8))
				}
				labels := drawnLabels(rng, kind, chances)
				for _, c := range labels {
					x[c*3] += 1.1
					x[c*3+1] -= 0.6
				}
				t.Examples = append(t.Examples, Example{Post: app.PostID(fmt.Sprint(i)), X: x, Labels: labels, Own: -1, Like: Likeness{Words: fmt.Sprintf("post %d %d", i, i*i)}})
			}
			all[fmt.Sprintf("%s-%s", name, map[bool]string{true: "plain", false: "balanced"}[plain])] = t
		}
	}
	return all
}

func drawnLabels(rng *rand.Rand, kind app.QuestionKind, chances []float64) []int {
	if kind == app.ManyOf {
		labels := []int{}
		for c, p := range chances {
			if rng.Float64() < p {
				labels = append(labels, c)
			}
		}
		return labels
	}
	at, u := 0, rng.Float64()
	for u > chances[at] && at < len(chances)-1 {
		u -= chances[at]
		at++
	}
	return []int{at}
}

// sumOf is the hash of a task's numbers and labels: reference.json is of these and no others.
func sumOf(t *Task) string {
	h := sha256.New()
	for _, e := range t.Examples {
		for _, v := range e.X {
			binary.Write(h, binary.LittleEndian, math.Float32bits(v)) //nolint:errcheck // a hash doesn't fail
		}
		fmt.Fprint(h, e.Labels)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// export writes a task with its outer folds for testdata/reference.py.
func export(t *testing.T, dir, name string, task *Task, sum string) {
	t.Helper()
	d, err := task.data()
	if err != nil {
		t.Fatal(err)
	}
	j := &job{data: d}
	folds, err := j.outer()
	if err != nil {
		t.Fatal(err)
	}
	var x [][]float32
	var y [][]int
	for _, e := range task.Examples {
		x, y = append(x, e.X), append(y, e.Labels)
	}
	data, err := json.Marshal(map[string]any{"x": x, "y": y, "folds": folds, "labels": len(task.Labels), "sha256": sum, "balanced": !task.Plain, "many": task.Kind == app.ManyOf})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".json"), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAgainstScikitLearn holds the cross-validated macro F1 against that of LogisticRegressionCV on the same representation and folds:
// within half a point. DUOTONE_EXPORT=FOLDER writes what testdata/reference.py reads instead.
func TestAgainstScikitLearn(t *testing.T) {
	if dir := os.Getenv("DUOTONE_EXPORT"); dir != "" {
		for name, task := range referenceTasks() {
			export(t, dir, name, task, sumOf(task))
		}
		if os.Getenv("DUOTONE_TRIAL") != "" {
			task := goEmotions(t, "train", 2000)
			task.Seed = 1
			export(t, dir, "trial", task, "")
			t.Logf("trial: macro F1 %.2f", 100*mustLearn(t, task).Own.MacroF1.Value)
		}
		return
	}
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var reference struct {
		Cases map[string]struct {
			Sum     string  `json:"sha256"`
			MacroF1 float64 `json:"macro_f1"`
		}
	}
	if err := json.Unmarshal(data, &reference); err != nil {
		t.Fatal(err)
	}
	for name, task := range referenceTasks() {
		want, ok := reference.Cases[name]
		if !ok || want.Sum != sumOf(task) {
			t.Fatalf("%s: reference.json is of other data; make it anew, as testdata/reference.py says", name)
		}
		got := mustLearn(t, task).Own.MacroF1.Value
		t.Logf("%s: macro F1 %.2f, scikit-learn's %.2f", name, 100*got, 100*want.MacroF1)
		if got < want.MacroF1-0.005 {
			t.Errorf("%s: macro F1 %.4f is more than half a point under scikit-learn's %.4f", name, got, want.MacroF1)
		}
	}
}
