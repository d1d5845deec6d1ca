package batch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/table/workbook"
)

// Summary counts what came of the rows.
type Summary struct {
	Rows       int64                     `json:"rows"`
	Failed     int64                     `json:"failed"`
	Labels     map[string]int64          `json:"labels"`   // by label
	Dominant   map[app.Modality]int64    `json:"dominant"` // words and picture both there
	PullsApart int64                     `json:"pulls_apart"`
	Ironic     int64                     `json:"ironic"`
	Sarcastic  int64                     `json:"sarcastic"` // probably mean the opposite of what they say
	Means      map[string]int64          `json:"means"`     // what is meant, by label; empty: the pack doesn't tell
	Languages  map[string]int64          `json:"languages"` // of words in a language that the pack doesn't name
	Warnings   map[app.WarningCode]int64 `json:"warnings"`
	Kinds      map[app.Kind]int64        `json:"kinds"`          // of errors
	Cut        int64                     `json:"cut,omitempty"`  // cells too long for a workbook
	Lost       int64                     `json:"lost,omitempty"` // signs that the result's encoding does not have
}

func newSummary() Summary {
	return Summary{Labels: map[string]int64{}, Dominant: map[app.Modality]int64{}, Kinds: map[app.Kind]int64{},
		Means: map[string]int64{}, Languages: map[string]int64{}, Warnings: map[app.WarningCode]int64{}}
}

func (s *Summary) add(p app.Prediction) {
	s.Rows++
	if p.Err != nil {
		s.Failed++
		s.Kinds[app.KindOf(p.Err)]++
		return
	}
	s.Labels[p.Label.String()]++
	if p.Words != nil && p.Picture != nil {
		s.Dominant[p.Dominant]++
	}
	if p.PullsApart {
		s.PullsApart++
	}
	if p.Ironic {
		s.Ironic++
	}
	if p.Sarcastic() {
		s.Sarcastic++
	}
	if p.Meant != nil {
		s.Means[p.Meant.Label.String()]++
	}
	for _, w := range p.Warnings {
		s.Warnings[w.Code]++
		if w.Code == app.WarningLanguage {
			s.Languages[p.Language]++
		}
	}
}

func (s *Summary) merge(o Summary) {
	s.Rows += o.Rows
	s.Failed += o.Failed
	s.PullsApart += o.PullsApart
	s.Ironic += o.Ironic
	s.Sarcastic += o.Sarcastic
	for k, n := range o.Means {
		s.Means[k] += n
	}
	for k, n := range o.Languages {
		s.Languages[k] += n
	}
	for k, n := range o.Warnings {
		s.Warnings[k] += n
	}
	s.Cut += o.Cut
	s.Lost += o.Lost
	for k, n := range o.Labels {
		s.Labels[k] += n
	}
	for k, n := range o.Dominant {
		s.Dominant[k] += n
	}
	for k, n := range o.Kinds {
		s.Kinds[k] += n
	}
}

// clone is a copy that shares nothing.
func (s Summary) clone() Summary {
	c := newSummary()
	c.merge(s)
	return c
}

// String is a few lines for a person.
func (s Summary) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s rows: ", thousands(s.Rows))
	parts := []string{}
	for _, l := range app.Labels {
		parts = append(parts, fmt.Sprintf("%s %s", thousands(s.Labels[l.String()]), l))
	}
	b.WriteString(strings.Join(parts, ", "))
	if s.Failed == 0 {
		b.WriteString(", no errors")
	} else {
		fmt.Fprintf(&b, ", %s with an error (%s)", thousands(s.Failed), s.kinds())
	}
	if n := s.Dominant[app.Words] + s.Dominant[app.Image] + s.Dominant[app.Both]; n > 0 {
		fmt.Fprintf(&b, "\nof %s with words and a picture: the words carried %s, the picture %s, both %s; %s pull apart",
			thousands(n), thousands(s.Dominant[app.Words]), thousands(s.Dominant[app.Image]), thousands(s.Dominant[app.Both]),
			thousands(s.PullsApart))
	}
	if s.Sarcastic > 0 {
		fmt.Fprintf(&b, "\n%s the opposite of what %s", plural(s.Sarcastic, "post probably means", "posts probably mean"), one(s.Sarcastic, "it says", "they say"))
	}
	b.WriteString(s.warned())
	if s.Cut > 0 {
		fmt.Fprintf(&b, "\n%s longer than the %s characters that a workbook's cell holds, and cut; CSV and Parquet keep such texts whole",
			plural(s.Cut, "cell was", "cells were"), thousands(workbook.MaxSheetCell))
	}
	if s.Lost > 0 {
		fmt.Fprintf(&b, "\n%s not in the encoding of the result and became ?; --output-encoding utf-8 keeps all",
			plural(s.Lost, "sign was", "signs were"))
	}
	return b.String()
}

// warned is a line for each kind of warning.
func (s Summary) warned() string {
	out := ""
	for _, code := range byCount(s.Warnings) {
		n := s.Warnings[code]
		switch code {
		case app.WarningLanguage:
			parts := []string{}
			for _, l := range byCount(s.Languages) {
				parts = append(parts, fmt.Sprintf("%s %s", thousands(s.Languages[l]), l))
			}
			out += fmt.Sprintf("\n%s words in a language that the pack wasn't made for (%s): don't rely on %s", plural(n, "post has", "posts have"),
				strings.Join(parts, ", "), one(n, "its score", "their scores"))
		case app.WarningCut:
			out += fmt.Sprintf("\n%s longer than the model reads, and cut", plural(n, "post is", "posts are"))
		case app.WarningFallback:
			out += fmt.Sprintf("\n%s scored by the CPU after the device failed", plural(n, "post was", "posts were"))
		case app.WarningPack:
			out += fmt.Sprintf("\n%s read by another pack, as the one for the language can't be opened", plural(n, "post was", "posts were"))
		default:
			out += fmt.Sprintf("\n%s the warning %s", plural(n, "post has", "posts have"), code)
		}
	}
	return out
}

func one(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// byCount lists keys, the most frequent first.
func byCount[K cmp.Ordered](counts map[K]int64) []K {
	keys := make([]K, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return keys
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// kinds lists errors by kind, the most frequent first.
func (s Summary) kinds() string {
	kinds := byCount(s.Kinds)
	parts := make([]string, len(kinds))
	for i, k := range kinds {
		parts[i] = fmt.Sprintf("%s %s", thousands(s.Kinds[k]), k)
	}
	return strings.Join(parts, ", ")
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
