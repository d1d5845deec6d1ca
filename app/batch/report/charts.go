package report

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/png"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"duotone/app"

	"github.com/dustin/go-humanize"
	"github.com/go-analyze/charts"
)

// The colours of Okabe and Ito, which colour-blind eyes tell apart.
var (
	vermilion = charts.Color{R: 0xD5, G: 0x5E, B: 0x00, A: 255}
	grey      = charts.Color{R: 0x8A, G: 0x8A, B: 0x8A, A: 255}
	blue      = charts.Color{R: 0x00, G: 0x72, B: 0xB2, A: 255}
	green     = charts.Color{R: 0x00, G: 0x9E, B: 0x73, A: 255}
)

// Chart is one chart: what is drawn, in a form that any renderer of the library takes.
type Chart struct {
	Title   string
	Caption string
	draw    func(p *charts.Painter) error
	width   int
	height  int
}

// SVG draws the chart into a page.
func (c Chart) SVG() (string, error) {
	data, err := c.render(charts.ChartOutputSVG)
	if err != nil {
		return "", err
	}
	// In a page the name space is known, and the page must hold no address. Colours that stand for nothing follow the page's.
	return themed.Replace(xmlns.ReplaceAllString(string(data), "")), nil
}

// themed gives the colours of a chart's paper and ink the names that the page has for them.
var themed = strings.NewReplacer("fill:white", "fill:var(--paper)", "stroke:white", "stroke:var(--paper)", "fill:rgb(40,40,40)", "fill:var(--ink)",
	"stroke:rgb(110,110,110)", "stroke:var(--axis)", "stroke:rgb(225,225,225)", "stroke:var(--line)")

var xmlns = regexp.MustCompile(`\s+xmlns(:[a-z]+)?="[^"]*"`)

// PNG draws the chart as a picture.
func (c Chart) PNG() ([]byte, error) { return c.render(charts.ChartOutputPNG) }

// Image is the drawn chart, dark on white.
func (c Chart) Image() (image.Image, error) {
	data, err := c.PNG()
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(data))
}

func (c Chart) render(format string) ([]byte, error) {
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: format, Width: c.width, Height: c.height})
	if err := c.draw(p); err != nil {
		return nil, err
	}
	return p.Bytes()
}

func theme(colors ...charts.Color) charts.ColorPalette {
	return charts.MakeTheme(charts.ThemeOption{AxisStrokeColor: charts.Color{R: 110, G: 110, B: 110, A: 255},
		AxisSplitLineColor: charts.Color{R: 225, G: 225, B: 225, A: 255}, BackgroundColor: charts.ColorWhite,
		TextColor: charts.Color{R: 40, G: 40, B: 40, A: 255}, SeriesColors: colors})
}

// Say gives a text of a chart in the reader's language. Texts are English and may hold the verbs of fmt.
type Say func(english string) string

// English says everything as it is.
func English(text string) string { return text }

// Reader is whom charts are drawn for.
type Reader struct {
	Say      Say
	Language string   // that Say speaks, as BCP 47
	Expected []string // languages of the pack that scored the posts; none: not known
}

// Charts draws all that there is something to draw of.
func (t *Tally) Charts(r Reader) []Chart {
	say := r.Say
	var out []Chart
	if t.Posts > t.Failed {
		out = append(out, t.distribution(say))
	}
	if t.Answered > 0 {
		out = append(out, t.answers(say))
	}
	if t.Pairs > 0 {
		out = append(out, t.carried(say), t.moved(say))
	}
	if c, ok := t.overTime(say); ok {
		out = append(out, c)
	}
	if c, ok := t.spoken(r); ok {
		out = append(out, c)
	}
	return out
}

func share(n, of int64) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}

func percent(v float64) string { return fmt.Sprintf("%.0f %%", v) }

// distribution shows for the words, the picture and both how many posts have which label.
func (t *Tally) distribution(say Say) Chart {
	groups := []struct {
		name   string
		counts [3]int64
	}{{"words", t.Words}, {"picture", t.Pictures}, {"together", t.Both}}
	values := make([][]float64, len(app.Labels))
	var names []string
	for _, g := range groups {
		sum := g.counts[0] + g.counts[1] + g.counts[2]
		if sum == 0 {
			continue
		}
		names = append(names, say(g.name))
		for _, l := range app.Labels {
			values[l] = append(values[l], share(g.counts[l], sum))
		}
	}
	return bars(say("How the labels are spread"), say("Share of posts by what the words say alone, what the picture says alone, and what both say together."),
		names, values, []string{say("negative"), say("neutral"), say("positive")}, theme(vermilion, grey, blue))
}

// mostAnswers is how many labels of a head have a bar of their own.
const mostAnswers = 12

// answers shows how often a pack's head gives each label, the commonest first.
func (t *Tally) answers(say Say) Chart {
	labels := t.commonest()
	names, values := make([]string, 0, len(labels)), make([]float64, 0, len(labels))
	rest := int64(0)
	for i, l := range labels {
		if i >= mostAnswers {
			rest += t.Answers[l]
			continue
		}
		name := l
		if l == "" {
			name = say("none of them")
		}
		names, values = append(names, name), append(values, float64(t.Answers[l]))
	}
	if rest > 0 {
		names, values = append(names, say("others")), append(values, float64(rest))
	}
	caption := say("Posts by the label that the head gives; a post may have several.")
	if len(names) <= 5 {
		caption = say("Share of the posts to which the head gives a label; a post may have several.")
		for i := range values {
			values[i] = share(int64(values[i]), t.Answered)
		}
	}
	return bars(say("What the head answers"), caption, names, [][]float64{values}, nil, theme(green))
}

// commonest are a head's labels, the commonest first.
func (t *Tally) commonest() []string {
	return slices.SortedFunc(maps.Keys(t.Answers), func(a, b string) int { return cmp.Or(cmp.Compare(t.Answers[b], t.Answers[a]), cmp.Compare(a, b)) })
}

// carried shows whether words or picture carried the verdict.
func (t *Tally) carried(say Say) Chart {
	var values []float64
	names := []string{say("the words"), say("both"), say("the picture")}
	for _, m := range []app.Modality{app.Words, app.Both, app.Image} {
		values = append(values, share(t.Dominant[m], t.Pairs))
	}
	return bars(say("Which mattered more"), say("Share of the posts with words and a picture by what moved their verdict more."),
		names, [][]float64{values}, nil, theme(green))
}

// moved shows how far the picture moved verdicts more than the words did.
func (t *Tally) moved(say Say) Chart {
	var values []float64
	var names []string
	for i, n := range t.Moved {
		values = append(values, float64(n))
		name := ""
		if i%5 == 0 { // −1, −0.5, 0, 0.5 and 1
			name = app.Decimal(say, strings.Replace(fmt.Sprintf("%.1f", (float64(i)+0.5)/moveBins*2-1), "-", "−", 1))
		}
		names = append(names, name)
	}
	return bars(say("Balance"),
		say("Posts by how far the picture moved the verdict's probability more than the words did: words on the left, picture on the right."),
		names, [][]float64{values}, nil, theme(green))
}

// grouped writes a number with commas between the thousands, as the report's language has it.
func grouped(n int64) string { return humanize.Comma(n) }

func bars(title, caption string, names []string, values [][]float64, series []string, palette charts.ColorPalette) Chart {
	return Chart{Title: title, Caption: caption, width: 640, height: 320, draw: func(p *charts.Painter) error {
		o := charts.NewBarChartOptionWithData(values)
		o.Theme = palette
		o.CategoryAxis.Labels, o.CategoryAxis.LabelCount = names, len(names)
		o.ValueAxis = []charts.ValueAxisOption{{Min: charts.Ptr(0.0)}} // a bar's length is what it says
		if len(series) > 0 {
			o.Legend.SeriesNames = series
		}
		if len(names) <= 5 {
			o.ValueFormatter = percent
			top, steps := percentTop(values...)
			o.ValueAxis[0].Max, o.ValueAxis[0].LabelCount = charts.Ptr(top), steps+1
			for i := range o.SeriesList {
				o.SeriesList[i].Label.Show = charts.Ptr(true)
				o.SeriesList[i].Label.ValueFormatter = percent
			}
		} else {
			o.ValueFormatter = func(v float64) string { return grouped(int64(math.Round(v))) }
			top, steps := roundTop(slices.Max(values[0]))
			o.ValueAxis[0].Max, o.ValueAxis[0].LabelCount = charts.Ptr(top), steps+1
		}
		return p.BarChart(o)
	}}
}

// percentTop is the end of an axis of percents, which is never over 100, and in how many steps of 20 it is reached.
func percentTop(values ...[]float64) (top float64, steps int) {
	most := 0.0
	for _, series := range values {
		for _, v := range series {
			most = max(most, v)
		}
	}
	steps = max(int(math.Ceil(most/20)), 1)
	return 20 * float64(steps), steps
}

// roundTop is the end of an axis of counts, at or above the largest, and in how many steps of a round number it is reached.
func roundTop(most float64) (top float64, steps int) {
	step := 1.0
	for i := 0; most > 6*step; i++ { // 1, 2, 5, 10, …
		step *= []float64{2, 2.5, 2}[i%3]
	}
	steps = max(int(math.Ceil(most/step)), 1)
	return float64(steps) * step, steps
}

// sparse leaves about as many names as have room; the library would lay the last one over the one before.
func sparse(names []string, room int) []string {
	step := (len(names) + room - 1) / room
	out := make([]string, len(names))
	for i := 0; i < len(names); i += max(step, 1) {
		out[i] = names[i]
	}
	return out
}

// overTime shows how often words and picture pulled apart.
func (t *Tally) overTime(say Say) (Chart, bool) {
	spans, unit := t.Spans()
	if len(spans) < 2 {
		return Chart{}, false
	}
	var names []string
	var apart, mean []float64
	for _, s := range spans {
		names = append(names, s.Name)
		apart = append(apart, share(s.Apart, s.Pairs))
		mean = append(mean, 100*s.Sum/float64(max(s.Pairs, 1)))
	}
	return Chart{Title: say("Disagreement over time"), width: 640, height: 320,
		Caption: fmt.Sprintf(say("By %s: the share of posts whose words and picture disagree (incongruity of %s or more), and the mean incongruity."),
			say(unit), app.Decimal(say, fmt.Sprintf("%.2f", t.Threshold))),
		draw: func(p *charts.Painter) error {
			o := charts.NewLineChartOptionWithData([][]float64{apart, mean})
			o.Theme = theme(vermilion, blue)
			o.XAxis.Labels = sparse(names, 6)
			o.XAxis.LabelCount = len(names)
			top, steps := percentTop(apart, mean)
			o.YAxis = []charts.YAxisOption{{Min: charts.Ptr(0.0), Max: charts.Ptr(top), LabelCount: steps + 1}}
			o.Legend.SeriesNames = []string{say("disagree"), say("mean incongruity")}
			o.ValueFormatter = percent
			return p.LineChart(o)
		}}, true
}
