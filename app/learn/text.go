package learn

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"

	"duotone/app"
	"duotone/app/measure"
)

// Named is a figure with its name.
type Named struct {
	Name string `json:"name"`
	measure.Interval
}

// Figures are the head's own, the ones that a card has.
func (r *Result) Figures() []Named {
	all := []Named{{"accuracy", r.Own.Accuracy}, {"macro F1", r.Own.MacroF1}, {"calibration error", r.Own.ECE}}
	for c, l := range r.Own.Labels {
		all = append(all, Named{"F1 of " + r.Question.LabelName(c), l.F1})
	}
	return all
}

// percent writes a figure with its interval.
func percent(i measure.Interval) string {
	if math.IsNaN(i.Value) {
		return "–"
	}
	return fmt.Sprintf("%.1f (%.1f to %.1f)", 100*i.Value, 100*i.Low, 100*i.High)
}

// Text is the result for a terminal and for a card. base is the Ref of the pack that it was learned on.
func Text(r *Result, base string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d posts, %d labels, %d of them like no other\n", r.Question.name(), len(r.Examples), len(r.Question.Labels), r.Groups)
	w := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\taccuracy\tmacro F1\tcalibration error")
	r.Own.line(w, "this head")
	r.Majority.line(w, "always the commonest")
	if r.Pack != nil {
		r.Pack.Other.line(w, "the pack "+base+" itself")
	}
	if r.Earlier != nil {
		r.Earlier.Other.line(w, "the earlier head's labels")
	}
	w.Flush()
	r.Own.tables(&b, r.Question)
	b.WriteString("\n")
	for _, s := range r.Sentences() {
		fmt.Fprintln(&b, s)
	}
	fmt.Fprintln(w, "labels learned from\tmacro F1")
	for _, p := range r.Curve {
		fmt.Fprintf(w, "%d\t%.1f\n", p.Labels, 100*p.MacroF1)
	}
	w.Flush()
	for _, s := range r.Round() {
		fmt.Fprintln(&b, s)
	}
	return b.String()
}

// Report is the result as JSON.
func (r *Result) Report() any {
	type other struct {
		Accuracy, MacroF1   measure.Interval
		OnlyHead, OnlyOther int     // posts that only the one has right
		P                   float64 // McNemar's, two-sided
	}
	versus := func(v *Versus) *other {
		if v == nil {
			return nil
		}
		return &other{v.Other.Accuracy, v.Other.MacroF1, v.Test.OnlyA, v.Test.OnlyB, v.p()}
	}
	type suspect struct {
		Post          app.PostID
		Given, Likely string
		By            float64
	}
	name := func(c int) string {
		if c < 0 {
			return ""
		}
		return r.Question.Labels[c]
	}
	out := struct {
		Question                string
		Kind                    app.QuestionKind
		Posts, Groups           int
		Strength, Temperature   float64
		Accuracy, MacroF1, ECE  measure.Interval
		Labels                  []labelReport
		Confusion               [][]int
		MajorityF1, MajorityAcc measure.Interval
		Pack, Earlier           *other
		Curve                   []Point
		Gain                    Gain
		Suspects                []suspect
	}{r.Question.Key, r.Question.Kind, len(r.Examples), r.Groups, r.Strength, r.Head.Temperature, r.Own.Accuracy, r.Own.MacroF1, r.Own.ECE, r.Own.report(r.Question),
		r.Own.Confusion, r.Majority.MacroF1, r.Majority.Accuracy, versus(r.Pack), versus(r.Earlier), r.Curve, r.Gain, []suspect{}}
	for _, s := range r.Suspects {
		out.Suspects = append(out.Suspects, suspect{s.Post, name(s.Given), name(s.Likely), s.By})
	}
	return out
}
