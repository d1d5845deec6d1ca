package learn

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"duotone/app"
	"duotone/app/measure"
)

// Judged is a post with what people and a head say of it.
type Judged struct {
	Labels []int     // people's, by Question.Labels
	Scores []float64 // the head's, likewise
	Like   Likeness
}

// Measured are a head's figures on posts that it was not learned from, against always giving the commonest label.
type Measured struct {
	Question Question
	Posts    int
	Own      Figures
	Majority Figures
	right    []int
}

// Measure holds a head against people's labels. There must be a post.
func Measure(q Question, posts []Judged) *Measured {
	t, scores := &Task{Question: q}, make([][]float64, len(posts))
	for i, p := range posts {
		scores[i] = p.Scores
		t.Examples = append(t.Examples, Example{Labels: p.Labels, Like: p.Like})
	}
	a := answersOf(t)
	m := &Measured{Question: q, Posts: len(posts)}
	told, usual := a.told(scores), a.majority()
	beliefs := a.sureness(scores)
	worth, errors := a.drawn(beliefs, told, usual)
	m.Own, m.Majority, m.right = a.figuresOf(told, worth[0]), a.figuresOf(usual, worth[1]), a.right(told)
	m.Own.ECE = a.calibration(beliefs, errors)
	return m
}

// Against is McNemar's test of two heads on the same posts.
func (m *Measured) Against(other *Measured) measure.Test {
	ones := make([]int, len(m.right))
	for i := range ones {
		ones[i] = 1
	}
	return measure.McNemar(ones, m.right, other.right)
}

// Text is what a terminal shows.
func (m *Measured) Text() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\taccuracy\tmacro F1\tcalibration error")
	m.Own.line(w, "this head")
	m.Majority.line(w, "always the commonest")
	w.Flush()
	m.Own.tables(&b, m.Question)
	return b.String()
}

// line is one row of figures.
func (f Figures) line(w *tabwriter.Writer, name string) {
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", name, percent(f.Accuracy), percent(f.MacroF1), percent(f.ECE))
}

// tables are the figures of each label, and the confusion where there is one.
func (f Figures) tables(b *strings.Builder, q Question) {
	w := tabwriter.NewWriter(b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\nlabel\tposts\tprecision\trecall\tF1")
	for c, l := range f.Labels {
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%.1f\t%s\n", q.LabelName(c), l.Posts, 100*l.Precision, 100*l.Recall, percent(l.F1))
	}
	w.Flush()
	if f.Confusion == nil {
		return
	}
	var names []string
	for c := range q.Labels {
		names = append(names, q.LabelName(c))
	}
	fmt.Fprintln(w, "\npeople's label ↓ the head's →\t"+strings.Join(names, "\t"))
	for c, row := range f.Confusion {
		fmt.Fprintf(w, "%s\t%s\n", q.LabelName(c), strings.Join(strings.Fields(strings.Trim(fmt.Sprint(row), "[]")), "\t"))
	}
	w.Flush()
}

// QuestionOf is the question that a head answers.
func QuestionOf(h *app.Head) Question {
	return Question{Key: h.Question, Title: h.Title, Kind: h.Kind, Asked: h.Asked, Labels: h.Labels, Titles: h.Titles}
}

// Report is Measured as JSON.
func (m *Measured) Report() any {
	return struct {
		Question               string
		Kind                   app.QuestionKind
		Posts                  int
		Accuracy, MacroF1, ECE measure.Interval
		Labels                 []labelReport
		Confusion              [][]int
		MajorityF1             measure.Interval
	}{m.Question.Key, m.Question.Kind, m.Posts, m.Own.Accuracy, m.Own.MacroF1, m.Own.ECE, m.Own.report(m.Question), m.Own.Confusion, m.Majority.MacroF1}
}

// labelReport is a label's figures as JSON.
type labelReport struct {
	Label             string
	Posts             int
	Precision, Recall float64
	F1                measure.Interval
}

func (f Figures) report(q Question) []labelReport {
	all := []labelReport{}
	for c, l := range f.Labels {
		all = append(all, labelReport{q.Labels[c], l.Posts, l.Precision, l.Recall, l.F1})
	}
	return all
}
