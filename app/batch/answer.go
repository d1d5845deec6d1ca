package batch

import (
	"strconv"
	"strings"

	"duotone/app/table/source"
)

// findAnswers finds the columns of a pack's head, which depend on the head, behind all others of ours.
func (r *Results) findAnswers(columns []source.Column) {
	r.sure = map[string]int{}
	for i := r.at["raw"] + 1; i < len(columns); i++ {
		name := columns[i].Name
		for strings.HasPrefix(name, "duotone_") {
			name = strings.TrimPrefix(name, "duotone_")
		}
		if name == "answer" {
			r.at["answer"] = i
		} else if label, ok := strings.CutPrefix(name, "answer_"); ok {
			r.sure[label] = i
		}
	}
}

// answer takes over what a head gives; sure is the probability of a label.
func (v *Verdict) answer(r *Results, labels []string, sure func(string) float64) {
	if v.Answered = true; len(labels) > maxAnswers {
		labels = labels[:maxAnswers]
	}
	for i, l := range labels {
		labels[i] = short(l)
		v.AnswerSure = max(v.AnswerSure, sure(l))
	}
	v.Answer = r.once(strings.Join(labels, "; "))
}

// answerCells takes over what a head gives from a row of a flat result; a row whose head gave no probability was not answered.
func (v *Verdict) answerCells(r *Results, row source.Row, given string) {
	sure, answered := map[string]float64{}, false
	for label, at := range r.sure {
		if at < len(row.Cells) && row.Cells[at].Text != "" {
			answered = true
			sure[label], _ = strconv.ParseFloat(row.Cells[at].Text, 64) //nolint:errcheck // what is no number is none
		}
	}
	if !answered {
		return
	}
	var labels []string
	if given != "" {
		labels = strings.Split(given, ";")
	}
	v.answer(r, labels, func(l string) float64 { return sure[l] })
}
