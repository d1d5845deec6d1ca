package report

import (
	"cmp"
	"context"
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

// Page is what a report is made of.
type Page struct {
	Name      string // of the result, which is never written over
	Tally     *Tally
	Thumbnail func(v batch.Verdict) template.URL // a data: URI of a post's picture, or ""; may be nil
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

type post struct {
	ID, Text, Image, Label, Dominant string
	Value                            string
	Means                            string // where it is another label than is said
	Scores                           [3]string
	Thumbnail                        template.URL
}

// Write writes the page.
func (p Page) Write(w io.Writer) error {
	t := p.Tally
	view := struct {
		Name          string
		Posts, Failed string
		Pairs, Apart  string
		ApartShare    string
		Threshold     string
		Kinds         []string
		Sarcastic     string
		SarcasticOf   string
		Meaning       [][]string // says against means: a row each, its name in front
		Languages     []string
		Warnings      []string
		Charts        []drawn
		Lists         []listed
	}{Name: filepath.Base(p.Name), Posts: grouped(t.Posts), Failed: some(t.Failed), Pairs: some(t.Pairs), Apart: grouped(t.Apart),
		ApartShare: percent(share(t.Apart, t.Pairs)), Threshold: fmt.Sprintf("%.2f", t.Threshold)}
	for k, n := range t.Kinds {
		view.Kinds = append(view.Kinds, fmt.Sprintf("%s: %s", k, grouped(n)))
	}
	sort.Strings(view.Kinds)
	if t.Told > 0 {
		view.Sarcastic, view.SarcasticOf = grouped(t.Sarcastic), percent(share(t.Sarcastic, t.Told))
		view.Meaning = t.meaningRows()
	}
	view.Languages, view.Warnings = shares(t.Languages), t.warnings()
	for _, c := range t.Charts(English) {
		svg, err := c.SVG()
		if err != nil {
			return app.Errorf("draw chart", c.Title, app.KindInternal, "", "%w", err)
		}
		view.Charts = append(view.Charts, drawn{c.Title, c.Caption, template.HTML(svg)}) // made of numbers and our own words alone
	}
	for _, l := range []struct{ name, title, caption string }{
		{"apart", "Pulling apart most", "incongruity"}, {"negative", "Most negative", "negative"},
		{"positive", "Most positive", "positive"}, {"sarcastic", "Probably sarcastic", "turn"}, {"ironic", "Most ironic", "irony"},
	} {
		list := listed{Title: l.title, Value: l.caption}
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
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b K) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = fmt.Sprintf("%s %s", k, grouped(counts[k]))
	}
	return out
}

// shares are counts with their names and their parts of all, the largest first.
func shares(counts map[string]int64) []string {
	all := int64(0)
	for _, n := range counts {
		all += n
	}
	out := named(counts)
	for i, s := range out {
		name, _, _ := strings.Cut(s, " ")
		out[i] = s + " (" + percent(share(counts[name], all)) + ")"
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
			out = append(out, fmt.Sprintf("Words in a language that the pack wasn't made for: %s posts (%s). Don't rely on their scores.", n, strings.Join(named(t.Foreign), ", ")))
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
	out := post{ID: r.v.ID, Text: r.v.Text, Label: r.v.Label.String(), Dominant: string(r.v.Dominant), Value: fmt.Sprintf("%.2f", r.value)}
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
		if p.Thumbnail != nil {
			out.Thumbnail = p.Thumbnail(r.v)
		}
	}
	for i, s := range r.v.Scores {
		out.Scores[i] = fmt.Sprintf("%.2f", s)
	}
	return out
}

var page = template.Must(template.New("report").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Name}} – Duotone</title>
<style>
:root { color-scheme: light dark; --paper: #fff; --ink: #282828; --quiet: #555; --axis: #6e6e6e; --line: #ddd;
  --negative: #a84300; --positive: #00598c; }
@media (prefers-color-scheme: dark) { @media not print { :root { --paper: #16181b; --ink: #e8e8e8; --quiet: #a9adb2; --axis: #8d9196; --line: #3a3e43;
  --negative: #ff9a5c; --positive: #6cc0f0; } } }
@media print { :root { color-scheme: light; } }
html { font-size: 16px; }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
figure { margin: 1rem 0; overflow-x: auto; } figcaption, .small { color: var(--quiet); font-size: .9rem; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.verdict .small { white-space: nowrap; }
td.words { white-space: pre-wrap; overflow-wrap: anywhere; }
.negative { color: var(--negative); } .neutral { color: var(--quiet); } .positive { color: var(--positive); }
img { max-width: 8rem; max-height: 8rem; }
@media print { html { font-size: 11px; } body { margin: 0; max-width: none; } h2 { break-after: avoid; margin-top: 1.5rem; } tr, figure { break-inside: avoid; } svg { max-height: 8cm; } img { max-height: 5rem; } }
</style>
</head>
<body>
<h1>{{.Name}}</h1>
<p>{{.Posts}} posts{{if .Failed}}, {{.Failed}} of them with an error{{end}}. {{if .Pairs}}{{.Pairs}} have words and a picture; in {{.Apart}} of those
({{.ApartShare}}) they pull apart, with an incongruity of {{.Threshold}} or more.{{end}}</p>
{{if .Kinds}}<p class="small">Errors by kind: {{range $i, $k := .Kinds}}{{if $i}}, {{end}}{{$k}}{{end}}.</p>{{end}}
{{range .Warnings}}<p class="small">{{.}}</p>
{{end}}{{if .Meaning}}<h2>Says and means</h2>
<p>{{.Sarcastic}} posts ({{.SarcasticOf}}) are probably sarcastic: they mean the opposite of what they say.</p>
<table class="counts"><thead><tr><th>says</th><th>means negative</th><th>means neutral</th><th>means positive</th></tr></thead><tbody>
{{range .Meaning}}<tr>{{range $i, $c := .}}{{if $i}}<td class="number">{{$c}}</td>{{else}}<th>{{$c}}</th>{{end}}{{end}}</tr>
{{end}}</tbody></table>
{{end}}{{if .Languages}}<p class="small">Languages of the words, as far as they can be told: {{range $i, $l := .Languages}}{{if $i}}, {{end}}{{$l}}{{end}}.</p>
{{end}}{{range .Charts}}<h2>{{.Title}}</h2>
<figure role="img" aria-label="{{.Title}}">{{.SVG}}<figcaption>{{.Caption}}</figcaption></figure>
{{end}}{{range .Lists}}{{$value := .Value}}<h2>{{.Title}}</h2>
<table><thead><tr><th>{{$value}}</th><th>post</th><th>words</th><th>picture</th><th>verdict</th></tr></thead><tbody>
{{range .Posts}}<tr><td class="number">{{.Value}}</td><td>{{.ID}}</td><td class="words">{{.Text}}</td>
<td>{{if .Thumbnail}}<img alt="" src="{{.Thumbnail}}"><br>{{end}}<span class="small">{{.Image}}</span></td>
<td class="verdict {{.Label}}">{{.Label}}{{if .Means}}, means <span class="{{.Means}}">{{.Means}}</span>{{end}}<br><span class="small">{{index .Scores 0}} / {{index .Scores 1}} / {{index .Scores 2}}<br>{{.Dominant}}</span></td></tr>
{{end}}</tbody></table>
{{end}}<p class="small">Scores are probabilities of negative / neutral / positive by a model; they can be wrong. Made by Duotone on this computer alone.</p>
</body>
</html>
`))
