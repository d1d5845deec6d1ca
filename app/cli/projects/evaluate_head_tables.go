package projects

import (
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/measure"
)

// write writes the figures and the posts as tables.
func (o *heldHead) write(dir, prefix string) error {
	fail := func(path string, err error) error {
		return &app.Error{Op: "write evaluation", Path: path, Kind: app.KindDisk, Err: err, Hint: "Check that the folder may be written to."}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fail(dir, err)
	}
	for name, rows := range map[string][][]string{"metrics": o.metrics(), "labels": o.labels(), "posts": o.rows()} {
		path := filepath.Join(dir, prefix+name+".csv")
		if err := app.WriteWhole(path, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) }); err != nil {
			return fail(path, err)
		}
	}
	return nil
}

func digits(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'f', 6, 64)
}

func (o *heldHead) metrics() [][]string {
	rows := [][]string{{"metric", "value", "low", "high", "n"}}
	for _, m := range []struct {
		name string
		i    measure.Interval
	}{{"accuracy", o.Own.Accuracy}, {"macro_f1", o.Own.MacroF1}, {"ece", o.Own.ECE}, {"majority_macro_f1", o.Majority.MacroF1}} {
		rows = append(rows, []string{m.name, digits(m.i.Value), digits(m.i.Low), digits(m.i.High), strconv.Itoa(m.i.N)})
	}
	return rows
}

func (o *heldHead) labels() [][]string {
	rows := [][]string{{"label", "posts", "precision", "recall", "f1", "f1_low", "f1_high"}}
	for c, l := range o.Own.Labels {
		rows = append(rows, []string{o.Question.Labels[c], strconv.Itoa(l.Posts), digits(l.Precision), digits(l.Recall), digits(l.F1.Value), digits(l.F1.Low), digits(l.F1.High)})
	}
	return rows
}

// rows are the posts, with people's labels and the head's, and how sure it is of each.
func (o *heldHead) rows() [][]string {
	name := func(labels []int) string {
		var names []string
		for _, c := range labels {
			names = append(names, o.Question.Labels[c])
		}
		return strings.Join(names, ";")
	}
	rows := [][]string{append([]string{"post", "people", "head"}, o.Question.Labels...)}
	for _, id := range o.order {
		j := o.posts[id]
		a := app.Answer{Head: &app.Head{Kind: o.Question.Kind}, Scores: j.Scores}
		row := []string{string(id), name(j.Labels), name(a.Given())}
		for _, s := range j.Scores {
			row = append(row, digits(s))
		}
		rows = append(rows, row)
	}
	return rows
}
