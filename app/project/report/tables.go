package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/measure"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"
)

func figure(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'f', 4, 64)
}

// Tables are all figures of a report; the first row of each has the names.
func (r *Report) Tables() []figures.Table {
	people := figures.Table{Name: "people", Rows: [][]string{{"annotator", "question", "labelled", "skipped", "put_off", "median_s", "known", "right", "asked_again", "same"}}}
	given := figures.Table{Name: "given", Rows: [][]string{{"annotator", "question", "label", "times"}}}
	for _, p := range r.Stats.People {
		people.Rows = append(people.Rows, []string{p.Annotator, string(p.Question), strconv.Itoa(p.Labelled), strconv.Itoa(p.Skipped), strconv.Itoa(p.Later),
			figure(p.MedianTook.Seconds()), strconv.Itoa(p.Golden), strconv.Itoa(p.Right), strconv.Itoa(p.Repeated), strconv.Itoa(p.Consistent)})
		for _, id := range r.labelsOf(p.Question) {
			given.Rows = append(given.Rows, []string{p.Annotator, string(p.Question), id, strconv.Itoa(p.Labels[id])})
		}
	}
	progress := figures.Table{Name: "progress", Rows: [][]string{{"annotator", "posts", "target", "answers", "worked_s", "median_s", "sessions", "longest_session_s", "last"}}}
	for _, p := range r.Progress {
		last := ""
		if !p.Last.IsZero() {
			last = p.Last.UTC().Format("2006-01-02T15:04:05Z")
		}
		progress.Rows = append(progress.Rows, []string{p.Annotator, strconv.Itoa(p.Posts), strconv.Itoa(p.Target), strconv.Itoa(p.Answers), figure(p.Worked.Seconds()),
			figure(p.Median.Seconds()), strconv.Itoa(p.Sessions), figure(p.Longest.Seconds()), last})
	}
	agreement := figures.Table{Name: "agreement", Rows: [][]string{{"question", "annotators", "posts", "figure", "value", "low", "high"}}}
	labels := figures.Table{Name: "labels", Rows: [][]string{{"question", "label", "given", "specific_agreement", "alpha"}}}
	met := figures.Table{Name: "met", Rows: [][]string{{"question", "label", "met", "times"}}}
	for _, q := range r.Questions {
		for _, g := range append([]measure.Agreement{q.Agreement.Overall}, q.Agreement.Pairs...) {
			for _, f := range Figures(g) {
				if !math.IsNaN(f.Value) {
					agreement.Rows = append(agreement.Rows, []string{string(q.Asked.ID), strings.Join(g.Coders, "; "), strconv.Itoa(g.Units), f.Key, figure(f.Value), figure(f.Low), figure(f.High)})
				}
			}
		}
		for _, l := range q.Labels {
			labels.Rows = append(labels.Rows, []string{string(q.Asked.ID), l.ID, strconv.Itoa(l.Given), figure(l.Agreed), figure(l.Nominal)})
		}
		for i, row := range q.Met {
			for k, x := range row {
				met.Rows = append(met.Rows, []string{string(q.Asked.ID), q.Asked.Labels[i].ID, q.Asked.Labels[k].ID, figure(x)})
			}
		}
	}
	posts := figures.Table{Name: "disputed", Rows: [][]string{{"duotone", "id", "question", "differ", "said", "decided", "known", "text"}}}
	for _, d := range r.Disputed {
		posts.Rows = append(posts.Rows, []string{string(d.Post), d.Name, string(d.Question), figure(d.Differ), saidText(d.Said), string(d.Decided), string(d.Known), d.Text})
	}
	return []figures.Table{people, given, progress, agreement, labels, met, posts}
}

func (r *Report) labelsOf(id codebook.QuestionID) (ids []string) {
	if q, ok := r.book.Question(id); ok {
		for _, l := range q.Labels {
			ids = append(ids, l.ID)
		}
		if q.Kind == codebook.ManyOf {
			ids = append(ids, string(codebook.None))
		}
	}
	return ids
}

func saidText(said []ledger.Said) string {
	var parts []string
	for _, s := range said {
		parts = append(parts, fmt.Sprintf("%s: %s", s.Annotator, s.Answer))
	}
	return strings.Join(parts, "; ")
}

// Figure is one figure of agreement, as people and as files name it.
type Figure struct {
	Name, Key string
	measure.Interval
}

// Figures are all of an agreement; those that do not fit its question are NaN.
func Figures(g measure.Agreement) []Figure {
	return []Figure{
		{app.Say("percent agreement").Key, "percent", g.Percent}, {app.Say("Cohen's κ").Key, "kappa", g.Kappa},
		{app.Say("Krippendorff's α").Key, "alpha_nominal", g.Nominal}, {app.Say("α, ordinal").Key, "alpha_ordinal", g.Ordinal},
		{app.Say("α, interval").Key, "alpha_interval", g.Interval}, {app.Say("α, MASI").Key, "alpha_masi", g.Masi}, {app.Say("α, Jaccard").Key, "alpha_jaccard", g.Jaccard},
	}
}

// Save writes the tables as CSV into a folder, which is made if need be. Tables that are there are replaced only with force.
func (r *Report) Save(dir string, force bool) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return &app.Error{Op: "write tables", Path: dir, Kind: app.KindDisk, Err: err, Hint: "Check that the folder may be written to."}
	}
	tables := r.Tables()
	out := func(t figures.Table) app.Out {
		return app.Out{Path: filepath.Join(dir, t.Name+".csv"), Force: force, Inputs: []string{r.Name}}
	}
	for _, t := range tables { // all or none
		if err := out(t).Check(); err != nil {
			return err
		}
	}
	for _, t := range tables {
		if err := out(t).Write(func(w io.Writer) error { return csv.NewWriter(w).WriteAll(t.Rows) }); err != nil {
			return err
		}
	}
	return nil
}
