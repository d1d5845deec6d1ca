package batch

import (
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/table/source"
)

// ownNames are names of columns with a label of the whole post, best first.
var ownNames = []string{"label", "sentiment", "gold", "gold_label", "final_label", "class", "polarity", "target", "labels"}

// ownLabels are the ways in which files write sentiments.
var ownLabels = map[string]app.Label{"negative": app.Negative, "neg": app.Negative, "-1": app.Negative, "neutral": app.Neutral, "neu": app.Neutral,
	"positive": app.Positive, "pos": app.Positive}

// OwnLabel is the file's own label, where it is a sentiment.
func (v *Verdict) OwnLabel() (app.Label, bool) {
	l, ok := ownLabels[strings.ToLower(v.Own)]
	return l, ok
}

// findOwn finds the input's column with labels: one of their names, with anything in it.
func (r *Results) findOwn(columns []source.Column, sample []source.Row) {
	r.own, r.owns = -1, map[string]string{}
	names := source.ColumnNames(columns)
	for _, name := range ownNames {
		at := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), name) })
		if at >= 0 && slices.ContainsFunc(sample, func(row source.Row) bool { return at < len(row.Cells) && strings.TrimSpace(row.Cells[at].Text) != "" }) {
			r.own, r.Own = at, names[at]
			return
		}
	}
}

// ownOf is a row's label in that column.
func (r *Results) ownOf(row source.Row) string {
	text := ""
	switch {
	case r.own < 0:
		return ""
	case !r.json && r.own < len(row.Cells):
		text = row.Cells[r.own].Text
	case r.json:
		if in, ok := source.Lookup(row.Object, "input"); ok && len(in.JSON) > 0 && in.JSON[0] == '{' {
			v, _ := source.Lookup(in.JSON, r.Own)
			text = v.Text
		}
	}
	return r.once(strings.TrimSpace(text))
}

// once keeps a short text once, however many rows have it.
func (r *Results) once(text string) string {
	known, ok := r.owns[text]
	if !ok {
		known = short(text)
		if len(r.owns) < 1000 {
			r.owns[strings.Clone(text)] = known
		}
	}
	return known
}
