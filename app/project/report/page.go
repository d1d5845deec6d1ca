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
		Name, Language, Summary string
		T                       map[string]string // the page's own words
		Findings                []string
		Progress                [][]string
		People                  []person
		Questions               []question
		Disputed                []dispute
		More                    string // how many disputed posts it leaves out; "": none
	}{Name: filepath.Base(r.Name), Language: r.language, T: map[string]string{}}
	for name, said := range pageWords {
		view.T[name] = r.say(said)
	}
	s := r.Stats
	view.Summary = r.say(app.Say("{{.posts}} posts, {{.people}} people, {{.notes}} notes. Of {{.disputed}} answers people differ and nobody has decided yet; {{.decided}} are decided.").
		With("posts", s.Posts).With("people", len(r.Progress)).With("notes", s.Notes).With("disputed", s.Disputed).With("decided", s.Settled))
	for _, p := range r.Progress {
		view.Progress = append(view.Progress, r.progressRow(p.Annotator, p.Posts, p.Target, p.Worked.Minutes(), p.Median.Seconds(), p.Sessions))
	}
	for _, p := range s.People {
		one := person{Name: p.Annotator, Question: r.ask(p.Question), Labelled: strconv.Itoa(p.Labelled), Skipped: strconv.Itoa(p.Skipped),
			Pace: r.seconds(p.MedianTook.Seconds()), Known: r.of(p.Right, p.Golden), Again: r.of(p.Consistent, p.Repeated)}
		ids, total := r.labelsOf(p.Question), 0
		for _, id := range ids {
			total += p.Labels[id]
		}
		for i, id := range ids {
			if n := p.Labels[id]; n > 0 {
				one.Bars = append(one.Bars, bar{r.label(p.Question, id), fmt.Sprintf("%.1f", 100*float64(n)/float64(total)), n, r.tone(p.Question, id, i)})
			}
		}
		view.People = append(view.People, one)
	}
	for _, q := range r.Questions {
		view.Findings = append(view.Findings, r.say(q.Finding()))
		view.Questions = append(view.Questions, r.view(q))
	}
	if len(view.Findings) == 0 {
		view.Findings = []string{r.say(app.Say("Nothing can be told of agreement yet: no question was answered by two people."))}
	}
	for _, d := range r.Disputed[:min(shown, len(r.Disputed))] {
		one := dispute{Name: d.Name, Ask: r.ask(d.Question), Text: app.Short(d.Text, 500), Decided: r.answer(d.Question, d.Decided), Known: r.answer(d.Question, d.Known),
			Differ: r.say(app.Say("{{.percent}} % of the pairs differ").With("percent", fmt.Sprintf("%.0f", 100*d.Differ)))}
		if one.Name == "" {
			one.Name = string(d.Post)[:min(8, len(d.Post))]
		}
		for _, said := range d.Said {
			one.Said = append(one.Said, said.Annotator+": "+r.answer(d.Question, said.Answer))
		}
		view.Disputed = append(view.Disputed, one)
	}
	if n := len(r.Disputed) - shown; n > 0 {
		view.More = r.say(app.Say("… and {{.n}} more; the tables have all.").With("n", n))
	}
	return page.Execute(w, view)
}

func (r *Report) progressRow(name string, posts, target int, minutes, median float64, sessions int) []string {
	goal := ""
	if target > 0 {
		goal = fmt.Sprintf("%d (%.0f %%)", target, 100*float64(posts)/float64(target))
	}
	return []string{name, strconv.Itoa(posts), goal, fmt.Sprintf("%.0f min", minutes), r.seconds(median), strconv.Itoa(sessions)}
}

// seconds is a time at a post; 0: none is known.
func (r *Report) seconds(s float64) string {
	if s == 0 {
		return "–"
	}
	return r.number("%.1f", s) + " s"
}

// tone is a label's colour: of sentiments the one that they have everywhere.
func (r *Report) tone(id codebook.QuestionID, label string, at int) int {
	if q, ok := r.book.Question(id); ok && q.Kind == codebook.Sentiment {
		return map[string]int{"negative": 2, "neutral": 1, "positive": 0}[label]
	}
	return at % 8
}

// of is a part of a whole, "" of none.
func (r *Report) of(part, whole int) string {
	if whole == 0 {
		return ""
	}
	return r.say(app.Say("{{.n}} of {{.all}}").With("n", part).With("all", whole))
}

// text is a text that people wrote, or one of the program's own in the page's language.
func (r *Report) text(key string) string { return r.say(app.Say("{{.Text}}").Text("Text", key)) }

func (r *Report) ask(id codebook.QuestionID) string {
	if q, ok := r.book.Question(id); ok {
		return r.text(q.Ask)
	}
	return string(id)
}

// label is a label as people read it.
func (r *Report) label(id codebook.QuestionID, label string) string {
	if label == string(codebook.None) {
		return r.say(app.Say("none of them"))
	}
	if q, ok := r.book.Question(id); ok {
		if l, ok := q.Label(label); ok {
			return r.text(l.Name)
		}
	}
	return label
}

// answer is an answer as people read it.
func (r *Report) answer(id codebook.QuestionID, a codebook.Answer) string {
	if a == codebook.None {
		return r.label(id, string(a))
	}
	names := a.IDs()
	for i := range names {
		names[i] = r.label(id, names[i])
	}
	return strings.Join(names, ", ")
}

func (r *Report) view(q Question) question {
	out := question{Ask: r.text(q.Asked.Ask), Finding: r.say(q.Finding())}
	for _, f := range Figures(q.Agreement.Overall) {
		if !math.IsNaN(f.Value) {
			out.Figures = append(out.Figures, append([]string{r.text(f.Name)}, r.interval(f.Interval)...))
		}
	}
	if len(q.Agreement.Overall.Coders) > 2 {
		for _, g := range q.Agreement.Pairs {
			_, name := q.Alpha()
			pair := Question{Asked: q.Asked}
			pair.Agreement.Overall = g
			a, _ := pair.Alpha()
			both := r.say(app.Say("{{.one}} and {{.other}}").With("one", g.Coders[0]).With("other", g.Coders[1]))
			out.Pairs = append(out.Pairs, append([]string{both, strconv.Itoa(g.Units), r.short(g.Percent.Value), r.short(g.Kappa.Value), r.say(name)}, r.interval(a)...))
		}
	}
	for _, l := range q.Labels {
		out.Labels = append(out.Labels, []string{r.label(q.Asked.ID, l.ID), strconv.Itoa(l.Given), r.short(l.Agreed), r.short(l.Nominal)})
	}
	for i, row := range q.Met {
		most := 1e-9
		for _, x := range row {
			most = max(most, x)
		}
		name := r.label(q.Asked.ID, q.Asked.Labels[i].ID)
		out.Names = append(out.Names, name)
		cells := []cell{{Text: name}}
		for k, x := range row {
			cells = append(cells, cell{strconv.FormatFloat(x, 'f', 0, 64), fmt.Sprintf("%.2f", x/most), i == k})
		}
		out.Met = append(out.Met, cells)
	}
	return out
}

func (r *Report) short(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return r.number("%.3f", x)
}

// number writes a number with the decimal sign of the page's language.
func (r *Report) number(format string, x float64) string {
	return r.say(app.Say("{{.Text}}").Number("Text", format, x))
}

// interval is a figure and its 95 % interval.
func (r *Report) interval(i measure.Interval) []string {
	if math.IsNaN(i.Low) || math.IsNaN(i.High) {
		return []string{r.short(i.Value), ""}
	}
	return []string{r.short(i.Value), r.say(app.Say("{{.low}} to {{.high}}").With("low", r.short(i.Low)).With("high", r.short(i.High)))}
}

// SavePage writes the page into a file, which appears whole. One that is there is replaced only where force says so.
func (r *Report) SavePage(path string, force bool) error {
	return app.Out{Path: path, Force: force, Inputs: []string{r.Name}}.Write(r.WritePage)
}

//go:embed page.html
var pageSource string

var page = template.Must(template.New("report").Parse(pageSource))

// pageWords are the page's own words, by the names that it has for them.
var pageWords = map[string]app.Sentence{
	"agreement": app.Say("agreement"),
	"people":    app.Say("People"),
	"who":       app.Say("who"),
	"posts":     app.Say("posts"),
	"target":    app.Say("target"),
	"work":      app.Say("at work"),
	"answer":    app.Say("an answer"),
	"sessions":  app.Say("sessions"),
	"asked":     app.Say("asked"),
	"answers":   app.Say("answers"),
	"labelled":  app.Say("labelled"),
	"skipped":   app.Say("skipped"),
	"median":    app.Say("median"),
	"right":     app.Say("known, right"),
	"again":     app.Say("asked again, same"),
	"all":       app.Say("Agreement of all"),
	"value":     app.Say("value"),
	"bylabel":   app.Say("By label"),
	"given":     app.Say("given"),
	"agreed":    app.Say("agreed"),
	"labels":    app.Say("Agreed: where one says it, how many of the others say it too. α: of saying it or not."),
	"pairs":     app.Say("Pairs"),
	"percent":   app.Say("percent"),
	"met":       app.Say("What met what"),
	"metnote":   app.Say("Answers of two people about the same post, each post weighing as many as answered it."),
	"differ":    app.Say("Where people differ most"),
	"decided":   app.Say("decided:"),
	"known":     app.Say("known:"),
	"notes":     app.Say("Intervals are of 95 % by resampling posts. Time in which nobody touched anything counts for a minute at most. Made by Duotone on this computer alone."),
}
