package figures

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"duotone/app"
	"duotone/app/measure"
)

// Table is one table of an evaluation; the first row has the names.
type Table struct {
	Name string
	Rows [][]string
}

func cellOf(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'f', 6, 64)
}

// probability writes one that may be very small.
func probability(p float64) string {
	if math.IsNaN(p) {
		return ""
	}
	return strconv.FormatFloat(p, 'g', 6, 64)
}

// Tables are all figures of an evaluation.
func (e Evaluation) Tables() []Table {
	metrics := Table{"metrics", [][]string{{"metric", "value", "low", "high", "n"}}}
	for _, f := range []struct {
		name string
		measure.Interval
	}{{"accuracy", e.Accuracy}, {"weighted_f1", e.WeightedF1}, {"macro_f1", e.MacroF1},
		{"ece", measure.Interval{Value: e.Calibration.ECE, Low: math.NaN(), High: math.NaN(), N: e.Metrics.N}},
		{"mce", measure.Interval{Value: e.Calibration.MCE, Low: math.NaN(), High: math.NaN(), N: e.Metrics.N}},
		{"brier", measure.Interval{Value: e.Calibration.Brier, Low: math.NaN(), High: math.NaN(), N: e.Metrics.N}},
	} {
		metrics.Rows = append(metrics.Rows, []string{f.name, cellOf(f.Value), cellOf(f.Low), cellOf(f.High), strconv.Itoa(f.N)})
	}
	classes := Table{"classes", [][]string{{"label", "precision", "recall", "f1", "support"}}}
	confusion := Table{"confusion", [][]string{{"true \\ predicted", "negative", "neutral", "positive"}}}
	for i, l := range app.Labels {
		c := e.Metrics.Class[i]
		classes.Rows = append(classes.Rows, []string{l.String(), cellOf(c.Precision), cellOf(c.Recall), cellOf(c.F1), strconv.Itoa(c.Support)})
		row := []string{l.String()}
		for _, n := range e.Metrics.Confusion[i] {
			row = append(row, strconv.Itoa(n))
		}
		confusion.Rows = append(confusion.Rows, row)
	}
	calibration := Table{"calibration", [][]string{{"low", "high", "n", "confidence", "accuracy"}}}
	for _, b := range e.Calibration.Bins {
		calibration.Rows = append(calibration.Rows, []string{cellOf(b.Low), cellOf(b.High), strconv.Itoa(b.N), cellOf(b.Confidence), cellOf(b.Accuracy)})
	}
	parts := Table{"slices", [][]string{{"by", "slice", "n", "accuracy", "low", "high", "weighted_f1", "macro_f1"}}}
	for _, s := range e.Slices {
		parts.Rows = append(parts.Rows, []string{s.Group, s.Name, strconv.Itoa(s.N), cellOf(s.Accuracy.Value), cellOf(s.Accuracy.Low),
			cellOf(s.Accuracy.High), cellOf(s.WeightedF1), cellOf(s.MacroF1)})
	}
	return []Table{metrics, classes, confusion, calibration, parts}
}

// postsTable has every post with its label and the model's.
func postsTable(cases []Case) Table {
	t := Table{"posts", [][]string{{"id", "text", "image", "label", "words_label", "picture_label", "model_label", "negative", "neutral", "positive"}}}
	name := func(l *app.Label) string {
		if l == nil {
			return ""
		}
		return l.String()
	}
	for _, c := range cases {
		row := []string{c.Item.Name, c.Item.Text, "", c.Truth.String(), name(c.Words), name(c.Picture), c.Score.Label().String()}
		if c.Item.Picture != nil {
			row[2] = c.Item.Picture.Name
		}
		for _, x := range c.Score.Scores {
			row = append(row, cellOf(x))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// ComparisonTable has McNemar's test of two packs.
func ComparisonTable(a, b string, t measure.Test, n int) Table {
	return Table{"mcnemar", [][]string{{"first", "second", "n", "only_first_right", "only_second_right", "p_exact", "chi2", "p_chi2"},
		{a, b, strconv.Itoa(n), strconv.Itoa(t.OnlyA), strconv.Itoa(t.OnlyB), probability(t.Exact), cellOf(t.Statistic), probability(t.P)}}}
}

// Write writes the tables as CSV and the plots as PNG and SVG into a folder, which is made if need be. prefix goes before
// every name.
func (e Evaluation) Write(dir, prefix string, cases []Case, more ...Table) error {
	const op = "write evaluation"
	fail := func(path string, err error) error {
		return &app.Error{Op: op, Path: path, Kind: app.KindDisk, Err: err, Hint: "Check that the folder may be written to."}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fail(dir, err)
	}
	for _, t := range append(append(e.Tables(), postsTable(cases)), more...) {
		path := filepath.Join(dir, prefix+t.Name+".csv")
		if err := writeTo(path, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(t.Rows) }); err != nil {
			return fail(path, err)
		}
	}
	names := []string{app.Negative.String(), app.Neutral.String(), app.Positive.String()}
	for _, format := range []string{"png", "svg"} {
		path := filepath.Join(dir, prefix+"reliability."+format)
		if err := writeTo(path, func(w io.Writer) error { return measure.PlotReliability(w, format, e.Pack, e.Calibration, nil) }); err != nil {
			return fail(path, err)
		}
		path = filepath.Join(dir, prefix+"confusion."+format)
		if err := writeTo(path, func(w io.Writer) error { return measure.PlotConfusion(w, format, e.Pack, names, e.Metrics.Confusion) }); err != nil {
			return fail(path, err)
		}
	}
	return nil
}

func writeTo(path string, write func(io.Writer) error) error {
	return app.WriteWhole(path, func(w io.Writer) error {
		if err := write(w); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		return nil
	})
}
