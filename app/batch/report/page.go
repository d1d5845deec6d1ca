package report

import (
	"cmp"
	"context"
	_ "embed" // the page's own form
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"duotone/app"
	"duotone/app/batch"
)

// anyone is whom a page is drawn for, whoever that is.
var anyone = Reader{Say: English, Language: "en"}

// Page is what a report is made of.
type Page struct {
	Name       string // of the result, which is never written over
	Tally      *Tally
	Thumbnails *Thumbnails // nil: none
}

// Read counts a result.
func Read(ctx context.Context, path string, dates batch.DateOptions, threshold float64) (*Tally, *batch.Results, error) {
	r, err := batch.OpenResults(ctx, path, dates)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	t := NewTally(threshold)
	for {
		v, err := r.Next()
		if errors.Is(err, io.EOF) {
			return t, r, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if t.Posts%256 == 0 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		t.Add(v)
	}
}

type drawn struct {
	Title, Caption string
	SVG            template.HTML
}

type listed struct {
	Title, Caption, Value string
	Posts                 []post
}

// post is one of the posts that a list shows.
type post struct {
	ID, Text, Image, Label, Carried string
	Value                           string
	Means                           string // where it is another label than is said
	Scores                          []score
	Thumbnail                       template.URL
}

// score is a part of a post's bar. Percent is its width.
type score struct {
	Label   string
	Percent string
}

// lists are the posts that are shown, in the order of the page.
var lists = []struct{ name, title, caption, value string }{
	{"apart", "Words and picture disagree most", "What the words say and what the picture says are furthest from each other.", "disagreement"},
	{"sarcastic", "Probably sarcastic", "They mean the opposite of what they say.", "turn"},
	{"negative", "Surest negative", "", "negative"},
	{"positive", "Surest positive", "", "positive"},
	{"ironic", "Most ironic words", "Those whose words alone sound most ironic, however little that is.", "irony"},
}

// Write writes the page.
func (p Page) Write(w io.Writer) error {
	t := p.Tally
	view := struct {
		Name, Finding           string
		Posts, Failed           string
		Pairs, Apart, Threshold string
		ApartShare              string
		Kinds                   []string
		Period                  string
		Told                    bool
		Sarcastic, SarcasticOf  string
		Meaning                 [][]string // says against means: a row each, its name in front
		Languages               []string
		Warnings                []string
		Charts                  []drawn
		Lists                   []listed
	}{Name: filepath.Base(p.Name), Finding: t.Finding(), Posts: grouped(t.Posts), Failed: some(t.Failed), Pairs: some(t.Pairs),
		Apart: grouped(t.Apart), ApartShare: roughly(t.Apart, t.Pairs), Threshold: fmt.Sprintf("%.2f", t.Threshold),
		Period: t.period(), Told: t.Told > 0, Languages: shares(spelled(t.Languages, anyone)), Warnings: t.warnings()}
	for k, n := range t.Kinds {
		view.Kinds = append(view.Kinds, fmt.Sprintf("%s: %s", k, grouped(n)))
	}
	sort.Strings(view.Kinds)
	if t.Told > 0 {
		view.Sarcastic, view.SarcasticOf, view.Meaning = grouped(t.Sarcastic), roughly(t.Sarcastic, t.Told), t.meaningRows()
	}
	for _, c := range t.Charts(anyone) {
		svg, err := c.SVG()
		if err != nil {
			return app.Errorf("draw chart", c.Title, app.KindInternal, "", "%w", err)
		}
		view.Charts = append(view.Charts, drawn{c.Title, c.Caption, template.HTML(svg)}) // made of numbers and our own words alone
	}
	for _, l := range lists {
		list := listed{Title: l.title, Caption: l.caption, Value: l.value}
		for _, r := range t.Strongest[l.name].sorted() {
			list.Posts = append(list.Posts, p.post(r))
		}
		if len(list.Posts) > 0 {
			view.Lists = append(view.Lists, list)
		}
	}
	return page.Execute(w, view)
}

// meaningRows are what is said against what is meant, with the names of the labels.
func (t *Tally) meaningRows() (rows [][]string) {
	for _, says := range app.Labels {
		row := []string{says.String()}
		for _, means := range app.Labels {
			row = append(row, grouped(t.Means[says][means]))
		}
		rows = append(rows, row)
	}
	return rows
}

// named are counts with their names, the largest first.
func named[K ~string](counts map[K]int64) []string {
	out := make([]string, 0, len(counts))
	for _, k := range byCount(counts) {
		out = append(out, fmt.Sprintf("%s %s", k, grouped(counts[k])))
	}
	return out
}

// byCount are names by their counts, the largest first.
func byCount[K ~string](counts map[K]int64) []K {
	return slices.SortedFunc(maps.Keys(counts), func(a, b K) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
}

// shares are counts with their names and their parts of all, the largest first.
func shares(counts map[string]int64) []string {
	all := int64(0)
	for _, n := range counts {
		all += n
	}
	out := make([]string, 0, len(counts))
	for _, name := range byCount(counts) {
		out = append(out, fmt.Sprintf("%s %s (%s)", name, grouped(counts[name]), fewPercent(share(counts[name], all))))
	}
	return out
}

// warnings are sentences, one for each kind of warning.
func (t *Tally) warnings() []string {
	var out []string
	for _, code := range slices.Sorted(maps.Keys(t.Warnings)) {
		n := grouped(t.Warnings[code])
		switch code {
		case app.WarningLanguage:
			out = append(out, fmt.Sprintf("Words in a language that the pack wasn't made for: %s posts (%s). Don't rely on their scores.", n, strings.Join(named(spelled(t.Foreign, anyone)), ", ")))
		case app.WarningCut:
			out = append(out, fmt.Sprintf("Longer than the model reads, and cut: %s posts.", n))
		case app.WarningFallback:
			out = append(out, fmt.Sprintf("Scored by the CPU after the device failed: %s posts.", n))
		case app.WarningPack:
			out = append(out, fmt.Sprintf("Read by another pack, as the one for the language can't be opened: %s posts.", n))
		default:
			out = append(out, fmt.Sprintf("With the warning %s: %s posts.", code, n))
		}
	}
	return out
}

// Save writes the page into a file, which appears whole. One that is there is replaced only where force
// says so.
func (p Page) Save(path string, force bool) error {
	return app.Out{Path: path, Force: force, Inputs: []string{p.Name}}.Write(p.Write)
}

// some is a number, or nothing where it is 0.
func some(n int64) string {
	if n == 0 {
		return ""
	}
	return grouped(n)
}

func (p Page) post(r ranked) post {
	out := post{ID: r.v.ID, Text: r.v.Text, Label: r.v.Label.String(), Value: fmt.Sprintf("%.2f", r.value)}
	if r.v.Words != nil && r.v.Picture != nil {
		out.Carried = carriedBy[r.v.Dominant]
	}
	if r.v.Means != nil && *r.v.Means != r.v.Label {
		out.Means = r.v.Means.String()
	}
	if len(out.Text) > 600 {
		out.Text = string([]rune(out.Text)[:min(len([]rune(out.Text)), 500)]) + "…"
	}
	if r.v.Picture != nil {
		if out.Image = path.Base(strings.ReplaceAll(r.v.Image, `\`, "/")); r.v.Image == "" || len(out.Image) > 120 {
			out.Image = "picture"
		}
		out.Thumbnail = p.Thumbnails.of(r.v)
	}
	for i, l := range app.Labels {
		out.Scores = append(out.Scores, score{l.String(), fmt.Sprintf("%.0f", 100*r.v.Scores[i])})
	}
	return out
}

var carriedBy = map[app.Modality]string{app.Words: "the words mattered more", app.Image: "the picture mattered more", app.Both: "both mattered"}

//go:embed page.html
var pageSource string

var page = template.Must(template.New("report").Parse(pageSource))
