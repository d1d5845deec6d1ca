package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duotone/app/language"

	"github.com/go-analyze/charts"
)

// spelled are counts of languages by their names: of letters that several languages are written in ("und-Arab") the name of the letters.
func spelled(counts map[string]int64, r Reader) map[string]int64 {
	out := map[string]int64{}
	for code, n := range counts {
		out[language.Name(code, r.Language, r.Say)] += n
	}
	return out
}

// mostLanguages is how many languages have a bar of their own.
const mostLanguages = 12

// spoken shows the share of each language, the commonest first. A single language is worth no chart where it is the only one that was expected, and
// where nobody knows what was.
func (t *Tally) spoken(r Reader) (Chart, bool) {
	if len(t.Languages) == 0 || len(t.Languages) == 1 && (len(r.Expected) == 0 || len(r.Expected) == 1 && t.Languages[r.Expected[0]] > 0) {
		return Chart{}, false
	}
	counts, all, others := spelled(t.Languages, r), int64(0), int64(0)
	var labels []string
	var values []float64
	for _, n := range counts {
		all += n
	}
	bar := func(name string, n int64) { // with its share beside its name, where there is always room for it
		label := name + "  " + fewPercent(share(n, all))
		spare := strings.Repeat("\u00a0", 3+utf8.RuneCountInString(label)/8) // a page is drawn in the browser's font, which may be wider than the one that is measured
		labels, values = append(labels, label+spare), append(values, share(n, all))
	}
	for i, name := range byCount(counts) {
		if i >= mostLanguages && len(counts) > mostLanguages+1 { // a single one more has its name
			others += counts[name]
			continue
		}
		bar(name, counts[name])
	}
	if others > 0 {
		bar(r.Say("others"), others)
	}
	slices.Reverse(labels) // they are drawn from below
	slices.Reverse(values)
	return Chart{Title: r.Say("Languages"), Caption: fmt.Sprintf(r.Say("Share of the posts whose language can be told, which are %s."), grouped(all)), width: 640, height: 320,
		draw: func(p *charts.Painter) error {
			o := charts.NewBarChartOptionWithData([][]float64{values})
			o.Horizontal, o.Theme = true, theme(blue)
			o.BarSize = min(0.7, 0.12*float64(len(labels))) // a few bars aren't as thick as the chart is high
			o.CategoryAxis.Labels, o.CategoryAxis.LabelCount = labels, len(labels)
			top, steps := percentTop(values)
			o.ValueAxis = []charts.ValueAxisOption{{Min: charts.Ptr(0.0), Max: charts.Ptr(top), LabelCount: steps + 1}}
			o.ValueFormatter = percent
			return p.BarChart(o)
		}}, true
}

// fewPercent is a share as whole percents; what is there is never 0 %.
func fewPercent(v float64) string {
	if v > 0 && percent(v) == percent(0) {
		return "< 1 %"
	}
	return percent(v)
}
