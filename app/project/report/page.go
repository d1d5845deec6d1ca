package report

import (
	_ "embed" // the page's own form
	"fmt"
	"html/template"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/measure"
)

// shown is how many disputed posts the page has; the tables have all.
const shown = 60

// person is a row of the page's first table.
type person struct {
	Name, Question, Labelled, Skipped, Pace, Known, Again string
	Bars                                                  []bar
}

// bar is a part of a row of bars. Percent is its width, Tone its colour.
type bar struct {
	Label, Percent string
	Count          int
	Tone           int
}

type cell struct {
	Text  string
	Shade string // 0 to 1
	Same  bool
}

type question struct {
	Ask, Finding string
	Figures      [][]string
	Pairs        [][]string
	Labels       [][]string
	Names        []string
	Met          [][]cell
}

type dispute struct {
	Name, Ask, Text, Differ, Decided, Known string
	Said                                    []string
}

// WritePage writes the page.
func (r *Report) WritePage(w io.Writer) error {
	view := struct {
		Name, Summary string
		Findings      []string
		Progress      [][]string
		People        []person
		Questions     []question
		Disputed      []dispute
		More          int
	}{Name: filepath.Base(r.Name)}
	s := r.Stats
	view.Summary = fmt.Sprintf("%d posts, %d people, %d notes. Of %d answers people differ and nobody has decided yet; %d are decided.", s.Posts, len(r.Progress), s.Notes, s.Disputed, s.Settled)
	for _, p := range r.Progress {
		view.Progress = append(view.Progress, progressRow(p.Annotator, p.Posts, p.Target, p.Worked.Minutes(), p.Median.Seconds(), p.Sessions))
	}
	for _, p := range s.People {
		one := person{Name: p.Annotator, Question: r.ask(p.Question), Labelled: strconv.Itoa(p.Labelled), Skipped: strconv.Itoa(p.Skipped),
			Pace: seconds(p.MedianTook.Seconds()), Known: of(p.Right, p.Golden), Again: of(p.Consistent, p.Repeated)}
		ids, total := r.labelsOf(p.Question), 0
		for _, id := range ids {
			total += p.Labels[id]
		}
		for i, id := range ids {
			if n := p.Labels[id]; n > 0 {
				one.Bars = append(one.Bars, bar{id, fmt.Sprintf("%.1f", 100*float64(n)/float64(total)), n, r.tone(p.Question, id, i)})
			}
		}
		view.People = append(view.People, one)
	}
	for _, q := range r.Questions {
		view.Findings = append(view.Findings, q.Finding())
		view.Questions = append(view.Questions, q.view())
	}
	if len(view.Findings) == 0 {
		view.Findings = []string{"Nothing can be told of agreement yet: no question was answered by two people."}
	}
	for _, d := range r.Disputed[:min(shown, len(r.Disputed))] {
		one := dispute{Name: d.Name, Ask: r.ask(d.Question), Text: app.Short(d.Text, 500), Differ: fmt.Sprintf("%.0f %%", 100*d.Differ), Decided: string(d.Decided), Known: string(d.Known)}
		if one.Name == "" {
			one.Name = string(d.Post)[:min(8, len(d.Post))]
		}
		for _, said := range d.Said {
			one.Said = append(one.Said, said.Annotator+": "+string(said.Answer))
		}
		view.Disputed = append(view.Disputed, one)
	}
	view.More = max(0, len(r.Disputed)-shown)
	return page.Execute(w, view)
}

func progressRow(name string, posts, target int, minutes, median float64, sessions int) []string {
	goal := ""
	if target > 0 {
		goal = fmt.Sprintf("%d (%.0f %%)", target, 100*float64(posts)/float64(target))
	}
	return []string{name, strconv.Itoa(posts), goal, fmt.Sprintf("%.0f min", minutes), seconds(median), strconv.Itoa(sessions)}
}

// seconds is a time at a post; 0: none is known.
func seconds(s float64) string {
	if s == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f s", s)
}

// tone is a label's colour: of sentiments the one that they have everywhere.
func (r *Report) tone(id codebook.QuestionID, label string, at int) int {
	if q, ok := r.book.Question(id); ok && q.Kind == codebook.Sentiment {
		return map[string]int{"negative": 2, "neutral": 1, "positive": 0}[label]
	}
	return at % 8
}

// of is a part of a whole, "" of none.
func of(part, whole int) string {
	if whole == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d", part, whole)
}

func (r *Report) ask(id codebook.QuestionID) string {
	if q, ok := r.book.Question(id); ok {
		return q.Ask
	}
	return string(id)
}

func (q Question) view() question {
	out := question{Ask: q.Asked.Ask, Finding: q.Finding()}
	for _, f := range Figures(q.Agreement.Overall) {
		if !math.IsNaN(f.Value) {
			out.Figures = append(out.Figures, append([]string{f.Name}, interval(f.Interval)...))
		}
	}
	if len(q.Agreement.Overall.Coders) > 2 {
		for _, g := range q.Agreement.Pairs {
			_, name := q.Alpha()
			pair := Question{Asked: q.Asked}
			pair.Agreement.Overall = g
			a, _ := pair.Alpha()
			out.Pairs = append(out.Pairs, append([]string{strings.Join(g.Coders, " and "), strconv.Itoa(g.Units), short(g.Percent.Value), short(g.Kappa.Value), name}, interval(a)...))
		}
	}
	for _, l := range q.Labels {
		out.Labels = append(out.Labels, []string{l.ID, strconv.Itoa(l.Given), short(l.Agreed), short(l.Nominal)})
	}
	for i, row := range q.Met {
		most := 1e-9
		for _, x := range row {
			most = max(most, x)
		}
		out.Names = append(out.Names, q.Asked.Labels[i].ID)
		cells := []cell{{Text: q.Asked.Labels[i].ID}}
		for k, x := range row {
			cells = append(cells, cell{strconv.FormatFloat(x, 'f', 0, 64), fmt.Sprintf("%.2f", x/most), i == k})
		}
		out.Met = append(out.Met, cells)
	}
	return out
}

func short(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return fmt.Sprintf("%.3f", x)
}

// interval is a figure and its 95 % interval.
func interval(i measure.Interval) []string {
	if math.IsNaN(i.Low) || math.IsNaN(i.High) {
		return []string{short(i.Value), ""}
	}
	return []string{short(i.Value), fmt.Sprintf("%.3f to %.3f", i.Low, i.High)}
}

// SavePage writes the page into a file, which appears whole. One that is there is replaced only where force says so.
func (r *Report) SavePage(path string, force bool) error {
	return app.Out{Path: path, Force: force, Inputs: []string{r.Name}}.Write(r.WritePage)
}

//go:embed page.html
var pageSource string

var page = template.Must(template.New("report").Parse(pageSource))
