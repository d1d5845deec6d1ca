package figures_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"
	"duotone/app/project/projecttest"
)

// The figures of testdata/evaluate.json were computed once with scikit-learn.
func TestEvaluateAgainstScikitLearn(t *testing.T) {
	raw, err := os.ReadFile("testdata/evaluate.json")
	projecttest.Must(t, err)
	var golden struct {
		Rows []struct {
			Truth         app.Label
			First, Second app.Scores
		}
		Accuracy, Macro, Weighted float64
		Confusion                 [][]int
	}
	if err := json.Unmarshal([]byte(strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(string(raw), `"truth": 0`, `"truth": "negative"`),
		`"truth": 1`, `"truth": "neutral"`), `"truth": 2`, `"truth": "positive"`)), &golden); err != nil {
		t.Fatal(err)
	}
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(len(golden.Rows))...)
	onlyFirst, onlySecond := 0, 0
	for i, id := range projecttest.IDs(t, p) {
		r := golden.Rows[i]
		_, err := p.Log.Append(t.Context(), ledger.Event{Annotator: "ana", Act: ledger.ActLabel, Post: id, Question: codebook.Both, Value: r.Truth.String()})
		projecttest.Must(t, err)
		projecttest.Must(t, p.Scores.Set(t.Context(), []project.Score{{Post: id, Pack: "first@1", Scores: r.First}, {Post: id, Pack: "second@1", Scores: r.Second}}))
		switch a, b := r.First.Top() == r.Truth, r.Second.Top() == r.Truth; {
		case a && !b:
			onlyFirst++
		case b && !a:
			onlySecond++
		}
	}
	final := ledger.Final{By: "majority"}
	first, unscored, err := figures.Cases(t.Context(), p, final, "first@1")
	projecttest.Must(t, err)
	second, _, err := figures.Cases(t.Context(), p, final, "second@1")
	projecttest.Must(t, err)
	e := figures.Evaluate("first@1", first)
	for _, f := range []struct {
		name      string
		got, want float64
	}{{"accuracy", e.Accuracy.Value, golden.Accuracy}, {"macro F1", e.MacroF1.Value, golden.Macro}, {"weighted F1", e.WeightedF1.Value, golden.Weighted}} {
		if math.Abs(f.got-f.want) > 1e-9 {
			t.Errorf("%s %v, want %v", f.name, f.got, f.want)
		}
	}
	if !(e.Accuracy.Low < golden.Accuracy && golden.Accuracy < e.Accuracy.High) || unscored != 0 {
		t.Errorf("accuracy %+v, %d unscored", e.Accuracy, unscored)
	}
	if !reflect.DeepEqual(e.Metrics.Confusion, golden.Confusion) {
		t.Errorf("confusion %v, want %v", e.Metrics.Confusion, golden.Confusion)
	}
	for truth, row := range golden.Confusion {
		for said, n := range row {
			if got := len(figures.Cell(first, app.Label(truth), app.Label(said))); got != n {
				t.Errorf("%d posts behind cell %d, %d; want %d", got, truth, said, n)
			}
		}
	}
	test, n := figures.Compare(first, second)
	if n != len(golden.Rows) || test.OnlyA != onlyFirst || test.OnlyB != onlySecond {
		t.Errorf("McNemar on %d: %+v, want %d and %d", n, test, onlyFirst, onlySecond)
	}
	dir := filepath.Join(t.TempDir(), "figures")
	projecttest.Must(t, e.Write(dir, "", first, figures.ComparisonTable("first@1", "second@1", test, n)))
	for name, begin := range map[string]string{"reliability.png": "\x89PNG", "confusion.png": "\x89PNG", "reliability.svg": "<svg",
		"confusion.svg": "<svg", "metrics.csv": "metric,", "mcnemar.csv": "first,", "posts.csv": "id,", "slices.csv": "by,"} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.HasPrefix(string(data), begin) {
			t.Errorf("%s begins with %.20q, %v", name, data, err)
		}
	}
	f, err := os.Open(filepath.Join(dir, "posts.csv"))
	projecttest.Must(t, err)
	defer f.Close()
	if rows, err := csv.NewReader(f).ReadAll(); err != nil || len(rows) != 1+len(golden.Rows) {
		t.Errorf("%d rows of posts, %v", len(rows), err)
	}
}
