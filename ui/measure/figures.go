package measure

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
	numbers "duotone/app/measure"
	"duotone/app/present/measure"
	"duotone/app/project/figures"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// drawFound shows the figures of what was measured.
func (m *Pane) drawFound(st *measure.State) {
	found := st.Found
	m.figures.RemoveAll()
	m.slices.RemoveAll()
	m.plot.Set(found.Plot)
	switch {
	case st.Measured():
		names := []string{speech.Label(app.Negative), speech.Label(app.Neutral), speech.Label(app.Positive)}
		m.confusion.Set(names, found.All[0].Metrics.Confusion)
		m.drawFigures(found)
		m.drawSlices(found)
	case len(found.All) == 0:
		m.figures.Add(kit.NewParagraph(lang.L("No model has scored this project yet: “Let the model score the posts” in the Label pane.")))
	default:
		m.figures.Add(kit.NewParagraph(lang.L("No post has both a final label and the model's scores.")))
	}
	m.drawPeople(found.Stats)
}

// two is a figure with two digits, and its interval where there is one.
func two(i numbers.Interval) string {
	switch {
	case math.IsNaN(i.Value):
		return "–"
	case math.IsNaN(i.Low):
		return paint.Fraction(i.Value)
	}
	return fmt.Sprintf("%s [%s; %s]", paint.Fraction(i.Value), paint.Fraction(i.Low), paint.Fraction(i.High))
}

func bare(x float64) string { return two(numbers.Interval{Value: x, Low: math.NaN()}) }

// table lays texts out in columns; the first row has the names.
func table(rows [][]string) fyne.CanvasObject {
	grid := container.NewGridWithColumns(len(rows[0]))
	for i, row := range rows {
		for _, cell := range row {
			l := widget.NewLabel(cell)
			l.TextStyle.Bold = i == 0
			l.Truncation = fyne.TextTruncateEllipsis
			grid.Add(l)
		}
	}
	return grid
}

func (m *Pane) drawFigures(found *measure.Found) {
	rows := [][]string{{"", lang.L("posts"), lang.L("accuracy"), lang.L("weighted F1"), lang.L("macro F1"), "ECE"}}
	for _, e := range found.All {
		rows = append(rows, []string{e.Pack, strconv.Itoa(e.Metrics.N), two(e.Accuracy), two(e.WeightedF1), two(e.MacroF1), bare(e.Calibration.ECE)})
	}
	m.figures.Add(table(rows))
	if found.Missing > 0 {
		m.figures.Add(kit.NewParagraph(lang.L("{{.n}} labelled posts have no scores and are left out.", map[string]any{"n": found.Missing})))
	}
	if len(found.All) == 2 {
		m.figures.Add(kit.NewParagraph(lang.L("McNemar on {{.n}} posts: only the first is right on {{.a}}, only the second on {{.b}}; exact p = {{.p}}.",
			map[string]any{"n": found.Both, "a": found.Test.OnlyA, "b": found.Test.OnlyB, "p": paint.Decimal(fmt.Sprintf("%.2g", found.Test.Exact))})))
	}
	rows = [][]string{{"", lang.L("precision"), lang.L("recall"), "F1", lang.L("posts")}}
	for i, l := range app.Labels {
		c := found.All[0].Metrics.Class[i]
		rows = append(rows, []string{speech.Label(l), bare(c.Precision), bare(c.Recall), bare(c.F1), strconv.Itoa(c.Support)})
	}
	m.figures.Add(table(rows))
}

func (m *Pane) drawSlices(found *measure.Found) {
	group, rows := "", [][]string(nil)
	flush := func() {
		if len(rows) > 1 {
			m.slices.Add(table(rows))
		}
	}
	for _, s := range found.All[0].Slices {
		if s.N == 0 {
			continue
		}
		if s.Group != group { // its name is longer than a column is wide
			flush()
			group, rows = s.Group, [][]string{{lang.L("Slice"), lang.L("posts"), lang.L("accuracy"), lang.L("weighted F1")}}
			name := kit.NewParagraph(speech.Text(s.Group))
			name.TextStyle.Bold = true
			m.slices.Add(name)
		}
		rows = append(rows, []string{speech.Text(s.Name), strconv.Itoa(s.N), two(s.Accuracy), bare(s.WeightedF1)})
	}
	flush()
}

// filled leaves out the columns in which no row has a figure: α of sets where nobody is asked for sets.
func filled(rows [][]string) [][]string {
	none := two(numbers.Interval{Value: math.NaN(), Low: math.NaN(), High: math.NaN()})
	out := make([][]string, len(rows))
	for c := range rows[0] {
		if slices.ContainsFunc(rows[1:], func(row []string) bool { return row[c] != none }) {
			for i, row := range rows {
				out[i] = append(out[i], row[c])
			}
		}
	}
	return out
}

// drawPeople shows how far people agree.
func (m *Pane) drawPeople(s figures.Stats) {
	m.people.RemoveAll()
	rows := [][]string{{lang.L("Agreement"), lang.L("posts"), lang.L("percent"), "κ", "α", lang.L("α, ordinal"), lang.L("α, interval"), lang.L("α, MASI")}}
	for _, a := range s.Agreement {
		all := append([]numbers.Agreement{a.Overall}, a.Pairs...)
		if len(a.Overall.Coders) == 2 {
			all = all[:1]
		}
		for _, g := range all {
			rows = append(rows, []string{speech.Text(string(a.Question)) + ": " + strings.Join(g.Coders, ", "), strconv.Itoa(g.Units), two(g.Percent),
				two(g.Kappa), two(g.Nominal), two(g.Ordinal), two(g.Interval), two(g.Masi)})
		}
	}
	if len(rows) > 1 {
		m.people.Add(table(filled(rows)))
	}
	for _, one := range s.People {
		if one.Repeated > 0 {
			m.people.Add(widget.NewLabel(lang.L("{{.name}} was asked again about {{.n}} posts and said the same of {{.same}}.",
				map[string]any{"name": one.Annotator, "n": one.Repeated, "same": one.Consistent})))
		}
	}
}

// drawCell lists the posts behind the chosen cell; each opens in the Analyse pane.
func (m *Pane) drawCell(st *measure.State) {
	m.posts.RemoveAll()
	if !st.Measured() {
		return
	}
	if st.Cell == nil {
		m.posts.Add(kit.NewParagraph(lang.L("Choose a cell to see the posts behind it.")))
		return
	}
	truth, said, cases := app.Label(st.Cell[0]), app.Label(st.Cell[1]), st.Cases
	head := kit.NewParagraph(lang.L("{{.n}} posts that people call {{.truth}} and the model {{.said}}:",
		map[string]any{"n": len(cases), "truth": speech.Label(truth), "said": speech.Label(said)}))
	list := kit.NewPostList(len(cases), func(i int) string {
		c := cases[i]
		return fmt.Sprintf("%s  %s  %s", paint.Fraction(c.Score.Scores[said]), c.Item.Name, script.Line(strings.Join(strings.Fields(c.Item.Text), " "), 60))
	}, m.presenter.OpenCase)
	m.posts.Add(container.NewBorder(container.NewVBox(head, list.NewLettersNote()), nil, nil, nil, list))
}
